"""Who may see which part of a profile: the one rule behind page, directory, picture and search.

Each part of a profile has an audience of its own, kept in a column
``audience_<part>``. The part called ``listed`` is the profile as a whole: whoever
may not see that sees nothing of it, so a part is seen by those inside *both*
audiences.

Personal audiences lie inside one another (public, members, networks, only me),
so what a viewer may see follows from one number, their *closeness* to the
person, compared with the *reach* of the audience. The same comparison in SQL is
:func:`part_seen_q`; a test holds the two equal.
"""

from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.audience import Audience, Viewer
from community.networks.models import Membership

# What a member is asked to choose from; shorter words than those for threads and pages.
CHOICES = [
    (Audience.PUBLIC.value, _("Everyone")),
    (Audience.MEMBERS.value, _("Members")),
    (Audience.NETWORKS.value, _("My networks")),
    (Audience.ONLY_ME.value, _("Only me")),
]


class Closeness(IntEnum):
    """How near a viewer is to a person, from a stranger to the person themselves."""

    STRANGER = 0
    MEMBER = 1
    PEER = 2  # an active member of a network that the person is an active member of
    SELF = 3


REACH = {
    Audience.PUBLIC.value: Closeness.STRANGER,
    Audience.MEMBERS.value: Closeness.MEMBER,
    Audience.NETWORKS.value: Closeness.PEER,
    Audience.ONLY_ME.value: Closeness.SELF,
}


@dataclass(frozen=True)
class Part:
    """One part of a profile that has an audience of its own."""

    name: str
    question: str  # what stands beside its choice of audience
    default: str = Audience.MEMBERS.value

    @property
    def column(self) -> str:
        return f"audience_{self.name}"


LISTED = Part("listed", _("Who may know of my profile"))
PARTS = (
    Part("picture", _("Who may see my picture")),
    Part("pronouns", _("Who may see my pronouns")),
    Part("headline", _("Who may see my headline")),
    Part("about", _("Who may see what I say about myself")),
    Part("area", _("Who may see my area")),
    Part("sector", _("Who may see my sector")),
    Part("organisation", _("Who may see my organisation")),
    Part("offers", _("Who may see what I can offer")),
    Part("asks", _("Who may see what I am looking for")),
    Part("topics", _("Who may see my topics")),
    Part("networks", _("Who may see my networks")),
)
PART_NAMES = tuple(part.name for part in PARTS)


def is_seen(profile, name: str, closeness: Closeness) -> bool:
    """Whether somebody of ``closeness`` sees the part ``name`` of ``profile``."""
    return (
        closeness >= REACH[profile.audience_listed]
        and closeness >= REACH[getattr(profile, f"audience_{name}")]
    )


def shares_network_q(viewer: Viewer, *, user: str = "user_id") -> Q:
    """The condition for rows whose person (column ``user``) shares a network with ``viewer``."""
    if not viewer.network_ids:
        return Q(pk__in=())
    peers = Membership.objects.active().filter(network_id__in=viewer.network_ids).values("user_id")
    return Q(**{f"{user}__in": peers})


def part_seen_q(viewer: Viewer, name: str) -> Q:
    """The condition for profiles whose part ``name`` lies open to ``viewer``.

    It says nothing of the profile as a whole: start from ``Profile.objects.visible_to``.
    """
    column = f"audience_{name}"
    condition = Q(**{column: Audience.PUBLIC.value})
    if not viewer.is_signed_in:
        return condition
    condition |= Q(**{column: Audience.MEMBERS.value}) | Q(user_id=viewer.user_id)
    if viewer.network_ids:
        condition |= Q(**{column: Audience.NETWORKS.value}) & shares_network_q(viewer)
    return condition


def closeness_of(viewer: Viewer, user_id: int, network_ids) -> Closeness:
    """How near ``viewer`` is to the person ``user_id``, an active member of ``network_ids``."""
    if not viewer.is_signed_in:
        return Closeness.STRANGER
    if viewer.user_id == user_id:
        return Closeness.SELF
    return Closeness.MEMBER if viewer.network_ids.isdisjoint(network_ids) else Closeness.PEER
