"""Choosing how closely to follow a space or a topic. For a thread see ``domain.reading``."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.live.log import append_all
from community.topics.models import Topic

from ..domain.reading import followed, set_level
from ..models import FollowLevel, Space, Thread
from .models import SpaceFollow, TopicFollow


def choose(thing: Thread | Space | Topic, *, by, level: str, since: datetime | None = None) -> str:
    """Follow ``thing`` at ``level``; empty takes the choice away. Returns the level chosen before, empty without one.

    Who begins to follow a space or topic begins now (or at ``since``, when that is taken back which ended it):
    what was said before does not turn up as unread.
    """
    if level not in ("", *FollowLevel.values):
        raise ValueError(f"{level!r} is no level.")
    if isinstance(thing, Thread):
        return set_level(thing, by=by, level=level)
    model, name = (SpaceFollow, "space") if isinstance(thing, Space) else (TopicFollow, "topic")
    now = timezone.now()
    with transaction.atomic():
        mine = model.objects.select_for_update().filter(**{name: thing, "user": by}).first()
        before = mine.level if mine else ""
        if level == before:
            return before
        if not level:
            mine.delete()
        else:
            model.objects.update_or_create(
                **{name: thing, "user": by}, defaults={"level": level, "since": min(since or now, now)}
            )
        append_all(followed(by.pk))
    return before
