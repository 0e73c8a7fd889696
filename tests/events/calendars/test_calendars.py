"""Calendar files, read back by the library and by eye."""

import datetime as dt
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.calendars.zones import changes_of, described
from events.gatherings.domain.cancelling import cancel_gathering, reinstate_gathering
from tests.factories import make_member, make_network, make_person, make_topic
from tests.factories.events import (
    gathering_of,
    make_event_page,
    make_gathering,
    make_joining_details,
    make_registration,
)

pytestmark = pytest.mark.django_db


def read(client, url):
    """The calendar at ``url`` and its entries by UID."""
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    return calendar, {str(entry["uid"]): entry for entry in calendar.walk("VEVENT")}


def test_one_event_as_a_file(client):
    wales, scotland, topic = (
        make_network("wales"),
        make_network("scotland"),
        make_topic(name_en="Time banking"),
    )
    start = dt.datetime(2027, 7, 1, 9, 0, tzinfo=dt.UTC)
    page = make_event_page(
        [wales, scotland], title="Learning; together, now", intro="Bring a question.", venue="Pierhead, Cardiff",
        mode="in_person", starts_at=start, ends_at=start + timedelta(hours=2), topics=[topic],
    )  # fmt: skip
    gathering = gathering_of(page)
    calendar, entries = read(client, f"/en/events/{page.slug}/calendar.ics")
    entry = entries[gathering.calendar_uid]
    assert str(calendar["method"]) == "PUBLISH"
    assert entry["dtstart"].dt == dt.datetime(2027, 7, 1, 10, 0, tzinfo=ZoneInfo("Europe/London"))
    assert entry["dtstart"].params["TZID"] == "Europe/London"
    assert entry["dtend"].dt == dt.datetime(2027, 7, 1, 12, 0, tzinfo=ZoneInfo("Europe/London"))
    assert str(entry["summary"]) == "Learning; together, now"
    assert str(entry["location"]) == "Pierhead, Cardiff"
    assert str(entry["url"]).endswith(f"/en/events/{page.slug}/")
    assert (entry["sequence"], str(entry["status"])) == (0, "CONFIRMED")
    assert "Bring a question." in str(entry["description"])
    assert "attendee" not in entry
    assert "organizer" not in entry
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]


def test_an_online_event_takes_place_at_its_page(client):
    page = make_event_page([make_network()], mode="online")
    _calendar, entries = read(client, f"/cy/events/{page.slug}/calendar.ics")
    (entry,) = entries.values()
    assert str(entry["location"]).endswith(f"/cy/events/{page.slug}/")


def test_the_language_follows_the_address(client):
    page = make_event_page([make_network()], title="Learning together")
    make_event_page(language="cy", translation_of=page, title="Dysgu gyda’n gilydd")
    (english,) = read(client, "/en/events/calendar.ics")[1].values()
    (welsh,) = read(client, "/cy/events/calendar.ics")[1].values()
    assert (str(english["summary"]), str(welsh["summary"])) == ("Learning together", "Dysgu gyda’n gilydd")
    assert english["uid"] == welsh["uid"]


def test_an_entry_follows_the_event_and_keeps_its_identity(client):
    wales = make_network("wales")
    host = make_member(wales, role="facilitator")
    page = make_event_page([wales], title="Before")
    gathering = gathering_of(page)

    def entry():
        return read(client, "/en/events/calendar.ics")[1][gathering.calendar_uid]

    assert (entry()["sequence"], str(entry()["status"])) == (0, "CONFIRMED")
    page.title = "After"
    page.save_revision().publish()
    assert (entry()["sequence"], str(entry()["summary"])) == (0, "After")
    page.starts_at -= timedelta(minutes=30)
    page.save_revision().publish()
    assert entry()["sequence"] == 1
    gathering.refresh_from_db()
    cancel_gathering(gathering, by=host, reason="Snow")
    assert (entry()["sequence"], str(entry()["status"])) == (2, "CANCELLED")
    assert "Snow" in str(entry()["description"])
    reinstate_gathering(gathering, by=host)
    assert (entry()["sequence"], str(entry()["status"])) == (3, "CONFIRMED")


def test_the_feed_holds_public_events_alone_whoever_asks(client, as_person):
    wales = make_network("wales")
    public = make_gathering([wales])
    make_gathering([wales], audience="members")
    make_gathering([wales], audience="networks", networks=[wales])
    make_gathering([wales], is_live=False)
    make_gathering([wales], starts_in=timedelta(days=-400))
    make_gathering([wales], starts_at=None, date_precision="unknown")
    for one in (client, as_person(make_member(wales))):
        assert set(read(one, "/en/events/calendar.ics")[1]) == {public.calendar_uid}


