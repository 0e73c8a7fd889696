"""What every editorial page shares, whichever floor its model lives on.

A page type subclasses :class:`EditorialPage`; one of which there is exactly one
in its place (the library's index, a network's home) subclasses
:class:`StructuralPage` and is made by ``knowledge.pages.domain.tree``::

    class EventPage(EditorialPage):
        parent_page_types = ["events.GatheringsIndexPage"]
        subpage_types = []
        template = "events/gatherings/event_page.html"   # extends "knowledge/pages/page.html"
        body = BodyField()
        content_panels = [*EditorialPage.content_panels, FieldPanel("body")]

        def schema(self, request):
            return {"@type": "Event", "name": self.title, "startDate": …}

Pages are public. What only some may see is never kept in one.
"""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PagePermissionTester
from wagtail_localize.fields import SynchronizedField

from . import translations
from .network_trees import network_at
from .structured import as_script


class EditorialPage(Page):
    """A page that editors write and translate. The address is the same in every language.

    In its template there are, beside Wagtail's ``page``: ``trail`` (for the breadcrumb), ``network`` (the one
    in whose tree the page stands, or nothing) and ``structured_data`` (schema.org, ready to print).
    """

    intro = models.TextField(
        _("introduction"),
        max_length=400,
        blank=True,
        help_text=_("One or two sentences under the title. They also stand in lists of pages."),
    )

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("Address and search engines"),
        ),
    ]
    # The same path in each language: the address follows the page it was translated from.
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        abstract = True

    # --- For templates ---

    @cached_property
    def network(self):
        """The network in whose tree the page stands; nothing for pages of the house."""
        return network_at(self.path)

    @property
    def description(self) -> str:
        """What search engines and link previews are told."""
        return self.search_description or self.intro

    @property
    def language(self) -> str:
        """Code of the language the page is written in. No query: locales are remembered."""
        return translations.language_of_locale(self.locale_id)

    def absolute_url(self, request) -> str:
        """Address with scheme and host, as the reader reached us."""
        return request.build_absolute_uri(self.get_url(request))

    def trail(self, request) -> list[dict]:
        """Steps from the home page to this one, for ``{% breadcrumb %}``; empty on the home page itself."""
        steps = self.get_ancestors().filter(depth__gt=1).only("title", "url_path", "depth", "path")
        trail = [{"label": step.title, "url": step.get_url(request)} for step in steps]
        return [*trail, {"label": self.title, "url": self.get_url(request)}] if trail else []

    def schema(self, request) -> dict | None:
        """schema.org data of the page without ``@context``, or nothing. A page type with facts overrides it."""
        return None

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        schema = self.schema(request)
        context.update(
            trail=self.trail(request),
            network=self.network,
            structured_data=as_script({"@context": "https://schema.org", **schema}) if schema else "",
        )
        return context

    # --- Languages ---

    def serve(self, request, *args, **kwargs):
        """The page; for a copy that still holds the other language's words, a page that says so."""
        source = self.untranslated_source()
        if source is not None:
            return self.serve_untranslated(request, source)
        translations.offer(request, self)
        return super().serve(request, *args, **kwargs)

    def untranslated_source(self):
        """The page in another language that this one only stands in for, or nothing."""
        if self.alias_of_id is None:
            return None
        source = self.alias_of
        return source.specific if source.locale_id != self.locale_id else None

    @staticmethod
    def serve_untranslated(request, source):
        """Say that ``source`` is not there in the reader's language, with a link to it."""
        translations.offer(request, source)
        # No addresses for search engines: the page they are to read says where it is.
        context = {"source": source, "alternates": []}
        return TemplateResponse(request, "knowledge/pages/not_translated.html", context)


class StructuralPagePermissions(PagePermissionTester):
    """A page the site stands on is edited and published, never moved, copied, hidden or deleted."""

    def can_delete(self, ignore_bulk=False):
        return False

    def can_unpublish(self):
        return False

    def can_move(self):
        return False

    def can_move_to(self, destination):
        return False

    def can_copy(self):
        return False

    def can_copy_to(self, destination, recursive=False):
        return False

    def can_set_view_restrictions(self):
        return False


class StructuralPage(EditorialPage):
    """A page of which there is one in its place and whose address is fixed, since code leads to it."""

    is_creatable = False  # a subclass has to say it again: Wagtail sets it anew on each class
    fixed_slug = ""

    # Not Wagtail's panel for titles, which writes the address along; the address is fixed.
    content_panels = [FieldPanel("title"), FieldPanel("intro")]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("seo_title"), FieldPanel("search_description")], heading=_("Search engines")
        ),
    ]

    class Meta:
        abstract = True

    def right_slug(self) -> str:
        """The one address this page may have under its parent."""
        return self.fixed_slug

    def clean(self):
        super().clean()
        if self.slug != self.right_slug():
            raise ValidationError({"slug": _("The address of this page is fixed.")})

    def permissions_for_user(self, user):
        return StructuralPagePermissions(user, self)
