"""How links to our own things are recognised, and what a thing is called on its card."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from community.registry import Registry


@dataclass(frozen=True)
class CardKind:
    """One kind of the search index as cards show it.

    ``pattern`` finds the thing's number (group 1) in an address without language prefix; without one, the
    address must be the very one in the index. ``label`` says what it is, in the singular.
    """

    label: str
    icon: str = "link"
    pattern: re.Pattern[str] | None = None


cards: Registry[CardKind] = Registry("kind of card")
cards.register(
    "thread", CardKind(_("Conversation"), "speech", re.compile(r"^/threads/(\d{1,15})/", re.ASCII))
)
