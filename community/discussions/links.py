"""Addresses on this site in what was written: kept without language, shown in the language being read."""

import re
from html import unescape

from django.conf import settings
from django.urls import is_valid_path

_OWN = re.compile(r'(<a\b[^<>]*?\bhref=")(/(?!/)[^"]*)(?=")')


def with_own_links(html: str, language: str, *, site: str = "") -> str:
    """Clean ``html`` whose links to pages of this site lead to them in ``language``; for mails with ``site`` before all.

    Files and what machines ask for have no language, and an address that has one keeps it.
    """
    if 'href="/' not in html:
        return html

    def led(match):
        path = re.split("[?#]", unescape(match[2]), maxsplit=1)[0]
        return f"{match[1]}{site}{'' if _is_as_it_is(path) else f'/{language}'}{match[2]}"

    return _OWN.sub(led, html)


def _is_as_it_is(path: str) -> bool:
    """Whether this is the whole address of something."""
    first = path.split("/", 2)[1]
    return (
        first in dict(settings.LANGUAGES)
        or path.startswith((settings.STATIC_URL, settings.MEDIA_URL))
        or is_valid_path(path)
    )
