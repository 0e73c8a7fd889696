"""Mails kept as files, for installations without a mail server.

The newest stand in ``DATA_DIR/outbox``, one ``.eml`` file each, readable by the
account that runs the site only. The site shows them at ``/outbox/`` where demo
data was loaded and nowhere else: see :func:`is_readable`.
"""

import contextlib
import os
import re
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

MOST_KEPT = 500  # mails
NAME = re.compile(r"^[0-9]{8}T[0-9]{12}-[0-9a-f]{8}$")

_writing = threading.Lock()


def folder() -> Path:
    """Where the mails are kept; made when first needed."""
    place = Path(settings.DATA_DIR) / "outbox"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


class OutboxBackend(BaseEmailBackend):
    """Django mail back end that writes each mail into the outbox."""

    def send_messages(self, email_messages) -> int:
        """Keep the mails; returns how many."""
        sent = 0
        for message in email_messages:
            keep(message.message().as_bytes(linesep="\r\n"))
            sent += 1
        return sent


def keep(raw: bytes) -> str:
    """Write one mail and drop the oldest beyond ``MOST_KEPT``; returns its name."""
    name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    place = folder()
    with _writing:
        unfinished = place / f".{name}"
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(raw)
        unfinished.rename(place / f"{name}.eml")
        for old in _names()[MOST_KEPT:]:
            with contextlib.suppress(FileNotFoundError):
                (place / f"{old}.eml").unlink()
    return name


def _names() -> list[str]:
    """Names of the kept mails, newest first."""
    return sorted((path.stem for path in folder().glob("*.eml") if NAME.match(path.stem)), reverse=True)


@dataclass(frozen=True)
class KeptMail:
    """One mail as it was sent."""

    name: str
    sent_at: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def to(self) -> str:
        return str(self.message["To"] or "")

    @property
    def sender(self) -> str:
        return str(self.message["From"] or "")

    @property
    def language(self) -> str:
        return str(self.message["Content-Language"] or "en")

    @property
    def text(self) -> str:
        """The plain text, empty when there is none."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """The HTML, empty when there is none. It may only be shown in a sandbox."""
        return self._body("html")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """What a mail client reads, in the order written."""
        return [(name, str(value)) for name, value in self.message.items()]

    def _body(self, kind):
        part = self.message.get_body((kind,))
        return part.get_content() if part is not None else ""


def read(name: str) -> KeptMail | None:
    """The mail called ``name``, or None. Any text may be asked for: it never leaves the outbox."""
    if not NAME.match(name):
        return None
    try:
        raw = (folder() / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        return None
    sent_at = datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(
        tzinfo=timezone.get_fixed_timezone(0)
    )
    return KeptMail(name, sent_at, message_from_bytes(raw, policy=policy.default))


def newest(*, most: int = 50, after: str = "") -> list[KeptMail]:
    """The newest mails, newest first; those older than the one called ``after`` when given."""
    names = [name for name in _names() if not after or name < after]
    return [mail for name in names[:most] if (mail := read(name)) is not None]


def is_readable() -> bool:
    """Whether this installation shows its outbox: embedded, without a mail server, and holding demo data only."""
    from community.demo_loading import is_demo

    return settings.EMBEDDED and f"{__name__}.OutboxBackend" == settings.EMAIL_BACKEND and is_demo()
