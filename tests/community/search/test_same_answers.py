"""Whatever is asked of whatever is indexed, the answer is the one worked out by hand; on either engine."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.audience import Viewer
from community.search import query
from community.search.analysis import Query
from community.search.index import SearchText, write
from community.search.models import SearchDocument
from community.search.query import PERIODS, Filters, ids_for, search
from community.search.suggestions import titles_for
from tests.community.search import brute_force

pytestmark = pytest.mark.django_db

_WORDS = """
    coproduction co-production co production cydgynhyrchu cyd-gynhyrchu gyd-gynhyrchu Ynys Môn ynys mon
    pobl phobl bobl cymuned nghymunedau tai dai care carers gofal gofalwyr lived experience profiad
    bywyd time banking the y o council cyngor housing 2024 peer-led carers’ well-being llesiant
"""
WORDS = _WORDS.split()
KEYS = ("public", "members", "network:1", "network:2", "person:7")
VIEWERS = (
    Viewer(),
    Viewer(user_id=8),
    Viewer(user_id=7, network_ids=frozenset({1})),
    Viewer(user_id=9, network_ids=frozenset({2})),
)
texts = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
ids = st.lists(st.integers(1, 3), max_size=2, unique=True)


@st.composite
def things(draw):
    """One to eight things of two kinds, each with its audience."""
    made = []
    for pk in range(1, draw(st.integers(1, 8)) + 1):
        days = draw(st.sampled_from([None, 1, 20, 200, 800]))
        text = SearchText(
            pk=pk,
            language=draw(st.sampled_from(["en", "cy", "gd"])),
            title=draw(texts),
            body=draw(texts),
            path=f"/shelf/{pk}/",
            audience_keys=draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=2, unique=True)),
            network_ids=draw(ids),
            topic_ids=draw(ids),
            space_id=draw(st.sampled_from([None, 1, 2])),
            happened_at=None if days is None else timezone.now() - timedelta(days=days),
        )
        made.append((draw(st.sampled_from(["shelf", "drawer"])), text))
    return made


@st.composite
def questions(draw):
    """Words, some quoted, some not wanted, some for the title."""
    pieces = []
    for _number in range(draw(st.integers(1, 3))):
        word = draw(st.sampled_from(WORDS))
        shape = draw(
            st.sampled_from(
                ["{0}", "{0}", "{0}", "-{0}", "title:{0}", '"{0} {1}"', '-"{0} {1}"', 'title:"{0}"']
            )
        )
        pieces.append(shape.format(word, draw(st.sampled_from(WORDS))))
    last = draw(st.sampled_from(["", "", " ", " co", " go", " pob", " hou"]))
    return " ".join(pieces) + last


@st.composite
def filters(draw):
    """Some choices, often none."""
    period = draw(st.sampled_from([None, None, *PERIODS]))
    return Filters(
        kind=draw(st.sampled_from(["", "", "shelf", "drawer"])),
        network=draw(st.sampled_from([None, None, 1, 2])),
        topic=draw(st.sampled_from([None, None, 1, 2])),
        space=draw(st.sampled_from([None, None, 1])),
        language=draw(st.sampled_from(["", "", "en", "cy"])),
        since=timezone.now() - PERIODS[period] if period else None,
    )


class Reader:
    """A user of whom only what decides is known."""

    is_authenticated = is_active = True

    def __init__(self, viewer):
        self._plethu_viewer = viewer


@pytest.fixture
def fill():
    """A function that makes the index hold just these things."""
    from community.search import index
    from community.search.index import SearchKind

    held = {}

    def load_of(slug):
        return lambda pks: [text for kind, text in held["things"] if kind == slug and text.pk in pks]

    for slug in ("shelf", "drawer"):
        index.kinds._entries[slug] = SearchKind(slug, slug, load_of(slug), list)

    def put(made):
        held["things"] = made
        SearchDocument.objects.all().delete()
        for slug in ("shelf", "drawer"):
            write(slug, [text.pk for kind, text in made if kind == slug])

    yield put
    for slug in ("shelf", "drawer"):
        del index.kinds._entries[slug]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    made=things(),
    asked=questions(),
    viewer=st.sampled_from(VIEWERS),
    chosen=filters(),
    most=st.sampled_from([5000, 2]),
)
def test_rows_and_counts_are_those_worked_out_by_hand(fill, made, asked, viewer, chosen, most):
    fill(made)
    reader = Reader(viewer) if viewer.is_signed_in else None
    expected = brute_force.things(made, asked, viewer, chosen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(query, "MOST_COUNTED", most)
        answer = search(asked, user=reader, filters=chosen)
        found = {(hit.kind, hit.object_id) for hit in answer.hits}
        for kind in ("shelf", "drawer"):
            of_kind = {
                pk for one, pk in brute_force.things(made, asked, viewer, Filters(kind=kind)) if one == kind
            }
            numbers = set(ids_for(kind=kind, text=asked, user=reader))
            assert numbers <= of_kind
            assert numbers == of_kind or len(of_kind) > most
    if answer.is_capped:
        assert found <= expected
        assert most <= answer.total <= len(expected)
        return
    assert found == expected
    assert answer.total == len(expected)
    if not answer.capped and brute_force.holds_anything(asked):
        counted = brute_force.facets(made, asked, viewer, chosen, timezone.now())
        for name, counts in counted.items():
            assert getattr(answer, name) == counts, name


few_words = st.lists(st.sampled_from(["tai", "lleol", "pobl"]), max_size=4).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    said=st.lists(st.tuples(few_words, few_words), min_size=1, max_size=5),
    quoted=few_words.filter(bool),
    shape=st.sampled_from(['"{0}"', 'title:"{0}"', 'tai -"{0}"', 'tai -title:"{0}"']),
)
def test_quoted_words_stand_just_so(fill, said, quoted, shape):
    fill(
        [
            ("shelf", SearchText(pk, "cy", title, body, "/", ["public"]))
            for pk, (title, body) in enumerate(said, 1)
        ]
    )
    asked = shape.format(quoted)
    answer = search(asked, user=None)
    expected = {
        pk
        for pk, (title, body) in enumerate(said, 1)
        if brute_force.holds(Query(asked), title=title, body=body, language="cy")
    }
    assert {hit.object_id for hit in answer.hits} == expected


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=things(), asked=questions(), viewer=st.sampled_from(VIEWERS))
def test_offered_titles_are_titles_the_reader_may_find(fill, made, asked, viewer):
    fill(made)
    reader = Reader(viewer) if viewer.is_signed_in else None
    findable = {text.title[:300] for _kind, text in made if viewer.holds_any(text.audience_keys)}
    assert {title.title for title in titles_for(asked, user=reader)} <= findable


SPELLINGS = ("coproduction", "co-production", "co production", "cydgynhyrchu", "cyd-gynhyrchu")


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_five_spellings_give_one_answer_facets_and_all(fill, viewer):
    fill(
        [
            (
                "shelf",
                SearchText(number, language, f"Beth yw {spelling}", "", "/", [key], topic_ids=[number % 2]),
            )
            for number, (spelling, language, key) in enumerate(
                [(one, "cy" if "gyn" in one else "en", key) for one in SPELLINGS for key in KEYS[:3]], 1
            )
        ]
    )
    reader = Reader(viewer) if viewer.is_signed_in else None
    answers = [search(spelling, user=reader) for spelling in SPELLINGS]
    found = [sorted(hit.object_id for hit in answer.hits) for answer in answers]
    assert len(found[0]) >= 5
    assert found == [found[0]] * 5
    assert [answer.topics for answer in answers] == [answers[0].topics] * 5
