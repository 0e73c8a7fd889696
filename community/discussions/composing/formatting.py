"""The editor's HTML beside the plain text: it counts for the text it was made of, and for no other.

Who writes without script, or before the editor is there, changes the plain text alone. So a page is given the HTML of
a draft with a note before it that says of which text it is; the editor leaves the note out of what it writes.
"""

import hashlib
import re

_NOTE = re.compile(r"<!--of ([0-9a-f]{20})-->")


def _key(text: str) -> str:
    tidy = text.replace("\r\n", "\n").replace("\x00", "").strip()
    return hashlib.sha256(tidy.encode(errors="replace")).hexdigest()[:20]


def noted(html: str, text: str) -> str:
    """``html`` for a page, with the note that it says the same as ``text``; nothing stays nothing."""
    return f"<!--of {_key(text)}-->{html}" if html else ""


def formatting_of(sent: str, text: str) -> str:
    """The HTML that a form sent beside ``text``; empty where the text was changed without it.

    >>> formatting_of(noted("<p>One <b>word</b></p>", "One word"), "One word")
    '<p>One <b>word</b></p>'
    >>> formatting_of(noted("<p>One <b>word</b></p>", "One word"), "Others")
    ''
    """
    note = _NOTE.match(sent)
    if note is None:
        return sent
    return sent[note.end() :] if note[1] == _key(text) else ""
