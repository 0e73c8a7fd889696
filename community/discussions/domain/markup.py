"""What members write, made safe and simple: from plain text to HTML, and from any HTML to ours."""

import html as html_entities
import re
from collections.abc import Callable
from html.parser import HTMLParser

import nh3
from django.utils.html import escape

from .office import from_office, is_office

# Elements a post may hold. No headings: the page's outline belongs to the page.
ALLOWED_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "del", "em", "hr", "i", "li", "ol", "p", "pre", "s", "strong",
    "sub", "sup", "ul",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {"a": {"href", "hreflang"}, "abbr": {"title"}, "ol": {"start"}, "*": {"lang"}}
ALLOWED_SCHEMES = {"http", "https", "mailto"}
# Links of members tell search engines nothing about us, and open no way back into our page.
LINK_REL = "nofollow ugc noopener"

# Schemes of our own, such as ``resource:``: each takes what follows the colon and answers with an address on this
# site, or with nothing where there is no such thing; then the words stay without a link. Upper floors register theirs.
# Give addresses without language prefix: what is kept is read in every language.
link_resolvers: dict[str, Callable[[str], str | None]] = {}


# --- Cleaning -----------------------------------------------------------------------------------------------------


def clean(html: str) -> str:
    """``html`` with nothing in it but what a post may hold; safe to show as it is.

    >>> clean('<p onclick="x()">Hello <script>alert(1)</script><b>there</b></p>')
    '<p>Hello <b>there</b></p>'
    """
    html = html.replace("\x00", "")
    if is_office(html):
        html = from_office(html)
    html = _resolve_links(_paragraphs_of(html))
    cleaned = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "math"},
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=LINK_REL,
        strip_comments=True,
    )
    return _EMPTY.sub("", cleaned).strip()


# Paragraphs of nothing, by which other programs and editors make room.
_EMPTY = re.compile(r"<p>(?:\s|&nbsp;|\xa0|<br>|</?(?:strong|em|b|i)>)*</p>")


# What other programs write where a post has paragraphs; dropped, their words would run into one another.
_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>", re.IGNORECASE)
_DIVISION = re.compile(r"<(/?)(?:div|section|article|tr)\b[^>]*>", re.IGNORECASE)


def _paragraphs_of(html: str) -> str:
    html = _HEADING.sub(lambda match: "</strong></p>" if match[1] else "<p><strong>", html)
    return _DIVISION.sub(r"<\1p>", html)


_OWN_LINK = re.compile(r"""href\s*=\s*(["'])([a-z][a-z-]{1,20}):([^"']{1,300})\1""", re.IGNORECASE)


def _resolve_links(html: str) -> str:
    def resolved(match):
        resolver = link_resolvers.get(match[2].lower())
        if resolver is None:
            return match[0]
        address = resolver(html_entities.unescape(match[3]).strip())
        return f'href="{escape(address)}"' if address else ""

    return _OWN_LINK.sub(resolved, html)


# --- From plain text ----------------------------------------------------------------------------------------------

_BULLET = re.compile(r"^\s{0,3}[-*•]\s+(.*)$")
_NUMBERED = re.compile(r"^\s{0,3}(\d{1,3})[.)]\s+(.*)$")
_QUOTE = re.compile(r"^\s{0,3}>\s?(.*)$")
# An address ends before punctuation that belongs to the sentence around it.
_ADDRESS = re.compile(r"""(?<![\w@/.])(?:https?://|www\.)[^\s<>"']*[^\s<>"'.,;:!?)\]}’”]""", re.IGNORECASE)
# A link with words of its own, as in mails and wikis: [words](address), or (/path) on this site.
_NAMED_LINK = re.compile(
    r"\[([^\[\]\n]{1,300})\]\(((?:[a-z][a-z-]{1,20}:|/(?!/))[^\s()]{1,500})\)", re.IGNORECASE
)


