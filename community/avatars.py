"""Pictures for people who gave none: a swatch of tartan with their initials.

The dye and the stripes follow from a key that stays with the person (their
handle), so somebody is recognised by their cloth. Initials are always legible:
the lightest thread of every sett keeps 4.5:1 against the letters, which a test
works out for all of them.
"""

import hashlib
import unicodedata
from functools import lru_cache

from django.utils.html import escape

# Grounds, named for what they would be dyed with or look like.
DYES = (
    "#2b5480",  # woad
    "#31406f",  # indigo
    "#83352a",  # madder
    "#6a5112",  # weld, over-dyed
    "#41592c",  # lichen
    "#65426f",  # heather
    "#46525c",  # slate
    "#74451f",  # bracken
    "#3d5a4c",  # bottle
    "#1d5a61",  # loch
    "#57473a",  # peat
    "#8a2f45",  # rowan
)
INK = "#fffaf0"
LIGHT, LIGHT_OPACITY = "#ffffff", 0.09
DARK, DARK_OPACITY = "#000000", 0.16

# Where stripes lie, in fortieths of the side: (light threads, dark bands), each (place, breadth).
SETTS = (
    (((5, 1.5), (35, 1.5)), ((12, 6), (28, 6))),
    (((10, 2), (14, 1)), ((32, 8),)),
    (((4, 1), (7, 1), (33, 1), (36, 1)), ((20, 10),)),
    (((8, 3), (32, 3)), ((20, 4),)),
    (((6, 1.5), (34, 4)), ((12, 5), (24, 5))),
    (((3, 2), (20, 1.5), (37, 2)), ((11, 7), (29, 7))),
)


def initials_of(name: str) -> str:
    """First letters of the first and last word of ``name``.

    >>> initials_of("Llinos ap Rhys")
    'LR'
    """
    words = [word for word in (_letters(part) for part in name.split()) if word]
    if not words:
        return "?"
    chosen = [words[0]] if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0].upper() for word in chosen)


def _letters(word: str) -> str:
    return "".join(letter for letter in word if unicodedata.category(letter)[0] in "LN")


def _stripes(bands, colour: str, opacity: float) -> str:
    """Bands of equal breadth as one path: down, and the same across, so that they cross like tartan."""
    by_breadth: dict[float, list[float]] = {}
    for place, breadth in bands:
        by_breadth.setdefault(breadth, []).append(place)
    return "".join(
        f'<path stroke="{colour}" stroke-opacity="{opacity}" stroke-width="{breadth:g}" d="'
        + "".join(f"M{place:g} 0v40M0 {place:g}h40" for place in places)
        + '"/>'
        for breadth, places in by_breadth.items()
    )


@lru_cache(maxsize=4096)
def avatar_svg(key: str, name: str, *, label: str = "") -> str:
    """The picture for the person known by ``key`` (their handle) and called ``name``.

    Decorative unless ``label`` is given, since the name usually stands beside it.
    """
    digest = hashlib.sha256(key.encode()).digest()
    dye = DYES[digest[0] % len(DYES)]
    light, dark = SETTS[digest[1] % len(SETTS)]
    letters = initials_of(name)
    naming = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return (
        f'<svg viewBox="0 0 40 40" {naming} focusable="false"><path fill="{dye}" d="M0 0h40v40H0z"/>'
        f"{_stripes(dark, DARK, DARK_OPACITY)}{_stripes(light, LIGHT, LIGHT_OPACITY)}"
        f'<text x="20" y="26" text-anchor="middle" fill="{INK}" font-size="16.5" font-weight="600">'
        f"{escape(letters)}</text></svg>"
    )
