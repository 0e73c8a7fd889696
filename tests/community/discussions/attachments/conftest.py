"""Files as people have them, and a folder of the test's own to keep them in."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    return tmp_path / "attachments"


def picture(name="photo.jpg", size=(640, 400), kind="JPEG", **extra):
    held = io.BytesIO()
    Image.new("RGB", size, "teal").save(held, kind, **extra)
    return SimpleUploadedFile(name, held.getvalue(), content_type="application/octet-stream")


def package(*names, mimetype=""):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, "<x/>")
    return held.getvalue()


def upload(name, data):
    return SimpleUploadedFile(name, data)
