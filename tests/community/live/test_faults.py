"""Everything that can break does, while posts are written; the large version is ``python -m benchmarks.live --faults``."""

import os
import random
import threading
import time

import pytest
from django.conf import settings
from django.db import connection

from benchmarks.live import flush_redis, judge
from benchmarks.readers import Readers
from community.live import log, wakeup
from tests.server import LiveSite

from .listener import cookie_of

POSTS = 160
READERS = 12


@pytest.fixture
def readers():
    """Readers in a process of their own, as the page's script is in a browser."""
    running = Readers()
    yield running
    running.close()


def test_the_judge_sees_what_was_lost_doubled_and_disordered():
    assert judge([[2, 3, 4], [2, 3, 4]], 1, 4) == (0, 0, 0)
    assert judge([[2, 4], [3, 4]], 1, 4) == (2, 0, 0)
    assert judge([[2, 3, 3, 4]], 1, 4) == (0, 1, 0)
    assert judge([[3, 2, 4]], 1, 4) == (0, 0, 1)


def test_nothing_is_lost_doubled_or_out_of_order_while_everything_breaks(
    live_site, talk, readers, monkeypatch
):
    port = int(live_site.url.rpartition(":")[2])
    first = talk.number
    member = cookie_of(talk.author)
    readers.open(
        [
            (port, talk.key, first, member if at % 2 else "", "cy" if at % 3 == 0 else "en")
            for at in range(READERS)
        ],
        keeps_up=True,
    )
    dice = random.Random(11)
    _lose_wake_ups_and_readings(monkeypatch, dice)
    written, failure = [0], []

    # What follows from a post, in the index and for its followers, is of no account here and takes longer than the post.
    monkeypatch.setattr("community.jobs.queue.carry", lambda _job: None)

    def write():
        try:
            for _ in range(POSTS):
                talk.say()
                written[0] += 1
                time.sleep(dice.random() * 0.03)
        except Exception as error:
            failure.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    current = live_site
    try:
        for share in range(1, 10):
            while writer.is_alive() and written[0] < POSTS * share / 10:
                time.sleep(0.01)
            if share in (3, 6):
                current = _restarted(current, port)
            elif share in (4, 8) and settings.REDIS_URL:
                flush_redis(os.getpid(), settings.REDIS_URL)
            else:
                assert readers.cut(dice.choice((0.25, 0.5, 1.0))) > 0
        writer.join()
        assert failure == []
        last = talk.number
        assert last == first + POSTS
        deadline = time.monotonic() + 40
        while min(readers.numbers()) < last and time.monotonic() < deadline:
            time.sleep(0.1)
        results = readers.results()
        assert judge([one["shown"] for one in results], first, last) == (0, 0, 0)
        assert sum(one["cuts"] for one in results) >= READERS
        # Nobody had to draw the whole region again: they were given what they had missed.
        assert sum(one["resets"] for one in results) == 0
    finally:
        if current is not live_site:
            current.stop()


def _lose_wake_ups_and_readings(monkeypatch, dice):
    """A third of the wake-ups is lost, and one reading of the log in ten fails."""
    wake, read_all = wakeup.wake, log.read_all

    def sometimes_wake(news):
        if dice.random() > 0.33:
            wake(news)

    def sometimes_read(*args, **kwargs):
        if dice.random() < 0.1:
            raise ConnectionError("the database is away")
        return read_all(*args, **kwargs)

    monkeypatch.setattr(wakeup, "wake", sometimes_wake)
    monkeypatch.setattr(log, "read_all", sometimes_read)


def _restarted(site, port):
    """Another server at the same address, after a moment without any."""
    site.stop()
    fresh = LiveSite()
    fresh.server.config.port = port
    return fresh.start()
