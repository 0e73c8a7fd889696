"""Why a post cannot be removed or put back, each reason by name."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotAllowed, NotNow, Refusal


class NotYoursToRemove(NotAllowed):
    """Neither written by this person nor in their care."""

    message = _("Only its author, or those who look after this conversation, can remove a post.")


class ReasonMissing(Refusal):
    """Whoever takes another's words away says why."""

    message = _(
        "Please say why you remove this post. Everyone who reads the conversation will see the reason."
    )
    field = "reason"


class NotYoursToRestore(NotAllowed):
    """Removed by others, or too long ago."""

    message = _("Only those who look after this conversation can put this post back.")


class NothingToRestore(NotNow):
    """It stands where it stood."""

    message = _("This post is there already.")
