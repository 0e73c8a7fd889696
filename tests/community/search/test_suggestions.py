"""Titles offered while somebody types."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from community.audience import network_key
from community.search.suggestions import titles_for
from tests.factories import make_member, make_network
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


def offered(text, user=None):
    return [title.title for title in titles_for(text, user=user or AnonymousUser())]


def test_titles_that_hold_all_words_are_offered_and_texts_are_not_looked_at(shelf):
    shelf(1, "Participatory budgeting in Gwent")
    shelf(2, "Budgets", "participatory ways")
    assert offered("partici bud") == []
    assert offered("participatory bud") == ["Participatory budgeting in Gwent"]


def test_titles_that_begin_so_come_first(shelf):
    shelf(1, "Homes and care")
    shelf(2, "Care at home")
    assert offered("care") == ["Care at home", "Homes and care"]


@pytest.mark.parametrize("typed", ["ynys mon", "YNYS MÔN", "ynys m"])
def test_accents_and_capitals_make_no_difference(shelf, typed):
    shelf(1, "Tai ar Ynys Môn", language="cy")
    assert offered(typed) == ["Tai ar Ynys Môn"]


def test_a_thing_with_several_documents_is_offered_once_in_ones_own_language(shelf):
    shelf(1, "About care", part="en")
    shelf(1, "Am ofal", part="cy", language="cy")
    assert offered("gofal") == ["About care"]
    with translation.override("cy"):
        assert offered("care") == ["Am ofal"]


def test_nobody_is_offered_what_they_may_not_see(shelf, client, as_person):
    network = make_network()
    shelf(1, "Care among us", keys=[network_key(network.pk)])
    assert "among us" not in client.get("/en/search/suggest/", {"q": "care"}).content.decode()
    assert (
        "among us"
        in as_person(make_member(network)).get("/en/search/suggest/", {"q": "care"}).content.decode()
    )


def test_the_answer_is_a_list_of_options_for_one_reader_only(shelf, client):
    shelf(1, "Care <b>now</b>", language="cy")
    response = client.get("/cy/search/suggest/", {"q": "care"})
    page = response.content.decode()
    assert 'role="option"' in page
    assert 'href="/cy/shelf/1/"' in page
    assert 'lang="cy">Care &lt;b&gt;now&lt;/b&gt;<' in page
    assert "1 awgrym" in page
    assert "private" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("typed", ["", "   ", "…", "x" * 900, '"', "-", "\x00", "nothing like it"])
def test_nothing_fitting_is_an_empty_answer(shelf, client, typed):
    shelf(1, "Care")
    response = client.get("/en/search/suggest/", {"q": typed})
    assert (response.status_code, response.content.strip()) == (200, b"")


def test_it_costs_the_same_for_any_number(shelf, client):
    assert_flat(
        lambda: client.get("/en/search/suggest/", {"q": "care"}),
        lambda more: [shelf(len(shelf.texts) + 1, "Care") for _number in range(more)],
        at_most=2,
    )
