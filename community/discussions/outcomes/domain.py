"""Accepting an answer; proposing, publishing and declining what was learned.

Permission is asked by the caller. The thread is locked first, so that there is
one accepted answer, one open proposal and one published summary at most.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from community.jobs.queue import enqueue, job
from community.live.log import Entry, append_all
from community.registry import Registry
from community.search import index

from .. import refusals as talk_refusals
from ..domain.markup import plain_to_html
from ..domain.notes import write_note
from ..domain.threads import locked_thread, tidy_words
from ..models import Post, Thread, ThreadKind
from . import refusals
from .models import SummaryState, ThreadSummary

# Key in ``Post.extras`` of the accepted answer.
ACCEPTED = "accepted"

# Called with a summary that was published or declined, in the job after that. May be called twice.
on_summary_decided: Registry[Callable[[ThreadSummary], None]] = Registry("hook for decided summaries")


# --- Answers ------------------------------------------------------------------------------------------------------


def accept_answer(post: Post, *, by) -> bool:
    """Take ``post`` as the answer to its question, in place of an earlier one; returns whether it was not."""
    with transaction.atomic():
        thread = locked_thread(post.thread)
        if thread.kind != ThreadKind.QUESTION:
            raise refusals.NotAQuestion
        row = thread.posts.select_for_update().said().filter(pk=post.pk).first()
        if row is None:
            raise talk_refusals.ForeignPost
        if row.number == 1:
            raise refusals.OpeningIsNoAnswer
        if thread.accepted_post_id == row.pk:
            return False
        entries = forget_answer(thread)
        entries.append(_mark(thread, row, accepted=True))
        thread.accepted_post = row
        thread.save(update_fields=["accepted_post"])
        entries.append(write_note(thread, "answered", by=by, facts={"post": row.number}))
        append_all([*entries, *_outcome(thread)])
    return True


def take_answer_back(post: Post, *, by) -> bool:
    """The question is open again; returns whether ``post`` was its answer."""
    with transaction.atomic():
        thread = locked_thread(post.thread)
        if thread.accepted_post_id != post.pk:
            return False
        entries = forget_answer(thread)
        entries.append(write_note(thread, "unanswered", by=by, facts={"post": post.number}))
        append_all([*entries, *_outcome(thread)])
    return True


def forget_answer(thread: Thread) -> list[Entry]:
    """Have the locked ``thread`` without accepted answer; returns the events to append."""
    if thread.accepted_post_id is None:
        return []
    row = Post.objects.select_for_update().filter(pk=thread.accepted_post_id).first()
    thread.accepted_post = None
    thread.save(update_fields=["accepted_post"])
    entries = [Entry(thread.stream_key, "outcome", "thread-head")]
    if row is not None:
        entries.insert(0, _mark(thread, row, accepted=False))
    return entries


def _mark(thread: Thread, row: Post, *, accepted: bool) -> Entry:
    if accepted:
        row.extras[ACCEPTED] = True
    else:
        row.extras.pop(ACCEPTED, None)
    row.version += 1
    row.save(update_fields=["extras", "version"])
    kind = "accepted" if accepted else "unaccepted"
    return Entry(thread.stream_key, kind, f"post-{row.number}", {"post": row.number, "quiet": True})


def _outcome(thread: Thread) -> list[Entry]:
    """The head of the thread and its row in lists show something else."""
    news = [Entry(thread.stream_key, "outcome", "thread-head")]
    if thread.space_id:
        news.append(
            Entry(f"space:{thread.space_id}", "changed", f"thread-{thread.pk}", {"thread": thread.pk})
        )
    return news


# --- Summaries ----------------------------------------------------------------------------------------------------


def propose_summary(thread: Thread, *, by, words: str, language: str) -> ThreadSummary:
    """Propose what was learned, as plain text; ``ProposalWaits`` where another waits for a decision."""
    html, text = tidy_words(plain_to_html(words))
    with transaction.atomic():
        locked = locked_thread(thread)
        if locked.summaries.filter(state=SummaryState.PROPOSED).exists():
            raise refusals.ProposalWaits
        return ThreadSummary.objects.create(
            thread=locked, html=html, text=text, source=words, language=language, proposed_by=by
        )


def edit_proposal(summary: ThreadSummary, *, words: str, language: str) -> None:
    """Give an open proposal other words."""
    html, text = tidy_words(plain_to_html(words))
    with transaction.atomic():
        _thread, row = _locked(summary)
        row.html, row.text, row.source, row.language = html, text, words, language
        row.changed_at = timezone.now()
        row.save()


def publish_summary(summary: ThreadSummary, *, by, as_read_at=None) -> None:
    """Have a proposal stand at the head of its thread, in place of the one before.

    ``as_read_at`` is the ``changed_at`` of what the person has read: changed since, it is not published.
    """
    with transaction.atomic():
        thread, row = _locked(summary)
        if as_read_at is not None and row.changed_at != as_read_at:
            raise refusals.ProposalChanged
        before = thread.summaries.filter(state=SummaryState.PUBLISHED)
        is_revision = bool(before.update(state=SummaryState.REPLACED))
        _decide(row, SummaryState.PUBLISHED, by)
        thread.summary = row
        thread.save(update_fields=["summary"])
        noted = write_note(thread, "summary", by=by, facts={"revised": is_revision})
        index.changed("thread", thread.pk)
        append_all([noted, *_outcome(thread)])
        enqueue("discussions.summary_decided", summary_id=row.pk)


def decline_summary(summary: ThreadSummary, *, by, reason: str) -> None:
    """Not as it is; whoever proposed it is told why."""
    reason = reason.strip()
    if not reason:
        raise refusals.ReasonMissing
    with transaction.atomic():
        _thread, row = _locked(summary)
        row.reason = reason
        _decide(row, SummaryState.DECLINED, by)
        enqueue("discussions.summary_decided", summary_id=row.pk)


def _locked(summary: ThreadSummary) -> tuple[Thread, ThreadSummary]:
    """Thread and open proposal under lock."""
    thread = locked_thread(summary.thread)
    row = thread.summaries.select_for_update().filter(pk=summary.pk, state=SummaryState.PROPOSED).first()
    if row is None:
        raise refusals.ProposalDecided
    return thread, row


def _decide(row: ThreadSummary, state: str, by) -> None:
    row.state, row.decided_by, row.decided_at = state, by, timezone.now()
    row.save()


@job("discussions.summary_decided")
def summary_decided(*, summary_id: int) -> None:
    """After a decision: whoever wants to tell."""
    summary = ThreadSummary.objects.select_related("thread", "decided_by").filter(pk=summary_id).first()
    if summary is not None:
        for hook in on_summary_decided:
            hook(summary)


# --- When threads are merged --------------------------------------------------------------------------------------


def carry_over(old: Thread, target: Thread) -> list[Entry]:
    """Answer and summaries of a thread that is merged, both locked: they go along where the other has none.

    Called before the posts go; returns the events to append.
    """
    entries = []
    if old.accepted_post_id:
        if target.kind == ThreadKind.QUESTION and not target.accepted_post_id:
            target.accepted_post_id, old.accepted_post_id = old.accepted_post_id, None
            old.save(update_fields=["accepted_post"])
            target.save(update_fields=["accepted_post"])
        else:
            entries += forget_answer(old)
    taken = set(target.summaries.values_list("state", flat=True))
    for state in (SummaryState.PROPOSED, SummaryState.PUBLISHED):
        if state not in taken:
            old.summaries.filter(state=state).update(thread=target)
    if old.summary_id and SummaryState.PUBLISHED not in taken:
        target.summary_id, old.summary_id = old.summary_id, None
        old.save(update_fields=["summary"])
        target.save(update_fields=["summary"])
    return entries
