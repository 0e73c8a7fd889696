"""Taking in an uploaded archive: what it is by its first bytes, unpacked on the way, a piece at a time.

A packed file may claim anything and hold a thousand times its size. It is
unpacked while it is written, and refused at the byte that is one too many.
"""

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File

from .refusals import (
    ArchiveRefused,
    BrokenPackage,
    EmptyArchive,
    ListservLog,
    LockedPackage,
    NoMbox,
    OtherPackage,
    OutlookFile,
    SeveralFiles,
    SingleMail,
    WebPage,
    too_large,
)
from .storage import delete_archive, path_of, storage

MEGABYTE = 1024 * 1024
PIECE = 256 * 1024  # bytes read at a time
SNIFFED = 8 * 1024
MOST_ENTRIES = 200  # of a .zip that are looked into
LONGEST_LIST = MEGABYTE  # bytes of a .zip's list of contents, which is read at once

_GZIP, _ZIP, _EMPTY_ZIP = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"
_PACKAGES = (
    _GZIP,
    _ZIP,
    _EMPTY_ZIP,
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\x28\xb5\x2f\xfd",
)
_BOM = b"\xef\xbb\xbf"
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LISTSERV = re.compile(rb"={60,}\r?\n")
_HEADER = re.compile(rb"[!-9;-~]+:[ \t]")
# What the unpackers raise at damaged files.
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)


def receive(upload: File, key: str) -> int:
    """Keep the archive that ``upload`` holds as ``key``, unpacked; returns how many bytes it has.

    Raises an :class:`ArchiveRefused`, and leaves nothing behind then.
    """
    if not upload.size:
        raise EmptyArchive
    most = settings.MAIL_ARCHIVE_MEGABYTES * MEGABYTE
    if upload.size > most:
        raise too_large(settings.MAIL_ARCHIVE_MEGABYTES)
    upload.seek(0)
    first = upload.read(SNIFFED)
    upload.seek(0)
    if first.startswith(_GZIP):
        opened = _from_gzip(upload)
    elif first.startswith((_ZIP, _EMPTY_ZIP)):
        opened = _from_zip(upload)
    else:
        opened = _as_it_is(upload)
    try:
        with opened as stream:
            kept = _Unpacked(stream, most)
            storage().save(path_of(key), kept)
    except BaseException:
        delete_archive(key)
        raise
    return kept.written


class _Unpacked(File):
    """What a storage asks for its pieces. The first one must be that of an mbox file."""

    def __init__(self, stream: BinaryIO, most: int):
        super().__init__(stream, name="archive")
        self.most, self.written = most, 0

    def chunks(self, chunk_size=None) -> Iterator[bytes]:
        while piece := _piece(self.file, PIECE):
            if not self.written:
                piece = piece.removeprefix(_BOM)
                if refusal := why_no_mbox(piece[:SNIFFED]):
                    raise refusal
            self.written += len(piece)
            if self.written > self.most:
                raise too_large(settings.MAIL_ARCHIVE_MEGABYTES)
            yield piece
        if not self.written:
            raise EmptyArchive


def why_no_mbox(first: bytes) -> ArchiveRefused | None:
    """Why a file that begins with these bytes is not taken; None for an mbox file."""
    said = first.removeprefix(_BOM).lstrip()
    if said.startswith(b"From "):
        return None
    if first.startswith(b"!BDN"):
        return OutlookFile()
    if first.startswith(_PACKAGES) or first[257:262] == b"ustar":
        return OtherPackage()
    if _PAGE.match(said):
        return WebPage()
    if _LISTSERV.match(said):
        return ListservLog()
    if _HEADER.match(said) and re.search(rb"(?m)^(?:From|Subject):", said):
        return SingleMail()
    return NoMbox()


def _piece(stream: BinaryIO, size: int) -> bytes:
    try:
        return stream.read(size)
    except _DAMAGES:
        raise BrokenPackage from None


@contextmanager
def _as_it_is(upload: File):
    yield upload


@contextmanager
def _from_gzip(upload: File):
    with gzip.GzipFile(fileobj=upload, mode="rb") as stream:
        yield stream


@contextmanager
def _from_zip(upload: File):
    """The one mbox file of a .zip; Google hands it out beside others."""
    try:
        package = zipfile.ZipFile(_ShortReads(upload))
    except _DAMAGES:
        raise BrokenPackage from None
    with package:
        entries = [
            entry
            for entry in package.infolist()
            if not entry.is_dir()
            and not entry.filename.startswith("__MACOSX/")
            and not entry.filename.rpartition("/")[2].startswith(".")
        ]
        if not 0 < len(entries) <= MOST_ENTRIES:
            raise SeveralFiles
        if any(entry.flag_bits & 1 for entry in entries):
            raise LockedPackage
        if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
            raise OtherPackage
        if len(entries) > 1:
            entries = [entry for entry in entries if why_no_mbox(_beginning(package, entry)) is None]
        if len(entries) != 1:
            raise SeveralFiles
        try:
            stream = package.open(entries[0])
        except _DAMAGES:
            raise BrokenPackage from None
        with stream:
            yield stream


def _beginning(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with package.open(entry) as stream:
            return stream.read(SNIFFED)
    except _DAMAGES:
        raise BrokenPackage from None


class _ShortReads:
    """A file that is not read in long pieces, whatever length a .zip claims for its list of contents."""

    def __init__(self, file: File):
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size is None or size < 0:
            size = LONGEST_LIST + 1
        found = self._file.read(min(size, LONGEST_LIST + 1))
        if len(found) > LONGEST_LIST:
            raise zipfile.BadZipFile
        return found
