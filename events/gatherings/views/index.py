"""The list of gatherings: what is coming, then what has been."""

from dataclasses import dataclass

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from community.context import Offer, offer_languages
from community.languages import active_language, site_languages

from ..choosing import Choice, facet_groups
from ..models import Gathering
from ..pages import GatheringsIndexPage

PAST_A_PAGE = 12
MOST_COMING = 60
SECONDS_WORDS_ARE_KEPT = 60


@dataclass(frozen=True)
class Door:
    """The words an editor gave the list."""

    title: str
    intro: str


def _door(page) -> Door:
    """The words of the CMS page ``page``, or of the one in this language; remembered for a minute."""
    if page is not None:
        return Door(page.title, page.intro)
    key = f"events-door:{active_language()}"
    door = cache.get(key)
    if door is None:
        found = GatheringsIndexPage.objects.filter(live=True, locale__language_code=active_language()).first()
        door = Door(found.title, found.intro) if found else Door("", "")
        cache.set(key, door, SECONDS_WORDS_ARE_KEPT)
    return door


@require_safe
def index(request, page=None):
    """Gatherings this reader may see. ``page`` is the CMS page whose words introduce them, where one delegates here."""
    base = reverse("events")
    choice = Choice.from_query(request.GET)
    rows = choice.narrowed(Gathering.objects.visible_to(request.user)).select_related("area")
    past_page = Paginator(rows.past(), PAST_A_PAGE).get_page(request.GET.get("page"))
    past = list(past_page.object_list)
    coming = list(rows.upcoming()[:MOST_COMING]) if past_page.number == 1 else []
    prefetch_related_objects([*coming, *past], "hosts")
    network_query = f"?{urlencode({'network': choice.network})}" if choice.network else ""
    context = {
        "door": _door(page),
        "coming": coming,
        "past": past,
        "page_obj": past_page,
        "choice": choice,
        "facet_groups": facet_groups(choice, base),
        "events_url": base,
        "calendar_url": reverse("events-calendar") + network_query,
        "feed_url": reverse("events-feed") + network_query,
    }
    offer_languages(request, {code: Offer() for code in site_languages()})
    response = render(request, "events/gatherings/index.html", context)
    if choice.narrows:
        # Every combination of choices is an address of its own; search engines are to read the events.
        response["X-Robots-Tag"] = "noindex, follow"
    return response
