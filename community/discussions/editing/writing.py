"""From a post's HTML back to what one types: the opposite of ``domain.markup.plain_to_html``."""

from html.parser import HTMLParser

from ..domain.markup import plain_to_html

_BLOCKS = {"p", "pre", "ul", "ol", "blockquote", "hr"}


class _Writer(HTMLParser):
    """Gathers lines; quotations are lines of their own writer's, with a sign before them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks: list[list[str]] = [[]]  # finished blocks of each quotation that is open
        self.words: list[str] = []
        self.lists: list[int | None] = []  # number of the next entry, None for bullets
        self.items: list[str] = []
        self.link: tuple[str, int] | None = None
        self.in_pre = False

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "br":
            self.words.append("\n")
        elif tag == "a":
            self.link = (attributes.get("href") or "", len(self.words))
        elif tag == "li":
            self._end_item()
        elif tag in _BLOCKS:
            self._end_block()
            if tag == "blockquote":
                self.blocks.append([])
            elif tag in ("ul", "ol"):
                start = attributes.get("start") or ""
                first = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
                self.lists.append(first if tag == "ol" else None)
            self.in_pre = tag == "pre"

    def handle_endtag(self, tag):
        if tag == "a" and self.link:
            self._end_link()
        elif tag == "li":
            self._end_item()
        elif tag in _BLOCKS:
            self._end_block()
            if tag in ("ul", "ol") and self.lists:
                self.lists.pop()
                if not self.lists and self.items:
                    self.blocks[-1].append("\n".join(self.items))
                    self.items = []
            elif tag == "blockquote" and len(self.blocks) > 1:
                inside = "\n\n".join(self.blocks.pop())
                self.blocks[-1].append("\n".join(f"> {line}".rstrip() for line in inside.split("\n")))
            self.in_pre = False

    def handle_data(self, data):
        self.words.append(data if self.in_pre else " ".join(data.split("\n")))

    def _said(self) -> str:
        said = "\n".join(line.strip() for line in "".join(self.words).split("\n")).strip("\n")
        self.words = []
        return said

    def _end_item(self):
        said = self._said().replace("\n", " ")
        if not said:
            return
        if not self.lists:
            self.blocks[-1].append(said)
        elif self.lists[-1] is None:
            self.items.append(f"- {said}")
        else:
            self.items.append(f"{self.lists[-1]}. {said}")
            self.lists[-1] += 1

    def _end_block(self):
        if self.lists:
            self._end_item()
        elif said := self._said():
            self.blocks[-1].append(said)

    def _end_link(self):
        address, start = self.link
        self.link = None
        words = "".join(self.words[start:])
        if address and words.strip():
            self.words[start:] = [_link(words, address)]


def _link(words: str, address: str) -> str:
    if address == words or address.removeprefix("https://") == words:
        return words
    plain = words.replace("[", "(").replace("]", ")").replace("\n", " ")
    return f"[{plain}]({address.replace('(', '%28').replace(')', '%29').replace(' ', '%20')})"


def writing_of(html: str) -> str:
    """What to type for clean ``html``; emphasis and the like have no plain form and lose it.

    >>> writing_of('<p>Two ways:</p><ul><li>ask</li><li>listen</li></ul><blockquote><p>So?</p></blockquote>')
    'Two ways:\\n\\n- ask\\n- listen\\n\\n> So?'
    """
    writer = _Writer()
    writer.feed(html)
    writer.close()
    while len(writer.blocks) > 1:  # cleaned HTML closes what it opens; this is for what is none
        writer.handle_endtag("blockquote")
    writer._end_block()
    return "\n\n".join(writer.blocks[0])


def loses_something(html: str) -> bool:
    """Whether typing cannot express all of ``html``: there is emphasis in it, say."""
    return plain_to_html(writing_of(html)) != html
