"""Notices and mails about joining networks: to coordinators, to members, to people invited."""

from datetime import timedelta

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.jobs.queue import enqueue, job
from community.networks.invitations import invitation_path
from community.networks.models import AddressInvitation, Membership, MembershipChange
from community.networks.permissions import may
from community.networks.roles import Role
from community.networks.states import MembershipState

from .domain.notices import notify
from .kinds import Letter, NotificationKind, Words, kinds
from .mail import absolute, mail_language, send_mail_to_address

REQUEST = "join-request"
MEMBERSHIP = "membership"
COORDINATOR, OWN = "coordinator", "own"
# Another coordinator may have answered by then; several requests go in one mail.
REQUEST_MAIL_DELAY = timedelta(minutes=5)


def tell_about(membership: Membership) -> None:
    """Hook of the networks: whoever ought to know is told. A few people at most, so not by job."""
    change = membership.last_change
    if membership.state == MembershipState.REQUESTED and change.state_before != MembershipState.REQUESTED:
        coordinators = Membership.objects.that_may("manages_members").filter(network_id=membership.network_id)
        notify(
            REQUEST,
            people=[(user_id, COORDINATOR) for user_id in coordinators.values_list("user_id", flat=True)],
            subject_id=change.pk,
            event_key=f"membership-change:{change.pk}",
            group_key=requests_of(membership.network_id),
            actor=membership.user,
        )
    elif change.changed_by_id not in (None, membership.user_id) and _sentence(change):
        notify(
            MEMBERSHIP,
            people=[(membership.user_id, OWN)],
            subject_id=change.pk,
            event_key=f"membership-change:{change.pk}",
            group_key=memberships_of(membership.network_id),
            actor=change.changed_by,
        )


def requests_of(network_id: int) -> str:
    """Group of the notices about people who ask to join a network."""
    return f"requests:{network_id}"


def memberships_of(network_id: int) -> str:
    """Group of the notices about a person's own membership of a network."""
    return f"membership:{network_id}"


def preload(notices) -> None:
    """Give each notice its ``change``, with membership, person and network; None when that is gone."""
    changes = MembershipChange.objects.select_related("membership__user", "membership__network").in_bulk(
        {notice.subject_id for notice in notices}
    )
    for notice in notices:
        notice.change = changes.get(notice.subject_id)


def _change(notice) -> MembershipChange | None:
    if not hasattr(notice, "change"):
        preload([notice])
    return notice.change


def describe_request(notice, language: str) -> Words | None:
    """To coordinators: somebody asks to join."""
    change = _change(notice)
    if change is None or not may(notice.user, change.membership.network_id, "manages_members"):
        return None
    membership = change.membership
    still_waiting = membership.state == MembershipState.REQUESTED
    return Words(
        title=_("%(person)s asks to join %(network)s")
        % {"person": membership.user.display_name, "network": membership.network.name},
        excerpt=membership.message if still_waiting else "",
        excerpt_language=membership.user.language,
        url=f"{reverse('desk-members')}?network={membership.network.slug}&show=requests",
        reason=_("You are told because you look after the members of this network."),
    )


def is_request_wanted(notice) -> bool:
    """Nobody has answered yet, and the reader still may."""
    change = _change(notice)
    return (
        change is not None
        and change.membership.state == MembershipState.REQUESTED
        and may(notice.user, change.membership.network_id, "manages_members")
    )


