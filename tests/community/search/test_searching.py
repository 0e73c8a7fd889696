"""The index and asking it, on whichever engine the suite runs."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from community.audience import network_key, person_key
from community.search.index import body_of
from community.search.models import SearchDocument
from community.search.query import Filters, ids_for, search
from tests.factories import make_member, make_network, make_person
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()


def found(text, user=NOBODY, **filters):
    return [hit.object_id for hit in search(text, user=user, filters=Filters(**filters)).hits]


LETTERS = "bcdfghjklmnpqrst"  # 17,000 words of two of them, and none of them often


@pytest.mark.parametrize(
    "before",
    [
        "tai lleol " * 400,
        "pobl " * 300,
        "".join(f"{one}{other} " for one in LETTERS for other in LETTERS) * 67,
    ],
    ids=["the first of them often", "the second often", "many words"],
)
def test_quoted_words_are_found_wherever_they_stand_in_a_long_text(shelf, before):
    """PostgreSQL keeps no more than 255 places of a word, and none after the 16,383rd."""
    shelf(1, "Long", f"{before} pobl ifanc tai pobl a diwedd.", language="cy")
    shelf(2, "Short", "Pobl, nid tai.", language="cy")
    assert found('"tai pobl"') == [1]
    assert found('"tai ifanc"') == []
    assert found('pobl -"tai pobl"') == [2]


def test_all_spellings_of_the_key_term_give_one_result_set(shelf):
    shelf(1, "Co-production in practice")
    shelf(2, "What coproduction is")
    shelf(3, "Why co production works")
    shelf(4, "Cydgynhyrchu yng Nghymru", language="cy")
    shelf(5, "Cyd-gynhyrchu a gofal", language="cy")
    shelf(6, "Something else about a company")
    for spelling in ("coproduction", "co-production", "co production", "cydgynhyrchu", "cyd-gynhyrchu"):
        assert sorted(found(spelling)) == [1, 2, 3, 4, 5], spelling


def test_a_title_counts_more_than_the_text(shelf):
    shelf(1, "Housing", "a word on budgets")
    shelf(2, "Budgets", "a word on housing")
    assert found("budgets") == [2, 1]


def test_all_words_must_be_there(shelf):
    shelf(1, "Older people and housing")
    shelf(2, "Older people")
    assert found("older housing") == [1]


def test_the_last_word_matches_as_a_beginning_while_typing(shelf):
    shelf(1, "Participatory budgeting")
    assert found("particip") == [1]
    assert found("particip ") == []


@pytest.mark.parametrize(
    ("keys", "seen_by"),
    [
        (["public"], {"visitor", "member", "colleague"}),
        (["members"], {"member", "colleague"}),
        (["network"], {"colleague"}),
        (["person"], {"member"}),
        ([], set()),
    ],
)
def test_only_holders_of_a_key_find_it_by_any_road(shelf, keys, seen_by):
    wales = make_network("wales")
    people = {"visitor": NOBODY, "member": make_person("Mair"), "colleague": make_member(wales, name="Cai")}
    real = {"network": network_key(wales.pk), "person": person_key(people["member"].pk)}
    shelf(1, "Secret tokens", keys=[real.get(key, key) for key in keys])
    for who, person in people.items():
        answer = search("secret", user=person)
        expected = 1 if who in seen_by else 0
        assert (len(answer.hits), answer.total, answer.kinds.get("shelf", 0)) == (expected,) * 3, who
        assert len(ids_for(kind="shelf", text="secret", user=person)) == expected, who


def test_a_suspended_member_finds_what_everyone_finds(shelf):
    wales = make_network("wales")
    person = make_member(wales, state="suspended")
    shelf(1, "Secret tokens", keys=[network_key(wales.pk)])
    assert found("secret", person) == []


def test_the_words_of_private_texts_are_never_suggested(shelf):
    shelf(1, "Zephyrology", keys=["members"])
    assert search("zephyrologi", user=NOBODY).suggestion == ""
    shelf(2, "Timebanking")
    assert search("timebamking", user=NOBODY).suggestion == "timebanking"


def test_what_is_changed_is_found_by_its_new_words_only(shelf):
    shelf(1, "Old words")
    shelf(1, "New phrases")
    assert (found("old"), found("phrases")) == ([], [1])


def test_what_is_removed_is_gone(shelf):
    shelf(1, "Here today")
    shelf.remove(1)
    assert found("today") == []
    assert not SearchDocument.objects.filter(kind="shelf").exists()


def test_a_thing_in_two_languages_is_one_hit(shelf):
    shelf(1, "Community meeting", part="en")
    shelf(1, "Community cyfarfod", part="cy", language="cy")
    answer = search("community", user=NOBODY)
    assert (len(answer.hits), answer.total, answer.kinds) == (1, 1, {"shelf": 1})


def test_facets_count_what_choosing_them_would_give(shelf):
    wales, scotland = make_network("wales"), make_network("scotland")
    shelf(1, "Care one", network_ids=[wales.pk], topic_ids=[7], language="en")
    shelf(2, "Care two", network_ids=[wales.pk, scotland.pk], topic_ids=[7, 8], language="cy")
    shelf(3, "Care three", network_ids=[scotland.pk], topic_ids=[8], language="en")
    for chosen in (
        {},
        {"network": wales.pk},
        {"topic": 8},
        {"language": "en"},
        {"network": scotland.pk, "topic": 8},
    ):
        answer = search("care", user=NOBODY, filters=Filters(**chosen))
        for name, counts in (
            ("network", answer.networks), ("topic", answer.topics), ("language", answer.languages),
        ):  # fmt: skip
            for value, count in counts.items():
                assert count == len(found("care", **{**chosen, name: value})), (chosen, name, value)


def test_since_keeps_what_happened_later(shelf):
    now = timezone.now()
    shelf(1, "Care", happened_at=now - timedelta(days=400))
    shelf(2, "Care", happened_at=now)
    assert found("care", since=now - timedelta(days=30)) == [2]


def test_the_number_of_queries_does_not_grow_with_the_hits(shelf):
    person = make_person()
    counts = []
    for number in range(1, 4):
        shelf(number, f"Care {number}", topic_ids=[number])
        with count_queries(at_most=9) as seen:
            search("care", user=type(person).objects.get(pk=person.pk))
        counts.append(len(seen))
    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    "text", ['"', "a' OR 1=1 --", "NEAR(x y)", "col:val", "* ^ -", "'; DROP", "&|!:*()", "\x00"]
)
def test_odd_input_is_an_answer_and_never_an_error(shelf, text):
    shelf(1, "Care")
    assert isinstance(search(text, user=NOBODY).total, int)


def test_facts_are_found_and_never_shown(shelf):
    shelf(
        1, "A guide", body_of(["How they work.", "", "Planning tools."], ["Equality and inclusion", "ILIS"])
    )
    shelf(2, "Bare", body_of([], ["Scottish Network"]))
    for words, shown in {"ilis": "How they work.\nPlanning tools.", "scottish": "", "planning": None}.items():
        (hit,) = search(words, user=NOBODY, filters=Filters()).hits
        excerpt = "".join(piece for piece, _found in hit.excerpt)
        assert excerpt == (shown if shown is not None else "How they work.\nPlanning tools.")
    assert found('"planning tools"') == [1]
    assert found('"and inclusion"') == [1]
