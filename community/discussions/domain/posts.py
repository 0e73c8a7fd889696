"""Changing what a post shows, in the one way that lets every open page follow."""

import contextlib
from collections.abc import Iterator

from django.db import transaction

from community.jobs.queue import enqueue, job
from community.live.log import append

from .. import refusals
from ..models import Post
from . import hooks
from .threads import locked_thread


@contextlib.contextmanager
def changing(post: Post, kind: str, *, quiet: bool = False, data: dict | None = None) -> Iterator[Post]:
    """The post's row, locked after its thread; what the block sets on it is saved, and open pages are told.

    ``kind`` names the event in the thread's stream (``"edited"``, ``"reacted"``);
    ``quiet`` ones are shown without being read out. The block may write rows of
    its own: they commit together. It may leave by raising, and then nothing has
    happened. Raises ``NoSuchThread`` or ``ForeignPost`` where either is gone.
    """
    with transaction.atomic():
        thread = locked_thread(post.thread)
        row = Post.objects.select_for_update().said().filter(pk=post.pk).first()
        if row is None:
            raise refusals.ForeignPost
        row.thread = thread
        words = row.html
        yield row
        if row.html != words:
            row.extras = hooks.extras_of(row)
            enqueue("discussions.words_changed", post_id=row.pk)
        row.version += 1
        row.save()
        news = {"post": row.number, **({"quiet": True} if quiet else {}), **(data or {})}
        append(thread.stream_key, kind, target=f"post-{row.number}", data=news)
    post.extras, post.version = row.extras, row.version


@job("discussions.words_changed")
def words_changed(*, post_id: int) -> None:
    """After other words were given to a post: whoever looks at words looks again."""
    post = (
        Post.objects.select_related("thread__space", "author")
        .filter(pk=post_id, removed_at__isnull=True)
        .first()
    )
    if post is not None:
        for hook in hooks.on_words_changed:
            hook(post)
