"""The search page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from community.audience import network_key
from community.jobs.queue import perform_all_due
from community.search import query
from community.search.models import SearchDocument
from tests.factories import make_member, make_network, make_space, make_topic
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(shelf):
    """Three texts: one for everyone, one in Welsh, one for a network."""
    wales = make_network("wales", short_name_en="Wales")
    perform_all_due()
    SearchDocument.objects.exclude(kind="shelf").delete()
    care = make_topic("care", name_en="Care", name_cy="Gofal")
    now = timezone.now()
    shelf(
        1,
        "Co-production in care",
        "How <b>carers</b> & staff began.",
        topic_ids=[care.pk],
        network_ids=[wales.pk],
        happened_at=now - timedelta(days=90),
    )
    shelf(
        2,
        "Cydgynhyrchu ym maes gofal",
        "Sut y dechreuodd gofalwyr.",
        language="cy",
        topic_ids=[care.pk],
        happened_at=now - timedelta(days=2),
    )
    shelf(3, "A quiet worry about co-production", "Only for us.", keys=[network_key(wales.pk)])  # fmt: skip
    return wales


def titles(response):
    return ["".join(piece for piece, _hit in row.hit.title) for row in response.context["results"].rows]


def options(response, group):
    """Label → (count, address) of the choices of one group."""
    found = next(one for one in response.context["results"].facets if one["id"] == group)
    return {str(option["label"]): (option["count"], option["url"]) for option in found["options"]}


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_visitor_finds_what_is_public_in_both_languages(client, library):
    response = client.get("/en/search/", {"q": "coproduction"})
    assert sorted(titles(response)) == ["Co-production in care", "Cydgynhyrchu ym maes gofal"]
    page = response.content.decode()
    assert "2 results" in page
    assert "<mark>Co-production</mark>" in page
    assert "&lt;b&gt;" in page
    assert "<b>carers" not in page


def test_a_member_finds_what_the_network_keeps_too(as_person, library):
    response = as_person(make_member(library)).get("/en/search/", {"q": "worry"})
    assert titles(response) == ["A quiet worry about co-production"]
    assert response.context["results"].rows[0].url == "/en/shelf/3/"


def test_what_the_network_keeps_shows_neither_as_hit_nor_in_a_count(client, library):
    response = client.get("/en/search/", {"q": "worry"})
    assert titles(response) == []
    assert not response.context["results"].has_facets


def test_a_facet_narrows_and_its_own_link_widens_again(client, library):
    address = options(client.get("/en/search/", {"q": "coproduction"}), "language")["Cymraeg"][1]
    narrowed = client.get(f"/en/search/{address}")
    assert titles(narrowed) == ["Cydgynhyrchu ym maes gofal"]
    assert options(narrowed, "language")["Cymraeg"] == ("1", "?q=coproduction")
    assert options(narrowed, "language")["English"][0] == "1"


def test_every_choice_leads_to_as_many_results_as_it_says(client, library):
    start = client.get("/en/search/", {"q": "coproduction"})
    followed = 0
    for group in start.context["results"].facets:
        for option in group["options"]:
            page = client.get(f"/en/search/{option['url']}")
            assert str(page.context["results"].answer.total) == option["count"], option
            followed += 1
    assert followed >= 6


def test_spaces_can_be_chosen_by_their_names(client, shelf):
    space = make_space(name_en="Rural chapter")
    shelf(1, "Care in the hills", space_id=space.pk)
    shelf(2, "Care in town")
    response = client.get("/en/search/", {"q": "care"})
    count, address = options(response, "space")["Rural chapter"]
    assert count == "1"
    assert titles(client.get(f"/en/search/{address}")) == ["Care in the hills"]


def test_the_name_of_a_closed_space_is_told_to_nobody_outside(client, shelf):
    network = make_network()
    space = make_space([network], audience="networks", name_en="Quiet corner")
    shelf(1, "Care in the hills", space_id=space.pk, keys=space.audience_keys())
    assert "Quiet corner" not in client.get("/en/search/", {"q": "care", "space": space.pk}).content.decode()


def test_a_choice_that_leaves_nothing_stays_shown_and_can_be_taken_away(client, library):
    response = client.get("/en/search/", {"q": "dechreuodd", "language": "en"})
    assert titles(response) == []
    assert options(response, "language")["English"] == ("0", "?q=dechreuodd")
    assert "Nothing found with these filters" in response.content.decode()


def test_more_than_is_counted_is_told_with_a_plus(client, shelf, monkeypatch):
    monkeypatch.setattr(query, "MOST_COUNTED", 3)
    for number in range(1, 6):
        shelf(number, f"Care {number}", language="en" if number < 5 else "cy")
    response = client.get("/en/search/", {"q": "care"})
    assert response.context["results"].answer.is_capped
    assert f"{response.context['results'].answer.total}+ results" in text_of(response)
    narrowed = client.get("/en/search/", {"q": "care", "language": "cy"})
    assert "1 result" in text_of(narrowed)
    counts = [count for count, _address in options(narrowed, "language").values()]
    assert all(count.endswith("+") for count in counts)


def test_large_counts_are_told_in_thousands():
    from community.search.choices import count_words

    assert [count_words(5417, is_capped=capped) for capped in (False, True)] == ["5,417", "5,000+"]
    assert count_words(57, is_capped=True) == "57+"


def test_newest_first_is_an_order_that_stays_while_narrowing(client, library):
    response = client.get("/en/search/", {"q": "coproduction", "order": "new"})
    assert titles(response) == ["Cydgynhyrchu ym maes gofal", "Co-production in care"]
    assert options(response, "language")["English"][1] == "?q=coproduction&language=en&order=new"


def test_a_page_past_the_end_shows_the_last(client, shelf):
    for number in range(1, 24):
        shelf(number, f"Care {number}")
    response = client.get("/en/search/", {"q": "care", "page": 9})
    assert len(titles(response)) == 3
    assert response.context["results"].pages.number == 2


def test_welsh_counts_use_the_welsh_forms(client, library):
    with translation.override("cy"):
        page = client.get("/cy/search/", {"q": "coproduction"}).content.decode()
    assert "2 ganlyniad" in page
    assert "Chwilio" in page


def test_a_word_mistyped_is_answered_with_a_suggestion(client, library):
    page = client.get("/en/search/", {"q": "gofalwyrr"}).content.decode()
    assert "Did you mean" in page
    assert ">gofalwyr</a>" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "x" * 500},
        {
            "q": "care", "network": "abc", "topic": "-1", "page": "99999999999", "language": "xx", "space": "9" * 30,
            "kind": "no such", "period": "aeon", "order": "odd",
        },
        {"q": "care", "kind": "nosuchkind", "topic": "999999", "space": "999999", "network": "999999"},
        {"q": "…"},
        {},
    ],
)  # fmt: skip
def test_odd_addresses_are_answered(client, library, asked):
    assert client.get("/en/search/", asked).status_code == 200


def test_too_long_a_query_is_told_and_kept(client, library):
    page = client.get("/en/search/", {"q": "x" * 500}).content.decode()
    assert "Search words may be 200 characters long; these are 500." in page
    assert "x" * 500 in page


def test_a_visitor_is_led_by_signing_in_to_saving(client, library):
    page = client.get("/en/search/", {"q": "coproduction", "language": "cy"})
    assert 'href="/en/me/searches/save/?q=coproduction&amp;language=cy"' in page.content.decode()
    response = client.get("/en/me/searches/save/", {"q": "coproduction", "language": "cy"})
    assert response.status_code == 302
    assert "next=/en/me/searches/save/%3Fq%3Dcoproduction" in response["Location"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_number_of_queries_does_not_grow(client, as_person, shelf, signed_in):
    network = make_network()
    reader = as_person(make_member(network)) if signed_in else client

    def grow(more):
        for _number in range(more):
            pk = len(shelf.texts) + 1
            shelf(pk, f"Care {pk}", topic_ids=[make_topic().pk], space_id=make_space().pk,
                  network_ids=[make_network().pk])  # fmt: skip

    assert_flat(lambda: reader.get("/en/search/", {"q": "care"}), grow, at_most=12 if signed_in else 7)
