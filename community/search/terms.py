"""From words as written to the terms that are indexed and searched.

Neither engine knows Welsh or Gaelic, and each cuts words its own way. So the
cutting is done here, once, and both engines are given plain terms made of
``a–z0–9`` only: they then find the same rows.

For each word the terms are: the word itself without accents, its dictionary
form (simplemma), the dictionary form after undoing a Welsh mutation, and the
names of its families of synonyms. A query word is expanded the same way and
any one of its terms may match, so a lemma that errs in one place costs nothing.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import simplemma

from .families import FAMILIES_OF, PHRASES_FROM
from .fold import fold

LANGUAGES = ("en", "cy", "gd")
_WORD = re.compile(r"[^\W_]+(?:[-'’‐‑][^\W_]+)*", re.UNICODE)
# Little words that lean on the one before: Welsh "-'r, -'n, -'i…", English "-'s, -'ll…".
_CLITIC = re.compile(r"['’](?:r|n|i|w|u|m|th|ch|s|t|d|ll|re|ve)$", re.IGNORECASE)
_JOINERS = re.compile(r"[-'’‐‑]")

# Prefixes that people write joined, hyphenated or apart: "co-production", "co production", "cyd-gynhyrchu".
_LOOSE_PREFIXES = frozenset({"co", "cyd"})

# What a Welsh word may have begun with before its first sound changed (soft, nasal, aspirate mutation).
_UNMUTATED = (
    ("ngh", "c"), ("mh", "p"), ("nh", "t"), ("ng", "g"), ("ch", "c"), ("ph", "p"), ("th", "t"),
    ("dd", "d"), ("g", "c"), ("b", "p"), ("d", "t"), ("f", "b"), ("f", "m"), ("m", "b"), ("n", "d"),
    ("l", "ll"), ("r", "rh"), ("", "g"),
)  # fmt: skip

_LITTLE_WORDS = """
    a an and are as at be but by for from has have in is it its of on or that the their they this to was we were
    what when which who will with you your
    ac am ar bod ei eu fy gan i mae nad neu o ond sydd wedi y yn yr
    agus an ann na
"""
STOP_WORDS = frozenset(_LITTLE_WORDS.split())

# A word longer than this is no word; both engines refuse terms of some thousand bytes.
_LONGEST_TERM = 60


def words_of(text: str) -> list[tuple[int, int, str]]:
    """The words of a text as (start, end, word as written, loose prefixes joined)."""
    found = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]
    joined = []
    position = 0
    while position < len(found):
        start, end, word = found[position]
        follows = found[position + 1] if position + 1 < len(found) else None
        if follows and len(word) <= 3 and follows[0] - end == 1 and fold(word) in _LOOSE_PREFIXES:
            joined.append((start, follows[1], f"{word}-{follows[2]}"))
            position += 2
            continue
        joined.append((start, end, word))
        position += 1
    return joined


def undone_mutations(word: str) -> list[str]:
    """What a Welsh word in small letters may be a mutated form of, guessed from its first letters.

    Only words that are known count: otherwise "lles" would also become "glles".
    """
    guesses = []
    for mutated, plain in _UNMUTATED:
        if word.startswith(mutated) and len(word) - len(mutated) >= 3:
            guess = plain + word[len(mutated) :]
            if fold(guess) in FAMILIES_OF or simplemma.is_known(guess, lang="cy"):
                guesses.append(guess)
    return guesses


@lru_cache(maxsize=60_000)
def _lemmas(word: str, language: str) -> tuple[str, ...]:
    """Folded dictionary forms of a word as written, without the word itself."""
    first = simplemma.lemmatize(word, lang=language)
    found = [first, simplemma.lemmatize(first, lang=language)]
    if language == "cy":
        for guess in undone_mutations(word):
            found += [guess, simplemma.lemmatize(guess, lang="cy")]
    terms = []
    for lemma in found:
        for part in _JOINERS.split(fold(lemma)):
            if part.isascii() and part.isalnum() and len(part) > 1 and part not in terms:
                terms.append(part)
    return tuple(term for term in terms if term != fold(word))


@lru_cache(maxsize=60_000)
def terms_of(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """All terms a word stands for, the plainest first. Hyphenated words give the joined word and their parts."""
    word = _CLITIC.sub("", word)
    pieces = _JOINERS.split(word)
    terms = _ascii_terms(fold("".join(pieces)))
    if len(pieces) > 1 and fold(pieces[0]) not in _LOOSE_PREFIXES:
        terms += [term for piece in pieces for term in _ascii_terms(fold(piece)) if len(term) > 1]
    for language in languages:
        terms += _lemmas("".join(pieces).casefold() if len(pieces) > 1 else word.casefold(), language)
    terms += [family for term in terms for family in FAMILIES_OF.get(term, ())]
    return tuple(dict.fromkeys(terms))


def _ascii_terms(folded: str) -> list[str]:
    """A folded word as terms; letters of other scripts become their code points, so that they can be found too."""
    plain = "".join(letter for letter in folded if letter.isalnum())
    if not plain.isascii():
        plain = "".join(letter if letter.isascii() else f"u{ord(letter):x}" for letter in plain)
    if plain and plain[0].isdigit() and not plain.isdigit():
        plain = f"n{plain}"  # PostgreSQL would read "2e5" as a number and cut "2e5a" in two
    return [plain[:_LONGEST_TERM]] if plain else []


def phrase_families(words: list[tuple[str, ...]]) -> list[tuple[int, int, str]]:
    """Families of phrases among words given by their terms, as (first word, word after, family)."""
    found = []
    for position, terms in enumerate(words):
        for term in terms:
            for spelt, family in PHRASES_FROM.get(term, ()):
                after = position + len(spelt)
                if after <= len(words) and all(
                    part in words[position + place] for place, part in enumerate(spelt)
                ):
                    found.append((position, after, family))
    return found


def index_terms(text: str, language: str) -> str:
    """The terms of a text for the index: its plain words in order, then what else it is found by, once each.

    For example " young people |pobl|zzyoungpeople": quoted words are looked for in the first part, where each
    stands between spaces; no words stand next to each other across a bar.
    """
    return index_terms_of([(text, language)])


def index_terms_of(pieces: Iterable[tuple[str, str]]) -> str:
    """The same for a text of pieces (text, language), each cut by the rules of its own language."""
    plain, others = [], []
    for text, language in pieces:
        languages = (language,) if language in LANGUAGES else ()
        words = [terms for _start, _end, word in words_of(text) if (terms := terms_of(word, languages))]
        plain.append([terms[0] for terms in words])
        others += [term for terms in words for term in terms[1:]]
        others += [family for _first, _after, family in phrase_families(words)]
    known = {term for piece in plain for term in piece}
    more = [term for term in dict.fromkeys(others) if term not in known]
    return f" {' | '.join(' '.join(piece) for piece in plain)} |{'|'.join(more)}"


def title_terms(title: str, language: str) -> list[str]:
    """All terms of a title, once each."""
    return list(dict.fromkeys(index_terms(title, language).replace("|", " ").split()))
