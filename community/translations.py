"""Translations without gettext: Babel collects, merges and compiles.

The sentences stand in Python files and templates. Django turns a template
into Python-like text (``templatize``), which Babel reads as it reads Python.
``locale/<language>/LC_MESSAGES/django.po`` holds the project's own texts,
``locale/vendor/…`` those of packages that lack the language. New words may come as
``locale/parts/<name>.<language>.po``; they are taken into the main file and the part is removed, so that every text
stands in one place and a reader's correction there is not undone.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LANGUAGES = ("cy", "gd")
PLURALS = {
    # The expressions of Django's own catalogues, so that all files of a language agree.
    "cy": (4, "(n==1) ? 0 : (n==2) ? 1 : (n != 8 && n != 11) ? 2 : 3"),
    "gd": (4, "(n==1 || n==11) ? 0 : (n==2 || n==12) ? 1 : (n > 2 && n < 20) ? 2 : 3"),
}
FOLDERS = ("config", "community", "profiles", "knowledge", "events", "templates")
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip


def messages_of(root: Path) -> Iterator[tuple[str, int, object, str | None]]:
    """Every marked text below ``root`` as (file, line, text or texts, context)."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".py", ".html", ".txt") or "migrations" in path.parts:
                continue
            if path.suffix == ".txt" and "templates" not in path.parts:
                continue
            name = str(path.relative_to(root))
            for line, text, context in messages_in(path):
                yield name, line, text, context


def messages_in(path: Path) -> Iterator[tuple[int, object, str | None]]:
    """The marked texts of one Python file or template."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Python's reader minds indentation, which means nothing in a template.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    found = extract_python(io.BytesIO(source.encode()), KEYWORDS.keys(), [], {"encoding": "utf-8"})
    for line, function, texts, _comments in found:
        if entry := _entry(function, texts):
            yield line, *entry


def _entry(function, texts):
    texts = [texts] if isinstance(texts, str) or texts is None else list(texts)
    places = KEYWORDS[function]
    context = None
    if places is None:
        wanted = texts[:1]
    else:
        wanted = []
        for place in places:
            position = place[0] if isinstance(place, tuple) else place
            text = texts[position - 1] if position <= len(texts) else None
            if isinstance(place, tuple):
                context = text
            else:
                wanted.append(text)
    if not all(wanted):
        return None
    return (wanted[0] if len(wanted) == 1 else tuple(wanted)), context


def empty_catalogue(language: str) -> Catalog:
    """A catalogue with the plural rule of the language and no dates, so that files change only with texts."""
    catalogue = Catalog(locale=language, project="Plethu", fuzzy=False, charset="utf-8")
    number, expression = PLURALS[language]
    catalogue._num_plurals, catalogue._plural_expr = number, f"({expression})"
    return catalogue


def read(path: Path, language: str) -> Catalog:
    """The catalogue in a file; an empty one when the file is missing."""
    if not path.exists():
        return empty_catalogue(language)
    text = path.read_text(encoding="utf-8")
    if "Plural-Forms:" not in text:  # Babel would count the forms by a rule of its own
        text = _header(language) + text
    catalogue = read_po(io.StringIO(text), locale=language, abort_invalid=True)
    number, expression = PLURALS[language]
    catalogue._num_plurals, catalogue._plural_expr = number, f"({expression})"
    return catalogue


def po_path(root: Path, language: str) -> Path:
    """Where the project's own texts in a language are kept."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def part_paths(root: Path, language: str) -> list[Path]:
    """Files of new words in a language that are not yet taken into the main file."""
    return sorted((root / "locale" / "parts").glob(f"*.{language}.po"))


def is_translated(message) -> bool:
    """Whether every form of a message has words."""
    if isinstance(message.string, (list, tuple)):
        return bool(message.string) and all(message.string)
    return bool(message.string)


class PartRefused(Exception):
    """A part cannot be taken in: its words differ from those of another, or are for a text that nothing says."""


def known(root: Path, language: str) -> dict[tuple[object, str | None], object]:
    """All translations we hold: those of the parts, which are newer, and those of the main file.

    Raises :class:`PartRefused` when parts disagree.
    """
    new = {}
    for path in part_paths(root, language):
        for key, string in _translations(path, language):
            other_string, other = new.setdefault(key, (string, path))
            if other_string != string:
                raise PartRefused(f"{other.name} and {path.name} have different words for {key[0]!r}.")
    return dict(_translations(po_path(root, language), language)) | {key: new[key][0] for key in new}


def _translations(path, language):
    for message in read(path, language):
        if message.id and is_translated(message) and not message.fuzzy:
            yield (_key(message.id), message.context), message.string


def _key(identifier):
    return identifier[0] if isinstance(identifier, (list, tuple)) else identifier


def collect(root: Path, language: str) -> Catalog:
    """A fresh catalogue of all texts now in the source, with the translations we hold."""
    held = known(root, language)
    catalogue = empty_catalogue(language)
    for name, line, text, context in messages_of(root):
        catalogue.add(text, locations=[(name, line)], context=context)
    for message in catalogue:
        if not message.id:
            continue
        string = held.get((_key(message.id), message.context))
        if string is None:
            continue
        plural = isinstance(message.id, (list, tuple))
        if plural == isinstance(string, (list, tuple)):
            message.string = string
        elif plural:  # was singular before: the same words until a reader of the language splits them
            message.string = (string,) * PLURALS[language][0]
        else:
            message.string = string[0]
    return catalogue


def untranslated(root: Path, language: str) -> list[str]:
    """Texts of the source without words in ``language``, as "file:line text"."""
    return [
        f"{message.locations[0][0]}:{message.locations[0][1]} {message.id!r}"
        for message in collect(root, language)
        if message.id and not is_translated(message)
    ]


def update(root: Path, language: str) -> tuple[int, int]:
    """Write the main file anew from source, main file and parts, and remove the parts.

    Returns (texts, without words). Raises :class:`PartRefused` and writes nothing when parts disagree, or one has
    words for a text that is not in the source.
    """
    catalogue, taken = collect(root, language), part_paths(root, language)
    said = {(_key(message.id), message.context) for message in catalogue}
    for part in taken:
        if strange := [key for key, _string in _translations(part, language) if key not in said]:
            raise PartRefused(f"{part.name} has words for a text that nothing says: {strange[0][0]!r}.")
    path = po_path(root, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    for message in catalogue:  # line numbers would change the file with every edit
        message.locations = sorted({(name, None) for name, _line in message.locations})
        message.flags.discard("python-format")
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, omit_header=True, sort_output=True)
    _prepend_header(path, language)
    for part in taken:
        part.unlink()
    texts = [message for message in catalogue if message.id]
    return len(texts), sum(not is_translated(message) for message in texts)


def _prepend_header(path, language):
    path.write_text(_header(language) + path.read_text(encoding="utf-8").lstrip("\n"), encoding="utf-8")


def _header(language):
    number, expression = PLURALS[language]
    return (
        "# Awaiting a fluent reader: see docs/translations.md.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: nplurals={number}; plural={expression};\\n"\n\n'
    )


def compile_all(root: Path) -> int:
    """Compile every catalogue whose text is newer than its compiled form; returns how many."""
    made = 0
    for path in sorted((root / "locale").glob("**/LC_MESSAGES/django.po")):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime:
            continue
        catalogue = read(path, path.parent.parent.name)
        with compiled.open("wb") as file:
            write_mo(file, catalogue)
        made += 1
    return made
