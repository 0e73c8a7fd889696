"""Why a search is not kept."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotNow, Refusal


class NothingAsked(Refusal):
    """No word that could be looked for."""

    message = _("There is nothing to search for in this: type a word first.")


class TooManySaved(NotNow):
    """As many as one person may keep."""

    message = _("You keep as many searches as there is room for. Remove one first.")
