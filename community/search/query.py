"""Asking the index, always as somebody."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from django.utils import timezone

from community.audience import viewer_of

from . import engines
from .analysis import Query, excerpt, stretch
from .engines import Asked, Row
from .index import kinds, shown_of
from .marks import key_mark, label_mark, mark, since_marks
from .models import SearchDocument
from .vocabulary import suggest

__all__ = ["MOST_COUNTED", "PAGE_SIZE", "PERIODS", "Answer", "Filters", "Hit", "ids_for", "search", "suggest"]

PAGE_SIZE = 20
# Of more documents than this that match, the newest are ranked and counted, and numbers are shown as "2,000+". With
# three choices made, five sets of so many rows are read: what a search costs at its worst (docs/search.md).
MOST_COUNTED = 2000
# Of those with all words in the title so many more, however old: they are what was most likely meant.
MOST_TITLED = 1000
# A room that narrows by itself (the library) is given so many.
MOST_IDS = 5000

PERIODS = {"week": timedelta(days=7), "month": timedelta(days=31), "year": timedelta(days=366)}


@dataclass
class Filters:
    """How an answer is narrowed; empty means not at all."""

    kind: str = ""
    network: int | None = None
    topic: int | None = None
    space: int | None = None
    language: str = ""
    since: datetime | None = None  # aware

    def chosen(self) -> list[str]:
        """Names of the filters that narrow."""
        return [name for name in _FILTERS if getattr(self, name)]


@dataclass
class Hit:
    """One thing found."""

    kind: str
    object_id: int
    language: str
    path: str
    title: list[tuple[str, bool]]  # pieces: text, is it one searched for
    excerpt: list[tuple[str, bool]]
    excerpt_language: str
    happened_at: datetime | None


@dataclass
class Answer:
    """One page of hits with the counts beside it.

    A count says how many things there would be if that choice were made, whatever else is chosen of its group.
    ``is_capped``: there are more than were counted, so every number is an "at least"; ``capped`` names the filters
    whose own counts are.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    networks: dict[int, int] = field(default_factory=dict)
    topics: dict[int, int] = field(default_factory=dict)
    spaces: dict[int, int] = field(default_factory=dict)
    periods: dict[str, int] = field(default_factory=dict)
    suggestion: str = ""
    is_capped: bool = False
    capped: frozenset[str] = frozenset()


# --- Narrowing: the same choice as marks for the engine and as a test of a row ----------------------------------------


@dataclass(frozen=True)
class _Filter:
    marks: Callable[[object], tuple[str, ...]]
    holds: Callable[[Row, object], bool]


@lru_cache(maxsize=20_000)
def _labels_of(labels: str) -> dict[str, tuple[int, ...]]:
    """``"topic:5 topic:8"`` → ``{"topic": (5, 8)}``; many documents bear the same."""
    found: dict[str, tuple[int, ...]] = {}
    for label in labels.split():
        name, _colon, value = label.partition(":")
        if value.isdigit():
            found[name] = (*found.get(name, ()), int(value))
    return found


def _labelled(name: str) -> _Filter:
    return _Filter(
        marks=lambda value: (label_mark(f"{name}:{value}"),),
        holds=lambda row, value: value in _labels_of(row.labels).get(name, ()),
    )


_FILTERS: dict[str, _Filter] = {
    "kind": _Filter(lambda value: (mark("kind", value),), lambda row, value: row.kind == value),
    "network": _labelled("network"),
    "topic": _labelled("topic"),
    "space": _Filter(lambda value: (mark("space", value),), lambda row, value: row.space_id == value),
    "language": _Filter(lambda value: (mark("lang", value),), lambda row, value: row.language == value),
    # The marks know days; the row decides to the second.
    "since": _Filter(
        lambda value: tuple(since_marks(value, timezone.now())),
        lambda row, value: row.moment is not None and row.moment >= int(value.timestamp()),
    ),
}


def _marks(keys: tuple[str, ...], filters: Filters, *, without: str = "") -> tuple[tuple[str, ...], ...]:
    narrowing = [_FILTERS[name].marks(getattr(filters, name)) for name in filters.chosen() if name != without]
    return (keys, *narrowing)


def _narrowed(rows: Iterable[Row], filters: Filters, *, without: str = "") -> list[Row]:
    tests = [(_FILTERS[name].holds, getattr(filters, name)) for name in filters.chosen() if name != without]
    return [row for row in rows if all(holds(row, value) for holds, value in tests)]


