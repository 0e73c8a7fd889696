"""Which level counts for a member and a thread: the thread's own, else the space's, else that of a topic.

Where topics disagree, following wins: who asked to hear of one of them would
miss something otherwise. A topic of the first level stands for those under it.
"""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from django.db.models import CharField, Q, Value

from community.batches import batches
from community.prepared import Prepared

from ..models import FollowLevel, Thread, ThreadPlace
from .models import SpaceFollow, TopicFollow

WATCHING, NORMAL, MUTED = FollowLevel.WATCHING, FollowLevel.NORMAL, FollowLevel.MUTED


@dataclass(frozen=True, slots=True)
class Choice:
    """What a member chose for a space or topic, and since when."""

    level: str
    since: datetime


@dataclass
class Follows:
    """All that one member chose for spaces and topics: id → :class:`Choice`."""

    spaces: dict[int, Choice] = field(default_factory=dict)
    topics: dict[int, Choice] = field(default_factory=dict)

    def of_space(self, space_id: int | None) -> str:
        """The level chosen for a space; empty without a choice."""
        choice = self.spaces.get(space_id)
        return choice.level if choice else ""

    def of_topic(self, topic_id: int) -> str:
        """The level chosen for a topic itself; empty without a choice."""
        choice = self.topics.get(topic_id)
        return choice.level if choice else ""

    def choice_for(self, thread: Thread, topic_ids: Iterable[int] = ()) -> Choice | None:
        """What counts for ``thread`` where it has no level of its own; ``topic_ids`` with those above them."""
        if (choice := self.spaces.get(thread.space_id)) is not None:
            return choice
        return strongest(self.topics[pk] for pk in topic_ids if pk in self.topics)


def strongest(choices: Iterable[Choice]) -> Choice | None:
    """Of several topics' choices the one that counts: following (since the earliest), else muted, else normal."""
    choices = list(choices)
    for level in (WATCHING, MUTED, NORMAL):
        if found := [choice for choice in choices if choice.level == level]:
            return min(found, key=lambda choice: choice.since)
    return None


def _choices(user):
    kind = lambda letter: Value(letter, CharField())  # noqa: E731
    spaces = SpaceFollow.objects.filter(user=user).order_by()
    topics = TopicFollow.objects.filter(user=user).order_by()
    return spaces.values_list(kind("s"), "space_id", "level", "since").union(
        topics.values_list(kind("t"), "topic_id", "level", "since"), all=True
    )


_chosen = Prepared(_choices, user=int)


def follows_of(user) -> Follows:
    """What ``user`` chose for spaces and topics, in one query; nothing for visitors."""
    if user is None or not user.is_authenticated:
        return Follows()
    follows = Follows()
    for letter, pk, level, since in _chosen.rows(user=user.pk):
        (follows.spaces if letter == "s" else follows.topics)[pk] = Choice(level, since)
    return follows


def topics_of(thread_ids: Iterable[int]) -> dict[int, set[int]]:
    """Thread id → ids of its topics and of those above them, in one query."""
    found: dict[int, set[int]] = {}
    rows = Thread.topics.through.objects.filter(thread_id__in=list(thread_ids))
    for thread_id, topic_id, parent_id in rows.values_list("thread_id", "topic_id", "topic__parent_id"):
        found.setdefault(thread_id, set()).update(pk for pk in (topic_id, parent_id) if pk)
    return found


def levels_for(user_ids: Iterable[int], threads: Iterable[Thread]) -> dict[tuple[int, int], str]:
    """(user id, thread id) → the level that counts, for many people and threads in four queries."""
    user_ids, threads = list(set(user_ids)), list({thread.pk: thread for thread in threads}.values())
    own = dict(
        _pairs(
            ThreadPlace.objects.filter(thread__in=[thread.pk for thread in threads]).exclude(level=""),
            user_ids,
            "thread_id",
        )
    )
    space_ids = {thread.space_id for thread in threads if thread.space_id}
    of_spaces = dict(_pairs(SpaceFollow.objects.filter(space__in=space_ids), user_ids, "space_id"))
    topics = topics_of(thread.pk for thread in threads)
    topic_ids = set().union(*topics.values()) if topics else set()
    of_topics: dict[tuple[int, int], str] = dict(
        _pairs(TopicFollow.objects.filter(topic__in=topic_ids), user_ids, "topic_id")
    )
    levels = {}
    for user_id in user_ids:
        for thread in threads:
            level = own.get((user_id, thread.pk)) or of_spaces.get((user_id, thread.space_id))
            if not level:
                chosen = {of_topics.get((user_id, pk)) for pk in topics.get(thread.pk, ())}
                level = next((one for one in (WATCHING, MUTED, NORMAL) if one in chosen), NORMAL)
            levels[user_id, thread.pk] = str(level)
    return levels


def _pairs(rows, user_ids, column) -> Iterator[tuple[tuple[int, int], str]]:
    for user_id, pk, level in rows.filter(user_id__in=user_ids).values_list("user_id", column, "level"):
        yield (user_id, pk), level


# What a person is told for: kept with each notice.
BY_THREAD, BY_SPACE, BY_TOPIC = "following", "space", "topic"


def followers_of(thread: Thread, *, after: int, most: int) -> list[tuple[int, str]]:
    """(user id, reason) of those for whom ``thread`` counts as followed, by id from ``after`` on, in one query."""
    where = {"space": thread.space_id} if thread.space_id else {}
    return _followers(most, in_space=bool(where)).rows(thread=thread.pk, after=after, **where)


@functools.cache
def _followers(most: int, *, in_space: bool) -> Prepared:
    """Asked twice for each post; working out the SQL took longer than all else about it."""

    def build(thread, after, space=None):
        own = ThreadPlace.objects.filter(thread=thread).exclude(level="").order_by()
        watching = own.filter(level=WATCHING, user_id__gt=after).values_list("user_id", _reason(BY_THREAD))
        topics = Thread.topics.through.objects.filter(thread_id=thread)
        by_topic = (
            TopicFollow.objects.filter(
                Q(topic__in=topics.values("topic_id")) | Q(topic__in=topics.values("topic__parent_id")),
                level=WATCHING,
                user_id__gt=after,
            )
            .exclude(user_id__in=own.values("user_id"))
            .order_by()
        )
        parts = []
        if space:
            of_space = SpaceFollow.objects.filter(space_id=space).order_by()
            parts.append(
                of_space.filter(level=WATCHING, user_id__gt=after)
                .exclude(user_id__in=own.values("user_id"))
                .values_list("user_id", _reason(BY_SPACE))
            )
            by_topic = by_topic.exclude(user_id__in=of_space.values("user_id"))
        parts.append(by_topic.values_list("user_id", _reason(BY_TOPIC)))
        return watching.union(*parts).order_by("user_id")[:most]

    return Prepared(build, **dict.fromkeys(("thread", "after", *(("space",) if in_space else ())), int))


def all_followers(thread: Thread, *, most: int) -> Iterator[list[tuple[int, str]]]:
    """All of :func:`followers_of`, ``most`` at a time."""
    return batches(lambda after: followers_of(thread, after=after, most=most), most, itemgetter(0))


def _reason(text: str) -> Value:
    return Value(text, CharField())


def watched_topics(follows: Follows) -> Q:
    """Condition for rows of a thread's topics (``topic``) that ``follows`` follow, directly or by the topic above."""
    ids = [pk for pk, choice in follows.topics.items() if choice.level == WATCHING]
    return Q(topic__in=ids) | Q(topic__parent__in=ids)
