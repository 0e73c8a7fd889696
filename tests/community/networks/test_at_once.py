"""Several people at the same moment, on the engine the suite runs on."""

import threading

import pytest
from django.db import connection

from community.networks import refusals
from community.networks.domain import memberships
from community.networks.models import Membership, MembershipChange
from tests.factories import make_member, make_network, make_person


@pytest.fixture
def committed(request, django_db_setup, django_db_blocker):
    """A database that other threads see; put back afterwards."""
    with django_db_blocker.unblock():
        yield
        connection.close()
        request.config._plethu_template.restore()


def at_once(*steps):
    """Take the steps in threads that begin together; returns what each answered or raised."""
    answers, start = [None] * len(steps), threading.Barrier(len(steps))

    def take(place, step):
        start.wait()
        try:
            answers[place] = step()
        except refusals.Refusal as refusal:
            answers[place] = type(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.mark.parametrize("_round", range(3))
def test_two_coordinators_cannot_leave_a_network_alone_together(committed, _round):
    wales = make_network("wales")
    two = [make_member(wales, role="coordinator", name=name) for name in ("Carys", "Gwen")]
    answers = at_once(*(lambda who=who: memberships.leave(wales, by=who) for who in two))
    assert answers.count(refusals.LastCoordinator) == 1
    assert Membership.objects.active().filter(role="coordinator").count() == 1


def test_joining_twice_at_once_makes_one_member(committed):
    wales, nia = make_network("wales"), make_person("Nia Parry")
    answers = at_once(
        *(lambda: memberships.join(wales, by=type(nia).objects.get(pk=nia.pk)) for _time in range(4))
    )
    assert {answer.state for answer in answers} == {"active"}
    assert (Membership.objects.count(), MembershipChange.objects.count()) == (1, 1)


def test_a_request_is_accepted_or_declined_but_not_both(committed):
    wales = make_network("wales")
    two = [make_member(wales, role="coordinator", name=name) for name in ("Carys", "Gwen")]
    asks = Membership.objects.get(user=make_member(wales, state="requested"))
    at_once(
        lambda: memberships.accept_request(asks, by=two[0]),
        lambda: memberships.decline_request(asks, by=two[1], reason="Full."),
    )
    steps = list(asks.changes.values_list("state", flat=True))
    assert len(steps) == 1
    asks.refresh_from_db()
    assert asks.state == steps[0]
