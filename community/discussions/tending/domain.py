"""Renaming, pinning, moving, splitting and merging conversations.

Permission is asked by the caller. Locks are taken in one order: threads by
rising id, then posts, then streams. Each change leaves a note; posts that go to
another thread get the next numbers there and leave a redirect at the old one,
so that numbers stay consecutive and every address goes on working.
"""

from bisect import bisect_right
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from community.jobs.queue import enqueue, job
from community.live.log import CONTROL_STREAM, Entry, append_all
from community.search import index

from ..domain import hooks
from ..domain.notes import write_note
from ..domain.taking_out import take_out
from ..domain.threads import locked_thread, slug_of, tidy_title
from ..models import FollowLevel, Post, PostKind, Space, Thread, ThreadKind, ThreadPlace
from ..outcomes.domain import carry_over, forget_answer
from ..pages import first_of_page
from . import refusals
from .models import PostRedirect, ThreadRedirect
from .notes import names_of

# Posts taken elsewhere in one transaction.
MOST_SPLIT = 200
MOST_MERGED = 5_000
_BATCH = 500


# --- What it is called --------------------------------------------------------------------------------------------


def change_thread(thread: Thread, *, by, title: str, kind: str, language: str, topics: Iterable) -> bool:
    """Give a thread of a space another title, kind, language or topics; returns whether anything is different."""
    title = tidy_title(title)
    with transaction.atomic():
        locked = locked_thread(thread)
        _check_in_space(locked)
        entries, facts = [], {}
        if title != locked.title:
            facts["title"] = [locked.title, title]
            locked.title, locked.slug = title, slug_of(title)
        if kind != locked.kind:
            facts["kind"] = kind
            if locked.kind == ThreadKind.QUESTION:
                entries += forget_answer(locked)
            locked.kind = kind
        if language != locked.language:
            facts["language"] = locked.language = language
        topics = list(topics)
        if {topic.pk for topic in topics} != set(locked.topics.values_list("pk", flat=True)):
            facts["topics"] = True
            locked.topics.set(topics)
        if not facts:
            return False
        locked.save(update_fields=["title", "slug", "kind", "language"])
        entries.append(write_note(locked, "changed", by=by, facts=facts))
        index.changed("thread", locked.pk)
        append_all([*entries, Entry(locked.stream_key, "renamed"), _row(locked, "changed")])
    for name in ("title", "slug", "kind", "language"):
        setattr(thread, name, getattr(locked, name))
    return True


def pin_thread(thread: Thread, *, by) -> bool:
    """Have a thread stand at the head of its space; returns whether it did not."""
    return _set_pinned(thread, by, True)


def unpin_thread(thread: Thread, *, by) -> bool:
    """Let it take its place by age again; returns whether it was pinned."""
    return _set_pinned(thread, by, False)


def _set_pinned(thread: Thread, by, is_pinned: bool) -> bool:
    with transaction.atomic():
        locked = locked_thread(thread)
        _check_in_space(locked)
        if locked.is_pinned == is_pinned:
            return False
        locked.is_pinned = is_pinned
        locked.save(update_fields=["is_pinned"])
        verb = "pinned" if is_pinned else "unpinned"
        append_all([write_note(locked, verb, by=by), _row(locked, verb)])
    thread.is_pinned = is_pinned
    return True


# --- Moving -------------------------------------------------------------------------------------------------------


