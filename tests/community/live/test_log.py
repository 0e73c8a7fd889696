"""The event log: numbers without holes, whatever happens at the same time."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from community.live import log, wakeup
from community.live.models import Event, Stream
from community.live.tasks import prune_log


def test_an_event_needs_the_transaction_of_its_change(live_site):
    with pytest.raises(transaction.TransactionManagementError):
        log.append("thread:1", "post")
    assert log.number_of("thread:1") == 0


@pytest.mark.django_db
def test_numbers_are_consecutive_from_one_and_each_stream_has_its_own():
    assert [log.append("thread:1", "post") for _ in range(3)] == [1, 2, 3]
    assert log.append("thread:2", "post") == 1
    assert log.numbers_of(["thread:1", "thread:2", "thread:3"]) == {
        "thread:1": 3,
        "thread:2": 1,
        "thread:3": 0,
    }


@pytest.mark.django_db
def test_several_streams_cost_two_queries_whatever_their_number(queries):
    entries = [log.Entry(f"member:{pk}", "counter") for pk in range(50)]
    with queries(exactly=2):
        assert log.append_all(entries) == [1] * 50
    assert log.append_all(
        [log.Entry("thread:1", "a"), log.Entry("space:1", "b"), log.Entry("thread:1", "c")]
    ) == [1, 1, 2]
    kinds = Event.objects.filter(stream__key="thread:1").order_by("number").values_list("number", "kind")
    assert list(kinds) == [(1, "a"), (2, "c")]


@transaction.atomic
def append_and_fail():
    log.append("thread:1", "post")
    raise ZeroDivisionError


@pytest.mark.django_db
def test_what_is_undone_leaves_no_number_and_wakes_nobody(monkeypatch, django_capture_on_commit_callbacks):
    woken = []
    monkeypatch.setattr(wakeup, "wake", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        log.append("thread:1", "post")
        with pytest.raises(ZeroDivisionError):
            append_and_fail()
        assert log.append("thread:1", "post") == 2
    assert woken == [[("thread:1", 1)], [("thread:1", 2)]]


def test_threads_that_append_at_once_leave_no_hole_and_no_double(live_site):
    """Eight writers, each with its own transactions over two streams in opposite orders."""
    errors = []

    def write(first, second):
        try:
            for _ in range(15):
                with transaction.atomic():
                    log.append_all([log.Entry(first, "post"), log.Entry(second, "post")])
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    writers = [
        threading.Thread(target=write, args=pair)
        for pair in [("thread:1", "space:1"), ("space:1", "thread:1")]
        for _ in range(4)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert errors == []
    for key in ("thread:1", "space:1"):
        numbers = list(
            Event.objects.filter(stream__key=key).order_by("number").values_list("number", flat=True)
        )
        assert numbers == list(range(1, 121))
        assert log.number_of(key) == 120


def test_who_sees_a_number_sees_all_events_up_to_it(live_site):
    """Commit order is number order: a reader beside busy writers never finds a hole."""
    done = threading.Event()

    def write():
        try:
            for _ in range(40):
                with transaction.atomic():
                    log.append("thread:1", "post")
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(3)]
    holes, seen = [], 0

    def watch():
        nonlocal seen
        try:
            after = 0
            while not done.is_set() or after < 120:
                reading = log.read("thread:1", after)
                numbers = [event.number for event in reading.events]
                if numbers != list(range(after + 1, reading.number + 1)):
                    holes.append((after, reading.number, numbers))
                    return
                after = reading.number
                seen = after
        finally:
            connection.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    done.set()
    watcher.join(30)
    assert holes == []
    assert seen == 120


@pytest.mark.django_db
class TestReading:
    def grow(self, key, count):
        log.append_all([log.Entry(key, "post", f"post-{n}", {"post": n}) for n in range(1, count + 1)])

    def test_it_gives_what_came_after_a_number(self, queries):
        self.grow("thread:1", 5)
        with queries(exactly=2):
            reading = log.read("thread:1", 3)
        assert (reading.first, reading.number) == (3, 5)
        assert [(e.number, e.kind, e.target, e.data, e.ident) for e in reading.events] == [
            (4, "post", "post-4", {"post": 4}, "1"),
            (5, "post", "post-5", {"post": 5}, "1"),
        ]

    def test_nothing_new_costs_one_query(self, queries):
        self.grow("thread:1", 5)
        with queries(exactly=1):
            assert log.read("thread:1", 5) == log.Reading("thread:1", 5, 5)

    def test_an_unknown_stream_is_at_zero(self):
        assert log.read("thread:404", 0) == log.Reading("thread:404", 0, 0)

    def test_a_reader_too_far_behind_gets_nothing_and_is_told_from_where(self):
        self.grow("thread:1", 250)
        assert log.read("thread:1", 49) == log.Reading("thread:1", 250, 250)
        assert len(log.read("thread:1", 50).events) == 200

    def test_a_reader_ahead_of_a_restored_stream_is_told(self):
        self.grow("thread:1", 5)
        reading = log.read("thread:1", 9)
        assert (reading.first, reading.number, reading.events) == (5, 5, ())

    def test_one_laggard_does_not_cost_the_others_their_events(self):
        self.grow("thread:1", 500)
        reading = log.read_all({"thread:1": 0}, most=400, in_part=True)["thread:1"]
        assert reading.first == 100
        assert [event.number for event in reading.events] == list(range(101, 501))

    def test_many_streams_cost_two_queries(self, queries):
        for pk in range(30):
            self.grow(f"thread:{pk}", 3)
        with queries(exactly=2):
            readings = log.read_all({f"thread:{pk}": 1 for pk in range(30)}, most=200, in_part=True)
        assert all([e.number for e in reading.events] == [2, 3] for reading in readings.values())

    def test_events_that_vanish_after_the_number_was_read_leave_no_hole(self):
        self.grow("thread:1", 5)
        Event.objects.filter(stream__key="thread:1", number__lte=2).delete()
        reading = log.read("thread:1", 0)
        assert reading.first == 2
        assert [event.number for event in reading.events] == [3, 4, 5]


@pytest.mark.django_db
def test_pruning_drops_what_is_old_and_readers_of_it_draw_afresh():
    log.append_all([log.Entry("thread:1", "post") for _ in range(4)] + [log.Entry("thread:2", "post")])
    Event.objects.filter(stream__key="thread:1", number__lte=3).update(
        created_at=timezone.now() - timedelta(days=8)
    )
    assert prune_log() == 3
    assert Stream.objects.get(key="thread:1").pruned_to == 3
    assert list(Event.objects.order_by("stream__key").values_list("stream__key", "number")) == [
        ("thread:1", 4),
        ("thread:2", 1),
    ]
    assert log.read("thread:1", 2) == log.Reading("thread:1", 4, 4)
    assert [event.number for event in log.read("thread:1", 3).events] == [4]
    assert log.append("thread:1", "post") == 5
    assert prune_log() == 0
