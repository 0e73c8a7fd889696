"""Changing a post, and reading what it said before."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.refusals import Refusal, show_in

from ..finding import find_post_or_trace
from ..models import Post
from ..refusals import FormHasExpired, SignedOut
from ..views.forms_that_expire import checks_form_key_itself, form_key_has_expired
from ..views.menus import find_post
from ..views.writing import NOT_ACCEPTED
from .domain import edit_post
from .forms import EditForm
from .history import steps_of
from .permissions import check_can_edit, check_pace_of_edits, is_in_grace, may_see_history
from .refusals import ChangedMeanwhile


@checks_form_key_itself
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """Give a post other words."""
    if request.method != "POST":
        post = find_post(request.user, pk, number)
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={request.path}")
        try:
            check_can_edit(request.user, post)
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
            return redirect(post)
        return _page(request, post, EditForm(post=post))
    # Removed meanwhile, it is still found: what was typed comes back with the reason.
    post = find_post_or_trace(request.user, pk, number)
    form = EditForm(request.POST, post=post)
    stands_otherwise = False
    try:
        if not request.user.is_authenticated:
            raise SignedOut
        if form_key_has_expired(request):
            raise FormHasExpired
        check_can_edit(request.user, post)
        check_pace_of_edits(request.user)
        if form.is_valid():
            changed = edit_post(
                post,
                html=form.html,
                language=form.cleaned_data["language"],
                based_on=form.cleaned_data["based_on"],
            )
            if changed:
                messages.success(request, _("Your changes are saved."))
            return redirect(post)
    except Refusal as refusal:
        form.is_valid()  # what else is wrong is said in the same go
        if isinstance(refusal, ChangedMeanwhile):
            stands_otherwise = True
            post.refresh_from_db(fields=["html", "text", "language", "edit_count", "edited_at"])
            form.rebase(post)
        if refusal.field not in form.fields:
            refusal.field = "text"
        show_in(form, refusal)
    return _page(request, post, form, stands_otherwise=stands_otherwise, status=NOT_ACCEPTED)


def _page(request, post: Post, form: EditForm, *, stands_otherwise=False, status=200) -> HttpResponse:
    is_own = request.user.is_authenticated and post.author_id == request.user.pk
    context = {
        "post": post,
        "thread": post.thread,
        "form": form,
        "stands_otherwise": stands_otherwise,
        # Nobody but its author learns here how a post is typed.
        "loses_something": is_own and not post.is_removed and form.loses_something(),
        "is_in_grace": is_own and is_in_grace(post),
    }
    return render(request, "community/discussions/editing/edit.html", context, status=status)


@require_safe
def history(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """What the post said before, with the words that changed."""
    post = find_post_or_trace(request.user, pk, number)
    if not may_see_history(request.user, post):
        if post.is_removed:
            raise Http404
        return redirect(post)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    steps, following = steps_of(post, before=before)
    context = {
        "post": post,
        "thread": post.thread,
        "steps": steps,
        "earlier_url": f"?before={following}" if following else "",
        "newest_url": request.path if before is not None else "",
    }
    return render(request, "community/discussions/editing/history.html", context)
