"""Why a poll cannot be made, or a vote not counted, each reason by name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.refusals import NotAllowed, NotFound, NotNow, Refusal


class NoSuchPoll(NotFound):
    """Removed meanwhile, or never there."""

    message = _("This poll is no longer there.")


class PollIsClosed(NotNow):
    """By its author, by those who look after the conversation, or by the clock."""

    message = _("This poll has closed, so your vote was not changed.")


class ConversationIsClosed(NotNow):
    """No votes while the thread takes no replies."""

    message = _("This conversation is closed, so nobody can vote at the moment.")


class NothingChosen(Refusal):
    """The button alone says nothing."""

    message = _("Choose an option first, then vote.")
    field = "choices"


class OneChoiceOnly(Refusal):
    """A single choice is one."""

    message = _("Choose one option only.")
    field = "choices"


class TooManyChoices(Refusal):
    """More than the poll allows."""

    field = "choices"

    def __init__(self, most: int):
        sentence = ngettext_lazy(
            "Choose %(count)d option at most.", "Choose %(count)d options at most.", "count"
        )
        super().__init__(sentence % {"count": most})


class ForeignOption(Refusal):
    """An option the poll does not have."""

    message = _("One of the chosen options is not part of this poll.")
    field = "choices"


class ChosenTwice(Refusal):
    """The same option in two places."""

    message = _("Each option can be chosen once.")
    field = "choices"


class QuestionMissing(Refusal):
    """A poll asks something."""

    message = _("Please write the question of the poll.")
    field = "question"


class TooFewOptions(Refusal):
    """One option is no choice."""

    message = _("A poll needs at least two different options, each on a line of its own.")
    field = "options"


class TooManyOptions(Refusal):
    """More than anybody reads."""

    message = _("A poll has twelve options at most. Please leave some out.")
    field = "options"


class SameOptionTwice(Refusal):
    """Votes would be split by chance."""

    message = _("Two options are the same. Please make each one different.")
    field = "options"


class OptionTooLong(Refusal):
    """Options are lines, not paragraphs."""

    message = _("Please keep each option under 120 characters.")
    field = "options"


class WrongMost(Refusal):
    """A limit that limits nothing, or everything."""

    message = _("The most that may be chosen is a number between two and the number of options.")
    field = "most_choices"


class ClosesTooSoon(Refusal):
    """In the past, or before anybody could vote."""

    message = _("Choose a closing time in the future.")
    field = "closes_at"


class NotYourPost(NotAllowed):
    """Authors add polls, nobody else."""

    message = _("You can add a poll to your own posts only.")


class GraceIsOver(NotNow):
    """Readers have read the post as it was."""

    message = _("A poll can be added in the first half hour after a post. Write a new post for it.")


class HasPoll(NotNow):
    """One a post."""

    message = _("This post has a poll already.")


class NotYoursToClose(NotAllowed):
    """Its author, and those who look after the conversation."""

    message = _("Only the author of a poll and facilitators, moderators and coordinators can close it.")


class HasVotes(NotNow):
    """What somebody has answered is not taken away."""

    message = _("Somebody has voted already, so this poll can be closed but not removed.")
