"""Accepting answers; proposing and deciding what was learned."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.refusals import Refusal, show_in

from ..models import Thread
from ..permissions import check_can_tend, may
from ..showing import find_thread
from ..tending.redirects import where_it_went
from ..tending.views import tends
from ..views.menus import find_post
from . import domain
from .forms import DeclineForm, SummaryForm
from .models import SummaryState, ThreadSummary
from .permissions import check_can_accept, check_can_edit, check_can_propose, check_can_take_back

NOT_ACCEPTED = 422


# --- Answers ------------------------------------------------------------------------------------------------------


def _on_post(request, pk, number, check, step, said):
    post = find_post(request.user, pk, number)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={post.get_absolute_url()}")
    if request.method == "POST":
        try:
            check(request.user, post)
            step(post, by=request.user)
            messages.success(request, said)
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
    return redirect(post)


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """This post answers the question."""
    said = _("The answer is accepted. It stands at the top of the conversation.")
    return _on_post(request, pk, number, check_can_accept, domain.accept_answer, said)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """It does not answer it after all."""
    return _on_post(
        request, pk, number, check_can_take_back, domain.take_answer_back, _("The question is open again.")
    )


# --- Summaries ----------------------------------------------------------------------------------------------------


def _takes_part(view):
    """``view(request, thread)`` for who may propose in the thread; for others the reason why not."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
        try:
            thread = find_thread(request.user, pk)
        except Http404:
            return where_it_went(request.user, pk)
        if not may(check_can_tend, request.user, thread):
            try:
                check_can_propose(request.user, thread)
            except Refusal as refusal:
                messages.error(request, str(refusal.message))
                return redirect(thread)
        return view(request, thread)

    return wrapped


def _open_proposal(thread: Thread) -> ThreadSummary | None:
    found = thread.summaries.select_related("proposed_by").filter(state=SummaryState.PROPOSED).first()
    if found is not None:
        found.thread = thread
    return found


@_takes_part
def summary(request: HttpRequest, thread: Thread) -> HttpResponse:
    """What is published, what is proposed, and the form to write one."""
    proposal = _open_proposal(thread)
    may_write = proposal is None or may(check_can_edit, request.user, proposal)
    before = proposal or thread.summary
    form = None
    if may_write or request.method == "POST":
        initial = {"text": before.source, "language": before.language} if before else {}
        draft = f"summary:{thread.pk}:{request.user.pk}"
        form = SummaryForm(request.POST or None, draft=draft, initial=initial)
    if request.method == "POST" and form.is_valid():
        words, language = form.cleaned_data["text"], form.cleaned_data["language"]
        try:
            # The form says what it was about: a proposal may have been made or decided since.
            if request.POST.get("proposal"):
                if proposal is None or str(proposal.pk) != request.POST["proposal"]:
                    raise domain.refusals.ProposalDecided
                check_can_edit(request.user, proposal)
                domain.edit_proposal(proposal, words=words, language=language)
            else:
                domain.propose_summary(thread, by=request.user, words=words, language=language)
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(
                request, _("Your proposal is kept. A facilitator decides whether to publish it.")
            )
            return redirect("thread-summary", thread.pk, thread.slug or "-")
    return render(
        request,
        "community/discussions/outcomes/summary.html",
        {
            "thread": thread,
            "published": thread.summary,
            "proposal": proposal,
            "form": form,
            "may_decide": proposal is not None and may(check_can_tend, request.user, thread),
            "stamp": proposal.changed_at.isoformat() if proposal else "",
        },
        status=NOT_ACCEPTED if form is not None and form.errors else 200,
    )


@require_POST
@tends
def publish(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Have the open proposal stand at the top of the conversation."""
    proposal = _open_proposal(thread)
    if proposal is None or proposal.changed_at.isoformat() != request.POST.get("stamp", ""):
        messages.error(request, str(domain.refusals.ProposalChanged.message))
        return redirect("thread-summary", thread.pk, thread.slug or "-")
    domain.publish_summary(proposal, by=request.user, as_read_at=proposal.changed_at)
    messages.success(request, _("What we learned is published at the top of the conversation."))
    return redirect(thread)


@tends
def decline(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Say why the open proposal is not published."""
    proposal = _open_proposal(thread)
    if proposal is None:
        messages.error(request, str(domain.refusals.ProposalDecided.message))
        return redirect("thread-summary", thread.pk, thread.slug or "-")
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.decline_summary(proposal, by=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(request, _("The proposal is declined, and the person who wrote it is told why."))
            return redirect(thread)
    return render(
        request,
        "community/discussions/outcomes/decline.html",
        {"thread": thread, "proposal": proposal, "form": form},
        status=NOT_ACCEPTED if form.errors else 200,
    )
