"""Marks: what a document is and who may find it, as terms beside its words.

The engines intersect lists of rows far quicker than tables are joined, so who
may find a document, its kind, language, labels and day are terms of the full
text index as well. A mark begins with a colon; no word does, so nobody can
type one.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

# Stands before each audience key of a document that is withdrawn: nobody holds such a key.
WITHDRAWN = "was:"

# On a document of whose words PostgreSQL's vector does not know all places: it keeps 255 of a word, and counts to
# 16,383 ("Limitations" in its chapter on text search types).
CROWDED = ":crowded"
_MOST_PLACES = 250
_LAST_PLACE = 16_000

_ODD = re.compile(r"[^a-z0-9:_-]")
# How far ahead "since …" reaches: gatherings are announced early.
_YEARS_AHEAD = 20


def mark(name: str, value) -> str:
    """The mark ``name`` with this value, safe to be written into any engine's query."""
    return f":{name}:{_ODD.sub('_', str(value).lower())}"


def key_mark(key: str) -> str:
    """The mark of an audience key."""
    return mark("key", key)


def label_mark(label: str) -> str:
    """The mark of a label such as ``topic:5``."""
    return mark("is", label)


def title_mark(term: str) -> str:
    """The mark of a term in the title."""
    return mark("title", term)


def marks_of(
    *,
    kind: str,
    language: str,
    keys: Iterable[str],
    labels: Iterable[str],
    space_id: int | None,
    happened_at: datetime | None,
    title_terms: Iterable[str],
    terms: str = "",
) -> str:
    """All marks of a document, separated by spaces; ``terms`` are those of its title and body, as they are indexed."""
    marks = [mark("kind", kind), mark("lang", language)]
    marks += [key_mark(key) for key in keys]
    marks += [label_mark(label) for label in labels]
    if space_id is not None:
        marks.append(mark("space", space_id))
    if happened_at is not None:
        day = happened_at.astimezone(UTC).date()
        marks += [_day(day), _month(day), _year(day.year)]
    marks += [title_mark(term) for term in title_terms]
    if is_crowded(terms):
        marks.append(CROWDED)
    return " ".join(dict.fromkeys(marks))


def is_crowded(terms: str) -> bool:
    """Whether a text has more words, or one of them more often, than a vector keeps places of."""
    words = terms.replace("|", " ").split()
    if len(words) <= _MOST_PLACES:
        return False
    return len(words) > _LAST_PLACE or Counter(words).most_common(1)[0][1] > _MOST_PLACES


def since_marks(since: datetime, now: datetime) -> list[str]:
    """Marks one of which stands on everything that happened on the day of ``since`` or later.

    Single days to the end of the month, months to the end of the year, then years: some dozens at most.
    """
    first, last = since.astimezone(UTC).date(), now.astimezone(UTC).year + _YEARS_AHEAD
    marks, day = [], first
    while day.day != 1:
        marks.append(_day(day))
        day += timedelta(days=1)
    while day.month != 1:
        marks.append(_month(day))
        day = (day + timedelta(days=32)).replace(day=1)
    marks += [_year(year) for year in range(day.year, last + 1)]
    return marks


def _day(day: date) -> str:
    return mark("day", f"{day:%Y%m%d}")


def _month(day: date) -> str:
    return mark("month", f"{day:%Y%m}")


def _year(year: int) -> str:
    return mark("year", f"{year:04d}")
