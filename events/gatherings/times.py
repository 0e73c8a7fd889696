"""Clock times as people write them, and the moments they mean.

An editor writes the time on the wall of the place where people meet, with the
place's zone. What is kept is the moment, in UTC.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .states import DatePrecision


def moment_at(wall: dt.datetime, zone: str) -> dt.datetime:
    """The moment in UTC at which the clocks of ``zone`` show ``wall`` (a datetime without zone).

    Raises ``ValidationError`` when they never do (clocks going forward) or do twice (clocks going back).

    >>> moment_at(dt.datetime(2026, 7, 1, 10, 0), "Europe/Paris").isoformat()
    '2026-07-01T08:00:00+00:00'
    """
    tz = ZoneInfo(zone)
    first, second = wall.replace(tzinfo=tz, fold=0), wall.replace(tzinfo=tz, fold=1)
    if first.utcoffset() > second.utcoffset():
        raise ValidationError(
            _("On that day the clocks go back and show this time twice. Choose a time outside that hour."),
            code="doubled",
        )
    if first.utcoffset() < second.utcoffset():
        raise ValidationError(
            _("On that day the clocks go forward and skip this time. Choose a time outside that hour."),
            code="skipped",
        )
    return first.astimezone(dt.UTC)


def wall_clock(moment: dt.datetime, zone: str) -> dt.datetime:
    """What the clocks of ``zone`` show at ``moment``, without zone."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def whole(precision: str, first: dt.date, last: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """Beginning and end, in UTC, of the days, months or years from ``first`` to ``last``.

    The end is the moment after: midnight of the next day, month or year.
    """
    if precision == DatePrecision.DAY:
        start, after = first, last + dt.timedelta(days=1)
    elif precision == DatePrecision.MONTH:
        start = first.replace(day=1)
        after = (last.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    elif precision == DatePrecision.YEAR:
        start, after = dt.date(first.year, 1, 1), dt.date(last.year + 1, 1, 1)
    else:
        raise ValueError(f"Nothing is whole about the precision {precision!r}.")
    tz = ZoneInfo(zone)
    return tuple(dt.datetime.combine(day, dt.time.min, tz).astimezone(dt.UTC) for day in (start, after))


def last_day(ends_at: dt.datetime, zone: str) -> dt.date:
    """The last day that belongs to something ending at ``ends_at``; midnight belongs to the day before."""
    return wall_clock(ends_at - dt.timedelta(microseconds=1), zone).date()