def test_the_feed_of_one_network(client):
    wales, scotland = make_network("wales"), make_network("scotland")
    both, theirs = make_gathering([wales, scotland]), make_gathering([scotland])
    calendar, entries = read(client, "/en/events/calendar.ics?network=wales")
    assert set(entries) == {both.calendar_uid}
    assert str(calendar["x-wr-calname"]) == "Events: Wales"
    assert set(read(client, "/en/events/calendar.ics?network=scotland")[1]) == {
        both.calendar_uid,
        theirs.calendar_uid,
    }
    assert client.get("/en/events/calendar.ics?network=nowhere").status_code == 404


def test_members_take_the_file_of_an_event_for_members(as_person, client):
    gathering = make_gathering([make_network()], audience="members")
    assert client.get(f"/en/events/{gathering.slug}/calendar.ics").status_code == 404
    assert read(as_person(make_person()), f"/en/events/{gathering.slug}/calendar.ics")[1]


def test_no_calendar_says_how_to_join_even_to_those_who_know(as_person):
    wales = make_network("wales")
    gathering = make_gathering([wales])
    make_joining_details(gathering)
    nia = make_member(wales, role="coordinator")
    make_registration(gathering, nia, access_needs="A quiet corner")
    client = as_person(nia)
    for url in ("/en/events/calendar.ics", f"/en/events/{gathering.slug}/calendar.ics"):
        content = client.get(url).content.replace(b"\r\n ", b"").decode()
        assert "BEGIN:VEVENT" in content
        assert "secret" not in content
        assert "quiet" not in content
        assert nia.email not in content


def test_days_without_hours_are_whole_days(client):
    start = dt.datetime(2027, 11, 22, tzinfo=dt.UTC)
    gathering = make_gathering(
        [make_network()], starts_at=start, ends_at=start + timedelta(days=5), date_precision="day"
    )
    entry = read(client, "/en/events/calendar.ics")[1][gathering.calendar_uid]
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (dt.date(2027, 11, 22), dt.date(2027, 11, 27))


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/London",
        "Europe/Paris",
        "America/New_York",
        "Australia/Sydney",
        "Asia/Kolkata",
        "Africa/Casablanca",
    ],
)
def test_the_zone_in_the_file_tells_the_same_time_as_the_zone(zone):
    """Every change of clocks from 2024 to 2030, a minute before and a minute after."""
    tz = described(zone, 2024, 2030).to_tz()
    moments = [dt.datetime(2026, 1, 15, 12, 0), dt.datetime(2026, 7, 15, 12, 0)]
    for change in changes_of(zone, 2024, 2030):
        moments += [change.at - timedelta(hours=2), change.at + timedelta(hours=3)]
    for wall in moments:
        assert wall.replace(tzinfo=tz).utcoffset() == wall.replace(tzinfo=ZoneInfo(zone)).utcoffset(), wall


@pytest.mark.parametrize(
    "day", [dt.date(2027, 3, 28), dt.date(2027, 10, 31)], ids=["clocks forward", "clocks back"]
)
def test_an_event_across_a_change_of_clocks(client, day):
    start = dt.datetime.combine(day, dt.time(0, 30), tzinfo=ZoneInfo("Europe/London")).astimezone(dt.UTC)
    gathering = make_gathering([make_network()], starts_at=start, ends_at=start + timedelta(hours=4))
    entry = read(client, "/en/events/calendar.ics")[1][gathering.calendar_uid]
    assert entry["dtstart"].dt.astimezone(dt.UTC) == start
    assert entry["dtend"].dt.astimezone(dt.UTC) == start + timedelta(hours=4)


def test_the_feeds_queries_do_not_grow(client):
    from tests.queries import assert_flat

    wales, topic = make_network("wales"), make_topic()

    def grow(number):
        for _row in range(number):
            make_gathering([wales], topics=[topic])

    assert_flat(lambda: client.get("/en/events/calendar.ics"), grow, at_most=6)


def test_the_stamp_moves_when_the_event_does(client):
    gathering = make_gathering([make_network()], changed_at=timezone.now() - timedelta(days=3))
    entry = read(client, "/en/events/calendar.ics")[1][gathering.calendar_uid]
    assert entry["dtstamp"].dt == gathering.changed_at.replace(microsecond=0)
