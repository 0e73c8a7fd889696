"""What a person says of themselves, each part with an audience of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.languages import LanguageField

from .audiences import CHOICES, LISTED, PARTS
from .querysets import ProfileQuerySet
from .sectors import Sector


class AudienceField(models.CharField):
    """Who may see one part of a profile."""

    def __init__(self, part=None, **kwargs):
        if part is not None:
            kwargs["default"] = part.default
        kwargs.setdefault("max_length", 8)
        kwargs.setdefault("choices", CHOICES)
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        # The choices' words are the reader's business, not the table's.
        kwargs.pop("choices", None)
        kwargs.pop("max_length", None)
        return name, path, args, kwargs


class Profile(models.Model):
    """A person's page: made with the account, filled when they like.

    The columns ``words_*`` are what the directory searches: all words that
    somebody of that closeness may read, folded, each with a space before it. They
    are written by ``domain.profiles`` and by nobody else.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    language = LanguageField(_("language I write in here"))
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    about = models.TextField(_("about me"), max_length=3000, blank=True)
    area = models.ForeignKey(
        "community.Area", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    sector = models.CharField(_("sector"), max_length=14, choices=Sector.choices, blank=True)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    offers = models.TextField(_("what I can offer"), max_length=1000, blank=True)
    asks = models.TextField(_("what I am looking for"), max_length=1000, blank=True)
    topics = models.ManyToManyField("community.Topic", blank=True, related_name="+", verbose_name=_("topics"))
    changed_at = models.DateTimeField(auto_now=True)

    audience_listed = AudienceField(LISTED)
    audience_picture = AudienceField(PARTS[0])
    audience_pronouns = AudienceField(PARTS[1])
    audience_headline = AudienceField(PARTS[2])
    audience_about = AudienceField(PARTS[3])
    audience_area = AudienceField(PARTS[4])
    audience_sector = AudienceField(PARTS[5])
    audience_organisation = AudienceField(PARTS[6])
    audience_offers = AudienceField(PARTS[7])
    audience_asks = AudienceField(PARTS[8])
    audience_topics = AudienceField(PARTS[9])
    audience_networks = AudienceField(PARTS[10])

    sort_name = models.CharField(max_length=160, blank=True, editable=False)
    words_public = models.TextField(blank=True, editable=False)
    words_members = models.TextField(blank=True, editable=False)
    words_networks = models.TextField(blank=True, editable=False)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sector="") | Q(sector__in=Sector.values), name="profile_sector_is_known"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{part.column}__in": [value for value, _label in CHOICES]}),
                    name=f"profile_{part.column}_is_known",
                )
                for part in (LISTED, *PARTS)
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="profiles_by_name"),
            models.Index(fields=["area"], name="profiles_of_area"),
        ]
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self):
        return str(self.user)

    def get_absolute_url(self):
        return self.user.get_absolute_url()
