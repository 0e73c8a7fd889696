"""Finding people: words, choices, pages, and what it costs."""

import pytest
from django.http import QueryDict

from community.networks.models import Membership
from profiles.people.directory import PAGE_SIZE, Choices, choices_in, listing
from tests.factories import make_area, make_member, make_network, make_person, make_topic
from tests.factories.people import write_profile
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def mair(db):
    return make_person("Mair Lloyd")


def names(user, **choices):
    return [person.display_name for person in listing(user, Choices(**choices)).people]


# --- Words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sian", True),
        ("SIÂN", True),
        ("Siân Môn", True),
        ("mon sian", True),
        ("gard", True),  # the beginning of a word
        ("ardening", False),  # not its middle
        ("gardening ynys", True),
        ("gardening wales", False),
        ("%", True),  # nothing that could be searched for
        ("_ian", False),
        ("sian-mon", True),
        ("' OR 1=1 --", False),
    ],
)
def test_what_finds_a_person(mair, text, found):
    sian = make_person("Siân Môn")
    write_profile(sian, headline="Gardening with neighbours", organisation="Ynys")
    assert ("Siân Môn" in names(mair, text=text)) is found


def test_topics_areas_and_sectors_are_found_in_every_language(mair):
    sian = make_person("Siân Môn")
    topic = make_topic("housing", name_en="Housing", name_cy="Tai")
    write_profile(
        sian, topics=[topic], area=make_area(name_en="Flintshire", name_cy="Sir y Fflint"), sector="council"
    )
    for text in ("housing", "tai", "flintshire", "fflint", "council"):
        assert names(mair, text=text) == ["Siân Môn"], text


def test_those_who_bear_the_name_stand_before_those_who_mention_it(mair):
    write_profile(make_person("Aled"), about="I learnt everything from Rhian.")
    make_person("Rhian Wyn")
    make_person("Beti Rhian")
    assert names(mair, text="rhian") == ["Rhian Wyn", "Beti Rhian", "Aled"]


# --- Choices ----------------------------------------------------------------------------------------------------------


def test_choices_narrow_together_and_counts_leave_their_own_open(mair):
    wales, scotland = make_network("wales"), make_network("scotland")
    housing, health = make_topic("housing"), make_topic("health")
    here, there = make_area("W06000001"), make_area("S12000001", nation="scotland")
    for name, network, topic, area in (
        ("A", wales, housing, here), ("B", wales, health, here), ("C", scotland, housing, there),
    ):  # fmt: skip
        write_profile(make_member(network, name=name), topics=[topic], area=area)
    assert names(mair, network="wales") == ["A", "B"]
    assert names(mair, network="wales", topic="housing") == ["A"]
    assert names(mair, area="S12000001") == ["C"]
    facets = listing(mair, Choices(network="wales", topic="housing")).facets
    counts = {facet: {option.key: option.count for option in options} for facet, options in facets.items()}
    assert counts == {
        "network": {"wales": 1, "scotland": 1},  # of those with housing
        "topic": {"housing": 1, "health": 1},  # of those in wales
        "area": {"W06000001": 1},
    }


def test_only_active_members_count_as_members(mair):
    wales = make_network("wales")
    for name, state in (
        ("Active", "active"),
        ("Asked", "requested"),
        ("Gone", "left"),
        ("Stopped", "suspended"),
    ):
        make_member(wales, name=name, state=state)
    assert names(mair, network="wales") == ["Active"]


def test_a_choice_without_anybody_can_be_taken_back(as_person, mair):
    make_topic("housing", name_en="Housing")
    page = as_person(mair).get("/en/people/?topic=housing").content.decode()
    assert "Nobody fits all of that" in page
    assert 'aria-current="true"' in page
    assert "Housing" in page


@pytest.mark.parametrize(
    ("query", "choices"),
    [
        ("", Choices()),
        ("q=%00%20a%20%20b", Choices(text="a b")),
        ("q=" + "x" * 500, Choices(text="x" * 200)),
        ("area=../etc&topic=%27--&network=wales", Choices(network="wales")),
        ("page=2&topic=caf%C3%A9", Choices(topic="café")),
    ],
)
def test_what_an_address_may_say(query, choices):
    assert choices_in(QueryDict(query)) == choices


@pytest.mark.parametrize(
    "query", ["page=abc", "page=-1", "page=9999999999999999999", "q=%00", "topic=no-such", "area=%FF"]
)
def test_mangled_addresses_still_get_a_page(as_person, mair, query):
    assert as_person(mair).get(f"/en/people/?{query}").status_code == 200


# --- The page ---------------------------------------------------------------------------------------------------------


def test_strangers_see_who_chose_so_and_are_told_how_to_see_more(client):
    write_profile(make_person("Public Person"), audience_listed="public")
    make_person("Private Person")
    page = client.get("/en/people/").content.decode()
    assert "Public Person" in page
    assert "Private Person" not in page
    assert "1 person" in page
    assert "/en/accounts/login/?next=/en/people/" in page


def test_an_empty_directory_says_what_to_do_next(client):
    page = client.get("/en/people/").content.decode()
    assert "Members show themselves to members" in page
    assert 'href="/en/accounts/signup/"' in page


def test_the_first_page_is_full_and_the_last_one_has_the_rest(as_person, mair):
    for number in range(PAGE_SIZE + 2):
        make_person(f"Person {number:02}")
    first, second = listing(mair, Choices(), page=1), listing(mair, Choices(), page=2)
    assert (len(first.people), len(second.people), first.total) == (PAGE_SIZE, 3, PAGE_SIZE + 3)
    assert {p.handle for p in first.people}.isdisjoint(p.handle for p in second.people)
    page = as_person(mair).get("/en/people/?q=person&page=2").content.decode()
    assert "?q=person&amp;page=1" in page


def test_the_directory_costs_the_same_for_one_person_and_for_a_hundred(as_person):
    wales = make_network("wales")
    reader = make_member(wales, name="Reader")
    topics, area = [make_topic(), make_topic()], make_area()
    client = as_person(reader)

    def grow(number):
        for _one in range(number):
            write_profile(make_member(wales, name="Somebody"), topics=topics, area=area, headline="Listens")

    assert_flat(
        lambda: client.get(f"/en/people/?q=listens&network=wales&topic={topics[0].slug}&area={area.code}"),
        grow,
        at_most=10,
        steps=(1, 3, 30),
    )
    assert Membership.objects.count() == 31


def test_the_directory_costs_a_stranger_even_less(client):
    def grow(number):
        for _one in range(number):
            write_profile(make_person("Somebody"), audience_listed="public", topics=[make_topic()])

    assert_flat(lambda: client.get("/en/people/"), grow, at_most=7)
