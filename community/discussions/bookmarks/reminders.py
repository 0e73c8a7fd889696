"""The kind "bookmark": the day has come on which I wanted to be reminded of a post."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.audience import read_viewers
from community.jobs.queue import enqueue, job
from community.notifications.domain.notices import notify
from community.notifications.kinds import NotificationKind, Words, kinds
from community.notifications.replies import keys_of
from community.previews import beginning_of

from ..models import Post
from .domain import JOB, moment_of
from .models import Bookmark

SLUG = "bookmark"
LONGEST_EXCERPT = 200


@job(JOB)
def remind(*, bookmark_id: int, day: str) -> bool:
    """Tell the member, once, if the bookmark is still for this day; returns whether that was now."""
    with transaction.atomic():
        mark = (
            Bookmark.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(pk=bookmark_id, remind_on=date.fromisoformat(day), reminded_at__isnull=True)
            .first()
        )
        if mark is None:
            return False
        due = moment_of(mark.user, mark.remind_on)
        if due > timezone.now():  # the member has moved west since
            enqueue(JOB, run_at=due, bookmark_id=bookmark_id, day=day)
            return False
        mark.reminded_at = timezone.now()
        mark.save(update_fields=["reminded_at"])
        if not Post.objects.visible_to(mark.user).filter(pk=mark.post_id, removed_at__isnull=True).exists():
            return False
        notify(
            SLUG,
            people=[(mark.user_id, "own")],
            subject_id=mark.pk,
            event_key=f"bookmark:{mark.pk}:{day}",
            group_key=f"bookmark:{mark.pk}",
        )
    return True


def preload(notices) -> None:
    """Give each notice its ``bookmark``, with a ``post`` that is None when gone or not to be seen any more."""
    marks = (
        Bookmark.objects.select_related("post__author", "post__thread__space")
        .prefetch_related("post__thread__networks", "post__thread__space__networks")
        .in_bulk({notice.subject_id for notice in notices})
    )
    viewers = read_viewers({notice.user_id for notice in notices})
    for notice in notices:
        mark = marks.get(notice.subject_id)
        post = mark.post if mark and mark.user_id == notice.user_id else None
        there = post is not None and post.removed_at is None and post.thread.removed_at is None
        seen = there and viewers[notice.user_id].holds_any(keys_of(post.thread))
        notice.bookmark = (mark, post) if seen else None


def _bookmark(notice) -> tuple | None:
    if not hasattr(notice, "bookmark"):
        preload([notice])
    return notice.bookmark


def is_wanted(notice) -> bool:
    """The bookmark is still there, and so is the post, for this reader."""
    return _bookmark(notice) is not None


def describe(notice, language: str) -> Words | None:
    """What was bookmarked, with one's own note or else its first words."""
    found = _bookmark(notice)
    if found is None:
        return None
    mark, post = found
    if post.author is None:
        said = _("Reminder: the post of a former member in “%(thread)s”") % {"thread": post.thread.title}
    else:
        said = _("Reminder: %(person)s’s post in “%(thread)s”") % {
            "person": post.author.display_name,
            "thread": post.thread.title,
        }
    return Words(
        title=said,
        excerpt=mark.note or beginning_of(post.text, LONGEST_EXCERPT),
        excerpt_language="" if mark.note else post.language,
        url=post.get_absolute_url(),
        reason=_("You are told because you bookmarked this post and asked to be reminded today."),
    )


kinds.register(
    SLUG,
    NotificationKind(
        slug=SLUG,
        order=15,
        label=gettext_lazy("Reminders of posts I bookmarked"),
        help=gettext_lazy("They come in the morning of the day you chose."),
        describe=describe,
        is_wanted=is_wanted,
        preload=preload,
    ),
)
