"""What a gathering can be, in closed lists; which status may follow which stands here and nowhere else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.audience import Audience


class GatheringStatus(models.TextChoices):
    """Whether a gathering takes place."""

    SCHEDULED = "scheduled", _("Takes place")
    CANCELLED = "cancelled", _("Cancelled")


# From a status to those that may follow it. A cancellation made by mistake can be taken back.
NEXT_STATUSES = {
    GatheringStatus.SCHEDULED: {GatheringStatus.CANCELLED},
    GatheringStatus.CANCELLED: {GatheringStatus.SCHEDULED},
}


class Mode(models.TextChoices):
    """Where people meet."""

    ONLINE = "online", _("Online")
    IN_PERSON = "in_person", _("In person")
    HYBRID = "hybrid", _("Online and in person")


class DatePrecision(models.TextChoices):
    """How much is known of a date. Gatherings to come have a time; records of old ones often do not."""

    TIME = "time", _("Day and time")
    DAY = "day", _("The day only")
    MONTH = "month", _("The month only")
    YEAR = "year", _("The year only")
    UNKNOWN = "unknown", _("Not known")


# The audiences a gathering may have: it belongs to networks, never to a space or to named people.
GATHERING_AUDIENCES = [
    (choice.value, choice.label) for choice in (Audience.PUBLIC, Audience.MEMBERS, Audience.NETWORKS)
]
