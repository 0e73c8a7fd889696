"""The states of an import from the desk and which may follow which: the one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """How far an archive has come. It is looked through first, and imported after somebody has said so."""

    TO_LOOK = "to_look", _("Waiting to be read")
    LOOKING = "looking", _("Being read")
    LOOKED = "looked", _("Waits for your decision")
    TO_IMPORT = "to_import", _("Waiting to be imported")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Failed")


# From a state to those that may follow it. None stands for "no import yet". What was stopped or failed goes on where
# it was, while its file is kept.
NEXT_STATES = {
    None: {ImportState.TO_LOOK},
    ImportState.TO_LOOK: {ImportState.LOOKING, ImportState.STOPPED, ImportState.FAILED},
    ImportState.LOOKING: {ImportState.LOOKED, ImportState.STOPPED, ImportState.FAILED},
    ImportState.LOOKED: {ImportState.TO_IMPORT, ImportState.STOPPED, ImportState.FAILED},
    ImportState.TO_IMPORT: {ImportState.IMPORTING, ImportState.STOPPED, ImportState.FAILED},
    ImportState.IMPORTING: {ImportState.DONE, ImportState.STOPPED, ImportState.FAILED},
    ImportState.STOPPED: {ImportState.TO_LOOK, ImportState.TO_IMPORT},
    ImportState.FAILED: {ImportState.TO_LOOK, ImportState.TO_IMPORT},
    ImportState.DONE: set(),
}

WAITING = (ImportState.TO_LOOK, ImportState.TO_IMPORT)
RUNNING = (ImportState.LOOKING, ImportState.IMPORTING)
# What a worker has to do with.
AT_WORK = (*WAITING, *RUNNING)
# One of these a space.
OPEN = (*AT_WORK, ImportState.LOOKED)
# Somebody may have it go on.
LEFT_OFF = (ImportState.STOPPED, ImportState.FAILED)


# Why an import failed, by code, as sentences for who began it.
NO_ARCHIVE, FILE_GONE, EXPIRED, STUCK = "no_archive", "file_gone", "expired", "stuck"
FAILURES = {
    NO_ARCHIVE: _("The file is no mbox file: it does not begin with a line “From …”. Nothing was imported."),
    FILE_GONE: _(
        "The uploaded file is no longer on the server. Upload it once more: what is here stays as it is."
    ),
    EXPIRED: _(
        "The import was not finished within a week, so the uploaded file was deleted. Upload it once more if you like."
    ),
    STUCK: _(
        "The work stopped several times at the same place, for a reason that is ours and not yours. It was written "
        "down for who runs this site. What was imported before that place stays."
    ),
}
