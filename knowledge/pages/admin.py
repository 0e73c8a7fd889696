"""The editors' area: tidied, in our words, and beginning with the editor's own pages."""

from dataclasses import dataclass

from django.db.models import Q
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from community.networks.permissions import networks_where

from .models import NetworkHomePage, NewsIndexPage
from .translations import language_of_locale


@hooks.register("insert_global_admin_css")
def our_colours():
    """Our accent instead of Wagtail's."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/plethu.css"))


# --- The first page ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where an editor works: its title leads to ``url``; ``actions`` are labels with addresses, "" for what is not there."""

    title: str
    language: str
    url: str
    actions: list[tuple[str, str]]


class PlacesPanel(Component):
    """A list of places on the first page, each with its language and what one does there; nothing for who has none."""

    template_name = "knowledge/pages/admin/places.html"
    heading = ""

    def places(self, user) -> list[Place]:
        """What is listed for ``user``, with a number of queries that does not depend on the rows."""
        raise NotImplementedError

    def get_context_data(self, parent_context):
        return {
            "name": self.name,
            "heading": self.heading,
            "places": self.places(parent_context["request"].user),
        }


class OwnPagesPanel(PlacesPanel):
    """The front pages of the editor's networks in each language. Two queries."""

    name = "own_pages"
    heading = _("Your network’s pages")
    order = 50

    def places(self, user):
        homes = (
            NetworkHomePage.objects.filter(
                network_id__in=networks_where(user, "edits_pages"), alias_of__isnull=True
            )
            .select_related("network")
            .order_by("network__name_en", "path")
        )
        news = list(NewsIndexPage.objects.filter(depth__gt=3).only("path"))
        return [self._place(home, news) for home in homes]

    def _place(self, home, news):
        index = next((one for one in news if one.path.startswith(home.path)), None)
        edit_url = reverse("wagtailadmin_pages:edit", args=[home.pk])
        news_url = (
            reverse("wagtailadmin_pages:add", args=["knowledge", "newspage", index.pk]) if index else ""
        )
        actions = [
            (gettext("Edit"), edit_url),
            (
                gettext("New page"),
                reverse("wagtailadmin_pages:add", args=["knowledge", "standardpage", home.pk]),
            ),
            (gettext("Write news"), news_url),
            (gettext("Pages below"), reverse("wagtailadmin_explore", args=[home.pk])),
            (gettext("See the page"), home.url),
        ]
        return Place(home.title, language_of_locale(home.locale_id), edit_url, actions)


@hooks.register("construct_homepage_panels")
def begin_with_own_pages(request, panels):
    """One's own pages first."""
    panels.append(OwnPagesPanel())


# --- Help -------------------------------------------------------------------------------------------------------------


class HelpView(TemplateView):
    """How pages, languages, pictures and publishing work here."""

    template_name = "knowledge/pages/admin/help.html"


@hooks.register("register_admin_urls")
def help_address():
    return [path("help/", HelpView.as_view(), name="editors_help")]


@hooks.register("register_help_menu_item")
def help_entry():
    return MenuItem(_("How to edit"), reverse("editors_help"), name="how-to-edit", icon_name="help", order=10)


@hooks.register("construct_help_menu")
def only_our_help(request, items):
    """Links to the makers of the software lead editors away from what is theirs; the keyboard list stays."""
    items[:] = [item for item in items if item.name in ("how-to-edit", "keyboard-shortcuts-trigger")]


@hooks.register("construct_main_menu")
def to_the_site(request, items):
    """Reports of the whole installation are the administrators'."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "reports"]


class SiteMenuItem(MenuItem):
    """The way back to what readers see. Every address begins like its own, so it says itself that it is not here."""

    def is_active(self, request):
        return False


@hooks.register("register_admin_menu_item")
def back_to_the_site():
    return SiteMenuItem(_("To the site"), "/", name="to-the-site", icon_name="home", order=9990)


# --- Choosing a page to link to -----------------------------------------------------------------------------------------


@hooks.register("construct_page_chooser_queryset")
def public_pages_and_own(pages, request):
    """Editors link to what is public, and to drafts of their own; titles of other networks' drafts are not theirs."""
    if request.user.is_superuser:
        return pages
    allowed = Q(live=True) | Q(owner=request.user)
    own_homes = NetworkHomePage.objects.filter(network_id__in=networks_where(request.user, "edits_pages"))
    for tree_path in own_homes.values_list("path", flat=True):
        allowed |= Q(path__startswith=tree_path)
    return pages.filter(allowed)
