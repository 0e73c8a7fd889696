"""BibTeX and BibLaTeX."""

import re
from collections.abc import Iterator
from datetime import date

import bibtexparser
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock
from django.utils.translation import gettext as _
from pylatexenc.latex2text import LatexNodes2Text

from ..vocabulary import Format
from .candidate import BrokenRow, Candidate, Words
from .languages import work_language

# Entry types → our formats.
FORMATS = {
    "article": Format.ACADEMIC_PAPER, "inproceedings": Format.ACADEMIC_PAPER, "conference": Format.ACADEMIC_PAPER,
    "phdthesis": Format.ACADEMIC_PAPER, "mastersthesis": Format.ACADEMIC_PAPER, "thesis": Format.ACADEMIC_PAPER,
    "unpublished": Format.ACADEMIC_PAPER, "book": Format.BOOK, "mvbook": Format.BOOK, "collection": Format.BOOK,
    "proceedings": Format.BOOK, "incollection": Format.BOOK, "inbook": Format.BOOK, "techreport": Format.REPORT,
    "report": Format.REPORT, "manual": Format.GUIDE, "booklet": Format.GUIDE, "misc": Format.GUIDE,
    "online": Format.WEBSITE, "www": Format.WEBSITE, "video": Format.VIDEO, "movie": Format.VIDEO,
    "audio": Format.PODCAST, "legislation": Format.LEGISLATION,
}  # fmt: skip
_TO_TEXT = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=True)


def read(text: str, *, text_language: str) -> Iterator[Candidate | BrokenRow]:
    """The works of a file. ``text_language`` is the language of the abstracts."""
    library = bibtexparser.parse_string(text)
    for block in library.blocks:
        line = block.start_line + 1
        if isinstance(block, DuplicateBlockKeyBlock):
            yield BrokenRow(line, _("The key “%(key)s” was used before in this file.") % {"key": block.key})
        elif isinstance(block, DuplicateFieldKeyBlock):
            fields = ", ".join(sorted(block.duplicate_keys))
            yield BrokenRow(line, _("These fields stand twice: %(fields)s.") % {"fields": fields})
        elif isinstance(block, ParsingFailedBlock):
            yield BrokenRow(line, _("This entry cannot be read; perhaps a brace is missing."))
        elif isinstance(block, bibtexparser.model.Entry):
            try:
                yield _candidate(block, line, text_language)
            except BrokenRow as broken:
                yield broken


def _candidate(entry, line: int, text_language: str) -> Candidate:
    fields = {name.lower(): str(field.value) for name, field in entry.fields_dict.items()}

    def text_of(*names):
        for name in names:
            if value := plain(fields.get(name, "")):
                return value
        return ""

    kind = entry.entry_type.lower()
    said = text_of("format")
    when, day_text = text_of("year", "date"), text_of("date")
    abstract = text_of("abstract")
    languages = re.split(r"[;,]", text_of("language") or text_of("langid"))
    key = entry.key or ""
    return Candidate(
        line=line,
        title=text_of("title") + (f": {subtitle}" if (subtitle := text_of("subtitle")) else ""),
        creators=makers(fields.get("author", "")) + makers(fields.get("editor", ""), role="editor"),
        year=_year(when, line),
        published_on=_day(day_text, line),
        publisher=text_of("publisher", "institution", "school", "organization", "howpublished"),
        container_title=text_of("journal", "journaltitle", "booktitle", "series"),
        volume=text_of("volume"),
        issue=text_of("number", "issue"),
        pages=re.sub(r"\s*(?:--+|–|—)\s*", "-", fields.get("pages", "").strip("{}")),
        url=_address(fields.get("url", "")),
        doi=_address(fields.get("doi", "")),
        isbn=text_of("isbn"),
        issn=text_of("issn"),
        ref_key="" if key.startswith("plethu-") else key,
        format=said if said in Format.values else FORMATS.get(kind, Format.GUIDE).value,
        languages=list(dict.fromkeys(code for value in languages if (code := work_language(value)))),
        topics=[word.strip() for word in re.split(r"[;,]", text_of("keywords")) if word.strip()],
        texts={text_language: Words(summary=abstract)} if abstract else {},
    )


def plain(written: str) -> str:
    """BibTeX's text as Unicode: macros and accents resolved, braces gone, one space between words."""
    if not written:
        return ""
    return " ".join(_TO_TEXT.latex_to_text(written).split())


def _address(written: str) -> str:
    """An address: nothing is resolved but the few escapes that some programs write."""
    return re.sub(r"\\([%&_#~])", r"\1", written.strip().strip("{}"))


def makers(written: str, *, role: str = "") -> list[dict]:
    """``"Ostrom, Elinor and {Welsh Government}"`` as creators. Braces keep a body's name together."""
    extra = {"role": role} if role else {}
    return [{**_maker(name), **extra} for name in _split_at_and(written) if name and name.lower() != "others"]


def _split_at_and(written: str) -> list[str]:
    """Names between the word "and", where it stands outside braces."""
    names, depth, current = [], 0, []
    for word in re.split(r"(\s+)", written.strip()):
        if depth == 0 and word.lower() == "and":
            names.append("".join(current).strip())
            current = []
            continue
        depth += word.replace("\\{", "").replace("\\}", "").count("{") - word.replace("\\{", "").replace(
            "\\}", ""
        ).count("}")
        current.append(word)
    names.append("".join(current).strip())
    return names


def _maker(name: str) -> dict:
    if name.startswith("{") and name.endswith("}"):
        return {"literal": plain(name)}
    parts = [plain(part) for part in name.split(",")]
    if len(parts) >= 2 and parts[0] and parts[-1]:
        # "von Last, Jr, First": the middle part belongs to the name as cited.
        return {"family": " ".join([parts[0], *parts[1:-1]]), "given": parts[-1]}
    words = plain(name.strip(", ")).split()
    if len(words) == 1:
        return {"literal": words[0]}
    # "Elinor Ostrom", "Ludwig van Beethoven": small words belong to the family name.
    start = next((place for place, word in enumerate(words[1:-1], 1) if word[:1].islower()), len(words) - 1)
    return {"family": " ".join(words[start:]), "given": " ".join(words[:start])}


def _year(written: str, line: int) -> int | None:
    if not written:
        return None
    found = re.match(r"^(\d{4})(?:-\d{2}){0,2}$", written)
    if not found:
        raise BrokenRow(line, _("“%(value)s” is not a year.") % {"value": written})
    return int(found.group(1))


def _day(written: str, line: int) -> date | None:
    if not re.match(r"^\d{4}-\d{2}-\d{2}$", written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise BrokenRow(line, _("“%(value)s” is not a day.") % {"value": written}) from None