def _to_the_second(rows: Iterable[Row], filters: Filters) -> list[Row]:
    """Those of rows that the engine narrowed by marks that are late enough: marks know days only."""
    if filters.since is None:
        return list(rows)
    return _narrowed(rows, Filters(since=filters.since))


def _keys_of(user) -> tuple[str, ...]:
    return tuple(key_mark(key) for key in sorted(viewer_of(user).keys()))


# --- Finding ----------------------------------------------------------------------------------------------------------


@dataclass
class _Found:
    """Rows under all filters, and for each chosen filter the rows under the others."""

    rows: list[Row]
    without: dict[str, list[Row]]
    is_capped: bool = False
    oldest: int | None = (
        None  # of a capped answer: the document written longest ago that was taken for being new
    )
    capped: frozenset[str] = frozenset()  # chosen filters of which there are more rows than were taken


def _find(asked: Query, user, filters: Filters) -> _Found:
    """Everything an answer is made of; one or two queries."""
    keys = _keys_of(user)
    chosen = filters.chosen()
    all_of_them = Asked(asked, (keys,), MOST_COUNTED + 1)
    newest: list[Row] = []
    # Under filters all rows are of use only where they are few enough to be narrowed here.
    if not chosen or not engines.are_more(all_of_them, MOST_COUNTED):
        (newest,) = engines.found([all_of_them])
        if len(newest) <= MOST_COUNTED:
            without = {name: _narrowed(newest, filters, without=name) for name in chosen}
            return _Found(_narrowed(newest, filters), without)
    # Too many to narrow here: what a filter leaves may all be among those not taken.
    titled, *narrowed = engines.found(
        [Asked(asked, _marks(keys, filters), MOST_TITLED, titled=True)]
        + ([Asked(asked, _marks(keys, filters), MOST_COUNTED + 1)] if chosen else [])
        + [
            Asked(asked, _marks(keys, filters, without=name), MOST_COUNTED + 1, ranked=False)
            for name in chosen
        ]
    )
    if chosen:
        newest = narrowed[0]
    others = dict(zip(chosen, narrowed[1:], strict=True))
    is_capped = len(newest) > MOST_COUNTED
    rows = {row.pk: row for row in (*newest[:MOST_COUNTED], *(titled if is_capped else ()))}
    return _Found(
        rows=_to_the_second(rows.values(), filters),
        without={
            name: rows[:MOST_COUNTED] if name == "since" else _to_the_second(rows[:MOST_COUNTED], filters)
            for name, rows in others.items()
        },
        is_capped=is_capped,
        oldest=newest[MOST_COUNTED - 1].pk if is_capped else None,
        capped=frozenset(name for name, rows in others.items() if len(rows) > MOST_COUNTED),
    )


def _things(rows: Iterable[Row], *, newest_first: bool = False) -> dict[tuple[str, int], int]:
    """Thing (kind and number) → its best document, the best thing first; newest first among equals."""

    def order(row: Row):
        moment = row.moment if row.moment is not None else -(2**62)
        return (-moment, -row.rank, -row.pk) if newest_first else (-row.rank, -moment, -row.pk)

    best: dict[tuple[str, int], int] = {}
    for row in sorted(rows, key=order):
        best.setdefault((row.kind, row.object_id), row.pk)
    return best


def ids_for(*, kind: str, text: str, user) -> list[int]:
    """Numbers of the things of ``kind`` that match ``text``, best first, as ``user`` may find them; one query.

    At most ``MOST_IDS`` and those with the words in the title.
    """
    asked = Query(text)
    if not asked:
        return []
    marks = _marks(_keys_of(user), Filters(kind=kind))
    newest, titled = engines.found(
        [Asked(asked, marks, MOST_IDS), Asked(asked, marks, MOST_TITLED, titled=True)]
    )
    return [object_id for _kind, object_id in _things([*newest, *titled])]


@dataclass(frozen=True)
class Things:
    """Everything found, without its texts."""

    documents: dict[
        tuple[str, int], int
    ]  # thing (kind and number) → its best document, the newest thing first
    oldest: int | None = None  # where there is more than is counted: the oldest document that was looked at


