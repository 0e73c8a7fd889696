"""Where attached files lie: in a folder that no address leads to."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class AttachmentStorage(FileSystemStorage):
    """Files that only a view hands out, after asking who may have them. It knows no addresses."""

    def __init__(self):
        super().__init__(location=Path(settings.DATA_DIR) / "attachments", base_url=None)

    def url(self, name):
        raise ValueError("Attached files have no address of their own; a view hands them out.")


def storage() -> AttachmentStorage:
    """The storage, made when asked so that it follows the settings."""
    return AttachmentStorage()


# The picture in two sizes; a document once.
FULL, SMALL = "full", "small"


def path_of(key: str, size: str = FULL) -> str:
    """Where the file called ``key`` lies."""
    return f"{key[:2]}/{key}-{size}"


def delete_files(key: str) -> None:
    """Delete the files of ``key``; nothing happens where there are none."""
    place = storage()
    for size in (FULL, SMALL):
        place.delete(path_of(key, size))
