"""Removing a post, after a question; and putting it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.languages import active_language
from community.refusals import Refusal

from ..finding import find_post_or_trace
from ..permissions import check_can_close, may
from ..views.writing import NOT_ACCEPTED
from .domain import remove as remove_words
from .domain import restore as restore_words
from .forms import RemoveForm
from .permissions import check_can_remove, check_can_restore
from .traces import EXTRA


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """Ask whether the post is to be removed, and remove it."""
    post = find_post_or_trace(request.user, pk, number)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if post.is_removed:
        return _removed_already(request, post)
    is_own = post.author_id == request.user.pk
    form = RemoveForm(request.POST if request.method == "POST" else None, is_own=is_own)
    try:
        check_can_remove(request.user, post)
        if form.is_valid():
            reason = form.cleaned_data.get("reason", "")
            if not remove_words(post, by=request.user, reason=reason, language=active_language()):
                return _removed_already(request, post)
            messages.success(
                request,
                _("Your post is removed. For ten minutes you can put it back.")
                if is_own
                else _("The post is removed. The reason stands in its place."),
            )
            return redirect(post)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect(post)
    context = {"post": post, "thread": post.thread, "form": form, "is_own": is_own}
    status = NOT_ACCEPTED if form.is_bound else 200
    return render(request, "community/discussions/removing/remove.html", context, status=status)


def _removed_already(request, post) -> HttpResponse:
    """Back to what stands in the post's place; said, unless the same person pressed twice."""
    typed = " ".join(request.POST.get("reason", "").split())
    given = post.extras.get(EXTRA, {}).get("reason", "")
    if post.removed_by_id != request.user.pk or typed not in ("", given):
        messages.info(request, _("This post had been removed already, so nothing was changed."))
    return redirect(post)


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """Show a removed post's words to whoever may put it back, and put it back."""
    post = find_post_or_trace(request.user, pk, number)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if not post.is_removed:
        return redirect(post)
    if not may(check_can_restore, request.user, post):
        if post.author_id == request.user.pk or may(check_can_close, request.user, post.thread):
            messages.error(request, _("This post can be put back by those who look after this conversation."))
            return redirect(post)
        raise Http404
    if request.method == "POST":
        try:
            restore_words(post)
            messages.success(request, _("The post is back in its place."))
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        return redirect(post)
    context = {
        "post": post,
        "thread": post.thread,
        "is_own": post.author_id == request.user.pk,
        "tends": may(check_can_close, request.user, post.thread),
    }
    return render(request, "community/discussions/removing/restore.html", context)
