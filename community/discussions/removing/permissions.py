"""Who may remove a post, and who may put it back."""

from datetime import timedelta

from django.utils import timezone

from ..models import Post
from ..permissions import check_can_close, may
from ..refusals import SignInNeeded
from .refusals import NothingToRestore, NotYoursToRemove, NotYoursToRestore

# How long authors may take their own removal back.
UNDO_FOR = timedelta(minutes=10)


def check_can_remove(user, post: Post) -> None:
    """Its author, or whoever looks after the conversation; a closed one as well."""
    if not user.is_authenticated:
        raise SignInNeeded
    if post.author_id != user.pk and not may(check_can_close, user, post.thread):
        raise NotYoursToRemove


def check_can_restore(user, post: Post, *, tends: bool | None = None) -> None:
    """Whoever looks after the conversation, and for some minutes the author who removed it.

    What others removed of one's own, others put back. ``tends``, where the caller knows it, spares asking.
    """
    if not user.is_authenticated:
        raise SignInNeeded
    if not post.is_removed:
        raise NothingToRestore
    if post.author_id == user.pk:
        if post.removed_by_id != user.pk:
            raise NotYoursToRestore
        if timezone.now() - post.removed_at < UNDO_FOR:
            return
    if not (may(check_can_close, user, post.thread) if tends is None else tends):
        raise NotYoursToRestore
