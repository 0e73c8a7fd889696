"""Why a file cannot be taken, each reason by name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.refusals import NotNow, Refusal


class FileRefused(Refusal):
    """A file that is not taken."""

    field = "files"


class NotOfAKind(FileRefused):
    """Neither a picture nor a document that we know to be harmless."""

    message = _(
        "“%(name)s” could not be added. You can add pictures (JPEG, PNG, WebP, GIF), PDF, Word, Excel, PowerPoint, "
        "OpenDocument and text files."
    )


class BrokenPicture(FileRefused):
    """It says that it is a picture and cannot be read as one."""

    message = _("The picture “%(name)s” cannot be read. Save it again as JPEG or PNG and add that.")


class HasMacros(FileRefused):
    """A document that holds programs."""

    message = _(
        "“%(name)s” contains macros, which can harm those who open it. Save it without macros and add that."
    )


class TooManyPixels(FileRefused):
    """Decoding it would hurt the server."""

    message = _("The picture “%(name)s” has too many pixels. Make it smaller and add that.")


class EmptyFile(FileRefused):
    """Nothing in it."""

    message = _("“%(name)s” is empty.")


class TooManyInADay(NotNow):
    """A script, not a person."""

    message = _("You have added a lot of files today. Please go on tomorrow.")
    field = "files"


class FileIsGone(FileRefused):
    """Deleted meanwhile, or somebody else's."""

    message = _("One of your files is no longer there. Please add it once more.")


def too_large(name: str, megabytes: int) -> FileRefused:
    """The refusal of a file above the limit."""
    sentence = ngettext_lazy(
        "“%(name)s” is too large. A file may have at most %(n)d megabyte.",
        "“%(name)s” is too large. A file may have at most %(n)d megabytes.",
        "n",
    )
    return FileRefused(sentence % {"name": name, "n": megabytes})


def too_many(most: int) -> FileRefused:
    """The refusal of one file more than a post may have."""
    sentence = ngettext_lazy(
        "A post can have at most %(n)d file.", "A post can have at most %(n)d files.", "n"
    )
    return FileRefused(sentence % {"n": most})


def about(refusal: type[FileRefused], name: str) -> FileRefused:
    """``refusal`` naming the file."""
    return refusal(refusal.message % {"name": name})
