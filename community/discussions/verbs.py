"""What can be done to a post or a conversation, registered by whoever knows how.

The menu of a post and the tools of a conversation list what is registered here
and allowed to the reader. Each verb leads to a page of its own or is a form of
one button, so everything works without script.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from community.registry import Registry

from .permissions import may


@dataclass(frozen=True)
class Verb:
    """``check(user, thing)`` raises a refusal where the verb is not for this reader.

    ``label(thing)`` and ``address(thing)`` are in the active language. ``is_post``:
    pressed, it is done (after the question ``confirm``, if any); else it leads to a page.
    """

    label: Callable[[Any], str]
    address: Callable[[Any], str]
    check: Callable[[Any, Any], None]
    icon: str = ""
    is_post: bool = False
    confirm: Callable[[Any], str] | None = None
    order: int = 50


post_verbs: Registry[Verb] = Registry("verb on a post")
thread_verbs: Registry[Verb] = Registry("verb on a conversation")

# Small verbs inside a post, sent by its buttons through the page's one form ``#post-verbs``: the button's name is the
# entry's, its value says the rest ("12:thanks"). ``work(request, thread, value)`` raises a refusal or does it.
quick_verbs: Registry[Callable[[HttpRequest, Any, str], None]] = Registry("quick verb")


@dataclass(frozen=True)
class Offered:
    """A verb as a menu shows it."""

    name: str
    label: str
    address: str
    icon: str
    is_post: bool
    confirm: str


def offered(registry: Registry[Verb], user, thing) -> list[Offered]:
    """The verbs on ``thing`` that ``user`` may use, in order. Nothing for visitors."""
    if not user.is_authenticated:
        return []
    allowed = [(name, verb) for name, verb in registry.items() if may(verb.check, user, thing)]
    return [
        Offered(
            name, str(verb.label(thing)), verb.address(thing), verb.icon, verb.is_post,
            str(verb.confirm(thing)) if verb.confirm else "",
        )
        for name, verb in sorted(allowed, key=lambda pair: pair[1].order)
    ]  # fmt: skip
