"""Cloth, mark and avatars."""

import re
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.template import Context, Template, TemplateSyntaxError

from community import avatars, weave

WALES = SimpleNamespace(colour_warp="#7a2e2e", colour_weft="#2f5d4a")
SCOTLAND = SimpleNamespace(colour_warp="#31406F", colour_weft="#6B7F52")
THIRD = SimpleNamespace(colour_warp="#c9960c", colour_weft="#2f4858")


def draw(source, **context):
    return Template("{% load weave %}" + source).render(Context(context))


def all_clothes():
    for pattern in weave.PATTERNS:
        yield (weave.Cloth("#7a2e2e", "#2f5d4a", pattern),)
    for one in weave.PATTERNS:
        for other in weave.PATTERNS:
            yield weave.Cloth("#7a2e2e", "#2f5d4a", one), weave.Cloth("#31406f", "#6b7f52", other)
    yield tuple(
        weave.Cloth(f"#{n}{n}2e2e", f"#2f5d{n}{n}", p) for n, p in zip("123", weave.PATTERNS, strict=True)
    )


@pytest.mark.parametrize("height", weave.HEIGHTS)
@pytest.mark.parametrize("cloths", list(all_clothes()))
def test_a_band_is_small_well_formed_and_hidden_from_screen_readers(cloths, height):
    svg = weave.band_svg(cloths, height)
    assert len(svg.encode()) <= 2048
    root = ElementTree.fromstring(svg)
    assert root.get("aria-hidden") == "true"
    assert "style=" not in svg


@pytest.mark.parametrize("pattern", weave.PATTERNS.values(), ids=weave.PATTERNS)
def test_a_pattern_is_sixteen_stitches_by_eight(pattern):
    assert [len(row) for row in pattern] == [16] * 8
    assert set("".join(pattern)) <= set("WFU")


def test_the_same_colours_give_the_same_cloth():
    first = draw("{% woven_band network %}", network=WALES)
    weave.band_svg.cache_clear()
    assert draw("{% woven_band network %}", network=WALES) == first
    assert draw("{% woven_band network %}", network=SCOTLAND) != first


def test_a_band_is_drawn_in_the_network_s_colours():
    svg = draw("{% woven_band network %}", network=WALES)
    assert set(re.findall(r"#[0-9a-f]{6}", svg)) - {weave.WOOL} == {"#7a2e2e", "#2f5d4a"}


def test_what_two_hold_together_shows_the_colours_of_both():
    svg = draw("{% woven_band_of networks %}", networks=[WALES, SCOTLAND])
    for colour in ("#7a2e2e", "#2f5d4a", "#31406F", "#6B7F52"):
        assert colour in svg


def test_without_a_network_the_house_s_own_cloth_is_drawn():
    house = draw("{% woven_band %}")
    assert weave.HOUSE[0] in house
    assert draw("{% woven_band_of networks %}", networks=[]) == house


def test_more_than_three_networks_show_the_first_three():
    four = draw("{% woven_band_of networks %}", networks=[WALES, SCOTLAND, THIRD, SimpleNamespace(
        colour_warp="#ff00ff", colour_weft="#00ff00")])  # fmt: skip
    assert "#ff00ff" not in four
    assert "#c9960c" in four


@pytest.mark.parametrize("colour", ["red", "#12345", '#123456"/><script>', ""])
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValueError, match="six hexadecimal digits"):
        weave.Cloth(colour, "#000000")


def test_an_unknown_height_is_refused_with_the_choices():
    with pytest.raises(TemplateSyntaxError, match="height must be one of s, m, l"):
        draw('{% woven_band height="xl" %}')


def test_the_icon_file_is_the_mark():
    path = Path(__file__).resolve().parents[3] / "static" / "img" / "icon.svg"
    assert path.read_text() == weave.icon_file()
    assert path.stat().st_size < 1024


def test_the_mark_names_itself_only_when_asked():
    assert 'aria-hidden="true"' in draw("{% plethu_mark %}")
    named = draw("{% plethu_mark label=name %}", name='Ple"thu')
    assert 'role="img" aria-label="Ple&quot;thu"' in named


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Llinos Rhys", "LR"),
        ("Angharad Gwenllian ferch Rhydderch", "AR"),
        ("Eilidh", "E"),
        ("  ", "?"),
        ("", "?"),
        ("(she) Siân", "SS"),
        ("ŵyn ŷd", "ŴŶ"),
        ("😀 Mari", "M"),
    ],
)
def test_initials_are_the_first_letters_of_first_and_last_word(name, letters):
    assert avatars.initials_of(name) == letters


def test_an_avatar_stays_the_same_for_a_person_and_is_small():
    first = avatars.avatar_svg("llinos", "Llinos Rhys")
    avatars.avatar_svg.cache_clear()
    assert avatars.avatar_svg("llinos", "Llinos Rhys") == first
    dye = re.search(r'fill="(#\w+)"', first)[1]
    assert dye == re.search(r'fill="(#\w+)"', avatars.avatar_svg("llinos", "Llinos Newname"))[1]
    for number in range(200):
        assert len(avatars.avatar_svg(f"person-{number}", "Wm Ww").encode()) < 800
        ElementTree.fromstring(avatars.avatar_svg(f"person-{number}", "Wm Ww"))


def test_a_name_cannot_break_out_of_its_avatar():
    svg = avatars.avatar_svg("x", "<script> &", label='"><b>')
    assert "<script" not in svg
    assert "<b>" not in svg
    ElementTree.fromstring(svg)
