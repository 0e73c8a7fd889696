"""The list of gatherings: what is coming, what has been, narrowed by what the address says."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.factories import make_member, make_network, make_person, make_topic
from tests.factories.events import make_event_page, make_gathering
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


def listed(client, query="", language="en"):
    """Titles of what is coming and what is past, as the page lists them."""
    response = client.get(f"/{language}/events/{query}")
    assert response.status_code == 200
    return [one.title_en for one in response.context["coming"]], [
        one.title_en for one in response.context["past"]
    ]


def test_coming_first_then_past_latest_first(client):
    make_gathering(title_en="Far", starts_in=timedelta(days=30))
    make_gathering(title_en="Near", starts_in=timedelta(days=3))
    make_gathering(title_en="Now", starts_in=timedelta(minutes=-10))
    make_gathering(title_en="Last year", starts_in=timedelta(days=-300))
    make_gathering(title_en="Lately", starts_in=timedelta(days=-3))
    make_gathering(title_en="Some day", starts_at=None, date_precision="unknown", date_text="Long ago")
    assert listed(client) == (["Now", "Near", "Far"], ["Lately", "Last year", "Some day"])


def test_each_reader_sees_their_own(client, as_person):
    wales = make_network("wales")
    make_gathering([wales], title_en="Public")
    make_gathering([wales], title_en="Members", audience="members")
    make_gathering([wales], title_en="Wales", audience="networks", networks=[wales])
    make_gathering([wales], title_en="Hidden", is_live=False)
    assert listed(client)[0] == ["Public"]
    assert listed(as_person(make_person()))[0] == ["Public", "Members"]
    assert listed(as_person(make_member(wales)))[0] == ["Public", "Members", "Wales"]


@pytest.fixture
def many():
    wales, scotland = make_network("wales"), make_network("scotland")
    upper = make_topic("value-and-cost")
    topic = make_topic("time-banking", parent=upper)
    zone = ZoneInfo("Europe/London")
    make_gathering(
        [wales, scotland],
        title_en="Both",
        starts_at=datetime(2031, 1, 31, 23, 0, tzinfo=zone),
        topics=[topic],
    )
    make_gathering(
        [scotland], title_en="Scotland", starts_at=datetime(2031, 2, 10, 10, 0, tzinfo=zone), mode="hybrid"
    )
    make_gathering(
        [wales], title_en="Old", starts_at=datetime(2019, 5, 1, 10, 0, tzinfo=zone), mode="in_person"
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?network=wales", ["Both", "Old"]),
        ("?network=scotland", ["Both", "Scotland"]),
        ("?topic=time-banking", ["Both"]),
        ("?topic=value-and-cost", ["Both"]),
        ("?mode=hybrid", ["Scotland"]),
        ("?mode=nonsense", ["Both", "Scotland", "Old"]),
        ("?month=2031-01", ["Both"]),
        ("?month=2031-02", ["Both", "Scotland"]),
        ("?month=2019", ["Old"]),
        ("?month=2031", ["Both", "Scotland"]),
        ("?month=2031-13", ["Both", "Scotland", "Old"]),
        ("?network=scotland&mode=hybrid", ["Scotland"]),
        ("?network=nowhere", []),
        ("?topic=%00", ["Both", "Scotland", "Old"]),
    ],
)
def test_the_address_narrows_the_list(client, many, query, found):
    coming, past = listed(client, query)
    assert coming + past == found


def test_what_can_be_chosen_is_what_there_is(client, many):
    make_gathering([make_network("secret")], audience="members", topics=[make_topic("secret-topic")])
    response = client.get("/en/events/?network=wales")
    groups = {
        group["id"]: [option["label"] for option in group["options"]]
        for group in response.context["facet_groups"]
    }
    assert groups == {
        "month": ["January 2031", "February 2031"],
        "network": ["Scotland", "Wales"],
        "mode": ["In person", "Online", "Online and in person"],
        "topic": ["Value And Cost"],
        "year": ["2019"],
    }
    chosen = [o for g in response.context["facet_groups"] for o in g["options"] if o["selected"]]
    assert [(option["label"], option["url"]) for option in chosen] == [("Wales", "/en/events/")]
    assert response["X-Robots-Tag"] == "noindex, follow"
    assert "X-Robots-Tag" not in client.get("/en/events/")


def test_choices_speak_welsh(client, many):
    response = client.get("/cy/events/")
    groups = {
        group["id"]: [str(o["label"]) for o in group["options"]] for group in response.context["facet_groups"]
    }
    assert groups["month"] == ["Ionawr 2031", "Chwefror 2031"]
    assert "Rhwydwaith Wales" in groups["network"]


def test_an_empty_list_says_what_to_do_next(client):
    assert "Subscribe in your calendar" in client.get("/en/events/").content.decode()
    assert "Take away a choice" in client.get("/en/events/?network=nowhere").content.decode()


def test_past_events_are_paged(client):
    for number in range(14):
        make_gathering(title_en=f"Past {number}", starts_in=timedelta(days=-number - 1))
    make_gathering(title_en="Coming")
    coming, past = listed(client)
    assert (coming, len(past)) == (["Coming"], 12)
    assert listed(client, "?page=2") == ([], ["Past 12", "Past 13"])


def test_a_cancelled_event_is_listed_as_such(client):
    make_gathering(title_en="Off", status="cancelled", cancelled_at=timezone.now())
    assert "Cancelled" in client.get("/en/events/").content.decode()


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_the_lists_queries_do_not_grow(client, as_person, who):
    wales, scotland, topic = make_network("wales"), make_network("scotland"), make_topic()
    reader = client if who == "visitor" else as_person(make_member(wales))

    def grow(number):
        for _row in range(number):
            make_gathering([wales, scotland], topics=[topic])
            make_gathering([wales, scotland], topics=[topic], starts_in=timedelta(days=-9))

    assert_flat(
        lambda: reader.get("/en/events/"), grow, at_most=8 if who == "visitor" else 13, steps=(1, 3, 100)
    )


def test_the_feed_holds_public_events(client, as_person):
    wales, scotland = make_network("wales"), make_network("scotland")
    make_gathering([wales], title_en="In Wales", venue_en="Cardiff", mode="in_person")
    make_gathering([scotland], title_en="In Scotland", status="cancelled", cancelled_at=timezone.now())
    make_gathering([wales], title_en="For members", audience="members")
    text = as_person(make_member(wales)).get("/en/events/feed.atom").content.decode()
    assert "In Wales" in text
    assert "Cardiff" in text
    assert "Cancelled: In Scotland" in text
    assert "For members" not in text
    assert "In Scotland" not in client.get("/en/events/feed.atom?network=wales").content.decode()
    assert client.get("/en/events/feed.atom?network=nowhere").status_code == 404


def test_the_sitemap_names_public_events_alone(client):
    wales = make_network("wales")
    public = make_event_page([wales])
    members = make_event_page([wales], audience="members")
    text = client.get("/sitemap-pages.xml").content.decode()
    assert f"/en/events/{public.slug}/" in text
    assert members.slug not in text


def test_a_member_who_looks_again_costs_few_queries(as_person, queries):
    wales = make_network("wales")
    for _row in range(5):
        make_gathering([wales])
        make_gathering([wales], starts_in=timedelta(days=-9))
    reader = as_person(make_member(wales))
    reader.get("/en/events/")
    with queries(at_most=9):
        reader.get("/en/events/")


def test_a_search_of_the_site_shows_sentences_and_finds_hosts_and_places(client, run_jobs):
    from community.search.index import changed

    scotland = make_network("scotland")
    said = make_gathering(
        [scotland], title_en="Tea", summary_en="We meet and talk.", venue_en="The hall", other_hosts="Nesta"
    )
    bare = make_gathering([scotland], title_en="Coffee")
    for one in (said, bare):
        changed("event", one.pk)
    run_jobs()

    def shown(words):
        rows = client.get("/en/search/", {"q": words}).context["results"].rows
        return {"".join(piece for piece, _found in row.hit.excerpt) for row in rows}

    assert shown(scotland.name) == {"We meet and talk.", ""}
    assert shown("hall") == shown("nesta") == {"We meet and talk."}
