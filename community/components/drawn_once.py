"""Pieces of pages that are drawn once for everybody, with gaps for what is each reader's own.

A template costs milliseconds to draw and microseconds to remember. What a piece
shows must follow from its key alone. What does not, such as the key to a form,
is a gap while the piece is drawn, and is put in for each reader.
"""

import dataclasses
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import LazyObject, Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from community.kept import Kept

# Pieces kept in this process; 1 to 10 kB each.
pieces = Kept(3000)

# Nobody can write this word: it is another one in each process.
_GAP = f"gap{secrets.token_hex(12)}"


def gap(name: str) -> str:
    """What stands in a piece in place of the reader's own ``name``; safe as text, in attributes and in addresses."""
    return f"{_GAP}{name}."


def drawn_once(key: tuple, draw: Callable[[], str], own: Mapping[str, Any]) -> SafeString:
    """The piece that follows from ``key`` and the active language, with its gaps filled.

    ``draw`` gives its HTML, in which ``gap(name)`` may stand; ``own`` has what to put there, which is escaped. What
    is lazy in ``own`` is worked out only where the piece has its gap.
    """
    names, piece = pieces.get((key, get_language(), tuple(own)), lambda: _with_names(draw(), own))
    for name in names:
        piece = piece.replace(gap(name), conditional_escape(own[name]))
    return mark_safe(piece)  # a template drew it, and what was put in is escaped


def _with_names(piece: str, own) -> tuple[tuple[str, ...], str]:
    return tuple(name for name in own if gap(name) in piece), str(piece)


def fact(value):
    """``value`` as part of a key: equal only where it is drawn alike. ``TypeError`` for what could change unseen.

    ``1``, ``True`` and ``"1"`` are drawn differently, and so are a text and the same as safe HTML.
    """
    if isinstance(value, Promise):
        return fact(str(value))
    if isinstance(value, LazyObject):
        _make, (value,) = value.__reduce__()  # the thing itself, not what makes it and all that holds on to
    if value is None or isinstance(value, str | int | float):
        return type(value), value
    if isinstance(value, tuple | list):
        return type(value), tuple(fact(one) for one in value)
    if isinstance(value, dict):
        return dict, tuple((name, fact(one)) for name, one in value.items())
    if dataclasses.is_dataclass(value) and value.__dataclass_params__.frozen:
        return type(value), tuple(fact(getattr(value, field.name)) for field in dataclasses.fields(value))
    raise TypeError(
        f"A piece that is drawn once follows from words and numbers, not from a {type(value).__name__}."
    )
