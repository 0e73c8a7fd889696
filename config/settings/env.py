"""Typed readers of environment variables.

Each reader takes the variable's name and a default, and raises
:class:`ImproperlyConfigured` with one plain sentence when the value is not
usable, so that a slip is found at start and not at the first request.
"""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable as text, without surrounding blanks."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """The variable as yes or no: 1/true/yes/on or 0/false/no/off."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be one of 1, true, yes, on, 0, false, no, off; it is {raw!r}.")


def integer(name: str, default: int, *, least: int | None = None) -> int:
    """The variable as a whole number, refused below ``least``."""
    raw = os.environ.get(name)
    if raw is None or not raw.strip():
        return default
    try:
        value = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number; it is {raw!r}.") from None
    if least is not None and value < least:
        raise ImproperlyConfigured(f"{name} must be at least {least}; it is {value}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """The variable as a list, its items separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def url(name: str, default: str = "", *, schemes: tuple[str, ...]) -> str:
    """The variable as an address whose scheme is one of ``schemes``; empty stays empty."""
    value = text(name, default)
    if value and urlsplit(value).scheme not in schemes:
        allowed = ", ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} must begin with one of {allowed}.")
    return value
