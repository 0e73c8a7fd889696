"""Topics join everything; areas say where."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.languages import InLanguages

from .querysets import TopicQuerySet


class Topic(models.Model):
    """A subject heading, on one of two levels."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name_en = models.CharField(_("name in English"), max_length=120)
    name_cy = models.CharField(_("name in Welsh"), max_length=120)
    name_gd = models.CharField(_("name in Gaelic"), max_length=120, blank=True)
    definition_en = models.TextField(_("definition in English"), blank=True)
    definition_cy = models.TextField(_("definition in Welsh"), blank=True)
    definition_gd = models.TextField(_("definition in Gaelic"), blank=True)
    position = models.PositiveIntegerField(default=0)

    name = InLanguages()
    definition = InLanguages()

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("topic", args=[self.slug])


class Nation(models.TextChoices):
    """The nations whose council areas we hold."""

    WALES = "wales", _("Wales")
    SCOTLAND = "scotland", _("Scotland")


class Area(models.Model):
    """A council area, known by its official GSS code."""

    code = models.CharField(_("GSS code"), max_length=9, unique=True)
    nation = models.CharField(_("nation"), max_length=10, choices=Nation.choices)
    name_en = models.CharField(_("name in English"), max_length=80)
    name_cy = models.CharField(_("name in Welsh"), max_length=80, blank=True)
    name_gd = models.CharField(_("name in Gaelic"), max_length=80, blank=True)
    latitude = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)  # degrees north
    longitude = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)  # degrees east

    name = InLanguages()

    class Meta:
        ordering = ["nation", "name_en"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    def __str__(self):
        return self.name
