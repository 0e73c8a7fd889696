"""The scan finds what axe finds, though it looks at the contrast of each kind of text once a run."""

import pytest

from tests import axe

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><title>Tea</title><main><h1>Tea</h1>
<p class="good">Black</p> {} </main>
<style>
  body {{ background: white; color: black; }} .dark {{ background: #222; }} .faded {{ opacity: 0.3; }}
  .pale {{ color: #ccc; }} .grey {{ color: #767676; }} .near {{ background: #ddd; }} .over {{ position: absolute; }}
  .sun {{ background: #ff0; }}
</style>"""


@pytest.fixture
def scan(page, monkeypatch):
    """A function from what stands on a page to the elements of too little contrast, on what is one run."""
    monkeypatch.setattr(axe, "_seen", set())

    def look(body, **options):
        page.set_content(PAGE.format(body))
        return [fault.rpartition(": ")[2] for fault in axe.faults(page, **options)]

    return look


@pytest.mark.parametrize(
    "pale",
    [
        '<p id="it" class="pale">Milk</p>',
        '<div class="dark"><p id="it">Milk</p></div>',
        '<div class="faded"><p id="it">Milk</p></div>',
        '<div class="near"><p id="it" class="grey">Milk</p></div>',
        '<div class="sun"><p id="it" class="grey">Milk</p></div>',
        '<div class="over dark"><p id="it">Milk</p></div>',
        '<label>Milk <input id="it" class="pale" value="Milk"></label>',
    ],
)
def test_a_pale_text_is_found_after_a_page_without_one_and_again_on_the_next(scan, pale):
    assert scan('<p class="grey">Milk</p><div><p>Milk</p></div>') == []
    assert scan(pale) == ["#it"]
    assert scan(f"<section>{pale}</section>") == ["#it"]


def test_what_nobody_sees_does_not_speak_for_what_is_seen(scan):
    for hidden in (
        '<p class="pale" style="clip-path: inset(50%)">Milk</p>',
        '<p class="pale" hidden>Milk</p>',
        '<button class="pale" disabled>Milk</button>',
        '<div aria-disabled="true"><p class="pale">Milk</p></div>',
    ):
        assert scan(hidden) == []
    assert scan('<p id="it" class="pale">Milk</p>') == ["#it"]
    assert scan('<button id="it" class="pale">Milk</button>') == ["#it"]


def test_all_other_rules_look_at_every_page(scan):
    assert scan('<img id="it" src="data:,">') == ["#it"]
    assert scan('<img id="it" src="data:,">') == ["#it"]
    assert scan('<img id="it" src="data:,">', only_colours=True) == []


def test_what_is_told_by_colour_alone_is_looked_at_with_the_colours(scan):
    link = '<a id="it" href="/" style="color: #222; text-decoration: none">a link</a>'
    words = f'<p style="color: #000; background: #fff">Words before it, {link}, and words after it.</p>'
    assert scan(words, only_colours=True) == ["#it"]


def test_style_sheets_that_hold_a_screen_upright_are_found_whatever_sheets_were_read_before(scan):
    upright = "<style>@media (orientation: landscape) { body { transform: rotate(90deg) } }</style>"
    assert scan("<p>Milk</p>") == []
    assert scan("<p>More milk</p>") == []
    assert scan(upright) == ["html"]
    assert scan(upright) == ["html"]


def test_of_a_part_only_the_part_is_looked_at(scan):
    two = '<p id="it" class="pale">Milk</p><p id="other" class="pale">Milk</p>'
    assert scan(two, part="#other") == ["#other"]