def plain_to_html(text: str) -> str:
    """Plain text as clean HTML: paragraphs, "- " and "1. " lists, "> " quotes, and links made of addresses.

    >>> plain_to_html("Two ways:\\n- ask\\n- listen")
    '<p>Two ways:</p><ul><li>ask</li><li>listen</li></ul>'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return clean("".join(_blocks(text.split("\n"), depth=0)))


def _blocks(lines: list[str], *, depth: int) -> list[str]:
    """Lines as HTML blocks. Quotes within quotes go no deeper than a reader can follow."""
    blocks, position = [], 0
    while position < len(lines):
        line = lines[position]
        if not line.strip():
            position += 1
        elif _QUOTE.match(line) and depth < 4:
            inside, position = _take(lines, position, _QUOTE)
            blocks.append(f"<blockquote>{''.join(_blocks(inside, depth=depth + 1))}</blockquote>")
        elif _BULLET.match(line):
            items, position = _take(lines, position, _BULLET)
            blocks.append(f"<ul>{''.join(f'<li>{_words(item)}</li>' for item in items)}</ul>")
        elif first := _NUMBERED.match(line):
            items, position = _take(lines, position, _NUMBERED, group=2)
            start = f' start="{int(first[1])}"' if int(first[1]) != 1 else ""
            blocks.append(f"<ol{start}>{''.join(f'<li>{_words(item)}</li>' for item in items)}</ol>")
        else:
            paragraph = [line]
            position += 1
            while (
                position < len(lines)
                and lines[position].strip()
                and not _begins_block(lines[position], depth)
            ):
                paragraph.append(lines[position])
                position += 1
            blocks.append(f"<p>{'<br>'.join(_words(line.strip()) for line in paragraph)}</p>")
    return blocks


def _begins_block(line: str, depth: int) -> bool:
    return bool(_BULLET.match(line) or _NUMBERED.match(line) or (depth < 4 and _QUOTE.match(line)))


def _take(lines, position, pattern, *, group=1):
    taken = []
    while position < len(lines) and (match := pattern.match(lines[position])):
        taken.append(match[group])
        position += 1
    return taken, position


def _words(line: str) -> str:
    """One line, escaped, with its links."""
    parts, end = [], 0
    for match in _NAMED_LINK.finditer(line):
        parts += [_linked(line[end : match.start()]), f'<a href="{escape(match[2])}">{escape(match[1])}</a>']
        end = match.end()
    return "".join([*parts, _linked(line[end:])])


def _linked(words: str) -> str:
    parts, end = [], 0
    for match in _ADDRESS.finditer(words):
        shown = match[0]
        # "(see https://example.org/a_(b))" keeps the bracket that was opened within the address.
        following = words[match.end() : match.end() + 1]
        if following == ")" and shown.count("(") > shown.count(")"):
            shown += ")"
        address = shown if "://" in shown else f"https://{shown}"
        parts += [escape(words[end : match.start()]), f'<a href="{escape(address)}">{escape(shown)}</a>']
        end = match.start() + len(shown)
    return "".join([*parts, escape(words[end:])])


_PIECES = re.compile(r"(<[^>]*>)")
_CLOSED_TO_LINKS = {"a", "code", "pre"}


def outside_links(html: str, work: Callable[[str], str]) -> str:
    """Clean ``html`` with ``work`` done to each stretch of words (still escaped) that is no link and no code."""
    depth = 0
    pieces = _PIECES.split(html)
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            pieces[index] = piece if depth or not piece else work(piece)
        elif (name := re.match(r"</?([a-z0-9]+)", piece, re.IGNORECASE)) and name[1] in _CLOSED_TO_LINKS:
            depth += -1 if piece.startswith("</") else 1
    return "".join(pieces)


def link_addresses(html: str) -> str:
    """Clean HTML whose written-out web addresses are links, as they become in plain text.

    >>> link_addresses('<p>See www.example.org.</p>')
    '<p>See <a href="https://www.example.org" rel="nofollow ugc noopener">www.example.org</a>.</p>'
    """
    linked = outside_links(clean(html), lambda words: _linked(html_entities.unescape(words)))
    return clean(linked)


# --- To plain text ------------------------------------------------------------------------------------------------

_PARAGRAPHS = {"p", "blockquote", "pre", "ul", "ol", "hr"}


_ITEM = "\n- "


class _TextOf(HTMLParser):
    """Gathers words; blocks leave the line breaks that keep them apart."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.items = 0  # of lists that are open, one within the other

    def handle_starttag(self, tag, attrs):
        if tag == "p" and self.items:
            # Other programs write <li><p>: the words stand beside their dash.
            if self.parts[-1] != _ITEM:
                self.parts.append("\n")
        elif tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag == "li":
            self.items += 1
            self.parts.append(_ITEM)
        elif tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag == "li":
            self.items = max(0, self.items - 1)
        elif tag in _PARAGRAPHS and not (tag == "p" and self.items):
            self.parts.append("\n\n")

    def handle_data(self, data):
        self.parts.append(data)


def text_of(html: str) -> str:
    """The words of clean ``html``, paragraphs apart by an empty line; for search, mail and excerpts.

    >>> text_of("<p>One<br>two</p><ul><li>three</li><li>four</li></ul>")
    'One\\ntwo\\n\\n- three\\n- four'
    >>> text_of("<ul><li><p>three</p></li><li><p>four</p><p>more</p></li></ul><p>Five</p>")
    '- three\\n- four\\nmore\\n\\nFive'
    """
    parser = _TextOf()
    parser.feed(html)
    parser.close()
    text = re.sub(r"[ \t\xa0]+", " ", "".join(parser.parts))
    text = re.sub(r" ?\n ?", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
