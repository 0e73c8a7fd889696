"""Setting and removing bookmarks, and the day on which one reminds."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from community.jobs.queue import enqueue

from ..models import Post
from .models import Bookmark

JOB = "discussions.remind_of_bookmark"
# When on its day a reminder comes, in the member's own zone.
HOUR = time(8)


def today_of(user) -> date:
    """The day it is where ``user`` is."""
    return timezone.now().astimezone(ZoneInfo(user.time_zone)).date()


def moment_of(user, day: date) -> datetime:
    """When ``user`` is reminded on ``day``."""
    return datetime.combine(day, HOUR, tzinfo=ZoneInfo(user.time_zone))


@transaction.atomic
def set_bookmark(post: Post, *, by, note: str = "", remind_on: date | None = None) -> Bookmark:
    """Bookmark ``post`` for ``by``, or change the bookmark that is there. Another day reminds again."""
    mark, _made = Bookmark.objects.select_for_update().get_or_create(user=by, post=post)
    mark.note = " ".join(note.replace("\x00", "").split())[:300]
    if mark.remind_on != remind_on:
        mark.remind_on, mark.reminded_at = remind_on, None
        if remind_on is not None:
            # A job for a day that was changed since finds nothing to do.
            day = remind_on.isoformat()
            enqueue(
                JOB, key=f"{mark.pk}:{day}", run_at=moment_of(by, remind_on), bookmark_id=mark.pk, day=day
            )
    mark.save()
    return mark


def remove_bookmark(*, of, pk: int) -> bool:
    """Take a bookmark of ``of`` away; returns whether it was there."""
    return bool(Bookmark.objects.filter(user=of, pk=pk).delete()[0])
