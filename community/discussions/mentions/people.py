"""Who can be mentioned: asked of an upper floor, which knows who may know of whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from community.audience import MEMBERS_KEY, PUBLIC_KEY
from community.discussions.models import SpaceInvitation
from community.networks.models import Membership
from community.registry import Registry


@dataclass(frozen=True)
class Mentionable:
    """A person as the list beside the text shows them. ``avatar`` is an address, or empty."""

    user_id: int
    handle: str
    name: str
    avatar: str = ""
    note: str = ""


@dataclass(frozen=True)
class PeopleSource:
    """What an upper floor registers.

    Both give only people of whom ``user`` may know; ``who`` narrows their user ids further.
    ``starting(user, typed, who, first, most)``: names or handles that begin with ``typed``, those among ``first`` first.
    ``called(user, handles, who)``: handle → user id.
    """

    starting: Callable[[object, str, Q, Sequence[int], int], list[Mentionable]]
    called: Callable[[object, Sequence[str], Q], dict[str, int]]


sources: Registry[PeopleSource] = Registry("source of people")


def holders_q(keys, *, user: str = "user") -> Q:
    """The condition for rows whose person (column ``user``) holds one of the audience ``keys``."""
    if PUBLIC_KEY in keys or MEMBERS_KEY in keys:
        return Q()
    numbers: dict[str, list[int]] = {"network": [], "space": [], "person": []}
    for key in keys:
        kind, _colon, number = key.partition(":")
        numbers[kind].append(int(number))
    members = Membership.objects.active().filter(network_id__in=numbers["network"]).order_by()
    invited = SpaceInvitation.objects.that_count().filter(space_id__in=numbers["space"]).order_by()
    return (
        Q(**{f"{user}__in": members.values("user_id")})
        | Q(**{f"{user}__in": invited.values("user_id")})
        | Q(**{f"{user}__in": numbers["person"]})
    )


def called(user, handles: Sequence[str], keys) -> dict[str, int]:
    """Handle → user id of those who hold one of ``keys`` and of whom ``user`` may know."""
    found: dict[str, int] = {}
    for source in sources:
        found |= source.called(user, handles, holders_q(keys))
    return found


def starting(user, typed: str, keys, *, first: Sequence[int] = (), most: int = 8) -> list[Mentionable]:
    """People to choose from for what was ``typed`` after the @."""
    people: list[Mentionable] = []
    for source in sources:
        people += source.starting(user, typed, holders_q(keys), first, most)
    return people[:most]
