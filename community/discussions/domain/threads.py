"""Starting a thread, replying, closing: what can be done to a conversation.

Permission is asked by the caller (``discussions.permissions``); what the state
of the thread forbids is refused here, under its lock.

Locks are taken in one order everywhere: thread, then streams. A reply costs
the same few statements whatever the number of readers and followers: what
grows with them happens in the job ``discussions.post_written``.
"""

import contextlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from community.jobs.queue import enqueue, job
from community.live.log import Entry, append_all
from community.live.members import stream_of
from community.prepared import Prepared
from community.search import index

from .. import refusals
from ..attachments.giving import give_to, shown
from ..models import FollowLevel, Post, Space, Thread, ThreadKind, ThreadPlace
from . import hooks, markup
from .notes import write_note
from .reading import followed
from .taking_out import take_out

LONGEST_POST = 20_000  # characters of text
# Markup around that text; only a program writes more.
LONGEST_HTML = 5 * LONGEST_POST
LONGEST_TITLE = 200


def start_thread(
    space: Space,
    *,
    by,
    title: str,
    html: str,
    kind: str = ThreadKind.DISCUSSION,
    language: str,
    topics: Iterable = (),
    submission_key: str = "",
    attachments: Sequence = (),
    at: datetime | None = None,
) -> Thread:
    """Start a thread in ``space`` with its first post; returns the thread.

    ``submission_key`` is the form's: sent again with the same words it finds
    the thread that the first sending made. ``attachments`` are files of ``by`` that wait. ``at`` is for what was written
    elsewhere or earlier. Raises a refusal for a missing or overlong title or text.
    """
    title = tidy_title(title)
    html, text = tidy_words(html)
    at = at or timezone.now()
    if (earlier := _sent_before(by, submission_key, html)) is not None:
        return earlier.thread
    with contextlib.suppress(_SentMeanwhile), transaction.atomic():
        thread = Thread.objects.create(
            space=space,
            kind=kind,
            title=title,
            slug=slug_of(title),
            language=language,
            author=by,
            started_at=at,
            last_post_at=at,
            post_count=1,
            last_number=1,
        )
        if topics := list(topics):
            thread.topics.set(topics)
        post = _write_post(
            thread, 1, by=by, html=html, text=text, language=language, key=submission_key, at=at,
            attachments=attachments,
        )  # fmt: skip
        append_all(
            [
                Entry(thread.stream_key, "post", "post-1", {"post": 1}),
                Entry(space.stream_key, "thread", f"thread-{thread.pk}", {"thread": thread.pk}),
                *_read_by_writer(post),
            ]
        )
        _do_the_rest_later(post)
        return thread
    # The button was pressed twice and the other press was quicker; ours is undone.
    return _sent_before(by, submission_key, html).thread


def reply_to(
    thread: Thread,
    *,
    by,
    html: str,
    language: str,
    in_reply_to: Post | None = None,
    submission_key: str = "",
    attachments: Sequence = (),
    at: datetime | None = None,
) -> Post:
    """Add a post to ``thread`` and return it; its ``number`` is the next one, without holes.

    ``submission_key`` and ``attachments``: as for :func:`start_thread`. Raises ``ThreadIsClosed``,
    ``NoSuchThread`` (removed meanwhile), ``ForeignPost``, ``NothingSaid`` or ``TooLong``.
    """
    html, text = tidy_words(html)
    if in_reply_to is not None and (
        in_reply_to.thread_id != thread.pk or in_reply_to.is_removed or in_reply_to.is_note
    ):
        raise refusals.ForeignPost
    at = at or timezone.now()
    with contextlib.suppress(_SentMeanwhile), transaction.atomic():
        locked = locked_thread(thread)
        if locked.closed_at is not None:
            if _sent_before(by, submission_key, html):
                raise _SentMeanwhile
            raise refusals.ThreadIsClosed
        number = locked.last_number + 1
        post = _write_post(
            locked, number, by=by, html=html, text=text, language=language, key=submission_key, at=at,
            in_reply_to=in_reply_to, attachments=attachments,
        )  # fmt: skip
        locked.last_number, locked.post_count = number, locked.post_count + 1
        locked.last_post_at = max(at, locked.last_post_at)
        locked.save(update_fields=["last_number", "post_count", "last_post_at"])
        news = [Entry(locked.stream_key, "post", f"post-{number}", {"post": number})]
        if locked.space_id:
            data = {"thread": locked.pk, "post": number}
            news.append(Entry(f"space:{locked.space_id}", "reply", f"thread-{locked.pk}", data))
        news += _read_by_writer(post)
        append_all(news)
        _do_the_rest_later(post)
        for name in ("last_number", "post_count", "last_post_at"):
            setattr(thread, name, getattr(locked, name))
        post.thread = thread
        return post
    return _sent_before(by, submission_key, html)


