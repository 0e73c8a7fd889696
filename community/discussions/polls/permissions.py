"""Who may make, answer, close and remove a poll."""

from datetime import timedelta

from django.utils import timezone

from ..models import Post
from ..permissions import check_can_close, check_could_reply, may
from . import refusals

EXTRA = "poll"  # its key in ``Post.extras``
# How long after writing a post its author may add a poll to it.
GRACE = timedelta(minutes=30)


def check_can_add_poll(user, post: Post) -> None:
    """The author, soon after writing, once, while the conversation is open."""
    check_could_reply(user, post.thread)
    if post.author_id != user.pk:
        raise refusals.NotYourPost
    if post.thread.is_closed:
        raise refusals.ConversationIsClosed
    if EXTRA in post.extras:
        raise refusals.HasPoll
    if post.created_at < timezone.now() - GRACE:
        raise refusals.GraceIsOver


def check_can_vote(user, post: Post) -> None:
    """Whoever could reply, while thread and poll are open. The author of a poll votes like everybody else."""
    check_could_reply(user, post.thread)
    if EXTRA not in post.extras:
        raise refusals.NoSuchPoll
    if post.thread.is_closed:
        raise refusals.ConversationIsClosed
    if post.extras[EXTRA]["closed_at"]:
        raise refusals.PollIsClosed


def check_can_close_poll(user, post: Post) -> None:
    """Its author and those who tend the conversation, while it is open."""
    if EXTRA not in post.extras:
        raise refusals.NoSuchPoll
    if not user.is_authenticated or (
        post.author_id != user.pk and not may(check_can_close, user, post.thread)
    ):
        raise refusals.NotYoursToClose
    if post.extras[EXTRA]["closed_at"]:
        raise refusals.PollIsClosed


def check_can_remove_poll(user, post: Post) -> None:
    """The same people, before anybody has voted: a slip is mended by making the poll anew."""
    if EXTRA not in post.extras:
        raise refusals.NoSuchPoll
    if not user.is_authenticated or (
        post.author_id != user.pk and not may(check_can_close, user, post.thread)
    ):
        raise refusals.NotYoursToClose
    if post.extras[EXTRA]["voters"]:
        raise refusals.HasVotes
