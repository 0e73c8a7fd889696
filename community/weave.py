"""The woven band: cloth drawn from two colours.

A network chooses a *warp* and a *weft*. From these we draw a strip of cloth,
after Welsh carthen blankets (stepped diamonds in double cloth), Scottish
tweed (herringbone, check) and the plain twill both share. What several
networks hold together is woven from all of them: their patterns side by side,
joined where one's warp crosses the other's weft.

Everything is worked out from plain values, so the same colours always give the
same cloth. Pictures are SVG with presentation attributes only: our
Content-Security-Policy allows no style inside a page.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.utils.html import escape

HEX_COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")

# Undyed wool, for the stitches that are neither warp nor weft.
WOOL = "#f2e8d5"

# Colours of the house itself, used where no network is meant.
HOUSE = ("#97301f", "#1f4e7e")

# Each pattern is eight stitches high. W is warp, F weft, U undyed wool.
PATTERNS: dict[str, tuple[str, ...]] = {
    # A diamond in a field, then the same with the colours turned over, as double cloth does.
    "carthen": (
        "FFFWWFFFWUFFFFUW",
        "FFWUUWFFUWUFFUWU",
        "FWUWWUWFFUWUUWUF",
        "WUWFFWUWFFUWWUFF",
        "WUWFFWUWFFUWWUFF",
        "FWUWWUWFFUWUUWUF",
        "FFWUUWFFUWUFFUWU",
        "FFFWWFFFWUFFFFUW",
    ),
    # Twill that turns every eight stitches: the fish bones of tweed.
    "herringbone": tuple(
        "".join("W" if ((x + y) if x < 8 else (x - y - 1)) % 4 < 2 else "F" for x in range(16))
        for y in range(8)
    ),
    # Squares of colour over a ground, with a thread of wool between: a shepherd's check.
    "check": (
        "WWWWFUFUWWWWUFUF",
        "WWWWUFUFWWWWFUFU",
        "WWWWFUFUWWWWUFUF",
        "WWWWUFUFWWWWFUFU",
        "FWFWFFFFFWFWFFFF",
        "WFWFFFFFWFWFFFFF",
        "FWFWFFFFFWFWFFFF",
        "WFWFFFFFWFWFFFFF",
    ),
}


@dataclass(frozen=True)
class Cloth:
    """Two colours (``#rrggbb``) and the pattern they are woven in."""

    warp: str
    weft: str
    pattern: str = ""

    def __post_init__(self):
        for colour in (self.warp, self.weft):
            if not HEX_COLOUR.match(colour):
                raise ValueError(f"A colour of a cloth is # and six hexadecimal digits; this is {colour!r}.")
        if self.pattern and self.pattern not in PATTERNS:
            raise ValueError(f"No pattern is called {self.pattern!r}; known: {', '.join(PATTERNS)}.")

    @property
    def rows(self) -> tuple[str, ...]:
        """The stitches of the pattern; chosen by the colours where none is named."""
        if self.pattern:
            return PATTERNS[self.pattern]
        digest = hashlib.sha256(f"{self.warp}{self.weft}".lower().encode()).digest()
        return list(PATTERNS.values())[digest[0] % len(PATTERNS)]


def cloth_of(thing) -> Cloth:
    """The cloth of anything with ``colour_warp`` and ``colour_weft``; ``weave_pattern`` is read where it exists."""
    return Cloth(thing.colour_warp, thing.colour_weft, getattr(thing, "weave_pattern", "") or "")


def _stitches(cloths: Sequence[Cloth]) -> list[list[str]]:
    """Eight rows of colours: each cloth's pattern, and between two cloths the piece where they are plaited.

    Three cloths give half a pattern each, so that the picture stays small.
    """
    broad, joint = (16, 8) if len(cloths) < 3 else (8, 4)
    rows: list[list[str]] = [[] for _ in range(8)]
    for position, cloth in enumerate(cloths):
        colours = {"W": cloth.warp, "F": cloth.weft, "U": WOOL}
        for y, line in enumerate(cloth.rows):
            rows[y].extend(colours[stitch] for stitch in line[:broad])
        if len(cloths) > 1:
            other = cloths[(position + 1) % len(cloths)]
            for y in range(8):
                rows[y].extend(cloth.warp if (x // 2 + y // 2) % 2 else other.weft for x in range(joint))
    return rows


def _paths(rows: Sequence[Sequence[str]], top: int = 0) -> str:
    """The stitches as one stroked path a colour. A stitch is one unit; runs of one colour become one stroke."""
    strokes: dict[str, list[str]] = {}
    for y, row in enumerate(rows, top):
        pens: dict[str, int] = {}
        x = 0
        for colour, run in groupby(row):
            length = len(list(run))
            drawn = strokes.setdefault(colour, [])
            drawn.append(f"M{x} {y}h{length}" if colour not in pens else f"m{x - pens[colour]} 0h{length}")
            pens[colour] = x + length
            x += length
    # The commonest colour is laid as a ground, which saves most of the text.
    ground = max(strokes, key=lambda colour: len("".join(strokes[colour])))
    width, height = len(rows[0]), len(rows)
    parts = [f'<path fill="{ground}" d="M0 {top}h{width}v{height}H0z"/>']
    parts += [
        f'<path stroke="{colour}" d="{"".join(pieces)}" transform="translate(0 .5)"/>'
        for colour, pieces in strokes.items()
        if colour != ground
    ]
    return "".join(parts)


def _edge(cloths: Sequence[Cloth], width: int, y: int) -> str:
    """One row of dashes in the first cloth's warp on the last one's weft: the blanket's edge."""
    warp, weft = cloths[0].warp, cloths[-1].weft
    dashes = "".join("h2m2 0" for _ in range(width // 4))
    return (
        f'<path fill="{weft}" d="M0 {y}h{width}v1H0z"/>'
        f'<path stroke="{warp}" d="M0 {y}{dashes}" transform="translate(0 .5)"/>'
    )


# Height of a band in pixels, and whether it is framed by edges.
HEIGHTS = {"s": (8, False), "m": (20, True), "l": (30, True)}


@lru_cache(maxsize=512)
def band_svg(cloths: tuple[Cloth, ...], height: str = "m") -> str:
    """A strip of cloth as wide as its place, repeated from its middle outwards.

    ``height`` is ``s``, ``m`` or ``l``. The picture says nothing to a reader and is hidden from screen readers.
    """
    pixels, framed = HEIGHTS[height]
    rows = _stitches(cloths)
    width = len(rows[0])
    if height == "s":
        rows = rows[2:6]  # the middle of the pattern is enough for a thin edge
    top = 1 if framed else 0
    tall = len(rows) + 2 * top
    drawn = _paths(rows, top)
    if framed:
        drawn = _edge(cloths, width, 0) + drawn + _edge(cloths, width, tall - 1)
    scale = pixels / tall
    key = hashlib.sha256(f"{cloths}{height}".encode()).hexdigest()[:8]
    return (
        f'<svg class="woven-band woven-band-{height}" width="100%" height="{pixels}" aria-hidden="true" focusable="false">'
        f'<pattern id="weave-{key}" width="{width}" height="{tall}" patternUnits="userSpaceOnUse"'
        f' patternTransform="scale({scale:g})" shape-rendering="crispEdges">{drawn}</pattern>'
        f'<rect width="100%" height="100%" fill="url(#weave-{key})"/></svg>'
    )


@lru_cache(maxsize=512)
def swatch_svg(cloth: Cloth, size: str = "m") -> str:
    """A square of the cloth: sixteen stitches by sixteen. It has no ids, so a list may show it many times."""
    rows = [list(row) for row in _stitches([cloth])]
    return (
        f'<svg class="woven-swatch woven-swatch-{size}" viewBox="0 0 16 16" aria-hidden="true" focusable="false"'
        f' shape-rendering="crispEdges">{_paths(rows)}<g transform="translate(0 8)">{_paths(rows)}</g></svg>'
    )


def first_three(cloths: Iterable[Cloth]) -> tuple[Cloth, ...]:
    """At most three cloths: more would be a blur, and too long a picture."""
    return tuple(cloths)[:3]


def house_cloth() -> Cloth:
    """The cloth of the house itself."""
    return Cloth(*HOUSE, pattern="carthen")


# --- The mark ---------------------------------------------------------------------------------------------------------

# The lobes of a plait of three strands, from the top: side they lie on, height, and which strand shows.
_LOBES = tuple(
    ("left" if number % 2 == 0 else "right", 6.4 + 3.85 * number, strand)
    for number, strand in enumerate("abcabc")
)
# Colours for places without our style sheet (the icon of a browser tab, mail); on a page CSS decides.
MARK_COLOURS = {"a": "#1f4e7e", "b": "#a8402c", "c": "#c9960c"}


def _lobes() -> str:
    """The plait's lobes, each laid over the one before, with a thin gap in the colour of the ground."""
    drawn = []
    for side, height, strand in _LOBES:
        x, turn = (12.4, 40) if side == "left" else (19.6, -40)
        drawn.append(
            f'<rect class="mark-{strand}" fill="{MARK_COLOURS[strand]}" x="-8.5" y="-3.8" width="17" height="7.6" rx="3.8"'
            f' transform="translate({x} {height:g}) rotate({turn})"/>'
        )
    return "".join(drawn)


def mark_svg(*, size: str = "m", label: str = "") -> str:
    """The plait that stands for the house; ``label`` is for screen readers where no name stands beside it."""
    naming = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return f'<svg class="plethu-mark plethu-mark-{size}" viewBox="0 0 32 32" {naming} focusable="false">{_lobes()}</svg>'


def icon_file() -> str:
    """The mark as a file of its own, for the browser's tab (``static/img/icon.svg``)."""
    lobes = re.sub(r' class="[^"]*"', "", _lobes())
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{lobes}</svg>\n'
