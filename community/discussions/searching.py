"""Threads in the search index: title and what is said in it, each post with its own address."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from community.prepared import Prepared
from community.search.index import SearchKind, SearchText, kinds

from .models import Post, Space, Thread

# Characters after which a thread goes on in a further document: all of a long one is found, and a new post has
# only the last document written again.
PART_LENGTH = 15_000
APART = "\n\n"


class _About(NamedTuple):
    """What a thread's documents say besides its words."""

    network_ids: list[int]
    topic_ids: list[int]
    keys: frozenset[str]


def load(pks: Sequence[int]) -> Iterator[SearchText]:
    """The documents of these threads: consecutive posts of some length each."""
    # With every post one thread is asked for.
    threads, rows = _read_one(pks[0]) if len(pks) == 1 else _read_many(pks)
    for thread_id, said in groupby(rows, key=lambda row: row[0]):
        yield from _documents(*threads.pop(thread_id), said)
    for thread, about in threads.values():
        # A thread of its own is found by its title still; one that hangs on something has no words of its own.
        if thread.space_id:
            yield from _documents(thread, about, []) if thread.summary else [_document(thread, about, [])]


def _there(**which):
    return Thread.objects.filter(removed_at__isnull=True, **which).select_related("space", "summary")


def _words(**which):
    posts = Post.objects.said().filter(**which).order_by("thread_id", "number")
    return posts.values_list("thread_id", "number", "text", "language", "created_at")


def _read_many(pks):
    """Thread id → (thread, what is about it), and the rows of posts of all of them."""
    found = _there(pk__in=pks).prefetch_related("space__networks", "networks", "topics")
    threads = {}
    for thread in found:
        room = _room_of(thread)
        about = _About(
            [network.pk for network in room.networks.all()],
            [topic.pk for topic in thread.topics.all()],
            room.audience_keys(),
        )
        threads[thread.pk] = (thread, about)
    return threads, _words(thread_id__in=list(threads)).iterator(chunk_size=200)


_one = Prepared(lambda pk: _there(pk=pk), pk=int)
_words_of_one = Prepared(lambda pk: _words(thread_id=pk), pk=int)
_topics = Prepared(
    lambda pk: Thread.topics.through.objects.filter(thread_id=pk).values_list("topic_id"), pk=int
)
_networks = {
    Space: Prepared(
        lambda pk: Space.networks.through.objects.filter(space_id=pk).values_list("network_id"), pk=int
    ),
    Thread: Prepared(
        lambda pk: Thread.networks.through.objects.filter(thread_id=pk).values_list("network_id"), pk=int
    ),
}


def _read_one(pk: int):
    """The same of one thread."""
    threads = {}
    for thread in _one.objects(pk=pk):
        room = _room_of(thread)
        network_ids = [network_id for (network_id,) in _networks[type(room)].rows(pk=room.pk)]
        topic_ids = [topic_id for (topic_id,) in _topics.rows(pk=pk)]
        threads[pk] = (thread, _About(network_ids, topic_ids, room.audience_keys()))
    return threads, _words_of_one.rows(pk=pk) if threads else []


def _room_of(thread: Thread) -> Space | Thread:
    """Whose audience and networks count."""
    return thread.space if thread.space_id else thread


def _documents(thread: Thread, about: _About, posts) -> Iterator[SearchText]:
    part, length, is_first = [], 0, True
    if (learned := thread.summary) is not None:
        # What was learned stands at the head of the conversation, so it is looked for there.
        part.append((1, learned.text, learned.language, learned.decided_at))
    for _thread_id, *post in posts:
        part.append(post)
        length += len(post[1])
        if length >= PART_LENGTH:
            yield _document(thread, about, part, is_first=is_first)
            part, length, is_first = [], 0, False
    if part:
        yield _document(thread, about, part, is_first=is_first)


def _document(thread: Thread, about: _About, posts: list, *, is_first: bool = True) -> SearchText:
    """The document of these posts: (number, text, language, when it was written) each."""
    path = f"/threads/{thread.pk}/{thread.slug or '-'}/"
    places, start = [], 0
    for number, text, language, _created_at in posts:
        places.append((start, f"{path}posts/{number}/" if number > 1 else path, language))
        start += len(text) + len(APART)
    return SearchText(
        pk=thread.pk,
        part="" if is_first else f"from {posts[0][0]}",
        language=thread.language,
        title=thread.title,
        body=APART.join(text for _number, text, *_rest in posts),
        path=path,
        audience_keys=about.keys,
        network_ids=about.network_ids,
        space_id=thread.space_id,
        topic_ids=about.topic_ids,
        happened_at=posts[-1][3] if posts else thread.last_post_at,
        places=places,
    )


def all_pks():
    """Every thread there is."""
    return Thread.objects.filter(removed_at__isnull=True).values_list("pk", flat=True).iterator()


kinds.register("thread", SearchKind(slug="thread", label=_("Conversations"), load=load, all_pks=all_pks))
