"""The page types of the house: home, networks, news, library and plain pages."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Collection, Page, Workflow

from community.discussions.models import Space
from community.home_panels import drawn_panels
from community.languages import text_in
from community.networks.models import Network

from . import translations
from .base import EditorialPage, StructuralPage
from .blocks import WaysIn
from .fields import BodyField
from .querysets import NewsManager

NEWS_A_PAGE = 12  # items on one page of the news


class HomePage(StructuralPage):
    """The front door, one a language."""

    is_creatable = False
    template = "knowledge/pages/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    page_description = _("The front door: what this is, for whom, and what is happening now.")

    headline = models.CharField(
        _("headline"),
        max_length=120,
        blank=True,
        help_text=_("The largest words on the page: what one comes here for."),
    )
    ways_title = models.CharField(_("title of the ways in"), max_length=80, blank=True)
    ways = BodyField(
        WaysIn(required=False),
        verbose_name=_("ways in"),
        help_text=_(
            "Places to begin; three are easiest to choose from. Left empty: conversations, library, events."
        ),
    )
    body = BodyField(help_text=_("Stands under the news."))

    content_panels = [
        *StructuralPage.content_panels,
        FieldPanel("headline"),
        MultiFieldPanel([FieldPanel("ways_title"), FieldPanel("ways")], heading=_("Ways in")),
        FieldPanel("body"),
    ]
    # Home pages stand side by side under the root, so their addresses differ; nobody sees them.
    override_translatable_fields = [translations.KeptField("slug")]
    network = None

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def right_slug(self) -> str:
        return self.slug

    def route(self, request, path_components):
        """The page at this path, found at once; where this language has none, the notice that another has it."""
        if not path_components:
            return super().route(request, path_components)
        path = "".join(f"{component}/" for component in path_components)
        found = Page.objects.descendant_of(self).filter(url_path=f"{self.url_path}{path}", live=True).first()
        if found is not None:
            return found.specific.route(request, [])
        try:
            return super().route(request, path_components)
        except Http404:
            source = translations.same_path_elsewhere(self, path_components)
            if source is None:
                raise
            return translations.untranslated_route(self, source)

    def serve(self, request, *args, untranslated=None, **kwargs):
        if untranslated is not None:
            return self.serve_untranslated(request, untranslated)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["networks"] = list(Network.objects.all())
        context["panels"] = drawn_panels(self.language)
        return context

    def schema(self, request):
        address = request.build_absolute_uri(f"/{self.language}/")
        return {
            "@type": "WebSite",
            "@id": f"{address}#site",
            "name": settings.SITE_NAME,
            "url": address,
            "inLanguage": self.language,
            "description": self.description,
            "publisher": {
                "@type": "Organization",
                "name": settings.SITE_NAME,
                "url": request.build_absolute_uri("/"),
            },
            "potentialAction": {
                "@type": "SearchAction",
                "target": request.build_absolute_uri(reverse("search")) + "?q={words}",
                "query-input": "required name=words",
            },
        }


class NetworksIndexPage(StructuralPage):
    """All networks."""

    is_creatable = False
    fixed_slug = "networks"
    template = "knowledge/pages/networks_index_page.html"
    parent_page_types = ["knowledge.HomePage"]
    subpage_types = ["knowledge.NetworkHomePage"]
    page_description = _("The list of networks. A network’s page is made when the network is.")

    class Meta:
        verbose_name = _("list of networks")
        verbose_name_plural = _("lists of networks")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        homes = NetworkHomePage.objects.child_of(self).live().filter(alias_of__isnull=True)
        context["network_homes"] = list(homes.select_related("network").order_by("network__name_en"))
        return context


class NetworkHomePage(StructuralPage):
    """A network's own front page, one a language; everything under it is the network's to write."""

    is_creatable = False
    template = "knowledge/pages/network_home_page.html"
    parent_page_types = ["knowledge.NetworksIndexPage"]
    page_description = _("A network’s own front page. It is made with the network.")

    # Not one-to-one: the pages of one network in its languages share it.
    network = models.ForeignKey(
        Network, models.PROTECT, related_name="home_pages", verbose_name=_("network"), editable=False
    )
    body = BodyField()

    content_panels = [*StructuralPage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("home page of a network")
        verbose_name_plural = _("home pages of networks")

    def right_slug(self) -> str:
        return self.network.slug

    @property
    def description(self) -> str:
        return super().description or text_in(self.network, "description", self.language)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        spaces = Space.objects.visible_to(request.user).filter(networks=self.network).distinct()
        context["spaces"] = list(spaces.prefetch_related("networks"))
        context["network_pages"] = list(
            StandardPage.objects.child_of(self).live().filter(alias_of__isnull=True)
        )
        context["panels"] = drawn_panels(self.language, self.network)
        return context

    def schema(self, request):
        address = self.absolute_url(request)
        return {
            "@type": "Organization",
            "@id": f"{address}#network",
            "name": text_in(self.network, "name", self.language),
            "url": address,
            "description": self.description,
            "sameAs": self.network.website,
            "areaServed": self.network.country,
        }


class StandardPage(EditorialPage):
    """A page of words: about us, guidelines, a guide."""

    template = "knowledge/pages/standard_page.html"
    parent_page_types = ["knowledge.HomePage", "knowledge.NetworkHomePage", "knowledge.StandardPage"]
    subpage_types = ["knowledge.StandardPage"]
    page_description = _("A page of words: about us, guidelines, a guide. May have pages under it.")

    body = BodyField()

    content_panels = [*EditorialPage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        below = StandardPage.objects.child_of(self).live().filter(alias_of__isnull=True).order_by("path")
        context["pages_below"] = list(below) if self.numchild else []
        return context

    def schema(self, request):
        return {
            "@type": "WebPage",
            "name": self.title,
            "description": self.description,
            "url": self.absolute_url(request),
            "inLanguage": self.language,
            "dateModified": self.last_published_at.isoformat() if self.last_published_at else "",
        }


class NewsIndexPage(StructuralPage):
    """The news of the house (and of every network), or of one network."""

    is_creatable = False
    fixed_slug = "news"
    template = "knowledge/pages/news_index_page.html"
    parent_page_types = ["knowledge.HomePage", "knowledge.NetworkHomePage"]
    subpage_types = ["knowledge.NewsPage"]
    page_description = _("The list of news. The one under the home page shows every network’s.")

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def news(self):
        """What the list shows, newest first: under the home page the networks' news as well."""
        above = self.path[: -self.steplen]
        return NewsPage.objects.filter(path__startswith=above).newest()

    @property
    def feed_url(self) -> str:
        """Address of the Atom feed."""
        return f"{self.url}feed.atom"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        shown = Paginator(self.news(), NEWS_A_PAGE).get_page(request.GET.get("page"))
        context["page_obj"] = shown
        context["news"] = list(shown.object_list)
        context["show_networks"] = self.network is None
        return context


