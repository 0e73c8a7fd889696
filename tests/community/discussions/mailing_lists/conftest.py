"""Archives made by hand."""

import io
from email.message import EmailMessage

import pytest

from community.discussions.mailing_lists.importing import import_archive
from tests.community.discussions.conftest import gwen, network, nia, olwen, rhys, space, thread  # noqa: F401


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
