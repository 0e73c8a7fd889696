"""Access needs are deleted on a clock."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from community.jobs.queue import job
from events.gatherings.states import GatheringStatus

from ..models import AccessNeeds
from ..states import RegistrationState
from .places import KEEP_NEEDS_FOR_UNDOING

# After the gathering's end, or its cancellation. The page where people write their needs says so.
KEEP_NEEDS_FOR = timedelta(days=30)


def forget_access_needs() -> int:
    """Delete what people wrote for gatherings that are long over or cancelled, or for places given up; says how many."""
    now = timezone.now()
    over = Q(registration__gathering__ends_at__lt=now - KEEP_NEEDS_FOR)
    cancelled = Q(
        registration__gathering__status=GatheringStatus.CANCELLED,
        registration__gathering__cancelled_at__lt=now - KEEP_NEEDS_FOR,
    )
    given_up = Q(
        registration__state=RegistrationState.GIVEN_UP,
        registration__given_up_at__lt=now - KEEP_NEEDS_FOR_UNDOING,
    )
    return AccessNeeds.objects.filter(over | cancelled | given_up).delete()[0]


@job("events.forget_given_up")
def forget_given_up(*, registration_id: int) -> int:
    """Delete what a person wrote for a place they gave up and did not take back."""
    return AccessNeeds.objects.filter(
        registration_id=registration_id,
        registration__state=RegistrationState.GIVEN_UP,
        registration__given_up_at__lte=timezone.now() - KEEP_NEEDS_FOR_UNDOING,
    ).delete()[0]
