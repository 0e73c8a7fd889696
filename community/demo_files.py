"""Files of the demonstration, made in memory: small drawings, and text."""

import io
import math

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

PAPER, INK, LIGHT, DARK, RED = "#fbf8f1", "#2d2a26", "#c9a94f", "#7a2e2e", "#b3261e"


def made_file(row: dict) -> SimpleUploadedFile:
    """The file that ``row`` describes: ``draw`` names a drawing, ``text`` is a document's words."""
    if "draw" in row:
        drawing = DRAWINGS.get(row["draw"])
        if drawing is None:
            raise LookupError(f"there is no drawing “{row['draw']}”")
        written = io.BytesIO()
        drawing().save(written, "PNG", optimize=True)
        return SimpleUploadedFile(row["name"], written.getvalue(), "image/png")
    return SimpleUploadedFile(row["name"], row["text"].encode(), "text/plain")


def circle_of_chairs() -> Image.Image:
    """A room from above: chairs in a ring, one of them empty, and tables along the wall."""
    picture = Image.new("RGB", (900, 640), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((30, 30, 870, 610), outline=INK, width=5)
    draw.rectangle((826, 300, 874, 400), fill=PAPER)  # the door, by the empty chair
    draw.arc((774, 300, 974, 500), 180, 270, fill=INK, width=3)
    for top in (60, 235, 410):
        draw.rectangle((52, top, 122, top + 140), outline=INK, width=3)
    for number in range(11):
        angle = 2 * math.pi * number / 11
        x, y = 480 + 210 * math.cos(angle), 320 + 210 * math.sin(angle)
        is_empty = number == 0
        draw.ellipse(
            (x - 34, y - 34, x + 34, y + 34),
            fill=PAPER if is_empty else DARK, outline=RED if is_empty else INK, width=6 if is_empty else 3,
        )  # fmt: skip
        if not is_empty:
            draw.ellipse((x - 13, y - 13, x + 13, y + 13), fill=PAPER)
    return picture


def made_and_mended() -> Image.Image:
    """Bars: how long a thing took to make without asking, and then to mend; months, to one scale."""
    picture = Image.new("RGB", (900, 520), PAPER)
    draw = ImageDraw.Draw(picture)
    scale, left = 12, 90  # points a month
    for row, (made, mended) in enumerate([(36, 24), (8, 36), (0.1, 24), (0.3, 0.1)]):
        top = 60 + 110 * row
        draw.rectangle((left, top, left + max(made * scale, 3), top + 60), fill=LIGHT, outline=INK)
        begins = left + max(made * scale, 3)
        draw.rectangle((begins, top, begins + max(mended * scale, 3), top + 60), fill=DARK, outline=INK)
        draw.text((40, top + 12), str(row + 1), fill=INK, font=ImageFont.load_default(34))
    draw.line((left, 30, left, 490), fill=INK, width=4)
    for year in range(1, 6):
        x = left + 12 * scale * year
        draw.line((x, 480, x, 492), fill=INK, width=3)
        draw.text((x - 6, 452), str(year), fill=INK, font=ImageFont.load_default(22))
    draw.line((left, 486, left + 12 * scale * 5, 486), fill=INK, width=3)
    return picture


DRAWINGS = {"circle-of-chairs": circle_of_chairs, "made-and-mended": made_and_mended}
