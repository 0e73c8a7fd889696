"""What can be done to a person's tie to a network.

Every step goes through :func:`_step`, which obeys the table in ``states.py``,
writes the change into the log and calls the hooks, all in the caller's
transaction. The network's row is locked first, so that "the last coordinator"
is counted by one at a time.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from community.audience import forget_viewer
from community.languages import active_language, text_in

from ..models import AddressInvitation, Membership, MembershipChange, Network
from ..permissions import check_may
from ..refusals import (
    AlreadyMember,
    InvitationNeeded,
    LastCoordinator,
    MembershipSuspended,
    OwnMembership,
    PersonSuspended,
    PledgeNeeded,
    ReasonNeeded,
    SignedOut,
    TooManyInvitations,
    UnknownRole,
    WrongStep,
)
from ..roles import Role
from ..states import NEXT_STATES, JoiningPolicy, MembershipState
from .hooks import on_address_invited, on_membership_changed

MOST_INVITATIONS_A_DAY = 200  # of one person to one network, by e-mail


@transaction.atomic
def join(
    network: Network, *, by, message: str = "", accept_pledge: bool = False, invitation=None
) -> Membership:
    """Make ``by`` a member, or write down the request where a coordinator decides; twice is as once.

    ``invitation`` is an open :class:`AddressInvitation`; one sent to the person's own address is found
    without it. Raises :class:`PledgeNeeded`, :class:`InvitationNeeded`, :class:`MembershipSuspended`
    or :class:`SignedOut`.
    """
    membership, invitation, leads_to = _way_in(network, by, invitation, lock=True)
    if leads_to is None:
        return membership
    if network.pledge and not accept_pledge:
        raise PledgeNeeded()
    values = now_active() if leads_to == MembershipState.ACTIVE else {"state": MembershipState.REQUESTED}
    values["message"] = (
        Truncator(message.strip()).chars(1000) if leads_to == MembershipState.REQUESTED else ""
    )
    values["reason"] = ""
    if network.pledge:
        values["pledge_accepted_at"] = timezone.now()
        values["pledge_text"] = text_in(network, "pledge", active_language())
    if invitation is not None:
        values["invited_by"] = invitation.invited_by
        AddressInvitation.objects.open().filter(
            network=network, email__in={invitation.email, by.email}
        ).update(used_by=by, used_at=timezone.now(), email="")
    return _step(membership, by=by, **values)


def way_in(network: Network, user, invitation=None) -> MembershipState | None:
    """Where joining would lead ``user`` now: ACTIVE, REQUESTED, or None for who has arrived or asked.

    Raises what :func:`join` would, the pledge aside; pages use it to show the right words.
    """
    return _way_in(network, user, invitation, lock=False)[2]


def _way_in(network, user, invitation, *, lock):
    """The person's membership (perhaps unsaved), the invitation that counts, and the state joining leads to."""
    if user is None or not user.is_authenticated or not user.is_active:
        raise SignedOut()
    if lock:
        membership = _locked(network, user) or Membership(network=network, user=user)
    else:
        membership = Membership.objects.filter(network=network, user=user).first() or Membership(
            network=network, user=user
        )
    if membership.state == MembershipState.SUSPENDED:
        raise MembershipSuspended()
    if membership.state in (MembershipState.ACTIVE, MembershipState.REQUESTED):
        return membership, None, None
    if membership.state == MembershipState.INVITED:
        return membership, None, MembershipState.ACTIVE
    if invitation is None:
        invitation = AddressInvitation.objects.for_person(user).filter(network=network).first()
    elif invitation.network_id != network.pk:
        invitation = None
    if invitation is not None:
        return membership, invitation, MembershipState.ACTIVE
    if network.joining == JoiningPolicy.INVITATION:
        raise InvitationNeeded()
    if network.joining == JoiningPolicy.ON_REQUEST or _left_while_suspended(membership):
        # Leaving and joining anew must not be a way round a suspension.
        return membership, None, MembershipState.REQUESTED
    return membership, None, MembershipState.ACTIVE


@transaction.atomic
def invite(network: Network, *, person, by) -> Membership:
    """Invite somebody who has an account; a waiting request of theirs is accepted instead.

    Raises :class:`NotCoordinator`, :class:`AlreadyMember` or :class:`PersonSuspended`.
    """
    check_may(by, network, "manages_members")
    membership = _locked(network, person) or Membership(network=network, user=person)
    match membership.state:
        case MembershipState.ACTIVE:
            raise AlreadyMember()
        case MembershipState.SUSPENDED:
            raise PersonSuspended()
        case MembershipState.REQUESTED:
            return _accept(membership, by, "")
        case MembershipState.INVITED:
            return membership
    return _step(membership, by=by, state=MembershipState.INVITED, invited_by=by, reason="")


