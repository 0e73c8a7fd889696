"""The states of a membership and which may follow which: the one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MembershipState(models.TextChoices):
    """How far a person's tie to a network has come."""

    REQUESTED = "requested", _("Asked to join")
    INVITED = "invited", _("Invited")
    ACTIVE = "active", _("Member")
    SUSPENDED = "suspended", _("Suspended")
    LEFT = "left", _("Left")


# From a state to those that may follow it. None stands for "no membership yet".
NEXT_STATES = {
    None: {MembershipState.REQUESTED, MembershipState.INVITED, MembershipState.ACTIVE},
    MembershipState.REQUESTED: {MembershipState.ACTIVE, MembershipState.LEFT},
    MembershipState.INVITED: {MembershipState.ACTIVE, MembershipState.LEFT},
    MembershipState.ACTIVE: {MembershipState.SUSPENDED, MembershipState.LEFT},
    MembershipState.SUSPENDED: {MembershipState.ACTIVE, MembershipState.LEFT},
    MembershipState.LEFT: {MembershipState.REQUESTED, MembershipState.INVITED, MembershipState.ACTIVE},
}


class MembershipEnd(models.TextChoices):
    """What became of a request or an invitation: stored as LEFT, though the person never was a member."""

    DECLINED = "declined", _("Declined")
    TAKEN_BACK = "taken_back", _("Request taken back")
    WITHDRAWN = "withdrawn", _("Invitation withdrawn")
    TURNED_DOWN = "turned_down", _("Invitation declined")


# From the state before LEFT to what that means when the person did it, and when a coordinator did.
ENDS = {
    MembershipState.REQUESTED: (MembershipEnd.TAKEN_BACK, MembershipEnd.DECLINED),
    MembershipState.INVITED: (MembershipEnd.TURNED_DOWN, MembershipEnd.WITHDRAWN),
}


class JoiningPolicy(models.TextChoices):
    """How a person becomes a member of a network."""

    OPEN = "open", _("Anyone may join")
    ON_REQUEST = "on_request", _("A coordinator answers each request")
    INVITATION = "invitation", _("By invitation only")
