"""The hosts' page: there for hosts, for nobody else."""

import pytest

from events.gatherings.domain.cancelling import cancel_gathering, reinstate_gathering
from events.gatherings.domain.joining import write_joining_details
from events.gatherings.models import Gathering, JoiningDetails
from events.gatherings.refusals import NotHost, OverAlready, ReasonNeeded
from tests.factories import make_member, make_network, make_person
from tests.factories.events import (
    gathering_of,
    make_event_page,
    make_gathering,
    make_joining_details,
    make_registration,
)

pytestmark = pytest.mark.django_db

PATHS = ("host/", "host/list/", "host/joining/", "host/cancel/", "host/reinstate/")
# Who they are → whether they look after the event.
PEOPLE = {
    "coordinator of a host": True,
    "facilitator of the other host": True,
    "administrator": True,
    "curator of a host": False,
    "moderator of a host": False,
    "member of a host": False,
    "suspended coordinator of a host": False,
    "coordinator of another network": False,
    "registered": False,
    "signed in": False,
}


@pytest.fixture
def cast():
    wales, scotland, other = make_network("wales"), make_network("scotland"), make_network("other")
    gathering = gathering_of(make_event_page([wales, scotland], title="Learning together", capacity=5))
    people = {
        "coordinator of a host": make_member(wales, role="coordinator"),
        "facilitator of the other host": make_member(scotland, role="facilitator"),
        "administrator": make_person("Admin", is_superuser=True),
        "curator of a host": make_member(wales, role="curator"),
        "moderator of a host": make_member(wales, role="moderator"),
        "member of a host": make_member(wales),
        "suspended coordinator of a host": make_member(wales, role="coordinator", state="suspended"),
        "coordinator of another network": make_member(other, role="coordinator"),
        "registered": make_person("Rhian"),
        "signed in": make_person("Somebody"),
    }
    make_registration(gathering, people["registered"], access_needs="A quiet corner", language_wish="cy")
    return gathering, people


@pytest.mark.parametrize(("who", "hosts"), PEOPLE.items())
def test_hosts_and_nobody_else_reach_the_page(cast, as_person, who, hosts):
    gathering, people = cast
    client = as_person(people[who])
    for path in PATHS[:2] + PATHS[3:4]:
        assert client.get(f"/en/events/{gathering.slug}/{path}").status_code == (200 if hosts else 404), path
    text = client.get(f"/en/events/{gathering.slug}/host/").content.decode()
    assert ("A quiet corner" in text) is hosts


@pytest.mark.parametrize("who", [who for who, hosts in PEOPLE.items() if not hosts])
def test_nobody_else_changes_anything(cast, as_person, who):
    gathering, people = cast
    client = as_person(people[who])
    data = {"url": "https://meet.example/mine", "reason": "No."}
    for path in PATHS[2:]:
        assert client.post(f"/en/events/{gathering.slug}/{path}", data).status_code == 404, path
    assert not JoiningDetails.objects.exists()
    assert not Gathering.objects.get(pk=gathering.pk).is_cancelled
    for change in (
        lambda: write_joining_details(gathering, by=people[who], url="https://meet.example/mine"),
        lambda: cancel_gathering(gathering, by=people[who], reason="No."),
        lambda: reinstate_gathering(gathering, by=people[who]),
    ):
        with pytest.raises(NotHost):
            change()


def test_visitors_are_led_to_signing_in(cast, client):
    gathering, _people = cast
    for path in ("host/", "host/list/", "host/cancel/"):
        assert client.get(f"/en/events/{gathering.slug}/{path}").status_code == 302


def test_the_page_counts_and_lists(cast, as_person):
    gathering, people = cast
    make_registration(gathering, people["member of a host"])
    text = (
        as_person(people["coordinator of a host"]).get(f"/en/events/{gathering.slug}/host/").content.decode()
    )
    for words in ("Rhian", "A quiet corner", "would like to speak it", "Nobody can join yet"):
        assert words in text
    response = as_person(people["coordinator of a host"]).get(f"/en/events/{gathering.slug}/host/")
    context = response.context
    assert (context["places"].taken, context["places"].left, context["needs_count"]) == (2, 3, 1)
    assert [(str(wish["label"]), wish["count"]) for wish in context["wishes"]] == [("Welsh", 1)]
    assert "no-store" in response["Cache-Control"] or "no-cache" in response["Cache-Control"]


