"""Calendar files (iCalendar, RFC 5545). They hold what the public page says and nothing more.

People share their calendars with whole teams, so an entry leads to the event's
page and never says how to join. An entry keeps its UID for good; its SEQUENCE
rises when start, end or status change.
"""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from community.notifications.mail import absolute
from events.gatherings import wording
from events.gatherings.states import DatePrecision
from events.gatherings.times import last_day, wall_clock

from .zones import described

# Programs that can be told how often to look again are told this; many choose for themselves.
LOOK_AGAIN_AFTER = dt.timedelta(hours=6)


def calendar_of(gatherings: Iterable, *, name: str = "", language: str) -> bytes:
    """A calendar of ``gatherings`` in the active language; ``name`` where it is one to subscribe to."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//Plethu//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", LOOK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", LOOK_AGAIN_AFTER)
    entries = [entry for gathering in gatherings if (entry := _entry(gathering, language)) is not None]
    for zone, (first, last) in sorted(_zones(entries).items()):
        calendar.add_component(described(zone, first, last))
    for entry in entries:
        calendar.add_component(entry)
    return calendar.to_ical()


def _entry(gathering, language: str) -> Event | None:
    """One gathering; nothing where not even the day is known."""
    entry = Event()
    if gathering.date_precision == DatePrecision.TIME:
        zone = ZoneInfo(gathering.time_zone)
        entry.add("dtstart", gathering.starts_at.astimezone(zone))
        entry.add("dtend", gathering.ends_at.astimezone(zone))
    elif gathering.date_precision == DatePrecision.DAY:
        entry.add("dtstart", wall_clock(gathering.starts_at, gathering.time_zone).date())
        entry.add("dtend", last_day(gathering.ends_at, gathering.time_zone) + dt.timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
    else:
        return None
    url = absolute(gathering.get_absolute_url())
    entry.add("uid", gathering.calendar_uid)
    entry.add("sequence", gathering.sequence)
    entry.add("dtstamp", gathering.changed_at.astimezone(dt.UTC))
    entry.add("last-modified", gathering.changed_at.astimezone(dt.UTC))
    entry.add("created", gathering.created_at.astimezone(dt.UTC))
    entry.add("summary", gathering.title, parameters={"LANGUAGE": language})
    entry.add("description", "\n\n".join(part for part in (_words(gathering), url) if part))
    entry.add("location", wording.where(gathering) if gathering.venue else url)
    entry.add("url", url)
    entry.add("status", "CANCELLED" if gathering.is_cancelled else "CONFIRMED")
    entry.add("class", "PUBLIC")
    if topics := [topic.name for topic in gathering.topics.all()]:
        entry.add("categories", topics)
    return entry


def _words(gathering) -> str:
    parts = [gathering.cancellation_reason if gathering.is_cancelled else "", gathering.summary]
    hosts = wording.hosts_in_text(gathering)
    return "\n\n".join(part for part in (*parts, hosts) if part)


def _zones(entries) -> dict[str, tuple[int, int]]:
    """IANA names of the zones that times in ``entries`` are written in, with the first and last year of each."""
    years: dict[str, tuple[int, int]] = {}
    for entry in entries:
        for name in ("dtstart", "dtend"):
            moment = entry[name].dt
            if isinstance(moment, dt.datetime):
                first, last = years.get(moment.tzinfo.key, (moment.year, moment.year))
                years[moment.tzinfo.key] = (min(first, moment.year), max(last, moment.year))
    return years
