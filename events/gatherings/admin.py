"""Events in the editors' area: where a new one is begun."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from community.networks.permissions import networks_where
from knowledge.pages.admin import Place, PlacesPanel
from knowledge.pages.translations import language_of_locale

from .pages import GatheringsIndexPage


class OwnEventsPanel(PlacesPanel):
    """The list of events in each language, for who edits anywhere. One query."""

    name = "own_events"
    heading = _("Events")
    order = 51

    def places(self, user):
        if not networks_where(user, "edits_pages"):
            return []
        lists = GatheringsIndexPage.objects.filter(alias_of__isnull=True).order_by("path")
        return [self._place(index) for index in lists]

    def _place(self, index):
        below_url = reverse("wagtailadmin_explore", args=[index.pk])
        actions = [
            (gettext("New event"), reverse("wagtailadmin_pages:add", args=["events", "eventpage", index.pk])),
            (gettext("Pages below"), below_url),
            (gettext("See the page"), index.url),
        ]
        return Place(index.title, language_of_locale(index.locale_id), below_url, actions)


@hooks.register("construct_homepage_panels")
def add_own_events(request, panels):
    """Below one's own pages."""
    panels.append(OwnEventsPanel())