def move_thread(thread: Thread, *, to: Space, by) -> None:
    """Take a thread to another space. Who may not read there hears and finds nothing of it from then on."""
    with transaction.atomic():
        locked = locked_thread(thread)
        _check_in_space(locked)
        _check_takes_threads(to)
        if locked.space_id == to.pk:
            raise refusals.AlreadyThere
        before = locked.space
        locked.space, locked.is_pinned = to, False
        locked.save(update_fields=["space", "is_pinned"])
        noted = write_note(locked, "moved", by=by, facts={"from": names_of(before), "to": names_of(to)})
        take_out(locked)
        append_all(
            [
                noted,
                Entry(locked.stream_key, "moved"),
                Entry(before.stream_key, "left", f"thread-{locked.pk}", {"thread": locked.pk}),
                Entry(to.stream_key, "thread", f"thread-{locked.pk}", {"thread": locked.pk}),
                _ask_listeners_again(locked),
            ]
        )
        enqueue("discussions.thread_moved", thread_id=locked.pk)
        enqueue("discussions.tell_inboxes", thread_id=locked.pk, author_id=0)
    thread.space, thread.is_pinned = to, False


@job("discussions.thread_moved")
def thread_moved(*, thread_id: int) -> None:
    """After a thread got another audience: whoever else keeps something for its readers."""
    thread = Thread.objects.select_related("space").filter(pk=thread_id).first()
    if thread is not None:
        for hook in hooks.on_thread_moved:
            hook(thread)


# --- Splitting ----------------------------------------------------------------------------------------------------


def split_thread(thread: Thread, *, numbers: Iterable[int], title: str, to: Space, by) -> Thread:
    """Make a thread of its own in ``to`` out of some posts of another; returns it.

    The posts are numbered anew there, in their order. Notes stand where they were, and lead on.
    """
    title = tidy_title(title)
    numbers = sorted(set(numbers))
    if not numbers:
        raise refusals.NothingChosen
    if 1 in numbers:
        raise refusals.FirstPostStays
    if len(numbers) > MOST_SPLIT:
        raise refusals.TooManyPosts(MOST_SPLIT, "posts")
    with transaction.atomic():
        locked = locked_thread(thread)
        _check_takes_threads(to)
        takes_answer = locked.posts.filter(pk=locked.accepted_post_id, number__in=numbers).exists()
        entries = forget_answer(locked) if takes_answer else []
        posts = list(locked.posts.select_for_update().said().filter(number__in=numbers).order_by("number"))
        if len(posts) != len(numbers):
            raise refusals.PostsHaveGone
        fresh = Thread.objects.create(
            space=to,
            title=title,
            slug=slug_of(title),
            language=posts[0].language,
            author_id=posts[0].author_id,
            started_at=posts[0].created_at,
            last_post_at=max(post.created_at for post in posts),
            post_count=len(posts),
            last_number=len(posts),
        )
        fresh.topics.set(locked.topics.all())
        _take(posts, to=fresh, after=0)
        _stand_in(locked, numbers, by)
        locked.post_count -= len(posts)
        locked.note_numbers = sorted({*locked.note_numbers, *numbers})
        newest = locked.posts.said().aggregate(at=Max("created_at"))["at"]
        locked.last_post_at = newest or locked.started_at
        locked.save(update_fields=["post_count", "note_numbers", "last_post_at"])
        _give_places(fresh, locked, posts, numbers)
        _raise_past_notes(locked)
        noted = write_note(fresh, "split-off", by=by, facts={"thread": locked.pk})
        take_out(locked)
        index.changed("thread", fresh.pk)
        append_all(
            [
                *entries,
                Entry(locked.stream_key, "reshaped"),
                noted,
                *([_row(locked, "reordered")] if locked.space_id else []),
                Entry(to.stream_key, "thread", f"thread-{fresh.pk}", {"thread": fresh.pk}),
            ]
        )
        enqueue("discussions.posts_moved", thread_id=locked.pk, post_ids=[post.pk for post in posts])
        enqueue("discussions.tell_places", thread_id=fresh.pk)
    for name in ("post_count", "note_numbers", "last_post_at", "accepted_post"):
        setattr(thread, name, getattr(locked, name))
    return fresh


