"""Looking after conversations: what stands in their tools and in the menu of a post."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..models import Post, Thread
from ..permissions import check_can_tend
from ..verbs import Verb, post_verbs, thread_verbs
from . import notes, refusals  # noqa: F401


def check_tends_in_space(user, thread: Thread) -> None:
    """Who tends it, where it is a conversation of a space."""
    if not thread.space_id:
        raise refusals.BelongsToItsSubject
    check_can_tend(user, thread)


def check_can_pin(user, thread: Thread) -> None:
    """While it is not pinned."""
    check_tends_in_space(user, thread)
    if thread.is_pinned:
        raise refusals.ChangedMeanwhile


def check_can_unpin(user, thread: Thread) -> None:
    """While it is pinned."""
    check_tends_in_space(user, thread)
    if not thread.is_pinned:
        raise refusals.ChangedMeanwhile


def check_can_split_thread(user, thread: Thread) -> None:
    """Who tends it, where there is more than the first post."""
    check_can_tend(user, thread)
    if thread.post_count < 2:
        raise refusals.NothingChosen


def check_can_split_at(user, post: Post) -> None:
    """From any post but the first."""
    check_can_tend(user, post.thread)
    if post.number == 1:
        raise refusals.FirstPostStays


def _address(view: str):
    return lambda thread: reverse(view, args=[thread.pk, thread.slug or "-"])


def _split_address(post: Post) -> str:
    return f"{_address('thread-split')(post.thread)}?first={post.number}"


def _always(label):
    return lambda _thing: label


thread_verbs.register(
    "rename",
    Verb(
        _always(_("Change title, topics or kind …")),
        _address("thread-rename"),
        check_tends_in_space,
        "pencil",
        order=20,
    ),
)
thread_verbs.register(
    "pin",
    Verb(_always(_("Pin to the top")), _address("thread-pin"), check_can_pin, "pin", is_post=True, order=30),
)
thread_verbs.register(
    "unpin",
    Verb(
        _always(_("Take off the top")),
        _address("thread-unpin"),
        check_can_unpin,
        "pin",
        is_post=True,
        order=30,
    ),
)
thread_verbs.register(
    "move",
    Verb(
        _always(_("Move to another space …")),
        _address("thread-move"),
        check_tends_in_space,
        "arrow-right",
        order=40,
    ),
)
thread_verbs.register(
    "split",
    Verb(
        _always(_("Make a conversation of some posts …")),
        _address("thread-split"),
        check_can_split_thread,
        "share",
        order=50,
    ),
)
thread_verbs.register(
    "merge",
    Verb(
        _always(_("Add to another conversation …")),
        _address("thread-merge"),
        check_tends_in_space,
        "link",
        order=60,
    ),
)
post_verbs.register(
    "split",
    Verb(
        _always(_("Make a conversation from here on …")),
        _split_address,
        check_can_split_at,
        "share",
        order=80,
    ),
)
