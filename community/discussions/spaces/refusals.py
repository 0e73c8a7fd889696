"""Why a space cannot be made or changed like this, or somebody not be invited."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotAllowed, NotFound, NotNow, Refusal


class SpaceCoordinatorsOnly(NotAllowed):
    """Spaces are made and changed by coordinators of the networks that hold them."""

    message = _("Only coordinators of a network that holds the space can do this.")


class OwnNetworkNeeded(Refusal):
    """A space is held by somebody who can answer for it."""

    message = _("Please choose at least one network that you coordinate.")
    field = "networks"


class SpaceNeedsANetwork(NotNow):
    """The last network cannot leave."""

    message = _("A space needs a network that holds it. Archive it instead.")
    field = "networks"


class NotClosed(NotNow):
    """Invitations are for closed spaces."""

    message = _("This space is not by invitation: its readers come with its networks.")


class NobodyToInvite(NotFound):
    """No such person, or none that may be invited: both look the same."""

    message = _("No member of the space’s networks has that handle or e-mail address.")
    field = "who"


class InvitedBefore(NotNow):
    """Already inside, or already asked."""

    message = _("This person is in the space already, or is invited.")
    field = "who"


class NoCall(NotFound):
    """Withdrawn, or answered in another tab."""

    message = _("This invitation is no longer open.")
