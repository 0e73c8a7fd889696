"""From published pages to the one gathering."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from community.jobs.models import Job
from community.live.log import number_of
from events.gatherings.models import Gathering
from tests.factories import make_area, make_network, make_person, make_topic
from tests.factories.events import gathering_of, make_event_page, make_registration

pytestmark = pytest.mark.django_db


def publish(page, **fields):
    """Change ``page`` as an editor would and publish it."""
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()
    return gathering_of(page)


def test_publishing_a_page_makes_its_gathering():
    wales, scotland, topic, area = make_network("wales"), make_network("scotland"), make_topic(), make_area()
    page = make_event_page(
        [wales, scotland],
        title="Learning together",
        intro="Bring a question.",
        venue="Pierhead, Cardiff",
        mode="hybrid",
        capacity=40,
        area=area,
        topics=[topic],
        other_hosts="Time Credits Cymru",
    )
    gathering = gathering_of(page)
    assert (gathering.title_en, gathering.title_cy) == ("Learning together", "")
    assert (gathering.summary_en, gathering.venue_en, gathering.mode) == (
        "Bring a question.",
        "Pierhead, Cardiff",
        "hybrid",
    )
    assert (gathering.starts_at, gathering.ends_at) == (page.starts_at, page.ends_at)
    assert (gathering.capacity, gathering.area, gathering.other_hosts) == (40, area, "Time Credits Cymru")
    assert set(gathering.hosts.all()) == {wales, scotland}
    assert list(gathering.topics.all()) == [topic]
    assert (gathering.slug, gathering.is_live, gathering.sequence) == (page.slug, True, 0)


def test_a_draft_is_no_gathering():
    page = make_event_page([make_network()], publish=False)
    assert not Gathering.objects.filter(translation_key=page.translation_key).exists()


def test_a_translation_adds_its_words_to_the_same_gathering():
    page = make_event_page([make_network()], title="Learning together", venue="Cardiff")
    make_event_page(language="cy", translation_of=page, title="Dysgu gyda’n gilydd", venue="Caerdydd")
    gathering = gathering_of(page)
    assert Gathering.objects.count() == 1
    assert (gathering.title_en, gathering.title_cy) == ("Learning together", "Dysgu gyda’n gilydd")
    with translation.override("cy"):
        assert (gathering.title, gathering.venue) == ("Dysgu gyda’n gilydd", "Caerdydd")


def test_facts_come_from_the_source_even_when_an_old_translation_is_published_later():
    from wagtail_localize.models import TranslationSource

    page = make_event_page([make_network()], title="Learning together")
    TranslationSource.get_or_create_from_instance(page)
    welsh = make_event_page(language="cy", translation_of=page, title="Dysgu")
    moved_to = page.starts_at + timedelta(days=1)
    publish(page, starts_at=moved_to, ends_at=moved_to + timedelta(hours=2))
    gathering = publish(welsh, title="Dysgu gyda’n gilydd")
    assert (gathering.starts_at, gathering.title_cy) == (moved_to, "Dysgu gyda’n gilydd")


def test_a_translation_from_welsh_leaves_the_welsh_facts():
    from wagtail_localize.models import TranslationSource

    welsh = make_event_page([make_network()], language="cy", title="Dysgu", capacity=12)
    TranslationSource.get_or_create_from_instance(welsh)
    make_event_page(language="en", translation_of=welsh, title="Learning", capacity=99)
    assert gathering_of(welsh).capacity == 12


def test_unpublishing_one_language_takes_its_words_and_the_last_one_hides_the_gathering():
    page = make_event_page([make_network()], title="Learning together")
    welsh = make_event_page(language="cy", translation_of=page, title="Dysgu")
    page.unpublish()
    gathering = gathering_of(page)
    assert (gathering.title_en, gathering.title_cy, gathering.is_live) == ("", "Dysgu", True)
    registration = make_registration(gathering)
    welsh.unpublish()
    gathering.refresh_from_db()
    assert not gathering.is_live
    assert not Gathering.objects.visible_to(registration.user).exists()
    assert gathering.registrations.held().count() == 1
    publish(welsh)
    assert Gathering.objects.visible_to(None).get() == gathering


def test_deleting_the_pages_hides_the_gathering_and_keeps_the_places():
    page = make_event_page([make_network()])
    gathering = gathering_of(page)
    make_registration(gathering)
    page.delete()
    gathering.refresh_from_db()
    assert (gathering.is_live, gathering.registrations.count()) == (False, 1)


def test_an_alias_in_another_language_has_no_words_of_its_own():
    page = make_event_page([make_network()], title="Learning together")
    from events.gatherings.pages import GatheringsIndexPage

    index = GatheringsIndexPage.objects.get(locale__language_code="cy")
    page.create_alias(
        parent=index, update_slug=page.slug, update_locale=index.locale, reset_translation_key=False
    )
    publish(page)
    assert gathering_of(page).title_cy == ""


def told_jobs():
    return [job.payload for job in Job.objects.filter(name="events.tell_registered").order_by("pk")]


@pytest.mark.parametrize(
    ("fields", "sequence", "told"),
    [
        ({"title": "Another title"}, 0, 0),
        ({"intro": "Other words", "capacity": 3}, 0, 0),
        ({"venue": "Swansea"}, 0, 1),
        ({"mode": "hybrid"}, 0, 1),
        ({"ends_at": timezone.now() + timedelta(days=15)}, 1, 1),
        ({"starts_at": timezone.now() + timedelta(days=13)}, 1, 1),
    ],
    ids=["title", "words and places", "venue", "mode", "end", "start"],
)
def test_the_sequence_rises_with_the_times_alone_and_people_are_told_what_matters(fields, sequence, told):
    page = make_event_page([make_network()], venue="Cardiff")
    gathering = publish(page, **fields)
    assert (gathering.sequence, gathering.change_number, len(told_jobs())) == (sequence, told, told)
    again = publish(page)
    assert (again.sequence, again.change_number, len(told_jobs())) == (sequence, told, told)


def test_the_calendar_identity_never_changes():
    page = make_event_page([make_network()])
    before = gathering_of(page).calendar_uid
    after = publish(page, slug="moved-on", title="Moved on")
    assert (after.calendar_uid, after.slug) == (before, "moved-on")


def test_a_venue_named_in_welsh_for_the_first_time_is_no_news():
    page = make_event_page([make_network()], venue="Cardiff")
    make_event_page(language="cy", translation_of=page, title="Dysgu", venue="Caerdydd")
    assert told_jobs() == []


def test_nobody_is_told_of_changes_to_what_is_over():
    start = timezone.now() - timedelta(days=9)
    page = make_event_page([make_network()], starts_at=start)
    publish(page, starts_at=start - timedelta(days=1), ends_at=start)
    assert told_jobs() == []


def test_the_networks_it_is_open_to_include_the_hosts():
    wales, scotland, other = make_network("wales"), make_network("scotland"), make_network("other")
    page = make_event_page([wales, scotland], audience="networks", networks=[other])
    assert set(gathering_of(page).networks.all()) == {wales, scotland, other}
    gathering = publish(page, audience="members")
    assert not gathering.networks.exists()


def test_open_pages_and_the_index_hear_of_a_change():
    page = make_event_page([make_network()])
    gathering = gathering_of(page)
    before = number_of(gathering.stream_key)
    publish(page, title="Another title")
    assert number_of(gathering.stream_key) == before + 1
    assert Job.objects.filter(name="search.index", key=f"event:{gathering.pk}").exists()


def test_a_page_without_a_date_is_of_unknown_date_and_past():
    page = make_event_page(
        [],
        starts_at=None,
        ends_at=None,
        date_precision="unknown",
        date_text="During the pandemic",
        other_hosts="SCN",
    )
    gathering = gathering_of(page)
    assert (gathering.starts_at, gathering.date_precision, gathering.date_text) == (
        None,
        "unknown",
        "During the pandemic",
    )
    assert list(Gathering.objects.past()) == [gathering]
    assert not gathering.is_registration_open


def test_upcoming_and_past_share_the_gatherings_between_them():
    person = make_person()
    later = gathering_of(make_event_page([], starts_at=timezone.now() + timedelta(days=9)))
    sooner = gathering_of(make_event_page([], starts_at=timezone.now() + timedelta(days=2)))
    under_way = gathering_of(make_event_page([], starts_at=timezone.now() - timedelta(minutes=5)))
    old = gathering_of(make_event_page([], starts_at=timezone.now() - timedelta(days=30)))
    older = gathering_of(make_event_page([], starts_at=timezone.now() - timedelta(days=60)))
    rows = Gathering.objects.visible_to(person)
    assert list(rows.upcoming()) == [under_way, sooner, later]
    assert list(rows.past()) == [old, older]
