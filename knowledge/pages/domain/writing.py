"""Writing pages from data: plain words with a few marks become blocks.

The marks are those of plain mail: an empty line between paragraphs, ``## `` before a heading, ``- `` before
each item of a list, ``> `` before a quotation (``> — Name`` says whose), ``[words](address)`` for a link.
"""

import re

from django.utils.html import escape

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def publish_under(parent, page, *, by=None):
    """Put ``page`` last under ``parent`` and publish it, with a revision for the editors' history."""
    # Read anew: several are added in a row, and the tree counts children on the row.
    type(parent).objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    return page


def body_of(text: str) -> list[tuple[str, object]]:
    """The blocks of a page's body for ``text``, as a StreamField takes them."""
    blocks: list[tuple[str, object]] = []
    for piece in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in piece.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("## "):
            blocks.append(("heading", {"text": lines[0][3:], "level": "2"}))
            lines = lines[1:]
        if lines and lines[0].startswith("> "):
            blocks.append(("quote", _quotation(lines)))
        elif lines:
            _append_rich_text(blocks, _rich_text(lines))
    return blocks


def _append_rich_text(blocks, html):
    # Paragraphs that follow each other are one block, as an editor would write them.
    if blocks and blocks[-1][0] == "paragraph":
        blocks[-1] = ("paragraph", blocks[-1][1] + html)
    else:
        blocks.append(("paragraph", html))


def _rich_text(lines) -> str:
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_linked(line[2:])}</li>" for line in lines) + "</ul>"
    return f"<p>{_linked(' '.join(lines))}</p>"


def _linked(text) -> str:
    """``text`` escaped, its links made; an address that is no web, mail or site address stays plain text."""

    def link(found):
        words, address = found.groups()
        if not address.startswith(("https://", "http://", "mailto:", "/")):
            return words
        return f'<a href="{address}">{words}</a>'

    return _LINK.sub(link, escape(text))


def _quotation(lines) -> dict:
    words = [line.removeprefix("> ") for line in lines]
    who = words.pop().removeprefix("— ") if words[-1].startswith("— ") else ""
    return {"words": " ".join(words), "who": who, "role": ""}
