"""The kind "mention": somebody wrote @me in a post that I may read."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.audience import read_viewers
from community.discussions.models import FollowLevel, Post, ThreadPlace
from community.previews import beginning_of

from .domain.notices import notify
from .kinds import NotificationKind, Words, kinds
from .replies import LONGEST_EXCERPT, MAIL_DELAY, NEWS_FOR, group_of, keys_of, preload

SLUG = "mention"
MENTIONED = "mentioned"


def tell_mentioned(post: Post) -> int:
    """Hook of the discussions: tell those whom ``post`` mentions and who may read it; returns to how many it was new.

    The event is the post itself, so that whoever follows the thread as well is told once, and of this.
    """
    ids = set((post.extras.get("mentions") or {}).values())
    if not ids or post.created_at < timezone.now() - NEWS_FOR:
        return 0
    muted = ThreadPlace.objects.filter(thread_id=post.thread_id, user_id__in=ids, level=FollowLevel.MUTED)
    ids -= set(muted.values_list("user_id", flat=True))
    keys, viewers = keys_of(post.thread), read_viewers(ids)
    return notify(
        SLUG,
        people=[(user_id, MENTIONED) for user_id in sorted(ids) if viewers[user_id].holds_any(keys)],
        subject_id=post.pk,
        event_key=f"post:{post.pk}",
        group_key=group_of(post.thread_id),
        actor=post.author,
        data={"number": post.number},
        happened_at=post.created_at,
    )


def _post(notice) -> Post | None:
    if not hasattr(notice, "post"):
        preload([notice])
    return notice.post


def is_wanted(notice) -> bool:
    """Still there, still visible to the reader, still mentioning them, and not muted."""
    post = _post(notice)
    return (
        post is not None
        and notice.user_id in (post.extras.get("mentions") or {}).values()
        and notice.levels.of(notice.user_id, post.thread_id) != FollowLevel.MUTED
    )


def describe(notice, language: str) -> Words | None:
    """One mention."""
    post = _post(notice)
    if post is None:
        return None
    title = post.thread.title
    if post.author is None:
        said = _("A former member mentioned you in “%(thread)s”") % {"thread": title}
    else:
        said = _("%(person)s mentioned you in “%(thread)s”") % {
            "person": post.author.display_name,
            "thread": title,
        }
    return Words(
        title=str(said),
        excerpt=beginning_of(post.text, LONGEST_EXCERPT),
        excerpt_language=post.language,
        url=post.get_absolute_url(),
        reason=str(_("You are told because you were mentioned.")),
    )


kinds.register(
    SLUG,
    NotificationKind(
        slug=SLUG,
        order=12,
        label=_("Mentions of me"),
        help=_("Somebody wrote your handle with an @ before it, in a conversation that you may read."),
        describe=describe,
        is_wanted=is_wanted,
        mail_delay=MAIL_DELAY,
        preload=preload,
    ),
)
