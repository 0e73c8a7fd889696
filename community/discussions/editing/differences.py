"""What changed between two texts, word by word.

The shortest way from one to the other is looked for (Myers' greedy search),
with a bound: texts that have little in common would cost much and show
nothing, so beyond it the one is shown as taken out and the other as put in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SAME, ADDED, REMOVED = "same", "added", "removed"
# Words put in and taken out that are looked for; time grows with their square (this one: a tenth of a second at worst).
MOST_CHANGES = 400

# A word with the blanks before it; a stretch of line ends; any other sign.
_PIECES = re.compile(r"[^\S\n]*\n\s*|[^\S\n]*(?:\w[\w’'\-]*|[^\w\s])|[^\S\n]+$")


@dataclass(frozen=True)
class Change:
    """A stretch of text that stayed, came or went."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[Change]:
    """Stretches that make up ``old`` (without the added ones) and ``new`` (without the removed ones).

    >>> [(one.kind, one.text) for one in differences("We ask first.", "We listen first.")]
    [('same', 'We'), ('removed', ' ask'), ('added', ' listen'), ('same', ' first.')]
    """
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    start = _common(zip(before, after, strict=False))
    end = _common(zip(reversed(before[start:]), reversed(after[start:]), strict=False))
    left, right = before[start : len(before) - end], after[start : len(after) - end]
    steps = [(SAME, piece) for piece in before[:start]]
    steps += _shortest(left, right) or [*((REMOVED, one) for one in left), *((ADDED, one) for one in right)]
    steps += [(SAME, piece) for piece in before[len(before) - end :]]
    return list(_merged(steps))


def _common(pairs) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _shortest(left: list[str], right: list[str]) -> list[tuple[str, str]] | None:
    """The fewest steps from ``left`` to ``right``; None where there are more than ``MOST_CHANGES``."""
    reached = {1: 0}  # diagonal → how far along ``left``
    trail: list[dict[int, int]] = []  # what was reached before each further change
    for changes in range(min(MOST_CHANGES, len(left) + len(right)) + 1):
        edge = changes + 1
        trail.append({on: reached[on] for on in range(-edge, edge + 1, 2) if on in reached})
        for diagonal in range(-changes, edge, 2):
            x = reached[diagonal + 1] if _adds(reached, diagonal) else reached[diagonal - 1] + 1
            y = x - diagonal
            while x < len(left) and y < len(right) and left[x] == right[y]:
                x, y = x + 1, y + 1
            reached[diagonal] = x
            if x >= len(left) and y >= len(right):
                return _followed_back(left, right, trail)
    return None


def _adds(reached: dict[int, int], diagonal: int) -> bool:
    """Whether the way to ``diagonal`` is by putting in a word, rather than taking one out."""
    return reached.get(diagonal - 1, -1) < reached.get(diagonal + 1, -1)


def _followed_back(left, right, trail) -> list[tuple[str, str]]:
    x, y, steps = len(left), len(right), []
    for reached in reversed(trail[1:]):
        adds = _adds(reached, x - y)
        from_diagonal = x - y + (1 if adds else -1)
        from_x = reached[from_diagonal]
        from_y = from_x - from_diagonal
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            steps.append((SAME, left[x]))
        steps.append((ADDED, right[from_y]) if adds else (REMOVED, left[from_x]))
        x, y = from_x, from_y
    steps += [(SAME, left[position]) for position in range(x - 1, -1, -1)]
    return steps[::-1]


def _merged(steps) -> Iterator[Change]:
    """Neighbours of one kind as one; where words took the place of others, what went comes first."""
    waiting = {REMOVED: "", ADDED: ""}
    same = ""
    for kind, piece in steps:
        if kind == SAME:
            for other, text in waiting.items():
                if text:
                    yield Change(other, text)
            waiting = {REMOVED: "", ADDED: ""}
            same += piece
        else:
            if same:
                yield Change(SAME, same)
                same = ""
            waiting[kind] += piece
    for other, text in waiting.items():
        if text:
            yield Change(other, text)
    if same:
        yield Change(SAME, same)
