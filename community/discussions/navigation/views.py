"""Going to a post by number or day, the whole conversation on sheets, and what the keys do."""

from dataclasses import dataclass
from datetime import datetime, time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.languages import active_language

from .. import fragments
from ..parts import Mine
from ..showing import asked_number, find_thread
from ..tending.redirects import where_it_went
from .forms import GoForm

# Posts on one sheet of the print view; more would be a book.
POSTS_A_SHEET = 500
# A choice of this browser, like its theme: other devices have other keyboards. Script reads it.
KEYS_COOKIE = "keys"
_YEAR = 365 * 24 * 60 * 60  # seconds


# --- To a post ----------------------------------------------------------------------------------------------------


@require_safe
def go(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """To post ``?number=``, or the first since ``?day=``; the nearest there is. Without either, a page that asks."""
    thread = find_thread(request.user, pk)
    # An empty half of the form says nothing.
    asked = {name: value for name, value in request.GET.items() if value.strip()}
    form = GoForm(request.GET if request.GET else None)
    if asked and form.is_valid():
        number = form.cleaned_data["number"]
        if number is None:
            number = _first_since(thread, form.cleaned_data["day"])
        number = min(max(number, 1), max(thread.last_number, 1))
        return redirect("thread-post", thread.pk, thread.slug, number)
    return render(
        request,
        "community/discussions/navigation/go.html",
        {"thread": thread, "form": form},
        status=422 if form.errors else 200,
    )


def _first_since(thread, day) -> int:
    """Number of the first post written on or after ``day`` in the reader's time zone; the last one's, if none was."""
    try:
        begins = timezone.make_aware(datetime.combine(day, time.min))
        found = (
            thread.posts.filter(created_at__gte=begins)
            .order_by("number")
            .values_list("number", flat=True)
            .first()
        )
    except (OverflowError, ValueError):  # before the beginning of the calendar, or after its end
        found = None
    return found or thread.last_number


# --- On sheets ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stretch of a conversation that is shown on one page."""

    first: int
    last: int
    is_shown: bool


def sheets_of(last_number: int, first: int) -> list[Sheet]:
    """All sheets of a thread; the one with post ``first`` is shown."""
    return [
        Sheet(begin, min(begin + POSTS_A_SHEET - 1, last_number), begin <= first < begin + POSTS_A_SHEET)
        for begin in range(1, max(last_number, 1) + 1, POSTS_A_SHEET)
    ]


@require_safe
def print_view(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The whole thread on one page, to print or to search with the browser; long ones on sheets of 500 posts."""
    try:
        found = find_thread(request.user, pk)
    except Http404:
        return where_it_went(request.user, pk, "thread-print")
    asked = min(max(asked_number(request) or 1, 1), max(found.last_number, 1))
    sheets = sheets_of(found.last_number, asked)
    shown = next(sheet for sheet in sheets if sheet.is_shown)
    language = active_language()
    rows = list(found.posts.filter(number__gte=shown.first, number__lte=shown.last).for_reading())
    mine = Mine(request.user, rows)
    return render(
        request,
        "community/discussions/thread_print.html",
        {
            "thread": found,
            "posts": [
                mine.marked(post.number, fragments.post_fragment(post, found, language)) for post in rows
            ],
            "sheets": sheets if len(sheets) > 1 else [],
            "shown": shown,
            "previous": shown.first - POSTS_A_SHEET if shown.first > 1 else None,
            "next": shown.last + 1 if shown.last < found.last_number else None,
        },
    )


# --- By keys ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """What the keys do; a POST turns them off or on for this browser. ``?part=list`` is the dialog's content."""
    if request.method == "POST":
        return _switch_keys(request)
    is_part = request.GET.get("part") == "list"
    template = "keys_list" if is_part else "keys"
    context = {
        "are_off": request.COOKIES.get(KEYS_COOKIE) == "off",
        "next": "" if is_part else reverse("keys"),
    }
    return render(request, f"community/discussions/navigation/{template}.html", context)


def _switch_keys(request) -> HttpResponse:
    address = request.POST.get("next", "")
    fits = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    response = redirect(address if fits and address.startswith("/") else reverse("keys"))
    if request.POST.get("keys") == "off":
        response.set_cookie(KEYS_COOKIE, "off", max_age=_YEAR, samesite="Lax", secure=request.is_secure())
        messages.success(request, _("Single keys do nothing now, in this browser."))
    else:
        response.delete_cookie(KEYS_COOKIE, samesite="Lax")
        messages.success(request, _("The keys work again."))
    return response
