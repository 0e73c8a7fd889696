"""Why an archive cannot be taken in, or an import not go on, each reason by name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.refusals import NotFound, NotNow, Refusal


class ArchiveRefused(Refusal):
    """A file that is not taken."""

    field = "archive"


class EmptyArchive(ArchiveRefused):
    """Nothing in it."""

    message = _("The file is empty.")


class NoMbox(ArchiveRefused):
    """Something else, and we do not know what."""

    message = _(
        "This is no mbox file. An mbox file begins with a line “From …”; it may be packed as .gz or .zip."
    )


class OutlookFile(ArchiveRefused):
    """What Outlook and Microsoft 365 hand out."""

    message = _(
        "This is an Outlook data file (.pst or .ost), which cannot be read here. Bring it into Thunderbird, and "
        "export the folder from there as an mbox file."
    )


class SingleMail(ArchiveRefused):
    """One mail as a file."""

    message = _(
        "This looks like one single mail (.eml). An mbox file holds many, each beginning with a line “From …”."
    )


class WebPage(ArchiveRefused):
    """The page that shows an archive, saved."""

    message = _(
        "This is a web page. Look there for the link that downloads the archive itself, and upload that."
    )


class ListservLog(ArchiveRefused):
    """What LISTSERV keeps."""

    message = _(
        "This is an archive in LISTSERV’s own form, which cannot be read here. It has to be turned into an mbox file "
        "first."
    )


class SeveralFiles(ArchiveRefused):
    """A package of other things than one archive."""

    message = _(
        "The package does not hold exactly one mbox file. Unpack it on your device and upload the mbox file you want."
    )


class OtherPackage(ArchiveRefused):
    """A package of a kind that is not opened here."""

    message = _(
        "Packages of this kind are not opened here. Unpack it on your device and upload the mbox file itself."
    )


class LockedPackage(ArchiveRefused):
    """A package with a password."""

    message = _(
        "The package is locked with a password. Unpack it on your device and upload the mbox file itself."
    )


class BrokenPackage(ArchiveRefused):
    """A package that was cut off, or whose check sums are wrong."""

    message = _(
        "The package is damaged and cannot be unpacked. Download it once more from where you have it."
    )


def too_large(megabytes: int) -> ArchiveRefused:
    """The refusal of an archive above the limit, packed or unpacked."""
    sentence = ngettext_lazy(
        "The archive is too large: it may have at most %(n)d megabyte, unpacked as well.",
        "The archive is too large: it may have at most %(n)d megabytes, unpacked as well.",
        "n",
    )
    return ArchiveRefused(sentence % {"n": megabytes})


class AnotherIsOpen(NotNow):
    """One archive at a time into one space."""

    message = _("An archive is on its way into this space already. It has to be finished, or stopped, first.")
    field = "archive"


class ArchivedSpace(NotNow):
    """Nothing is added to what is put away."""

    message = _("This space is archived. Take it back into use before you bring mails into it.")
    field = "archive"


class ReadersHaveChanged(NotNow):
    """What was confirmed is not what would happen."""

    message = _(
        "Who may read this space has changed since you opened this page. Please read once more who it is, and decide."
    )


class FileHasGone(NotNow):
    """Deleted by somebody, or by the clock."""

    message = _("The uploaded file has been deleted. Please upload it once more.")


class NoSuchImport(NotFound):
    """Its space is gone."""

    message = _("This import is no longer there.")
