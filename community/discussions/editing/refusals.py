"""Why a post cannot be changed now, each reason by name."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotAllowed, NotFound, NotNow


class NotYourPost(NotAllowed):
    """Nobody puts words into another's mouth, whatever their role."""

    message = _("Only the person who wrote a post can change its words.")


class PostIsGone(NotFound):
    """Removed while somebody changed it."""

    message = _("This post has been removed, so it cannot be changed. Your text is still here to copy.")
    field = "text"


class ClosedForChanges(NotNow):
    """A closed conversation stands as it is."""

    message = _("This conversation is closed, so what was said in it stays as it is.")
    field = "text"


class ChangedMeanwhile(NotNow):
    """Another tab or device saved other words first."""

    message = _(
        "This post was changed somewhere else while you were writing, perhaps by yourself in another tab. "
        "Its words of now stand below. Your text is kept: save it again and it takes their place."
    )
    field = "text"
