"""Where people work."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """The kinds of places our members come from."""

    COUNCIL = "council", _("Local council")
    HEALTH = "health", _("Health and care")
    THIRD_SECTOR = "third-sector", _("Third sector")
    COMMUNITY = "community", _("Community or lived experience")
    HOUSING = "housing", _("Housing")
    EDUCATION = "education", _("Education")
    GOVERNMENT = "government", _("Government and public bodies")
    RESEARCH = "research", _("Research")
    FREELANCE = "freelance", _("Freelance")
