"""A gathering as one row whatever the language, and how to join it.

What is said about it in each language is a page (``pages.py``). Registrations,
calendars, search and the discussion hang on this row.
"""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.audience import Audienced
from community.languages import InLanguages

from .querysets import GatheringQuerySet
from .states import DatePrecision, GatheringStatus, Mode


class Gathering(Audienced):
    """Members meeting, at a time in a named zone, hosted by one network or several as equals.

    Facts and titles are projected from the published pages (``domain.gatherings.project``); status,
    sequence and what hangs on the row are its own.
    """

    translation_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=255, unique=True)
    title_en = models.CharField(max_length=255, blank=True)
    title_cy = models.CharField(max_length=255, blank=True)
    title_gd = models.CharField(max_length=255, blank=True)
    summary_en = models.TextField(blank=True)
    summary_cy = models.TextField(blank=True)
    summary_gd = models.TextField(blank=True)
    venue_en = models.CharField(max_length=200, blank=True)
    venue_cy = models.CharField(max_length=200, blank=True)
    venue_gd = models.CharField(max_length=200, blank=True)

    starts_at = models.DateTimeField(null=True, blank=True, db_index=True)
    ends_at = models.DateTimeField(
        null=True, blank=True, db_index=True
    )  # where only the day is known: the midnight after
    previous_starts_at = models.DateTimeField(
        null=True, blank=True
    )  # before it was last moved, for search engines
    date_precision = models.CharField(max_length=7, choices=DatePrecision.choices, default=DatePrecision.TIME)
    date_text = models.CharField(max_length=120, blank=True)  # the date in the words of the source
    time_zone = models.CharField(max_length=64, default="Europe/London")  # IANA name
    mode = models.CharField(max_length=9, choices=Mode.choices, blank=True)  # empty: not known, of old ones
    area = models.ForeignKey(
        "community.Area", models.SET_NULL, null=True, blank=True, related_name="gatherings"
    )

    capacity = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)]
    )  # null: no limit
    takes_registrations = models.BooleanField(default=True)
    registration_closes_at = models.DateTimeField(null=True, blank=True)

    hosts = models.ManyToManyField("community.Network", blank=True, related_name="gatherings")
    other_hosts = models.CharField(max_length=300, blank=True)  # organisations that are no networks here
    topics = models.ManyToManyField("community.Topic", blank=True, related_name="gatherings")

    status = models.CharField(
        max_length=9, choices=GatheringStatus.choices, default=GatheringStatus.SCHEDULED
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cancellation_reason = models.TextField(blank=True)

    is_live = models.BooleanField(default=False)  # whether any language's page is published
    calendar_uid = models.CharField(max_length=120, unique=True, editable=False)
    sequence = models.PositiveIntegerField(
        default=0
    )  # raised when start, end or status change, for calendars
    change_number = models.PositiveIntegerField(default=0)  # raised when registered people have to be told
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now)  # of the facts, for calendars

    title = InLanguages()
    summary = InLanguages()
    venue = InLanguages()

    objects = GatheringQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    starts_at__isnull=True, ends_at__isnull=True, date_precision=DatePrecision.UNKNOWN
                )
                | (
                    models.Q(ends_at__gt=models.F("starts_at"))
                    & ~models.Q(date_precision=DatePrecision.UNKNOWN)
                ),
                name="gathering_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True) | models.Q(capacity__gte=1),
                name="capacity_of_one_at_least",
            ),
            models.CheckConstraint(
                condition=models.Q(status=GatheringStatus.CANCELLED, cancelled_at__isnull=False)
                | models.Q(status=GatheringStatus.SCHEDULED, cancelled_at__isnull=True),
                name="cancelled_gathering_says_when",
            ),
        ]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self):
        return self.title or self.slug

    def save(self, *args, **kwargs):
        """Give a new row the identity that calendars will know it by; it outlives a change of the site's address."""
        if not self.calendar_uid:
            self.calendar_uid = f"{self.translation_key}@plethu"
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("event", args=[self.slug])

    @property
    def stream_key(self) -> str:
        return f"event:{self.pk}"

    @property
    def is_cancelled(self) -> bool:
        return self.status == GatheringStatus.CANCELLED

    @property
    def is_over(self) -> bool:
        return self.ends_at is None or self.ends_at <= timezone.now()

    @property
    def is_under_way(self) -> bool:
        return self.starts_at is not None and self.starts_at <= timezone.now() < self.ends_at

    @property
    def has_time(self) -> bool:
        """Whether the hour is known, and not only the day, month or year."""
        return self.date_precision == DatePrecision.TIME

    @property
    def is_registration_open(self) -> bool:
        """Whether anybody may register now, as far as time and status go; the house may be full."""
        if not self.takes_registrations or self.is_cancelled or self.is_over:
            return False
        return self.registration_closes_at is None or timezone.now() < self.registration_closes_at


class JoiningDetails(models.Model):
    """How to get into the meeting: for people who are registered and for hosts, and for nobody else.

    A model of its own, so that page revisions, search, feeds, calendars and machine-readable data, which are made
    from :class:`Gathering` and the pages, cannot contain it.
    """

    gathering = models.OneToOneField(Gathering, models.CASCADE, related_name="joining_details")
    url = models.URLField(
        _("link to the meeting"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    phone = models.CharField(_("telephone number"), max_length=120, blank=True)
    passcode = models.CharField(_("meeting number and passcode"), max_length=120, blank=True)
    note_en = models.TextField(_("note in English"), max_length=1000, blank=True)
    note_cy = models.TextField(_("note in Welsh"), max_length=1000, blank=True)
    note_gd = models.TextField(_("note in Gaelic"), max_length=1000, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    note = InLanguages()

    class Meta:
        verbose_name = _("joining details")
        verbose_name_plural = _("joining details")

    def __str__(self):
        return f"joining details of {self.gathering_id}"  # never what they say: this ends up in logs

    @property
    def is_empty(self) -> bool:
        return not (self.url or self.phone or self.passcode or self.note)
