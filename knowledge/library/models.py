"""The library's records, their words in each language, and suggestions of new ones."""

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from community.audience import Audienced
from community.languages import LANGUAGE_CODES, MAIN_LANGUAGE, LanguageField, active_language

from . import vocabulary
from .addresses import canonical_url, normal_doi, normal_isbn, normal_issn
from .fields import CodesField, CreatorsField
from .querysets import ResourceQuerySet, SubmissionQuerySet
from .states import SubmissionState
from .titles import sort_title

EARLIEST_YEAR, LATEST_YEAR = 1000, 2200


class Resource(
    PreviewableMixin,
    WorkflowMixin,
    LockableMixin,
    DraftStateMixin,
    RevisionMixin,
    Audienced,
    ClusterableModel,
):
    """An item in the library: facts that are the same in every language.

    What is said about it in a language stands in :class:`ResourceText`. Comments,
    suggestions and lists hang on this one row whatever the language.
    """

    # --- the work, as its own title page has it
    title = models.CharField(
        _("title"), max_length=400, help_text=_("As the work itself has it, in its own language.")
    )
    creators = CreatorsField(
        _("made by"),
        help_text=_(
            "One name on each line. Write people as “Family name, First name”; a name without a comma is an organisation."
        ),
    )
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True,
        validators=[MinValueValidator(EARLIEST_YEAR), MaxValueValidator(LATEST_YEAR)],
    )  # fmt: skip
    published_on = models.DateField(
        _("exact day"), null=True, blank=True, help_text=_("Where it is known: for news, podcasts and blogs.")
    )
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    container_title = models.CharField(
        _("part of"),
        max_length=300,
        blank=True,
        help_text=_("The journal, book, series or website it appeared in."),
    )
    volume = models.CharField(_("volume"), max_length=40, blank=True)
    issue = models.CharField(_("issue or number"), max_length=40, blank=True)
    pages = models.CharField(_("pages"), max_length=40, blank=True)
    url = models.URLField(_("web address"), max_length=1000, blank=True)
    canonical_url = models.CharField(max_length=1100, blank=True, editable=False, db_index=True)
    archived_url = models.URLField(_("address of an archived copy"), max_length=1000, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    isbn = models.CharField("ISBN", max_length=20, blank=True)
    issn = models.CharField("ISSN", max_length=9, blank=True)
    ref_key = models.CharField(
        _("reference key"), max_length=100, blank=True, db_index=True,
        help_text=_("The key of this work in a reference manager."),
    )  # fmt: skip

    # --- what kind of thing it is
    format = models.CharField(_("format"), max_length=20, choices=vocabulary.Format.choices)
    medium = models.CharField(
        _("what one does with it"), max_length=6, choices=vocabulary.Medium.choices, blank=True
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes it takes"), null=True, blank=True, help_text=_("To read, hear or watch the whole of it.")
    )
    languages = CodesField(_("languages of the work"), vocabulary=vocabulary.WORK_LANGUAGES)
    countries = CodesField(_("countries"), vocabulary=vocabulary.Country.choices)
    licence = models.CharField(_("licence"), max_length=12, choices=vocabulary.Licence.choices, blank=True)
    access = models.CharField(_("access"), max_length=8, choices=vocabulary.Access.choices, blank=True)
    accessibility = CodesField(
        _("what helps people take it in"), max_length=250, vocabulary=vocabulary.AccessibilityFact.choices
    )

    # --- where it stands in the house
    # The networks that look after the record, as equals. They also decide the audience NETWORKS.
    networks = ParentalManyToManyField(
        "community.Network", blank=True, related_name="resources", verbose_name=_("networks")
    )
    topics = ParentalManyToManyField(
        "community.Topic", blank=True, related_name="resources", verbose_name=_("topics")
    )
    contributed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="contributed_resources",
        verbose_name=_("suggested by"),
    )  # fmt: skip
    source_language = LanguageField(
        _("catalogued in"), help_text=_("The language whose text the other languages are translated from.")
    )
    cover = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("cover picture"),
    )  # fmt: skip
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("file"),
    )  # fmt: skip
    slug = models.SlugField(max_length=80, editable=False)
    sort_title = models.CharField(max_length=400, editable=False, db_index=True)

    # --- looking after it
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    review_due_on = models.DateField(_("to be looked at again on"), null=True, blank=True)
    link_status = models.CharField(
        max_length=10,
        choices=vocabulary.LinkStatus.choices,
        default=vocabulary.LinkStatus.UNCHECKED,
        editable=False,
    )
    link_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ResourceQuerySet.as_manager()

    # Facts about the record rather than about one draft of it: publishing an older draft must not bring them back.
    KEPT_ACROSS_REVISIONS = (
        "contributed_by_id", "reviewed_at", "reviewed_by_id", "link_status", "link_checked_at", "created_at", "slug",
    )  # fmt: skip

    class Meta:
        ordering = ["-first_published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["doi"],
                condition=~models.Q(doi=""),
                name="one_resource_a_doi",
                violation_error_message=_("There is a record with this DOI already."),
            ),
        ]
        indexes = [
            models.Index(fields=["live", "-first_published_at", "-id"], name="resources_newest_first"),
            models.Index(fields=["live", "-year"], name="resources_by_year"),
        ]
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """Keep what is derived in step with what it is derived from; see ``derive``."""
        if kwargs.get("update_fields") is None:
            self.derive()
        super().save(*args, **kwargs)

    def derive(self):
        """Fill the columns that follow from others."""
        self.canonical_url = canonical_url(self.url)
        self.sort_title = sort_title(self.title)[:400]
        self.slug = self.slug or slugify(self.title)[:80].strip("-") or "-"
        # A draft may still lack its format.
        if not self.medium and self.words:
            self.medium = self.words.medium

    def clean(self):
        """Put identifiers into their one form; refuse what is none."""
        super().clean()
        faults = {}
        for name, normal, message in (
            ("doi", normal_doi, _("This is not a DOI. One looks like 10.1000/xyz123.")),
            ("isbn", normal_isbn, _("This is not an ISBN: its digits do not add up.")),
            ("issn", normal_issn, _("This is not an ISSN: its digits do not add up.")),
        ):
            typed = getattr(self, name)
            if typed:
                setattr(self, name, normal(typed))
                if not getattr(self, name):
                    faults[name] = message
        if self.published_on:
            if self.year and self.year != self.published_on.year:
                faults["published_on"] = _("The day lies in another year than the one given.")
            self.year = self.published_on.year
        if faults:
            raise ValidationError(faults)

    def validate_constraints(self, exclude=None):
        """The one rule of the table that something typed can break is about the DOI, so the message belongs there."""
        try:
            super().validate_constraints(exclude)
        except ValidationError as error:
            raise ValidationError({"doi": error.messages}) from None

    def with_content_json(self, content):
        obj = super().with_content_json(content)
        for name in self.KEPT_ACROSS_REVISIONS:
            setattr(obj, name, getattr(self, name))
        return obj

    def get_absolute_url(self):
        return reverse("resource", args=[self.pk, self.slug or "-"])

    # --- words

    def text_in(self, language: str) -> "ResourceText | None":
        """What is said of it in ``language``, else in the language it was catalogued in, else in any."""
        texts = {text.language: text for text in self.texts.all()}
        for code in (language, self.source_language, MAIN_LANGUAGE, *LANGUAGE_CODES):
            if code in texts:
                return texts[code]
        return None

    @property
    def text(self) -> "ResourceText | None":
        """What is said of it in the language being read, or the nearest there is."""
        return self.text_in(active_language())

    @property
    def source_text(self) -> "ResourceText | None":
        """The text that the other languages are translated from."""
        return self.text_in(self.source_language)

    @property
    def title_language(self) -> str:
        """Code of the language that the work's own title is in: the first of the work's."""
        return self.languages[0] if self.languages else self.source_language

    @property
    def shown_title(self) -> str:
        """The title for the reader: translated where someone has, else the work's own."""
        text = self.text
        return (text.title if text and text.language == active_language() else "") or self.title

    @property
    def shown_title_language(self) -> str:
        """Code of the language of :attr:`shown_title`."""
        text = self.text
        if text and text.language == active_language() and text.title:
            return text.language
        return self.title_language

    @property
    def words(self) -> vocabulary.FormatWords | None:
        """This format's icon and its names elsewhere; none for a draft without format."""
        return vocabulary.FORMATS.get(self.format)

    # --- Wagtail

    def get_workflow(self):
        """The workflow of the first network that looks after the record; none means that curators publish directly."""
        from .workflows import workflow_of

        return workflow_of(self)

    def publish(self, revision, user=None, *args, skip_permission_checks=False, **kwargs):
        """Publish ``revision``; curators of the record's networks need no permission on the model for it.

        Wagtail asks for that permission even when the last step of a workflow has
        been approved by somebody whom the workflow lets approve.
        """
        from .permissions import can_edit

        allowed = skip_permission_checks or (user is not None and can_edit(user, self))
        return super().publish(revision, user, *args, skip_permission_checks=allowed, **kwargs)

    def get_preview_template(self, request, mode_name):
        return "knowledge/library/record.html"

    def get_preview_context(self, request, mode_name):
        from .views.record import record_context

        return {"request": request, **record_context(self, request, is_preview=True)}


