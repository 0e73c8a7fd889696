"""What somebody typed, ready for the engines, and what of a text to show for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .fold import fold
from .terms import LANGUAGES, STOP_WORDS, index_terms, phrase_families, terms_of, words_of

__all__ = ["Group", "Query", "Said", "excerpt", "index_terms", "stretch", "terms_of", "words_of"]

LONGEST_QUERY = 200  # characters
MOST_WORDS = 12
MOST_EXCLUDED = 6
# Where words searched for are looked for when a text is shown; an excerpt from further down helps nobody.
LONGEST_LOOK = 20_000

_QUOTES = '"“”„‟«»'
# Pieces of a query: -word, title:word, "some words", and both together.
_PIECE = re.compile(
    rf"(?P<minus>(?<!\S)[-−])?(?P<field>(?<!\w)(?:title|teitl|tiotal):\s*)?"
    rf"(?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}]|(?P<bare>[^\s{_QUOTES}]+))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Group:
    """One word searched for, or a phrase that is known to mean one thing.

    A text holds it when it holds one of the terms ``any_of``, or a word that begins with ``prefix``, or all
    groups of ``spelt`` (the words of the phrase, each for itself). ``in_title``: the title must.
    """

    any_of: tuple[str, ...]
    prefix: str = ""
    spelt: tuple["Group", ...] = ()
    in_title: bool = False

    def for_title(self) -> "Group":
        """The same, to be held by the title."""
        return replace(self, in_title=True, spelt=tuple(group.for_title() for group in self.spelt))

    def all_terms(self) -> Iterator[str]:
        """Every term that may stand for it."""
        yield from self.any_of
        for group in self.spelt:
            yield from group.all_terms()

    def prefixes(self) -> Iterator[str]:
        """Every beginning that may stand for it."""
        if self.prefix:
            yield self.prefix
        for group in self.spelt:
            yield from group.prefixes()


@dataclass(frozen=True)
class Said:
    """Words that must stand exactly so, one after the other; or, ``unwanted``, must not."""

    words: tuple[str, ...]
    in_title: bool = False
    unwanted: bool = False

    @property
    def spaced(self) -> str:
        """The words as they stand in an index text."""
        return f" {' '.join(self.words)} "


class Query:
    """What somebody typed, ready for the engines.

    Of ``groups`` a text must hold each, of ``excluded`` none. ``said`` are quoted words; every word of a wanted
    one is a group as well. The last word also matches as a beginning while it is being typed (``prefix``).
    """

    def __init__(self, text: str, *, prefix: bool = True):
        self.text = text[:LONGEST_QUERY]
        # (start, end, word) of the words that count, without quoted and excluded ones
        self.places: list[tuple[int, int, str]] = []
        self.groups: list[Group] = []
        self.excluded: list[Group] = []
        self.said: list[Said] = []
        self._wanted: dict[str, bool] = {}
        self._answered: dict[str, frozenset[int]] = {}
        self._read(typing=prefix and not self.text.endswith(" "))
        self._terms = frozenset(term for group in self.groups for term in group.all_terms())
        self._prefixes = tuple(prefix for group in self.groups for prefix in group.prefixes())

    def __bool__(self):
        return bool(self.groups)

    @property
    def words(self) -> list[str]:
        """The words that count, as written."""
        return [word for _start, _end, word in self.places]

    def _read(self, *, typing: bool) -> None:
        stopped: list[Group] = []
        run: tuple[int, int] | None = None
        pieces = list(_PIECE.finditer(self.text))
        for number, piece in enumerate(pieces):
            last = typing and number == len(pieces) - 1
            if piece["bare"] and not piece["minus"] and not piece["field"]:
                run = (run[0] if run else piece.start(), piece.end())
                if number < len(pieces) - 1 and _is_plain(pieces[number + 1]):
                    continue
                stopped += self._take(*run, typing=last)
                run = None
            elif piece["quoted"] is not None:
                self._take_said(piece["quoted"], bool(piece["field"]), bool(piece["minus"]))
            elif piece["minus"]:
                words = [terms_of(word, LANGUAGES) for _s, _e, word in words_of(piece["bare"])]
                self.excluded += [Group(terms, in_title=bool(piece["field"])) for terms in words if terms]
            else:
                stopped += self._take(piece.start("bare"), piece.end(), typing=last, in_title=True)
        # Little words are everywhere; they are searched for only when there is nothing else.
        self.groups = (self.groups or stopped)[:MOST_WORDS]
        self.excluded = self.excluded[:MOST_EXCLUDED]
        self.said = self.said[:MOST_EXCLUDED]

    def _take(self, begin: int, finish: int, *, typing: bool, in_title: bool = False) -> list[Group]:
        """Make groups of the plain words in this part of the text; returns those of little words."""
        places = [place for place in words_of(self.text[begin:finish]) if terms_of(place[2], LANGUAGES)]
        words = [terms_of(word, LANGUAGES) for _start, _end, word in places]
        groups = [Group(terms) for terms in words]
        if typing and groups and len(words[-1][0]) > 1:
            groups[-1] = replace(groups[-1], prefix=words[-1][0])
        is_little = [fold(word) in STOP_WORDS for _start, _end, word in places]
        spans = _apart(phrase_families(words))
        made: list[Group] = []
        position = 0
        while position < len(words):
            after, families = spans.get(position, (position + 1, ()))
            telling = [groups[place] for place in range(position, after) if not is_little[place]]
            if families:
                made.append(Group(families, spelt=tuple(telling or groups[position:after])))
            else:
                made += telling
            position = after
        self.groups += [group.for_title() if in_title else group for group in made]
        self.places += [
            (begin + start, begin + end, word)
            for (start, end, word), little in zip(places, is_little, strict=True)
            if not little
        ]
        little_ones = [group for group, little in zip(groups, is_little, strict=True) if little]
        return [group.for_title() if in_title else group for group in little_ones]

    def _take_said(self, text: str, in_title: bool, unwanted: bool) -> None:
        words = tuple(terms[0] for _s, _e, word in words_of(text) if (terms := terms_of(word, ())))
        if not words:
            return
        self.said.append(Said(words, in_title=in_title, unwanted=unwanted))
        if not unwanted:
            self.groups += [Group((word,), in_title=in_title) for word in dict.fromkeys(words)]

    def wants(self, word: str) -> bool:
        """Whether a word of a text is one that was searched for, in any form."""
        known = self._wanted.get(word)
        if known is None:
            known = self._wanted[word] = self._holds(word)
        return known

    def _holds(self, word: str) -> bool:
        terms = terms_of(word, LANGUAGES)
        return not self._terms.isdisjoint(terms) or bool(
            terms and self._prefixes and terms[0].startswith(self._prefixes)
        )

    def answered_by(self, words: list[str]) -> int:
        """How much of the query a stretch of text answers: groups of which it has a word, and quoted words.

        What the title must hold does not count.
        """
        answered: set[int] = set()
        for word in words:
            groups = self._answered.get(word)
            if groups is None:
                groups = self._answered[word] = self._groups_of(word)
            answered |= groups
        quoted = 0
        if wanted := [said for said in self.said if not said.unwanted and not said.in_title]:
            plain = f" {' '.join(terms[0] for word in words if (terms := terms_of(word, ())))} "
            quoted = sum(said.spaced in plain for said in wanted)
        return len(answered) + quoted

    def _groups_of(self, word: str) -> frozenset[int]:
        if not self.wants(word):
            return frozenset()
        terms = terms_of(word, LANGUAGES)
        return frozenset(
            number
            for number, group in enumerate(self.groups)
            if not group.in_title
            and (
                not set(group.all_terms()).isdisjoint(terms)
                or terms[0].startswith(tuple(group.prefixes()) or "\0")
            )
        )

    def wanted_places(self, words: list[str]) -> set[int]:
        """Places of the words of a text that were searched for, phrases of a family included."""
        places = {place for place, word in enumerate(words) if self.wants(word)}
        if any(term.startswith("zz") for term in self._terms):
            for first, after, family in phrase_families([terms_of(word, LANGUAGES) for word in words]):
                if family in self._terms:
                    places |= set(range(first, after))
        return places


def _is_plain(piece: re.Match) -> bool:
    return bool(piece["bare"] and not piece["minus"] and not piece["field"])


def _apart(found: list[tuple[int, int, str]]) -> dict[int, tuple[int, tuple[str, ...]]]:
    """Phrases that do not overlap, first come first: first word → (word after, families)."""
    spans: dict[int, tuple[int, tuple[str, ...]]] = {}
    free = 0
    for first, after, family in found:
        if first in spans and spans[first][0] == after:
            spans[first] = (after, tuple(dict.fromkeys((*spans[first][1], family))))
        elif first >= free:
            spans[first] = (after, (family,))
            free = after
    return spans


def stretch(text: str, starts: list[int], query: Query) -> int | None:
    """Which of the stretches of ``text`` that begin at ``starts`` answers the query best; the first of equals.

    Nothing when none holds a word that was searched for.
    """
    best, most = None, 0
    ends = [*starts[1:], len(text)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start >= LONGEST_LOOK:
            break
        answered = query.answered_by([word for _start, _end, word in words_of(text[start:end])])
        if answered > most:
            best, most = number, answered
    return best


def excerpt(text: str, query: Query, *, length: int = 240) -> list[tuple[str, bool]]:
    """Part of ``text`` around the first word searched for, as pieces (text, is it one searched for).

    ``length`` is in characters. Without a match the beginning is given.
    """
    begin, finish = _window(text, query, length)
    words = words_of(text[begin:finish])
    wanted = query.wanted_places([word for _start, _end, word in words]) if query else ()
    pieces: list[tuple[str, bool]] = [("… ", False)] if begin else []
    position = begin
    for place, (start, end, _word) in enumerate(words):
        if place in wanted:
            pieces += [(text[position : begin + start], False), (text[begin + start : begin + end], True)]
            position = begin + end
    pieces.append((text[position:finish] + (" …" if finish < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]


def _window(text: str, query: Query, length: int) -> tuple[int, int]:
    """Where the part to be shown begins and ends: at words, and with the first word searched for in its first third."""
    words = words_of(text[:LONGEST_LOOK] if query else text[: 2 * length])
    first = _first_wanted(words, query) if query else 0
    begin = max(0, first - length // 3)
    if begin:
        begin = next((start for start, _end, _word in words if start >= begin), begin)
    finish = min(len(text), begin + length)
    if finish < len(text):
        finish = max((end for _start, end, _word in words if begin < end <= finish), default=finish)
    return begin, finish


def _first_wanted(words, query: Query) -> int:
    """Where the first word searched for begins; 0 when there is none."""
    simple = next((start for start, _end, word in words if query.wants(word)), None)
    if simple is not None:
        return simple
    places = query.wanted_places([word for _start, _end, word in words])
    return words[min(places)][0] if places else 0
