"""The pages editors write about gatherings: the list, and one page a gathering and language."""

from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import PagePermissionTester
from wagtail_localize.fields import SynchronizedField

from community.audience import Audience
from knowledge.pages.base import EditorialPage, StructuralPage, StructuralPagePermissions
from knowledge.pages.fields import BodyField
from knowledge.pages.models import NetworkEditors

from .page_forms import EventPageForm
from .permissions import may_edit_page_hosted_by
from .states import GATHERING_AUDIENCES, DatePrecision, Mode


class IndexPermissions(StructuralPagePermissions):
    """Networks' editors add events under the list; its own words belong to the editors of the whole house."""

    def can_edit(self):
        return self.user.is_active and self.page.get_parent().permissions_for_user(self.user).can_edit()


class GatheringsIndexPage(StructuralPage):
    """The list of gatherings: an editor writes the words that introduce it, the rows come from ``Gathering``."""

    is_creatable = False
    fixed_slug = "events"
    template = "events/gatherings/index.html"
    parent_page_types = ["knowledge.HomePage"]
    subpage_types = ["events.EventPage"]
    page_description = _("The list of events. Events are added under it.")

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")

    def permissions_for_user(self, user):
        return IndexPermissions(user, self)

    # All networks share the list, so what is submitted under it goes nowhere but to the hosts of the event itself.
    has_workflow = False

    def get_workflow(self):
        """None: the list is nobody's."""
        return None

    def serve(self, request, *args, **kwargs):
        from .views.index import index

        return index(request, page=self)

    def serve_preview(self, request, mode_name):
        from .views.index import index

        return index(request, page=self)


class EventPagePermissions(PagePermissionTester):
    """Every network's editors share the list of events, but each touches only those its own network hosts."""

    def is_ours(self) -> bool:
        """Whether this person edits for one of the networks that host the event as it stands in the database."""
        if self.page.pk is None or self.user.is_superuser:
            return True
        # Not the hosts in the draft at hand: taking oneself out of it must not lock one out before it is kept.
        return may_edit_page_hosted_by(self.user, EventPage.hosts.through, self.page.pk)

    def can_edit(self):
        return super().can_edit() and self.is_ours()

    def can_publish(self):
        return super().can_publish() and self.is_ours()

    def can_unpublish(self):
        return super().can_unpublish() and self.is_ours()

    def can_delete(self, ignore_bulk=False):
        return super().can_delete(ignore_bulk) and self.is_ours()

    def can_lock(self):
        return super().can_lock() and self.is_ours()

    def can_unlock(self):
        return super().can_unlock() and self.is_ours()

    def can_set_view_restrictions(self):
        # Who may see an event is its audience. A second lock beside it would be forgotten by feeds and calendars.
        return False


