"""The kind "summary": what became of a summary that I proposed; and notices that follow posts and threads."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.audience import read_viewer, read_viewers
from community.discussions.models import Post, Thread
from community.discussions.outcomes.models import SummaryState, ThreadSummary

from .domain.notices import mark_read, notify
from .kinds import NotificationKind, Words, kinds
from .models import Notification
from .replies import group_of, keys_of

SLUG = "summary"
OWN = "own"


def tell_proposer(summary: ThreadSummary) -> None:
    """Hook of the discussions: whoever proposed a summary, and may read there still, is told what became of it."""
    decided = summary.state in (SummaryState.PUBLISHED, SummaryState.DECLINED)
    if (
        summary.proposed_by_id
        and decided
        and read_viewer(summary.proposed_by_id).holds_any(keys_of(summary.thread))
    ):
        notify(
            SLUG,
            people=[(summary.proposed_by_id, OWN)],
            subject_id=summary.pk,
            event_key=f"summary:{summary.pk}:{summary.state}",
            actor=summary.decided_by,
            happened_at=summary.decided_at,
        )


def preload(notices) -> None:
    """Give each notice its ``summary``; None where it is gone or its thread is not for the reader any more."""
    found = (
        ThreadSummary.objects.select_related("thread__space", "decided_by")
        .prefetch_related("thread__networks", "thread__space__networks")
        .in_bulk({notice.subject_id for notice in notices})
    )
    viewers = read_viewers({notice.user_id for notice in notices})
    for notice in notices:
        summary = found.get(notice.subject_id)
        there = summary is not None and summary.thread.removed_at is None
        notice.summary = (
            summary if there and viewers[notice.user_id].holds_any(keys_of(summary.thread)) else None
        )


def _summary(notice) -> ThreadSummary | None:
    if not hasattr(notice, "summary"):
        preload([notice])
    return notice.summary


def describe(notice, language: str) -> Words | None:
    """Published, or declined with the reason."""
    summary = _summary(notice)
    if summary is None:
        return None
    title = {"thread": summary.thread.title}
    reason = _("You are told because you proposed this summary.")
    address = [summary.thread_id, summary.thread.slug or "-"]
    if summary.state == SummaryState.DECLINED:
        return Words(
            title=_("Your summary of “%(thread)s” was not published") % title,
            excerpt=summary.reason,
            excerpt_language=summary.decided_by.language if summary.decided_by else "",
            url=reverse("thread-summary", args=address),
            reason=reason,
        )
    return Words(
        title=_("Your summary of “%(thread)s” was published") % title,
        url=reverse("thread", args=address),
        reason=reason,
    )


def is_wanted(notice) -> bool:
    """The conversation is still there for the reader."""
    return _summary(notice) is not None


# --- When posts and threads go elsewhere --------------------------------------------------------------------------


def follow_posts(thread_id: int, post_ids: list[int]) -> None:
    """Hook of the discussions: notices about posts that went to another thread go along, with their new numbers."""
    posts = Post.objects.in_bulk(post_ids)
    notices = list(
        Notification.objects.filter(group_key=group_of(thread_id), subject_id__in=list(posts)).exclude(
            Q(data__number__isnull=True)
        )
    )
    changed = []
    for notice in notices:
        post = posts[notice.subject_id]
        if post.thread_id != thread_id:
            notice.group_key = group_of(post.thread_id)
            notice.data = {**notice.data, "number": post.number}
            changed.append(notice)
    Notification.objects.bulk_update(changed, ["group_key", "data"], batch_size=200)


def settle_notices(thread: Thread) -> None:
    """Hook of the discussions: unread notices of those who may no longer read a thread do not go on counting."""
    waiting = Notification.objects.filter(group_key=group_of(thread.pk), read_at__isnull=True)
    people = {notice.user_id: notice.user for notice in waiting.select_related("user")}
    keys = keys_of(thread)
    for user_id, viewer in read_viewers(people).items():
        if not viewer.holds_any(keys):
            mark_read(people[user_id], group_key=group_of(thread.pk))


kinds.register(
    SLUG,
    NotificationKind(
        slug=SLUG,
        order=25,
        label=gettext_lazy("Summaries I proposed"),
        help=gettext_lazy("When a facilitator publishes or declines what you wrote about a conversation."),
        describe=describe,
        is_wanted=is_wanted,
        preload=preload,
    ),
)
