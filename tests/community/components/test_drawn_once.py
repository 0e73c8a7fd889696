"""Pieces drawn once: equal for everybody but for what is each reader's own."""

import re
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Engine
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from community.components.drawn_once import drawn_once, fact, gap, pieces


@pytest.fixture
def engine():
    return Engine(
        libraries={"components": "community.templatetags.components"},
        loaders=[
            (
                "django.template.loaders.locmem.Loader",
                {
                    "piece.html": '<b>{{ name }}</b><i>{{ own_next }}</i>{% if user %}leaked{% endif %}'
                    "<form>{% csrf_token %}</form>",
                    "page.html": '{% load components %}{% drawn_once "piece.html" name=name own_next=next %}',
                },
            )
        ],
    )  # fmt: skip


def page(engine, **values):
    return engine.get_template("page.html").render(Context(values))


def test_what_is_a_readers_own_is_put_in_and_escaped(engine):
    first = page(engine, name="A & B", next="/a/?x=1&y=2", csrf_token="one")
    second = page(engine, name="A & B", next='"><script>', csrf_token="two")
    assert "<b>A &amp; B</b><i>/a/?x=1&amp;y=2</i>" in first
    assert 'value="one"' in first
    assert "<i>&quot;&gt;&lt;script&gt;</i>" in second
    assert 'value="two"' in second


def test_it_is_drawn_once_for_the_same_facts_and_anew_for_others(engine):
    page(engine, name="A", next="/1/", csrf_token="one")
    assert len(pieces._entries) == 1
    page(engine, name="A", next="/2/", csrf_token="two")
    assert len(pieces._entries) == 1
    page(engine, name="B", next="/2/", csrf_token="two")
    assert len(pieces._entries) == 2
    with override("cy"):
        page(engine, name="B", next="/2/", csrf_token="two")
    assert len(pieces._entries) == 3


def test_it_knows_nothing_but_its_facts(engine):
    assert "leaked" not in page(engine, name="A", next="", user="nia", csrf_token="one")


def test_a_page_without_key_to_forms_gets_none(engine):
    page(engine, name="A", next="", csrf_token="secret")
    assert "secret" not in page(engine, name="A", next="")
    assert "csrfmiddlewaretoken" not in page(engine, name="A", next="")


def test_what_is_lazy_is_worked_out_only_where_there_is_a_gap_for_it():
    def never():
        raise AssertionError("was asked for")

    own = {"token": SimpleLazyObject(never)}
    assert drawn_once(("plain",), lambda: "<p>No gap.</p>", own) == "<p>No gap.</p>"
    with pytest.raises(AssertionError):
        str(drawn_once(("gap",), lambda: f"<p>{gap('token')}</p>", own))


def test_words_put_in_are_not_searched_for_gaps_of_others():
    """A reader's own words cannot name a gap: nobody knows its word."""
    assert re.fullmatch(r"gap[0-9a-f]{24}token\.", gap("token"))


@dataclass(frozen=True)
class Frozen:
    name: str
    is_open: bool


@dataclass
class Thawed:
    name: str


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True), (0, False), (1, "1"), (1, 1.0), ("a", mark_safe("a")), (None, ""), ((1, 2), (1, True)),
        ([1], (1,)), (Frozen("a", True), Frozen("a", False)), ({"a": 1}, {"a": True}), ({"a": 1}, {"b": 1}),
    ],
)  # fmt: skip
def test_facts_that_are_drawn_differently_are_different(one, other):
    assert fact(one) != fact(other)
    assert fact(one) == fact(one)
    hash(fact(one))


def test_lazy_facts_count_as_what_they_are_now():
    assert fact(gettext_lazy("Library")) == fact("Library")
    with override("cy"):
        assert fact(gettext_lazy("Library")) == fact("Llyfrgell")
    assert fact(SimpleLazyObject(lambda: [{"count": 3}])) == fact([{"count": 3}])


@pytest.mark.parametrize("value", [Thawed("a"), object(), AnonymousUser(), {1, 2}])
def test_what_could_change_unseen_is_refused(value):
    with pytest.raises(TypeError, match="words and numbers"):
        fact(value)
