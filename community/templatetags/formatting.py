"""Times, lists, numbers and names of languages, in the words of the page's language."""

import datetime as dt
import zoneinfo
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names
from babel.numbers import format_compact_decimal
from django import template
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import get_default_timezone, is_aware
from django.utils.translation import gettext as _

register = template.Library()

STYLES = ("full", "short", "day", "shortday", "time")
LANGUAGE_NAMES = {"en": "English", "cy": "Cymraeg", "gd": "Gàidhlig", "ga": "Gaeilge", "bsl": "BSL"}


@lru_cache(maxsize=16)
def _words_of_the_calendar(language: str):
    """Names of months (long, short; 1 to 12) and days (0 is Monday) in ``language``."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en_GB")
    if locale.language == "en":
        locale = Locale.parse("en_GB")
    return (
        dict(get_month_names("wide", "format", locale)),
        dict(get_month_names("abbreviated", "format", locale)),
        dict(get_day_names("wide", "format", locale)),
    )


def _calendar():
    return _words_of_the_calendar(translation.get_language() or "en")


def day_in_words(day: dt.date, *, style: str = "day", weekday: bool = False) -> str:
    """ "22 November 2026" (``day``), "22 Nov 2026" (``shortday``) or "22 Nov" (``short``), in the active language."""
    months, short_months, days = _calendar()
    month = (months if style in ("full", "day") else short_months)[day.month].rstrip(".")
    words = f"{day.day} {month}" if style == "short" else f"{day.day} {month} {day.year}"
    return f"{days[day.weekday()]} {words}" if weekday else words


def zone_in_words(moment: dt.datetime) -> str:
    """Short name of the zone of an aware ``moment``: "GMT", "BST", "CET", else its distance from UTC."""
    name = moment.tzname() or "UTC"
    if name[:1] not in "+-":
        return name
    hours, minutes = divmod(int(moment.utcoffset().total_seconds()) // 60, 60)
    return f"UTC{hours:+d}" + (f":{minutes:02d}" if minutes else "")


def moment_in_words(moment: dt.datetime, style: str) -> str:
    """``moment``, aware and already in the zone it is to be shown in, in words."""
    clock = moment.strftime("%H:%M")
    if style in ("day", "shortday"):
        return day_in_words(moment, style=style)
    if style == "time":
        return f"{clock} {zone_in_words(moment)}"
    # A year that is not this one is worth its room.
    if style == "short" and moment.year != timezone.localtime(timezone=moment.tzinfo).year:
        style = "shortday"
    return f"{day_in_words(moment, style=style)}, {clock} {zone_in_words(moment)}"


def _checked_style(tag: str, style: str) -> None:
    if style not in STYLES:
        raise template.TemplateSyntaxError(
            f"{tag}: style must be one of {', '.join(STYLES)}; it is {style!r}."
        )


def _utc_text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@register.simple_tag
def moment(value, *, style="full", zone="reader"):
    """A ``<time>`` for a date or an aware moment; empty for nothing.

    ``zone="reader"`` writes it in the reader's zone. ``zone="neutral"`` is for fragments that all readers share:
    it writes the site's own zone and marks the element, so that script can turn it into the reader's. A plain
    ``date`` has no zone and is taken as it is.
    """
    _checked_style("moment", style)
    if zone not in ("reader", "neutral"):
        raise template.TemplateSyntaxError(f"moment: zone must be reader or neutral; it is {zone!r}.")
    if not value:
        return ""
    if not isinstance(value, dt.datetime):
        return format_html(
            '<time datetime="{}">{}</time>',
            value.isoformat(),
            day_in_words(value, style=style if style in ("shortday", "short") else "day"),
        )
    if not is_aware(value):
        raise template.TemplateSyntaxError("moment: the time names no zone; keep times in UTC.")
    if zone == "neutral":
        shown = value.astimezone(get_default_timezone())
        return format_html(
            '<time datetime="{}" data-moment="{}">{}</time>',
            _utc_text(value),
            style,
            moment_in_words(shown, style),
        )
    shown = timezone.localtime(value)
    return format_html('<time datetime="{}">{}</time>', _utc_text(value), moment_in_words(shown, style))


def _time_element(moment: dt.datetime, words: str):
    return format_html('<time datetime="{}">{}</time>', _utc_text(moment), words)


def _span_in_words(start: dt.datetime, end: dt.datetime | None, *, style: str, with_day: bool = True):
    """From ``start`` to ``end``, both in the zone they are shown in."""
    zone = zone_in_words(end or start)
    first_clock = start.strftime("%H:%M")
    day = day_in_words(start, style="full" if style == "full" else "shortday", weekday=style == "full")
    if end is None:
        words = f"{day}, {first_clock} {zone}" if with_day else f"{first_clock} {zone}"
        return _time_element(start, words)
    last_clock = end.strftime("%H:%M")
    if start.date() == end.date():
        beginning = _time_element(start, f"{day}, {first_clock}" if with_day else first_clock)
        return format_html(
            # Translators: a stretch of time on one day, e.g. "Thursday 22 November 2026, 14:30 to 16:00 GMT"
            _("{start} to {end}"),
            start=beginning,
            end=_time_element(end, f"{last_clock} {zone}"),
        )
    last_day = day_in_words(end, style="full" if style == "full" else "shortday", weekday=style == "full")
    return format_html(
        _("{start} to {end}"),
        start=_time_element(start, f"{day}, {first_clock}"),
        end=_time_element(end, f"{last_day}, {last_clock} {zone}"),
    )


@register.simple_tag
def moment_span(start, end=None, *, zone="", style="full"):
    """From ``start`` to ``end`` (aware; ``end`` may be missing) in the reader's zone, which is named.

    ``zone`` is the thing's own zone ("Europe/London"). Where its clocks show another time than the reader's, that
    time is added.
    """
    if style not in ("full", "short"):
        raise template.TemplateSyntaxError(f"moment_span: style must be full or short; it is {style!r}.")
    if not start:
        return ""
    here, there = timezone.localtime(start), timezone.localtime(end) if end else None
    shown = _span_in_words(here, there, style=style)
    if not zone:
        return shown
    zone = str(zone)
    own = start.astimezone(zoneinfo.ZoneInfo(zone))
    if own.utcoffset() == here.utcoffset():
        return shown
    own_end = end.astimezone(zoneinfo.ZoneInfo(zone)) if end else None
    return format_html(
        '{} <span class="muted">({})</span>',
        shown,
        format_html(
            _("{span} in the time zone of {place}"),
            span=_span_in_words(own, own_end, style=style, with_day=own.date() != here.date()),
            place=zone.rsplit("/", 1)[-1].replace("_", " "),
        ),
    )


@register.filter
def language_name(code):
    """The language's name in itself: ``cy`` → Cymraeg."""
    code = str(code or "")
    if code in LANGUAGE_NAMES:
        return LANGUAGE_NAMES[code]
    try:
        return Locale.parse(code.replace("-", "_")).display_name or code
    except (UnknownLocaleError, ValueError):
        return code


