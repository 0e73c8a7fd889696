"""An open page in a few lines of Python: it is loaded, hears what happens, and does with it what the script does.

What ``static/js/live/live.js``, ``community/discussion.js``, ``voices.js`` and ``unread.js`` make of an event is said
here once more, in as few words as possible. ``test_every_change.py`` compares such a page with a fresh one, and has real
browsers confirm on some of the changes that the scripts do the same.
"""

import json
import re
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit
from zlib import crc32

from bs4 import BeautifulSoup

from .listener import Listener

SOCKET, POLLING = "socket", "polling"


class Answer(NamedTuple):
    """What the site said, and from which path after redirects."""

    status: int
    path: str
    text: str


def fetch(site, address, cookie="") -> Answer:
    """GET an address of the site; all of them over one connection, since there are thousands."""
    if (line := _lines.get(site.url)) is None:
        _lines.clear()
        line = _lines[site.url] = HTTPConnection(urlsplit(site.url).netloc, timeout=20)
    while True:
        line.request("GET", address, headers={"Cookie": cookie} if cookie else {})
        answer = line.getresponse()
        text = answer.read().decode()
        if answer.status not in (301, 302, 308):
            return Answer(answer.status, urlsplit(address).path, text)
        address = answer.headers["Location"]


_lines: dict[str, HTTPConnection] = {}


