"""The demonstration's old mailing list: an mbox file made of invented mails, brought in by the importer itself.

Comes before the people: whoever verifies an address afterwards finds the mails
written with it, and may claim them, as on a real site.
"""

import io
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from community.discussions.mailing_lists.importing import import_archive

from .demo_loading import DemoContext, DemoSection, sections, toml_rows
from .demo_threads import load_spaces

FOLDER = Path(__file__).parent / "demo"
OLD_LIST = "old_list.toml"
SPACE = "the-old-mailing-list"
LIST, HOST = "codi-llais", "lists.example"
ZONE = ZoneInfo("Europe/London")
WROTE = {"en": "On {day}, {name} wrote:", "cy": "Ar {day} ysgrifennodd {name}:"}
FOOTER = f"{'_' * 47}\n{LIST} mailing list\nhttps://{HOST}/listinfo/{LIST}\n"


def load_mails(context: DemoContext, *, folder: Path = FOLDER) -> None:
    """Import what is not here yet; the importer knows what it has had before."""
    load_spaces(context, folder=folder, only=SPACE)
    if SPACE not in context.spaces:
        return
    archive, lines = mbox_of(context, folder)
    report = import_archive(io.BytesIO(archive), context.spaces[SPACE])
    for broken in report.broken:
        context.report(OLD_LIST, lines[broken.number - 1], broken.reason)


def mbox_of(context: DemoContext, folder: Path = FOLDER, *, whole: bool = False) -> tuple[bytes, list[int]]:
    """The archive, and the line of each of its mails; ``whole`` with those that are left out of the loading."""
    mails, written, lines = {}, [], []
    for line, row in toml_rows(folder / OLD_LIST, "mail"):
        with context.row(OLD_LIST, line):
            at = datetime.fromisoformat(row.get("at", "2016-04-01 00:00")).replace(tzinfo=ZONE)
            mails[row["id"]] = row
            if row.get("left_out") and not whole:
                continue
            content = row["body"].encode() if row.get("broken") else _mail(row, at, mails).as_bytes()
            written.append(f"From {LIST}@{HOST} {at:%a %b %d %H:%M:%S %Y}\n".encode() + content + b"\n\n")
            lines.append(line)
    return b"".join(written), lines


def _mail(row: dict, at: datetime, mails: dict) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{row['name']} <{row['address']}>"
    message["To"] = f"{LIST}@{HOST}"
    message["List-Post"] = f"<mailto:{LIST}@{HOST}>"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{row['id']}@{HOST}>"
    body = _unwrapped(row["body"]) + "\n"
    if row.get("signature"):
        body += f"\n-- \n{row['signature']}\n"
    subject, answered = row.get("subject", ""), None
    if row.get("answers"):
        answered = mails[row["answers"]]
        message["In-Reply-To"] = f"<{answered['id']}@{HOST}>"
        first = answered
        while "subject" not in first:
            first = mails[first["answers"]]
        subject = f"{'Ymateb' if row['language'] == 'cy' else 'Re'}: [{LIST}] {first['subject']}"
        day = datetime.fromisoformat(answered["at"])
        head = WROTE[row["language"]].format(day=f"{day:%d/%m/%Y %H:%M}", name=answered["name"])
        quoted = "\n".join(f"> {line}".rstrip() for line in _unwrapped(answered["body"]).split("\n"))
        body += f"\n{head}\n{quoted}\n"
    message["Subject"] = subject if answered else f"[{LIST}] {subject}"
    message.set_content(f"{body}\n{FOOTER}")
    return message


def _unwrapped(body: str) -> str:
    """Paragraphs as one line each: where the file breaks its lines is of no meaning."""
    return "\n\n".join(" ".join(part.split()) for part in body.strip().split("\n\n"))


sections.register("mails", DemoSection("Old mailing list", load_mails, order=25))
