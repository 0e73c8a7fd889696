"""The views of the inbox. A noun that knows of one registers it: mentions, bookmarks."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.audience import viewer_of
from community.registry import Registry

from ..models import FollowLevel, Thread

ALL, UNREAD = "", "unread"


@dataclass(frozen=True)
class InboxFilter:
    """``pick(threads, user)`` narrows the query ``threads``; it adds no query and no order of its own.

    The threads are those of the inbox, with ``read_number`` (0 where never opened), or with ``everywhere`` all
    that ``user`` may read, where it is None if never opened. ``empty_title`` and ``empty_text`` say what it means
    that there is nothing.
    """

    label: str  # lazy translation
    pick: Callable[[object, object], object]
    empty_title: str
    empty_text: str
    everywhere: bool = False
    order: int = 50


inbox_filters: Registry[InboxFilter] = Registry("filter of the inbox")


def filters_in_order() -> list[tuple[str, InboxFilter]]:
    """Names with filters, as the tabs show them."""
    return sorted(inbox_filters.items(), key=lambda pair: pair[1].order)


def threads_of(user, found: InboxFilter):
    """What a filter lists for ``user``, newest first."""
    if found.everywhere:
        threads = Thread.objects.visible_to(user).with_unread_for(user).order_by("-last_post_at", "-pk")
    else:
        threads = Thread.objects.in_inbox_of(user)
    return found.pick(threads, user)


def _unanswered(threads, user):
    """Questions without answer in my networks' spaces, unless I muted them."""
    viewer = viewer_of(user)
    held = Thread.objects.unanswered().filter(
        Q(space__networks__in=viewer.network_ids) | Q(space__in=viewer.space_ids)
    )
    return (
        threads.unanswered()
        .filter(pk__in=held.order_by().values("pk"))
        .exclude(my_place__level=FollowLevel.MUTED)
    )


inbox_filters.register(
    ALL,
    InboxFilter(
        label=_("All"),
        pick=lambda threads, user: threads,
        empty_title=_("You follow no conversation yet"),
        empty_text=_("Find one that matters to you and follow it, or write in it: then it appears here."),
        order=0,
    ),
)
inbox_filters.register(
    UNREAD,
    InboxFilter(
        label=_("Unread"),
        pick=lambda threads, user: threads.unread(),
        empty_title=_("You have read everything"),
        empty_text=_("New posts in conversations you follow will be listed here."),
        order=10,
    ),
)
inbox_filters.register(
    "questions",
    InboxFilter(
        label=_("Questions without answer"),
        pick=_unanswered,
        empty_title=_("No question is waiting for an answer"),
        empty_text=_(
            "When somebody in your networks asks something, it is listed here until it is answered."
        ),
        everywhere=True,
        order=30,
    ),
)
inbox_filters.register(
    "mine",
    InboxFilter(
        label=_("Mine"),
        pick=lambda threads, user: threads.filter(author=user),
        empty_title=_("You have not started a conversation yet"),
        empty_text=_("Choose a space and ask a question, or tell the others what you are trying out."),
        everywhere=True,
        order=40,
    ),
)
