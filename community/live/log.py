"""Writing and reading the event log: the truth behind live updates.

A change appends its event in its own transaction. The append locks the
stream's row until that transaction ends, so the order of commits is the order
of numbers, and numbers have no holes. Whoever hears a wake-up, a heartbeat or
nothing at all can therefore find out from a number alone what is missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count, takewhile

from django.db import connection, transaction
from django.db.models import Q

from . import wakeup
from .models import Event, Stream

# The hubs' own stream: orders to ask again who may listen. No page can join it.
CONTROL_STREAM = "control"
# A reader further behind than this gets the whole region again instead of the events.
MOST_BEHIND = 200
# Keys in one condition: SQLite refuses more than some hundreds of terms.
_KEYS_A_QUERY = 400
_RANGES_A_QUERY = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """What to append: one event of one stream. ``data`` must be JSON."""

    stream_key: str
    kind: str
    target: str = ""
    data: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event as read from the log; ``stream_key`` is for example ``thread:12``."""

    stream_key: str
    number: int
    kind: str
    target: str
    data: dict

    @property
    def ident(self) -> str:
        """The stream's key without its prefix: ``12`` of ``thread:12``."""
        return self.stream_key.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of a stream: all events after ``first`` up to ``number``, in order and without a hole.

    ``first`` is the number asked for, or a later one where the events between
    cannot be given: pruned, too many, or the reader was ahead of the stream, as
    after a restored backup. Such a reader must draw afresh.
    """

    stream_key: str
    first: int
    number: int
    events: tuple[LoggedEvent, ...] = ()


def append(stream_key: str, kind: str, *, target: str = "", data: dict | None = None) -> int:
    """Append one event and return its number; listeners are woken after commit.

    Call it inside the transaction of the change, as late as possible: it locks
    the stream until commit. See :func:`append_all` for several streams.
    """
    return append_all([Entry(stream_key, kind, target, data or {})])[0]


def append_all(entries: Iterable[Entry]) -> list[int]:
    """Append events to several streams in two queries; returns their numbers in the order given.

    Streams are locked in the order of their keys, so that two transactions
    which touch the same ones never wait for each other in a circle. A
    transaction should therefore append once, with everything it has to tell.
    """
    entries = list(entries)
    if not entries:
        return []
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "An event is appended inside the transaction of its change."
        )
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.stream_key] = counts.get(entry.stream_key, 0) + 1
    raised = _raise_numbers(counts)

    next_number = {key: number - counts[key] for key, (_id, number) in raised.items()}
    numbers, rows = [], []
    for entry in entries:
        next_number[entry.stream_key] += 1
        numbers.append(next_number[entry.stream_key])
        rows.append(
            Event(
                stream_id=raised[entry.stream_key][0],
                number=numbers[-1],
                kind=entry.kind,
                target=entry.target,
                data=entry.data,
            )
        )
    Event.objects.bulk_create(rows)
    news = [(key, number) for key, (_id, number) in raised.items()]
    transaction.on_commit(lambda: wakeup.wake(news), robust=True)
    return numbers


def _raise_numbers(counts: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Raise each stream's number by its count, making streams as needed; ``{key: (id, new number)}``.

    One statement on both engines. It takes the row locks in the order of its
    values, and holds them until the transaction ends.
    """
    quote = connection.ops.quote_name
    table, key, number, pruned = (quote(n) for n in (Stream._meta.db_table, "key", "number", "pruned_to"))
    ordered = sorted(counts.items())
    values = ", ".join(["(%s, %s, 0)"] * len(ordered))
    statement = (  # made of our own names; values are parameters
        f"INSERT INTO {table} ({key}, {number}, {pruned}) VALUES {values}"  # noqa: S608
        f" ON CONFLICT ({key}) DO UPDATE SET {number} = {table}.{number} + excluded.{number}"
        f" RETURNING {key}, {quote('id')}, {number}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for pair in ordered for value in pair])
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}


def number_of(stream_key: str) -> int:
    """Number of the stream's newest event; 0 before the first. One query."""
    return Stream.objects.filter(key=stream_key).values_list("number", flat=True).first() or 0


def numbers_of(stream_keys: Iterable[str]) -> dict[str, int]:
    """Current numbers of several streams, in one query for every few hundred; unknown ones have 0."""
    keys = list(stream_keys)
    numbers = dict.fromkeys(keys, 0)
    for start in range(0, len(keys), _KEYS_A_QUERY):
        found = Stream.objects.filter(key__in=keys[start : start + _KEYS_A_QUERY])
        numbers.update(found.values_list("key", "number"))
    return numbers


def read(stream_key: str, after: int) -> Reading:
    """The events of one stream after the number ``after``; one query when there are none, else two.

    A reader more than ``MOST_BEHIND`` events behind gets none at all: see :class:`Reading`.
    """
    return read_all({stream_key: after}, most=MOST_BEHIND, in_part=False)[stream_key]


def read_all(wanted: dict[str, int], *, most: int, in_part: bool) -> dict[str, Reading]:
    """The events of several streams, each after its own number, in a fixed number of queries.

    At most the newest ``most`` of each. Where that is not all, ``in_part``
    decides between giving those and giving none.
    """
    keys = list(wanted)
    rows: dict[str, tuple[int, int, int]] = {}
    for start in range(0, len(keys), _KEYS_A_QUERY):
        found = Stream.objects.filter(key__in=keys[start : start + _KEYS_A_QUERY])
        rows.update(
            {key: tuple(rest) for key, *rest in found.values_list("key", "id", "number", "pruned_to")}
        )

    readings: dict[str, Reading] = {}
    to_read: dict[int, tuple[str, int, int]] = {}
    for key, after in wanted.items():
        stream_id, number, pruned_to = rows.get(key, (0, 0, 0))
        first = min(max(after, pruned_to, number - most), number)
        if first != after and not in_part:
            first = number
        if first == number:
            readings[key] = Reading(key, first, number)
        else:
            to_read[stream_id] = (key, first, number)

    for stream_id, events in _events_of(to_read).items():
        key, first, number = to_read[stream_id]
        # The numbers were read first. If some of these events have been pruned since, what is left is the newest.
        complete = takewhile(lambda pair: pair[0] == pair[1].number, zip(count(number, -1), reversed(events)))
        newest = [event for _number, event in complete]
        readings[key] = Reading(key, number - len(newest), number, tuple(reversed(newest)))
    return readings


def _events_of(ranges: dict[int, tuple[str, int, int]]) -> dict[int, list[LoggedEvent]]:
    found: dict[int, list[LoggedEvent]] = {stream_id: [] for stream_id in ranges}
    ids = list(ranges)
    for start in range(0, len(ids), _RANGES_A_QUERY):
        condition = Q()
        for stream_id in ids[start : start + _RANGES_A_QUERY]:
            _key, after, number = ranges[stream_id]
            condition |= Q(stream_id=stream_id, number__gt=after, number__lte=number)
        events = Event.objects.filter(condition).order_by("stream_id", "number")
        for stream_id, number, kind, target, data in events.values_list(
            "stream_id", "number", "kind", "target", "data"
        ):
            found[stream_id].append(LoggedEvent(ranges[stream_id][0], number, kind, target, data))
    return found
