"""Reading a thread."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ..pages import first_of_page
from ..showing import Discussion, asked_number, find_thread
from ..tending.redirects import where_it_went, where_post_went
from ..whole_pages import kept_page, may_be_kept

_PARAMETERS = frozenset({"from"})


@require_safe
def thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A page of the thread; twenty posts. ``?from=21`` begins there."""
    try:
        found = find_thread(request.user, pk)
    except Http404:
        return where_it_went(request.user, pk)
    if slug != found.slug:
        return redirect(f"{found.get_absolute_url()}{_query(request)}", permanent=True)

    def draw():
        return show(request, Discussion(request, found, asked=asked_number(request)))

    if may_be_kept(request, parameters=_PARAMETERS):
        return kept_page(request, ("thread", pk, found.stream_number, found.look_number), draw)
    return draw()


def show(request: HttpRequest, discussion: Discussion, *, status: int = 200) -> HttpResponse:
    """The page of a conversation, also after a reply that was refused."""
    context = {"discussion": discussion, "thread": discussion.thread}
    if discussion.form is not None:
        context["form"] = discussion.form  # the title says "Error:"
    return render(request, "community/discussions/thread.html", context, status=status)


@require_safe
def post_address(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """The address of one post: leads to the page that holds it, whatever the thread has grown to."""
    if (moved := where_post_went(request.user, pk, number)) is not None:
        return moved
    try:
        found = find_thread(request.user, pk)
    except Http404:
        return where_it_went(request.user, pk)
    first = first_of_page(min(number, max(found.last_number, 1)))
    page = f"?from={first}" if first > 1 else ""
    return redirect(f"{found.get_absolute_url()}{page}#post-{number}")


def _query(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""
