"""One gathering's page, as each reader has it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.gatherings.domain.cancelling import cancel_gathering
from events.registrations.domain.places import give_up_place
from tests.factories import make_member, make_network, make_person
from tests.factories.events import gathering_of, make_event_page, make_joining_details, make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def wales():
    return make_network("wales", name_en="Co-production Network for Wales", colour_warp="#7a2e2e")


@pytest.fixture
def scotland():
    return make_network("scotland", name_en="Scottish Co-production Network")


def text_of(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status, response.content[:500]
    return response.content.decode()


def test_everyone_reads_what_is_planned(client, wales, scotland):
    page = make_event_page(
        [wales, scotland],
        title="Learning together",
        intro="Bring a question.",
        venue="Pierhead, Cardiff",
        mode="hybrid",
        access_info="Captions and breaks",
        interpretation_info="Welsh and BSL",
        body=[("paragraph", "<p>Two rounds of small groups.</p>")],
        other_hosts="Rural Wisdom",
    )
    text = text_of(client, f"/en/events/{page.slug}/")
    for words in (
        "Learning together", "Bring a question.", "Pierhead, Cardiff, and online", "Captions and breaks",
        "Welsh and BSL", "Two rounds of small groups.", "Co-production Network for Wales",
        "Scottish Co-production Network", "Rural Wisdom", "Sign in to register",
    ):  # fmt: skip
        assert words in text, words
    assert f"?next=/en/events/{page.slug}/" in text


def test_the_welsh_page_speaks_welsh(client, wales):
    page = make_event_page([wales], title="Learning together")
    make_event_page(language="cy", translation_of=page, title="Dysgu gyda’n gilydd", access_info="Capsiynau")
    text = text_of(client, f"/cy/events/{page.slug}/")
    assert "Dysgu gyda’n gilydd" in text
    assert "Capsiynau" in text
    assert '<html lang="cy"' in text


def test_an_untranslated_event_is_there_in_welsh_with_its_words_marked_as_english(client, wales):
    page = make_event_page([wales], title="Learning together", access_info="Captions")
    text = text_of(client, f"/cy/events/{page.slug}/")
    assert '<h1 lang="en"' in text or 'lang="en">Learning together' in text
    assert "Mewngofnod" in text
    assert 'hreflang="cy"' not in text


READERS = ["visitor", "member", "registered", "given up", "host", "other facilitator"]


@pytest.fixture
def cast(wales, scotland):
    """An event of both networks with its readers and its way in."""
    gathering = gathering_of(make_event_page([wales, scotland], title="Learning together", capacity=5))
    make_joining_details(gathering)
    people = {
        "visitor": None,
        "member": make_member(wales, name="Mair"),
        "registered": make_person("Rhian"),
        "given up": make_person("Gwen"),
        "host": make_member(scotland, role="facilitator", name="Isla"),
        "other facilitator": make_member(make_network("other"), role="coordinator", name="Owen"),
    }
    make_registration(gathering, people["registered"], access_needs="A quiet corner")
    make_registration(gathering, people["given up"])
    give_up_place(gathering, by=people["given up"])
    return gathering, people


@pytest.mark.parametrize("reader", READERS)
def test_only_people_with_a_place_and_hosts_read_how_to_join(cast, client, as_person, reader):
    gathering, people = cast
    client = as_person(people[reader]) if people[reader] else client
    response = client.get(gathering.get_absolute_url())
    knows = reader in ("registered", "host")
    text = response.content.decode()
    for secret in ("secret-room", "secret-phone", "secret-passcode", "secret-note"):
        assert (secret in text) is knows, (reader, secret)
    assert ("no-store" in response.get("Cache-Control", "")) is knows


@pytest.mark.parametrize("reader", READERS)
def test_nobody_reads_anybody_elses_needs_on_the_page(cast, client, as_person, reader):
    gathering, people = cast
    client = as_person(people[reader]) if people[reader] else client
    assert ("A quiet corner" in text_of(client, gathering.get_absolute_url())) is (reader == "registered")


STEPS = {
    "visitor": "Sign in to register",
    "member": "What do you need to take part?",
    "registered": "You have a place",
    "given up": "Take my place back",
    "host": "The hosts’ page",
    "other facilitator": "What do you need to take part?",
}


@pytest.mark.parametrize(("reader", "words"), STEPS.items())
def test_each_reader_is_offered_their_own_step(cast, client, as_person, reader, words):
    gathering, people = cast
    client = as_person(people[reader]) if people[reader] else client
    text = text_of(client, gathering.get_absolute_url())
    assert words in text
    assert ("The hosts’ page" in text) is (reader == "host")


def test_the_way_in_closes_when_it_is_of_no_use(cast, as_person):
    gathering, people = cast
    client = as_person(people["registered"])
    type(gathering).objects.update(
        starts_at=timezone.now() - timedelta(hours=5), ends_at=timezone.now() - timedelta(hours=3)
    )
    gathering.refresh_from_db()
    text = text_of(client, gathering.get_absolute_url())
    assert "This event is over." in text
    assert "secret-room" in text  # meetings run over
    moved = {
        name: timezone.now() - timedelta(hours=hours) for name, hours in (("starts_at", 15), ("ends_at", 13))
    }
    type(gathering).objects.update(**moved)
    assert "secret-room" not in text_of(client, gathering.get_absolute_url())


def test_a_cancelled_event_says_why_and_takes_nobody(cast, client, as_person):
    gathering, people = cast
    cancel_gathering(gathering, by=people["host"], reason="The hall has flooded.")
    for person in (None, people["registered"], people["member"]):
        text = text_of(as_person(person) if person else client, gathering.get_absolute_url())
        assert "This event is cancelled" in text
        assert "The hall has flooded." in text
        assert "secret-room" not in text
        assert "register-form" not in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"capacity": 1}, "Every place is taken."),
        ({"registration_closes_at": timezone.now() - timedelta(hours=1)}, "Registration is closed."),
        ({"takes_registrations": False}, "People do not register for this event here."),
        ({"starts_at": timezone.now() - timedelta(days=1)}, "This event is over."),
    ],
    ids=["full", "closed", "elsewhere", "over"],
)
def test_who_comes_too_late_reads_why(wales, as_person, fields, words):
    gathering = gathering_of(make_event_page([wales], **fields))
    if "capacity" in fields:
        make_registration(gathering)
    text = text_of(as_person(make_person()), gathering.get_absolute_url())
    assert words in text
    assert "register-form" not in text


def test_events_that_may_not_be_seen_look_as_if_they_were_not_there(wales, client, as_person):
    gathering = gathering_of(make_event_page([wales], audience="networks"))
    members = gathering_of(make_event_page([wales], audience="members"))
    draft = make_event_page([wales], publish=False)
    hidden = make_event_page([wales])
    hidden.unpublish()
    stranger, member = as_person(make_person()), as_person(make_member(wales))
    for url, seen_by in (
        (gathering.get_absolute_url(), {"member"}),
        (members.get_absolute_url(), {"member", "stranger"}),
        (f"/en/events/{draft.slug}/", set()),
        (f"/en/events/{hidden.slug}/", set()),
        ("/en/events/nothing-here/", set()),
    ):
        for name, one in (("visitor", client), ("stranger", stranger), ("member", member)):
            for path in (url, f"{url}calendar.ics"):
                assert one.get(path).status_code == (200 if name in seen_by else 404), (name, path)
            assert one.get(f"{url}register/").status_code in ((302,) if name in seen_by else (404,))


def test_the_time_is_named_in_the_readers_zone_and_in_the_events(wales, as_person):
    import datetime as dt

    start = dt.datetime(2027, 7, 1, 9, 0, tzinfo=dt.UTC)
    page = make_event_page(
        [wales], starts_at=start, ends_at=start + timedelta(hours=2), time_zone="Europe/Paris"
    )
    in_paris = as_person(make_person(time_zone="Europe/Paris"))
    in_london = as_person(make_person(time_zone="Europe/London"))
    url = f"/en/events/{page.slug}/"
    for client in (in_paris, in_london):
        session = client.session
        session["time_zone"] = "Europe/Paris" if client is in_paris else "Europe/London"
        session.save()
    paris, london = text_of(in_paris, url), text_of(in_london, url)
    assert "11:00" in paris
    assert "13:00 CEST" in paris
    assert "BST" not in paris
    assert "10:00" in london
    assert "12:00 BST" in london
    assert "in the time zone of Paris" in london


def test_dates_of_old_events_are_only_as_exact_as_they_are_known(client, wales):
    import datetime as dt

    first = dt.datetime(2018, 11, 1, tzinfo=dt.UTC)
    page = make_event_page(
        [wales], starts_at=first, ends_at=dt.datetime(2018, 12, 1, tzinfo=dt.UTC), date_precision="month",
        date_text="Early November 2018",
    )  # fmt: skip
    text = text_of(client, f"/en/events/{page.slug}/")
    assert '<time datetime="2018-11">November 2018</time>' in text
    assert "Early November 2018" in text
    assert "Tachwedd 2018" in text_of(client, f"/cy/events/{page.slug}/")
    assert client.get(f"/en/events/{page.slug}/calendar.ics").status_code == 404
