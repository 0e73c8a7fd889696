"""Texts that exist once a language, on the row they belong to.

``name_en``, ``name_cy``, ``name_gd`` are plain columns, because a label in a
list must not cost a join; ``name`` reads the one for the active language.
"""

from django.conf import settings
from django.db import models
from django.utils import translation

# The order in which a missing text is looked for in the other languages.
LANGUAGE_CODES = ("en", "cy", "gd")
CONTENT_LANGUAGES = [("en", "English"), ("cy", "Cymraeg"), ("gd", "Gàidhlig")]
MAIN_LANGUAGE = "en"


def active_language() -> str:
    """Two-letter code of the language being read; the main one when unknown."""
    code = (translation.get_language() or MAIN_LANGUAGE)[:2]
    return code if code in LANGUAGE_CODES else MAIN_LANGUAGE


def site_languages() -> list[str]:
    """Codes of the languages switched on for this installation."""
    return [code for code, _label in settings.LANGUAGES]


class InLanguages:
    """Attribute that reads ``<name>_<language>``, else the main language's, else any."""

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, row, owner=None):
        if row is None:
            return self
        return text_in(row, self.name, active_language())


def text_in(row, name: str, language: str) -> str:
    """The text ``name`` of ``row`` in ``language``, else the main language's, else any that is filled."""
    for code in (language, MAIN_LANGUAGE, *LANGUAGE_CODES):
        value = getattr(row, f"{name}_{code}", "")
        if value:
            return value
    return ""


def language_of(row, name: str) -> str:
    """Code of the language that :func:`text_in` would answer in now, for the ``lang`` attribute."""
    for code in (active_language(), MAIN_LANGUAGE, *LANGUAGE_CODES):
        if getattr(row, f"{name}_{code}", ""):
            return code
    return active_language()


class LanguageField(models.CharField):
    """The language a piece of content is written in."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 2)
        kwargs.setdefault("choices", CONTENT_LANGUAGES)
        kwargs.setdefault("default", MAIN_LANGUAGE)
        super().__init__(*args, **kwargs)
