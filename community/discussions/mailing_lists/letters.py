"""What a mail says: its head for threading, and its words as a post.

Mails in old archives are broken in every way there is. Nothing here raises for
what somebody else wrote wrongly, except :class:`Broken` where nothing can be
made of it.
"""

import hashlib
import html as html_entities
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..domain import markup
from ..domain.threads import LONGEST_HTML, LONGEST_POST, LONGEST_TITLE
from .archive import Place
from .folding import fold_html, fold_plain, unwrapped
from .language import language_of_text

LONGEST_MAIL = 50 * 1024 * 1024  # bytes, attachments included
LONGEST_NAME = 80
# Before this no list of this kind was kept; such a date is a clock that was never set.
EARLIEST = datetime(1981, 1, 1, tzinfo=UTC)
MOST_REFERENCES = 60  # the newest ones; longer lists are only longer

_heads = BytesHeaderParser(policy=policy.default)
_mails = BytesParser(policy=policy.default)


# Why a mail cannot be imported, by code.
REASONS = {
    "large": gettext_lazy("it is larger than %(detail)s MB"),
    "head": gettext_lazy("its head cannot be read (%(detail)s)"),
    "headless": gettext_lazy("it has no header"),
    "nested": gettext_lazy("its parts are nested too deeply"),
    "unreadable": gettext_lazy("it cannot be read (%(detail)s)"),
    "wordless": gettext_lazy("it has no text"),
}


def reason_of(code: str, detail: str) -> str:
    """Why, in the active language, as the end of a sentence: "it has no text"."""
    return str(REASONS[code]) % {"detail": detail}


class Broken(Exception):
    """A mail that cannot be imported; ``code`` is one of ``REASONS``."""

    def __init__(self, code: str, detail: object = ""):
        self.code, self.detail = code, str(detail)
        super().__init__(reason_of(code, self.detail))


@dataclass(slots=True)
class Head:
    """What is needed of a mail before its words: to thread it and to say who wrote it when."""

    place: Place
    key: str  # digest of its Message-ID
    references: list[str]  # digests of what it answers, nearest first
    root: str  # digest of the oldest mail it names, or its own
    title: str
    subject_key: str  # digest of the subject without "Re:"; empty without a subject
    is_reply: bool  # the subject has a "Re:"
    sent_at: datetime | None  # None where the mail does not say anything possible
    name: str
    address: str  # in small letters; empty where it is not that of a person
    tag: str = field(default="")  # "[practice]" at the beginning of the subject


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a mail as a post holds them. ``folded`` is shown on request only."""

    html: str
    text: str
    language: str
    folded: dict[str, str]


# --- The head -----------------------------------------------------------------------------------------------------


def read_head(place: Place, latest: datetime | None = None) -> Head:
    """Raises :class:`Broken` for what has no head. A date after ``latest`` (tomorrow) is none."""
    if place.end - place.first > LONGEST_MAIL:
        raise Broken("large", LONGEST_MAIL // 1024 // 1024)
    try:
        message = _heads.parsebytes(place.head)
    except Exception as error:  # the parser has been seen to raise many kinds
        raise Broken("head", type(error).__name__) from None
    if not any(_header(message, name) for name in ("From", "Subject", "Date", "Message-ID")):
        raise Broken("headless")
    own = _ids(_header(message, "Message-ID"))
    answered = _ids(_header(message, "In-Reply-To"))
    chain = _ids(_header(message, "References"))[-MOST_REFERENCES:]
    nearest = list(dict.fromkeys([*(answered if len(answered) == 1 else []), *reversed(chain), *answered]))
    key = digest_of(own[0]) if own else f"={place.digest[1:]}"
    references = [digest for one in nearest if (digest := digest_of(one)) != key]
    subject = _one_line(_header(message, "Subject"))
    title, tag, is_reply = subject_parts(subject)
    name, address = _sender(message)
    return Head(
        place=place,
        key=key,
        references=references,
        root=digest_of(chain[0]) if chain else (references[-1] if references else key),
        title=title,
        subject_key=digest_of(" ".join(title.casefold().split())) if title else "",
        is_reply=is_reply,
        sent_at=_date(message, place.separator, latest or timezone.now() + timedelta(days=1)),
        name=name,
        address=address,
        tag=tag,
    )


def digest_of(text: str) -> str:
    """Names a Message-ID, or a subject, in 64 characters; nobody can read it back."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _header(message: EmailMessage, name: str) -> str:
    """The decoded value of a field, clean enough to keep; empty where there is none."""
    try:
        value = message[name]
        value = "" if value is None else str(value)
    except Exception:  # broken fields make the parser raise many kinds
        value = "\ufffd"
    # Letters sent as they are, against the rules, are lost by the parser.
    return tidy(value) if "\ufffd" not in value else _decoded_field(_raw(message, name))


