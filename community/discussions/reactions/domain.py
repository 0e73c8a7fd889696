"""Reacting and taking it back. Counts stand beside the post's words and are counted anew under the thread's lock."""

import contextlib

from django.db import transaction
from django.db.models import Count

from community.jobs.queue import enqueue

from ..domain.posts import changing
from ..models import Post
from .models import Reaction, ReactionKind
from .permissions import check_is_open

EXTRA = "reactions"  # its key in ``Post.extras``


class _NothingToDo(Exception):
    """It is already as asked: no event, nothing written."""


def react(post: Post, kind: str, *, by) -> bool:
    """Note ``by``'s reaction to ``post``; returns whether it is new. Asked twice, it is there once.

    Permission is asked by the caller; a thread closed meanwhile is refused here, under its lock.
    """
    with contextlib.suppress(_NothingToDo), transaction.atomic():
        with changing(post, "reacted", quiet=True) as row:
            check_is_open(row.thread)
            _reaction, is_new = Reaction.objects.get_or_create(post=row, user=by, kind=ReactionKind(kind))
            if not is_new:
                raise _NothingToDo
            _count(row)
        enqueue("discussions.tell_of_reactions", key=f"post:{post.pk}", post_id=post.pk)
        return True
    return False


def take_back(post: Post, kind: str, *, by) -> bool:
    """Forget ``by``'s reaction; returns whether there was one."""
    with contextlib.suppress(_NothingToDo), changing(post, "reacted", quiet=True) as row:
        check_is_open(row.thread)
        if not Reaction.objects.filter(post=row, user=by, kind=ReactionKind(kind)).delete()[0]:
            raise _NothingToDo
        _count(row)
        return True
    return False


def _count(row: Post) -> None:
    found = Reaction.objects.filter(post=row).values_list("kind").annotate(count=Count("pk")).order_by()
    row.extras = {**row.extras, EXTRA: dict(found)}
