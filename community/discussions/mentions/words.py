"""Handles in what is written, and the links made of them when it is shown."""

import re
from html import escape

from ..domain.markup import outside_links

# An @ that begins a word; in an address (nia@example.org) or a longer name it is none.
_MENTION = re.compile(r"(?<![\w@/.+-])@([a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?)(?![\w@])", re.IGNORECASE)


def handles_in(text: str) -> list[str]:
    """The handles that ``text`` names, each once, in order.

    >>> handles_in("Thanks @nia-parry, and @Rhys! Write to me@example.org.")
    ['nia-parry', 'rhys']
    """
    return list(dict.fromkeys(match[1].lower() for match in _MENTION.finditer(text)))


def with_links(html: str, handles) -> str:
    """Clean ``html`` in which the named ``handles`` lead to their people; what is a link already stays what it is.

    >>> with_links("<p>Thanks @Nia</p>", {"nia"})
    '<p>Thanks <a class="mention" href="/people/nia/">@Nia</a></p>'
    """

    def linked(match):
        handle = match[1].lower()
        if handle not in handles:
            return match[0]
        return f'<a class="mention" href="/people/{escape(handle)}/">{match[0]}</a>'

    return outside_links(html, lambda words: _MENTION.sub(linked, words))
