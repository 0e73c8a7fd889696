"""Waking the open pages of everybody in whose inbox something new has come.

In the job after the post, in batches of one read and one append each: what a
reply costs does not depend on how many follow.
"""

from datetime import timedelta
from operator import attrgetter

from django.db import transaction
from django.utils import timezone

from community.audience import read_viewers
from community.batches import batches
from community.jobs.queue import enqueue, job
from community.live.log import Entry, append_all
from community.live.members import stream_of
from community.prepared import Prepared

from ..composing.places import audience_keys
from ..domain.hooks import on_post_written
from ..domain.reading import INBOX_COUNTER
from ..models import FollowLevel, Post, Thread, ThreadPlace
from .levels import all_followers

_BATCH = 500
# Posts brought in from elsewhere are no news.
_NEWS_FOR = timedelta(days=2)

# Asked with every post.
_thread = Prepared(lambda pk: Thread.objects.select_related("space").filter(pk=pk), pk=int)
_quiet = Prepared(
    lambda thread, after: (
        ThreadPlace.objects.filter(
            thread=thread, has_taken_part=True, level=FollowLevel.NORMAL, user_id__gt=after
        )
        .order_by("user_id")
        .values_list("user_id")[:_BATCH]
    ),
    thread=int,
    after=int,
)


def tell_inboxes_later(post: Post) -> None:
    """Hook of the discussions."""
    if post.created_at > timezone.now() - _NEWS_FOR:
        enqueue(
            "discussions.tell_inboxes", thread_id=post.thread_id, author_id=post.author_id or 0, is_news=True
        )


@job("discussions.tell_inboxes")
def tell_inboxes(*, thread_id: int, author_id: int, is_news: bool = False) -> int:
    """Move the inbox counter of everybody who follows the thread or has written in it; returns of how many.

    Whom it is taken from gets the counter without it. Of news (``is_news``) whoever may not read the thread any
    more hears nothing, not even that there are some.
    """
    thread = _thread.first(pk=thread_id)
    if thread is None:
        return 0
    keys = audience_keys(thread) if is_news else None
    followers = ([pk for pk, _reason in batch] for batch in all_followers(thread, most=_BATCH))
    told = _tell_all(followers, author_id, keys)
    # They have written in it and chose not to be told: it is in their inbox all the same.
    others = batches(lambda after: [pk for (pk,) in _quiet.rows(thread=thread_id, after=after)], _BATCH)
    return told + _tell_all(others, author_id, keys)


@job("discussions.tell_places")
def tell_places(*, thread_id: int) -> int:
    """After posts came to a thread from elsewhere: the lists of all who have a place in it show what is unread there.

    Who may not read there has a counter at most that has moved. Returns of how many.
    """
    thread = _thread.first(pk=thread_id)
    if thread is None:
        return 0
    keys = audience_keys(thread)
    told = 0
    places = ThreadPlace.objects.filter(thread=thread_id).exclude(level=FollowLevel.MUTED).order_by("user_id")
    for batch in batches(
        lambda after: list(places.filter(user_id__gt=after)[:_BATCH]), _BATCH, attrgetter("user_id")
    ):
        viewers = read_viewers(place.user_id for place in batch)
        with transaction.atomic():
            append_all(
                entry for place in batch for entry in _standing(place, viewers[place.user_id].holds_any(keys))
            )
        told += len(batch)
    return told


def _standing(place: ThreadPlace, may_read: bool) -> list[Entry]:
    key = stream_of(place.user_id)
    marked = Entry(key, "marked", data={"threads": {str(place.thread_id): place.up_to}})
    return [*([marked] if may_read else []), Entry(key, "counter", data={"name": INBOX_COUNTER})]


def _tell_all(in_batches, author_id: int, keys: frozenset[str] | None) -> int:
    told = 0
    for user_ids in in_batches:
        if keys is not None:
            viewers = read_viewers(user_ids)
            user_ids = [pk for pk in user_ids if viewers[pk].holds_any(keys)]
        _append(user_ids, author_id)
        told += len(user_ids)
    return told


def _append(user_ids, author_id) -> None:
    news = [
        Entry(stream_of(pk), "counter", data={"name": INBOX_COUNTER}) for pk in user_ids if pk != author_id
    ]
    with transaction.atomic():
        append_all(news)


on_post_written.register("inboxes", tell_inboxes_later)
