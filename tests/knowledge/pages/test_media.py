"""Pictures are described and documents are what they say, whichever way they are uploaded."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image as Picture
from wagtail.models import Collection

from knowledge.pages.media import CustomDocument, CustomImage
from knowledge.pages.media_forms import is_what_it_says
from tests.factories import make_person
from tests.factories.pages import make_editor, make_network_with_pages

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def picture_file(name="sky.png"):
    held = io.BytesIO()
    Picture.new("RGB", (60, 40), "#1f4e7e").save(held, "PNG")
    return SimpleUploadedFile(name, held.getvalue(), "image/png")


def archive(*entries):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for entry in entries:
            made.writestr(entry, "x")
    return held.getvalue()


def image_form(**fields):
    return {
        "title": "Sky",
        "file": picture_file(),
        "description": "",
        "tags": "",
        "credit": "",
        "focal_point_x": "",
        "focal_point_y": "",
        "focal_point_width": "",
        "focal_point_height": "",
        **fields,
    }


@pytest.fixture
def wales():
    return make_network_with_pages("wales")


@pytest.fixture
def curator(wales, as_person):
    return as_person(make_editor(wales))


REFUSAL = "Describe the picture, or say that it is only decoration."


def test_a_picture_without_description_is_refused_on_upload(curator, wales):
    response = curator.post(reverse("wagtailimages:add"), image_form(collection=wales.editors.collection_id))
    assert REFUSAL in response.content.decode()
    assert not CustomImage.objects.exists()


@pytest.mark.parametrize(
    ("fields", "spoken"), [({"description": "A blue sky"}, "A blue sky"), ({"is_decorative": "on"}, "")]
)
def test_a_picture_is_described_or_said_to_be_decoration(curator, wales, fields, spoken):
    curator.post(reverse("wagtailimages:add"), image_form(collection=wales.editors.collection_id, **fields))
    image = CustomImage.objects.get()
    assert image.default_alt_text == spoken
    assert image.collection == wales.editors.collection


def test_the_chooser_asks_for_the_description_as_well(curator, wales):
    form = {
        f"image-chooser-upload-{name}": value
        for name, value in image_form(collection=wales.editors.collection_id).items()
    }
    response = curator.post(reverse("wagtailimages_chooser:create"), form)
    assert REFUSAL in response.content.decode()
    assert not CustomImage.objects.exists()
    form["image-chooser-upload-description"] = "A blue sky"
    form["image-chooser-upload-file"] = picture_file()
    curator.post(reverse("wagtailimages_chooser:create"), form)
    assert CustomImage.objects.get().description == "A blue sky"


def test_several_at_once_wait_for_their_descriptions(curator, wales):
    response = curator.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Sky", "collection": wales.editors.collection_id, "files[]": picture_file()},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    answer = response.json()
    assert answer["success"]
    assert not CustomImage.objects.exists()
    assert "uploaded_file_id" in answer


def test_an_editor_puts_files_into_the_own_collection_only(curator, wales, as_person):
    scotland = make_network_with_pages("scotland")
    curator.post(
        reverse("wagtailimages:add"),
        image_form(description="A sky", collection=scotland.editors.collection_id),
    )
    # With one collection to choose from Wagtail leaves the field out and uses that one.
    assert not CustomImage.objects.filter(collection=scotland.editors.collection).exists()
    other = CustomImage.objects.create(
        title="Theirs", file=picture_file(), description="x", collection=scotland.editors.collection
    )
    response = curator.get(reverse("wagtailimages:edit", args=[other.pk]))
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["image", "images", "document", "documents"]),
        ("cy", ["delwedd", "delweddau", "dogfen", "dogfennau"]),
    ],
)
def test_files_are_called_what_the_editors_area_calls_them(language, names):
    with translation.override(language):
        assert [
            str(name)
            for model in (CustomImage, CustomDocument)
            for name in (model._meta.verbose_name, model._meta.verbose_name_plural)
        ] == names


def test_pictures_of_everybody_may_be_chosen(curator):
    CustomImage.objects.create(
        title="Shared sky", file=picture_file(), description="x", collection=Collection.get_first_root_node()
    )
    assert "Shared sky" in curator.get(reverse("wagtailimages_chooser:choose")).content.decode()


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"


@pytest.mark.parametrize(
    ("name", "content", "fits"),
    [
        ("report.pdf", PDF, True),
        ("report.pdf", b"junk before it\n" + PDF, True),
        ("report.PDF", PDF, True),
        ("report.pdf", b"<html><script>alert(1)</script></html>", False),
        ("report.pdf", b"", False),
        ("report.pdf", archive("word/document.xml"), False),
        ("letter.docx", archive("[Content_Types].xml", "word/document.xml"), True),
        ("letter.docx", archive("xl/workbook.xml"), False),
        ("letter.docx", b"PK\x03\x04broken", False),
        ("sheet.xlsx", archive("xl/workbook.xml"), True),
        ("text.odt", archive("mimetype", "content.xml"), True),
        ("book.epub", archive("META-INF/container.xml"), True),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", True),
        ("old.doc", b"MZ\x90\x00", False),
        ("list.csv", "enw,lle\nSiân,Môn\n".encode(), True),
        ("list.csv", b"a\x00b", False),
        ("page.txt", b"  <!DOCTYPE html><p>x", False),
        ("program.exe", b"MZ\x90\x00", False),
    ],
)
def test_a_document_is_what_its_name_says(name, content, fits):
    file = io.BytesIO(content)
    assert is_what_it_says(file, name) == fits
    assert file.tell() == 0


def test_a_document_that_is_something_else_is_refused_with_a_reason(curator, wales):
    form = {"title": "Report", "collection": wales.editors.collection_id, "tags": "", "language": "en"}
    response = curator.post(
        reverse("wagtaildocs:add"), {**form, "file": SimpleUploadedFile("report.pdf", b"<html></html>")}
    )
    assert "The content of this file does not fit its name." in response.content.decode()
    assert not CustomDocument.objects.exists()
    curator.post(reverse("wagtaildocs:add"), {**form, "file": SimpleUploadedFile("report.pdf", PDF)})
    document = CustomDocument.objects.get()
    assert (document.kind, document.language, document.file_size) == ("PDF", "en", len(PDF))


def test_a_document_of_a_kind_we_do_not_take_is_refused(as_person):
    admin = as_person(make_person("Robin Ashdown", is_superuser=True))
    response = admin.post(
        reverse("wagtaildocs:add"),
        {"title": "Report", "file": SimpleUploadedFile("report.exe", b"MZ"), "tags": "", "language": ""},
    )
    assert response.status_code == 200
    assert not CustomDocument.objects.exists()
