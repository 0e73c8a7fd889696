"""Where uploaded archives lie until they are imported: in a folder that no address leads to."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class ArchiveStorage(FileSystemStorage):
    """Files that only the import reads. It knows no addresses."""

    def __init__(self):
        super().__init__(location=Path(settings.DATA_DIR) / "mail-archives", base_url=None)

    def url(self, name):
        raise ValueError("Uploaded archives have no address: nobody reads them but the import.")


def storage() -> ArchiveStorage:
    """The storage, made when asked so that it follows the settings."""
    return ArchiveStorage()


def path_of(key: str) -> str:
    """Where the archive called ``key`` lies."""
    return f"{key}.mbox"


def delete_archive(key: str) -> None:
    """Delete it; nothing happens where there is none."""
    storage().delete(path_of(key))


def kept_keys() -> list[str]:
    """Keys of all archives that lie there."""
    place = storage()
    if not place.exists(""):
        return []
    return [name.removesuffix(".mbox") for name in place.listdir("")[1]]
