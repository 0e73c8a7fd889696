"""Marking conversations as read without reading them, and taking that back.

``read_number`` tells what was shown and is only ever raised. A mark is kept
beside it, so that taking it back brings exactly the former state, with what
was really read in between.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from community.live.log import Entry, append_all
from community.live.members import stream_of
from community.registry import Registry

from ..domain.reading import INBOX_COUNTER
from ..models import ThreadPlace

# Rows in one statement.
_BATCH = 2000
# Open pages are told the new numbers of so many conversations; beyond that they ask.
MOST_TOLD = 200

# Called inside the transaction with (user, ids of the threads, when) after they were marked as read…
on_marked: Registry = Registry("hook for threads marked as read")
# …and with (user, when) after that was taken back.
on_unmarked: Registry = Registry("hook for marks taken back")


def mark_read(threads, *, by, seen_at: datetime | None = None) -> datetime | None:
    """Mark the unread of ``threads`` (rows with ``read_number`` of ``by``) as read to their end.

    What came after ``seen_at`` was not in the list that was seen, and stays unread. Returns the moment that
    :func:`take_back` asks for; None where nothing was unread.
    """
    at = timezone.now()
    if seen_at is not None:
        threads = threads.filter(last_post_at__lte=seen_at)
    with transaction.atomic():
        unread = threads.unread().order_by("pk").values_list("pk", "last_number")
        last_numbers = dict(unread)
        if not last_numbers:
            return None
        ids = list(last_numbers)
        for start in range(0, len(ids), _BATCH):
            _mark_batch(ids[start : start + _BATCH], last_numbers, by, at)
        for hook in on_marked:
            hook(by, ids, at)
        _tell(by, last_numbers)
    return at


def _mark_batch(ids, last_numbers, by, at) -> None:
    mine = ThreadPlace.objects.filter(user=by, thread__in=ids)
    before = dict(mine.select_for_update().values_list("thread_id", "marked_number"))
    ThreadPlace.objects.bulk_create(
        [
            ThreadPlace(
                thread_id=pk,
                user=by,
                marked_number=max(last_numbers[pk], before.get(pk, 0)),
                marked_before=before.get(pk, 0),
                marked_at=at,
            )
            for pk in ids
        ],
        update_conflicts=True,
        unique_fields=["thread", "user"],
        update_fields=["marked_number", "marked_before", "marked_at"],
    )


def take_back(*, by, at: datetime) -> int:
    """Undo the marking of that moment; returns how many conversations it concerned. Later marks stay."""
    with transaction.atomic():
        marked = ThreadPlace.objects.filter(user=by, marked_at=at)
        ids = list(marked.select_for_update().order_by("thread_id").values_list("thread_id", flat=True))
        if not ids:
            return 0
        marked.update(marked_number=F("marked_before"), marked_at=None)
        numbers = {}
        if len(ids) <= MOST_TOLD:
            places = ThreadPlace.objects.filter(user=by, thread__in=ids)
            numbers = {place.thread_id: place.up_to for place in places}
        for hook in on_unmarked:
            hook(by, at)
        _tell(by, numbers)
    return len(ids)


def _tell(by, numbers: dict[int, int]) -> None:
    """Have this member's other pages show it: each conversation's number, or that there are too many to name."""
    told = {str(pk): number for pk, number in numbers.items()} if len(numbers) <= MOST_TOLD else {}
    key = stream_of(by.pk)
    append_all(
        [
            Entry(key, "marked", data={"threads": told}),
            Entry(key, "counter", data={"name": INBOX_COUNTER}),
        ]
    )
