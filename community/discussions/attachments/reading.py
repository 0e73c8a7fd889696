"""What a file is, told from its bytes and not from its name, and a picture drawn anew without what hung on it."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from .models import AttachmentKind
from .refusals import BrokenPicture, EmptyFile, HasMacros, NotOfAKind, TooManyPixels, about, too_large

MEGABYTE = 1024 * 1024
LARGEST_PICTURE, LARGEST_DOCUMENT = 12 * MEGABYTE, 20 * MEGABYTE
LARGEST_AREA = 60_000_000  # pixels: more than any telephone makes, less than hurts the server
LONGEST_SIDE, SMALL_SIDE = 1920, 720  # pixels of what is kept
READABLE = ("JPEG", "PNG", "WEBP", "GIF")
PICTURE_TYPE = "image/webp"
LONGEST_NAME = 100

_OFFICE = "application/vnd.openxmlformats-officedocument."
# What stands in a package → ending and type.
_OOXML = {
    "word/document.xml": ("docx", f"{_OFFICE}wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", f"{_OFFICE}spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", f"{_OFFICE}presentationml.presentation"),
}
_ODF = {
    f"application/vnd.oasis.opendocument.{kind}": (ending, f"application/vnd.oasis.opendocument.{kind}")
    for kind, ending in (
        ("text", "odt"),
        ("spreadsheet", "ods"),
        ("presentation", "odp"),
        ("graphics", "odg"),
    )
}
PLAIN = ("txt", "text/plain; charset=utf-8")
_TEXT_ENDINGS = {"txt", "md", "csv", "tsv"}
MOST_ENTRIES = 5000  # in a package


@dataclass(frozen=True)
class Taken:
    """A file made ready to be kept: ``contents`` by size ("full", and "small" of a picture)."""

    kind: str
    name: str
    content_type: str
    contents: dict[str, bytes]
    width: int = 0
    height: int = 0

    @property
    def size(self) -> int:
        return len(self.contents["full"])


def read_upload(upload) -> Taken:
    """The file ``upload``, or a refusal that names it."""
    name = clean_name(upload.name)
    if not upload.size:
        raise about(EmptyFile, name)
    if upload.size > max(LARGEST_DOCUMENT, LARGEST_PICTURE):
        raise too_large(name, LARGEST_DOCUMENT // MEGABYTE)
    upload.seek(0)
    data = upload.read()
    if _looks_like_picture(data):
        if len(data) > LARGEST_PICTURE:
            raise too_large(name, LARGEST_PICTURE // MEGABYTE)
        return _picture(name, data)
    ending, content_type = _document(name, data)
    return Taken(AttachmentKind.DOCUMENT, _with_ending(name, ending), content_type, {"full": data})


def clean_name(name: str) -> str:
    """The last part of ``name`` without anything that could mislead: no folders, no invisible or turning characters.

    >>> clean_name("C:\\\\Users\\\\nia\\\\Report  (final).PDF")
    'Report (final).PDF'
    """
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name or "")[-1])
    name = "".join(" " if char.isspace() else char for char in name)
    name = "".join(char for char in name if unicodedata.category(char)[0] != "C" and char not in '<>:"|?*%#;')
    name = re.sub(r" {2,}", " ", name).strip(" .")
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = (
            f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
            if dot and len(ending) < 8
            else name[:LONGEST_NAME]
        )
    return name or "file"


def _with_ending(name: str, ending: str) -> str:
    """``name`` with the ending that tells what the file is."""
    stem, dot, old = name.rpartition(".")
    if dot and (old.lower() == ending or (ending == "txt" and old.lower() in _TEXT_ENDINGS)):
        return name
    return f"{stem if dot and len(old) <= 5 and stem else name}.{ending}"


def _looks_like_picture(data: bytes) -> bool:
    return (
        data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
    )  # fmt: skip


# --- Pictures -----------------------------------------------------------------------------------------------------


def _picture(name: str, data: bytes) -> Taken:
    """Decoded within limits, turned upright, and drawn anew in two sizes: hidden data are gone."""
    try:
        picture = Image.open(io.BytesIO(data), formats=READABLE)
        width, height = picture.size
        if width * height > LARGEST_AREA:
            raise about(TooManyPixels, name)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG can be decoded at a fraction of its size
        picture.load()
        picture = _plain(picture)
        contents = {"full": _drawn(picture, LONGEST_SIDE), "small": _drawn(picture, SMALL_SIDE)}
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
    ):
        raise about(BrokenPicture, name) from None
    return Taken(
        AttachmentKind.IMAGE,
        _with_ending(name, "webp"),
        PICTURE_TYPE,
        contents,
        picture.width,
        picture.height,
    )


def _plain(picture: Image.Image) -> Image.Image:
    """Upright, in sRGB; what was see-through stays so."""
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if profile and picture.mode in ("RGB", "RGBA"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode=picture.mode
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken colour profile costs the right colours, not the picture
    see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    return picture.convert("RGBA" if see_through else "RGB")


def _drawn(picture: Image.Image, side: int) -> bytes:
    """The pixels alone on a fresh picture: nothing that hung on the old one can follow."""
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    clean = Image.new(small.mode, small.size)
    clean.paste(small)
    written = io.BytesIO()
    clean.save(written, "WEBP", quality=82, method=4)
    return written.getvalue()


# --- Documents ----------------------------------------------------------------------------------------------------


def _document(name: str, data: bytes) -> tuple[str, str]:
    """Ending and type of a document of a kind we take; refused otherwise."""
    if data.startswith(b"%PDF-"):
        return "pdf", "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return _package(name, data)
    if _is_text(data):
        return PLAIN
    raise about(NotOfAKind, name)


def _package(name: str, data: bytes) -> tuple[str, str]:
    """An office document is a zip; only its list of contents and its own short statement are looked at."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if len(entries) > MOST_ENTRIES:
                raise about(NotOfAKind, name)
            names = {entry.filename for entry in entries}
            if any(one.rsplit("/", 1)[-1].lower().startswith("vbaproject") for one in names) or any(
                one.startswith(("Basic/", "Scripts/")) for one in names
            ):
                raise about(HasMacros, name)
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                found = _ODF.get(package.read("mimetype").decode("ascii", "replace").strip())
                if found and "content.xml" in names:
                    return found
            if "[Content_Types].xml" in names:
                for part, found in _OOXML.items():
                    if part in names:
                        return found
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        pass
    raise about(NotOfAKind, name)


_MARKUP = re.compile(rb"^\s*(<!doctype|<\?xml|<html|<svg|<script|<\?php|#!)", re.IGNORECASE)


def _is_text(data: bytes) -> bool:
    """Words and nothing else: readable, without control characters, and no markup or program."""
    if b"\x00" in data or _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")):
        return False
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(char) == "Cc" and char not in "\t\n\r\f" for char in text)
