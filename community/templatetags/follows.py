"""The menu by which a member follows or mutes a conversation, a space or a topic."""

from django import template
from django.urls import reverse

from community.discussions.follows.menu import ICONS, KINDS, choices_for, name_of_level
from community.discussions.models import FollowLevel, Space, Thread

from .components import drawn_once

register = template.Library()


@register.simple_tag(takes_context=True)
def follow_menu(context, thing, level="", because=""):
    """Three levels for ``thing``, without script; ``level`` counts now, and ``because`` says where it comes from.

    Nothing for visitors.
    """
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return ""
    kind = "thread" if isinstance(thing, Thread) else "space" if isinstance(thing, Space) else "topic"
    return drawn_once(
        context,
        "community/discussions/follows/menu.html",
        choices=choices_for(kind, level),
        label=KINDS[kind].label,
        level=name_of_level(level),
        icon=ICONS[level or FollowLevel.NORMAL],
        because=because,
        own_action=reverse("follow-level", args=[kind, thing.pk]),
    )
