"""Calling a gathering off, and taking that back."""

from django.db import transaction
from django.utils import timezone

from community.jobs.queue import enqueue
from community.live.log import append
from community.search.index import changed

from ..models import Gathering
from ..permissions import check_is_host
from ..refusals import OverAlready, ReasonNeeded, WrongStep
from ..states import NEXT_STATUSES, GatheringStatus

LONGEST_REASON = 1000  # characters


def cancel_gathering(gathering: Gathering, *, by, reason: str) -> bool:
    """Call it off; everyone who is registered is told ``reason``. Returns whether it had been going to take place."""
    reason = reason.replace("\x00", "").strip()[:LONGEST_REASON]
    if not reason:
        raise ReasonNeeded()
    return _move(gathering, GatheringStatus.CANCELLED, by=by, reason=reason)


def reinstate_gathering(gathering: Gathering, *, by) -> bool:
    """Take a cancellation back; everyone who is registered is told. Returns whether it had been cancelled."""
    return _move(gathering, GatheringStatus.SCHEDULED, by=by, reason="")


@transaction.atomic
def _move(gathering, status, *, by, reason) -> bool:
    check_is_host(by, gathering)
    row = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if row.status == status:
        return False
    if status not in NEXT_STATUSES[row.status]:
        raise WrongStep()
    if row.is_over:
        raise OverAlready()
    now = timezone.now()
    is_cancelled = status == GatheringStatus.CANCELLED
    row.status, row.cancellation_reason = status, reason
    row.cancelled_at, row.cancelled_by = (now, by) if is_cancelled else (None, None)
    row.changed_at = now
    row.sequence += 1
    row.change_number += 1
    row.save()
    append(row.stream_key, "changed", target="places")
    changed("event", row.pk)
    enqueue(
        "events.tell_registered",
        gathering_id=row.pk,
        kind="gathering_cancelled" if is_cancelled else "gathering_changed",
        change_number=row.change_number,
    )
    return True
