"""Many people want the last places at once. Real transactions, on whichever engine the suite runs."""

import threading

import pytest
from django.db import connection, connections, transaction

from events.registrations.domain.places import give_up_place, places_of, register_for
from events.registrations.models import Registration
from events.registrations.refusals import FullHouse
from tests.factories import make_person
from tests.factories.events import make_gathering

CAPACITY = 5


@pytest.fixture
def committed(request, django_db_setup, django_db_blocker):
    """The database without a transaction around the test, put back afterwards."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            connections.close_all()
            request.config._plethu_template.restore()


def at_once(*works):
    """Call every function in a thread and with a connection of its own, all starting together; returns what came."""
    start = threading.Barrier(len(works))
    answers = []

    def run(work):
        try:
            start.wait(30)
            answers.append(work())
        except Exception as error:
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


def test_never_one_place_too_many(committed):
    gathering = make_gathering(capacity=CAPACITY)
    people = [make_person(f"Person {number}") for number in range(24)]

    answers = at_once(*[lambda person=person: register_for(gathering, by=person) for person in people])

    placed = [answer for answer in answers if isinstance(answer, Registration)]
    refused = [answer for answer in answers if isinstance(answer, FullHouse)]
    assert (len(placed), len(refused)) == (CAPACITY, len(people) - CAPACITY), answers
    assert places_of(gathering).taken == CAPACITY
    assert Registration.objects.count() == CAPACITY


def test_places_given_up_in_the_crowd_are_given_away_once(committed):
    gathering = make_gathering(capacity=CAPACITY)
    holders = [make_person(f"Holder {number}") for number in range(CAPACITY)]
    for holder in holders:
        register_for(gathering, by=holder)
    waiting = [make_person(f"Waiting {number}") for number in range(12)]

    answers = at_once(
        *[lambda person=person: give_up_place(gathering, by=person) for person in holders[:3]],
        *[lambda person=person: register_for(gathering, by=person) for person in waiting],
    )

    placed = [answer for answer in answers if isinstance(answer, Registration)]
    unexpected = [
        answer
        for answer in answers
        if not isinstance(answer, Registration | FullHouse) and answer is not True
    ]
    assert not unexpected
    # Who came before a place was free was refused; nobody was given one that was not there.
    assert len(placed) <= 3
    assert places_of(gathering).taken == CAPACITY - 3 + len(placed)
    for person in waiting:
        if not places_of(gathering).is_full:
            register_for(gathering, by=person)
    assert places_of(gathering).taken == CAPACITY


def test_a_double_click_takes_one_place(committed):
    gathering, nia = make_gathering(capacity=3), make_person("Nia")

    answers = at_once(*[lambda: register_for(gathering, by=nia) for _click in range(6)])

    assert {answer.pk for answer in answers} == {Registration.objects.get().pk}
    assert places_of(gathering).taken == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no isolation levels to get wrong")
def test_places_are_never_counted_in_an_old_snapshot(committed):
    gathering, nia = make_gathering(capacity=3), make_person("Nia")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(RuntimeError, match="REPEATABLE READ"):
            register_for(gathering, by=nia)
    assert not Registration.objects.exists()
