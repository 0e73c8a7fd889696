"""Titles as librarians sort and compare them."""

import re

from rapidfuzz import fuzz, process

from community.search.fold import fold

# Articles that are passed over when sorting; Welsh, Gaelic and English.
_ARTICLES = re.compile(r"^(?:a|an|the|y|yr|an t|am|na)\s+(?=\w)")
_NOT_WORDS = re.compile(r"[^\w\s]+")


def sort_title(title: str) -> str:
    """What a list by title is ordered by: ``"A Ladder of …"`` stands under L.

    >>> sort_title("Y Ddeddf Llesiant")
    'ddeddf llesiant'
    """
    plain = " ".join(_NOT_WORDS.sub(" ", fold(title)).split())
    return _ARTICLES.sub("", plain) or plain


def same_title(one: str, other: str) -> bool:
    """Whether two titles are the same but for case, accents, punctuation and a leading article."""
    return bool(one) and sort_title(one) == sort_title(other)


# A short title is contained in many longer ones by chance; only one of some length speaks for itself.
LONG_ENOUGH = 25  # characters


# How alike a title is to itself with a subtitle or an edition added.
WITHOUT_SUBTITLE = 90.0


def _is_beginning(short: str, long: str) -> bool:
    """Whether ``long`` is ``short`` with words added; of one or two words that would say nothing."""
    return short != long and long.startswith(f"{short} ") and short.count(" ") >= 2


def likeness(one: str, other: str) -> float:
    """How alike two titles are, 0 to 100; words may stand in another order and a subtitle may be missing."""
    found = most_alike(one, {0: sort_title(other)}, at_least=0, most=1)
    return found[0][1] if found else 0.0


def most_alike(
    title: str, sort_titles: dict[int, str], *, at_least: float, most: int
) -> list[tuple[int, float]]:
    """The keys of ``sort_titles`` (key → what :func:`sort_title` made) most like ``title``, with their likeness."""
    wanted = sort_title(title)
    if not wanted:
        return []
    scores: dict[int, float] = {}
    for _text, score, key in process.extract(
        wanted, sort_titles, scorer=fuzz.token_sort_ratio, limit=most, score_cutoff=at_least
    ):
        scores[key] = score
    if len(wanted) >= LONG_ENOUGH:
        long_ones = {key: text for key, text in sort_titles.items() if len(text) >= LONG_ENOUGH}
        # A missing subtitle is a small difference, but not none.
        for _text, score, key in process.extract(
            wanted, long_ones, scorer=fuzz.partial_ratio, limit=most, score_cutoff=min(at_least + 3, 100)
        ):
            scores[key] = max(scores.get(key, 0), score - 3)
    for key, text in sort_titles.items():
        if _is_beginning(text, wanted) or _is_beginning(wanted, text):
            scores[key] = max(scores.get(key, 0), WITHOUT_SUBTITLE)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:most]