def close_thread(thread: Thread, *, by) -> bool:
    """Let nothing more be added; returns whether it was open. Posts already there stay."""
    return _set_closed(thread, by, timezone.now())


def reopen_thread(thread: Thread, *, by) -> bool:
    """Let the conversation go on; returns whether it was closed."""
    return _set_closed(thread, by, None)


def remove_post(post: Post, *, by) -> bool:
    """Take a post's words away and leave a trace in its place; returns whether it was there."""
    from ..outcomes.domain import forget_answer

    with transaction.atomic():
        thread = locked_thread(post.thread)
        removed = (
            Post.objects.said()
            .filter(pk=post.pk)
            .update(removed_at=timezone.now(), removed_by=by, version=F("version") + 1)
        )
        if not removed:
            return False
        thread.post_count -= 1
        thread.save(update_fields=["post_count"])
        take_out(thread)
        forgotten = forget_answer(thread) if thread.accepted_post_id == post.pk else []
        _tell(thread, "removed", f"post-{post.number}", {"post": post.number}, *forgotten)
    return True


def remove_thread(thread: Thread, *, by) -> bool:
    """Take a whole conversation away; returns whether it was there. Open pages draw afresh and find it gone."""
    from community.live.recheck import recheck_stream

    with transaction.atomic():
        locked = locked_thread(thread)
        locked.removed_at, locked.removed_by = timezone.now(), by
        locked.save(update_fields=["removed_at", "removed_by"])
        take_out(locked)
        _tell(locked, "gone", "", {})
        recheck_stream(locked.stream_key)
        enqueue("discussions.tell_inboxes", thread_id=locked.pk, author_id=0)
    return True


# --- Parts of the above -------------------------------------------------------------------------------------------


def tidy_title(title: str) -> str:
    """``title`` in one line; refused when empty or over ``LONGEST_TITLE`` characters."""
    title = " ".join(title.replace("\x00", "").split())
    if not title:
        raise refusals.TitleMissing
    if len(title) > LONGEST_TITLE:
        raise refusals.TitleTooLong
    return title


def tidy_words(html: str) -> tuple[str, str]:
    """Clean HTML and its text; refused when nothing is left, or more than a post may hold."""
    if len(html) > LONGEST_HTML:
        raise refusals.TooLong(len(html) - LONGEST_HTML)
    html = markup.clean(html)
    text = markup.text_of(html)
    if not text:
        raise refusals.NothingSaid
    if len(text) > LONGEST_POST:
        raise refusals.TooLong(len(text) - LONGEST_POST)
    return html, text


def slug_of(title: str) -> str:
    """The readable part of a thread's address; a hyphen for a title without a single Latin letter or digit."""
    return slugify(title)[:80].strip("-") or "-"


def locked_thread(thread: Thread) -> Thread:
    """The thread's row under lock, first of all locks; ``NoSuchThread`` where it was removed meanwhile."""
    try:
        return Thread.objects.select_for_update().get(pk=thread.pk, removed_at__isnull=True)
    except Thread.DoesNotExist:
        raise refusals.NoSuchThread from None


class _SentMeanwhile(Exception):
    """The same words came from the same form before: nothing more is written."""


def _sent_before(by, key: str, html: str) -> Post | None:
    """What the same person sent from the same form with the same words, where they may read it still.

    What has gone elsewhere since must not come back by sending its form again.
    """
    if not key:
        return None
    sent = Post.objects.select_related("thread").filter(author=by, submission_key=key, html=html)
    return sent.filter(thread__in=Thread.objects.visible_to(by).values("pk")).first()


