"""How far a member has read a thread, and how closely they follow it."""

from django.db import transaction
from django.utils import timezone

from community.live.log import Entry, append_all
from community.live.members import stream_of

from ..models import FollowLevel, Thread, ThreadPlace
from . import hooks

# Name of the counter of unread conversations.
INBOX_COUNTER = "inbox"


def read_up_to(thread: Thread, *, by, number: int) -> bool:
    """Note that ``by`` has read the posts up to ``number``; returns whether that is further than before.

    Only ever raised: a late message from another tab changes nothing.
    """
    number = thread.past_notes(min(number, thread.last_number))
    if number < 1:
        return False
    with transaction.atomic():
        mine = ThreadPlace.objects.filter(thread=thread, user=by)
        raised = mine.filter(read_number__lt=number).update(read_number=number, changed_at=timezone.now())
        if not raised:
            if mine.exists():
                return False
            ThreadPlace.objects.bulk_create(
                [ThreadPlace(thread=thread, user=by, read_number=number)], ignore_conflicts=True
            )
        for hook in hooks.on_thread_read:
            hook(by, thread.pk, number)
        # The member's other open pages learn of it.
        append_all(
            [
                Entry(stream_of(by.pk), "read", data={"thread": thread.pk, "number": number}),
                Entry(stream_of(by.pk), "counter", data={"name": INBOX_COUNTER}),
            ]
        )
    return True


def follow(thread: Thread, *, by) -> bool:
    """Be told of new posts; returns whether that is new. Ends a muting."""
    return set_level(thread, by=by, level=FollowLevel.WATCHING) != FollowLevel.WATCHING


def unfollow(thread: Thread, *, by) -> bool:
    """Be told no longer; returns whether that is new. The thread stays in the inbox of who has written in it."""
    return set_level(thread, by=by, level=FollowLevel.NORMAL) != FollowLevel.NORMAL


def set_level(thread: Thread, *, by, level: str) -> str:
    """Choose a level for this thread, empty for what its space or topics say; returns the level before."""
    with transaction.atomic():
        place = ThreadPlace.objects.select_for_update().filter(thread=thread, user=by).first()
        before = place.level if place else ""
        if before == level:
            return before
        ThreadPlace.objects.bulk_create(
            [ThreadPlace(thread=thread, user=by, level=level)],
            update_conflicts=True,
            unique_fields=["thread", "user"],
            update_fields=["level"],
        )
        append_all(followed(by.pk))
    return before


def followed(user_id: int) -> list[Entry]:
    """What the member's open pages hear of another level, of whatever: it shows in more places than one."""
    key = stream_of(user_id)
    return [Entry(key, "followed"), Entry(key, "counter", data={"name": INBOX_COUNTER})]
