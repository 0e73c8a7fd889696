"""What may be refused when somebody changes a profile."""

from django.utils.translation import gettext_lazy as _

from community.refusals import NotAllowed, Refusal


class NotYourProfile(NotAllowed):
    """Nobody writes another person's profile."""

    message = _("Only the person themselves can change their profile.")


class PictureRefused(Refusal):
    """The file sent as a picture cannot be used, and why."""

    field = "picture"


class PictureTooLarge(PictureRefused):
    """More bytes or more pixels than we take."""


class NotAPicture(PictureRefused):
    """No picture, or of a kind we do not read."""

    message = _("This file is not a picture we can read. Send a JPEG, PNG or WebP file.")
