"""Reactions at the foot of a post.

The shared fragment holds buttons nobody has pressed and, for readers who cannot
press, the counts alone; style shows the one or the other by what the region
around says. What the reader has pressed is marked when the page is put
together, and by ``voices.js`` in fragments that arrive later.
"""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from community.components.icons import icon_svg

from ..models import Post, Thread
from ..parts import FOOT, PostPart
from .domain import EXTRA
from .models import Reaction, ReactionKind

ICONS = {
    ReactionKind.THANKS: "thanks",
    ReactionKind.ME_TOO: "me-too",
    ReactionKind.TRIED: "tried",
    ReactionKind.LEARNED: "learned",
}
_OFF = ":off"  # ends the value of a pressed button: pressing says what is wanted, so pressing twice changes nothing


def draw(post: Post, thread: Thread, language: str) -> str:
    """Four toggle buttons, and the counts as words for those who do not press."""
    counts = post.extras.get(EXTRA, {})
    label = _("Reactions to post %(number)s") % {"number": post.number}
    buttons = format_html_join(
        "",
        "{}{}{}</button>",
        (
            (_button(post.number, kind, pressed=False), _inside(kind), _number(counts.get(kind, 0)))
            for kind in ReactionKind
        ),
    )
    words = format_html_join(
        "",
        "<li>{}{}</li>",
        ((_inside(kind), _number(counts[kind])) for kind in ReactionKind if counts.get(kind)),
    )
    counted = (
        format_html('<ul class="reaction-counts" aria-label="{}">{}</ul>', label, words) if words else ""
    )
    return format_html(
        '{} role="group" aria-label="{}">{}</div>{}',
        _group(post.author_id, own=False),
        label,
        buttons,
        counted,
    )


def mine(user, posts: Iterable[Post]) -> dict[int, list[tuple[str, str]]]:
    """Buttons that ``user`` has pressed, and own posts, whose buttons are not for their author. One query, if any."""
    swaps: dict[int, list[tuple[str, str]]] = {}
    for post in posts:
        if post.author_id == user.pk:
            swaps[post.number] = [(_group(user.pk, own=False), _group(user.pk, own=True))]
    numbers = {post.pk: post.number for post in posts if post.extras.get(EXTRA) and post.author_id != user.pk}
    if numbers:
        pressed = Reaction.objects.filter(user=user, post__in=numbers).values_list("post_id", "kind")
        for post_id, kind in pressed:
            number = numbers[post_id]
            swap = (_button(number, kind, pressed=False), _button(number, kind, pressed=True))
            swaps.setdefault(number, []).append(swap)
    return swaps


# The beginnings of tags that ``mine`` exchanges. No post can hold such markup, so nothing else is ever exchanged.


def _group(author_id: int | None, *, own: bool) -> str:
    return format_html(
        '<div class="reactions{}" data-by="{}"', " reactions-own" if own else "", author_id or ""
    )


def _button(number: int, kind: str, *, pressed: bool) -> str:
    return format_html(
        '<button class="button button-quiet button-s reaction" type="submit" form="post-verbs" id="react-{}-{}"'
        ' name="react" value="{}:{}{}" data-press data-own="react:{}:{}" aria-pressed="{}">',
        number, kind, number, kind, _OFF if pressed else "", number, kind, "true" if pressed else "false",
    )  # fmt: skip


def _inside(kind: str) -> str:
    icon = mark_safe(icon_svg(ICONS[ReactionKind(kind)]))  # our own constant
    return format_html('{}<span class="reaction-word">{}</span>', icon, ReactionKind(kind).label)


def _number(count: int) -> str:
    return format_html(' <span class="reaction-count">{}</span>', count) if count else ""


PART = PostPart(draw, FOOT, mine)