class TextStatus(models.TextChoices):
    """How a text came to be."""

    HUMAN = "human", _("Written or checked by a person")
    MACHINE = "machine", _("Translated by machine, not checked")


class ResourceText(models.Model):
    """What is said of a resource in one language."""

    resource = ParentalKey(Resource, on_delete=models.CASCADE, related_name="texts")
    language = LanguageField(_("language"))
    title = models.CharField(
        _("translated title"), max_length=400, blank=True,
        help_text=_("Only where it differs from the work’s own title."),
    )  # fmt: skip
    summary = models.TextField(_("summary"), max_length=2000)
    plain_summary = models.TextField(
        _("plain summary"), max_length=1000, blank=True,
        help_text=_("Two or three short sentences in everyday words. Shown first."),
    )  # fmt: skip
    status = models.CharField(
        _("how it came to be"), max_length=8, choices=TextStatus.choices, default=TextStatus.HUMAN
    )
    # Fingerprint of the source text at the moment of translating; empty on the source itself.
    source_hash = models.CharField(max_length=16, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "language"], name="one_text_a_resource_and_language")
        ]
        verbose_name = _("text")
        verbose_name_plural = _("texts")

    def __str__(self):
        return f"{self.resource_id} ({self.language})"

    @property
    def fingerprint(self) -> str:
        """Changes whenever something changes that a translation would have to follow."""
        content = "\x1f".join((self.title, self.summary, self.plain_summary))
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def is_stale(self, source: "ResourceText | None") -> bool:
        """Whether ``source`` has changed since this was translated from it."""
        if source is None or source is self or source.language == self.language or not self.source_hash:
            return False
        return self.source_hash != source.fingerprint


