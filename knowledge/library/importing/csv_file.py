"""The library's own CSV: one row a work, columns by name. ``docs/importing.md`` describes them."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from community.languages import LANGUAGE_CODES

from .. import creators
from ..vocabulary import Format
from .candidate import BrokenRow, Candidate, Words

COLUMNS = (
    "title", "authors", "year", "published_on", "publisher", "container_title", "volume", "issue", "pages", "url",
    "doi", "isbn", "issn", "format", "language", "country", "licence", "minutes", "topics", "ref_key",
)  # fmt: skip
# Without these a table says too little of a work.
NEEDED = ("title", "format")


def read(text: str, *, text_language: str) -> Iterator[Candidate | BrokenRow]:
    """The works of a table. ``text_language`` is the language of a column called ``description``."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = _header(reader)
    if isinstance(header, BrokenRow):
        yield header
        return
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield BrokenRow(line, _("The quotation marks of this row do not match."))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            yield BrokenRow(
                line,
                _("The row has %(found)d cells, the first one has %(wanted)d.")
                % {"found": len(cells), "wanted": len(header)},
            )
            continue
        row = {name: " ".join(cell.split()) for name, cell in zip(header, cells, strict=False)}
        try:
            yield _candidate(row, line, text_language, has_container="container_title" in header)
        except BrokenRow as broken:
            yield broken


def _header(reader) -> list[str] | BrokenRow:
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except csv.Error:
        return BrokenRow(1, _("The quotation marks of this row do not match."))
    missing = [name for name in NEEDED if name not in header]
    if missing:
        return BrokenRow(1, _("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)})
    return header


def _candidate(row: dict[str, str], line: int, text_language: str, *, has_container: bool) -> Candidate:
    def cell(name):
        return row.get(name, "")

    def codes(name):
        return [code.strip() for code in cell(name).split(";") if code.strip()]

    publisher, container = cell("publisher"), cell("container_title")
    if not has_container and cell("format") == Format.ACADEMIC_PAPER:
        # A table with one column for both means the journal.
        publisher, container = "", publisher
    return Candidate(
        line=line,
        title=cell("title"),
        creators=creators.parse(cell("authors")),
        year=_number(cell("year"), line),
        published_on=_day(cell("published_on"), line),
        publisher=publisher,
        container_title=container,
        volume=cell("volume"),
        issue=cell("issue"),
        pages=cell("pages"),
        url=cell("url"),
        doi=cell("doi"),
        isbn=cell("isbn"),
        issn=cell("issn"),
        ref_key=cell("ref_key"),
        format=cell("format"),
        languages=codes("language"),
        countries=codes("country"),
        licence=cell("licence"),
        minutes=_number(cell("minutes"), line),
        topics=codes("topics"),
        texts=_texts(row, text_language),
    )


def _texts(row, text_language) -> dict[str, Words]:
    texts = {}
    for code in LANGUAGE_CODES:
        words = Words(
            row.get(f"title_{code}", ""), row.get(f"summary_{code}", ""), row.get(f"plain_summary_{code}", "")
        )
        if code == text_language and not words.summary:
            words.summary = row.get("description", "")
        if words.summary:
            texts[code] = words
    return texts


def _number(text: str, line: int) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 5:
        raise BrokenRow(line, _("“%(value)s” is not a number.") % {"value": text})
    return int(text)


def _day(text: str, line: int) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BrokenRow(
            line, _("“%(value)s” is not a day; write it as 2026-11-23.") % {"value": text}
        ) from None


def write(resources) -> str:
    """A table of records that :func:`read` reads back to the same facts and texts."""
    out = io.StringIO(newline="")
    text_columns = [
        f"{part}_{code}" for code in LANGUAGE_CODES for part in ("title", "summary", "plain_summary")
    ]
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, *text_columns])
    for resource in resources:
        texts = {text.language: text for text in resource.texts.all()}
        facts = {
            "authors": "; ".join(creators.written(creator) for creator in resource.creators),
            "published_on": resource.published_on.isoformat() if resource.published_on else "",
            "language": ";".join(resource.languages),
            "country": ";".join(resource.countries),
            "topics": ";".join(topic.slug for topic in resource.topics.all()),
        }
        row = [facts.get(name, getattr(resource, name, "")) for name in COLUMNS]
        row += [
            getattr(texts[code], part) if code in texts else ""
            for code in LANGUAGE_CODES
            for part in ("title", "summary", "plain_summary")
        ]
        writer.writerow(["" if value is None else value for value in row])
    return out.getvalue()
