"""Why people cannot be mentioned."""

from django.utils.translation import ngettext_lazy

from community.refusals import Refusal


class TooManyMentions(Refusal):
    """More people than one post may call."""

    field = "text"


def too_many(most: int, *, newcomer: bool) -> TooManyMentions:
    """The refusal that says how many are possible."""
    if newcomer:
        sentence = ngettext_lazy(
            "In your first days here you can mention %(n)d person in a post. Please take out the @ before some names.",
            "In your first days here you can mention up to %(n)d people in a post. Please take out the @ before some names.",
            "n",
        )
    else:
        sentence = ngettext_lazy(
            "You can mention %(n)d person in a post. Please take out the @ before some names.",
            "You can mention up to %(n)d people in a post. Please take out the @ before some names.",
            "n",
        )
    return TooManyMentions(sentence % {"n": most})
