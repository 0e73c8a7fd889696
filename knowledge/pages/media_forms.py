"""Forms for images and documents in the editors' area: the same in the library of files and in each chooser."""

import zipfile
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm


class DescribedImageForm(BaseImageForm):
    """Asks for the description, in the chooser as on the image's own page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            self.fields["description"].help_text = _(
                "What the picture shows, for those who cannot see it. Leave it empty only for mere decoration."
            )

    def clean(self):
        cleaned = super().clean()
        if not {"description", "is_decorative"} <= self.fields.keys():
            return cleaned
        if not (cleaned.get("description") or "").strip() and not cleaned.get("is_decorative"):
            self.add_error("description", _("Describe the picture, or say that it is only decoration."))
        return cleaned


# First bytes of a file by its ending. Office files are ZIP archives, older ones OLE containers.
_PDF, _ZIP, _OLE = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINNINGS = {
    "pdf": _PDF, "doc": _OLE, "rtf": b"{\\rtf",
    "docx": _ZIP, "pptx": _ZIP, "xlsx": _ZIP, "odt": _ZIP, "ods": _ZIP, "odp": _ZIP, "epub": _ZIP,
}  # fmt: skip
_TEXTS = ("txt", "csv")
# What an archive of this ending has inside.
_INSIDE = {
    "docx": "word/", "pptx": "ppt/", "xlsx": "xl/",
    "odt": "content.xml", "ods": "content.xml", "odp": "content.xml", "epub": "META-INF/container.xml",
}  # fmt: skip


def is_what_it_says(file, name: str) -> bool:
    """Whether the content of the open ``file`` fits the ending of ``name``. Leaves it at its beginning."""
    ending = PurePath(name).suffix.lstrip(".").lower()
    file.seek(0)
    head = file.read(4096)
    try:
        if ending in _TEXTS:
            return b"\x00" not in head and not head.lstrip().lower().startswith(
                (b"<!doctype", b"<html", b"<script")
            )
        beginning = _BEGINNINGS.get(ending)
        # A PDF may begin with a few bytes of something else; readers look for it in the first kilobyte.
        if beginning is None or beginning not in (head[:1024] if ending == "pdf" else head[: len(beginning)]):
            return False
        if ending in _INSIDE:
            with zipfile.ZipFile(file) as archive:
                return any(entry.startswith(_INSIDE[ending]) for entry in archive.namelist())
        return True
    except zipfile.BadZipFile:
        return False
    finally:
        file.seek(0)


class SniffedDocumentForm(BaseDocumentForm):
    """Refuses a file whose content is something else than its name says."""

    def clean_file(self):
        file = self.cleaned_data.get("file")
        if file and "file" in self.changed_data and not is_what_it_says(file, file.name):
            raise ValidationError(
                _(
                    "The content of this file does not fit its name. Save it again in the format its name says."
                )
            )
        return file
