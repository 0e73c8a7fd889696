"""Looking after a conversation: forms, and a page that says what will happen before it does."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from community.audience import read_viewers
from community.refusals import Refusal, show_in

from ..models import FollowLevel, Space, Thread, ThreadPlace
from ..permissions import check_can_tend, tended_spaces
from ..showing import asked_number, find_thread
from ..views.verbs import verb_on_thread
from ..writers import name_of_writer
from . import domain, refusals
from .forms import MergeForm, MoveForm, RenameForm, SplitForm
from .redirects import where_it_went

NOT_ACCEPTED = 422
# Conversations offered to merge with; any other by its address.
NEAR = 8
# Posts offered on one page of the form for splitting.
OFFERED = 100
_EXCERPT = 120


def tends(view):
    """``view(request, thread)`` for who tends the thread; for others of its readers the reason why not."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
        try:
            thread = find_thread(request.user, pk)
        except Http404:
            return where_it_went(request.user, pk)
        try:
            check_can_tend(request.user, thread)
            return view(request, thread)
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
            return redirect(thread)

    return wrapped


def _in_space(thread: Thread) -> None:
    if not thread.space_id:
        raise refusals.BelongsToItsSubject


def _page(request, thread: Thread, name: str, **context) -> HttpResponse:
    form = context.get("form")
    wrong = form is not None and form.is_bound and bool(form.errors)
    context |= {"thread": thread, "space": thread.space}
    return render(
        request, f"community/discussions/tending/{name}.html", context, status=NOT_ACCEPTED if wrong else 200
    )


