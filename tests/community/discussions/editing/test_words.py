"""From HTML to what one types and back, and what changed between two texts."""

import random

import pytest

from community.discussions.domain.markup import plain_to_html
from community.discussions.editing.differences import MOST_CHANGES, differences
from community.discussions.editing.writing import loses_something, writing_of


@pytest.mark.parametrize(
    "typed",
    [
        "One line",
        "One\ntwo\n\nthree",
        "Two ways:\n\n- ask\n- listen",
        "- a\n\n- b",
        "3. three\n4. four",
        "> said\n>\n> > deeper\n>\n> - in a list\n\nMine.",
        "See https://example.org/a_(b) and www.example.org/x.",
        "[Our page](https://example.org/x) and [Nia, post 3](/threads/1/a/posts/3/): yes",
        "3 < 4 & “quotes” ’n all",
    ],
)
def test_what_was_typed_comes_back_to_be_typed_again(typed):
    html = plain_to_html(typed)
    assert plain_to_html(writing_of(html)) == html
    assert writing_of(plain_to_html(writing_of(html))) == writing_of(html)
    assert not loses_something(html)


def test_what_typing_cannot_express_is_known():
    html = "<p>a <strong>b</strong></p><ul><li>x<ul><li>y</li></ul></li></ul><pre>c\n  d</pre>"
    assert writing_of(html) == "a b\n\n- x\n- y\n\nc\nd"
    assert loses_something(html)


def test_a_link_of_this_site_can_be_typed_and_none_to_elsewhere_in_disguise():
    assert 'href="/threads/1/x/"' in plain_to_html("[there](/threads/1/x/)")
    assert "<a" not in plain_to_html("[there](//evil.example/x)")


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("Same words.", "Same words.", [("same", "Same words.")]),
        ("", "New.", [("added", "New.")]),
        ("Gone.", "", [("removed", "Gone.")]),
        (
            "We ask first.",
            "We listen first.",
            [("same", "We"), ("removed", " ask"), ("added", " listen"), ("same", " first.")],
        ),
        ("One.", "One.\n\nTwo.", [("same", "One."), ("added", "\n\nTwo.")]),
        (
            "Pobl yn gyntaf, bob tro",
            "Pobl leol yn gyntaf, weithiau",
            [
                ("same", "Pobl"), ("added", " leol"), ("same", " yn gyntaf,"), ("removed", " bob tro"),
                ("added", " weithiau"),
            ],
        ),
    ],
)  # fmt: skip
def test_changed_words_are_told_from_those_that_stayed(old, new, changes):
    assert [(one.kind, one.text) for one in differences(old, new)] == changes


def test_both_texts_can_be_put_together_from_what_changed():
    dice = random.Random(7)
    for _ in range(300):
        old, new = (
            "\n\n".join(
                " ".join(dice.choice(["a", "bc", "d.", "é’s"]) for _ in range(dice.randrange(6)))
                for _ in range(3)
            )
            for _ in range(2)
        )
        changes = differences(old, new)
        assert "".join(one.text for one in changes if one.kind != "added") == old
        assert "".join(one.text for one in changes if one.kind != "removed") == new


def test_texts_with_little_in_common_are_shown_one_after_the_other_and_cost_little():
    old, new = (" ".join(f"{letter}{n}" for n in range(3 * MOST_CHANGES)) for letter in "ab")
    changes = differences(f"Same {old} end", f"Same {new} end")
    assert [one.kind for one in changes] == ["same", "removed", "added", "same"]