class NewsPage(EditorialPage):
    """Something that happened or is about to."""

    template = "knowledge/pages/news_page.html"
    parent_page_types = ["knowledge.NewsIndexPage"]
    subpage_types = []
    page_description = _("Something that happened or is about to, with its day.")

    day = models.DateField(_("day"), default=timezone.localdate, help_text=_("Stands beside the title."))
    author_line = models.CharField(
        _("written by"),
        max_length=150,
        blank=True,
        help_text=_("For example: Siân, for the coordinating team."),
    )
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Stands above the text and in lists. Its own description is read out."),
    )
    body = BodyField()

    objects = NewsManager()

    content_panels = [
        *EditorialPage.content_panels,
        FieldRowPanel([FieldPanel("day"), FieldPanel("author_line")]),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")

    def schema(self, request):
        picture = self.picture.get_rendition("width-1200") if self.picture else None
        return {
            "@type": "NewsArticle",
            "headline": self.title,
            "description": self.description,
            "datePublished": self.day.isoformat(),
            "dateModified": self.last_published_at.isoformat() if self.last_published_at else "",
            "author": {"@type": "Person", "name": self.author_line} if self.author_line else "",
            "inLanguage": self.language,
            "mainEntityOfPage": self.absolute_url(request),
            "image": request.build_absolute_uri(picture.url) if picture else "",
            "publisher": {
                "@type": "Organization",
                "name": self.network.name if self.network else settings.SITE_NAME,
            },
        }


class LibraryIndexPage(StructuralPage):
    """The library's door: an editor writes its words, the library room draws the shelves."""

    is_creatable = False
    fixed_slug = "library"
    template = "knowledge/library/index.html"
    parent_page_types = ["knowledge.HomePage"]
    subpage_types = []
    page_description = _(
        "The library. Its records are kept apart from pages; here stand the words that introduce them."
    )

    class Meta:
        verbose_name = _("library")
        verbose_name_plural = _("libraries")

    def serve(self, request, *args, **kwargs):
        from knowledge.library.views.index import index

        request.is_preview = False
        translations.offer(request, self)
        return index(request, page=self)

    def serve_preview(self, request, mode_name):
        from knowledge.library.views.index import index

        request.is_preview = True
        return index(request, page=self)


class NetworkEditors(models.Model):
    """What lets a network's editors write its pages and nobody else's: made with the network, kept in step by hooks."""

    network = models.OneToOneField(Network, models.CASCADE, related_name="editors")
    group = models.OneToOneField(Group, models.CASCADE, related_name="+")
    collection = models.OneToOneField(Collection, models.PROTECT, related_name="+")
    workflow = models.OneToOneField(Workflow, models.PROTECT, related_name="+")

    def __str__(self):
        return str(self.group)
