"""Events in the editors' area: where a new one is begun."""

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component

from community.networks.permissions import networks_where
from knowledge.pages.translations import language_of_locale

from .pages import GatheringsIndexPage


class OwnEventsPanel(Component):
    """In each language: begin an event, and see those that are there."""

    name = "own_events"
    template_name = "events/gatherings/admin/own_events.html"
    order = 51

    def get_context_data(self, parent_context):
        return {"rows": lists_for(parent_context["request"].user)}


def lists_for(user) -> list[dict]:
    """The lists of events with their languages and what can be done there; none for who edits nowhere. One query."""
    if not networks_where(user, "edits_pages"):
        return []
    return [
        {
            "title": index.title,
            "language": language_of_locale(index.locale_id),
            "new_url": reverse("wagtailadmin_pages:add", args=["events", "eventpage", index.pk]),
            "below_url": reverse("wagtailadmin_explore", args=[index.pk]),
            "live_url": index.url,
        }
        for index in GatheringsIndexPage.objects.filter(alias_of__isnull=True).order_by("path")
    ]


@hooks.register("construct_homepage_panels")
def add_own_events(request, panels):
    """Below one's own pages."""
    panels.append(OwnEventsPanel())
