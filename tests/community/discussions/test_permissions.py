"""Who may do what: people across, verbs down, each refusal by its reason."""

import pytest
from django.contrib.auth.models import AnonymousUser

from community.discussions import refusals
from community.discussions.domain.threads import close_thread
from community.discussions.models import SpaceInvitation, ThreadKind
from community.discussions.permissions import (
    check_can_close,
    check_can_read,
    check_can_reply,
    check_can_start,
    check_pace,
    may,
    why_not,
)
from tests.factories import make_member, make_network, make_person, make_post, make_space, make_thread

OK = None
SIGN_IN, JOIN, PAUSED = refusals.SignInNeeded, refusals.MembershipNeeded, refusals.MembershipPaused
INVITE, GONE, TEND = refusals.InvitationToSpaceNeeded, refusals.NoSuchThread, refusals.FacilitatorsOnly
ANNOUNCE = refusals.AnnouncementsByFacilitators


@pytest.fixture
def people(network):
    other = make_network("scotland")
    return {
        "visitor": AnonymousUser(),
        "outsider": make_person("Olwen"),
        "neighbour": make_member(other, name="Morag"),
        "asked": make_member(network, name="Asked", state="requested"),
        "suspended": make_member(network, name="Suspended", state="suspended"),
        "member": make_member(network, name="Nia"),
        "curator": make_member(network, role="curator", name="Carys"),
        "facilitator": make_member(network, role="facilitator", name="Gwen"),
        "moderator": make_member(network, role="moderator", name="Mared"),
        "coordinator": make_member(network, role="coordinator", name="Catrin"),
    }


def reason(check, *args):
    refusal = why_not(check, *args)
    return type(refusal) if refusal is not None else OK


def row(people, check, *args):
    return {name: reason(check, person, *args) for name, person in people.items()}


def expected(**answers):
    names = (
        "visitor",
        "outsider",
        "neighbour",
        "asked",
        "suspended",
        "member",
        "curator",
        "facilitator",
        "moderator",
        "coordinator",
    )
    return {name: answers.get(name, answers.get("rest", OK)) for name in names}


def test_reading(people, network):
    public, members, ours = (
        make_thread(make_space([network], audience=audience), people["coordinator"])
        for audience in ("public", "members", "networks")
    )
    assert row(people, check_can_read, public) == expected()
    assert row(people, check_can_read, members) == expected(visitor=GONE)
    assert row(people, check_can_read, ours) == expected(
        visitor=GONE, outsider=GONE, neighbour=GONE, asked=GONE, suspended=GONE
    )


def test_starting(people, network):
    space = make_space([network])
    writes = expected(visitor=SIGN_IN, outsider=JOIN, neighbour=JOIN, asked=JOIN, suspended=PAUSED)
    assert row(people, check_can_start, space) == writes
    assert row(people, check_can_start, space, ThreadKind.QUESTION) == writes
    assert row(people, check_can_start, space, ThreadKind.ANNOUNCEMENT) == writes | {
        "member": ANNOUNCE,
        "curator": ANNOUNCE,
    }


def test_replying(people, network):
    thread = make_thread(make_space([network]), people["member"])
    assert row(people, check_can_reply, thread) == expected(
        visitor=SIGN_IN, outsider=JOIN, neighbour=JOIN, asked=JOIN, suspended=PAUSED
    )


def test_replying_where_several_networks_are_at_home(people, network):
    other = make_network("third")
    scotland = people["neighbour"].memberships.get().network
    joint = make_thread(make_space([network, scotland, other]), people["member"])
    assert reason(check_can_reply, people["neighbour"], joint) is OK
    assert reason(check_can_reply, people["outsider"], joint) is JOIN


def test_nobody_replies_to_what_is_closed(people, network):
    thread = make_thread(make_space([network]), people["member"])
    close_thread(thread, by=people["coordinator"])
    answers = row(people, check_can_reply, thread)
    assert {answers[name] for name in ("member", "facilitator", "moderator", "coordinator")} == {
        refusals.ThreadIsClosed
    }
    assert answers["visitor"] is SIGN_IN


def test_closing(people, network):
    thread = make_thread(make_space([network]), people["member"])
    assert row(people, check_can_close, thread) == expected(
        rest=TEND, facilitator=OK, moderator=OK, coordinator=OK
    )


def test_a_facilitator_of_another_network_closes_nothing_here(network):
    stranger = make_member(make_network("scotland"), role="coordinator")
    assert reason(check_can_close, stranger, make_thread(make_space([network]), stranger)) is TEND


def test_a_closed_space_is_for_those_invited(people, network):
    space = make_space([network], audience="space")
    thread = make_thread(space, people["coordinator"])
    SpaceInvitation.objects.create(space=space, user=people["outsider"])
    people["outsider"].__dict__.pop("_plethu_viewer", None)
    assert reason(check_can_read, people["outsider"], thread) is OK
    assert reason(check_can_reply, people["outsider"], thread) is OK
    assert reason(check_can_read, people["member"], thread) is GONE
    assert reason(check_can_reply, people["member"], thread) is INVITE


def test_a_closed_account_is_a_visitor(people, network):
    thread = make_thread(make_space([network], audience="members"), people["member"])
    people["member"].is_active = False
    assert not may(check_can_read, people["member"], thread)


def test_a_flood_is_refused_kindly_and_only_to_its_author(people, network, queries):
    thread = make_thread(make_space([network]), people["coordinator"])
    for number in range(6):
        assert reason(check_pace, people["member"]) is OK, number
        make_post(thread, people["member"])
    with queries(exactly=1):
        refusal = why_not(check_pace, people["member"])
    assert isinstance(refusal, refusals.TooQuick)
    assert "wait a little" in str(refusal.message)
    assert reason(check_pace, people["facilitator"]) is OK


def test_every_refusal_is_a_whole_sentence_in_both_languages():
    from django.utils import translation

    from community.refusals import Refusal

    kinds = [kind for kind in vars(refusals).values() if isinstance(kind, type) and issubclass(kind, Refusal)]
    sentences = {
        kind: str(kind.message) for kind in kinds if kind.__module__ == refusals.__name__ and kind.message
    }
    assert len(sentences) > 12
    for kind, sentence in sentences.items():
        assert sentence[0].isupper(), kind
        assert sentence[-1] == ".", kind
    with translation.override("cy"):
        untranslated = [
            kind.__name__ for kind, sentence in sentences.items() if str(kind.message) == sentence
        ]
    assert untranslated == []
