"""Why a change of a gathering is refused, each reason by name."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotFound, NotNow, Refusal


class NotHost(NotFound):
    """The hosts' page is there for hosts; for everybody else it is not there at all."""

    message = _("There is no such page.")


class OverAlready(NotNow):
    """What has taken place cannot be called off."""

    message = _("This event is over.")


class WrongStep(NotNow):
    """The table of statuses does not lead from here to there."""

    message = _("The event has changed in the meantime, so this is not possible now.")


class ReasonNeeded(Refusal):
    """People who planned to come are told why they need not."""

    message = _("Say why: everyone who is registered will read it.")
    field = "reason"
