"""Why a change of a membership is refused, each reason by name."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotAllowed, NotNow, Refusal


class PledgeNeeded(Refusal):
    """Joining means accepting the network's pledge."""

    message = _("Please accept the pledge: everyone in this network has.")
    field = "accept_pledge"


class InvitationNeeded(NotAllowed):
    """The network takes members by invitation only."""

    message = _("This network takes new members by invitation only.")


class MembershipSuspended(NotNow):
    """A suspended person cannot do this."""

    message = _("Your membership of this network is suspended.")


class WrongStep(NotNow):
    """The table of states does not lead from here to there."""

    message = _("The membership has changed in the meantime, so this is not possible now.")


class AlreadyMember(NotNow):
    """Inviting somebody who is a member."""

    message = _("This person is a member already.")
    field = "who"


class NobodyOfThatName(Refusal):
    """No account has the handle that was typed."""

    message = _("Nobody here has this handle. Check it, or write an e-mail address.")
    field = "who"


class PersonSuspended(NotNow):
    """Inviting somebody whose membership is suspended."""

    message = _("This person’s membership is suspended. Lift the suspension instead.")
    field = "who"


class LastCoordinator(NotNow):
    """A network must not lose its only coordinator."""

    message = _("A network needs at least one coordinator. Give somebody else that role first.")


class OwnMembership(NotAllowed):
    """Nobody suspends themselves."""

    message = _("You cannot suspend yourself. You can leave the network instead.")


class ReasonNeeded(Refusal):
    """What is done to a person is explained to them."""

    message = _("Say why: the person will read it.")
    field = "reason"


class UnknownRole(Refusal):
    """There is no such role."""

    message = _("Choose a role from the list.")
    field = "role"


class NotCoordinator(NotAllowed):
    """The network's members are looked after by others."""

    message = _("Only a coordinator of the network may do this.")


class SignedOut(NotAllowed):
    """The account is closed or nobody is signed in."""

    message = _("Please sign in first.")


class SlugTaken(Refusal):
    """Another network has this address."""

    message = _("Another network has this address already.")
    field = "slug"


class TooManyInvitations(NotNow):
    """More invitations a day than a person writes by hand."""

    message = _("You have sent many invitations today. Please go on tomorrow.")
    field = "who"
