"""Who may react, and why not."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotAllowed, NotNow

from ..models import Post, Thread
from ..permissions import check_could_reply


class OwnPost(NotAllowed):
    """Reactions are what others say to a post."""

    message = _("Reactions are for the posts of others.")


class NoReactionsAnyMore(NotNow):
    """A closed conversation stays as it is, its counts too."""

    message = _("This conversation is closed, so reactions stay as they are.")


def check_can_react(user, post: Post) -> None:
    """Whoever could reply in the thread, while it is open, to the posts of others."""
    check_could_reply(user, post.thread)
    check_is_open(post.thread)
    if post.author_id is not None and post.author_id == user.pk:
        raise OwnPost


def check_is_open(thread: Thread) -> None:
    """Neither giving nor taking back in a closed thread."""
    if thread.is_closed:
        raise NoReactionsAnyMore
