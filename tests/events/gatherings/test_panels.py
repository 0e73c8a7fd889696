"""What gatherings show elsewhere: front pages, topics, the desk, search."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from community.search import index
from community.search.query import search
from events.gatherings import panels
from tests.factories import make_member, make_network, make_person, make_topic
from tests.factories.events import (
    gathering_of,
    make_event_page,
    make_gathering,
    make_joining_details,
    make_registration,
)

pytestmark = pytest.mark.django_db


def test_front_pages_show_the_next_public_events(client):
    wales, scotland = make_network("wales"), make_network("scotland")
    for days in (5, 3, 9, 12):
        make_gathering([scotland], title_en=f"In {days} days", starts_in=timedelta(days=days))
    make_gathering([wales], title_en="In Wales", starts_in=timedelta(days=20))
    make_gathering([wales], title_en="For members", audience="members", starts_in=timedelta(days=1))
    make_gathering(
        [wales], title_en="Off", status="cancelled", cancelled_at=timezone.now(), starts_in=timedelta(days=1)
    )
    make_gathering([wales], title_en="Over", starts_in=timedelta(days=-1))
    assert [one.title_en for one in panels.coming("en", None)["gatherings"]] == [
        "In 3 days",
        "In 5 days",
        "In 9 days",
    ]
    of_wales = panels.coming("en", wales)
    assert [one.title_en for one in of_wales["gatherings"]] == ["In Wales"]
    assert of_wales["events_url"] == "/en/events/?network=wales"
    cache.clear()
    text = client.get("/en/").content.decode()
    assert "In 3 days" in text
    assert "For members" not in text


def test_without_events_front_pages_show_no_panel():
    assert panels.coming("en", None) is None


def test_front_pages_do_not_keep_the_first_readers_zone(client):
    make_gathering([make_network()], title_en="Soon")
    cache.clear()
    with timezone.override("Asia/Tokyo"):
        text = client.get("/en/").content.decode()
    assert "data-moment" in text[text.index("Soon") - 2000 :]
    assert "JST" not in text


def test_topics_show_what_is_coming_then_what_was(client, as_person):
    wales, topic = make_network("wales"), make_topic("time-banking")
    upper = make_topic("value-and-cost")
    topic.parent = upper
    topic.save()
    make_gathering([wales], title_en="Old", topics=[topic], starts_in=timedelta(days=-3))
    make_gathering([wales], title_en="Soon", topics=[topic], starts_in=timedelta(days=3))
    make_gathering([wales], title_en="For members", topics=[topic], audience="members")
    make_gathering([wales], title_en="Something else")

    def titles(user, *topics):
        content = panels.draw_of_topic(topic, [one.pk for one in topics], user)
        return [item.title for item in content.items]

    assert titles(None, topic) == ["Soon", "Old"]
    assert titles(make_person(), upper, topic) == ["Soon", "For members", "Old"]
    assert "Soon" in client.get("/en/topics/time-banking/").content.decode()


def test_hosts_see_their_next_events_on_the_desk(as_person):
    wales, scotland = make_network("wales"), make_network("scotland")
    gathering = make_gathering([wales, scotland], title_en="Ours")
    make_gathering([scotland], title_en="Theirs")
    make_registration(gathering)
    coordinator = make_member(wales, role="coordinator")
    content = panels.draw_hosted(coordinator, [wales.pk])
    assert [(item.title, item.url, item.meta) for item in content.items] == [
        ("Ours", f"/en/events/{gathering.slug}/host/", "1 person registered")
    ]
    text = as_person(coordinator).get("/en/desk/").content.decode()
    assert "Events we host" in text
    assert "Ours" in text


def test_the_desk_shows_all_events_we_host_as_no_list_elsewhere_does(as_person, queries):
    wales = make_network("wales")
    for number in range(1, 8):
        make_gathering([wales], title_en=f"Number {number}", starts_in=timedelta(days=number))
    coordinator = make_member(wales, role="coordinator")
    with queries(exactly=1):
        content = panels.draw_hosted(coordinator, [wales.pk])
    assert [item.title for item in content.items] == [f"Number {number}" for number in range(1, 8)]
    text = as_person(coordinator).get("/en/desk/").content.decode()
    hosted = text.partition('id="events"')[2].partition("</section>")[0]
    assert "Number 7" in hosted
    assert "panel-link" not in hosted


# --- search -----------------------------------------------------------------------------------------------------------


def found(text, user=None, **filters):
    from django.contrib.auth.models import AnonymousUser

    from community.search.query import Filters

    hits = search(text, user=user or AnonymousUser(), filters=Filters(kind="event", **filters)).hits
    return [(hit.object_id, hit.language, hit.path) for hit in hits]


def test_events_are_found_in_each_language_by_title_place_and_programme(run_jobs):
    wales = make_network("wales")
    page = make_event_page(
        [wales], title="Learning together", venue="Pierhead", mode="in_person", access_info="Hearing loop",
        body=[("paragraph", "<p>We look at kintsugi.</p>")],
    )  # fmt: skip
    make_event_page(language="cy", translation_of=page, title="Dysgu gyda’n gilydd")
    run_jobs()
    gathering = gathering_of(page)
    english = [(gathering.pk, "en", f"/events/{page.slug}/")]
    for words in ("learning together", "pierhead", "kintsugi", "hearing loop"):
        assert found(words) == english, words
    assert found("dysgu gyda’n gilydd") == [(gathering.pk, "cy", f"/events/{page.slug}/")]
    assert found("kintsugi", network=wales.pk) == english


def test_search_asks_the_audience_and_forgets_what_is_hidden(run_jobs):
    wales = make_network("wales")
    page = make_event_page([wales], title="Kintsugi", audience="networks")
    run_jobs()
    assert found("kintsugi") == []
    assert found("kintsugi", make_person()) == []
    assert len(found("kintsugi", make_member(wales))) == 1
    page.unpublish()
    run_jobs()
    assert found("kintsugi", make_member(wales)) == []


def test_nobody_finds_how_to_join_or_what_people_need():
    gathering = gathering_of(make_event_page([make_network("wales")]))
    make_joining_details(gathering)
    registered = make_person("Rhian")
    make_registration(gathering, registered, access_needs="A kintsugi corner")
    index.rebuild("event")
    for words in ("secret-room", "secret-passcode", "kintsugi", "Rhian"):
        assert found(words, registered) == []
    from community.search.models import SearchDocument

    for document in SearchDocument.objects.all():
        assert "secret" not in document.title + document.body
