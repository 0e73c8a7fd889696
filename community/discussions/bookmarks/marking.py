"""The sign on the posts that a reader has bookmarked."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from community.components.icons import icon_svg

from ..models import Post, Thread
from ..parts import FOOT, PostPart
from .models import Bookmark


def draw(post: Post, thread: Thread, language: str) -> str:
    """Leads to the bookmark; hidden in the fragment that all share."""
    return format_html(
        '{} href="{}">{}<span class="button-label">{}</span></a>',
        _sign(post.number, shown=False),
        reverse("post-bookmark", args=[thread.pk, thread.slug or "-", post.number]),
        mark_safe(icon_svg("star")),  # our own constant
        _("Bookmarked"),
    )


def _sign(number: int, *, shown: bool) -> SafeString:
    """The beginning of a tag that :func:`mine` exchanges; no post can hold such markup."""
    return format_html(
        '<a class="button button-quiet button-s post-bookmark" data-own="bookmark:{}"{}',
        number,
        "" if shown else mark_safe(" hidden"),
    )


def mine(user, posts: Iterable[Post]) -> dict[int, list[tuple[str, str]]]:
    """Posts with a bookmark of ``user``. One query."""
    numbers = {post.pk: post.number for post in posts if not post.is_removed}
    marked = Bookmark.objects.filter(user=user, post__in=numbers).values_list("post_id", flat=True)
    return {numbers[pk]: [(_sign(numbers[pk], shown=False), _sign(numbers[pk], shown=True))] for pk in marked}


PART = PostPart(draw, FOOT, mine)
