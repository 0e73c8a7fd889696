"""Words as written become terms that both engines index alike."""

import pytest

from community.search.analysis import Query, excerpt, terms_of
from community.search.fold import fold
from tests.community.search.brute_force import holds

SPELLINGS = [
    "coproduction",
    "co-production",
    "co production",
    "cydgynhyrchu",
    "cyd-gynhyrchu",
    "Co‑Production",
]


def matches(text, language, asked):
    """Whether a text would be found, by the rule the engines apply."""
    return holds(Query(asked), body=text, language=language)


def test_accents_and_case_fold_away():
    assert fold("Ynys Môn TŶ Llŷn Straße") == "ynys mon ty llyn strasse"


@pytest.mark.parametrize("written", SPELLINGS)
@pytest.mark.parametrize("asked", SPELLINGS)
def test_every_spelling_of_the_key_term_finds_every_other(written, asked):
    language = "cy" if "gyn" in written else "en"
    assert matches(f"Beth yw {written} heddiw", language, asked)


@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [
        ("Ynys Môn", "cy", "ynys mon"),
        ("gyda phobl leol", "cy", "pobl"),
        ("yng nghymunedau’r cwm", "cy", "cymuned"),
        ("nifer o dai", "cy", "tai"),
        ("Members were meeting", "en", "meet"),
        ("carers’ stories", "en", "carer"),
        ("person-centred care", "en", "personcentred"),
        ("well-being", "en", "wellbeing"),
        ("llesiant", "cy", "wellbeing"),
        ("evaluation", "en", "eval"),
        ("token uses of the word", "en", "tokenism"),
        ("defnydd tocenistaidd", "cy", "tokenism"),
        ("yn docenistaidd", "cy", "tokenistic"),
        ("how tokenistic that is", "en", "tocenistiaeth"),
    ],
)
def test_forms_of_a_word_find_each_other(text, language, asked):
    assert matches(text, language, asked)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("a company", "coproduction"),
        ("cat", "dog"),
        ("tokens", "tokenism x"),
        ("a token for signing in", "tokenism"),
    ],
)
def test_other_words_are_not_found(text, asked):
    assert not matches(text, "en", asked)


def test_terms_are_safe_for_both_engines():
    asked = Query("""O'Brien "quoted" (x) & | ! :* NEAR/3 日本語 AND -minus""")
    terms = [term for group in (*asked.groups, *asked.excluded) for term in group.all_terms()]
    assert len(terms) > 5
    assert all(term.isascii() and term.isalnum() for term in terms)


def test_only_stop_words_are_searched_as_they_are():
    assert [group.any_of[0] for group in Query("the who").groups] == ["the", "who"]


def test_a_blank_query_is_empty():
    assert not Query("  …  ")


def test_the_excerpt_marks_every_form_and_keeps_the_text():
    text = "Long before. " * 20 + "We tried co-production with carers. " + "Long after. " * 20
    pieces = excerpt(text, Query("coproduction carer"))
    assert [piece for piece, hit in pieces if hit] == ["co-production", "carers"]
    assert "".join(piece for piece, _hit in pieces).strip(" …") in text


def test_hyphenated_words_are_found_by_their_parts():
    assert {"peerled", "peer", "led"} <= set(terms_of("peer-led", ("en",)))