@register.filter
def joined(items):
    """ "a", "a and b", "a, b and c", each item escaped; in Welsh with "a" or "ac" as the next word asks."""
    words = [format_html("{}", item) for item in items or ()]
    if len(words) < 2:
        return words[0] if words else ""
    head = mark_safe(", ".join(words[:-1]))  # each one is escaped above
    last = words[-1]
    if (translation.get_language() or "en").startswith("cy"):
        # "a" becomes "ac" before a vowel, whichever accent it wears.
        vowel = last[:1].lower() in "aeiouwyâêîôûŵŷáéíóúäëïöü"
        return format_html("{} {} {}", head, "ac" if vowel else "a", last)
    return format_html(_("{list} and {last}"), list=head, last=last)


@register.filter
def compact(number):
    """12400 → 12.4K, as the page's language writes it; small numbers as they are."""
    try:
        number = int(number)
    except (TypeError, ValueError):
        return ""
    language = (translation.get_language() or "en")[:2]
    try:
        return format_compact_decimal(
            number, locale=language if language != "en" else "en_GB", fraction_digits=1
        )
    except UnknownLocaleError:
        return str(number)


def months_for_script() -> str:
    """Names of the months for the script that turns times into the reader's zone: long ones, then short ones.

    Browsers rarely know Welsh months, so the page brings them along where they are needed.
    """
    months, short_months, _days = _calendar()
    return "|".join([*months.values(), *(month.rstrip(".") for month in short_months.values())])


@register.simple_tag
def reader_zone_attributes():
    """Attributes for ``<html>`` that tell the script the reader's zone; nothing where it is the site's own."""
    reader = timezone.get_current_timezone_name()
    if reader == str(get_default_timezone()):
        return ""
    return format_html(' data-zone="{}" data-months="{}"', reader, months_for_script())
