"""How a work is cited: one Harvard style in words, and files for reference managers.

Files carry the record's facts, never its summary's translation status or its
readers. ``importing`` reads them back to the same facts; a test holds that.
"""

import json
import re

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from community.templatetags.formatting import joined

from .creators import full_name, initials, is_organisation, short_name
from .models import Resource
from .vocabulary import Format

# Formats whose own title is set in italics; the others stand in quotation marks inside something larger.
_IN_QUOTATION_MARKS = {
    Format.ACADEMIC_PAPER,
    Format.BLOG,
    Format.NEWSLETTER,
    Format.PODCAST,
    Format.CASE_STUDY,
}
MOST_NAMED = 3  # makers that are named before "et al."

_DASHES = re.compile(r"\s*(?:--|[-–—])\s*")


# --- In words ---------------------------------------------------------------------------------------------------------


def harvard(resource: Resource) -> SafeString:
    """The citation as HTML, in the page's language.

    >>> harvard(ladder)
    'Arnstein, S.R. (1969) ‘A Ladder of Citizen Participation’, <i>Journal of …</i>, 35(4), pp. 216–224. Available at: …'
    """
    title = resource.title
    named = _names(resource)
    year = str(resource.year) if resource.year else _("n.d.")
    larger = resource.container_title
    in_quotation_marks = bool(larger) or resource.format in _IN_QUOTATION_MARKS
    shown_title = format_html("‘{}’", title) if in_quotation_marks else format_html("<i>{}</i>", title)
    # With nobody named the title comes first.
    head = (
        format_html("{} ({}) {}", named, year, shown_title)
        if named
        else format_html("{} ({})", shown_title, year)
    )
    parts = [head]
    if larger:
        inside = _("in {title}") if resource.format == Format.BOOK else "{title}"
        parts.append(format_html(inside, title=format_html("<i>{}</i>", larger)))
    if numbers := _volume(resource):
        parts.append(numbers)
    if resource.pages:
        parts.append(_pages(resource.pages))
    sentences = [_joined(parts)]
    # A body that publishes what it wrote itself is named once.
    if resource.publisher and resource.publisher not in [full_name(creator) for creator in resource.creators]:
        sentences.append(format_html("{}", resource.publisher))
    address = f"https://doi.org/{resource.doi}" if resource.doi else resource.url
    if address:
        sentences.append(format_html(_("Available at: {address}"), address=address))
    text = mark_safe(
        ". ".join(_without_stop(sentence) for sentence in sentences)
    )  # each part is escaped above
    return text if address else mark_safe(f"{text}.")


def harvard_text(resource: Resource) -> str:
    """The same without markup, for copying."""
    import html

    return html.unescape(re.sub(r"<[^>]+>", "", harvard(resource)))


def _without_stop(sentence: str) -> str:
    return sentence[:-1] if sentence.endswith(".") else sentence


def _joined(parts) -> str:
    return mark_safe(", ".join(parts))  # each part is escaped where it is made


def _names(resource: Resource) -> str:
    creators = resource.creators
    names = [_cited_name(creator) for creator in creators]
    if not names:
        return ""
    words = _("{first} et al.").format(first=names[0]) if len(names) > MOST_NAMED else joined(names)
    if all(creator.get("role") == "editor" for creator in creators):
        words = format_html(_("{names} (ed.)") if len(names) == 1 else _("{names} (eds)"), names=words)
    return format_html("{}", words)


def _cited_name(creator: dict) -> str:
    if is_organisation(creator):
        return creator["literal"]
    return f"{creator['family']}, {initials(creator['given'])}"


def _volume(resource: Resource) -> str:
    if resource.volume and resource.issue:
        return format_html("{}({})", resource.volume, resource.issue)
    return format_html("{}", resource.volume or resource.issue)


def shown_pages(pages: str) -> str:
    """``"216-224"`` → ``"216–224"``."""
    return _DASHES.sub("–", pages)


