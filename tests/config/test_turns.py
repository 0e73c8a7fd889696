"""Pages take turns, so that they do not wear one another out."""

import threading
import time

import pytest

from config.asgi import LONGEST_QUICK_BODY, in_turns


class Counting:
    """A WSGI application whose calls last until they are let go."""

    def __init__(self):
        self.lock, self.now, self.most = threading.Lock(), 0, 0
        self.go = threading.Event()

    def __call__(self, environ, start_response):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.go.wait(10)
        with self.lock:
            self.now -= 1
        return [b"page"]

    def wait_for(self, number):
        deadline = time.monotonic() + 10
        while self.now < number:
            assert time.monotonic() < deadline
            time.sleep(0.005)


def call_at_once(page, count, **environ):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(page(dict(environ), None))) for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    return threads, answers


def join(threads):
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def test_no_more_than_so_many_are_drawn_at_once_and_all_are_answered():
    application = Counting()
    page = in_turns(application, turns=2, patience=30)
    threads, answers = call_at_once(page, 6)
    application.wait_for(2)
    time.sleep(0.05)
    assert application.most == 2
    application.go.set()
    join(threads)
    assert answers == [[b"page"]] * 6
    assert application.most == 2


def test_long_work_does_not_hold_up_the_others():
    application = Counting()
    page = in_turns(application, turns=1, patience=2)
    threads, answers = call_at_once(page, 3)
    application.wait_for(3)
    application.go.set()
    join(threads)
    assert len(answers) == 3
    # Those that went without a turn did not give one back: there is still only one.
    application.go.clear()
    application.most = 0
    threads, answers = call_at_once(page, 2)
    application.wait_for(1)
    time.sleep(0.05)
    assert application.most == 1
    application.go.set()
    join(threads)


def test_what_goes_wrong_gives_its_turn_back():
    def broken(environ, start_response):
        raise LookupError

    page = in_turns(broken, turns=1, patience=5)
    began = time.monotonic()
    for _ in range(3):
        with pytest.raises(LookupError):
            page({}, None)
    assert time.monotonic() - began < 5


def test_a_long_upload_takes_no_turn():
    application = Counting()
    page = in_turns(application, turns=1, patience=30)
    threads, answers = call_at_once(page, 3, CONTENT_LENGTH=str(LONGEST_QUICK_BODY + 1))
    application.wait_for(3)
    application.go.set()
    join(threads)
    assert len(answers) == 3
