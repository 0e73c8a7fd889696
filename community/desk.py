"""The desk: what waits for coordinators, curators and moderators, put there by each room.

A panel belongs to a capability (a field of ``RoleDescription``) and is shown to
whoever has it somewhere, for those networks only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from community.registry import Registry


@dataclass(frozen=True)
class DeskItem:
    """One thing that waits; ``meta`` is a short line under it, ``person`` whom it comes from."""

    title: str
    url: str
    meta: str = ""
    when: datetime | None = None
    lang: str = ""
    person: object = None


@dataclass(frozen=True)
class DeskContent:
    """The first few things that wait, how many there are in all, and where they all stand.

    ``url`` is linked where more wait than are shown. Where that is all, ``other_url`` leads to what else the room has,
    in the words of ``other_label``.
    """

    items: list[DeskItem] = field(default_factory=list)
    count: int = 0
    url: str = ""
    other_url: str = ""
    other_label: str = ""

    @property
    def has_more(self) -> bool:
        """Whether more waits than is shown."""
        return self.count > len(self.items)

    @property
    def link_url(self) -> str:
        return self.url if self.has_more else self.other_url


@dataclass(frozen=True)
class DeskPanel:
    """What one room shows at the desk.

    ``draw(user, network_ids)`` answers for the networks in which the user has ``capability``, in the active
    language, with a number of queries that does not depend on the rows. ``empty`` says that nothing waits.
    """

    slug: str
    label: str  # lazy translation
    capability: str
    draw: Callable[[object, list[int]], DeskContent]
    empty: str  # lazy translation
    order: int = 50


panels: Registry[DeskPanel] = Registry("desk panel")

# How many things a panel lists; the rest is one link away.
SHOWN = 5


def first_of(waiting) -> tuple[list, int]:
    """The first few rows of a query set, and how many there are in all. Counts only where there may be more."""
    shown = list(waiting[:SHOWN])
    return shown, len(shown) if len(shown) < SHOWN else waiting.count()