def _pages(pages: str) -> str:
    shown = shown_pages(pages)
    several = "–" in shown or "," in shown
    # Translators: pages in a citation; Welsh "tt." for several, "t." for one.
    sentence = _("pp. {pages}") if several else _("p. {pages}")
    return format_html(sentence, pages=shown)


# --- As files ---------------------------------------------------------------------------------------------------------


def first_and_last_page(pages: str) -> tuple[str, str]:
    """``"216-224"`` → ``("216", "224")``; a single page or an article number has no last one."""
    first, *rest = _DASHES.split(pages.strip())
    return (first, rest[0]) if len(rest) == 1 and first and rest[0] else (pages.strip(), "")


def csl(resource: Resource) -> dict:
    """The record as one CSL-JSON item, the form that reference managers and citation tools share."""
    words = resource.words
    item: dict = {
        "id": resource.ref_key or f"plethu-{resource.pk}",
        "type": words.csl if words else "document",
        "genre": resource.format,
        "title": resource.title,
    }
    for role in ("author", "editor"):
        names = [_csl_name(creator) for creator in resource.creators if creator.get("role", "author") == role]
        if names:
            item[role] = names
    if resource.published_on:
        day = resource.published_on
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    elif resource.year:
        item["issued"] = {"date-parts": [[resource.year]]}
    for key, value in (
        ("container-title", resource.container_title),
        ("publisher", resource.publisher),
        ("volume", resource.volume),
        ("issue", resource.issue),
        ("page", resource.pages),
        ("DOI", resource.doi),
        ("ISBN", resource.isbn),
        ("ISSN", resource.issn),
        ("URL", resource.url),
        ("language", ";".join(resource.languages)),
        ("keyword", ";".join(topic.slug for topic in resource.topics.all())),
        ("abstract", _abstract(resource)),
    ):
        if value:
            item[key] = value
    return item


def _csl_name(creator: dict) -> dict:
    return {key: creator[key] for key in ("family", "given", "literal") if key in creator}


def _abstract(resource: Resource) -> str:
    text = resource.source_text
    return text.summary if text else ""


def csl_json(resources) -> str:
    """CSL-JSON of one or more records."""
    return json.dumps([csl(resource) for resource in resources], ensure_ascii=False, indent=2) + "\n"


_RIS_TYPE_OF_CHAPTER = "CHAP"


def ris(resources) -> str:
    """RIS of one or more records, lines ending as the format asks."""
    return "\r\n".join(line for resource in resources for line in _ris_lines(resource)) + "\r\n"


def _ris_lines(resource: Resource) -> list[str]:
    words = resource.words
    kind = words.ris if words else "GEN"
    if resource.format == Format.BOOK and resource.container_title:
        kind = _RIS_TYPE_OF_CHAPTER
    first, last = first_and_last_page(resource.pages)
    pairs = [("TY", kind), ("ID", resource.ref_key or f"plethu-{resource.pk}")]
    for creator in resource.creators:
        name = full_name(creator) if is_organisation(creator) else f"{creator['family']}, {creator['given']}"
        pairs.append(("ED" if creator.get("role") == "editor" else "AU", name))
    pairs += [
        ("PY", resource.year),
        ("DA", resource.published_on.strftime("%Y/%m/%d") if resource.published_on else ""),
        ("TI", resource.title),
        ("T2", resource.container_title),
        ("PB", resource.publisher),
        ("VL", resource.volume),
        ("IS", resource.issue),
        ("SP", first),
        ("EP", last),
        ("DO", resource.doi),
        ("SN", resource.isbn),
        ("SN", resource.issn),
        ("UR", resource.url),
        ("M3", resource.format),
        ("AB", _abstract(resource)),
    ]
    pairs += [("LA", code) for code in resource.languages]
    pairs += [("KW", topic.slug) for topic in resource.topics.all()]
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in pairs if value not in ("", None)]
    return [*lines, "ER  - ", ""]


def _one_line(value) -> str:
    return " ".join(str(value).split())


