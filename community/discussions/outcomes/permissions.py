"""Who may accept an answer, and propose and publish what was learned."""

from ..models import Post, Thread, ThreadKind
from ..permissions import check_can_tend, check_could_reply, may
from . import refusals
from .models import ThreadSummary


def check_can_accept(user, post: Post) -> None:
    """The asker, or who tends the space, for a reply to a question."""
    _check_answers(user, post.thread)
    if post.number == 1:
        raise refusals.OpeningIsNoAnswer
    if post.thread.accepted_post_id == post.pk:
        raise refusals.IsTheAnswer


def check_can_take_back(user, post: Post) -> None:
    """The same people, for the accepted answer."""
    _check_answers(user, post.thread)
    if post.thread.accepted_post_id != post.pk:
        raise refusals.NotTheAnswer


def _check_answers(user, thread: Thread) -> None:
    if thread.kind != ThreadKind.QUESTION:
        raise refusals.NotAQuestion
    if user.is_authenticated and thread.author_id == user.pk:
        check_could_reply(user, thread)
    elif not may(check_can_tend, user, thread):
        raise refusals.AskerOrTenders


def check_can_propose(user, thread: Thread) -> None:
    """Whoever may write there; also once it is closed, which is when there is something to sum up."""
    check_could_reply(user, thread)


def check_can_edit(user, summary: ThreadSummary) -> None:
    """Its author, and who tends the space."""
    if summary.proposed_by_id == user.pk:
        check_could_reply(user, summary.thread)
    elif not may(check_can_tend, user, summary.thread):
        raise refusals.NotYourProposal
