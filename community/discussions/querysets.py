"""Rows of spaces, threads and posts that a person may see."""

from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from community.audience import viewer_of, visible_q


def number_of_stream(stream_key):
    """Expression for the number of the stream with this key, 0 before its first event.

    Annotated to the row a page begins with, it is read before everything the
    page reads later: what happens in between is replayed, never missed.
    """
    from community.live.models import Stream

    number = Stream.objects.filter(key=stream_key).values("number")[:1]
    return Coalesce(Subquery(number, output_field=models.BigIntegerField()), Value(0))


class SpaceQuerySet(models.QuerySet):
    """Places where networks talk."""

    def visible_to(self, user):
        """Spaces whose conversations ``user`` may read, in their own order."""
        return self.filter(visible_q(viewer_of(user), self.model, space="pk"))

    def with_last_thread(self):
        """With ``last_post_at`` and ``thread_count`` of the threads in each, for lists of spaces."""
        from .models import Thread

        threads = Thread.objects.filter(space=OuterRef("pk"), removed_at__isnull=True).order_by()
        newest = threads.values("space").annotate(at=models.Max("last_post_at")).values("at")
        count = threads.values("space").annotate(n=models.Count("pk")).values("n")
        return self.annotate(
            last_post_at=Subquery(newest),
            thread_count=Coalesce(Subquery(count, models.IntegerField()), Value(0)),
        )


class SpaceInvitationQuerySet(models.QuerySet):
    """People's places in closed spaces."""

    def that_count(self):
        """Places that open their space now.

        One does not while every tie of the person to the networks that hold the
        space has ended or is suspended; it counts again when one is active again.
        Who was never a member came in by invitation alone, and stays.
        """
        from community.networks.models import Membership
        from community.networks.states import MembershipState

        ties = Membership.objects.filter(user=OuterRef("user"), network__spaces=OuterRef("space")).order_by()
        over = ties.filter(state__in=(MembershipState.SUSPENDED, MembershipState.LEFT))
        return self.filter(~Exists(over) | Exists(ties.active()))


class ThreadQuerySet(models.QuerySet):
    """Conversations, in spaces or hung on something."""

    def visible_to(self, user):
        """Threads ``user`` may read: those of visible spaces, and hung ones by their own audience."""
        from .models import Space

        viewer = viewer_of(user)
        in_space = Q(space__in=Space.objects.filter(visible_q(viewer, Space, space="pk")).values("pk"))
        hung = Q(space__isnull=True) & visible_q(viewer, self.model)
        return self.filter(removed_at__isnull=True).filter(in_space | hung)

    def by_latest(self):
        """Pinned ones first, then by newest post."""
        return self.order_by("-is_pinned", "-last_post_at", "-pk")

    def with_unread_for(self, user):
        """With ``read_number`` (None where never opened) and ``level`` of ``user``; visitors have neither."""
        if user is None or not user.is_authenticated:
            return self.annotate(
                read_number=Value(None, models.IntegerField()), level=Value("", models.CharField())
            )
        return self.with_unread_of_member(user.pk)

    def with_unread_of_member(self, pk: int):
        """The same for who has an account, by its id."""
        return self._with_place_of(pk).annotate(
            read_number=Greatest("my_place__read_number", "my_place__marked_number"),
            level=F("my_place__level"),
        )

    def _with_place_of(self, user):
        return self.annotate(my_place=FilteredRelation("places", condition=Q(places__user=user)))

    def in_inbox_of(self, user):
        """What ``user`` follows (itself, its space or a topic) or has written in, and may still read, newest first.

        With ``read_number``, 0 where never opened, and ``level``.
        """
        followed = self.visible_to(user)._followed_by(user)
        return followed.annotate(level=F("my_place__level")).order_by("-last_post_at", "-pk")

    def followed_and_unread_by(self, user):
        """Those in no order, of what is there still; whether ``user`` may read them is not asked here."""
        return self.filter(removed_at__isnull=True)._followed_by(user).unread().order_by()

    def _followed_by(self, user):
        from .inbox.contents import ids_in_inbox

        number = Greatest(Coalesce("my_place__read_number", 0), Coalesce("my_place__marked_number", 0))
        return self.filter(pk__in=ids_in_inbox(user))._with_place_of(user).annotate(read_number=number)

    def older_than(self, place):
        """Those after a place in a list by age, ``(last_post_at, pk)``; all of them for None."""
        if place is None:
            return self
        at, pk = place
        # The first condition is the one an index can begin at.
        return self.filter(last_post_at__lte=at).filter(Q(last_post_at__lt=at) | Q(pk__lt=pk))

    def unanswered(self):
        """Open questions of which no answer was accepted."""
        from .models import ThreadKind

        return self.filter(kind=ThreadKind.QUESTION, accepted_post__isnull=True, closed_at__isnull=True)

    def unread(self):
        """Those with posts after ``read_number``; use after ``in_inbox_of`` or ``with_unread_for``."""
        return self.filter(last_number__gt=F("read_number"))


class PostQuerySet(models.QuerySet):
    """Contributions to threads."""

    def visible_to(self, user):
        """Posts of threads ``user`` may read; a removed one is there as a trace without its words."""
        from .models import Thread

        return self.filter(thread__in=Thread.objects.visible_to(user).values("pk"))

    def said(self):
        """What members wrote and what still stands: no notes, nothing removed."""
        from .models import PostKind

        return self.filter(kind=PostKind.POST, removed_at__isnull=True)

    def for_reading(self):
        """In order, with author and what each replies to: all that drawing them needs."""
        return self.select_related("author", "in_reply_to__author").order_by("thread_id", "number")
