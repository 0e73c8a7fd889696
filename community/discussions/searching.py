"""Threads in the search index: title and what is said in it, each post with its own address."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from community.search.index import SearchKind, SearchText, kinds

from .models import Post, Thread

# Characters after which a thread goes on in a further document: all of a long one is found, and a new post has
# only the last document written again.
PART_LENGTH = 15_000
APART = "\n\n"


def load(pks: Sequence[int]) -> Iterator[SearchText]:
    """The documents of these threads: consecutive posts of some length each."""
    threads = (
        Thread.objects.filter(pk__in=pks, removed_at__isnull=True)
        .select_related("space", "summary")
        .prefetch_related("space__networks", "networks", "topics")
        .in_bulk()
    )
    posts = Post.objects.said().filter(thread_id__in=list(threads)).order_by("thread_id", "number")
    rows = posts.values_list("thread_id", "number", "text", "language", "created_at").iterator(chunk_size=200)
    for thread_id, said in groupby(rows, key=lambda row: row[0]):
        yield from _documents(threads.pop(thread_id), said)
    for thread in threads.values():
        # A thread of its own is found by its title still; one that hangs on something has no words of its own.
        if thread.space_id:
            yield from _documents(thread, []) if thread.summary else [_document(thread, [])]


def _documents(thread: Thread, posts) -> Iterator[SearchText]:
    part, length, is_first = [], 0, True
    if (learned := thread.summary) is not None:
        # What was learned stands at the head of the conversation, so it is looked for there.
        part.append((1, learned.text, learned.language, learned.decided_at))
    for _thread_id, *post in posts:
        part.append(post)
        length += len(post[1])
        if length >= PART_LENGTH:
            yield _document(thread, part, is_first=is_first)
            part, length, is_first = [], 0, False
    if part:
        yield _document(thread, part, is_first=is_first)


def _document(thread: Thread, posts: list, *, is_first: bool = True) -> SearchText:
    """The document of these posts: (number, text, language, when it was written) each."""
    room = thread.space if thread.space_id else thread
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
        audience_keys=room.audience_keys(),
        network_ids=[network.pk for network in room.networks.all()],
        space_id=thread.space_id,
        topic_ids=[topic.pk for topic in thread.topics.all()],
        happened_at=posts[-1][3] if posts else thread.last_post_at,
        places=places,
    )


def all_pks():
    """Every thread there is."""
    return Thread.objects.filter(removed_at__isnull=True).values_list("pk", flat=True).iterator()


kinds.register("thread", SearchKind(slug="thread", label=_("Conversations"), load=load, all_pks=all_pks))