def things_for(text: str, *, user, filters: Filters) -> Things:
    """Everything ``user`` may find: what the answer to the same question counts; at most 3 queries."""
    asked = Query(text)
    if not asked:
        return Things({})
    found = _find(asked, user, filters)
    return Things(_things(found.rows, newest_first=True), found.oldest)


def search(
    text: str, *, user, filters: Filters | None = None, page: int = 1, newest_first: bool = False
) -> Answer:
    """One page of what ``user`` may find for ``text``; at most 6 queries whatever the size.

    Facet counts are of the whole answer. A thing with several documents (a
    language each) is shown once, in its best one.
    """
    filters = filters or Filters()
    asked = Query(text)
    if not asked:
        return Answer()
    found = _find(asked, user, filters)
    order = list(_things(found.rows, newest_first=newest_first).values())
    start = (max(page, 1) - 1) * PAGE_SIZE
    answer = Answer(
        hits=_hits(order[start : start + PAGE_SIZE], asked, user),
        total=len(order),
        is_capped=found.is_capped,
        capped=found.capped,
        **_facets(found),
    )
    if not order:
        answer.suggestion = _suggestion(asked, user)
    return answer


def _suggestion(asked: Query, user) -> str:
    """What was perhaps meant, if ``user`` would find something for it."""
    meant = suggest(asked)
    if not meant or not (query := Query(meant)):
        return ""
    (found,) = engines.found([Asked(query, (_keys_of(user),), 1)])
    return meant if found else ""


# --- Counting ---------------------------------------------------------------------------------------------------------


def _facets(found: _Found) -> dict[str, dict]:
    """Counts of things by each facet, each under all filters but its own."""

    def rows_for(name):
        return found.without.get(name, found.rows)

    return {
        "kinds": _count((row.kind, row) for row in rows_for("kind")),
        "languages": _count((row.language, row) for row in rows_for("language")),
        "spaces": _count((row.space_id, row) for row in rows_for("space") if row.space_id is not None),
        "networks": _count(_labels(rows_for("network"), "network")),
        "topics": _count(_labels(rows_for("topic"), "topic")),
        "periods": _period_counts(rows_for("since"), timezone.now()),
    }


def _count(pairs: Iterable[tuple]) -> dict:
    """Value → number of different things."""
    different = {(value, row[1], row[2]) for value, row in pairs}  # by place: names cost more
    return dict(Counter(value for value, _kind, _object_id in different))


def _labels(rows: Iterable[Row], name: str):
    for row in rows:
        for value in _labels_of(row.labels).get(name, ()):
            yield value, row


def _period_counts(rows: list[Row], now: datetime) -> dict[str, int]:
    newest: dict[tuple[str, int], int] = {}
    for row in rows:
        if row.moment is not None:
            thing = (row.kind, row.object_id)
            newest[thing] = max(row.moment, newest.get(thing, row.moment))
    counts = {}
    for name, span in PERIODS.items():
        since = int((now - span).timestamp())
        counts[name] = sum(moment >= since for moment in newest.values())
    return counts


# --- Showing ----------------------------------------------------------------------------------------------------------


def _hits(pks: list[int], asked: Query, user) -> list[Hit]:
    columns = ("kind", "object_id", "language", "path", "title", "body", "places", "keys", "happened_at")
    rows = SearchDocument.objects.only(*columns).in_bulk(pks)
    viewer = viewer_of(user)
    return [
        _hit(rows[pk], asked)
        for pk in pks
        # The index said so already; what is shown is looked at once more where it stands.
        if pk in rows and viewer.holds_any(rows[pk].keys.split())
    ]


def _hit(document, asked):
    path, body, language = document.path, document.body, document.language
    if document.places:
        starts = [place[0] for place in document.places]
        answering = stretch(body, starts, asked)
        if answering is not None:
            path = document.places[answering][1]
        shown = answering or 0
        language = document.places[shown][2]
        body = body[starts[shown] : (starts[shown + 1] if shown + 1 < len(starts) else None)].strip()
    return Hit(
        kind=document.kind,
        object_id=document.object_id,
        language=document.language,
        path=path,
        title=excerpt(document.title, asked, length=300),
        excerpt=excerpt(shown_of(body), asked),
        excerpt_language=language,
        happened_at=document.happened_at,
    )


def kind_labels() -> dict[str, str]:
    """Names of the kinds, in the order they were registered."""
    return {slug: kind.label for slug, kind in kinds.items()}
