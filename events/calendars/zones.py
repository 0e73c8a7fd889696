"""A time zone's changes of clocks in a calendar file (VTIMEZONE), for programs that do not know its name.

Written here because each change has to stand in the clock time *before* it, and
because several calendar programs understand yearly rules but no lists of days.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Years looked at beyond the entries, so that a yearly rule shows itself.
YEARS_AROUND = 4


@dataclass(frozen=True)
class Change:
    """The clocks going forward or back."""

    at: dt.datetime  # on the clocks as they were before, without zone
    before: dt.timedelta  # distance from UTC
    after: dt.timedelta
    name: str  # "BST"
    is_summer: bool


@lru_cache(maxsize=64)
def described(zone: str, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE of the IANA ``zone`` for times from ``first_year`` to ``last_year``."""
    component = Timezone()
    component.add("tzid", zone)
    changes = list(changes_of(zone, first_year - 1, last_year + YEARS_AROUND))
    if not changes:
        moment = dt.datetime(first_year, 1, 1, tzinfo=ZoneInfo(zone))
        offset = moment.utcoffset()
        always = Change(moment.replace(tzinfo=None), offset, offset, moment.tzname() or zone, is_summer=False)
        component.add_component(_observance([always]))
        return component
    kinds: dict[tuple, list[Change]] = {}
    for change in changes:
        kinds.setdefault((change.before, change.after, change.name), []).append(change)
    for alike in kinds.values():
        component.add_component(_observance(alike))
    return component


def changes_of(zone: str, first_year: int, last_year: int):
    """Every change of clocks in these years, in order."""
    tz = ZoneInfo(zone)
    moment = dt.datetime(first_year, 1, 1, tzinfo=dt.UTC)
    end = dt.datetime(last_year + 1, 1, 1, tzinfo=dt.UTC)
    day = dt.timedelta(days=1)
    while moment < end:
        if _offset(moment, tz) != _offset(moment + day, tz):
            at = _found(moment, moment + day, tz)
            before = _offset(moment, tz)
            after = at.astimezone(tz)
            yield Change(
                at=(at + before).replace(tzinfo=None),
                before=before,
                after=after.utcoffset(),
                name=after.tzname() or zone,
                is_summer=bool(after.dst()),
            )
        moment += day


def _offset(moment, tz) -> dt.timedelta:
    return moment.astimezone(tz).utcoffset()


def _found(before, after, tz) -> dt.datetime:
    """The first minute after the change that lies between ``before`` and ``after``, halving the stretch."""
    old = _offset(before, tz)
    while after - before > dt.timedelta(minutes=1):
        middle = before + dt.timedelta(minutes=(after - before) // dt.timedelta(minutes=2))
        if _offset(middle, tz) == old:
            before = middle
        else:
            after = middle
    return after


def _observance(changes: list[Change]):
    first = changes[0]
    component = TimezoneDaylight() if first.is_summer else TimezoneStandard()
    component.add("dtstart", first.at)
    component.add("tzoffsetfrom", first.before)
    component.add("tzoffsetto", first.after)
    component.add("tzname", first.name)
    rule = _yearly_rule(changes)
    if rule:
        component.add("rrule", rule)
    elif len(changes) > 1:
        component.add("rdate", [change.at for change in changes[1:]])
    return component


def _yearly_rule(changes: list[Change]) -> dict | None:
    """ "Last Sunday of March" and the like, where all changes, one a year, follow it; else nothing."""
    if len(changes) < 3 or {change.at.year for change in changes} != set(
        range(changes[0].at.year, changes[0].at.year + len(changes))
    ):
        return None
    shapes = {(change.at.month, change.at.weekday(), change.at.time()) for change in changes}
    if len(shapes) != 1:
        return None
    month, weekday, _time = shapes.pop()
    if all((change.at + dt.timedelta(days=7)).month != month for change in changes):
        place = -1
    else:
        places = {(change.at.day - 1) // 7 + 1 for change in changes}
        if len(places) != 1:
            return None
        place = places.pop()
    return {"freq": "yearly", "bymonth": month, "byday": f"{place}{DAYS[weekday]}"}
