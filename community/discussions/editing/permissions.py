"""Who may change a post, and who sees what it said before."""

from datetime import timedelta

from django.utils import timezone

from ..models import Post
from ..permissions import check_can_close, check_could_reply, may
from ..refusals import SignInNeeded, TooQuick
from .models import PostWording
from .refusals import ClosedForChanges, NotYourPost, PostIsGone

# A slip that is mended so soon needs no mark.
GRACE = timedelta(minutes=5)
# Wordings one person may leave behind in a time.
MOST_WORDINGS, PACE = 20, timedelta(minutes=10)


def is_in_grace(post: Post) -> bool:
    """Whether a change leaves no mark: just written, unchanged since, and answered by nobody. One query at most."""
    return (
        post.edit_count == 0
        and timezone.now() - post.created_at < GRACE
        and not Post.objects.filter(in_reply_to=post).exists()
    )


def check_can_edit(user, post: Post) -> None:
    """Its author, while they take part in the conversation; once that is closed, within the grace alone."""
    if not user.is_authenticated:
        raise SignInNeeded
    if post.author_id != user.pk:
        raise NotYourPost
    if post.is_removed:
        raise PostIsGone
    check_could_reply(user, post.thread)
    if post.thread.is_closed and not is_in_grace(post):
        raise ClosedForChanges


def check_pace_of_edits(user) -> None:
    """Refuse a flood of changes. One query."""
    since = timezone.now() - PACE
    if PostWording.objects.filter(post__author=user, replaced_at__gt=since).count() >= MOST_WORDINGS:
        raise TooQuick


def may_see_history(user, post: Post) -> bool:
    """Whoever reads the thread; what a removed post said, those who tend it alone. ``post`` is one ``user`` may find."""
    return post.edit_count > 0 and (not post.is_removed or may(check_can_close, user, post.thread))
