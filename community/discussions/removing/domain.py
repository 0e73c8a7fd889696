"""Removing a post with a trace that says by whom and why, and putting it back.

Its words stay in its row and are shown to nobody but those who look after the
conversation. Permission is asked by the caller (``removing.permissions``).
"""

from django.db import transaction

from community.live.log import Entry, append_all
from community.search import index

from ..domain.threads import locked_thread, remove_post
from ..models import Post
from .refusals import ReasonMissing
from .traces import EXTRA

LONGEST_REASON = 300


def remove(post: Post, *, by, reason: str = "", language: str = "") -> bool:
    """Take a post's words away; returns whether they were there. Who is not its author gives a ``reason``.

    ``language`` is the reason's. Raises ``ReasonMissing`` or ``NoSuchThread``.
    """
    reason = " ".join(reason.replace("\x00", "").split())[:LONGEST_REASON]
    by_author = by.pk == post.author_id
    if not by_author and not reason:
        raise ReasonMissing
    trace = {"by": "author"} if by_author else {"by": "tending", "reason": reason, "language": language}
    with transaction.atomic():
        locked_thread(post.thread)
        row = Post.objects.select_for_update().filter(pk=post.pk, removed_at__isnull=True).first()
        if row is None:
            return False
        row.extras = {**row.extras, EXTRA: trace}
        row.save(update_fields=["extras"])
        return remove_post(post, by=by)


def restore(post: Post) -> bool:
    """Put a removed post's words back; returns whether it was removed. Raises ``NoSuchThread``."""
    with transaction.atomic():
        thread = locked_thread(post.thread)
        row = Post.objects.select_for_update().filter(pk=post.pk, removed_at__isnull=False).first()
        if row is None:
            return False
        row.removed_at = row.removed_by = None
        row.extras = {name: value for name, value in row.extras.items() if name != EXTRA}
        row.version += 1
        row.save(update_fields=["removed_at", "removed_by", "extras", "version"])
        thread.post_count += 1
        thread.save(update_fields=["post_count"])
        index.changed("thread", thread.pk)
        news = [Entry(thread.stream_key, "restored", f"post-{row.number}", {"post": row.number})]
        if thread.space_id:
            about = {"thread": thread.pk}
            news.append(Entry(f"space:{thread.space_id}", "restored", f"thread-{thread.pk}", about))
        append_all(news)
    return True