def _write_post(
    thread, number, *, by, html, text, language, key, at, in_reply_to=None, attachments=()
) -> Post:
    """The post's row with its files and what follows from its words, and its author's place in the thread."""
    post = Post(
        thread=thread,
        number=number,
        author=by,
        html=html,
        text=text,
        language=language,
        in_reply_to=in_reply_to,
        submission_key=key[:40],
        created_at=at,
    )
    post.extras = hooks.extras_of(post)
    if attachments:
        post.extras["files"] = shown(attachments)
    try:
        with transaction.atomic():
            post.save(force_insert=True)
    except IntegrityError:
        if not key:
            raise
        if _sent_before(by, key, html):
            raise _SentMeanwhile from None
        # Other words from a form that was used before: a page reached by the browser's "back" carries the old form.
        post.submission_key = ""
        post.save(force_insert=True)
    give_to(post, attachments)
    post.is_followed_now = by is not None and _raise_place(thread, by, number)
    return post


def _read_by_writer(post: Post) -> list[Entry]:
    """What the writer's other open pages learn: their own words are not new to them."""
    if post.author_id is None:
        return []
    news = [Entry(stream_of(post.author_id), "read", data={"thread": post.thread_id, "number": post.number})]
    return news + (followed(post.author_id) if post.is_followed_now else [])


def _do_the_rest_later(post: Post) -> None:
    """The job for everything that can wait. Called last, so that open pages are woken before it is handed over."""
    enqueue("discussions.post_written", post_id=post.pk)


def _raise_place(thread: Thread, by, number: int) -> bool:
    """The writer has read up to their own post, and follows the thread unless they muted it; whether that is new."""
    mine = ThreadPlace.objects.filter(thread=thread, user=by)
    reached = {"read_number": number, "has_taken_part": True, "changed_at": timezone.now()}
    if mine.filter(level__in=(FollowLevel.WATCHING, FollowLevel.MUTED)).update(**reached):
        return False
    if mine.update(level=FollowLevel.WATCHING, **reached):
        return True
    # Another tab may be making the place at this moment, by reading.
    ThreadPlace.objects.bulk_create(
        [
            ThreadPlace(
                thread=thread, user=by, read_number=number, level=FollowLevel.WATCHING, has_taken_part=True
            )
        ],
        update_conflicts=True,
        unique_fields=["thread", "user"],
        update_fields=["read_number", "level", "has_taken_part"],
    )
    return True


def _set_closed(thread: Thread, by, at) -> bool:
    with transaction.atomic():
        locked = locked_thread(thread)
        if (locked.closed_at is None) == (at is None):
            return False
        locked.closed_at, locked.closed_by = at, by if at else None
        locked.save(update_fields=["closed_at", "closed_by"])
        kind = "closed" if at else "reopened"
        noted = write_note(locked, kind, by=by)
        _tell(locked, kind, "thread-state", {"thread": locked.pk}, noted)
    for name in ("closed_at", "closed_by", "last_number", "note_numbers"):
        setattr(thread, name, getattr(locked, name))
    return True


def _tell(thread: Thread, kind: str, target: str, data: dict, *before: Entry) -> None:
    news = [*before, Entry(thread.stream_key, kind, target, data)]
    if thread.space_id:
        news.append(Entry(f"space:{thread.space_id}", kind, f"thread-{thread.pk}", {"thread": thread.pk}))
    append_all(news)


_standing = Prepared(
    lambda pk: Post.objects.select_related("thread__space", "author").filter(pk=pk, removed_at__isnull=True),
    pk=int,
)


def standing_post(post_id: int) -> Post | None:
    """The post of a job, with its author, thread and space; None when it was removed meanwhile."""
    return _standing.first(pk=post_id)


@job("discussions.post_written")
def post_written(*, post_id: int) -> None:
    """After a post: the search index, and whoever else wants to know."""
    post = standing_post(post_id)
    if post is None:
        return
    index.changed("thread", post.thread_id)
    for hook in hooks.on_post_written:
        hook(post)
