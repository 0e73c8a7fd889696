"""The first words of a text end where a word ends."""

import pytest

from community.previews import beginning_of


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("Short.", 6, "Short."),
        (" Short. \n", 6, "Short."),
        ("", 5, ""),
        ("in one clinic", 10, "in one…"),
        ("in one clinic", 7, "in one…"),
        ("in one clinic", 6, "in…"),
        ("so: “It’s true, all of it”", 11, "so: “It’s…"),
        ("We meet. And then we go", 12, "We meet…"),
        ("she said “we know”", 11, "she said…"),
        ("Ask\n\nLater on", 8, "Ask…"),
        ("https://example.org/a/very/long/address", 12, "https://exa…"),
        ("see https://example.org/a/very/long/address", 12, "see…"),
    ],
)
def test_it_is_cut_between_words(text, most, shown):
    assert beginning_of(text, most) == shown
    assert len(shown) <= most