class Submission(models.Model):
    """A resource that a member suggests to a network. States and their order stand in ``states.py``."""

    network = models.ForeignKey("community.Network", models.CASCADE, related_name="submissions")
    submitter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="submissions"
    )
    url = models.URLField(_("web address"), max_length=1000)
    canonical_url = models.CharField(max_length=1100, blank=True, db_index=True)
    doi = models.CharField(max_length=200, blank=True, db_index=True)
    title = models.CharField(_("title"), max_length=400)
    why = models.TextField(_("why others should know it"), max_length=2000)
    language = LanguageField(_("language"))  # of ``why``
    state = models.CharField(max_length=10, choices=SubmissionState.choices, default=SubmissionState.NEW)
    submitted_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(
        _("reason"), max_length=2000, blank=True
    )  # of declining, shown to the submitter
    resource = models.ForeignKey(Resource, models.SET_NULL, null=True, blank=True, related_name="submissions")
    # Given by the form, so that a second press of the button finds the first one's suggestion.
    submission_key = models.CharField(max_length=40, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submitter", "submission_key"],
                condition=~models.Q(submission_key=""),
                name="one_suggestion_a_form",
            ),
            models.CheckConstraint(
                condition=models.Q(state=SubmissionState.NEW, decided_at__isnull=True)
                | (~models.Q(state=SubmissionState.NEW) & models.Q(decided_at__isnull=False)),
                name="decided_suggestion_has_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SubmissionState.DECLINED) | ~models.Q(reason=""),
                name="declined_suggestion_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["network", "state"], name="suggestions_of_network")]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.canonical_url = canonical_url(self.url)
        self.doi = self.doi or normal_doi(self.url)
        super().save(*args, **kwargs)
