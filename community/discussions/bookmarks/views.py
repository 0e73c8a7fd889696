"""Bookmarking a post, and my list of bookmarks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.languages import active_language
from community.previews import beginning_of

from ..models import Post
from ..views.menus import find_post
from ..views.writing import NOT_ACCEPTED
from .domain import remove_bookmark, set_bookmark
from .forms import BookmarkForm
from .models import Bookmark

BOOKMARKS_A_PAGE = 25
EXCERPT = 160


@require_http_methods(["GET", "HEAD", "POST"])
def bookmark(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """Set or change my bookmark on a post."""
    post = find_post(request.user, pk, number)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    mark = Bookmark.objects.filter(user=request.user, post=post).first()
    initial = {"note": mark.note, "remind_on": mark.remind_on} if mark else {}
    form = BookmarkForm(
        request.POST if request.method == "POST" else None, user=request.user, initial=initial
    )
    back = _next_page(request) or post.get_absolute_url()
    if form.is_valid():
        set_bookmark(post, by=request.user, **form.cleaned_data)
        messages.success(request, _("The bookmark is saved. Your bookmarks are in your inbox."))
        return redirect(back)
    context = {"post": post, "thread": post.thread, "form": form, "mark": mark, "back": back}
    status = NOT_ACCEPTED if form.is_bound else 200
    return render(request, "community/discussions/bookmarks/bookmark.html", context, status=status)


def _next_page(request) -> str:
    """Where this was asked from, where the form says so and that is one of our pages."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, {request.get_host()})
    return page if ours else ""


@login_required
@require_safe
def bookmarks(request: HttpRequest) -> HttpResponse:
    """My bookmarks, the newest first. Of posts that are gone, or closed to me now, only my own note is shown."""
    mine = Bookmark.objects.filter(user=request.user).order_by("-pk")
    asked = request.GET.get("before", "")
    is_later_page = asked.isascii() and asked.isdigit() and len(asked) < 18
    if is_later_page:
        mine = mine.filter(pk__lt=int(asked))
    marks = list(mine[: BOOKMARKS_A_PAGE + 1])
    has_older = len(marks) > BOOKMARKS_A_PAGE
    marks = marks[:BOOKMARKS_A_PAGE]
    posts = (
        Post.objects.visible_to(request.user)
        .filter(removed_at__isnull=True)
        .select_related("author", "thread__space")
        .in_bulk([mark.post_id for mark in marks])
    )
    here = reverse("bookmarks")
    context = {
        "rows": [{"mark": mark, "post": posts.get(mark.post_id)} for mark in marks],
        "older_url": f"{here}?before={marks[-1].pk}" if has_older else "",
        "newest_url": here if is_later_page else "",
        "language": active_language(),
        "here": request.get_full_path(),
    }
    for row in context["rows"]:
        if row["post"]:
            row["excerpt"] = beginning_of(row["post"].text, EXCERPT)
    return render(request, "community/discussions/bookmarks/bookmarks.html", context)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of my bookmarks away."""
    if remove_bookmark(of=request.user, pk=pk):
        messages.success(request, _("The bookmark is removed."))
    return redirect(_next_page(request) or "bookmarks")
