"""Handing a conversation out as a file."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.languages import active_language

from ..showing import find_thread
from . import taking


@login_required
@require_safe
def take(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """In which form to take it, and what was agreed about carrying words out of here."""
    thread = find_thread(request.user, pk)
    return render(request, "community/discussions/outside/take.html", {"thread": thread})


@login_required
@require_safe
def take_html(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The whole conversation as an HTML file."""
    return _file(request, pk, taking.as_html, "html", "text/html; charset=utf-8")


@login_required
@require_safe
def take_json(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The whole conversation as a JSON file."""
    return _file(request, pk, taking.as_json, "json", "application/json")


def _file(request, pk, write, ending, content_type) -> HttpResponse:
    thread = find_thread(request.user, pk)
    response = StreamingHttpResponse(write(thread, active_language()), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{thread.pk}-{thread.slug}.{ending}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