@transaction.atomic
def invite_address(network: Network, *, email: str, by, language: str) -> AddressInvitation:
    """Invite whoever reads mail at ``email``; the mail leaves after commit, in ``language``.

    An open invitation to that address is returned as it is. The answer is the same whether or not there
    is an account. Raises :class:`NotCoordinator` or :class:`TooManyInvitations`.
    """
    check_may(by, network, "manages_members")
    _lock(network.pk)
    email = email.strip().lower()
    waiting = AddressInvitation.objects.open().filter(network=network, email=email).first()
    if waiting is not None:
        return waiting
    today = timezone.now() - timedelta(days=1)
    if (
        network.address_invitations.filter(invited_by=by, invited_at__gt=today).count()
        >= MOST_INVITATIONS_A_DAY
    ):
        raise TooManyInvitations()
    # One that grew too old still holds the place of the open one.
    network.address_invitations.filter(email=email).delete()
    invitation = AddressInvitation.objects.create(
        network=network, email=email, invited_by=by, language=language
    )
    for hook in on_address_invited:
        hook(invitation)
    return invitation


def forget_old_invitations() -> int:
    """Delete invitations whose time is over: the address was kept for the invitation only. Returns how many."""
    return AddressInvitation.objects.too_old().delete()[0]


@transaction.atomic
def withdraw_invitation(invitation: Membership | AddressInvitation, *, by) -> bool:
    """Take an invitation back, of either form; returns whether it was still open."""
    check_may(by, invitation.network, "manages_members")
    if isinstance(invitation, AddressInvitation):
        return bool(
            AddressInvitation.objects.filter(
                pk=invitation.pk, used_at__isnull=True, withdrawn_at__isnull=True
            ).update(withdrawn_at=timezone.now(), withdrawn_by=by, email="")
        )
    membership = _locked_again(invitation)
    if membership.state == MembershipState.LEFT:
        return False
    if membership.state != MembershipState.INVITED:
        raise WrongStep()
    _step(membership, by=by, state=MembershipState.LEFT)
    return True


@transaction.atomic
def accept_request(membership: Membership, *, by, reason: str = "") -> Membership:
    """Make a member of who asked. ``reason`` is a word of welcome, if any."""
    check_may(by, membership.network, "manages_members")
    current = _locked_again(membership)
    if current.state == MembershipState.ACTIVE:
        return current
    return _accept(current, by, reason)


def _accept(membership, by, reason):
    if membership.state != MembershipState.REQUESTED:
        raise WrongStep()
    return _step(membership, by=by, reason=reason.strip(), **now_active())


@transaction.atomic
def decline_request(membership: Membership, *, by, reason: str = "") -> Membership:
    """Say no to who asked, with the reason they will read. Raises :class:`ReasonNeeded`."""
    check_may(by, membership.network, "manages_members")
    current = _locked_again(membership)
    if current.state == MembershipState.LEFT:
        return current
    if current.state != MembershipState.REQUESTED:
        raise WrongStep()
    if not reason.strip():
        raise ReasonNeeded()
    return _step(current, by=by, state=MembershipState.LEFT, reason=reason.strip())


@transaction.atomic
def leave(network: Network, *, by) -> Membership | None:
    """End ``by``'s tie: leave, take a request back or turn an invitation down; None where there was none.

    Raises :class:`LastCoordinator`.
    """
    membership = _locked(network, by)
    if membership is None or membership.state == MembershipState.LEFT:
        return membership
    _keep_a_coordinator(membership)
    return _step(membership, by=by, state=MembershipState.LEFT, role=Role.MEMBER, reason="")


@transaction.atomic
def suspend(membership: Membership, *, by, reason: str) -> Membership:
    """Stop a member for the time being, with the reason they will read.

    Raises :class:`OwnMembership`, :class:`ReasonNeeded`, :class:`LastCoordinator`, :class:`WrongStep`.
    """
    check_may(by, membership.network, "manages_members")
    current = _locked_again(membership)
    if current.user_id == by.pk:
        raise OwnMembership()
    if current.state == MembershipState.SUSPENDED:
        return current
    if current.state != MembershipState.ACTIVE:
        raise WrongStep()
    if not reason.strip():
        raise ReasonNeeded()
    _keep_a_coordinator(current)
    return _step(current, by=by, state=MembershipState.SUSPENDED, reason=reason.strip())


