"""The menu of three levels: what each means for a conversation, a space and a topic."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..models import FollowLevel

WATCHING, NORMAL, MUTED = FollowLevel.WATCHING, FollowLevel.NORMAL, FollowLevel.MUTED

_NAMES = {
    WATCHING: _("Following"),
    NORMAL: pgettext_lazy("level of following", "Normal"),
    MUTED: _("Muted"),
}
ICONS = {WATCHING: "bell", NORMAL: "speech", MUTED: "close"}


def name_of_level(level: str):
    """The level as menus name it."""
    return _NAMES[level or NORMAL]


@dataclass(frozen=True)
class FollowKind:
    """Words for one kind of thing: what each level means, what is said when it was chosen, the heading of a list."""

    heading: str
    label: str  # of the menu, for screen readers
    means: dict[str, str]
    said: dict[str, str]


_TAKEN_BACK = _("Your choice is taken back.")

KINDS = {
    "thread": FollowKind(
        heading=_("Conversations"),
        label=_("How closely I follow this conversation"),
        means={
            WATCHING: _("New posts come to your notices and by mail."),
            NORMAL: _("It stays in lists, and nothing is sent to you."),
            MUTED: _("Nothing is sent, and it is never shown as unread."),
        },
        said={
            WATCHING: _("You follow this conversation now: new posts come to your notices and by mail."),
            NORMAL: _("You do not follow this conversation any more."),
            MUTED: _("You have muted this conversation."),
            "": _TAKEN_BACK,
        },
    ),
    "space": FollowKind(
        heading=_("Spaces"),
        label=_("How closely I follow this space"),
        means={
            WATCHING: _("New conversations and their posts come to your notices and by mail."),
            NORMAL: _("You hear of the conversations here that you follow yourself."),
            MUTED: _("Conversations here are never shown as unread, but for those you follow yourself."),
        },
        said={
            WATCHING: _("You follow this space now: new conversations come to your notices and by mail."),
            NORMAL: _("You do not follow this space any more."),
            MUTED: _("You have muted this space."),
            "": _TAKEN_BACK,
        },
    ),
    "topic": FollowKind(
        heading=_("Topics"),
        label=_("How closely I follow this topic"),
        means={
            WATCHING: _("Conversations about it, in any space, come to your notices and by mail."),
            NORMAL: _("You hear of the conversations about it that you follow yourself."),
            MUTED: _("Conversations about it are never shown as unread, but for those you follow yourself."),
        },
        said={
            WATCHING: _(
                "You follow this topic now: new conversations about it come to your notices and by mail."
            ),
            NORMAL: _("You do not follow this topic any more."),
            MUTED: _("You have muted this topic."),
            "": _TAKEN_BACK,
        },
    ),
}


def choices_for(kind: str, level: str) -> list[dict]:
    """The three levels as the menu lists them; ``level`` is the one that counts now."""
    return [
        {
            "value": one,
            "label": name_of_level(one),
            "means": KINDS[kind].means[one],
            "icon": ICONS[one],
            "current": one == (level or NORMAL),
        }
        for one in (WATCHING, NORMAL, MUTED)
    ]
