"""The audience rule: what SQL finds and what keys allow is the same, for everybody and everything."""

import random

import pytest
from django.contrib.auth.models import AnonymousUser

from community.audience import Audience, forget_viewer, read_viewer, read_viewers, viewer_of
from community.discussions.models import Space, SpaceInvitation
from community.networks.models import Membership
from tests.factories import make_member, make_network, make_person, make_space
from tests.queries import count_queries

pytestmark = pytest.mark.django_db


def test_sql_and_keys_agree_for_every_person_and_space():
    chance = random.Random(20)
    networks = [make_network() for _ in range(3)]
    people = [AnonymousUser(), make_person(), *(make_member(chance.choice(networks)) for _ in range(6))]
    people += [
        make_member(networks[0], state=state) for state in ("requested", "invited", "suspended", "left")
    ]
    asleep = make_member(networks[1])
    asleep.is_active = False
    asleep.save()
    people.append(asleep)
    spaces = [
        make_space(chance.sample(networks, chance.randint(1, 2)), audience=audience)
        for audience in (Audience.PUBLIC, Audience.MEMBERS, Audience.NETWORKS, Audience.SPACE)
        for _ in range(4)
    ]
    for person in people[1:]:
        if chance.random() < 0.5:
            SpaceInvitation.objects.create(space=chance.choice(spaces), user=person)
            forget_viewer(person)
    compared = 0
    for person in people:
        seen = set(Space.objects.visible_to(person).values_list("pk", flat=True))
        for space in spaces:
            assert (space.pk in seen) == viewer_of(person).holds_any(space.audience_keys()), (person, space)
            compared += 1
    assert compared == len(people) * len(spaces)


@pytest.mark.parametrize(
    ("state", "sees"),
    [("active", True), ("requested", False), ("invited", False), ("suspended", False), ("left", False)],
)
def test_only_an_active_membership_opens_a_network(state, sees):
    wales = make_network("wales")
    space = make_space([wales], audience="networks")
    person = make_member(wales, state=state)
    assert Space.objects.visible_to(person).filter(pk=space.pk).exists() is sees


def test_a_space_of_two_networks_is_found_once_by_a_member_of_both():
    wales, scotland = make_network("wales"), make_network("scotland")
    space = make_space([wales, scotland], audience="networks")
    person = make_member(scotland, person=make_member(wales))
    assert list(Space.objects.visible_to(person)) == [space]


@pytest.mark.served
def test_many_at_once_are_each_as_they_are_alone_in_one_query():
    networks, space = [make_network(), make_network()], make_space(audience="space")
    people = [make_person() for _ in range(70)]
    for number, person in enumerate(people):
        for network in networks[: number % 3]:
            make_member(network, person=person)
        if number % 5 == 0:
            SpaceInvitation.objects.create(space=space, user=person)
    ids = [person.pk for person in people]
    alone = {pk: read_viewer(pk) for pk in ids}
    assert read_viewers([]) == {}
    for count in (1, 2, 3, 8, 9, 64, 65, 70):
        with count_queries(exactly=1):
            found = read_viewers(ids[:count])
        assert found == {pk: alone[pk] for pk in ids[:count]}
        assert all(found[pk].roles == alone[pk].roles for pk in found)


def test_a_viewer_costs_one_query_a_request():
    person = make_member(make_network())
    with count_queries(exactly=1):
        viewer_of(person)
        viewer_of(person)


def test_what_a_person_may_see_follows_the_membership():
    wales = make_network("wales")
    person = make_member(wales)
    assert viewer_of(person).network_ids == {wales.pk}
    Membership.objects.filter(user=person).update(state="left")
    forget_viewer(person)
    assert viewer_of(person).network_ids == set()


def test_an_administrator_sees_no_more_than_a_member_on_the_pages():
    space = make_space([make_network()], audience="networks")
    chief = make_person("Chief", is_superuser=True, is_staff=True)
    assert not Space.objects.visible_to(chief).filter(pk=space.pk).exists()
