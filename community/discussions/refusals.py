"""Why something cannot be said here or now, each reason by name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.refusals import NotAllowed, NotFound, NotNow, Refusal


class NoSuchThread(NotFound):
    """The thread is not there, or not for this reader."""

    message = _("This conversation does not exist, or it is not open to you.")


class SignInNeeded(NotAllowed):
    """Visitors read; whoever writes is known."""

    message = _("Sign in to take part in this conversation.")


class SignedOut(NotAllowed):
    """The sign-in ran out, or was ended in another tab, while somebody wrote."""

    message = _("You are not signed in any more. Sign in, then send this again: your text is kept here.")
    field = "text"


class MembershipNeeded(NotAllowed):
    """Only members of the space's networks write there."""

    message = _("Join the network to take part in this conversation.")


class MembershipPaused(NotAllowed):
    """A suspended member reads what is public and writes nothing."""

    message = _("Your membership is suspended, so you cannot write here at the moment.")


class InvitationToSpaceNeeded(NotAllowed):
    """A closed space is for those invited."""

    message = _("Only people who were invited to this space can write here.")


class NotForSubject(NotAllowed):
    """What the conversation hangs on does not let this person reply."""

    message = _("You cannot write in this conversation.")


class AnnouncementsByFacilitators(NotAllowed):
    """An announcement speaks for the network."""

    message = _(
        "Announcements are made by the network’s facilitators and coordinators. Start a discussion instead."
    )
    field = "kind"


class FacilitatorsOnly(NotAllowed):
    """Closing and opening a thread is looking after it."""

    message = _("Only facilitators, moderators and coordinators can close or open a conversation.")


class TendersOnly(NotAllowed):
    """Looking after a conversation is for those the network trusts with it."""

    message = _("Only facilitators, moderators and coordinators can do this.")


class SpaceIsArchived(NotNow):
    """An archived space is read only."""

    message = _("This space is archived. Everything said here can still be read.")


class FacilitatorsStart(NotAllowed):
    """Some spaces are led."""

    message = _("In this space facilitators start the conversations; everyone who takes part can reply.")


class ThreadIsClosed(NotNow):
    """Nothing more can be added."""

    message = _(
        "This conversation has been closed, so your reply could not be added. Your text is still here."
    )
    field = "text"


class TooQuick(NotNow):
    """Many posts in a short time."""

    message = _(
        "You have written a lot in a short time. Please wait a little before you send this; your text is kept."
    )
    field = "text"


class NothingSaid(Refusal):
    """No words, or none left after cleaning."""

    message = _("Please write something first.")
    field = "text"


class TooLong(Refusal):
    """More than a post may hold."""

    field = "text"

    def __init__(self, excess: int):
        sentence = ngettext_lazy(
            "Your text is %(count)d character too long. Please shorten it, or send it as two posts.",
            "Your text is %(count)d characters too long. Please shorten it, or send it as two posts.",
            "count",
        )
        super().__init__(sentence % {"count": excess})


class TitleMissing(Refusal):
    """A thread needs a title to be found by."""

    message = _("Please give your conversation a title.")
    field = "title"


class TitleTooLong(Refusal):
    """More than a title may hold."""

    message = _("Please keep the title under 200 characters.")
    field = "title"


class ForeignPost(Refusal):
    """A reply to a post of another thread, or to one that is gone."""

    message = _("The post you reply to is no longer there. You can send your reply without it.")
    field = "in_reply_to"


class FormHasExpired(NotNow):
    """The page was open for so long, or the sign-in changed, that its form's key no longer counts."""

    message = _(
        "This page was open for a long time, so your text was not sent yet. Please send it once more."
    )
    field = "text"
