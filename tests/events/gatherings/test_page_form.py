"""The editors' form: clock times of the event's own zone, hosts one may speak for."""

import datetime as dt

import pytest
from django.utils import timezone

from events.gatherings.pages import EventPage, GatheringsIndexPage
from tests.factories import make_member, make_network, make_person
from tests.factories.events import make_event_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def wales():
    return make_network("wales")


def form_for(user, data=None, page=None):
    """The form an editor sends, with ``data`` changed; the zone of the editor's own browser is London's."""
    timezone.activate("Europe/London")
    index = GatheringsIndexPage.objects.get(locale__language_code="en")
    page = page or EventPage(locale=index.locale)
    form_class = EventPage.get_edit_handler().get_form_class()
    sent = {
        "title": "Learning together", "slug": "learning-together", "intro": "", "seo_title": "",
        "search_description": "", "starts_at": "2027-07-01 10:00", "ends_at": "2027-07-01 12:00",
        "time_zone": "Europe/Paris", "mode": "online", "venue": "", "hosts": [], "other_hosts": "",
        "access_info": "", "interpretation_info": "", "body-count": "0", "takes_registrations": "on", "capacity": "",
        "registration_closes_at": "", "audience": "public", "networks": [], "date_precision": "time", "date_text": "",
        "more_url": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "", **(data or {}),
    }  # fmt: skip
    return form_class(sent, instance=page, parent_page=index, for_user=user)


def editor_of(network):
    return make_member(network, role="curator")


def test_clock_times_are_those_of_the_events_zone_wherever_the_editor_sits(wales):
    form = form_for(editor_of(wales), {"hosts": [wales.pk]})
    assert form.is_valid(), form.errors
    page = form.save(commit=False)
    assert page.starts_at == dt.datetime(2027, 7, 1, 8, 0, tzinfo=dt.UTC)
    assert page.ends_at == dt.datetime(2027, 7, 1, 10, 0, tzinfo=dt.UTC)


def test_the_form_shows_again_what_was_typed(wales):
    page = make_event_page(
        [wales], starts_at=dt.datetime(2027, 7, 1, 8, 0, tzinfo=dt.UTC), time_zone="Europe/Paris"
    )
    form = form_for(editor_of(wales), {"hosts": [wales.pk], "slug": page.slug}, page=page)
    assert form.initial["starts_at"] == dt.datetime(2027, 7, 1, 10, 0)
    assert 'value="2027-07-01 10:00"' in str(form["starts_at"])
    assert "starts_at" not in form.changed_data
    assert form.is_valid(), form.errors
    assert form.cleaned_data["starts_at"] == page.starts_at


