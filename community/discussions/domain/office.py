"""Text from office programs, brought into plain HTML before it is cleaned.

Word and Outlook write lists as paragraphs with a drawn bullet, bold as a style,
and much that is for themselves; Google's documents wrap everything in a bold
that is none. What a reader would see as list, bold or link is kept as that.
"""

import re
from html import escape
from html.parser import HTMLParser

_SIGNS = re.compile(
    r"mso-|class=[\"']?Mso|urn:schemas-microsoft-com|<o:p|docs-internal-guid|class=[\"']?(?:TextRun|elementToProof)",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*?)<!--\s*EndFragment\s*-->", re.DOTALL | re.IGNORECASE)
_BULLET = re.compile(
    r"<!(?:--)?\[if !supportLists\](?:--)?>(.*?)<!(?:--)?\[endif\](?:--)?>", re.DOTALL | re.IGNORECASE
)
_HIDDEN = re.compile(
    r"<!--\[if .*?<!\[endif\]-->|<!--.*?-->|<!\[[^>]*>|<\?xml[^>]*>"
    r"|<(head|style|script|title|xml)\b[^>]*>.*?</\1\s*>|<(?:meta|link)\b[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_LEVEL = re.compile(r"mso-list:\s*l\d+\s+level(\d)", re.IGNORECASE)
_COUNTED = re.compile(r"^\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,6})[.)]", re.IGNORECASE)
_NO_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|[1-4]00)", re.IGNORECASE)
_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![\w-])font-style:\s*italic", re.IGNORECASE)
_KEPT = {"a": ("href",), "ol": ("start",)}
_VOID = {"br", "hr"}
_DROPPED = {"img", "input", "col", "wbr"}


def is_office(html: str) -> bool:
    """Whether an office program wrote this.

    >>> is_office("<p class=MsoNormal>Bore da</p>"), is_office("<p>Bore da</p>")
    (True, False)
    """
    return bool(_SIGNS.search(html))


def from_office(html: str) -> str:
    """The same words as paragraphs, lists, bold, italics and links; still to be cleaned."""
    if found := _FRAGMENT.search(html):
        html = found[1]
    html = _BULLET.sub(r"<plethu-bullet>\1</plethu-bullet>", html)
    parser = _Rewriter()
    parser.feed(_HIDDEN.sub("", html))
    parser.close()
    return parser.result()


class _Rewriter(HTMLParser):
    """Writes the document anew, list paragraphs as lists."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks: list[
            str | tuple[int, bool, str]
        ] = []  # markup, or (level, counted, markup) of a list's item
        self.parts: list[str] = []
        self.open: list[tuple[str, str]] = []  # tag, and what closes it
        self.level = 0  # of the list paragraph being read
        self.bullet: list[str] | None = None
        self.counted = False

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        style = values.get("style", "")
        if tag == "plethu-bullet":
            self.bullet = []
        elif tag in _DROPPED or self.bullet is not None:
            return
        elif tag in _VOID:
            self.parts.append(f"<{tag}>")
        elif ":" in tag or tag in ("html", "body"):
            self.open.append((tag, ""))
        elif tag == "p" and (level := _LEVEL.search(style)):
            self._end_block()
            self.level, self.counted = int(level[1]), False
            self.open.append((tag, ""))
        elif tag in ("b", "strong") and _NO_BOLD.search(style):
            self.open.append((tag, ""))
        elif tag in ("span", "font"):
            wanted = [name for name, look in (("strong", _BOLD), ("em", _ITALIC)) if look.search(style)]
            self.parts += [f"<{name}>" for name in wanted]
            self.open.append((tag, "".join(f"</{name}>" for name in reversed(wanted))))
        else:
            kept = "".join(
                f' {name}="{escape(values[name])}"' for name in _KEPT.get(tag, ()) if values.get(name)
            )
            self.parts.append(f"<{tag}{kept}>")
            self.open.append((tag, f"</{tag}>" if tag not in ("td", "th") else f" </{tag}>"))

    def handle_endtag(self, tag):
        if tag == "plethu-bullet":
            self.counted = bool(_COUNTED.match("".join(self.bullet or []).strip()))
            self.bullet = None
            return
        if self.bullet is not None or tag not in [name for name, _closing in self.open]:
            return
        while self.open:
            name, closing = self.open.pop()
            self.parts.append(closing)
            if name == tag:
                break
        if tag == "p" and self.level:
            self._end_block()

    def handle_data(self, data):
        if self.bullet is not None:
            self.bullet.append(data)
        else:
            # Word breaks lines anywhere; its hard spaces fill where it likes.
            self.parts.append(escape(re.sub(r"[ \t\r\n]+", " ", data), quote=False))

    def _end_block(self):
        markup = "".join(self.parts)
        self.parts = []
        if self.level:
            self.blocks.append((self.level, self.counted, markup.strip(" \xa0")))
        elif markup.strip(" \xa0\n"):
            self.blocks.append(markup)
        self.level = 0

    def result(self) -> str:
        """Everything, neighbouring items of lists joined."""
        while self.open:
            self.parts.append(self.open.pop()[1])
        self._end_block()
        written: list[str] = []
        lists: list[str] = []  # open ones, outermost first
        for block in self.blocks:
            if isinstance(block, str):
                written += [f"</li></{name}>" for name in reversed(lists)]
                lists = []
                written.append(block)
                continue
            level, counted, markup = block
            name = "ol" if counted else "ul"
            level = min(level, len(lists) + 1)
            while len(lists) > level or (len(lists) == level and lists[-1] != name):
                written.append(f"</li></{lists.pop()}>")
            if len(lists) == level:
                written.append("</li>")
            else:
                lists.append(name)
                written.append(f"<{name}>")
            written.append(f"<li>{markup}")
        return "".join([*written, *(f"</li></{name}>" for name in reversed(lists))])