def _stand_in(thread: Thread, numbers: list[int], by) -> None:
    """Notes at the numbers that were left: the first of a row on one page speaks, the others only hold a place."""
    rows: list[list[int]] = []
    for number in numbers:
        begins_page = first_of_page(number) == number
        if rows and rows[-1][-1] == number - 1 and not begins_page:
            rows[-1].append(number)
        else:
            rows.append([number])
    Post.objects.bulk_create(
        Post(
            thread=thread,
            number=number,
            kind=PostKind.NOTE,
            facts={"verb": "split", "count": len(row)} if number == row[0] else {"verb": "split-on"},
            author=by,
            html="",
            language=thread.language,
        )
        for row in rows
        for number in row
    )


def _give_places(fresh: Thread, source: Thread, posts: list[Post], numbers: list[int]) -> None:
    """Who followed goes on following, as far as they had read; the authors have taken part."""
    authors = {post.author_id for post in posts if post.author_id}
    places = ThreadPlace.objects.filter(thread=source)
    carried = [
        ThreadPlace(
            thread=fresh,
            user_id=place.user_id,
            level=place.level,
            read_number=bisect_right(numbers, place.read_number),
            marked_number=bisect_right(numbers, place.marked_number),
            has_taken_part=place.user_id in authors,
        )
        for place in places.iterator(chunk_size=_BATCH)
        if place.level in (FollowLevel.WATCHING, FollowLevel.MUTED) or place.user_id in authors
    ]
    ThreadPlace.objects.bulk_create(carried, batch_size=_BATCH)


def _raise_past_notes(thread: Thread) -> None:
    """Who had read the last post that is left has read everything."""
    last, noted = thread.last_number, set(thread.note_numbers)
    while last in noted:
        last -= 1
    places = ThreadPlace.objects.filter(thread=thread)
    places.filter(read_number__gte=last).update(read_number=thread.last_number)
    places.filter(marked_number__gte=last).update(marked_number=thread.last_number)


# --- Merging ------------------------------------------------------------------------------------------------------


def merge_threads(source: Thread, *, into: Thread, by) -> None:
    """Add the posts of ``source``, in their order, at the end of ``into``; its addresses lead there from now on.

    Added at the end, not sorted in by time: so no post of ``into`` changes its
    number, and what was read there stays read.
    """
    if source.pk == into.pk:
        raise refusals.WithItself
    with transaction.atomic():
        rows = {thread.pk: locked_thread(thread) for thread in sorted((source, into), key=lambda one: one.pk)}
        old, target = rows[source.pk], rows[into.pk]
        _check_in_space(old)
        if target.space_id:
            _check_takes_threads(target.space)
        posts = list(old.posts.select_for_update().filter(kind=PostKind.POST).order_by("number"))
        if len(posts) > MOST_MERGED:
            raise refusals.TooManyPosts(MOST_MERGED, "other")
        numbers = [post.number for post in posts]
        entries = carry_over(old, target)
        noted = write_note(
            target, "merged", by=by,
            facts={"title": old.title, "language": old.language, "count": old.post_count},
        )  # fmt: skip
        begin = target.last_number
        _take(posts, to=target, after=begin)
        _join_places(old, target, begin, numbers)
        target.last_number = begin + len(posts)
        target.post_count += old.post_count
        target.last_post_at = max(old.last_post_at, target.last_post_at)
        target.save(update_fields=["last_number", "post_count", "last_post_at"])
        old.removed_at, old.removed_by, old.post_count = timezone.now(), by, 0
        old.save(update_fields=["removed_at", "removed_by", "post_count"])
        ThreadRedirect.objects.filter(target=old).update(target=target)
        ThreadRedirect.objects.create(thread=old, target=target)
        take_out(old)
        index.changed("thread", target.pk)
        append_all(
            [
                *entries,
                noted,
                Entry(target.stream_key, "reshaped"),
                Entry(old.stream_key, "gone"),
                Entry(old.space.stream_key, "gone", f"thread-{old.pk}", {"thread": old.pk}),
                *([_row(target, "reordered")] if target.space_id else []),
                _ask_listeners_again(old),
            ]
        )
        enqueue("discussions.posts_moved", thread_id=old.pk, post_ids=[post.pk for post in posts])
        enqueue("discussions.tell_inboxes", thread_id=old.pk, author_id=0)
        enqueue("discussions.tell_places", thread_id=target.pk)
    for name in ("last_number", "post_count", "last_post_at", "note_numbers"):
        setattr(into, name, getattr(target, name))


