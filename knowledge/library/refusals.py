"""The library's refusals."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotAllowed, NotNow, Refusal


class AlreadyInLibrary(Refusal):
    """What is suggested is in the library; ``resource`` is the record."""

    message = _("This is in the library already.")
    field = "url"

    def __init__(self, resource, message=None, *, field=None):
        self.resource = resource
        super().__init__(message, field=field)


class AlreadySuggested(Refusal):
    """The same person has suggested the same thing to the same network and waits for an answer."""

    message = _("You have suggested this already. A curator will look at it.")
    field = "url"


class MaySuggestToOwnNetworksOnly(NotAllowed):
    """Suggestions go to a network one is a member of."""

    message = _("You can suggest resources to the networks you are a member of.")
    field = "network"


class MayNotCurate(NotAllowed):
    """Only curators of the network decide what enters its library."""

    message = _("Only curators of the network can do this.")


class AlreadyDecided(NotNow):
    """Somebody was quicker, or the suggestion is at its end."""

    message = _("This suggestion has been decided already.")


class ReasonMissing(Refusal):
    """Nothing is declined silently."""

    message = _("Write a reason: it is sent to the person who made the suggestion.")
    field = "reason"


class NotReadyToPublish(NotNow):
    """The record lacks something; ``faults`` are the sentences that say what."""

    message = _("This record cannot be published yet.")

    def __init__(self, faults=()):
        self.faults = list(faults)
        super().__init__(" ".join([str(self.message), *map(str, self.faults)]))


class ChangedMeanwhile(NotNow):
    """Another curator has kept a draft since this form was opened; nothing of theirs is overwritten."""

    message = _(
        "Somebody else has changed this record since you opened it. Nothing was saved, and what you typed is still "
        "here: open the record in a second window and compare."
    )


class StaysAsItIs(NotNow):
    """The record is locked by somebody, so that their work is not overwritten."""

    message = _("Somebody has locked this record in the editors’ area.")
