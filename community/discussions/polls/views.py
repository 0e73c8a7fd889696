"""A poll's own page: voting, the results in full, closing; and adding a poll to a post."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.refusals import Refusal, show_in

from ..models import Post
from ..permissions import may, why_not
from ..refusals import FormHasExpired, SignedOut, SignInNeeded
from ..views.forms_that_expire import checks_form_key_itself, form_key_has_expired
from ..views.menus import find_post
from . import drawing
from .domain import add_poll, close_poll, remove_poll, vote, withdraw
from .forms import PollForm, VoteForm
from .models import Poll, Vote
from .permissions import (
    EXTRA,
    check_can_add_poll,
    check_can_close_poll,
    check_can_remove_poll,
    check_can_vote,
)
from .refusals import PollIsClosed

NOT_ACCEPTED = 422
# Names listed for one option; whoever comes after them is counted.
MOST_NAMES = 200


@checks_form_key_itself
@require_http_methods(["GET", "HEAD", "POST"])
def poll_page(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """Read about a poll and vote in it; ``?part=results`` gives the table of results alone to who may see it."""
    post, poll = _find(request, pk, number)
    if request.method != "POST":
        mine = _vote_of(request.user, poll)
        if request.GET.get("part") == "results":
            if not _may_see_results(post, mine):
                raise Http404
            return HttpResponse(drawing.results_fragment(post))
        return _page(request, post, poll, mine)
    form = VoteForm(request.POST, poll=poll, language=post.language)
    try:
        _check_form_counts(request)
        check_can_vote(request.user, post)
        if "withdraw" in request.POST:
            withdraw(post, by=request.user)
            messages.success(request, _("Your vote is withdrawn."))
            return redirect(drawing.page_of(post.thread, number))
        if form.is_valid():
            vote(post, form.numbers, by=request.user)
            messages.success(request, _("Your vote is counted. You can change it until the poll closes."))
            return redirect(drawing.page_of(post.thread, number))
    except Refusal as refusal:
        form.is_valid()  # what else is wrong is said in the same go
        show_in(form, refusal)
    return _page(request, post, poll, _vote_of(request.user, poll), form=form, status=NOT_ACCEPTED)


@checks_form_key_itself
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """Add a poll to one's own post."""
    post = find_post(request.user, pk, number)
    if not request.user.is_authenticated and request.method != "POST":
        return redirect(f"{reverse('account_login')}?next={request.path}")
    refusal = why_not(check_can_add_poll, request.user, post)
    if request.method != "POST" and refusal is not None:
        messages.error(request, str(refusal.message))
        return redirect(post)
    form = PollForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            _check_form_counts(request)
            check_can_add_poll(request.user, post)
            if form.is_valid():
                add_poll(post, by=request.user, **form.choices)
                messages.success(request, _("The poll is in your post."))
                return redirect(post)
        except Refusal as refused:
            form.is_valid()
            show_in(form, refused)
    context = {"post": post, "thread": post.thread, "form": form}
    status = NOT_ACCEPTED if form.errors else 200
    return render(request, "community/discussions/polls/add.html", context, status=status)


def close(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """Close a poll before its time, or one that has none."""
    done = _("The poll is closed. Its results stay.")
    return _do(request, pk, number, check_can_close_poll, close_poll, done)


def remove(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """Take away a poll that nobody has answered."""
    return _do(request, pk, number, check_can_remove_poll, remove_poll, _("The poll has been removed."))


@require_http_methods(["GET", "HEAD", "POST"])
def _do(request, pk, number, check, verb, done) -> HttpResponse:
    post, _poll = _find(request, pk, number)
    if request.method != "POST":
        return redirect(drawing.page_of(post.thread, number))
    try:
        check(request.user, post)
        verb(post, by=request.user)
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect(drawing.page_of(post.thread, number) if EXTRA in post.extras else post)


def _find(request, pk: int, number: int) -> tuple[Post, Poll]:
    post = find_post(request.user, pk, number)
    poll = Poll.objects.prefetch_related("options").filter(post=post).first()
    if poll is None:
        raise Http404
    return post, poll


def _check_form_counts(request) -> None:
    """The sign-in first: it is the reason for the other."""
    if not request.user.is_authenticated:
        raise SignedOut
    if form_key_has_expired(request):
        raise FormHasExpired


def _vote_of(user, poll: Poll) -> Vote | None:
    return Vote.objects.filter(poll=poll, user=user).first() if user.is_authenticated else None


def _may_see_results(post: Post, mine: Vote | None) -> bool:
    """Everybody, or only who has voted: what the poll said when it was made."""
    kept = post.extras[EXTRA]
    return drawing.results_are_public(kept) or (kept["showing"] == "voted" and mine is not None)


def _page(request, post: Post, poll: Poll, mine: Vote | None, *, form=None, status=200) -> HttpResponse:
    kept = post.extras[EXTRA]
    refusal = why_not(check_can_vote, request.user, post)
    if refusal is None and not poll.is_open:
        refusal = PollIsClosed()  # by the clock, a moment ago
    shows = _may_see_results(post, mine)
    chosen = mine.numbers if mine else []
    if form is None and refusal is None:
        form = VoteForm(poll=poll, language=post.language, chosen=chosen)
    context = {
        **drawing.facts(post, kept),
        "thread": post.thread,
        "form": form,
        "refusal": refusal if not kept["closed_at"] else None,
        "sign_in_url": f"{reverse('account_login')}?next={request.path}"
        if isinstance(refusal, SignInNeeded)
        else "",
        "row": poll,
        "mine": mine,
        "chosen": [
            option.text for number in chosen for option in poll.options.all() if option.number == number
        ],
        "shows": shows,
        "rows": drawing.rows_of(kept, post.number) if shows else [],
        "words": drawing.outcome_in_words(kept) if shows else "",
        "rounds": list(zip(drawing.rounds_in_words(kept), kept["outcome"]["rounds"], strict=True))
        if shows and kept["outcome"] and kept["voters"]
        else [],
        "round_rows": _round_rows(kept) if shows and kept["outcome"] else [],
        "voters": _voters(poll) if shows and poll.is_named and request.user.is_authenticated else [],
        "may_close": may(check_can_close_poll, request.user, post),
        "may_remove": may(check_can_remove_poll, request.user, post),
    }
    return render(request, "community/discussions/polls/page.html", context, status=status)


def _round_rows(kept: dict) -> list[dict]:
    """The table of rounds: a row an option, a cell a round; empty where it is out."""
    rounds = kept["outcome"]["rounds"]
    return [
        {
            "text": text,
            "cells": [one["votes"].get(str(number), "") for one in rounds],
            "won": number in kept["outcome"]["winners"],
        }
        for number, text in kept["options"]
    ]


def _voters(poll: Poll) -> list[dict]:
    """Who voted for what, by option; of rankings, who put it first. Closed accounts are counted, not named."""
    votes = list(Vote.objects.filter(poll=poll).select_related("user").order_by("voted_at", "pk"))
    listed = []
    for option in poll.options.all():
        cast = [
            vote.user
            for vote in votes
            if option.number in (vote.numbers[:1] if poll.method == "ranked" else vote.numbers)
        ]
        named = [person for person in cast if person is not None and person.is_active][:MOST_NAMES]
        if cast:
            listed.append({"text": option.text, "people": named, "others": len(cast) - len(named)})
    return listed
