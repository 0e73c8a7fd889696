"""Members' pictures: taken in, made harmless, kept where no address leads but our own view.

What is sent is never kept. It is decoded within limits, turned upright, cut
square, drawn anew in two sizes and written as WebP, so that hidden data (where
it was taken, with which camera) and anything clever in the file are gone.
"""

import io
import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from .refusals import NotAPicture, PictureTooLarge

LARGEST_FILE = 8 * 1024 * 1024  # bytes
LARGEST_AREA = 60_000_000  # pixels: more than any telephone makes, less than hurts the server
SMALLEST_SIDE = 96  # pixels; below this a face is a smudge
READABLE = ("JPEG", "PNG", "WEBP")
SIZES = {"small": 96, "large": 480}  # pixels a side
CONTENT_TYPE = "image/webp"


class MembersStorage(FileSystemStorage):
    """Files that only a view hands out, after asking who may have them. It knows no addresses."""

    def __init__(self):
        super().__init__(location=Path(settings.DATA_DIR) / "members", base_url=None)

    def url(self, name):
        raise ValueError("Members' files have no address of their own; a view hands them out.")


def storage() -> MembersStorage:
    """The storage, made when asked so that it follows the settings."""
    return MembersStorage()


def path_of(key: str, size: str) -> str:
    """Where the picture called ``key`` lies in the storage, in ``size`` (a name in :data:`SIZES`)."""
    return f"pictures/{key[:2]}/{key}-{size}.webp"


def read_picture(upload) -> Image.Image:
    """The picture in the file ``upload``, upright, square and in plain colours.

    Raises :class:`PictureTooLarge` or :class:`NotAPicture`. What kind it is follows
    from its bytes, whatever its name says.
    """
    if upload.size > LARGEST_FILE:
        megabytes = LARGEST_FILE // (1024 * 1024)
        raise PictureTooLarge(
            ngettext(
                "The picture is too large. Send one of at most %(n)d megabyte.",
                "The picture is too large. Send one of at most %(n)d megabytes.",
                megabytes,
            )
            % {"n": megabytes}
        )
    upload.seek(0)
    data = io.BytesIO(upload.read())
    try:
        picture = Image.open(data, formats=READABLE)
        width, height = picture.size
        if width * height > LARGEST_AREA:
            raise PictureTooLarge(_("The picture has too many pixels. Send a smaller one."))
        if min(width, height) < SMALLEST_SIDE:
            raise NotAPicture(_("The picture is too small. Each side needs at least 96 pixels."))
        # JPEG can be decoded at a fraction of its size, which spares memory for large ones.
        picture.draft("RGB", (SIZES["large"] * 2, SIZES["large"] * 2))
        picture.load()
        return _square(_plain(picture))
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
    ):
        raise NotAPicture() from None


def _plain(picture: Image.Image) -> Image.Image:
    """Upright, in sRGB, on white where it was see-through."""
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
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(ground, picture).convert("RGB")
    return picture.convert("RGB")


def _square(picture: Image.Image) -> Image.Image:
    """The middle of the picture; a little above it in tall ones, where faces are."""
    return ImageOps.fit(picture, (SIZES["large"],) * 2, method=Image.Resampling.LANCZOS, centering=(0.5, 0.4))


def keep_picture(picture: Image.Image) -> str:
    """Write ``picture`` in every size and return its new key; keys are long and random, never used twice."""
    key = secrets.token_hex(16)
    place = storage()
    for size, side in SIZES.items():
        drawn = picture if picture.width == side else picture.resize((side, side), Image.Resampling.LANCZOS)
        # A fresh picture of the pixels alone: nothing that hung on the old one can follow.
        clean = Image.new("RGB", drawn.size)
        clean.paste(drawn)
        written = io.BytesIO()
        clean.save(written, "WEBP", quality=82, method=4)
        place.save(path_of(key, size), ContentFile(written.getvalue()))
    return key


def forget_picture(key: str) -> None:
    """Delete the files of ``key``; nothing happens where there are none."""
    if key:
        place = storage()
        for size in SIZES:
            place.delete(path_of(key, size))
