"""What notes in a thread say, in each reader's language.

A note's row holds facts; here they become sentences. The fragment is the same
for every reader of a language, so a sentence never names what some of them may
not see: other conversations are linked to without their titles.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from django.utils.html import conditional_escape, escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from community.registry import Registry
from community.templatetags.components import FORMER_MEMBER

from .models import Post, Thread


@dataclass(frozen=True)
class NoteKind:
    """``draw(post, thread)`` gives sentences as safe HTML, in the active language; :func:`sentence` makes them."""

    draw: Callable[[Post, Thread], list[SafeString]]
    icon: str = "info"


notes: Registry[NoteKind] = Registry("kind of note")


def sentence(words: str, post: Post, **values) -> SafeString:
    """``words`` with their gaps filled; ``%(person)s`` is who did it, as a link."""
    values = {name: conditional_escape(value) for name, value in values.items()}
    return mark_safe(escape(words) % {"person": _person(post), **values})  # all of it is escaped


def link(address: str, label: str) -> SafeString:
    """A way to something the note speaks of."""
    return format_html('<a href="{}">{}</a>', address, label)


def _person(post: Post) -> SafeString:
    if post.author is None:
        return escape(FORMER_MEMBER)
    return format_html('<a href="{}">{}</a>', post.author.get_absolute_url(), post.author.display_name)


def lines_of(post: Post, thread: Thread) -> list[SafeString]:
    """The sentences of a note; one of a kind that is not known any more says nothing."""
    kind = notes.find(post.facts.get("verb", ""))
    return kind.draw(post, thread) if kind else []


def icon_of(post: Post) -> str:
    """The picture beside it."""
    kind = notes.find(post.facts.get("verb", ""))
    return kind.icon if kind else "info"


def said(post: Post, thread: Thread) -> str:
    """The same as plain text, to be read out."""
    return " ".join(unescape(strip_tags(line)) for line in lines_of(post, thread))


notes.register(
    "closed",
    NoteKind(lambda post, thread: [sentence(_("%(person)s closed this conversation."), post)], "lock"),
)
notes.register(
    "reopened",
    NoteKind(
        lambda post, thread: [sentence(_("%(person)s opened this conversation again."), post)], "speech"
    ),
)
