"""Narrowing the list of gatherings: one choice a group, all of it in the address."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce, Concat, ExtractMonth, ExtractYear, LPad
from django.utils import timezone
from django.utils.translation import gettext as _

from community.languages import active_language, language_of, text_in

from .models import Gathering
from .states import Mode
from .wording import month_in_words

GROUPS = ("network", "topic", "mode", "month")
SECONDS_KEPT = 60
MOST_YEARS = 30
_MONTH = re.compile(r"^(\d{4})(?:-(0[1-9]|1[0-2]))?$")


@dataclass(frozen=True)
class Choice:
    """What a reader has chosen; empty texts choose nothing. ``month`` is "2026-11" or a whole year, "2019"."""

    network: str = ""
    topic: str = ""
    mode: str = ""
    month: str = ""

    @classmethod
    def from_query(cls, query) -> "Choice":
        """Read a ``QueryDict``; nonsense is left out and never an error. Unknown names find nothing."""
        texts = {name: query.get(name, "").replace("\x00", "").strip()[:100] for name in GROUPS}
        if texts["mode"] not in Mode.values:
            texts["mode"] = ""
        if not _MONTH.match(texts["month"]) or not 1900 <= int(texts["month"][:4]) <= 2200:
            texts["month"] = ""
        return cls(**texts)

    @property
    def narrows(self) -> bool:
        return any(getattr(self, name) for name in GROUPS)

    def url(self, base: str) -> str:
        """The address that shows this choice."""
        pairs = [(name, value) for name in GROUPS if (value := getattr(self, name))]
        return f"{base}?{urlencode(pairs)}" if pairs else base

    def toggled(self, group: str, value: str) -> "Choice":
        """With ``value`` chosen in ``group``, or nothing where it was."""
        return replace(self, **{group: "" if getattr(self, group) == value else value})

    def narrowed(self, rows):
        """``rows`` of gatherings under this choice; a choice of a topic takes in the topics below it."""
        if self.network:
            rows = rows.filter(hosts__slug=self.network)
        if self.topic:
            topics = Gathering.topics.rel.model.objects
            chosen = topics.filter(slug=self.topic) | topics.filter(parent__slug=self.topic)
            rows = rows.filter(
                pk__in=Gathering.topics.through.objects.filter(topic__in=chosen).values("gathering")
            )
        if self.mode:
            rows = rows.filter(mode=self.mode)
        if self.month:
            start, after = self._span()
            rows = rows.filter(starts_at__lt=after, ends_at__gt=start)
        return rows

    def _span(self) -> tuple[dt.datetime, dt.datetime]:
        year, month = _MONTH.match(self.month).groups()
        if month:
            first = dt.date(int(year), int(month), 1)
            after = (first + dt.timedelta(days=32)).replace(day=1)
        else:
            first, after = dt.date(int(year), 1, 1), dt.date(int(year) + 1, 1, 1)
        zone = timezone.get_current_timezone()
        return tuple(dt.datetime.combine(day, dt.time.min, zone) for day in (first, after))


def facet_groups(choice: Choice, base: str) -> list[dict]:
    """The groups as the component ``facets`` takes them: what public gatherings have, and what is chosen.

    Months to come and years gone by are one choice in two places of the list.
    """
    labels = {
        "month": _("Coming in"),
        "network": _("Host"),
        "mode": _("Where people meet"),
        "topic": _("Topic"),
        "year": _("Past events of"),
    }
    groups = []
    for group, label in labels.items():
        name = "month" if group == "year" else group
        options = [
            {
                "label": words,
                "lang": lang,
                "url": choice.toggled(name, value).url(base),
                "selected": getattr(choice, name) == value,
            }
            for value, words, lang in _options(group, getattr(choice, name))
        ]
        if options:
            groups.append({"id": group, "label": label, "options": options})
    return groups


def _options(group: str, chosen: str) -> list[tuple[str, str, str]]:
    """(value, words, language where it is not the page's) of a group; one chosen stays though nothing has it."""
    rows = [row for row in _kept() if row["group"] == group]
    belongs = {"month": "-" in chosen, "year": "-" not in chosen}.get(group, True)
    if chosen and belongs and all(row["value"] != chosen for row in rows):
        rows.append({"group": group, "value": chosen, "name_en": "", "name_cy": "", "name_gd": ""})
    named = [(row["value"], *_named(group, row)) for row in rows]
    match group:
        case "month":
            return sorted(named)
        case "year":
            return sorted(named, reverse=True)[:MOST_YEARS]
        case _:
            return sorted(named, key=lambda row: row[1].lower())


def _named(group: str, row: dict) -> tuple[str, str]:
    value = row["value"]
    if group == "mode":
        return str(Mode(value).label), ""
    if group in ("month", "year"):
        return month_in_words(value), ""
    holder = _Row(row)
    words = text_in(holder, "name", active_language()) or value
    lang = language_of(holder, "name") if row["name_en"] else active_language()
    return words, "" if lang == active_language() else lang


class _Row:
    """A row with its columns as attributes, for the functions that read texts in languages."""

    def __init__(self, columns: dict):
        self.__dict__.update(columns)


def _kept() -> list[dict]:
    """All options, the same for every reader; one query a minute."""
    key = f"event-facets:{timezone.get_current_timezone_name()}"
    rows = cache.get(key)
    if rows is None:
        rows = _read()
        cache.set(key, rows, SECONDS_KEPT)
    return rows


def _read() -> list[dict]:
    """What public gatherings have, in one query: hosts, topics, modes, months to come and years gone by."""
    public = Gathering.objects.visible_to(None)
    text = CharField()
    blank = Value("", output_field=text)
    names = dict.fromkeys(("name_en", "name_cy", "name_gd"), blank)

    def part(rows, group, value, **named):
        columns = {"group": Value(group, output_field=text), "value": value, **names, **named}
        return rows.order_by().values_list(*columns.values()).distinct()

    def called(*relations):
        return {name: _first(*(f"{relation}__{name}" for relation in relations)) for name in names}

    # A topic below another stands under it: choosing the upper one finds both.
    upper, own = "topics__parent", "topics"
    topic = _first(f"{upper}__slug", f"{own}__slug")
    year = Cast(ExtractYear("starts_at"), text)
    now = timezone.now()
    found = part(public.filter(hosts__isnull=False), "network", F("hosts__slug"), **called("hosts")).union(
        part(public.filter(topics__isnull=False), "topic", topic, **called(upper, own)),
        part(public.exclude(mode=""), "mode", F("mode")),
        part(public.filter(ends_at__gt=now), "month", _month(year, text)),
        part(public.filter(ends_at__lte=now), "year", year),
    )
    return [dict(zip(("group", "value", "name_en", "name_cy", "name_gd"), row, strict=True)) for row in found]


def _month(year, text):
    return Concat(
        year, Value("-"), LPad(Cast(ExtractMonth("starts_at"), text), 2, Value("0")), output_field=text
    )


def _first(*columns):
    """The first of these columns that is not null."""
    return Coalesce(*columns) if len(columns) > 1 else F(columns[0])
