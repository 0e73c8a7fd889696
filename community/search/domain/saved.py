"""Searches that people keep: saving, changing, removing, and finding what is new."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .. import asking
from ..analysis import Query
from ..asking import Asking
from ..models import Frequency, SavedSearch
from ..query import things_for
from ..refusals import NothingAsked, TooManySaved

MOST_SAVED = 40
# The timetable is never exact to the minute; what is due a little later today is due now.
SPANS = {Frequency.DAILY: timedelta(hours=20), Frequency.WEEKLY: timedelta(days=6, hours=20)}
# How long a removal can be taken back.
UNDO_WITHIN = timedelta(days=1)
_SALT = "search.removed"


@transaction.atomic
def save_search(user, asked: Asking, *, name: str, notify: str) -> SavedSearch:
    """Keep ``asked`` for ``user``; one that is kept already gets the new name and choice.

    What it finds now counts as seen. Raises ``NothingAsked`` and ``TooManySaved``.
    """
    if not Query(asked.text):
        raise NothingAsked
    # Whoever saves twice at once waits here for the other.
    get_user_model().objects.select_for_update().get(pk=user.pk)
    saved = find_saved(user, asked)
    if saved is None:
        if SavedSearch.objects.filter(user=user).count() >= MOST_SAVED:
            raise TooManySaved
        saved = SavedSearch(user=user, text=asked.text, filters=asked.chosen, notify=Frequency.NEVER)
    return change_search(saved, name=name, notify=notify)


def find_saved(user, asked: Asking) -> SavedSearch | None:
    """The search that ``user`` keeps of the same words and choices."""
    if not user.is_authenticated:
        return None
    same_words = SavedSearch.objects.filter(user=user, text=asked.text).defer("seen")
    return next((saved for saved in same_words if saved.filters == asked.chosen), None)


@transaction.atomic
def change_search(saved: SavedSearch, *, name: str, notify: str) -> SavedSearch:
    """Call it ``name`` and tell of new results as often as ``notify`` says, from now on."""
    was_silent = saved.pk is None or saved.notify == Frequency.NEVER
    if was_silent and (saved.pk is None or notify != Frequency.NEVER):
        look(saved)
    saved.name, saved.notify, saved.notify_before = name, notify, ""
    saved.save()
    return saved


# --- Removing, and taking that back -----------------------------------------------------------------------------------


def remove_search(saved: SavedSearch) -> str:
    """Forget the search; returns a token with which its owner can have it back within a day."""
    said = {"u": saved.user_id, "n": saved.name, "t": saved.text, "f": saved.filters, "o": saved.notify}
    saved.delete()
    return signing.dumps(said, salt=_SALT, compress=True)


def removed_name(user, token: str) -> str:
    """What the search was called that ``token`` gives back; empty when it gives ``user`` nothing."""
    said = _read(user, token)
    return said["n"] if said else ""


def restore_search(user, token: str) -> SavedSearch | None:
    """Keep again what was removed; None when ``token`` is too old, somebody else's, or not ours."""
    said = _read(user, token)
    if said is None:
        return None
    asked = asking.read({"q": said["t"], **said["f"]})
    return save_search(user, asked, name=said["n"], notify=said["o"])


def _read(user, token: str) -> dict | None:
    try:
        said = signing.loads(token, salt=_SALT, max_age=UNDO_WITHIN)
    except signing.BadSignature:
        return None
    return said if said["u"] == user.pk else None


# --- What is new ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class News:
    """Documents of things that a kept search had not found before, newest first."""

    saved: SavedSearch
    documents: list[int]


def look(saved: SavedSearch) -> list[int]:
    """The documents of what is new to ``saved``, newest first; all of it counts as seen from now on.

    The row is not written.
    """
    asked = asking.kept(saved)
    found = things_for(asked.text, user=saved.user, filters=asked.filters)
    seen = {(kind, pk) for kind, pks in (saved.seen or {}).items() for pk in pks}
    new = {thing: document for thing, document in found.documents.items() if thing not in seen}
    if saved.seen_from is not None:
        # When it was first looked at there was more than is counted: what is older was there already.
        new = {thing: document for thing, document in new.items() if document >= saved.seen_from}
    elif saved.last_checked_at is None:
        saved.seen_from = found.oldest
    saved.seen = {}
    for kind, pk in sorted(seen | found.documents.keys()):
        saved.seen.setdefault(kind, []).append(pk)
    saved.last_checked_at = timezone.now()
    return list(new.values())


def due(now: datetime):
    """Searches whose owners are to be told of new results by now, longest waiting first."""
    waiting = Q()
    for frequency, span in SPANS.items():
        waiting |= Q(notify=frequency, last_checked_at__lte=now - span)
        waiting |= Q(notify=frequency, last_checked_at__isnull=True)
    return SavedSearch.objects.filter(waiting, user__is_active=True).order_by("last_checked_at", "pk")


@transaction.atomic
def look_if_due(pk: int) -> News | None:
    """What is new to the search ``pk``, written down as seen; None when it is gone or was looked at just now.

    Call it in the transaction in which people are told, so that what is seen and what is told never part.
    """
    saved = due(timezone.now()).select_for_update(of=("self",)).select_related("user").filter(pk=pk).first()
    if saved is None:
        return None
    documents = look(saved)
    saved.save(update_fields=["seen", "seen_from", "last_checked_at"])
    return News(saved, documents)