def _sentence(change: MembershipChange) -> str:
    """What a step means to the member, in the active language; empty for steps they need not hear of."""
    network = change.membership.network.name
    before, after = change.state_before, change.state
    match before, after:
        case (MembershipState.REQUESTED, MembershipState.ACTIVE):
            return _("Welcome: you are now a member of %(network)s") % {"network": network}
        case (MembershipState.REQUESTED, MembershipState.LEFT):
            return _("Your request to join %(network)s was not accepted") % {"network": network}
        case (_any, MembershipState.INVITED):
            return _("You are invited to join %(network)s") % {"network": network}
        case (MembershipState.ACTIVE, MembershipState.SUSPENDED):
            return _("Your membership of %(network)s is suspended") % {"network": network}
        case (MembershipState.SUSPENDED, MembershipState.ACTIVE):
            return _("Your membership of %(network)s is no longer suspended") % {"network": network}
        case (MembershipState.ACTIVE, MembershipState.ACTIVE) if change.role != change.role_before:
            return _("Your role in %(network)s is now: %(role)s") % {
                "network": network,
                "role": Role(change.role).label,
            }
    return ""


def describe_membership(notice, language: str) -> Words | None:
    """To the member: what became of their membership, with the reason that was given."""
    change = _change(notice)
    if change is None:
        return None
    network = change.membership.network
    url = (
        reverse("network-join", args=[network.slug])
        if change.state == MembershipState.INVITED
        else reverse("me-networks")
    )
    return Words(
        title=_sentence(change),
        excerpt=change.reason,
        url=url,
        reason=_("You are told because this is about your own membership."),
    )


def is_membership_wanted(notice) -> bool:
    """Nothing newer has happened to the membership."""
    change = _change(notice)
    return change is not None and (change.membership.state, change.membership.role) == (
        change.state,
        change.role,
    )


def letter(notices, language: str) -> Letter:
    """The mail about requests or one's own membership."""
    kind = kinds.get(notices[0].kind)
    network = _change(notices[0]).membership.network
    words = [kind.describe(notice, language) for notice in notices]
    return Letter(
        context={"items": [one for one in words if one is not None]},
        list_name=f"network-{network.slug}",
        list_label=network.name,
    )


def mail_invitation_later(invitation: AddressInvitation) -> None:
    """Hook of the networks: the mail leaves when the invitation is kept."""
    enqueue("networks.mail_invitation", invitation_id=invitation.pk)


@job("networks.mail_invitation")
def mail_invitation(*, invitation_id: int) -> bool:
    """Mail an invitation to an address, unless it was used or withdrawn meanwhile or its owner is a member."""
    invitation = AddressInvitation.objects.open().filter(pk=invitation_id).first()
    if invitation is None:
        return False
    membership = (
        Membership.objects.filter(network=invitation.network, user__email=invitation.email)
        .select_related("user")
        .first()
    )
    if membership is not None and membership.state in (MembershipState.ACTIVE, MembershipState.SUSPENDED):
        return False
    language = mail_language(membership.user.language if membership else invitation.language)
    with translation.override(language):
        network = invitation.network
        context = {
            "inviter": invitation.invited_by.display_name if invitation.invited_by else "",
            "network": network.name,
            "description": network.description,
            "action_url": absolute(invitation_path(invitation)),
            "action_label": _("See the invitation"),
        }
        reason = _("You get this because somebody wrote your address into an invitation. There is nothing to stop: "
                   "we keep the address for this invitation only.")  # fmt: skip
    send_mail_to_address(
        invitation.email,
        language=language,
        template="community/notifications/mail/invitation",
        context=context,
        reason=reason,
    )
    return True


kinds.register(
    REQUEST,
    NotificationKind(
        slug=REQUEST,
        order=30,
        label=gettext_lazy("Requests to join a network I coordinate"),
        describe=describe_request,
        is_wanted=is_request_wanted,
        mail_delay=REQUEST_MAIL_DELAY,
        preload=preload,
        letter=letter,
    ),
)
kinds.register(
    MEMBERSHIP,
    NotificationKind(
        slug=MEMBERSHIP,
        order=20,
        label=gettext_lazy("My memberships"),
        help=gettext_lazy("Invitations, answers to your requests, and changes of your role."),
        describe=describe_membership,
        is_wanted=is_membership_wanted,
        preload=preload,
        letter=letter,
    ),
)
