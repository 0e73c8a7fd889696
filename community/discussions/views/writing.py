"""Replying, starting, closing: everything that adds to a conversation.

A reply is sent by a plain form. The page's script sends the same form and asks
for JSON: what its stream has had since, or the messages for its fields.
"""

import contextlib
import json
from collections.abc import Iterator

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.languages import active_language
from community.live import replay
from community.refusals import Refusal, show_in

from ..composing.places import place_of_space
from ..composing.tools import ComposerTools
from ..domain.subjects import thread_on
from ..domain.threads import close_thread, reopen_thread, reply_to
from ..drafts import domain as drafts
from ..forms import ReplyForm, StartForm
from ..models import Space, Thread, ThreadKind
from ..pages import first_of_page
from ..permissions import check_can_close, check_can_reply, check_can_start, check_pace, may, why_not
from ..polls.domain import start_thread_with_poll
from ..polls.forms import PollForm
from ..refusals import FormHasExpired, MembershipNeeded, NotForSubject, SignedOut
from ..showing import Discussion, find_thread
from ..subjects import find_thread_on, may_see_subject, subjects
from ..tending.redirects import new_number, target_of
from .forms_that_expire import checks_form_key_itself, form_key_has_expired
from .threads import show
from .verbs import verb_on_thread

# What a refused form is answered with: the page is there, its content was not accepted.
NOT_ACCEPTED = 422


# --- Replies ------------------------------------------------------------------------------------------------------


@checks_form_key_itself
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Add a post to a thread."""
    thread = find_for_reply(request, pk)
    if request.method != "POST":
        return redirect(f"{thread.get_absolute_url()}#reply")
    discussion = Discussion(request, thread, asked=thread.last_number)
    form = _sent_reply(request, discussion)
    with _refusals_shown_in(form):
        _check_form_counts(request)
        check_can_reply(request.user, thread)
        form.may_keep_files = True
        check_pace(request.user)
        if form.is_valid():
            return _accepted(request, _write(form, thread, by=request.user))
    return _not_accepted(request, discussion, form)


@checks_form_key_itself
@require_http_methods(["GET", "HEAD", "POST"])
def reply_to_subject(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Add a post to the conversation about something; the first one begins it."""
    described = subjects.find(kind)
    thing = described.load(pk) if described else None
    if thing is None or not may_see_subject(request.user, described, thing):
        raise Http404
    thread = find_thread_on(kind, thing)
    if thread is not None:
        return reply(request, thread.pk, thread.slug)
    if request.method != "POST":
        return redirect(described.url(thing))
    discussion = Discussion(request, None, subject=(described, thing))
    form = _sent_reply(request, discussion)
    with _refusals_shown_in(form):
        _check_form_counts(request)
        if not described.may_reply(request.user, thing):
            raise NotForSubject
        form.may_keep_files = True
        check_pace(request.user)
        if form.is_valid():
            with transaction.atomic():
                post = _write(form, thread_on(kind, thing), by=request.user)
            return _accepted(request, post)
    return _not_accepted(request, discussion, form)


def find_for_reply(request, pk: int) -> Thread:
    """The thread to write in: where a form still names one that was merged away, the one it is part of now."""
    try:
        return find_thread(request.user, pk)
    except Http404:
        target = target_of(request.user, pk)
        if target is None:
            raise
        request.POST = request.POST.copy()
        request.POST["in_reply_to"] = new_number(pk, request.POST.get("in_reply_to", ""), target)
        return find_thread(request.user, target.pk)


def _sent_reply(request, discussion: Discussion) -> ReplyForm:
    tools = ComposerTools(request.user, discussion.writing_place)
    return ReplyForm(
        request.POST, request.FILES, thread=discussion.thread, draft=discussion.draft_key, tools=tools
    )


def _check_form_counts(request) -> None:
    """Refuse a form whose sign-in or key has run out. The sign-in first: it is the reason for the other."""
    if not request.user.is_authenticated:
        raise SignedOut
    if form_key_has_expired(request):
        raise FormHasExpired


def _write(form: ReplyForm, thread: Thread, *, by):
    post = reply_to(
        thread,
        by=by,
        html=form.html,
        language=form.cleaned_data["language"],
        in_reply_to=form.cleaned_data["in_reply_to"],
        submission_key=form.cleaned_data["submission_key"],
        attachments=form.cleaned_data["files"],
    )
    drafts.forget(by, form.tools.place)
    return post


