"""Choices in the library: counted right, kept in the address, never an error."""

from collections import Counter
from itertools import chain

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.library import facets
from knowledge.library.facets import Selection, Vocabulary
from knowledge.library.models import Resource
from tests.factories import make_network, make_topic
from tests.factories.library import make_resource

FORMATS = ["report", "guide", "video"]
LANGUAGES = ["en", "cy", "gd"]
COUNTRIES = ["wales", "scotland"]
YEARS = [None, 1999, 2010, 2021]


def selection_of(address: str) -> Selection:
    return Selection.from_query(QueryDict(address))


@pytest.fixture
def shelf(db):
    """Two first-level topics with two below each, two networks."""
    topics = {}
    for parent in ("methods", "settings"):
        topics[parent] = make_topic(parent)
        for child in ("one", "two"):
            slug = f"{parent}-{child}"
            topics[slug] = make_topic(slug, parent=topics[parent])
    networks = {slug: make_network(slug) for slug in ("wales", "scotland")}
    return topics, networks


def few_of(values):
    return st.lists(st.sampled_from(values), unique=True, max_size=len(values))


TOPICS = [f"{parent}{child}" for parent in ("methods", "settings") for child in ("", "-one", "-two")]
RECORD = st.fixed_dictionaries(
    {
        "topics": few_of(TOPICS),
        "networks": few_of(["wales", "scotland"]),
        "format": st.sampled_from(FORMATS),
        "languages": few_of(LANGUAGES),
        "countries": few_of(COUNTRIES),
        "year": st.sampled_from(YEARS),
    }
)
CHOICES = st.fixed_dictionaries(
    {
        "topic": few_of(TOPICS),
        "format": few_of(FORMATS),
        "language": few_of(LANGUAGES),
        "country": few_of(COUNTRIES),
        "network": few_of(["wales", "scotland"]),
        "year_from": st.sampled_from([None, 2000, 2010]),
        "year_to": st.sampled_from([None, 2010, 2021]),
    }
)


def family(slug):
    """A topic's slug with those below it."""
    return {slug} | {other for other in TOPICS if other.startswith(f"{slug}-")}


def fits(record, choices, *, but=""):
    """The rule once more, in plain Python: "or" within a group, "and" between groups."""
    wanted = set(chain.from_iterable(family(slug) for slug in choices["topic"]))
    tests = {
        "topic": not choices["topic"] or wanted & set(record["topics"]),
        "format": not choices["format"] or record["format"] in choices["format"],
        "language": not choices["language"] or set(record["languages"]) & set(choices["language"]),
        "country": not choices["country"] or set(record["countries"]) & set(choices["country"]),
        "network": not choices["network"] or set(record["networks"]) & set(choices["network"]),
        "year": (
            choices["year_from"] is None
            or (record["year"] is not None and record["year"] >= choices["year_from"])
        )
        and (
            choices["year_to"] is None
            or (record["year"] is not None and record["year"] <= choices["year_to"])
        ),
    }
    return all(value for name, value in tests.items() if name != but)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(records=st.lists(RECORD, max_size=7), choices=CHOICES)
def test_every_count_equals_counting_by_hand(shelf, records, choices):
    topics, networks = shelf
    Resource.objects.all().delete()
    for record in records:
        make_resource(
            topics=[topics[slug] for slug in record["topics"]],
            networks=[networks[slug] for slug in record["networks"]],
            **{name: record[name] for name in ("format", "languages", "countries", "year")},
        )
    # One that nobody may see, with everything there is to count.
    make_resource(
        topics=topics.values(), networks=networks.values(), live=False,
        format="report", languages=LANGUAGES, countries=COUNTRIES, year=2010,
    )  # fmt: skip
    vocabulary = Vocabulary()
    selection = Selection(**{name: tuple(v) if isinstance(v, list) else v for name, v in choices.items()})
    visible = Resource.objects.visible_to(None)

    counts = facets.count(visible, selection, vocabulary)

    shown = [record for record in records if fits(record, choices)]
    assert counts.total == len(shown)
    assert facets.narrowed(visible, selection, vocabulary).count() == len(shown)

    def by_hand(group, values):
        return Counter(
            chain.from_iterable(values(record) for record in records if fits(record, choices, but=group))
        )

    parents = {"methods": family("methods"), "settings": family("settings")}
    topic_counts = by_hand(
        "topic",
        lambda r: (
            {s for s in r["topics"] if s not in parents}
            | {p for p, members in parents.items() if members & set(r["topics"])}
        ),
    )
    assert {vocabulary.topic_of_pk[pk].slug: n for pk, n in counts.topic.items()} == dict(topic_counts)
    assert counts.format == by_hand("format", lambda r: {r["format"]})
    assert counts.language == by_hand("language", lambda r: r["languages"])
    assert counts.country == by_hand("country", lambda r: r["countries"])
    slug_of = {network.pk: slug for slug, network in vocabulary.networks.items()}
    assert {slug_of[pk]: n for pk, n in counts.network.items()} == dict(
        by_hand("network", lambda r: r["networks"])
    )
    assert counts.year == by_hand("year", lambda r: {r["year"]} - {None})


def test_all_counts_come_in_one_query(shelf, queries):
    make_resource(topics=shelf[0].values(), networks=shelf[1].values())
    vocabulary = Vocabulary()
    with queries(exactly=1):
        counts = facets.count(Resource.objects.visible_to(None), Selection(), vocabulary)
    assert counts.total == 1


def test_the_vocabulary_is_read_in_one_query(shelf, queries):
    with queries(exactly=1):
        vocabulary = Vocabulary()
    assert list(vocabulary.networks) == ["scotland", "wales"] or set(vocabulary.networks) == {
        "wales",
        "scotland",
    }
    assert [topic.slug for topic in vocabulary.children(vocabulary.topics["methods"])] == [
        "methods-one",
        "methods-two",
    ]


def test_a_selection_is_its_address_and_back():
    address = "q=lived+experience&topic=a&topic=b&format=guide&language=cy&network=wales&from=2001&to=2020&sort=year"
    assert selection_of(address).url("/en/library/") == f"/en/library/?{address}"
    assert Selection().url("/en/library/") == "/en/library/"


def test_years_the_wrong_way_round_are_turned():
    selection = selection_of("from=2020&to=1990")
    assert (selection.year_from, selection.year_to) == (1990, 2020)
    assert selection == selection_of("from=1990&to=2020")
    assert selection_of("from=2020&to=soon").pairs() == [("from", "2020")]


@pytest.mark.parametrize(
    "address",
    [
        "format=nonsense", "language=xx", "country=mars", "from=abc&to=99999", "from=-1", "sort=random",
        "q=%00", "q=++", "topic=", "from=²⁰²¹",
    ],
)  # fmt: skip
def test_nonsense_in_the_address_chooses_nothing(address):
    assert selection_of(address) == Selection()


def test_unknown_topics_and_networks_choose_nothing(shelf):
    assert selection_of("topic=nowhere&network=nobody").known_to(Vocabulary()) == Selection()


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_address_is_an_error(text, year):
    query = QueryDict(mutable=True)
    query.setlist("topic", [text, text])
    query["q"], query["from"], query["format"] = text, year, text
    selection = Selection.from_query(query)
    assert len(selection.text) <= facets.LONGEST_QUERY
    assert Selection.from_query(QueryDict(selection.url("?").removeprefix("?").lstrip("?"))) == selection
