"""Error pages in the reader's language and our design."""

from django.http import HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from community.context import offer_languages


def bad_request(request, exception=None):
    """400: the request makes no sense. Drawn without it, since even its host may be what was refused."""
    return HttpResponseBadRequest(render_to_string("400.html"))


def forbidden(request, exception=None):
    """403: signed in, but not allowed."""
    return render(request, "403.html", {"reason": str(exception) if exception else ""}, status=403)


def not_found(request, exception=None):
    """404: missing, or not for this reader; both look the same. It has no address to recommend to search engines."""
    offer_languages(request, {})
    return render(request, "404.html", status=404)


def method_not_allowed(request, refused):
    """405: an address that takes what is sent to it, called as a page. ``refused`` says what it takes."""
    offer_languages(request, {})
    response = render(request, "405.html", status=405)
    response.headers["Allow"] = refused.headers["Allow"]
    return response


def server_error(request):
    """500: drawn without context, since what failed may be what the context needs."""
    return HttpResponseServerError(render_to_string("500.html"))