@pytest.mark.parametrize(
    ("zone", "start", "words"),
    [
        ("Europe/London", "2027-03-28 01:30", "skip this time"),
        ("Europe/London", "2027-10-31 01:30", "show this time twice"),
        ("America/New_York", "2027-03-14 02:30", "skip this time"),
        ("America/New_York", "2027-11-07 01:30", "show this time twice"),
    ],
)
def test_clock_times_that_do_not_happen_or_happen_twice_are_refused(wales, zone, start, words):
    form = form_for(
        editor_of(wales),
        {"hosts": [wales.pk], "time_zone": zone, "starts_at": start, "ends_at": "2027-11-30 12:00"},
    )
    assert not form.is_valid()
    assert list(form.errors) == ["starts_at"]
    assert words in str(form.errors["starts_at"])


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"ends_at": "2027-07-01 10:00"}, "ends_at"),
        ({"ends_at": "2027-07-01 09:00"}, "ends_at"),
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"time_zone": "Europe/Nowhere"}, "time_zone"),
        ({"registration_closes_at": "2027-07-01 12:30"}, "registration_closes_at"),
        ({"capacity": "0"}, "capacity"),
        ({"hosts": []}, "hosts"),
        ({"audience": "people"}, "audience"),
        ({"more_url": "javascript:alert(1)"}, "more_url"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(wales, data, field):
    form = form_for(editor_of(wales), {"hosts": [wales.pk], **data})
    assert not form.is_valid()
    assert field in form.errors


def test_editors_only_make_events_that_their_own_network_hosts(wales):
    scotland = make_network("scotland")
    editor = editor_of(wales)
    assert not form_for(editor, {"hosts": [scotland.pk]}).is_valid()
    assert form_for(editor, {"hosts": [wales.pk, scotland.pk]}).is_valid()
    assert form_for(make_person("Admin", is_superuser=True), {"hosts": [scotland.pk]}).is_valid()


def test_no_two_events_share_an_address_in_any_language(wales):
    make_event_page([wales], language="cy", slug="learning-together")
    form = form_for(editor_of(wales), {"hosts": [wales.pk]})
    assert "Another event has this address already." in str(form.errors["slug"])


def test_a_draft_may_wait_for_its_facts(wales):
    form = form_for(editor_of(wales), {"hosts": [wales.pk], "starts_at": "", "ends_at": ""})
    form.defer_required_fields()
    assert form.is_valid(), form.errors


def test_even_a_draft_has_hosts_so_that_it_is_somebodys(wales):
    form = form_for(editor_of(wales), {"hosts": []})
    form.defer_required_fields()
    assert list(form.errors) == ["hosts"]


def test_records_of_old_events_may_know_the_month_alone(wales):
    form = form_for(
        editor_of(wales),
        {
            "hosts": [wales.pk], "date_precision": "month", "starts_at": "2018-11-05 00:00",
            "ends_at": "2018-11-20 00:00", "time_zone": "Europe/London",
        },
    )  # fmt: skip
    assert form.is_valid(), form.errors
    assert form.cleaned_data["starts_at"] == dt.datetime(2018, 11, 1, tzinfo=dt.UTC)
    assert form.cleaned_data["ends_at"] == dt.datetime(2018, 12, 1, tzinfo=dt.UTC)


def test_a_record_of_days_keeps_its_last_day_when_it_is_kept_again(wales):
    page = make_event_page(
        [wales], starts_at=dt.datetime(2018, 11, 19, tzinfo=dt.UTC), ends_at=dt.datetime(2018, 11, 26, tzinfo=dt.UTC),
        date_precision="day", time_zone="Europe/London",
    )  # fmt: skip
    sent = {
        "hosts": [wales.pk], "slug": page.slug, "date_precision": "day", "time_zone": "Europe/London",
        "starts_at": "2018-11-19 00:00", "ends_at": "2018-11-25 00:00",
    }  # fmt: skip
    form = form_for(editor_of(wales), sent, page=page)
    assert form.initial["ends_at"] == dt.datetime(2018, 11, 25)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["ends_at"] == page.ends_at


def test_a_record_without_any_date_needs_none(wales):
    form = form_for(
        editor_of(wales), {"hosts": [wales.pk], "date_precision": "unknown", "starts_at": "", "ends_at": ""}
    )
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["starts_at"], form.cleaned_data["ends_at"]) == (None, None)


def permissions_table():
    return [
        # person, edit and publish Wales's event, the joint one, Scotland's, the list itself
        ("curator of wales", (True, True, False, False)),
        ("coordinator of wales", (True, True, False, False)),
        ("curator of scotland", (False, True, True, False)),
        ("facilitator of wales", (False, False, False, False)),
        ("member of wales", (False, False, False, False)),
        ("administrator", (True, True, True, True)),
    ]


@pytest.mark.parametrize(("who", "may"), permissions_table(), ids=[row[0] for row in permissions_table()])
def test_each_networks_editors_touch_only_their_own_events(who, may):
    from community.networks.domain.memberships import change_role, join
    from community.networks.domain.networks import make_network as make_whole_network

    admin = make_person("Admin", is_superuser=True)
    networks = {}
    for slug in ("wales", "scotland"):
        networks[slug] = make_whole_network(
            slug=slug,
            name_en=slug.title(),
            name_cy=slug,
            short_name_en=slug.title(),
            joining="open",
        )
    if who == "administrator":
        person = admin
    else:
        role, _of, slug = who.split()
        person = make_person(who)
        membership = join(networks[slug], by=person)
        if role != "member":
            change_role(membership, by=admin, role=role)
        person = type(person).objects.get(pk=person.pk)
    pages = [
        make_event_page([networks["wales"]]),
        make_event_page([networks["wales"], networks["scotland"]]),
        make_event_page([networks["scotland"]]),
    ]
    for page, allowed in zip(pages, may, strict=False):
        permissions = EventPage.objects.get(pk=page.pk).permissions_for_user(person)
        for verb in ("can_edit", "can_publish", "can_unpublish", "can_delete"):
            assert getattr(permissions, verb)() is allowed, (page, verb)
    index = GatheringsIndexPage.objects.get(locale__language_code="en")
    permissions = index.permissions_for_user(person)
    assert permissions.can_edit() is may[3]
    assert permissions.can_add_subpage() is (who.split()[0] in ("curator", "coordinator", "administrator"))
    assert not permissions.can_delete()
