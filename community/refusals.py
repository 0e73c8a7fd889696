"""The family of refusals: expected answers that are not errors of the program.

A domain function raises one; a view turns it into a message in the reader's
language. The message is a whole translated sentence.
"""

from django.core.exceptions import ObjectDoesNotExist


class Refusal(Exception):
    """Something a member may not do, or not now, with the reason as a sentence.

    ``field`` names the form field the message belongs beside, when there is one.
    """

    message = ""
    field: str | None = None

    def __init__(self, message=None, *, field: str | None = None):
        self.message = message or self.message
        self.field = field or self.field
        super().__init__(str(self.message))


class NotFound(Refusal, ObjectDoesNotExist):
    """What is asked for does not exist, or may not be seen: both look the same."""


class NotAllowed(Refusal):
    """This person may not do this."""


class NotNow(Refusal):
    """The thing is in a state in which nobody may do this."""


def show_in(form, refusal: Refusal) -> None:
    """Put the refusal's sentence beside the field it is about, or above the form when it has none there."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
