"""Taking a place and giving it up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.live.log import number_of
from events.registrations.domain.places import change_wishes, give_up_place, places_of, register_for
from events.registrations.models import AccessNeeds, Registration
from events.registrations.refusals import (
    Cancelled,
    FullHouse,
    NeedsTooLong,
    NotRegistered,
    NotVisible,
    Over,
    RegistrationClosed,
    SignedOut,
    UnknownLanguageWish,
)
from tests.factories import make_member, make_network, make_person
from tests.factories.events import make_gathering, make_registration

pytestmark = pytest.mark.django_db


def test_registering_gives_a_place_with_needs_and_wish():
    gathering, nia = make_gathering(capacity=2), make_person("Nia")
    registration = register_for(gathering, by=nia, access_needs="  Captions, please ", language_wish="cy")
    registration.refresh_from_db()
    assert (registration.state, registration.language_wish) == ("registered", "cy")
    assert registration.access_needs.text == "Captions, please"
    assert places_of(gathering).left == 1


def test_registering_twice_keeps_the_one_place():
    gathering, nia = make_gathering(capacity=1), make_person("Nia")
    first = register_for(gathering, by=nia, access_needs="A ramp")
    second = register_for(gathering, by=nia, access_needs="")
    assert first.pk == second.pk
    assert Registration.objects.count() == 1
    assert AccessNeeds.objects.get().text == "A ramp"


def test_a_full_house_refuses_and_writes_nothing():
    gathering = make_gathering(capacity=1)
    make_registration(gathering)
    with pytest.raises(FullHouse):
        register_for(gathering, by=make_person("Late"), access_needs="A quiet room")
    assert Registration.objects.count() == 1
    assert not AccessNeeds.objects.exists()


def test_without_a_capacity_everyone_fits():
    gathering = make_gathering(capacity=None)
    for _number in range(4):
        make_registration(gathering)
    places = places_of(gathering)
    assert (places.taken, places.left, places.is_full) == (4, None, False)


def test_a_place_given_up_is_free_for_the_next_person():
    gathering, nia, rhys = make_gathering(capacity=1), make_person("Nia"), make_person("Rhys")
    register_for(gathering, by=nia)
    assert give_up_place(gathering, by=nia) is True
    assert give_up_place(gathering, by=nia) is False
    register_for(gathering, by=rhys)
    with pytest.raises(FullHouse):
        register_for(gathering, by=nia)
    states = dict(Registration.objects.values_list("user__display_name", "state"))
    assert states == {"Nia": "given_up", "Rhys": "registered"}


def test_a_place_taken_back_keeps_what_was_written():
    gathering, nia = make_gathering(), make_person("Nia")
    first = register_for(gathering, by=nia, access_needs="Captions", language_wish="cy")
    give_up_place(gathering, by=nia)
    second = register_for(gathering, by=nia)
    second.refresh_from_db()
    assert second.pk == first.pk
    assert (second.given_up_at, second.language_wish, second.access_needs.text) == (None, "cy", "Captions")


def in_an_hour():
    return timezone.now() + timedelta(hours=1)


def an_hour_ago():
    return timezone.now() - timedelta(hours=1)


REFUSALS = [
    ("cancelled", {"status": "cancelled", "cancelled_at": timezone.now()}, Cancelled),
    ("over", {"starts_in": timedelta(hours=-3)}, Over),
    ("no date", {"starts_at": None, "date_precision": "unknown"}, Over),
    ("takes none", {"takes_registrations": False}, RegistrationClosed),
    ("closed", {"registration_closes_at": an_hour_ago()}, RegistrationClosed),
    ("not published", {"is_live": False}, NotVisible),
    ("members of a network", {"audience": "networks"}, NotVisible),
]


@pytest.mark.parametrize(
    ("fields", "refusal"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS]
)
def test_each_reason_not_to_give_a_place_has_its_name(fields, refusal):
    gathering = make_gathering(**fields)
    with pytest.raises(refusal):
        register_for(gathering, by=make_person("Nia"))
    assert not Registration.objects.exists()


def test_under_way_and_before_the_close_people_may_register():
    under_way = make_gathering(starts_in=timedelta(minutes=-5))
    closing = make_gathering(registration_closes_at=in_an_hour())
    nia = make_person("Nia")
    assert register_for(under_way, by=nia).is_held
    assert register_for(closing, by=nia).is_held


def test_the_members_of_the_networks_may_register():
    wales = make_network("wales")
    gathering = make_gathering([wales], audience="networks", networks=[wales])
    assert register_for(gathering, by=make_member(wales)).is_held
    for state in ("suspended", "left", "requested"):
        with pytest.raises(NotVisible):
            register_for(gathering, by=make_member(wales, state=state))


def test_nobody_registers_without_an_open_account():
    from django.contrib.auth.models import AnonymousUser

    gathering = make_gathering()
    for person in (None, AnonymousUser(), make_person("Closed", is_active=False)):
        with pytest.raises(SignedOut):
            register_for(gathering, by=person)


def test_what_is_written_is_checked_before_a_place_is_given():
    gathering, nia = make_gathering(), make_person("Nia")
    with pytest.raises(NeedsTooLong) as too_long:
        register_for(gathering, by=nia, access_needs="x" * 2001)
    with pytest.raises(UnknownLanguageWish):
        register_for(gathering, by=nia, language_wish="xx")
    assert too_long.value.field == "access_needs"
    assert not Registration.objects.exists()


def test_wishes_change_while_the_place_is_held():
    gathering, nia = make_gathering(), make_person("Nia")
    with pytest.raises(NotRegistered):
        change_wishes(gathering, by=nia, access_needs="Captions")
    register_for(gathering, by=nia, access_needs="Captions")
    change_wishes(gathering, by=nia, access_needs="Captions and breaks", language_wish="bsl")
    registration = Registration.objects.get()
    assert (registration.access_needs.text, registration.language_wish) == ("Captions and breaks", "bsl")
    change_wishes(gathering, by=nia, access_needs=" ")
    assert not AccessNeeds.objects.exists()
    give_up_place(gathering, by=nia)
    with pytest.raises(NotRegistered):
        change_wishes(gathering, by=nia, access_needs="Captions")


def test_no_place_is_given_up_after_the_end():
    gathering, nia = make_gathering(), make_person("Nia")
    register_for(gathering, by=nia)
    type(gathering).objects.update(
        starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=1)
    )
    with pytest.raises(Over):
        give_up_place(gathering, by=nia)
    assert Registration.objects.get().is_held


def test_who_left_the_network_can_still_give_up_their_place():
    wales = make_network("wales")
    gathering = make_gathering([wales], audience="networks", networks=[wales])
    nia = make_member(wales)
    register_for(gathering, by=nia)
    nia.memberships.update(state="left")
    nia = type(nia).objects.get(pk=nia.pk)
    assert give_up_place(gathering, by=nia) is True


def test_each_change_of_places_is_one_event_of_the_stream():
    gathering, nia = make_gathering(), make_person("Nia")
    register_for(gathering, by=nia)
    register_for(gathering, by=nia)
    assert number_of(gathering.stream_key) == 1
    give_up_place(gathering, by=nia)
    give_up_place(gathering, by=nia)
    assert number_of(gathering.stream_key) == 2
