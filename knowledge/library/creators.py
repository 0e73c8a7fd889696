"""The makers of a work, as data and as words.

A list in the order of the title page. Each entry is a dictionary, in the
words of CSL-JSON so that citations need no translation:

* a person: ``{"family": "Ostrom", "given": "Elinor"}``
* an organisation: ``{"literal": "Welsh Government"}``

and either may carry ``"role": "editor"`` (else author) and ``"orcid"``.
In writing, a person is ``Ostrom, Elinor``; a name without comma is an organisation.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_KEYS = {"family", "given", "literal", "role", "orcid"}
_EDITOR = re.compile(r"\s*\((?:ed|eds|editor|gol|golygydd)\.?\)\s*$", re.IGNORECASE)


def parse_name(written: str) -> dict | None:
    """``"Ostrom, Elinor"`` → a person, ``"Welsh Government"`` → an organisation, nothing → None."""
    written = " ".join(written.split())
    role = {}
    if _EDITOR.search(written):
        written, role = _EDITOR.sub("", written), {"role": "editor"}
    family, comma, given = (part.strip() for part in written.partition(","))
    if comma and family and given:
        return {"family": family, "given": given, **role}
    name = (family or given).strip()
    return {"literal": name, **role} if name else None


def parse(written: str, *, separator: str = r"[;\n]") -> list[dict]:
    """All makers of a cell or a text box: one a line, or with semicolons between."""
    return [creator for part in re.split(separator, written) if (creator := parse_name(part))]


def written(creator: dict) -> str:
    """The way :func:`parse_name` reads it: ``"Ostrom, Elinor"``."""
    name = creator.get("literal") or f"{creator['family']}, {creator['given']}"
    return f"{name} (ed.)" if creator.get("role") == "editor" else name


def check(value) -> None:
    """Raise :class:`ValidationError` for anything but the shapes above."""
    if not isinstance(value, list):
        raise ValidationError(_("Write one name on each line."))
    for creator in value:
        named = isinstance(creator, dict) and (
            creator.get("literal") or (creator.get("family") and creator.get("given"))
        )
        if (
            not named
            or not set(creator) <= _KEYS
            or not all(isinstance(part, str) for part in creator.values())
        ):
            raise ValidationError(_("Write one name on each line."))


def full_name(creator: dict) -> str:
    """``"Elinor Ostrom"``."""
    return creator.get("literal") or f"{creator['given']} {creator['family']}"


def is_organisation(creator: dict) -> bool:
    """Whether the maker is a body and no person."""
    return "literal" in creator


def short_name(creator: dict) -> str:
    """``"Ostrom"``, or the organisation's name."""
    return creator.get("literal") or creator["family"]


def initials(given: str) -> str:
    """``"Anne Marie"`` → ``"A.M."``, ``"J. J."`` → ``"J.J."``, ``"Jean-Paul"`` → ``"J.-P."``."""
    names = [name for name in re.split(r"[\s.]+", given) if name]
    return "".join("-".join(f"{part[0].upper()}." for part in name.split("-") if part) for name in names)
