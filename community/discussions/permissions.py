"""Who may do what in a conversation: one predicate a verb.

Each ``check_…`` raises a refusal in words a member understands, and stays
silent when all is well. :func:`may` turns any of them into yes or no. Buttons,
views and sockets ask the same ones; nobody asks roles directly.
"""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from community.audience import Audience, viewer_of
from community.networks.models import Membership
from community.networks.permissions import networks_where
from community.networks.states import MembershipState
from community.refusals import Refusal

from . import refusals
from .models import Post, PostKind, Space, Starters, Thread, ThreadKind
from .subjects import subject_of

# Capabilities that look after conversations; any of them will do.
TENDING = ("hosts_events", "moderates")
# Posts one person may write in so many minutes. Lively talk stays far below; a script does not.
MOST_POSTS = ((timedelta(minutes=1), 6), (timedelta(minutes=30), 40))


def why_not(check: Callable[..., None], *subjects) -> Refusal | None:
    """The refusal of ``check(*subjects)``, None where it lets it pass."""
    try:
        check(*subjects)
    except Refusal as refusal:
        return refusal
    return None


def may(check: Callable[..., None], *subjects) -> bool:
    """Whether ``check(*subjects)`` lets it pass: ``may(check_can_reply, user, thread)``."""
    return why_not(check, *subjects) is None


def check_can_read(user, thread: Thread) -> None:
    """Whoever the audience includes; ``NoSuchThread`` looks the same as one that is not there."""
    if not Thread.objects.visible_to(user).filter(pk=thread.pk).exists():
        raise refusals.NoSuchThread


def check_can_start(user, space: Space, kind: str = ThreadKind.DISCUSSION) -> None:
    """Members of one of the space's networks, or those invited to a closed one; announcements need a facilitator."""
    _check_takes_part(user, space)
    if space.archived_at is not None:
        raise refusals.SpaceIsArchived
    if space.starters == Starters.FACILITATORS and not _tends(user, space):
        raise refusals.FacilitatorsStart
    if kind == ThreadKind.ANNOUNCEMENT and not _tends(user, space):
        raise refusals.AnnouncementsByFacilitators


def check_can_reply(user, thread: Thread) -> None:
    """As for starting; on a subject, whoever that lets. A closed thread takes no replies from anybody.

    ``thread`` must be one that ``user`` may read.
    """
    check_could_reply(user, thread)
    if thread.is_closed:
        raise refusals.ThreadIsClosed


def check_could_reply(user, thread: Thread) -> None:
    """The part of :func:`check_can_reply` that is about the person: whether they could, were the thread open."""
    if not user.is_authenticated:
        raise refusals.SignInNeeded
    if thread.space_id:
        _check_takes_part(user, thread.space)
        if thread.space.archived_at is not None:
            raise refusals.SpaceIsArchived
        return
    kind, thing = subject_of(thread)
    if thing is None:
        raise refusals.NoSuchThread
    if not kind.may_reply(user, thing):
        raise refusals.NotForSubject


def check_can_close(user, thread: Thread) -> None:
    """Facilitators, moderators and coordinators of one of the networks it belongs to; the same to open it again."""
    if not user.is_authenticated or not _tends(user, thread.space if thread.space_id else thread):
        raise refusals.FacilitatorsOnly


def check_can_tend(user, of: Thread | Space) -> None:
    """Look after a conversation or a space: rename, move, pin. Whoever may close conversations there."""
    if not user.is_authenticated or not _tends(
        user, of.space if isinstance(of, Thread) and of.space_id else of
    ):
        raise refusals.TendersOnly


def tended_spaces(user) -> list[Space]:
    """Spaces that ``user`` sees and looks after, in their order, with their networks."""
    mine = {pk for capability in TENDING for pk in networks_where(user, capability)}
    spaces = Space.objects.visible_to(user).filter(networks__in=mine).distinct()
    return list(spaces.prefetch_related("networks"))


def check_pace(user) -> None:
    """Refuse a flood, kindly. One query."""
    now = timezone.now()
    longest = max(stretch for stretch, _most in MOST_POSTS)
    most = max(most for _stretch, most in MOST_POSTS)
    recent = list(
        Post.objects.filter(author=user, kind=PostKind.POST, created_at__gt=now - longest)
        .order_by("-created_at")
        .values_list("created_at", flat=True)[:most]
    )
    for stretch, most in MOST_POSTS:
        if sum(written_at > now - stretch for written_at in recent) >= most:
            raise refusals.TooQuick


def _check_takes_part(user, space: Space) -> None:
    if not user.is_authenticated:
        raise refusals.SignInNeeded
    viewer = viewer_of(user)
    if space.audience == Audience.SPACE:
        if space.pk not in viewer.space_ids:
            raise refusals.InvitationToSpaceNeeded
        return
    network_ids = _network_ids(space)
    if viewer.network_ids.isdisjoint(network_ids):
        suspended = Membership.objects.filter(
            user=user, network__in=network_ids, state=MembershipState.SUSPENDED
        ).exists()
        raise refusals.MembershipPaused if suspended else refusals.MembershipNeeded


def _tends(user, of: Space | Thread) -> bool:
    """Whether ``user`` looks after one of the networks of a space or a hung thread."""
    network_ids = _network_ids(of)
    return any(not network_ids.isdisjoint(networks_where(user, capability)) for capability in TENDING)


def _network_ids(of: Space | Thread) -> frozenset[int]:
    """Ids of the networks, read once for the object (or not at all, when it came with them)."""
    if (known := getattr(of, "_plethu_network_ids", None)) is None:
        known = of._plethu_network_ids = frozenset(network.pk for network in of.networks.all())
    return known
