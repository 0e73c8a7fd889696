"""Every promised pair of colours keeps its contrast, by day and by night.

``static/css/tokens.css`` says beside each meaning what it is laid on ("pair: ink on page surface"); this reads the
promises and the colours from the same file, so that neither can be changed without the other.
"""

import re
from pathlib import Path

import pytest
import tinycss2

from community import avatars

STATIC = Path(__file__).resolve().parents[3] / "static"
TOKENS = STATIC / "css" / "tokens.css"
TEXT, EDGE = 4.5, 3.0  # WCAG 2.2: 1.4.3 text, 1.4.11 parts of controls


def _rules(nodes):
    """(selector, inside dark media, declarations) of every style rule, layers and media unfolded."""
    for node in nodes:
        if node.type == "at-rule" and node.content is not None:
            condition = tinycss2.serialize(node.prelude)
            for selector, dark, declarations in _rules(tinycss2.parse_rule_list(node.content, True, True)):
                yield selector, dark or "prefers-color-scheme: dark" in condition, declarations
        elif node.type == "qualified-rule":
            declarations = {
                declaration.name: tinycss2.serialize(declaration.value).strip()
                for declaration in tinycss2.parse_blocks_contents(node.content, True, True)
                if declaration.type == "declaration"
            }
            yield tinycss2.serialize(node.prelude).strip(), dark_selector(node), declarations


def dark_selector(node):
    return 'data-theme="dark"' in tinycss2.serialize(node.prelude)


def read_tokens():
    """Three dictionaries of custom properties: light, dark by device, dark by choice."""
    light, by_device, by_choice = {}, {}, {}
    for selector, dark, declarations in _rules(tinycss2.parse_stylesheet(TOKENS.read_text(), True, True)):
        tokens = {name: value for name, value in declarations.items() if name.startswith("--")}
        if 'data-theme="dark"' in selector:
            by_choice |= tokens
        elif dark:
            by_device |= tokens
        else:
            light |= tokens
    return light, by_device, by_choice


def promises():
    """(kind, text, ground) for each promise in the file."""
    for kind, text, grounds in re.findall(r"\b(pair|edge): ([\w-]+) on ([\w -]+?) ?\*/", TOKENS.read_text()):
        for ground in grounds.split():
            yield kind, text, ground


def resolve(name, tokens):
    value = tokens[f"--{name}"]
    while match := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = tokens[f"--{match[1]}"]
    assert re.fullmatch(r"#[0-9a-f]{6}", value), f"--{name} is {value}"
    return value


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_worked_out_as_wcag_says():
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("kind", "text", "ground"), list(promises()))
def test_promised_pairs_keep_their_contrast(kind, text, ground, theme):
    light, dark, _by_choice = read_tokens()
    tokens = light if theme == "light" else {**light, **dark}
    ratio = contrast(resolve(text, tokens), resolve(ground, tokens))
    assert ratio >= (TEXT if kind == "pair" else EDGE), f"{text} on {ground}: {ratio:.2f}"


def test_promises_cover_every_text_colour_and_every_ground():
    light, _dark, _choice = read_tokens()
    said = list(promises())
    texts = {text for kind, text, _ground in said if kind == "pair"}
    grounds = {ground for _kind, _text, ground in said}
    inks = {
        name[2:] for name in light if name.endswith(("-ink", "ink-soft")) and name[2:] not in ("slate-ink",)
    }
    assert inks <= texts, inks - texts
    assert {"ink", "ink-soft", "link", "on-accent", "on-danger"} <= texts
    wanted = {"page", "surface", "sunk", "raised"} | {name[2:] for name in light if name.endswith("-ground")}
    assert wanted <= grounds, wanted - grounds


def test_dark_by_device_and_dark_by_choice_are_the_same():
    _light, by_device, by_choice = read_tokens()
    assert by_device
    assert by_device == by_choice


def test_only_the_tokens_know_colours_by_number():
    """A component that names a colour escapes dark mode. The veil behind a dialog is the same in both."""
    wrong = []
    for path in sorted(STATIC.rglob("*.css")):
        if path == TOKENS or path.relative_to(STATIC).parts[0] == "cms":
            continue
        source = re.sub(r"/\*.*?\*/|@media print \{.*", "", path.read_text(), flags=re.S)
        wrong += [
            f"{path.name}: {colour}" for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", source)
        ]
    assert not wrong, wrong


def _over(ground, colour, opacity):
    mixed = [
        round(int(ground[p : p + 2], 16) * (1 - opacity) + int(colour[p : p + 2], 16) * opacity)
        for p in (1, 3, 5)
    ]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


@pytest.mark.parametrize("dye", avatars.DYES)
def test_initials_are_legible_on_the_lightest_crossing(dye):
    crossing = _over(_over(dye, avatars.LIGHT, avatars.LIGHT_OPACITY), avatars.LIGHT, avatars.LIGHT_OPACITY)
    assert contrast(avatars.INK, crossing) >= TEXT
