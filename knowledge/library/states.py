"""The states of a suggestion and which may follow which: the one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubmissionState(models.TextChoices):
    """How far a suggested resource has come."""

    NEW = "new", _("Waiting for a curator")
    ACCEPTED = "accepted", _("Accepted, being prepared")
    DECLINED = "declined", _("Not taken up")
    PUBLISHED = "published", _("In the library")


# From a state to those that may follow it. A prepared record may turn out not to fit, so ACCEPTED can end either way.
NEXT_STATES = {
    SubmissionState.NEW: {SubmissionState.ACCEPTED, SubmissionState.DECLINED},
    SubmissionState.ACCEPTED: {SubmissionState.PUBLISHED, SubmissionState.DECLINED},
    SubmissionState.DECLINED: set(),
    SubmissionState.PUBLISHED: set(),
}


def may_follow(state: str, following: str) -> bool:
    """Whether a suggestion may go from ``state`` to ``following``."""
    return following in NEXT_STATES[SubmissionState(state)]
