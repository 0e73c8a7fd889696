"""What belongs in a member's inbox, as one union of three searches that each begin at an index.

- what they follow itself, or have written in and not muted;
- what was said in spaces they follow, since they began to;
- the same for topics, where neither thread nor space has a choice of its own.
"""

from django.contrib.auth import get_user_model
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When

from community.audience import read_viewer, visible_q
from community.prepared import Prepared

from ..follows.models import SpaceFollow, TopicFollow
from ..models import FollowLevel, Space, Thread, ThreadPlace

WATCHING = FollowLevel.WATCHING


def ids_in_inbox(user):
    """Ids of those threads, as a query for ``pk__in``. Whether ``user`` may still read them is not asked here."""
    mine = ThreadPlace.objects.filter(user=user)
    own = mine.filter(Q(level=WATCHING) | Q(has_taken_part=True) & ~Q(level=FollowLevel.MUTED))
    decided = Exists(mine.filter(thread=OuterRef("pk")).exclude(level=""))
    by_space = Thread.objects.filter(
        space__follows__user=user,
        space__follows__level=WATCHING,
        last_post_at__gt=F("space__follows__since"),
    ).exclude(decided)
    of_space = Exists(SpaceFollow.objects.filter(user=user, space=OuterRef("space")))
    followed = TopicFollow.objects.filter(
        user=user, level=WATCHING, since__lt=OuterRef("thread__last_post_at")
    )
    ties = Thread.topics.through.objects.filter(
        Exists(followed.filter(Q(topic=OuterRef("topic")) | Q(topic=OuterRef("topic__parent"))))
    )
    # Begin at the topics this member follows: they are few.
    watched = TopicFollow.objects.filter(user=user, level=WATCHING).order_by().values("topic")
    ties = ties.filter(Q(topic__in=watched) | Q(topic__parent__in=watched))
    by_topic = Thread.objects.filter(pk__in=ties.values("thread")).exclude(decided).exclude(of_space)
    return (
        own.order_by()
        .values_list("thread_id")
        .union(by_space.order_by().values_list("pk"), by_topic.order_by().values_list("pk"))
    )


def count_unread(user_id: int) -> int:
    """How many conversations in a member's inbox have unread posts, as the database knows it now.

    Asked for each page that a member opens, and for each member a new post is for. What does not depend on who may read
    what is therefore asked with SQL that is worked out once, space by space; of these spaces a member has a few.
    """
    rows = _unread.rows(user=user_id)
    if not rows:
        return 0
    viewer = read_viewer(user_id)
    by_space = {space: count for space, _thread, count in rows if space}
    hung = [thread for _space, thread, _count in rows if thread]
    unread = 0
    if by_space:
        spaces = Space.objects.filter(visible_q(viewer, Space, space="pk"), pk__in=by_space)
        unread += sum(by_space[pk] for pk in spaces.values_list("pk", flat=True))
    if hung:
        unread += Thread.objects.filter(visible_q(viewer, Thread), pk__in=hung).count()
    return unread


# (Space or None, None or a thread that is in none, how many) of threads with unread posts that a member with an open
# account follows.
_unread = Prepared(
    lambda user: (
        Thread.objects.filter(Exists(get_user_model().objects.filter(pk=user, is_active=True)))
        .followed_and_unread_by(user)
        .annotate(hung=Case(When(space__isnull=True, then=F("pk"))))
        .values_list("space", "hung")
        .annotate(Count("pk"))
    ),
    user=int,
)