# BibTeX's field for what the work is part of, by entry type.
_BIBTEX_CONTAINER = {"article": "journal", "incollection": "booktitle"}
_BIBTEX_PUBLISHER = {"techreport": "institution", "misc": "howpublished", "online": "organization"}
_BIBTEX_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}",
}  # fmt: skip


def bibtex(resources) -> str:
    """BibTeX of one or more records, in UTF-8."""
    return "\n".join(_bibtex_entry(resource) for resource in resources)


def _bibtex_entry(resource: Resource) -> str:
    kind = resource.words.bibtex if resource.words else "misc"
    if resource.format == Format.BOOK and resource.container_title:
        kind = "incollection"
    fields = []
    for role in ("author", "editor"):
        names = [
            _bibtex_name(creator) for creator in resource.creators if creator.get("role", "author") == role
        ]
        if names:
            fields.append((role, f"{{{' and '.join(names)}}}"))
    # Double braces keep the capitals of names inside titles.
    fields.append(("title", f"{{{{{_bibtex_text(resource.title)}}}}}"))
    first, last = first_and_last_page(resource.pages)
    plain = [
        ("year", resource.year),
        ("date", resource.published_on.isoformat() if resource.published_on else ""),
        (_BIBTEX_CONTAINER.get(kind, "series"), resource.container_title),
        (_BIBTEX_PUBLISHER.get(kind, "publisher"), resource.publisher),
        ("volume", resource.volume),
        ("number", resource.issue),
        ("isbn", resource.isbn),
        ("issn", resource.issn),
        ("language", ";".join(resource.languages)),
        ("keywords", ";".join(topic.slug for topic in resource.topics.all())),
        ("format", resource.format),
        ("abstract", _abstract(resource)),
    ]
    fields += [
        (name, f"{{{_bibtex_text(_one_line(value))}}}") for name, value in plain if value not in ("", None)
    ]
    # Pages and addresses are read as they are, so nothing in them is escaped.
    as_they_are = [
        ("pages", f"{first}--{last}" if last else first),
        ("doi", resource.doi),
        ("url", resource.url),
    ]
    fields += [
        (name, f"{{{value.replace('{', '%7B').replace('}', '%7D')}}}") for name, value in as_they_are if value
    ]
    key = re.sub(r"[^\w:.-]+", "", resource.ref_key) or f"plethu-{resource.pk}"
    body = ",\n".join(f"  {name} = {value}" for name, value in fields)
    return f"@{kind}{{{key},\n{body}\n}}\n"


# Pairs that LaTeX would join into one sign: dashes, quotation marks, Spanish marks.
_BIBTEX_JOINED = re.compile(r"(?<=([-`',<>?!]))(?=\1|`)")


def _bibtex_text(text) -> str:
    apart = _BIBTEX_JOINED.sub("\x00", str(text))
    return "".join(_BIBTEX_SPECIAL.get(letter, letter) for letter in apart).replace("\x00", "{}")


def _bibtex_name(creator: dict) -> str:
    if is_organisation(creator):
        # Braces keep "and" and spaces inside a body's name from being read as several people.
        return f"{{{_bibtex_text(creator['literal'])}}}"
    return f"{_bibtex_text(creator['family'])}, {_bibtex_text(creator['given'])}"


EXPORTS = {
    "ris": (ris, "application/x-research-info-systems"),
    "bib": (bibtex, "application/x-bibtex"),
    "json": (csl_json, "application/vnd.citationstyles.csl+json"),
}


def file_name(resource: Resource, ending: str) -> str:
    """Name of a downloaded citation: ``arnstein1969.ris``."""
    makers = short_name(resource.creators[0]) if resource.creators else ""
    stem = resource.ref_key or f"{makers}{resource.year or ''}" or str(resource.pk)
    ascii_stem = re.sub(r"[^A-Za-z0-9-]+", "", stem) or str(resource.pk)
    return f"{ascii_stem}.{ending}"