class OpenPage:
    """The page at ``path`` (with its language) as one reader has it open; a visitor has no ``cookie``.

    ``like`` is one that was opened at the same moment: it was sent the same page. Without a ``way`` it hears nothing.
    """

    def __init__(self, site, path, *, cookie="", way=SOCKET, like=None):
        self.site, self.path, self.cookie, self.way = site, path, cookie, way
        self.language = path.split("/")[1]
        self.ear = Listener(site, cookie=cookie, language=self.language) if way == SOCKET else None
        self.counters: dict[str, int] = {}
        self._joined: set[str] = set()
        self.is_gone = False
        self.loaded = like.loaded if like is not None else fetch(site, path, cookie)
        self.numbers: dict[str, int | None] = {}
        assert self.loaded.status == 200, f"{path} answers {self.loaded.status}"
        self._show(self.loaded.path, parsed(self.loaded.text))
        if way is None:
            return
        self.numbers = {key: None for key in (self.key, self.member_key) if key}
        self.numbers[self.key] = int(self.region["data-number"])
        if self.ear:
            self.ear.say({"join": self.numbers})
            self._hear_until(lambda: set(self.numbers) <= self._joined)
        else:
            self.begin_counting()

    # --- loading -------------------------------------------------------------------------------------------------

    def status_now(self) -> int:
        """What the page's address answers now."""
        return fetch(self.site, self.path, self.cookie).status

    def _show(self, path, soup):
        self.path, self.soup = path, soup
        self.own = set()
        self._learn()
        self._draw_lists()

    @property
    def region(self):
        content = self.soup.find(id="content")  # quicker than by a selector, and asked for at each event
        return content.find(id="discussion") or content.find(id="threads")

    @property
    def key(self):
        return self.region["data-stream"]

    @property
    def member_key(self):
        header = self.soup.select_one(".site-header[data-stream]")
        return header["data-stream"] if header else None

    # --- hearing -------------------------------------------------------------------------------------------------

    def catch_up(self):
        """Hear everything that has been committed until now."""
        if self.way == POLLING:
            for key in list(self.numbers):
                self._ask(key)
            return
        from community.live.log import numbers_of

        def has_all():
            wanted = numbers_of(key for key in self.numbers)
            return all(self.numbers[key] is None or self.numbers[key] >= wanted[key] for key in self.numbers)

        self._hear_until(has_all)

    def begin_counting(self):
        """Be told the numbers in the header as they are now."""
        if self.member_key:
            self.numbers[self.member_key] = None
            self._ask(self.member_key)

    def _ask(self, key):
        after = self.numbers[key]
        asked = {"stream": key, "after": "now" if after is None else after, "language": self.language}
        answer = fetch(self.site, f"/live/events?{urlencode(asked)}", self.cookie)
        if answer.status == 404:
            self._refused(key)
        else:
            assert answer.status == 200
            self._take(json.loads(answer.text))

    def _hear_until(self, satisfied):
        while not satisfied():
            frame = self.ear.receive(8)
            if frame.get("joined"):
                self._joined.add(frame["stream"])
            if "refused" in frame:
                self._refused(frame["refused"])
            elif "stream" in frame and frame["stream"] in self.numbers:
                self._take(frame)

    def _take(self, frame):
        key, after = frame["stream"], self.numbers[frame["stream"]]
        if not frame.get("present") and not frame.get("reset"):
            numbers = [event["n"] for event in frame["events"] if event["n"] > after]
            assert numbers == list(range(after + 1, frame["number"] + 1)), (
                "something lost, doubled or disordered"
            )
        self.numbers[key] = frame["number"]
        if frame.get("reset"):
            self.reset()
        for event in frame["events"]:
            if self.numbers.get(key) is None:
                return  # drawn again meanwhile, from another stream perhaps
            if "place" in event and (frame.get("present") or event["n"] > after):
                self.put(event)

    def _refused(self, key):
        self.numbers.pop(key, None)
        if key != self.member_key:
            self.reset()

    # --- live.js -------------------------------------------------------------------------------------------------

    def put(self, event):
        place, target, data = event["place"], event["target"], event.get("data", {})
        there = self.soup.find(id=target) if target else None
        fresh, *others = _elements(event.get("html", "")) or [None]
        for other in others:
            if (old := self.soup.find(id=other["id"])) is not None:
                self._keep_ticks(old, other)
                old.replace_with(other)
                self._mark(other)
        rows = self.region.select_one("[data-live-list]")
        if place == "reset":
            self.reset()
        elif place == "remove":
            if there is not None:
                there.decompose()
                if not rows.find_all(recursive=False):
                    self.reset()
        elif place == "end" and there is None and not self.region.has_attr("data-live-open"):
            pass  # it belongs on a later page, and is counted
        elif there is not None and place in ("replace", "end"):
            self._keep_ticks(there, fresh)
            there.replace_with(fresh)
            self._mark(fresh)
        elif place in ("end", "start") and self.region.select_one("[data-live-empty]"):
            self.reset()
        elif place in ("end", "start"):
            if there is not None:
                there.decompose()
            if place == "end":
                rows.append(fresh)
            else:
                lower = [
                    row
                    for row in _rows(rows)
                    if not row.select_one("[data-pinned]") and _order(row) <= _order(fresh)
                ]
                lower[0].insert_before(fresh) if lower else rows.append(fresh)
            self._mark(fresh)
        if place != "tell":
            self._draw_lists()
        self._tell(event["kind"], data)

    def reset(self):
        """Draw the region, and what stands around it, from the page's own address."""
        answer = fetch(self.site, self.path, self.cookie)
        soup = parsed(answer.text) if answer.status == 200 else None
        fresh = soup.find(id=self.region["id"]) if soup is not None else None
        before = self.key
        if fresh is None:
            self.is_gone = True
            self.numbers.pop(before, None)
            kept = self.region.select_one("[data-live-keep]:has([data-reply-form])")
            gone = self.soup.new_tag("p")
            gone.string = self.region["data-say-gone"]
            for child in list(self.region.contents):
                if child is not kept:
                    child.extract()
            self.region.insert(0, gone)
            return
        number = int(fresh["data-number"])
        if "data-live-page" in fresh.attrs:
            self._show(answer.path, soup)
        else:
            self.region.replace_with(fresh)
            self._learn()
            self._draw_lists()
        self.numbers.pop(before, None)
        self.numbers[self.key] = number
        if self.ear:
            self.ear.say({"leave": [before]})
            self._joined.discard(self.key)
            self.ear.say({"join": {self.key: number}})
            self._hear_until(lambda: self.key in self._joined or self.is_gone)
        else:
            self._ask(self.key)

    def _tell(self, kind, data):
        if kind == "counter":
            self.counters[data["name"]] = data["value"]
        elif kind == "read":
            self._read_up_to(data["thread"], data["number"])
        elif kind == "marked":
            for thread, number in data["threads"].items():
                self._read_up_to(thread, number, lower=True)
        elif kind == "followed" and self.region.has_attr("data-live-page"):
            self.reset()

    # --- voices.js: what is this reader's own ----------------------------------------------------------------------

    def _learn(self):
        for one in self.region.find_all(attrs={"data-own": True}):
            pressed = one.get("aria-pressed")
            if pressed == "true" or (pressed is None and not one.has_attr("hidden")):
                self.own.add(one["data-own"])

    def _mark(self, within):
        if not self.soup.select_one("[data-post-verbs]"):
            return
        for one in within.find_all(attrs={"data-own": True}):
            is_own = one["data-own"] in self.own
            if one.has_attr("aria-pressed"):
                one["aria-pressed"] = str(is_own).lower()
                one["value"] = one["value"].removesuffix(":off") + (":off" if is_own else "")
            elif is_own:
                del one["hidden"]
            else:
                one["hidden"] = ""
            if is_own and one.has_attr("data-own-part") and not one.find_all(recursive=False):
                part = fetch(self.site, one["data-own-part"], self.cookie)
                one.append(BeautifulSoup(_without_pictures(part.text), "html.parser"))
        for one in within.find_all(attrs={"data-by": True}):
            classes = [name for name in one["class"] if name != "reactions-own"]
            one["class"] = classes + (
                ["reactions-own"] if one["data-by"] == self.region.get("data-me") else []
            )

    def _keep_ticks(self, old, fresh):
        ticked = {one["id"] for one in old.select("input[form][checked]")}
        for one in fresh.select("input[form]"):
            if one["id"] in ticked:
                one["checked"] = ""

    # --- unread.js: lists kept as they are for this reader ----------------------------------------------------------

    def _marks(self, rows):
        if "plethu-marks" not in rows.attrs:
            rows.attrs["plethu-marks"] = json.loads(rows["data-marks"] or "{}")
        return rows.attrs["plethu-marks"]

    def _draw_lists(self):
        for rows in self.soup.find_all(attrs={"data-unread-list": True}):
            words = json.loads(rows["data-words"])
            for row in _rows(rows):
                self._draw_row(rows, row, words)

    def _draw_row(self, rows, row, words):
        badge, thread = row.select_one("[data-unread]"), row["id"].removeprefix("thread-")
        last = int(badge["data-last"])
        number = self._marks(rows).get(thread, 0 if rows.has_attr("data-followed") else None)
        if isinstance(number, list):
            number = 0 if last > number[0] else None
        unread = 0
        if number is not None:
            notes = json.loads(badge.get("data-notes", "[]"))
            unread = max(0, last - number - sum(noted > number for noted in notes))
        _toggle(badge, "hidden", not unread)
        badge.find().string = words[min(unread, len(words) - 1)].replace("{n}", str(unread)) if unread else ""
        row["class"] = [name for name in row["class"] if name != "row-unread"] + ["row-unread"] * (unread > 0)
        if (mark := row.select_one(".unread-mark")) is not None:
            _toggle(mark, "hidden", not unread)
        elif unread:
            mark = self.soup.new_tag("span", attrs={"class": ["unread-mark"]})
            row.select_one(".row-title").extend([" ", mark])
        link = row.select_one(".row-link")
        link["href"] = f"{badge['data-thread']}posts/{number + 1}/" if unread else badge["data-thread"]

    def _read_up_to(self, thread, number, *, lower=False):
        for rows in self.soup.find_all(attrs={"data-unread-list": True}):
            marks = self._marks(rows)
            known = marks.get(str(thread), 0)
            if known is not None:
                marks[str(thread)] = number if lower or isinstance(known, list) else max(known, number)
        self._draw_lists()

    # --- what it shows ---------------------------------------------------------------------------------------------

    def shows(self) -> str:
        """Title and content in a form that can be compared."""
        return normalised(self.soup)

    def close(self):
        if self.ear:
            self.ear.close()


