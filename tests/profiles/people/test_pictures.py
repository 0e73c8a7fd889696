"""Members' pictures: taken in safely, handed out to those who may see them, gone when they are gone."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from profiles.people import pictures
from profiles.people.pictures import SIZES, path_of, read_picture, storage
from profiles.people.refusals import NotAPicture, PictureTooLarge
from tests.factories import make_member, make_network, make_person
from tests.factories.people import write_profile


def photo(size=(800, 600), kind="JPEG", name="me.jpg", colour="teal", **options):
    """An upload of a picture of one colour."""
    data = io.BytesIO()
    Image.new(options.pop("mode", "RGB"), size, colour).save(data, kind, **options)
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/jpeg")


def with_place_in_it():
    """A photograph that says where it was taken and lies on its side."""
    picture = Image.new("RGB", (800, 400), "teal")
    picture.paste("red", (0, 0, 400, 400))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right by a quarter
    exif[0x010F] = "Secret Camera Maker"
    exif.get_ifd(0x8825)[2] = (51.0, 28.0, 53.0)
    data = io.BytesIO()
    picture.save(data, "JPEG", exif=exif, comment=b"secret comment", quality=95)
    return SimpleUploadedFile("me.jpg", data.getvalue())


def bytes_of(key, size="large"):
    return storage().open(path_of(key, size)).read()


# --- Taking in --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "upload",
    [
        photo(),
        photo(kind="PNG", mode="RGBA", colour=(0, 128, 128, 0)),
        photo(kind="PNG", mode="P", colour=3),
        photo(kind="PNG", mode="L", colour=90),
        photo(kind="WEBP"),
        photo(mode="CMYK", colour=(10, 20, 30, 40)),
        photo(size=(96, 3000)),
    ],
)
def test_pictures_of_the_usual_kinds_come_out_square(upload):
    picture = read_picture(upload)
    assert (picture.size, picture.mode) == ((480, 480), "RGB")


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("me.jpg", b""),
        SimpleUploadedFile("me.jpg", b"not a picture at all"),
        SimpleUploadedFile(
            "me.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
        ),
        SimpleUploadedFile("me.jpg", photo().read()[:2000]),
        photo(kind="GIF", name="me.jpg"),
        photo(kind="BMP", name="me.jpg"),
        photo(kind="TIFF", name="me.jpg"),
        photo(size=(95, 500)),
    ],
)
def test_what_is_no_usable_picture_is_refused(upload):
    with pytest.raises(NotAPicture):
        read_picture(upload)


def test_a_file_with_too_many_bytes_is_refused():
    big = SimpleUploadedFile("me.jpg", b"x" * (pictures.LARGEST_FILE + 1))
    with pytest.raises(PictureTooLarge, match="8 megabytes"):
        read_picture(big)


def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused_before_it_does():
    header = (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    )
    header += struct.pack(">I", zlib.crc32(header[12:]))
    with pytest.raises((NotAPicture, PictureTooLarge)):
        read_picture(SimpleUploadedFile("bomb.png", header + b"\0" * 100))


@pytest.mark.django_db
def test_hidden_data_is_gone_and_the_picture_stands_upright():
    nia = make_person("Nia")
    write_profile(nia, picture=read_picture(with_place_in_it()))
    nia.refresh_from_db()
    for size in SIZES:
        data = bytes_of(nia.picture_key, size)
        assert data[8:12] == b"WEBP"
        assert b"Secret" not in data
        assert b"secret" not in data
        for chunk in (b"EXIF", b"XMP ", b"ICCP"):
            assert chunk not in data
        drawn = Image.open(io.BytesIO(data))
        assert drawn.size == (SIZES[size], SIZES[size])
        assert not drawn.getexif()
        # Turned right, what was on the left is now on top.
        assert drawn.getpixel((drawn.width // 2, 4))[0] > 180
        assert drawn.getpixel((drawn.width // 2, drawn.height - 5))[0] < 90


@pytest.mark.django_db
def test_a_new_picture_takes_the_old_ones_files_away(django_capture_on_commit_callbacks):
    nia = make_person("Nia")
    with django_capture_on_commit_callbacks(execute=True):
        write_profile(nia, picture=read_picture(photo()))
    nia.refresh_from_db()
    first = nia.picture_key
    assert storage().exists(path_of(first, "large"))
    with django_capture_on_commit_callbacks(execute=True):
        write_profile(nia, picture=read_picture(photo(colour="red")))
    nia.refresh_from_db()
    assert nia.picture_key != first
    assert not storage().exists(path_of(first, "large"))
    second = nia.picture_key
    assert storage().exists(path_of(second, "large"))
    with django_capture_on_commit_callbacks(execute=True):
        write_profile(nia, remove_picture=True)
    nia.refresh_from_db()
    assert (nia.picture_key, nia.avatar) == ("", "")
    assert not storage().exists(path_of(second, "small"))


# --- Handing out ------------------------------------------------------------------------------------------------------


@pytest.fixture
def nia(db):
    person = make_member(make_network("wales"), name="Nia Parry")
    write_profile(person, picture=read_picture(photo()))
    person.refresh_from_db()
    return person


def client_of(person):
    client = Client()
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("audience", ["public", "members", "networks", "only_me"])
def test_only_those_who_may_see_a_picture_get_it(nia, audience):
    write_profile(nia, audience_picture=audience, audience_listed="public")
    network = nia.memberships.get().network
    viewers = {
        "stranger": None,
        "member": make_person("Mair"),
        "peer": make_member(network, name="Rhys"),
        "herself": nia,
    }
    sees = {"public": 4, "members": 3, "networks": 2, "only_me": 1}[audience]
    got = []
    for name, person in viewers.items():
        answer = client_of(person).get(nia.avatar)
        assert answer.status_code == 200
        assert "private" in answer.headers["Cache-Control"]
        assert "Cookie" in answer.headers["Vary"]
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.headers["Content-Type"] == "image/webp":
            assert body[8:12] == b"WEBP"
            got.append(name)
        else:
            assert answer.headers["Content-Type"] == "image/svg+xml"
            assert b"<script" not in body
    assert got == list(viewers)[4 - sees :]


def test_a_page_names_the_picture_only_to_those_who_may_see_it(nia):
    write_profile(nia, audience_picture="networks", audience_listed="public")
    assert nia.picture_key not in Client().get("/en/people/nia-parry/").content.decode()
    assert nia.picture_key not in Client().get("/en/people/").content.decode()
    assert nia.picture_key in client_of(nia).get("/en/people/nia-parry/").content.decode()


def test_an_old_key_or_an_invented_one_gets_the_drawn_swatch(nia):
    for key, size in (("f" * 32, "small"), (nia.picture_key, "huge"), ("..", "small")):
        answer = client_of(nia).get(f"/en/people/nia-parry/picture/{key}/{size}/")
        assert answer.headers["Content-Type"] == "image/svg+xml", (key, size)


@pytest.mark.django_db
def test_a_hidden_person_and_nobody_at_all_are_answered_alike(client):
    nia = make_person("Nia Parry")
    write_profile(nia, picture=read_picture(photo()), audience_listed="only_me")
    nia.refresh_from_db()
    hidden = client.get(f"/en/people/nia-parry/picture/{nia.picture_key}/small/")
    nobody = client.get(f"/en/people/nobody-here/picture/{nia.picture_key}/small/")
    assert b"NP" not in hidden.content
    assert (hidden.status_code, hidden.headers["Content-Type"]) == (
        nobody.status_code,
        nobody.headers["Content-Type"],
    )


def test_pictures_lie_where_no_address_leads(nia, client):
    path = path_of(nia.picture_key, "large")
    for address in (f"/media/{path}", f"/static/{path}", f"/media/members/{path}"):
        assert client.get(address).status_code == 404
    with pytest.raises(ValueError, match="no address"):
        storage().url(path)
