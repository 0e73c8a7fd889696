"""A gathering's facts in words of the active language: when, where, by whom."""

import datetime as dt
import html

from babel.dates import format_date
from django.utils import translation
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from community.languages import active_language, language_of
from community.templatetags.formatting import day_in_words, joined, moment, moment_span

from .states import DatePrecision, Mode
from .times import last_day, wall_clock


def when(gathering, *, style: str = "full", zone: str = "reader") -> SafeString:
    """When it is, as HTML: in the reader's zone, named, with the gathering's own beside it where they differ.

    Where only the day, month or year is known, that. ``style`` is "full" or "short". ``zone="neutral"`` is for
    pieces that all readers share: when it begins, which script turns into the reader's zone.
    """
    if gathering.starts_at is None:
        return (
            format_html('<span lang="en">{}</span>', gathering.date_text)
            if gathering.date_text
            else SafeString("")
        )
    if gathering.has_time and zone == "neutral":
        return moment(gathering.starts_at, style=style, zone="neutral")
    if gathering.has_time:
        return moment_span(gathering.starts_at, gathering.ends_at, zone=gathering.time_zone, style=style)
    first = wall_clock(gathering.starts_at, gathering.time_zone).date()
    last = last_day(gathering.ends_at, gathering.time_zone)
    if gathering.date_precision == DatePrecision.DAY:
        return _days(first, last, style)
    pattern, stamp = ("LLLL y", "%Y-%m") if gathering.date_precision == DatePrecision.MONTH else ("y", "%Y")
    beginning = _part(first, pattern, stamp)
    if first.strftime(stamp) == last.strftime(stamp):
        return beginning
    return format_html(_("{start} to {end}"), start=beginning, end=_part(last, pattern, stamp))


def _days(first: dt.date, last: dt.date, style: str) -> SafeString:
    written = [
        format_html(
            '<time datetime="{}">{}</time>',
            day.isoformat(),
            day_in_words(day, style="day" if style == "full" else "shortday", weekday=style == "full"),
        )
        for day in (first, last)
    ]
    return (
        written[0] if first == last else format_html(_("{start} to {end}"), start=written[0], end=written[1])
    )


def _part(day: dt.date, pattern: str, stamp: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', day.strftime(stamp), _date_in_words(day, pattern))


def _date_in_words(day: dt.date, pattern: str) -> str:
    language = translation.get_language() or "en"
    return format_date(day, pattern, locale="en_GB" if language.startswith("en") else language[:2])


def month_in_words(month: str) -> str:
    """ "2026-11" → November 2026; a year alone stays what it is."""
    year, _hyphen, number = month.partition("-")
    return _date_in_words(dt.date(int(year), int(number), 1), "LLLL y") if number else year


def when_in_text(gathering, *, style: str = "full") -> str:
    """The same without markup, for mails."""
    return html.unescape(strip_tags(when(gathering, style=style)))


def where(gathering) -> str:
    """The venue, and whether one can come online; empty where neither is known."""
    venue = gathering.venue
    if gathering.mode == Mode.HYBRID and venue:
        return _("%(venue)s, and online") % {"venue": venue}
    if gathering.mode == Mode.ONLINE:
        return str(Mode.ONLINE.label)
    return venue or (str(gathering.get_mode_display()) if gathering.mode else "")


def host_names(gathering) -> list[str]:
    """Names of everyone who hosts it, networks first. Reads the hosts, which lists have at hand."""
    return [network.name for network in gathering.hosts.all()] + other_host_names(gathering)


def other_host_names(gathering) -> list[str]:
    """Names of the hosts that are no networks here."""
    names = (name.strip() for name in gathering.other_hosts.split(","))
    return [name for name in names if name]


def hosts_in_text(gathering) -> str:
    """The hosts as "a, b and c", without markup, for mails and calendars."""
    return html.unescape(joined(host_names(gathering)))


def lang_of_title(gathering) -> str:
    """Code of the title's language where it is not the page's, for the ``lang`` attribute; else empty."""
    code = language_of(gathering, "title")
    return "" if code == active_language() else code
