"""Replay and polling over plain HTTP: the same frames as through a socket."""

import pytest
from django.db import transaction

from community.live import log
from community.live.members import counters, stream_of
from tests.factories import make_member, make_network, make_person, make_post, make_space, make_thread

pytestmark = pytest.mark.django_db

URL = "/live/events"


@pytest.fixture
def network():
    return make_network("wales")


@pytest.fixture
def nia(network):
    return make_member(network, name="Nia Parry")


@pytest.fixture
def thread(network, nia):
    return make_thread(make_space([network]), nia)


@pytest.fixture
def closed(network, nia):
    return make_thread(make_space([network], audience="networks"), nia)


def ask(client, stream, after, **more):
    return client.get(URL, {"stream": stream, "after": after, **more})


def test_it_answers_with_what_came_after_the_number(client, thread, nia):
    make_post(thread, nia, html="<p>Second.</p>")
    make_post(thread, nia, html="<p>Third.</p>")
    answer = ask(client, thread.stream_key, 1)
    assert answer.headers["Content-Type"] == "application/json"
    frame = answer.json()
    assert (frame["stream"], frame["number"], [event["n"] for event in frame["events"]]) == (
        thread.stream_key,
        3,
        [2, 3],
    )
    assert "reset" not in frame
    assert "Third." in frame["events"][1]["html"]
    assert ask(client, thread.stream_key, 3).json() == {
        "stream": thread.stream_key,
        "number": 3,
        "events": [],
    }


def test_nobody_keeps_the_answer(client, thread):
    assert "no-store" in ask(client, thread.stream_key, 0).headers["Cache-Control"]


def test_the_words_are_in_the_pages_language(client, thread):
    assert "/cy/threads/" in ask(client, thread.stream_key, 0, language="cy").json()["events"][0]["html"]
    assert "/en/threads/" in ask(client, thread.stream_key, 0, language="xx").json()["events"][0]["html"]


def test_private_and_missing_look_the_same(client, as_person, closed, nia):
    outsider = as_person(make_person("Olwen"))
    answers = [
        ask(someone, key, 0)
        for someone in (client, outsider)
        for key in (
            closed.stream_key,
            "thread:999999",
            "thread:",
            "thread",
            "",
            "control:1",
            "look",
            "thread:1 OR 1=1",
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert ask(as_person(nia), closed.stream_key, 0).status_code == 200


@pytest.mark.parametrize("after", ["", "-1", "x", "1.5", "9" * 16, "٣"])
def test_a_number_that_is_none_is_a_bad_request(client, thread, after):
    assert ask(client, thread.stream_key, after).status_code == 400


def test_a_page_that_knows_no_number_is_told_the_state_and_nothing_of_the_past(as_person, nia):
    key = stream_of(nia.pk)
    with transaction.atomic():
        log.append_all(
            [log.Entry(key, "draft-gone", data={"place": "thread:1"})]
            + [log.Entry(key, "counter", data={"name": "inbox"})] * 250
        )
    frame = ask(as_person(nia), key, "now").json()
    told = [(event["kind"], event["place"], event["data"]["name"]) for event in frame.pop("events")]
    assert told == [("counter", "tell", name) for name, _count in counters.items()]
    assert frame == {"stream": key, "number": log.number_of(key), "present": True}
    assert ask(as_person(make_person("Olwen")), key, "now").status_code == 404


def test_it_takes_only_get(client, thread):
    assert client.post(URL, {"stream": thread.stream_key, "after": 0}).status_code == 405


def test_too_far_behind_is_told_to_draw_afresh(client, thread):
    with transaction.atomic():
        log.append_all([log.Entry(thread.stream_key, "post", "post-1", {"post": 1})] * 300)
    assert ask(client, thread.stream_key, 5).json() == {
        "stream": thread.stream_key, "number": 301, "reset": True, "events": [],
    }  # fmt: skip
    assert len(ask(client, thread.stream_key, 101).json()["events"]) == 200


def test_asking_when_there_is_nothing_new_costs_two_queries(client, as_person, thread, nia, queries):
    with queries(exactly=2):
        ask(client, thread.stream_key, 1)
    member = as_person(nia)
    with queries(exactly=3):  # the session besides; a public thread does not ask who it is
        ask(member, thread.stream_key, 1)


def test_a_replay_costs_the_same_whatever_its_length(client, thread, nia, queries):
    for _ in range(3):
        make_post(thread, nia)
    with queries(exactly=5):
        ask(client, thread.stream_key, 3)
    for _ in range(40):
        make_post(thread, nia)
    with queries(exactly=5):
        assert len(ask(client, thread.stream_key, 4).json()["events"]) == 40


def test_what_was_drawn_for_one_reader_is_not_drawn_again_for_the_next(client, thread, nia, queries):
    make_post(thread, nia)
    first = ask(client, thread.stream_key, 1).json()
    with queries(exactly=3):
        assert ask(client, thread.stream_key, 1).json() == first


def test_a_replay_never_brings_back_what_was_removed_since(client, thread, nia):
    from community.discussions.domain.threads import remove_post

    post = make_post(thread, nia, html="<p>Unkind words.</p>")
    assert "Unkind words." in ask(client, thread.stream_key, 1).content.decode()
    remove_post(post, by=nia)
    answer = ask(client, thread.stream_key, 1)
    assert "Unkind words." not in answer.content.decode()
    assert [(event["n"], event["target"], event["place"]) for event in answer.json()["events"]] == [
        (2, "post-2", "end"),
        (3, "post-2", "replace"),
    ]


def test_a_suspended_member_is_a_stranger_at_once(as_person, closed, nia, network):
    from community.networks.models import Membership

    member = as_person(nia)
    assert ask(member, closed.stream_key, 0).status_code == 200
    Membership.objects.filter(user=nia).update(state="suspended")
    assert ask(member, closed.stream_key, 0).status_code == 404