@transaction.atomic
def reinstate(membership: Membership, *, by, reason: str = "") -> Membership:
    """Lift a suspension; the role is what it was."""
    check_may(by, membership.network, "manages_members")
    current = _locked_again(membership)
    if current.state == MembershipState.ACTIVE:
        return current
    if current.state != MembershipState.SUSPENDED:
        raise WrongStep()
    return _step(current, by=by, state=MembershipState.ACTIVE, reason=reason.strip())


@transaction.atomic
def enrol(network: Network, *, person, role: str = Role.MEMBER, joined_at=None, by=None) -> Membership:
    """Make ``person`` an active member without asking anybody: for importers, loaders and commands.

    Asks no permission and is reached by no page. The pledge counts as accepted, in the person's language.
    An active member of that role stays as they are; a suspended one is not brought back this way.
    """
    if role not in Role.values:
        raise UnknownRole()
    joined_at = joined_at or timezone.now()
    membership = _locked(network, person) or Membership(network=network, user=person)
    if membership.state == MembershipState.SUSPENDED:
        raise MembershipSuspended()
    if membership.state == MembershipState.ACTIVE:
        return membership if membership.role == role else _step(membership, by=by, role=role)
    values = now_active(role=role, reason="") | {"joined_at": joined_at}
    if pledge := text_in(network, "pledge", person.language):
        values |= {"pledge_accepted_at": joined_at, "pledge_text": pledge}
    return _step(membership, by=by, **values)


@transaction.atomic
def change_role(membership: Membership, *, by, role: str) -> Membership:
    """Give an active member another role. Raises :class:`UnknownRole`, :class:`LastCoordinator`, :class:`WrongStep`."""
    check_may(by, membership.network, "manages_members")
    if role not in Role.values:
        raise UnknownRole()
    current = _locked_again(membership)
    if current.state != MembershipState.ACTIVE:
        raise WrongStep()
    if current.role == role:
        return current
    if role != Role.COORDINATOR:
        _keep_a_coordinator(current)
    return _step(current, by=by, role=role)


def _lock(network_id: int) -> None:
    """One at a time changes memberships of a network. Rows that refer to it are not held up."""
    Network.objects.select_for_update(no_key=True).get(pk=network_id)


def _locked(network, user) -> Membership | None:
    """The person's membership, with the network's row locked until we commit."""
    _lock(network.pk)
    return Membership.objects.select_related("network", "user").filter(network=network, user=user).first()


def _locked_again(membership) -> Membership:
    """The membership as it is now, with the network's row locked until we commit."""
    _lock(membership.network_id)
    return Membership.objects.select_related("network", "user").get(pk=membership.pk)


def now_active(**fields) -> dict:
    """The values of a membership that begins now."""
    return {"state": MembershipState.ACTIVE, "joined_at": timezone.now(), **fields}


def _left_while_suspended(membership) -> bool:
    """Whether the person's last time as a member ended with them leaving under a suspension."""
    if membership.pk is None:
        return False
    ends = membership.changes.filter(
        state=MembershipState.LEFT, state_before__in=(MembershipState.ACTIVE, MembershipState.SUSPENDED)
    )
    last_end = ends.order_by("-pk").first()
    return last_end is not None and last_end.state_before == MembershipState.SUSPENDED


def _keep_a_coordinator(membership) -> None:
    """Refuse a step that takes the network's only coordinator. Call with the network locked."""
    if membership.role != Role.COORDINATOR or membership.state != MembershipState.ACTIVE:
        return
    others = Membership.objects.active().filter(
        network_id=membership.network_id, role=Role.COORDINATOR, user__is_active=True
    )
    if not others.exclude(pk=membership.pk).exists():
        raise LastCoordinator()


def _step(membership: Membership, *, by, **values) -> Membership:
    """Write one allowed step, log it, tell the hooks, and have live connections checked after commit."""
    before = membership.state or None
    after = values.get("state", before)
    if after != before and after not in NEXT_STATES[before]:
        raise WrongStep()
    change = MembershipChange(
        state_before=membership.state, role_before=membership.role if membership.pk else "", changed_by=by
    )
    for name, value in values.items():
        setattr(membership, name, value)
    membership.changed_by = by
    membership.save()
    change.membership, change.state, change.role = membership, membership.state, membership.role
    change.reason = values.get("reason", "")
    change.save()
    membership.last_change = change
    for hook in on_membership_changed:
        hook(membership)
    for person in (membership.user, by):
        if person is not None:
            forget_viewer(person)
    user_id = membership.user_id
    # Robust: with live updates out of order the change stands all the same, and sockets are checked anew later.
    transaction.on_commit(lambda: _recheck(user_id), robust=True)
    return membership


def _recheck(user_id: int) -> None:
    """Let the person's open pages gain or lose what the change gives or takes."""
    from community.live.recheck import recheck_person

    recheck_person(user_id)
