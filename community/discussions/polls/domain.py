"""Making a poll, voting, changing one's mind, closing.

All of it happens under the lock of the thread: a vote and the closing never
cross, and the result beside the post's words is counted anew from the votes.
Permission is asked by the caller; what the state forbids is refused here.
"""

import contextlib
import random
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from community.jobs.queue import enqueue, job

from ..domain.posts import changing
from ..domain.threads import start_thread
from ..models import Post
from ..refusals import ForeignPost, NoSuchThread
from . import refusals
from .counting import instant_runoff
from .models import (
    FEWEST_OPTIONS,
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MOST_OPTIONS,
    Method,
    Poll,
    PollOption,
    Showing,
    Vote,
)
from .permissions import EXTRA


def add_poll(
    post: Post,
    *,
    by,
    question: str,
    options: Sequence[str],
    method: str = Method.SINGLE,
    most_choices: int = 0,
    is_named: bool = False,
    showing: str = Showing.ALWAYS,
    closes_at: datetime | None = None,
    time_zone: str = "",
) -> Poll:
    """Hang a poll on ``post``. Raises ``HasPoll``, or what is wrong with question, options, limit or closing time."""
    question = tidy_question(question)
    options = tidy_options(options)
    if closes_at is not None and closes_at <= timezone.now():
        raise refusals.ClosesTooSoon
    if most_choices and (method != Method.MULTIPLE or not 2 <= most_choices <= len(options)):
        raise refusals.WrongMost
    with transaction.atomic():
        with changing(post, "poll") as row:
            if row.thread.is_closed:
                raise refusals.ConversationIsClosed
            if EXTRA in row.extras:
                raise refusals.HasPoll
            poll = Poll.objects.create(
                post=row,
                question=question,
                method=Method(method),
                most_choices=most_choices,
                is_named=is_named,
                showing=Showing(showing),
                closes_at=closes_at,
                time_zone=time_zone if closes_at else "",
            )
            lots = random.SystemRandom().sample(range(len(options)), len(options))
            PollOption.objects.bulk_create(
                PollOption(poll=poll, number=number, text=text, lot=lot)
                for number, (text, lot) in enumerate(zip(options, lots, strict=True), 1)
            )
            _keep(row, poll)
        if closes_at is not None:
            enqueue("discussions.close_poll", run_at=closes_at, poll_id=poll.pk)
    return poll


def start_thread_with_poll(space, *, by, poll: dict, **words):
    """Start a thread; ``poll`` is what :func:`add_poll` takes, or empty for a thread without one.

    Both or neither. Sent twice, the first sending's thread is found with its poll.
    """
    with transaction.atomic():
        thread = start_thread(space, by=by, **words)
        post = thread.posts.get(number=1) if poll else None
        if post is not None and EXTRA not in post.extras:
            post.thread = thread
            add_poll(post, by=by, **poll)
    return thread


def vote(post: Post, choices: Sequence[int], *, by) -> bool:
    """Count ``by``'s choices (of a ranked poll: best first) instead of earlier ones; returns whether that is new.

    Raises ``PollIsClosed``, ``ConversationIsClosed`` or what is wrong with the choices.
    """
    with contextlib.suppress(_NothingToDo), changing(post, "voted", quiet=True) as row:
        poll = _open_poll(row)
        chosen = ",".join(str(number) for number in tidy_choices(poll, choices))
        earlier = Vote.objects.filter(poll=poll, user=by).first()
        if earlier is not None and earlier.choices == chosen:
            raise _NothingToDo
        Vote.objects.update_or_create(
            poll=poll, user=by, defaults={"choices": chosen, "voted_at": timezone.now()}
        )
        _keep(row, poll)
        return True
    return False


def withdraw(post: Post, *, by) -> bool:
    """Take ``by``'s vote back; returns whether there was one. Refused once the poll is closed."""
    with contextlib.suppress(_NothingToDo), changing(post, "voted", quiet=True) as row:
        poll = _open_poll(row)
        if not Vote.objects.filter(poll=poll, user=by).delete()[0]:
            raise _NothingToDo
        _keep(row, poll)
        return True
    return False


def close_poll(post: Post, *, by, at: datetime | None = None) -> bool:
    """Take no more votes; returns whether it was open. Of an anonymous poll nobody's name is kept from then on."""
    with contextlib.suppress(_NothingToDo), changing(post, "poll") as row:
        poll = _poll_of(row)
        if poll.closed_at is not None:
            raise _NothingToDo
        poll.closed_at, poll.closed_by = at or timezone.now(), by
        poll.save(update_fields=["closed_at", "closed_by"])
        if not poll.is_named:
            Vote.objects.filter(poll=poll).update(user=None)
        _keep(row, poll)
        return True
    return False