def _join_places(old: Thread, target: Thread, begin: int, numbers: list[int]) -> None:
    """Follow levels are joined; what was read of either stays read as far as one mark can say it.

    Who had read all of ``target``, or had never opened it, is where they were
    in ``old``. Who had not keeps their mark: what they have not read comes first.
    """
    there = {place.user_id: place for place in ThreadPlace.objects.filter(thread=target)}
    changed, fresh = [], []
    for place in ThreadPlace.objects.filter(thread=old).iterator(chunk_size=_BATCH):
        reached = begin + bisect_right(numbers, place.up_to)
        mine = there.get(place.user_id)
        if mine is None:
            fresh.append(
                ThreadPlace(
                    thread=target,
                    user_id=place.user_id,
                    read_number=reached,
                    level=place.level,
                    has_taken_part=place.has_taken_part,
                )
            )
            continue
        if mine.up_to >= begin:
            mine.read_number = reached
        if mine.level in ("", FollowLevel.NORMAL):
            mine.level = place.level or mine.level
        mine.has_taken_part = mine.has_taken_part or place.has_taken_part
        changed.append(mine)
    ThreadPlace.objects.bulk_update(changed, ["read_number", "level", "has_taken_part"], batch_size=_BATCH)
    ThreadPlace.objects.bulk_create(fresh, batch_size=_BATCH)


# --- Parts of the above -------------------------------------------------------------------------------------------


def _take(posts: list[Post], *, to: Thread, after: int) -> None:
    """Give ``posts`` the numbers after ``after`` in ``to``, and redirects from where they were.

    What is said in reply to a post of another thread now no longer says so.
    """
    pks = [post.pk for post in posts]
    here = set(pks)
    PostRedirect.objects.bulk_create(
        (PostRedirect(thread_id=post.thread_id, number=post.number, post=post) for post in posts),
        batch_size=_BATCH,
    )
    left_behind = posts[0].thread_id if posts else None
    for number, post in enumerate(posts, after + 1):
        post.thread, post.number = to, number
        post.version += 1
        if post.in_reply_to_id not in here:
            post.in_reply_to = None
    Post.objects.bulk_update(posts, ["thread", "number", "version", "in_reply_to"], batch_size=_BATCH)
    for start in range(0, len(pks), _BATCH):
        replies = Post.objects.filter(thread_id=left_behind, in_reply_to__in=pks[start : start + _BATCH])
        replies.update(in_reply_to=None, version=F("version") + 1)


@job("discussions.posts_moved")
def posts_moved(*, thread_id: int, post_ids: list[int]) -> None:
    """After posts were taken to another thread: whoever else remembers where they were."""
    for hook in hooks.on_posts_moved:
        hook(thread_id, post_ids)


def _check_in_space(thread: Thread) -> None:
    if not thread.space_id:
        raise refusals.BelongsToItsSubject


def _check_takes_threads(space: Space) -> None:
    """Under the threads' lock, the space as it is now."""
    if Space.objects.get(pk=space.pk).archived_at is not None:
        raise refusals.SpaceIsArchived


def _row(thread: Thread, kind: str) -> Entry:
    """The thread's row in the list of its space is another."""
    return Entry(f"space:{thread.space_id}", kind, f"thread-{thread.pk}", {"thread": thread.pk})


def _ask_listeners_again(thread: Thread) -> Entry:
    """As ``live.recheck.recheck_stream``, but told together with the rest, so that streams are locked in one order."""
    return Entry(CONTROL_STREAM, "stream", data={"stream": thread.stream_key})
