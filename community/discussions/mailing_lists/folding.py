"""What a mail repeats: the mail it answers, a signature, the list's footer."""

import re

from ..domain import markup

LONGEST_SIGNATURE = 20  # lines; what is longer was no signature
LONGEST_QUOTATION = 8  # lines shown of what is quoted between the words
SHOWN_OF_LONG = 3

_QUOTED = re.compile(r"^\s{0,2}>")
# "On Monday Nia Parry wrote:", "Ar ddydd Llun ysgrifennodd Nia Parry:", also over two lines.
_ATTRIBUTION = re.compile(
    r"(?:wrote|writes|ysgrifennodd|ysgrifennwyd|meddai|sgrìobh|sgrìobhadh|schrieb|a écrit).{0,120}:\s*$",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|neges wreiddiol|teachdaireachd thùsail|original appointment)\s*-{2,})\s*$",
    re.IGNORECASE,
)
_FROM_LINE = re.compile(r"^\s*\*?(?:From|Oddi wrth|Gan|O):\*?\s+\S", re.IGNORECASE)
_SENT_LINE = re.compile(r"^\s*\*?(?:Sent|Date|Anfonwyd|Dyddiad|Chaidh a chur):\*?\s+\S", re.IGNORECASE)
_RULE = re.compile(r"^\s*[_-]{20,}\s*$")
_OF_A_LIST = re.compile(
    r"mailing list|listinfo|unsubscribe|rhestr bostio|dad-?danysgrifio|liosta-puist", re.IGNORECASE
)


def fold_plain(text: str, *, is_answer: bool) -> tuple[str, dict[str, str]]:
    """``(what is said, {"quoted": …, "signature": …})``; what would leave nothing said is not folded."""
    lines = _without_footer(text.split("\n"))
    folded: dict[str, str] = {}
    if is_answer and (at := _quotation_starts(lines)) is not None:
        said, quoted = lines[:at], lines[at:]
        if _says_something(said):
            lines, folded["quoted"] = said, "\n".join(quoted).strip("\n")
    if (at := _signature_starts(lines)) is not None and _says_something(lines[:at]):
        folded["signature"] = "\n".join(lines[at + 1 :]).strip("\n")
        lines = lines[:at]
    if is_answer:
        lines = _shortened(lines)
    return "\n".join(lines).strip("\n"), folded


def _says_something(lines: list[str]) -> bool:
    return any(line.strip() and not _QUOTED.match(line) for line in lines)


def _without_footer(lines: list[str]) -> list[str]:
    """Without what the list's own program put below every mail."""
    for at in range(len(lines) - 1, max(len(lines) - 15, -1), -1):
        if _RULE.match(lines[at]):
            below = lines[at + 1 :]
            if any(_OF_A_LIST.search(line) for line in below) and _says_something(lines[:at]):
                return lines[:at]
            return lines
    return lines


def _signature_starts(lines: list[str]) -> int | None:
    for at in range(len(lines) - 1, max(len(lines) - LONGEST_SIGNATURE - 2, -1), -1):
        if lines[at] in ("-- ", "--"):
            return at
    return None


def _quotation_starts(lines: list[str]) -> int | None:
    """The line from which on there is nothing but the mail that is answered."""
    for at, line in enumerate(lines):
        if _ORIGINAL.match(line):
            return at
        if _FROM_LINE.match(line) and any(_SENT_LINE.match(next_) for next_ in lines[at + 1 : at + 4]):
            return at - 1 if at and _RULE.match(lines[at - 1]) else at
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    # A signature below the quotation belongs to what is folded too.
    at = _signature_starts(lines[:end])
    for bottom in (end, at):
        if bottom is None:
            continue
        top = bottom
        while top and (not lines[top - 1].strip() or _QUOTED.match(lines[top - 1])):
            top -= 1
        if not any(_QUOTED.match(line) for line in lines[top:bottom]):
            continue
        for above in (1, 2, 3):
            if top >= above and _ATTRIBUTION.search(" ".join(lines[top - above : top])):
                return top - above
        if sum(bool(_QUOTED.match(line)) for line in lines[top:bottom]) > LONGEST_QUOTATION:
            return top
    return None


def _shortened(lines: list[str]) -> list[str]:
    """Long quotations between the words lose all but their beginning."""
    shown: list[str] = []
    run: list[str] = []
    for line in [*lines, ""]:
        if _QUOTED.match(line):
            run.append(line)
            continue
        shown += [*run[:SHOWN_OF_LONG], "> […]"] if len(run) > LONGEST_QUOTATION else run
        run = []
        shown.append(line)
    return shown[:-1]


_HTML_QUOTATION = re.compile(
    r"""<(?:div|blockquote|hr|p|span)\b[^>]*(?:
        class="?[^">]*(?:gmail_quote|gmail_extra|moz-cite-prefix|yahoo_quoted|OutlookMessageHeader)
        | id="?(?:divRplyFwdMsg|appendonsend|reply-intro|mail-editor-reference-message-container)
        | type="?cite)[^>]*>""",
    re.IGNORECASE | re.VERBOSE,
)


def fold_html(html: str, *, is_answer: bool) -> tuple[str, dict[str, str]]:
    """The same for HTML, by the marks that mail programs leave."""
    if is_answer and (found := _HTML_QUOTATION.search(html)):
        said, quoted = html[: found.start()], html[found.start() :]
        if markup.text_of(markup.clean(said)):
            return said, {"quoted": markup.text_of(markup.clean(quoted))}
    return html, {}


def unwrapped(text: str) -> str:
    """Text of the kind "flowed": a line that ends with a space goes on in the next one."""
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        if not depth and line.startswith(" "):
            line = line[1:]
        if goes_on and not depth and line not in ("-- ", ""):
            lines[-1] += line
        else:
            lines.append(line)
        goes_on = not depth and line.endswith(" ") and line != "-- "
    return "\n".join(lines)