@tends
def rename(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Another title, kind, language, other topics."""
    _in_space(thread)
    form = RenameForm(request.POST or None, thread=thread)
    if request.method == "POST" and form.is_valid():
        if domain.change_thread(thread, by=request.user, **form.cleaned_data):
            messages.success(request, _("The conversation is changed, and a note in it says so."))
        return redirect(thread)
    return _page(request, thread, "rename", form=form)


@verb_on_thread
def pin(request: HttpRequest, thread: Thread) -> HttpResponse:
    """To the top of its space."""
    return _press(
        request, thread, domain.pin_thread, _("The conversation stands at the top of its space now.")
    )


@verb_on_thread
def unpin(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Back to its place by age."""
    return _press(request, thread, domain.unpin_thread, _("The conversation is no longer pinned."))


def _press(request, thread, step, said):
    try:
        check_can_tend(request.user, thread)
        step(thread, by=request.user)
        messages.success(request, said)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect(thread)


# --- Moving -------------------------------------------------------------------------------------------------------


@tends
def move(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Choose the space, read what will happen, do it."""
    _in_space(thread)
    spaces = [space for space in open_spaces(request.user) if space.pk != thread.space_id]
    form = MoveForm(request.POST or None, spaces=spaces)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["space"]
        if "confirmed" not in request.POST:
            return _page(
                request, thread, "move_confirm", form=form, to=to, effects=effects_of_moving(thread, to)
            )
        try:
            domain.move_thread(thread, to=to, by=request.user)
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(request, _("The conversation was moved to “%(space)s”.") % {"space": to.name})
            return redirect(Thread.objects.get(pk=thread.pk))
    return _page(request, thread, "move", form=form, spaces=spaces)


def open_spaces(user) -> list[Space]:
    """Spaces that ``user`` tends and where something new may be added."""
    return [space for space in tended_spaces(user) if space.archived_at is None]


def effects_of_moving(thread: Thread, to: Space) -> list[str]:
    """Sentences that say who will read the conversation there, and who will not any more."""
    said = [audience_sentence(to)]
    followers = list(
        ThreadPlace.objects.filter(
            Q(level=FollowLevel.WATCHING) | Q(has_taken_part=True), thread=thread
        ).values_list("user_id", flat=True)
    )
    keys, lost = to.audience_keys(), 0
    for start in range(0, len(followers), 500):
        viewers = read_viewers(followers[start : start + 500])
        lost += sum(not viewer.holds_any(keys) for viewer in viewers.values())
    if lost:
        said.append(
            ngettext(
                "%(count)s person who follows it or has written in it may not read there, and loses it at once.",
                "%(count)s people who follow it or have written in it may not read there, and lose it at once.",
                lost,
            )
            % {"count": lost}
        )
    else:
        said.append(_("Everybody who follows it or has written in it can read it there as well."))
    said.append(
        _("Its address stays the same for all who may read there. A note in it says that you moved it.")
    )
    return said


def audience_sentence(space: Space) -> str:
    """Who reads what is said in a space."""
    match space.audience:
        case "public":
            return _("Everyone can read it there, signed in or not.")
        case "members":
            return _("Everyone who is signed in can read it there.")
        case "networks":
            return _("Members of the networks that hold the space can read it there, nobody else.")
    return _("Only people who were invited to the space can read it there.")


# --- Splitting ----------------------------------------------------------------------------------------------------


@tends
def split(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Choose posts, a title and a space; read what will happen; do it."""
    begin = max(2, asked_number(request) or 2)
    first = request.GET.get("first", "")
    first = int(first) if first.isascii() and first.isdigit() and len(first) < 9 else None
    if first is not None:
        begin = max(2, first)
    rows = list(thread.posts.said().filter(number__gte=begin).for_reading()[: OFFERED + 1])
    offered = [(str(post.number), _label_of(post)) for post in rows[:OFFERED]]
    spaces = open_spaces(request.user)
    initial = {"posts": [number for number, _label in offered] if first is not None else []}
    if thread.space_id:
        initial["space"] = str(thread.space_id)
    form = SplitForm(request.POST or None, posts=offered, spaces=spaces, initial=initial)
    older = rows[OFFERED].number if len(rows) > OFFERED else None
    if request.method == "POST" and form.is_valid():
        to, numbers = form.cleaned_data["space"], form.cleaned_data["posts"]
        if "confirmed" not in request.POST:
            return _page(
                request,
                thread,
                "split_confirm",
                form=form,
                to=to,
                effects=_effects_of_splitting(thread, numbers, to),
            )
        try:
            fresh = domain.split_thread(
                thread, numbers=numbers, title=form.cleaned_data["title"], to=to, by=request.user
            )
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(request, _("The posts are a conversation of their own now."))
            return redirect(fresh)
    return _page(request, thread, "split", form=form, begin=begin, older=older, has_earlier=begin > 2)


def _label_of(post) -> str:
    person = name_of_writer(post)
    return _("%(number)s: %(person)s – %(words)s") % {
        "number": post.number, "person": person, "words": Truncator(post.text).chars(_EXCERPT),
    }  # fmt: skip


def _effects_of_splitting(thread: Thread, numbers: list[int], to: Space) -> list[str]:
    said = [
        ngettext(
            "%(count)s post leaves this conversation and begins a new one.",
            "%(count)s posts leave this conversation and begin a new one.",
            len(numbers),
        )
        % {"count": len(numbers)}
    ]
    if to.pk != thread.space_id:
        said.append(audience_sentence(to))
    said.append(_("They are numbered anew there. Links to them go on working for all who may read there."))
    said.append(_("Where they stood, a note says so. Who follows this conversation follows the new one too."))
    return said


# --- Merging ------------------------------------------------------------------------------------------------------


@tends
def merge(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Choose the other conversation, read what will happen, do it."""
    _in_space(thread)
    near = list(
        Thread.objects.filter(space=thread.space_id, removed_at__isnull=True)
        .exclude(pk=thread.pk)
        .order_by("-last_post_at", "-pk")[:NEAR]
    )
    form = MergeForm(request.POST or None, user=request.user, thread=thread, near=near)
    if request.method == "POST" and form.is_valid():
        if "confirmed" not in request.POST:
            return _page(
                request, thread, "merge_confirm", form=form, target=form.target,
                effects=_effects_of_merging(thread, form.target),
            )  # fmt: skip
        try:
            domain.merge_threads(thread, into=form.target, by=request.user)
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(request, _("The two conversations are one now."))
            return redirect(reverse("thread", args=[form.target.pk, form.target.slug or "-"]))
    return _page(request, thread, "merge", form=form)


def _effects_of_merging(thread: Thread, target: Thread) -> list[str]:
    said = [
        ngettext(
            "Its post is added at the end of the other conversation.",
            "Its %(count)s posts are added at the end of the other conversation, in their order.",
            thread.post_count,
        )
        % {"count": thread.post_count},
        _(
            "This conversation is no longer listed. Its address, and the links to its posts, lead to the other one."
        ),
    ]
    if target.space_id and target.space_id != thread.space_id:
        said.append(audience_sentence(target.space))
    said.append(_("Who follows this conversation follows the other one from then on."))
    said.append(_("This cannot be taken back, but posts can be split off again."))
    return said
