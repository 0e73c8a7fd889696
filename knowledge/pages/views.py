"""Addresses with a name for pages that code leads to. Wagtail serves what stands at them."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe
from wagtail.views import serve


def networks(request) -> HttpResponse:
    """The list of networks."""
    return serve(request, "networks/")


def network(request, slug: str) -> HttpResponse:
    """A network's own home page."""
    return serve(request, f"networks/{slug}/")


@require_safe
def news(request) -> HttpResponse:
    """The news of the house and of every network."""
    return serve(request, "news/")
