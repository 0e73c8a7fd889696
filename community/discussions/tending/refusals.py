"""Why a conversation cannot be changed in this way."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.refusals import NotFound, NotNow, Refusal


class BelongsToItsSubject(NotNow):
    """A conversation about something has its name and place from that."""

    message = _("This conversation belongs to what it is about, and keeps its name and its place.")


class AlreadyThere(NotNow):
    """Moved to where it is."""

    message = _("The conversation is in that space already.")
    field = "space"


class SpaceIsArchived(NotNow):
    """An archived space is read only."""

    message = _("That space is archived: nothing new can be added to it.")
    field = "space"


class NotMyConversation(NotFound):
    """The other conversation is not there, or is looked after by others: both look the same."""

    message = _(
        "There is no such conversation that you look after. Paste its whole address, or choose one of the list."
    )
    field = "other"


class WithItself(Refusal):
    """Merged with itself."""

    message = _("That is this very conversation. Choose another one.")
    field = "other"


class NothingChosen(Refusal):
    """A split without posts."""

    message = _("Please choose at least one post.")
    field = "posts"


class FirstPostStays(Refusal):
    """A conversation without its beginning would make no sense."""

    message = _(
        "The first post stays, since the conversation begins with it. You can move the whole conversation instead."
    )
    field = "posts"


class PostsHaveGone(NotNow):
    """Removed or taken elsewhere while the form was open."""

    message = _("Some of these posts are no longer here. Look again and choose once more.")
    field = "posts"


class TooManyPosts(Refusal):
    """More than one transaction should move."""

    def __init__(self, most: int, field: str | None = None):
        sentence = ngettext_lazy(
            "No more than %(count)d post can be moved at one go.",
            "No more than %(count)d posts can be moved at one go.",
            "count",
        )
        super().__init__(sentence % {"count": most}, field=field)


class ChangedMeanwhile(NotNow):
    """Two people at work on the same conversation."""

    message = _("Somebody else has just changed this conversation. Please look at it again.")
