"""Finding the mails in an mbox file, one after the other, without holding it in memory.

The standard library's ``mailbox.mbox`` begins a mail at every line with "From ",
also in the middle of a text, and says nothing of where each one stands. Real
archives hold both unmasked texts and damaged mails that a report must be able to
point at, so the file is cut here; what is inside a mail is read by ``email``.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LONGEST_HEAD = 256 * 1024  # bytes; what is beyond is not read
# A line is read in pieces of this size: damaged files have "lines" of many megabytes.
_PIECE = 64 * 1024

_DATED = re.compile(
    rb"^From .*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+[A-Za-z0-9]{1,3}\s+[A-Za-z0-9]{1,3}\s+[\d:]"
)
_FIELD = re.compile(rb"^(?:[!-9;-~]+[ \t]*:|>From )")


class NotAnArchive(ValueError):
    """The file does not begin as an mbox file does."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail stands: its number (from 1), the byte its "From " line begins at, its own first byte and its end.

    ``digest`` is that of its words, whatever the line ends and empty lines: it names a mail without a Message-ID.
    """

    number: int
    start: int
    first: int
    end: int
    separator: bytes
    head: bytes
    digest: str


def mails_in(file: BinaryIO) -> Iterator[Place]:
    """The mails of an open mbox file, in order. Raises :class:`NotAnArchive` where it is something else."""
    number, mail, offset = 0, None, 0
    was_empty, at_line_start = True, True
    pending: bytes | None = None  # a line that begins a mail if the next one is a header field
    for line in _pieces(file):
        if pending is not None:
            if _FIELD.match(line) or (was_empty and _DATED.match(pending)):
                if mail is not None:
                    yield mail.place(offset - len(pending))
                number += 1
                mail = _Mail(number, offset - len(pending), offset, pending)
            elif mail is None:
                raise NotAnArchive
            else:
                mail.add(pending)
            was_empty, pending = False, None
        if at_line_start and line.startswith(b"From ") and (was_empty or _DATED.match(line)):
            pending = line
        elif mail is None:
            if line.strip():
                raise NotAnArchive
        else:
            mail.add(line)
            was_empty = at_line_start and not line.strip()
        offset += len(line)
        at_line_start = line.endswith(b"\n")
    if pending is not None:
        if mail is None and not _DATED.match(pending):
            raise NotAnArchive
        if _DATED.match(pending) and was_empty:
            if mail is not None:
                yield mail.place(offset - len(pending))
            mail = _Mail(number + 1, offset - len(pending), offset, pending)
        else:
            mail.add(pending)
    if mail is not None:
        yield mail.place(offset)


def words_of(file: BinaryIO, place: Place) -> bytes:
    """The mail itself, as it was before it was put into the archive."""
    file.seek(place.first)
    raw = file.read(place.end - place.first)
    return re.sub(rb"(?m)^>(>*From )", rb"\1", raw)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while line := file.readline(_PIECE):
        yield line


class _Mail:
    """A mail while it is being passed over."""

    def __init__(self, number: int, start: int, first: int, separator: bytes):
        self.number, self.start, self.first, self.separator = number, start, first, separator
        self._head: list[bytes] = []
        self._head_length, self._in_head = 0, True
        self._digest = hashlib.sha256()

    def add(self, line: bytes) -> None:
        words = line.rstrip(b"\r\n")
        if words:
            self._digest.update(words + b"\n")
        elif self._in_head:
            self._in_head = False
        if self._in_head and self._head_length < LONGEST_HEAD:
            self._head.append(line)
            self._head_length += len(line)

    def place(self, end: int) -> Place:
        head = b"".join(self._head)
        return Place(
            self.number, self.start, self.first, end, self.separator.strip(), head, self._digest.hexdigest()
        )