def _raw(message: EmailMessage, name: str) -> str:
    """A field as it was sent."""
    found = [str(value) for field_name, value in message.raw_items() if field_name.lower() == name.lower()]
    return tidy(found[0]) if found else ""


def _decoded_field(value: str) -> str:
    try:
        return tidy(str(make_header(decode_header(value))))
    except Exception:  # encodings that nobody knows
        return value


def tidy(text: str) -> str:
    """Bytes that were kept aside become letters; what no database takes goes."""
    if any("\udc80" <= letter <= "\udcff" for letter in text):
        raw = (
            text.encode("utf-8", "surrogateescape")
            if not _has_lone(text)
            else text.encode("utf-8", "replace")
        )
        text = _decoded(raw, "")
    text = "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return _CONTROL.sub("", text)


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def _has_lone(text: str) -> bool:
    return any("\ud800" <= letter <= "\udc7f" or "\udd00" <= letter <= "\udfff" for letter in text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


_ID = re.compile(r"<\s*([^<>]+?)\s*>")


def _ids(value: str) -> list[str]:
    """Message-IDs in a field. Some programs leave out the brackets, or fold within one."""
    found = ["".join(one.split()) for one in _ID.findall(value)]
    return found or [one for one in value.split() if "@" in one and '"' not in one]


# "Re:" and "Fwd:" as mail programs of this corner of Europe write them; Welsh and Gaelic ones among them.
_REPLY = re.compile(
    r"^(?:re|ymateb|ateb|atb|freagairt|fwd?|yml|ymlaen|aw|wg|sv|vs|antw|tr|rif|rv|odp)"
    r"\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s*[:：]\s*",
    re.IGNORECASE,
)
_TAG = re.compile(r"^\[([^\[\]]{1,60})\]\s*")


def subject_parts(subject: str) -> tuple[str, str, bool]:
    """``(title, tag, is a reply)``: the subject without prefixes, the list's tag, and whether there was a prefix.

    >>> subject_parts("Re: [practice] Ymateb: Where to begin?")
    ('Where to begin?', '[practice]', True)
    """
    tag, is_reply = "", False
    while True:
        if found := _REPLY.match(subject):
            is_reply = True
        elif found := _TAG.match(subject):
            tag = tag or found[0].strip()
        else:
            return subject[:LONGEST_TITLE].strip(), tag, is_reply
        subject = subject[found.end() :]


# Lists that rewrite the sender say "Nia Parry via practice <practice@lists.example>".
_VIA = re.compile(r"\s+(?:via|trwy|drwy)\s+.*$", re.IGNORECASE)
# Public archives write "nia at example.org (Nia Parry)".
_VEILED = re.compile(r"^\s*([^\s@<>()]+) at ([^\s@<>()]+\.[^\s@<>()]+)\s*(?:\((.*)\))?\s*$", re.DOTALL)
_ADDRESS = re.compile(r"[^\s@<>(),;:\"]+@[^\s@<>(),;:\"]+")


def _sender(message: EmailMessage) -> tuple[str, str]:
    """Name and address of who wrote. The list's own address is nobody's, so that nobody can claim by it."""
    name, address = _mailbox(message, "From")
    lists_own = {
        found.lower()
        for field_name in ("List-Post", "X-BeenThere", "X-Mailing-List", "Mailing-List")
        for found in _ADDRESS.findall(_header(message, field_name).replace("mailto:", " "))
    }
    if address in lists_own or (_VIA.search(name) and _header(message, "List-Id")):
        name = _VIA.sub("", name)
        original = _mailbox(message, "X-Original-From") if message.get_all("X-Original-From") else ("", "")
        other = original if original[1] else _mailbox(message, "Reply-To")
        name, address = name or other[0], other[1]
    if address in lists_own:
        address = ""
    return _name(name), address


def _mailbox(message: EmailMessage, field_name: str) -> tuple[str, str]:
    raw = _one_line(_raw(message, field_name))
    if found := _VEILED.match(raw):
        return _decoded_field(found[3] or ""), f"{found[1]}@{found[2]}".lower()
    try:
        first = message[field_name].addresses[0]
        name, address = tidy(first.display_name), tidy(first.addr_spec)
    except Exception:  # an empty or broken field
        name, address = "", ""
    if "@" not in address or "\ufffd" in name:
        name, address = parseaddr(raw)
        name = _decoded_field(name)
        if "@" not in address:
            found = _ADDRESS.search(raw)
            address = found[0] if found else ""
    address = "".join(address.split()).lower()
    return name, address if len(address) <= 254 and _ADDRESS.fullmatch(address) else ""


def _name(name: str) -> str:
    """A name to show: never an address, nor what looks like one."""
    name = _one_line(tidy(name)).strip(" '\"<>")
    if "@" in name or re.search(r"\S+ at \S+\.\S+", name):
        return ""
    return name[:LONGEST_NAME].strip()


def _date(message: EmailMessage, separator: bytes, latest: datetime) -> datetime | None:
    """When it was sent: as it says, else as the first server that had it said, else as the archive's line says."""
    try:
        received = [str(value) for value in message.get_all("Received", [])]
    except Exception:
        received = []
    says = [_header(message, "Date"), *(value.rpartition(";")[2] for value in reversed(received))]
    for value in says:
        if (at := _possible(value, latest)) is not None:
            return at
    if found := _ARCHIVED.search(separator.decode("ascii", "replace")):
        month, day, clock, year = found.groups()
        return _possible(f"{day} {month} {year} {clock} +0000", latest)
    return None


# "From nia@example.org Mon Jan  1 10:00:00 2024": the year stands last, a zone may follow or precede it.
_ARCHIVED = re.compile(r"\s([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d{1,2}:\d\d(?::\d\d)?)\s.*?\b(\d{4})\b")


def _possible(value: str, latest: datetime) -> datetime | None:
    try:
        at = parsedate_to_datetime(_one_line(value))
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except Exception:  # what is no date, and zones that no clock has
        return None
    return at if EARLIEST <= at <= latest else None


# --- The words ----------------------------------------------------------------------------------------------------


def read_letter(raw: bytes, *, hidden, is_answer: bool, default_language: str) -> Letter:
    """The words of a mail, made safe. ``hidden`` addresses are not shown; quotations of an answer are folded.

    Raises :class:`Broken` where it says nothing.
    """
    try:
        message = _mails.parsebytes(raw)
        plain, html, attachments = _parts(message)
    except RecursionError:
        raise Broken("nested") from None
    except Exception as error:
        raise Broken("unreadable", type(error).__name__) from None
    if plain.strip():
        said, folded = fold_plain(plain, is_answer=is_answer)
        said = _veil(said, hidden)
        words, language = said, language_of_text(said, default_language)
        html = ""
    elif html.strip():
        html, folded = fold_html(html, is_answer=is_answer)
        html = _veil(_MAILTO.sub("", markup.clean(html)), hidden)
        words = markup.text_of(html)
        language = language_of_text(words, default_language)
    else:
        words, html, folded, language = "", "", {}, default_language
    if not words.strip() and not attachments:
        raise Broken("wordless")
    html, text = _fitting(words, html, _note(attachments, language), language)
    folded = {name: _veil(found, hidden)[:3000] for name, found in folded.items() if found.strip()}
    return Letter(html, text, language, folded)


def _fitting(words: str, html: str, note: str, language: str) -> tuple[str, str]:
    """HTML and text within what a post may hold, with the note on what was left out at its end."""
    most = LONGEST_POST - len(note) - 400
    html = html or markup.plain_to_html(words[:most])
    if len(words) > most:
        with translation.override(language):
            cut = _("[The rest of this mail is longer than a post may be, and was not imported.]")
        html = f"{markup.plain_to_html(words[:most])}<p>{escape(cut)}</p>"
    html = markup.clean(f"{html}<p>{escape(note)}</p>" if note else html)
    text = markup.text_of(html)
    if not text.strip():
        raise Broken("wordless")
    if len(html) > LONGEST_HTML or len(text) > LONGEST_POST:
        # Many short lines or nested markup: its words alone, in one block.
        html = markup.clean(f"<p>{escape(text[:most])}</p>" + (f"<p>{escape(note)}</p>" if note else ""))
        text = markup.text_of(html)
    return html, text


def _note(attachments: list[str], language: str) -> str:
    """What hung on the mail and did not come with it."""
    if not attachments:
        return ""
    with translation.override(language):
        names = ", ".join(attachments[:20]) + (" …" if len(attachments) > 20 else "")
        text = ngettext(
            "[Attachment not imported: %(names)s]", "[Attachments not imported: %(names)s]", len(attachments)
        )
        return text % {"names": names}


def _parts(message: EmailMessage) -> tuple[str, str, list[str]]:
    """Plain text, HTML and the names of attachments. Of alternatives the first of each kind counts."""
    plain, html, attachments = [], [], []
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        name = _file_name(part)
        shown = _disposition(part) != "attachment" and not (name and kind not in ("text/plain", "text/html"))
        if kind == "text/plain" and shown:
            text = _text(part)
            plain.append(unwrapped(text) if _parameter(part, "format").lower() == "flowed" else text)
        elif kind == "text/html" and shown:
            html.append(_text(part))
        elif name or (kind not in _SILENT and (kind.partition("/")[0] not in ("image", "text") or not shown)):
            attachments.append(name or kind)
    if any(part.strip() for part in plain):
        return "\n\n".join(part.strip("\n") for part in plain if part.strip()), "", attachments
    return "", "\n".join(html[:1]), attachments


# Parts that say nothing to a reader.
_SILENT = {
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "text/calendar",
}


def _file_name(part) -> str:
    try:
        name = part.get_filename() or ""
    except Exception:
        return ""
    return _one_line(tidy(str(name)).replace("/", " ").replace("\\", " "))[:100]


def _disposition(part) -> str:
    try:
        return part.get_content_disposition() or ""
    except Exception:
        return ""


def _parameter(part, name: str) -> str:
    try:
        return str(part.get_param(name) or "")
    except Exception:
        return ""


def _text(part) -> str:
    """The text of a part, whatever it says of its letters."""
    try:
        raw = part.get_payload(decode=True)
    except Exception:
        raw = None
    if raw is None:
        raw = str(part.get_payload()).encode("utf-8", "surrogateescape")
    text = _decoded(raw, _parameter(part, "charset"))
    return tidy(text.replace("\r\n", "\n").replace("\r", "\n"))


# What says so of itself is, on the web and in mail, nearly always its larger cousin.
_COUSINS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
}


def _decoded(raw: bytes, charset: str) -> str:
    charset = charset.strip("\"' ").lower()
    for name in (_COUSINS.get(charset, charset) or "utf-8", "utf-8", "cp1252"):
        try:
            return raw.decode(name)
        except (UnicodeError, LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


_MAILTO = re.compile(r'\shref="mailto:[^"]*"', re.IGNORECASE)
_ANY_ADDRESS = re.compile(r"[\w.+%'=-]{1,64}(?:@| at )[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


def _veil(text: str, hidden) -> str:
    """``text`` without the addresses of those who wrote to the list."""
    if not hidden or ("@" not in text and " at " not in text):
        return text

    def veiled(match):
        address = html_entities.unescape(match[0]).replace(" at ", "@").lower().strip(".'")
        return "[…]" if address in hidden else match[0]

    return _ANY_ADDRESS.sub(veiled, text)
