"""What a file is follows from its bytes; pictures lose what hung on them."""

import io

import pytest
from PIL import Image

from community.discussions.attachments import reading
from community.discussions.attachments.reading import clean_name, read_upload
from community.discussions.attachments.refusals import (
    BrokenPicture,
    EmptyFile,
    FileRefused,
    HasMacros,
    NotOfAKind,
)

from .conftest import package, picture, upload

ODT = "application/vnd.oasis.opendocument.text"


def test_a_picture_is_drawn_anew_small_and_without_where_it_was_taken():
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "CameraMaker", 6  # lies on its side
    taken = read_upload(picture("Gwyl.JPG", (4000, 3000), exif=exif.tobytes(), comment=b"secret place"))
    assert (taken.kind, taken.name, taken.content_type) == ("image", "Gwyl.webp", "image/webp")
    full, small = (Image.open(io.BytesIO(taken.contents[size])) for size in ("full", "small"))
    assert full.format == small.format == "WEBP"
    assert (
        full.size == (taken.width, taken.height) == (1440, 1920)
    )  # upright, and no longer than a screen needs
    assert max(small.size) == 720
    assert not full.getexif()
    for content in taken.contents.values():
        assert b"CameraMaker" not in content and b"secret" not in content


def test_a_small_see_through_picture_stays_so():
    held = io.BytesIO()
    Image.new("RGBA", (30, 20), (10, 20, 30, 0)).save(held, "PNG")
    taken = read_upload(upload("logo.png", held.getvalue()))
    assert (taken.width, taken.height) == (30, 20)
    assert Image.open(io.BytesIO(taken.contents["full"])).mode == "RGBA"


@pytest.mark.parametrize(
    ("name", "data", "kept_name", "content_type"),
    [
        ("report.pdf", b"%PDF-1.7\n%rest", "report.pdf", "application/pdf"),
        ("not-a-picture.jpg", b"%PDF-1.4\n", "not-a-picture.pdf", "application/pdf"),
        (
            "letter.docx",
            package("[Content_Types].xml", "word/document.xml"),
            "letter.docx",
            "wordprocessingml.document",
        ),
        ("sums", package("[Content_Types].xml", "xl/workbook.xml"), "sums.xlsx", "spreadsheetml.sheet"),
        (
            "talk.pptx",
            package("[Content_Types].xml", "ppt/presentation.xml"),
            "talk.pptx",
            "presentationml.presentation",
        ),
        ("letter.odt", package("content.xml", mimetype=ODT), "letter.odt", ODT),
        ("list.csv", "enw,oed\nSiân,4\n".encode(), "list.csv", "text/plain; charset=utf-8"),
        ("notes.html", b"just words, whatever the name says", "notes.txt", "text/plain; charset=utf-8"),
    ],
)
def test_documents_are_known_by_what_is_in_them(name, data, kept_name, content_type):
    taken = read_upload(upload(name, data))
    assert (taken.kind, taken.name) == ("document", kept_name)
    assert taken.content_type.endswith(content_type)
    assert taken.contents == {"full": data}


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"MZ\x90\x00\x03program", NotOfAKind),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", NotOfAKind),
        (b"  <!DOCTYPE html><script>x()</script>", NotOfAKind),
        (b"\xef\xbb\xbf<html>", NotOfAKind),
        (b"#!/bin/sh\nrm -rf /", NotOfAKind),
        (b"text with \x07 a bell", NotOfAKind),
        (b"\xff\xfe\x00latin", NotOfAKind),
        (package("anything.txt"), NotOfAKind),
        (b"PK\x03\x04 and nothing more", NotOfAKind),
        (package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), HasMacros),
        (package("content.xml", "Basic/Standard/Module1.xml", mimetype=ODT), HasMacros),
        (b"\xff\xd8\xff\xe0 broken", BrokenPicture),
        (b"\x89PNG\r\n\x1a\n broken", BrokenPicture),
        (b"", EmptyFile),
    ],
)
def test_what_could_do_harm_is_refused_with_its_name(data, refusal):
    with pytest.raises(refusal) as refused:
        read_upload(upload("dangerous.pdf", data))
    assert "dangerous.pdf" in str(refused.value.message)


def test_limits_of_size_and_area(monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_DOCUMENT", 10)
    monkeypatch.setattr(reading, "LARGEST_PICTURE", 10)
    with pytest.raises(FileRefused):
        read_upload(upload("long.txt", b"more than ten bytes"))
    monkeypatch.undo()
    monkeypatch.setattr(reading, "LARGEST_AREA", 100)
    with pytest.raises(FileRefused) as refused:
        read_upload(picture("huge.jpg", (20, 20)))
    assert "pixels" in str(refused.value.message)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\nia\\Adroddiad.pdf", "Adroddiad.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("tŷ\x00\n bach.odt", "tŷ bach.odt"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_names_cannot_mislead(name, cleaned):
    assert clean_name(name) == cleaned