class EventPage(EditorialPage):
    """What is said about a gathering in one language, and the facts, which are the same in each.

    Publishing projects the facts and the words that lists need into ``Gathering``. How to join is never kept here:
    pages have revisions, previews and translations.
    """

    base_form_class = EventPageForm
    template = "events/gatherings/event.html"
    parent_page_types = ["events.GatheringsIndexPage"]
    subpage_types = []
    page_description = _("An event with its time, hosts and programme. People register for it on its page.")

    # --- facts, the same in every language. Drafts and records of old events may lack them; the form asks.
    starts_at = models.DateTimeField(
        _("starts"),
        null=True,
        blank=True,
        help_text=_("The time on the clock of the time zone chosen below."),
    )
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    date_precision = models.CharField(
        _("how much is known of the date"),
        max_length=7,
        choices=DatePrecision.choices,
        default=DatePrecision.TIME,
        help_text=_("For records of old events. Events to come have a day and a time."),
    )
    date_text = models.CharField(
        _("date in the words of the source"),
        max_length=120,
        blank=True,
        help_text=_("Shown where the time is not known, for example “Early November 2018”."),
    )
    mode = models.CharField(_("where people meet"), max_length=9, choices=Mode.choices, blank=True)
    area = models.ForeignKey(
        "community.Area",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("council area"),
    )
    hosts = ParentalManyToManyField(
        "community.Network",
        related_name="+",
        verbose_name=_("host networks"),
        help_text=_("The networks that hold the event together, as equals."),
    )
    other_hosts = models.CharField(
        _("other hosts"),
        max_length=300,
        blank=True,
        help_text=_("Organisations that are not networks here, with commas between them."),
    )
    topics = ParentalManyToManyField(
        "community.Topic", blank=True, related_name="+", verbose_name=_("topics")
    )
    audience = models.CharField(
        _("who may see it and register"), max_length=10, choices=GATHERING_AUDIENCES, default=Audience.PUBLIC
    )
    networks = ParentalManyToManyField(
        "community.Network",
        blank=True,
        related_name="+",
        verbose_name=_("networks it is also open to"),
        help_text=_(
            "Only where it is for members of chosen networks. The hosts’ own members are always among them."
        ),
    )
    capacity = models.PositiveIntegerField(
        _("number of places"), null=True, blank=True, help_text=_("Leave empty where there is no limit.")
    )
    takes_registrations = models.BooleanField(_("people register here"), default=True)
    registration_closes_at = models.DateTimeField(
        _("registration closes"),
        null=True,
        blank=True,
        help_text=_("Leave empty to keep it open until the end."),
    )
    more_url = models.URLField(
        _("more about it elsewhere"),
        max_length=1000,
        blank=True,
        help_text=_("A report of it, or the partner’s own page."),
    )

    # --- words
    venue = models.CharField(_("venue"), max_length=200, blank=True, help_text=_("Name and town."))
    access_info = models.TextField(
        _("access"),
        max_length=1500,
        blank=True,
        help_text=_(
            "What is in place so that everyone can take part: captions, breaks, step-free ways in, parking…"
        ),
    )
    interpretation_info = models.TextField(
        _("languages and interpretation"),
        max_length=1500,
        blank=True,
        help_text=_("Which languages can be spoken, and who interprets: Welsh, BSL…"),
    )
    body = BodyField(verbose_name=_("programme"))

    content_panels = [
        *EditorialPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("time_zone"),
                FieldPanel("mode"),
                FieldPanel("venue"),
                FieldPanel("area"),
            ],
            heading=_("When and where"),
        ),
        MultiFieldPanel(
            [FieldPanel("hosts", widget=CheckboxSelectMultiple), FieldPanel("other_hosts")],
            heading=_("Hosts"),
        ),
        FieldPanel("access_info"),
        FieldPanel("interpretation_info"),
        FieldPanel("body"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        MultiFieldPanel(
            [
                FieldPanel("takes_registrations"),
                FieldPanel("capacity"),
                FieldPanel("registration_closes_at"),
                FieldPanel("audience"),
                FieldPanel("networks", widget=CheckboxSelectMultiple),
            ],
            heading=_("Who may come"),
        ),
        MultiFieldPanel(
            [FieldPanel("date_precision"), FieldPanel("date_text"), FieldPanel("more_url")],
            heading=_("Records of old events"),
            classname="collapsed",
        ),
    ]

    FACTS = (
        "starts_at", "ends_at", "time_zone", "date_precision", "date_text", "mode", "area", "hosts", "other_hosts",
        "topics", "audience", "networks", "capacity", "takes_registrations", "registration_closes_at", "more_url",
    )  # fmt: skip
    override_translatable_fields = [
        *EditorialPage.override_translatable_fields,
        *(SynchronizedField(name, overridable=False) for name in FACTS),
    ]

    class Meta:
        verbose_name = _("event page")
        verbose_name_plural = _("event pages")

    def permissions_for_user(self, user):
        return EventPagePermissions(user, self)

    def get_workflow(self):
        """That of the editors of the first host, who is as good as any; None where no host has editors."""
        if self.pk is None:
            return None
        editors = NetworkEditors.objects.filter(
            network__in=[network.pk for network in self.hosts.all()], workflow__active=True
        )
        found = editors.select_related("workflow").order_by("network").first()
        return found.workflow if found else None

    @property
    def has_workflow(self):
        """Whether an event that is submitted comes to somebody."""
        return self.get_workflow() is not None

    def serve(self, request, *args, **kwargs):
        """The same page that the address gives: it asks the audience rule, which Wagtail does not know."""
        from .views.event import event

        return event(request, self.slug)

    def serve_preview(self, request, mode_name):
        from .views.event import preview

        return preview(request, self)
