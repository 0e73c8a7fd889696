"""The kind of notice "reactions": what others said to my post with one press, at most one notice a post and day."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.audience import read_viewer, read_viewers
from community.jobs.queue import job
from community.notifications.domain.notices import notify
from community.notifications.kinds import NotificationKind, Words, kinds
from community.notifications.replies import keys_of

from ..models import Post
from .models import Reaction, ReactionKind

SLUG = "reactions"
# The mail, for who wants one, is written when the day's reactions are likely to have come together.
MAIL_DELAY = dt.timedelta(hours=8)


@job("discussions.tell_of_reactions")
def tell_of_reactions(*, post_id: int) -> int:
    """Tell the author of a post, unless they were told today; returns to how many it was new."""
    posts = Post.objects.select_related("thread__space").filter(removed_at__isnull=True, author__isnull=False)
    post = posts.filter(pk=post_id).first()
    newest = Reaction.objects.filter(post_id=post_id).order_by("-created_at").first()
    if post is None or newest is None:
        return 0
    if not read_viewer(post.author_id).holds_any(keys_of(post.thread)):
        return 0  # not even that something happens there
    day = _day_of(newest.created_at)
    return notify(
        SLUG,
        people=[(post.author_id, "author")],
        subject_id=post.pk,
        event_key=f"reactions:{post.pk}:{day.isoformat()}",
        group_key=f"reactions:{post.pk}",
        data={"day": day.isoformat()},
        happened_at=newest.created_at,
    )


def _day_of(moment: dt.datetime) -> dt.date:
    """The day in the site's zone, which is one day for everybody."""
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


def preload(notices) -> None:
    """Give each notice its ``post`` (None when gone or not to be seen) and the day's reactions to it."""
    posts = (
        Post.objects.select_related("thread__space")
        .prefetch_related("thread__networks", "thread__space__networks")
        .in_bulk({notice.subject_id for notice in notices})
    )
    viewers = read_viewers({notice.user_id for notice in notices})
    reactions: dict[tuple, list[tuple]] = {}
    rows = Reaction.objects.filter(post__in=posts).order_by("pk")
    for post_id, user_id, kind, at, pk in rows.values_list("post_id", "user_id", "kind", "created_at", "pk"):
        person = user_id or -pk  # a closed account counts as somebody
        reactions.setdefault((post_id, _day_of(at).isoformat()), []).append((person, kind))
    for notice in notices:
        post = posts.get(notice.subject_id)
        there = post is not None and post.removed_at is None and post.thread.removed_at is None
        there = there and viewers[notice.user_id].holds_any(keys_of(post.thread))
        notice.post = post if there else None
        notice.reactions = reactions.get((notice.subject_id, notice.data.get("day")), []) if there else []


def _loaded(notice):
    if not hasattr(notice, "reactions"):
        preload([notice])
    return notice


def is_wanted(notice) -> bool:
    """Still there, still visible to the author, and not all taken back."""
    return bool(_loaded(notice).reactions)


def describe_group(notices, language: str) -> Words | None:
    """All days of one post together: how many people, and what they said."""
    reactions = [one for notice in notices for one in _loaded(notice).reactions]
    if not reactions:
        return None
    post = next(notice.post for notice in reversed(notices) if notice.post is not None)
    people = len({person for person, _kind in reactions})
    said = ngettext(
        "%(count)s person found your post in “%(thread)s” useful",
        "%(count)s people found your post in “%(thread)s” useful",
        people,
    ) % {"count": people, "thread": post.thread.title}
    pressed = [kind for _person, kind in reactions]
    return Words(
        title=said,
        excerpt=" · ".join(
            f"{kind.label}: {pressed.count(kind)}" for kind in ReactionKind if kind in pressed
        ),
        url=post.get_absolute_url(),
        reason=str(_("You are told because you wrote this post; once a day at most.")),
    )


def describe(notice, language: str) -> Words | None:
    """One day of one post."""
    return describe_group([notice], language)


kinds.register(
    SLUG,
    NotificationKind(
        slug=SLUG,
        order=40,
        label=_("Reactions to what I wrote"),
        help=_("At most one notice a day for each post."),
        describe=describe,
        describe_group=describe_group,
        is_wanted=is_wanted,
        mail_delay=MAIL_DELAY,
        default_by_mail=False,
        preload=preload,
    ),
)
