"""Why something cannot be taken as answer or summary."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotAllowed, NotNow, Refusal


class NotAQuestion(NotNow):
    """Only questions have answers."""

    message = _("This conversation is not a question, so it has no answer to accept.")


class OpeningIsNoAnswer(NotNow):
    """The question does not answer itself."""

    message = _("The question itself cannot be its answer. Write the answer as a reply, then accept that.")


class AskerOrTenders(NotAllowed):
    """Whether a question is answered, the asker knows."""

    message = _("The answer is accepted by who asked, or by facilitators, moderators and coordinators.")


class NotTheAnswer(NotNow):
    """Nothing to take back."""

    message = _("This post is not the accepted answer.")


class IsTheAnswer(NotNow):
    """Accepted before."""

    message = _("This post is the accepted answer already.")


class ProposalWaits(NotNow):
    """One proposal at a time."""

    message = _(
        "Somebody has just proposed a summary; only one can wait for a decision. Your text is still here."
    )
    field = "text"


class ProposalDecided(NotNow):
    """Published or declined meanwhile."""

    message = _("This proposal has been decided meanwhile. Please look at it again.")


class ProposalChanged(NotNow):
    """What would be published is not what was read."""

    message = _("The proposal was changed while you read it. Please read it again before you publish it.")


class NotYourProposal(NotAllowed):
    """A proposal is changed by its author or by those who tend the space."""

    message = _(
        "The proposal can be changed by who wrote it and by facilitators, moderators and coordinators."
    )
    field = "text"


class ReasonMissing(Refusal):
    """Who wrote a summary deserves to know."""

    message = _("Please say why, so that the person who wrote it can make use of it.")
    field = "reason"
