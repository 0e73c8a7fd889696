"""Why a place is not given, each reason by name."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotAllowed, NotFound, NotNow, Refusal


class NotVisible(NotFound):
    """There is no such gathering, or the person may not see it: both look the same."""

    message = _("There is no such event.")


class SignedOut(NotAllowed):
    """Nobody is signed in, or the account is closed."""

    message = _("Please sign in first.")


class Cancelled(NotNow):
    """The gathering does not take place."""

    message = _("This event has been cancelled.")


class Over(NotNow):
    """The gathering has taken place."""

    message = _("This event is over.")


class RegistrationClosed(NotNow):
    """The hosts take no registrations, or none any more."""

    message = _("Registration for this event is closed.")


class FullHouse(NotNow):
    """Every place is taken."""

    message = _("Every place is taken. Perhaps somebody gives theirs up: look again later.")


class NotRegistered(NotNow):
    """Changing what belongs to a place that one does not have."""

    message = _("You are not registered for this event.")


class NeedsTooLong(Refusal):
    """More text than the hosts are asked to read."""

    message = _("Please write at most 2,000 characters. The hosts will gladly talk about the rest with you.")
    field = "access_needs"


class UnknownLanguageWish(Refusal):
    """There is no such choice."""

    message = _("Choose a language from the list.")
    field = "language_wish"
