"""Library records in the editors' area, for administrators and for the step of a workflow.

Curators work at the desk, which knows their networks. They hold no permission
on the model, so here they see a record only while it waits for their group.
"""

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from community.networks.models import Network
from community.topics.models import Topic

from .fields import holds_code
from .models import Resource
from .permissions import can_edit
from .vocabulary import WORK_LANGUAGES, Format, LinkStatus


class ResourceFilterSet(WagtailFilterSet):
    """Ways of narrowing the list."""

    format = django_filters.MultipleChoiceFilter(label=_("Format"), choices=Format.choices)
    topics = django_filters.ModelMultipleChoiceFilter(label=_("Topics"), queryset=Topic.objects.all())
    networks = django_filters.ModelMultipleChoiceFilter(label=_("Networks"), queryset=Network.objects.all())
    language = django_filters.ChoiceFilter(
        label=_("Language of the work"), choices=list(WORK_LANGUAGES.items()), method="in_language"
    )
    live = django_filters.BooleanFilter(label=_("In the library"))
    link_status = django_filters.ChoiceFilter(label=_("Link"), choices=LinkStatus.choices)

    class Meta:
        model = Resource
        fields = []

    def in_language(self, queryset, _name, code):
        """Records of works in the language ``code``."""
        return queryset.filter(holds_code("languages", code))


class ResourceViewSet(SnippetViewSet):
    """Records as snippets: drafts, revisions, workflow, lock and preview."""

    model = Resource
    icon = "doc-full"
    menu_label = _("Library")
    menu_name = "library"
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["title", "format", "year", LiveStatusTagColumn(), UpdatedAtColumn()]
    list_per_page = 50
    filterset_class = ResourceFilterSet
    search_fields = ["title", "doi", "url"]
    ordering = ["-updated_at"]
    # Wagtail's own search would index every record a second time; the library has its own index.
    search_backend_name = None
    copy_view_enabled = False

    @property
    def url_finder_class(self):
        """Where a record is worked on: here for administrators, at the desk for curators."""

        class Finder(super().url_finder_class):
            def get_edit_url(self, instance):
                found = super().get_edit_url(instance)
                if found is None and self.user is not None and can_edit(self.user, instance):
                    return reverse("desk-resource", args=[instance.pk])
                return found

        return Finder

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title"),
                    FieldPanel("creators"),
                    FieldRowPanel([FieldPanel("year"), FieldPanel("published_on")]),
                    FieldRowPanel([FieldPanel("format"), FieldPanel("medium"), FieldPanel("minutes")]),
                    FieldPanel("url"),
                    FieldRowPanel([FieldPanel("doi"), FieldPanel("ref_key")]),
                    InlinePanel(
                        "texts",
                        [
                            FieldPanel("language"),
                            FieldPanel("title"),
                            FieldPanel("summary"),
                            FieldPanel("plain_summary"),
                            FieldPanel("status"),
                        ],
                        heading=_("What readers are told"),
                        label=_("Language"),
                        max_num=3,
                    ),
                ],
                heading=_("Record"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldPanel("publisher"),
                            FieldPanel("container_title"),
                            FieldRowPanel([FieldPanel("volume"), FieldPanel("issue"), FieldPanel("pages")]),
                            FieldRowPanel([FieldPanel("isbn"), FieldPanel("issn")]),
                            FieldPanel("archived_url"),
                        ],
                        heading=_("How it was published"),
                    ),
                    FieldPanel("languages"),
                    FieldPanel("countries"),
                    FieldRowPanel([FieldPanel("licence"), FieldPanel("access")]),
                    FieldPanel("accessibility"),
                    FieldPanel("cover"),
                    FieldPanel("document"),
                ],
                heading=_("Facts"),
            ),
            ObjectList(
                [
                    FieldPanel("topics"),
                    FieldPanel("networks"),
                    FieldPanel("audience"),
                    FieldPanel("contributed_by"),
                    FieldPanel("source_language"),
                    FieldPanel("review_due_on"),
                ],
                heading=_("Place in the house"),
            ),
        ]
    )


register_snippet(ResourceViewSet)
