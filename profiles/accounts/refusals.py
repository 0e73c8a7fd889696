"""What may be refused about an account."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotAllowed, NotNow, Refusal


class NotYourAccount(NotAllowed):
    """Nobody changes another person's account here."""

    message = _("Only the person themselves can change their account.")


class HandleRefused(Refusal):
    """A handle nobody may have; the message says why."""

    field = "handle"


class HandleTaken(HandleRefused):
    """Somebody holds it now, or held it before."""

    message = _("Somebody else has this handle, or had it before. Choose another one.")


class HandleChangedOften(NotNow):
    """Handles are addresses; those who follow them should not be led a dance."""

    field = "handle"
    message = _("You have changed your handle three times in the last thirty days. Try again later.")