def test_hosts_keep_how_to_join(cast, as_person):
    gathering, people = cast
    host = people["facilitator of the other host"]
    client = as_person(host)
    data = {
        "url": "https://meet.example/room",
        "phone": "0330 111",
        "passcode": "12 34",
        "note_en": "Ten minutes early",
    }
    response = client.post(f"/en/events/{gathering.slug}/host/joining/", data, follow=True)
    assert "Kept." in response.content.decode()
    details = JoiningDetails.objects.get()
    assert (details.url, details.phone, details.passcode, details.note_en, details.updated_by) == (
        "https://meet.example/room", "0330 111", "12 34", "Ten minutes early", host,
    )  # fmt: skip


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://meet.example/", "no address", "https://" + "x" * 1000]
)
def test_a_link_must_be_a_web_address_and_the_rest_is_kept(cast, as_person, address):
    gathering, people = cast
    response = as_person(people["coordinator of a host"]).post(
        f"/en/events/{gathering.slug}/host/joining/", {"url": address, "phone": "0330 111"}
    )
    assert response.status_code == 422
    assert "0330 111" in response.content.decode()
    assert not JoiningDetails.objects.exists()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://meet.example/", "no address"])
def test_what_is_wrong_with_a_link_is_said_once(cast, as_person, address):
    gathering, people = cast
    response = as_person(people["coordinator of a host"]).post(
        f"/en/events/{gathering.slug}/host/joining/", {"url": address}
    )
    said = "This is not a web address. One looks like https://example.org/guide."
    assert response.context["form"].errors == {"url": [said]}
    assert response.content.decode().count(said) == 2  # in the summary, and at the field
    details = {"url": "meet.example/room"}
    as_person(people["coordinator of a host"]).post(f"/en/events/{gathering.slug}/host/joining/", details)
    assert JoiningDetails.objects.get().url == "https://meet.example/room"


def test_a_cancellation_that_came_too_late_says_so(cast, as_person):
    gathering, people = cast
    first = as_person(people["coordinator of a host"])
    second = as_person(people["facilitator of the other host"])
    address = f"/en/events/{gathering.slug}/host/cancel/"
    said = "The event had been cancelled already. The reason given then still stands."
    assert said not in first.post(address, {"reason": "The hall has flooded."}, follow=True).content.decode()
    text = second.post(address, {"reason": "Nobody comes."}, follow=True).content.decode()
    assert said in text and "The hall has flooded." in text and "Nobody comes." not in text
    # Pressed twice by one person is as once.
    assert said not in first.post(address, {"reason": "The hall has flooded."}, follow=True).content.decode()


def test_cancelling_needs_a_reason_and_can_be_taken_back(cast, as_person):
    gathering, people = cast
    host = people["coordinator of a host"]
    client = as_person(host)
    assert client.post(f"/en/events/{gathering.slug}/host/cancel/", {"reason": "  "}).status_code == 422
    with pytest.raises(ReasonNeeded):
        cancel_gathering(gathering, by=host, reason=" ")
    client.post(f"/en/events/{gathering.slug}/host/cancel/", {"reason": "The hall has flooded."})
    gathering.refresh_from_db()
    assert (gathering.status, gathering.cancelled_by, gathering.sequence) == ("cancelled", host, 1)
    assert cancel_gathering(gathering, by=host, reason="Again") is False
    client.post(f"/en/events/{gathering.slug}/host/reinstate/")
    gathering.refresh_from_db()
    assert (gathering.status, gathering.cancelled_by, gathering.cancelled_at, gathering.sequence) == (
        "scheduled", None, None, 2,
    )  # fmt: skip


def test_what_is_over_cannot_be_called_off():
    from datetime import timedelta

    wales = make_network("wales")
    gathering = make_gathering([wales], starts_in=timedelta(days=-2))
    with pytest.raises(OverAlready):
        cancel_gathering(gathering, by=make_member(wales, role="coordinator"), reason="Too late")


def test_a_hidden_event_is_still_there_for_its_hosts(cast, as_person):
    gathering, people = cast
    Gathering.objects.update(is_live=False)
    text = (
        as_person(people["coordinator of a host"]).get(f"/en/events/{gathering.slug}/host/").content.decode()
    )
    assert "The event’s page is not published" in text
    assert "Rhian" in text


def test_the_lists_queries_do_not_grow(cast, as_person):
    from tests.queries import assert_flat

    gathering, people = cast
    make_joining_details(gathering)
    Gathering.objects.update(capacity=None)
    client = as_person(people["coordinator of a host"])

    def grow(number):
        for _person in range(number):
            make_registration(gathering, access_needs="Captions")

    assert_flat(lambda: client.get(f"/en/events/{gathering.slug}/host/"), grow, at_most=16)
