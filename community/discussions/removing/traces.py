"""What stands in a removed post's place, the same for every reader of a language."""

from collections.abc import Iterable
from functools import partial

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..models import Post, Thread
from ..permissions import check_can_close, may
from .permissions import check_can_restore

EXTRA = "removed"  # in ``Post.extras``: by whom, and why


def trace_of(post: Post, thread: Thread) -> SafeString:
    """By whom it was removed, and the reason that was given; a way to put it back, shown by :func:`mine`."""
    told = post.extras.get(EXTRA, {})
    if told.get("by") == "author":
        said = _("This post was removed by its author.")
    elif told.get("by") == "tending":
        said = _("This post was removed by a moderator.")
    else:
        said = _("This post was removed.")
    reason = ""
    if told.get("reason"):
        reason = format_html(
            '<p class="removal-reason">{} <q lang="{}">{}</q></p>',
            _("The reason given:"),
            told.get("language") or thread.language,
            told["reason"],
        )
    address = reverse("post-restore", args=[thread.pk, thread.slug or "-", post.number])
    return format_html(
        '<p>{}</p>{}{}<a class="button button-quiet button-s" href="{}">{}'
        ' <span class="visually-hidden">{}</span></a></p>',
        said,
        reason,
        _way_back(post.number, shown=False),
        address,
        _("Put it back…"),
        _("post %(number)s") % {"number": post.number},
    )


def _way_back(number: int, *, shown: bool) -> SafeString:
    """The beginning of a tag that :func:`mine` exchanges; no post can hold such markup."""
    hidden = "" if shown else " hidden"
    return format_html(f'<p class="way-back no-print" data-own="restore:{{}}"{hidden}>', number)


def mine(user, posts: Iterable[Post]) -> dict[int, list[tuple[str, str]]]:
    """The removed posts that ``user`` may put back."""
    removed = [post for post in posts if post.is_removed]
    if not removed:
        return {}
    tends = may(check_can_close, user, removed[0].thread)  # of one thread, all of them
    check = partial(check_can_restore, tends=tends)
    return {
        post.number: [(_way_back(post.number, shown=False), _way_back(post.number, shown=True))]
        for post in removed
        if may(check, user, post)
    }