def _accepted(request, post) -> HttpResponse:
    thread = post.thread
    after = request.POST.get("after", "")
    if _wants_json(request):
        # Everything since the page's number, this post among it: it comes in order, and once.
        stream = thread.stream_key
        number = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0
        extra = f',"post":{post.number},"url":{json.dumps(post.get_absolute_url())}'
        return HttpResponse(
            replay.answer(stream, number, active_language(), extra=extra), content_type="application/json"
        )
    first = first_of_page(post.number)
    page = f"?from={first}" if first > 1 else ""
    return redirect(f"{_page_of(request, thread)}{page}#post-{post.number}")


def _page_of(request, thread: Thread) -> str:
    """The page the form stood on, where it says so and that is one of ours; else the thread's own."""
    page = request.POST.get("next", "")
    if page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return page
    return thread.get_absolute_url()


def _not_accepted(request, discussion: Discussion, form: ReplyForm) -> HttpResponse:
    if _wants_json(request):
        problems = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
        return JsonResponse(
            {"errors": problems, "signed_in": request.user.is_authenticated}, status=NOT_ACCEPTED
        )
    discussion.form = form
    return show(request, discussion, status=NOT_ACCEPTED)


def _wants_json(request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


@contextlib.contextmanager
def _refusals_shown_in(form) -> Iterator[None]:
    """A refusal inside is put beside the field it is about, or beside the text: it is what could not be sent."""
    try:
        yield
    except Refusal as refusal:
        form.is_valid()  # what else is wrong is said in the same go
        if refusal.field not in form.fields:
            refusal.field = "text"
        show_in(form, refusal)


# --- New threads --------------------------------------------------------------------------------------------------


@checks_form_key_itself
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a thread in a space."""
    space = get_object_or_404(Space.objects.visible_to(request.user).prefetch_related("networks"), slug=slug)
    sent = request.method == "POST"
    if not request.user.is_authenticated and not sent:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if not sent and (refusal := why_not(check_can_start, request.user, space)) is not None:
        context = {"space": space, "refusal": refusal, "may_join": isinstance(refusal, MembershipNeeded)}
        return render(request, "community/discussions/start_refused.html", context, status=403)
    form = StartForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        may_announce=may(check_can_start, request.user, space, ThreadKind.ANNOUNCEMENT),
        draft=f"{space.stream_key}:{request.user.pk}",
        tools=ComposerTools(request.user, place_of_space(space)),
    )
    poll_form = PollForm(
        request.POST if sent else None, prefix="poll", empty_permitted=True, use_required_attribute=False
    )
    if not sent:
        return _start_page(request, space, form, poll_form)
    with _refusals_shown_in(form):
        _check_form_counts(request)
        check_can_start(request.user, space, request.POST.get("kind", ""))
        form.may_keep_files = True
        check_pace(request.user)
        if poll_form.is_valid() & form.is_valid():
            thread = start_thread_with_poll(
                space,
                by=request.user,
                title=form.cleaned_data["title"],
                html=form.html,
                kind=form.cleaned_data["kind"],
                language=form.cleaned_data["language"],
                topics=form.cleaned_data["topics"],
                submission_key=form.cleaned_data["submission_key"],
                poll=poll_form.choices,
                attachments=form.cleaned_data["files"],
            )
            drafts.forget(request.user, form.tools.place)
            return redirect(thread)
    return _start_page(request, space, form, poll_form, status=NOT_ACCEPTED)


def _start_page(request, space, form, poll_form, *, status=200):
    context = {"space": space, "form": form, "poll_form": poll_form}
    return render(request, "community/discussions/start.html", context, status=status)


# --- Closing ------------------------------------------------------------------------------------------------------


@verb_on_thread
def close(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Let nothing more be added."""
    return _tend(request, thread, close_thread, _("The conversation is closed. What was said stays."))


@verb_on_thread
def reopen(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Let the conversation go on."""
    return _tend(request, thread, reopen_thread, _("The conversation is open again."))


def _tend(request, thread, verb, said):
    try:
        check_can_close(request.user, thread)
        verb(thread, by=request.user)
        messages.success(request, said)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect(thread)