def _elements(html):
    return BeautifulSoup(_without_pictures(html), "html.parser").find_all(recursive=False)


def _rows(rows):
    return [one for one in rows.find_all(recursive=False) if one.get("id", "").startswith("thread-")]


def _order(row):
    return float(row.select_one("[data-order]")["data-order"])


def _toggle(element, name, on):
    if on:
        element[name] = ""
    elif element.has_attr(name):
        del element[name]


# Belongs to one loading of the page and not to what it shows: keys of forms, the place in the stream, and what was new
# when it was loaded. The live bar tells of the line.
_PASSING_NAMES = frozenset({"csrfmiddlewaretoken", "submission_key"})
_PASSING_CLASSES = frozenset(
    {"discussion-unread", "unread-line", "discussion-later", "live-bar", "toast-region", "post-menu"}
)
_PASSING_ATTRIBUTES = frozenset({
    "data-number", "data-new", "data-read", "data-live-events", "data-drawn", "data-marks", "plethu-marks", "data-words",
    "data-busy", "aria-busy",
})  # fmt: skip


def normalised(soup) -> str:
    """A page's title and content, one element or text a line, without what belongs to one loading of it."""
    lines = [soup.title.get_text()]
    _note(soup.find(id="content"), lines)
    return "\n".join(lines)


def _note(parent, lines):
    for node in parent.contents:
        if isinstance(node, str):
            if text := " ".join(node.split()):
                lines.append(text)
            continue
        attrs, classes = node.attrs, node.attrs.get("class", ())
        hidden = "hidden" in attrs and node.name == "span"
        if (
            attrs.get("name") in _PASSING_NAMES
            or not _PASSING_CLASSES.isdisjoint(classes)
            or node.name == "script"
        ):
            continue
        if hidden and "unread-mark" in classes:
            continue
        shown = {**attrs, "class": " ".join(sorted(classes))} if classes else attrs
        lines.append(
            f"<{node.name}"
            + "".join(
                f' {name}="{value}"'
                for name, value in sorted(shown.items())
                if name not in _PASSING_ATTRIBUTES and value != []
            )
            + ">"
        )
        # What stands in a badge that is not shown is of no account; the dot of an unread row is one to look at.
        if not hidden and "unread-mark" not in classes:
            _note(node, lines)


def parsed(html: str):
    """The parts of a page that matter here; pictures are told apart and not read."""
    html = _without_pictures(html)
    title = html[html.index("<title>") : html.index("</title>")]
    header = _HEADER.search(html)[0]
    content = html[html.index('<main id="content"') : html.index("</main>")]
    return BeautifulSoup(f"{title}</title>{header}</header>{content}</main>", "html.parser")


def _without_pictures(html):
    return _PICTURE.sub(lambda found: f'<svg data-is="{crc32(found[0].encode())}"></svg>', html)


_PICTURE = re.compile("<svg.*?</svg>", re.DOTALL)
_HEADER = re.compile('<header class="site-header"[^>]*>')
