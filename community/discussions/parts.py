"""What a post shows besides its words: reactions, a poll, attached files.

A part is drawn into the fragment that all readers of a language share, so it
follows from the post's row alone (``Post.extras``) and holds nothing of one
reader. What is theirs is marked when the page is put together: see ``Mine``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe

from community.registry import Registry

from .models import Post, Thread

BELOW, FOOT = "below", "foot"


@dataclass(frozen=True)
class PostPart:
    """``draw(post, thread, language)`` gives safe HTML, or nothing; the language is active.

    ``place``: BELOW the words, or at the FOOT beside the way to reply.
    ``mine(user, posts)`` finds what in these posts is this reader's own, as
    replacements of pieces of the drawn text: ``{number: [(old, new), …]}``; one query at most.
    """

    draw: Callable[[Post, Thread, str], str]
    place: str = BELOW
    mine: Callable[[object, Iterable[Post]], dict[int, list[tuple[str, str]]]] | None = None


post_parts: Registry[PostPart] = Registry("part of a post")

# What a post's own page shows below it (who reacted): ``draw(user, post)`` gives safe HTML, or nothing.
post_panels: Registry[Callable[[object, Post], str]] = Registry("panel of a post")


def drawn(post: Post, thread: Thread, language: str, place: str) -> SafeString:
    """All parts for that place, in the order they were registered."""
    pieces = (part.draw(post, thread, language) for part in post_parts if part.place == place)
    return mark_safe("".join(piece for piece in pieces if piece))  # each part answers with safe HTML


@dataclass
class Mine:
    """What on a page of posts is this reader's own, put into the shared fragments."""

    user: object
    posts: list[Post]
    _swaps: dict[int, list[tuple[str, str]]] = field(init=False, default_factory=dict)

    def __post_init__(self):
        if not self.user.is_authenticated or not self.posts:
            return
        for part in post_parts:
            if part.mine is not None:
                for number, swaps in part.mine(self.user, self.posts).items():
                    self._swaps.setdefault(number, []).extend(swaps)

    def marked(self, number: int, html: SafeString) -> SafeString:
        """The fragment of post ``number`` with this reader's marks."""
        for old, new in self._swaps.get(number, ()):
            html = mark_safe(html.replace(old, new))  # both are drawn by parts
        return html
