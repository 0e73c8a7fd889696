"""Archives made by hand, and brought in from the desk."""

import io
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from community.discussions.mailing_lists import imports
from community.discussions.mailing_lists.importing import import_archive
from tests.community.discussions.conftest import gwen, network, nia, olwen, rhys, space, thread  # noqa: F401
from tests.factories import make_member


def mail(
    number, *, by="Eleri Jones <eleri@post.example>", subject="Where to begin?", day=None, body=None, **fields
):
    """One mail as bytes; ``fields`` are further headers, "_" for "-"; None leaves one of the usual ones out."""
    message = EmailMessage()
    usual = {
        "From": by,
        "Subject": subject,
        "Date": f"{day or number:02} Mar 2015 10:00:00 +0000",
        "Message-ID": f"<{number}@post.example>",
    }
    usual.update({name.replace("_", "-"): value for name, value in fields.items()})
    for name, value in usual.items():
        if value is not None:
            message[name] = value
    message.set_content(body if body is not None else f"These are the words of mail {number}.\n")
    return message.as_bytes()


def archive(*mails):
    """An mbox file of these mails."""
    return io.BytesIO(
        b"".join(b"From x@post.example Mon Mar  2 10:00:00 2015\n" + one + b"\n" for one in mails)
    )


@pytest.fixture
def bring_in(space):  # noqa: F811
    """Import mails into the space; answers with the report."""

    def imported(*mails, to=None, **options):
        file = mails[0] if mails and isinstance(mails[0], io.BytesIO) else archive(*mails)
        return import_archive(file, to or space, **options)

    return imported


# --- From the desk ---------------------------------------------------------------------------------------------------


def three_mails():
    """Two conversations, one of them with an answer."""
    return [
        mail(1),
        mail(2, by="Sion <sion@post.example>", In_Reply_To="<1@post.example>", subject="Re: Where to begin?"),
        mail(3, subject="Another thing"),
    ]


def data_of(*mails):
    """The bytes of an mbox file of these mails."""
    return archive(*mails).getvalue()


def upload_of(data, name="list.mbox"):
    """A file as a form brings it."""
    return SimpleUploadedFile(name, data)


def take(into, by, *mails, **options):
    """An archive of these mails, uploaded and waiting to be read."""
    return imports.take_archive(into, by=by, upload=upload_of(data_of(*mails)), language="en", **options)


def confirm(row, by):
    """Have what was looked through imported, for those who may read the space now."""
    return imports.start_import(row, by=by, readers=imports.readers_key(row.space))


@pytest.fixture
def mair(network):  # noqa: F811
    """A coordinator."""
    return make_member(network, role="coordinator", name="Mair Coordinator")


@pytest.fixture
def looked(space, mair, run_jobs):  # noqa: F811
    """A function: an archive of these mails, looked through."""

    def taken(*mails):
        row = take(space, mair, *(mails or three_mails()))
        run_jobs()
        row.refresh_from_db()
        return row

    return taken