def remove_poll(post: Post, *, by) -> None:
    """Take a poll away that nobody has answered; raises ``HasVotes`` where somebody has."""
    with changing(post, "poll") as row:
        poll = _poll_of(row)
        if Vote.objects.filter(poll=poll).exists():
            raise refusals.HasVotes
        poll.delete()
        row.extras = {key: value for key, value in row.extras.items() if key != EXTRA}


@job("discussions.close_poll")
def close_when_due(*, poll_id: int) -> None:
    """Close a poll whose time has come; nothing where it is gone, closed, or its post removed."""
    poll = Poll.objects.select_related("post__thread").filter(pk=poll_id, closed_at__isnull=True).first()
    if poll is None or poll.closes_at is None or poll.closes_at > timezone.now():
        return
    with contextlib.suppress(ForeignPost, NoSuchThread):
        close_poll(poll.post, by=None, at=poll.closes_at)


# --- What is asked and answered, checked ---------------------------------------------------------------------------


def tidy_question(question: str) -> str:
    """In one line; refused when empty. What is longer than the field is refused by the form."""
    question = " ".join(question.replace("\x00", "").split())[:LONGEST_QUESTION]
    if not question:
        raise refusals.QuestionMissing
    return question


def tidy_options(options: Sequence[str]) -> list[str]:
    """Each in one line, empty ones dropped; refused when too few, too many, too long, or two are the same."""
    tidy = [" ".join(option.replace("\x00", "").split()) for option in options]
    tidy = [option for option in tidy if option]
    if len(tidy) < FEWEST_OPTIONS:
        raise refusals.TooFewOptions
    if len(tidy) > MOST_OPTIONS:
        raise refusals.TooManyOptions
    if any(len(option) > LONGEST_OPTION for option in tidy):
        raise refusals.OptionTooLong
    if len({option.casefold() for option in tidy}) < len(tidy):
        raise refusals.SameOptionTwice
    return tidy


def tidy_choices(poll: Poll, choices: Sequence[int]) -> list[int]:
    """The choices as the poll allows them: in order of preference when ranked, else in the order of its list."""
    choices = list(choices)
    if not choices:
        raise refusals.NothingChosen
    known = set(poll.options.values_list("number", flat=True))
    if not known.issuperset(choices):
        raise refusals.ForeignOption
    if len(set(choices)) < len(choices):
        raise refusals.ChosenTwice
    if poll.method == Method.SINGLE and len(choices) > 1:
        raise refusals.OneChoiceOnly
    if poll.method == Method.MULTIPLE and len(choices) > (poll.most_choices or len(known)):
        raise refusals.TooManyChoices(poll.most_choices)
    return choices if poll.method == Method.RANKED else sorted(choices)


# --- Parts of the above ---------------------------------------------------------------------------------------------


class _NothingToDo(Exception):
    """It is already as asked: no event, nothing written."""


def _poll_of(row: Post) -> Poll:
    poll = Poll.objects.filter(post=row).first()
    if poll is None:
        raise refusals.NoSuchPoll
    return poll


def _open_poll(row: Post) -> Poll:
    poll = _poll_of(row)
    if not poll.is_open:
        raise refusals.PollIsClosed
    if row.thread.is_closed:
        raise refusals.ConversationIsClosed
    return poll


def _keep(row: Post, poll: Poll) -> None:
    """Put the poll as it stands now beside the post's words. Costs the same for any number of votes, but for rankings
    that nobody else shares."""
    options = list(poll.options.all())
    cast = {
        tuple(int(number) for number in choices.split(",")): count
        for choices, count in Vote.objects.filter(poll=poll)
        .values_list("choices")
        .annotate(count=Count("pk"))
        .order_by()
    }
    counts = {
        str(option.number): sum(count for chosen, count in cast.items() if option.number in chosen)
        for option in options
    }
    outcome = None
    if poll.method == Method.RANKED:
        by_lot = sorted(options, key=lambda option: option.lot)
        outcome = instant_runoff(cast, [option.number for option in by_lot]).as_json()
    row.extras = {
        **row.extras,
        EXTRA: {
            "question": poll.question,
            "method": poll.method,
            "most": poll.most_choices,
            "named": poll.is_named,
            "showing": poll.showing,
            "closes_at": poll.closes_at.isoformat() if poll.closes_at else "",
            "zone": poll.time_zone,
            "closed_at": poll.closed_at.isoformat() if poll.closed_at else "",
            "options": [[option.number, option.text] for option in options],
            "voters": sum(cast.values()),
            "counts": counts,
            "outcome": outcome,
        },
    }
