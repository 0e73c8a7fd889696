"""Taking a place and giving it up, by the pages."""

import pytest

from events.registrations.models import AccessNeeds, Registration
from tests.factories import make_member, make_network, make_person
from tests.factories.events import (
    gathering_of,
    make_event_page,
    make_gathering,
    make_joining_details,
    make_registration,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def gathering():
    return gathering_of(make_event_page([make_network("wales")], title="Learning together", capacity=2))


def path(gathering, part=""):
    return f"/en/events/{gathering.slug}/{part}"


def test_registering_leads_back_to_the_page_with_the_way_in(gathering, as_person):
    make_joining_details(gathering)
    nia = make_person("Nia")
    client = as_person(nia)
    response = client.post(
        path(gathering, "register/"), {"access_needs": "Captions", "language_wish": "cy"}, follow=True
    )
    assert response.redirect_chain == [(f"{path(gathering)}#take-part", 302)]
    text = response.content.decode()
    assert "You have a place. A confirmation is on its way to you by e-mail." in text
    assert "secret-room" in text
    assert Registration.objects.get(user=nia).access_needs.text == "Captions"


def test_visitors_are_led_to_signing_in_and_back(gathering, client):
    response = client.post(path(gathering, "register/"), {"access_needs": "Captions"})
    assert response.status_code == 302
    assert response["Location"] == f"/en/accounts/login/?next={path(gathering)}"
    assert not Registration.objects.exists()


def test_a_refusal_stands_on_the_page_and_keeps_what_was_written(gathering, as_person):
    for _place in range(2):
        make_registration(gathering)
    client = as_person(make_person("Late"))
    response = client.post(path(gathering, "register/"), {"access_needs": "A quiet corner"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "Every place is taken." in text
    assert "A quiet corner" in text
    assert Registration.objects.count() == 2
    assert not AccessNeeds.objects.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"access_needs": "x" * 2001}, "Please write at most 2,000 characters."),
        ({"language_wish": "klingon", "access_needs": "Captions"}, "Choose a language from the list."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(gathering, as_person, data, message):
    response = as_person(make_person()).post(path(gathering, "register/"), data)
    text = response.content.decode()
    assert response.status_code == 422
    assert message in text
    assert data["access_needs"] in text
    assert not Registration.objects.exists()


def test_the_message_is_in_the_readers_language(gathering, as_person):
    for _place in range(2):
        make_registration(gathering)
    response = as_person(make_person()).post(f"/cy{path(gathering, 'register/')[3:]}", {})
    assert response.status_code == 422
    assert "Every place is taken." not in response.content.decode()


def test_script_in_the_needs_is_only_text(gathering, as_person):
    nia = make_person("Nia")
    client = as_person(nia)
    client.post(path(gathering, "register/"), {"access_needs": "<script>alert(1)</script>"})
    text = client.get(path(gathering)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text


def test_giving_up_asks_first_and_can_be_taken_back(gathering, as_person):
    nia = make_person("Nia")
    make_registration(gathering, nia, access_needs="Captions")
    client = as_person(nia)
    assert "Give up my place?" in client.get(path(gathering, "give-up/")).content.decode()
    assert Registration.objects.get().is_held
    response = client.post(path(gathering, "give-up/"), follow=True)
    assert "Take my place back" in response.content.decode()
    assert not Registration.objects.get().is_held
    response = client.post(path(gathering, "register/"), follow=True)
    assert "Captions" in response.content.decode()
    assert Registration.objects.get().is_held


def test_giving_up_needs_a_place(gathering, as_person, client):
    response = as_person(make_person()).get(path(gathering, "give-up/"))
    assert (response.status_code, response["Location"]) == (302, f"{path(gathering)}#take-part")
    assert as_person(make_person()).post(path(gathering, "give-up/")).status_code == 404
    assert client.get(path(gathering, "give-up/")).status_code == 302


@pytest.mark.parametrize("part", ["give-up/", "needs/"])
def test_going_back_after_giving_up_leads_to_the_event_which_says_so(gathering, as_person, part):
    nia = make_person("Nia")
    make_registration(gathering, nia)
    client = as_person(nia)
    client.post(path(gathering, "give-up/"))
    response = client.get(path(gathering, part), follow=True)
    assert response.redirect_chain == [(f"{path(gathering)}#take-part", 302)]
    assert "You have given up your place" in response.content.decode()


@pytest.mark.parametrize("part", ["give-up/", "needs/"])
def test_without_a_place_a_private_event_and_a_missing_one_look_the_same(as_person, part):
    wales = make_network("wales")
    private = make_gathering([wales], audience="networks", networks=[wales])
    stranger = as_person(make_person())
    assert stranger.get(path(private, part)).status_code == 404
    assert stranger.get(f"/en/events/nowhere/{part}").status_code == 404


def test_who_may_not_see_the_event_any_more_gives_up_and_is_led_to_the_list(as_person):
    wales = make_network("wales")
    gathering = make_gathering([wales], audience="networks", networks=[wales])
    nia = make_member(wales)
    make_registration(gathering, nia)
    nia.memberships.update(state="left")
    client = as_person(nia)
    assert client.get(path(gathering)).status_code == 404
    assert client.get(path(gathering, "give-up/")).status_code == 200
    response = client.post(path(gathering, "give-up/"))
    assert (response.status_code, response["Location"]) == (302, "/en/events/")
    assert not Registration.objects.held().exists()


def test_needs_can_be_changed_until_the_end(gathering, as_person):
    nia = make_person("Nia")
    make_registration(gathering, nia, access_needs="Captions")
    client = as_person(nia)
    assert "Captions" in client.get(path(gathering, "needs/")).content.decode()
    response = client.post(
        path(gathering, "needs/"), {"access_needs": "Captions, breaks", "language_wish": "bsl"}, follow=True
    )
    text = response.content.decode()
    assert "Captions, breaks" in text
    assert "British Sign Language" in text
    response = as_person(make_person()).get(path(gathering, "needs/"))
    assert (response.status_code, response["Location"]) == (302, f"{path(gathering)}#take-part")


def test_the_form_says_truly_when_needs_are_deleted():
    from events.registrations.domain.forgetting import KEEP_NEEDS_FOR
    from events.registrations.forms import WishesForm

    assert f"deleted {KEEP_NEEDS_FOR.days} days after" in str(WishesForm().fields["access_needs"].help_text)


def test_reading_changes_nothing(gathering, as_person):
    nia = make_person("Nia")
    client = as_person(nia)
    for part in ("", "register/", "calendar.ics"):
        client.get(path(gathering, part))
    assert not Registration.objects.exists()
