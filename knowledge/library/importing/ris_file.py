"""RIS, the format that reference managers exchange. Read record by record, so that one broken one spoils no other."""

import re
from collections.abc import Iterator
from datetime import date

import rispy
from django.utils.translation import gettext as _

from .. import creators
from ..addresses import normal_isbn, normal_issn
from ..vocabulary import Format
from .candidate import BrokenRow, Candidate, Words
from .languages import work_language

# Types of RIS → our formats. What is missing here is a guide to nobody knows what, and becomes a website.
FORMATS = {
    "JOUR": Format.ACADEMIC_PAPER, "EJOUR": Format.ACADEMIC_PAPER, "CONF": Format.ACADEMIC_PAPER,
    "CPAPER": Format.ACADEMIC_PAPER, "THES": Format.ACADEMIC_PAPER, "UNPB": Format.ACADEMIC_PAPER,
    "INPR": Format.ACADEMIC_PAPER, "BOOK": Format.BOOK, "EDBOOK": Format.BOOK, "EBOOK": Format.BOOK,
    "CHAP": Format.BOOK, "ECHAP": Format.BOOK, "RPRT": Format.REPORT, "GOVDOC": Format.REPORT, "BLOG": Format.BLOG,
    "NEWS": Format.BLOG, "MGZN": Format.BLOG, "ELEC": Format.WEBSITE, "WEB": Format.WEBSITE,
    "VIDEO": Format.VIDEO, "MPCT": Format.VIDEO, "SOUND": Format.PODCAST, "STAT": Format.LEGISLATION,
    "BILL": Format.LEGISLATION, "GEN": Format.GUIDE, "PAMP": Format.GUIDE,
}  # fmt: skip
_TAG = re.compile(r"^([A-Z][A-Z0-9]) {1,2}- ?(.*)$")


def read(text: str, *, text_language: str) -> Iterator[Candidate | BrokenRow]:
    """The works of a file. ``text_language`` is the language of the abstracts."""
    for line, lines, is_complete in _records(text):
        if not is_complete:
            yield BrokenRow(line, _("The record does not end: a line “ER  - ” is missing."))
            continue
        try:
            yield _candidate(lines, line, text_language)
        except BrokenRow as broken:
            yield broken


def _records(text: str) -> Iterator[tuple[int, list[str], bool]]:
    """Records as (first line, its lines, whether it was ended)."""
    began, lines = 0, []
    for number, line in enumerate(text.splitlines(), 1):
        tag = _TAG.match(line.lstrip("\ufeff"))
        name = tag.group(1) if tag else ""
        if name == "TY":
            if lines:
                yield began, lines, False
            began, lines = number, [line]
        elif lines:
            lines.append(line)
            if name == "ER":
                yield began, lines, True
                lines = []
        elif line.strip():
            yield number, [line], True
    if lines:
        yield began, lines, False


def _candidate(lines: list[str], line: int, text_language: str) -> Candidate:
    if not _TAG.match(lines[0].lstrip("\ufeff")) or not lines[0].lstrip("\ufeff").startswith("TY"):
        raise BrokenRow(line, _("A record begins with a line “TY  - ”."))
    pairs = []
    for written in lines:
        tag = _TAG.match(written.lstrip("\ufeff"))
        if tag:
            pairs.append((tag.group(1), tag.group(2).strip()))
        elif written.strip() and pairs:
            # A long value goes on in the next line.
            name, value = pairs[-1]
            pairs[-1] = (name, f"{value} {written.strip()}")

    def all_of(*names):
        return [value for name, value in pairs if name in names and value]

    def first_of(*names):
        for wanted in names:
            for name, value in pairs:
                if name == wanted and value:
                    return value
        return ""

    kind = first_of("TY")
    if kind not in rispy.TYPE_OF_REFERENCE_MAPPING:
        raise BrokenRow(line, _("RIS knows no type “%(value)s”.") % {"value": kind})
    numbers = all_of("SN")
    isbn = next((value for value in numbers if normal_isbn(value)), "")
    issn = next((value for value in numbers if normal_issn(value)), "")
    if numbers and not (isbn or issn):
        raise BrokenRow(line, _("“%(value)s” is neither an ISBN nor an ISSN.") % {"value": numbers[0]})
    year, day = _when(first_of("PY", "Y1"), first_of("DA"), line)
    first, last = first_of("SP"), first_of("EP")
    made_by = [_maker(value) for value in all_of("AU", "A1")]
    edited_by = [{**_maker(value), "role": "editor"} for value in all_of("ED", "A2")]
    abstract = first_of("AB", "N2")
    ref_key = first_of("ID")
    said = first_of("M3")
    return Candidate(
        line=line,
        title=first_of("TI", "T1"),
        creators=made_by + edited_by,
        year=year,
        published_on=day,
        publisher=first_of("PB"),
        container_title=first_of("T2", "JO", "JF", "BT"),
        volume=first_of("VL"),
        issue=first_of("IS", "M1"),
        pages=f"{first}-{last}" if first and last else first,
        url=first_of("UR", "L2"),
        doi=first_of("DO"),
        isbn=isbn,
        issn=issn,
        ref_key="" if ref_key.startswith("plethu-") else ref_key,
        format=said if said in Format.values else FORMATS.get(kind, Format.WEBSITE).value,
        languages=[code for value in all_of("LA") if (code := work_language(value))],
        topics=all_of("KW"),
        texts={text_language: Words(summary=abstract)} if abstract else {},
    )


def _maker(value: str) -> dict:
    # RIS writes a suffix after a second comma ("King, Martin, Jr"), which we keep with the first names.
    return creators.parse_name(value) or {"literal": value}


def _when(year_text: str, day_text: str, line: int) -> tuple[int | None, date | None]:
    """Year and day. ``PY`` is "2021" or "2021/03/05/"; ``DA`` is "2021/03/05"."""
    day = None
    for written in (day_text, year_text):
        parts = [part for part in re.split(r"[/-]", written) if part]
        if len(parts) >= 3 and all(part.isdecimal() for part in parts[:3]):
            try:
                day = day or date(*map(int, parts[:3]))
            except ValueError:
                raise BrokenRow(line, _("“%(value)s” is not a day.") % {"value": written}) from None
    if not year_text:
        return (day.year if day else None), day
    year = re.split(r"[/-]", year_text)[0].strip()
    if not year.isdecimal() or len(year) != 4:
        raise BrokenRow(line, _("“%(value)s” is not a year.") % {"value": year_text})
    return int(year), day
