"""Live updates through real websockets to the real server."""

import json
import random
import socket as socket_module
import threading
import time

import pytest
from django.db import connection, transaction

from community.live import log, sockets, wakeup
from community.live.hub import hub
from community.live.models import Event, Stream
from community.live.recheck import recheck_stream
from community.networks.models import Membership
from community.networks.states import MembershipState
from tests.factories import make_member, make_network, make_person, make_space, make_thread

from .listener import cookie_of


def is_joined(frame):
    return frame.get("joined", False)


# --- Joining and replay -------------------------------------------------------------------------------------------


def test_a_join_answers_with_what_came_after_the_pages_number_in_order(listen, talk):
    page_number = talk.number
    for _ in range(3):
        talk.say()
    ear = listen()
    ear.say({"join": {talk.key: page_number}})
    frame = ear.until(is_joined)
    assert frame["stream"] == talk.key
    assert frame["number"] == page_number + 3
    assert [event["n"] for event in frame["events"]] == [page_number + 1, page_number + 2, page_number + 3]
    first = frame["events"][0]
    assert (first["kind"], first["target"], first["place"]) == ("post", "post-2", "end")
    assert 'id="post-2"' in first["html"]
    assert "<p>More.</p>" in first["html"]
    assert first["data"] == {"post": 2, "by": "Nia Parry", "author": talk.author.pk}


def test_what_is_written_after_joining_arrives_once_and_quickly(listen, talk):
    ear = listen()
    ear.say({"join": {talk.key: talk.number}})
    assert ear.until(is_joined)["events"] == []
    began = time.monotonic()
    talk.say("<p>Just now.</p>")
    frame = ear.receive()
    assert time.monotonic() - began < 1
    assert [event["target"] for event in frame["events"]] == ["post-2"]
    assert "joined" not in frame
    assert ear.silence(2.0) == []


def test_each_language_has_its_own_words_and_each_socket_one_language(listen, talk):
    english, welsh = listen(), listen(language="cy")
    for ear in (english, welsh):
        ear.say({"join": {talk.key: talk.number}})
        ear.until(is_joined)
    talk.say()
    in_english, in_welsh = english.receive()["events"][0]["html"], welsh.receive()["events"][0]["html"]
    assert f"/en/threads/{talk.thread.pk}/" in in_english
    assert f"/cy/threads/{talk.thread.pk}/" in in_welsh


def test_pages_that_join_at_random_moments_between_writes_get_everything_once_in_order(listen, talk):
    """The interleavings that lose posts elsewhere: page rendered, joined, and written to at random moments."""
    dice = random.Random(7)
    readers = []
    done = threading.Event()

    def write():
        try:
            for _ in range(60):
                talk.say()
                time.sleep(dice.random() * 0.02)
        finally:
            done.set()
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        number = talk.number  # the page is rendered…
        time.sleep(dice.random() * 0.05)
        ear = listen()
        ear.say({"join": {talk.key: number}})  # …and joins a while later
        readers.append((number, ear))
    writer.join()
    last = talk.number
    assert len(readers) > 5
    for number, ear in readers:
        if number < last:
            ear.until_number(last)
        assert ear.numbers == list(range(number + 1, last + 1))


def test_a_page_far_behind_is_told_to_draw_afresh(listen, talk):
    with transaction.atomic():
        log.append_all([log.Entry(talk.key, "post", "post-1", {"post": 1})] * 250)
    ear = listen()
    ear.say({"join": {talk.key: 1}})
    frame = ear.until(is_joined)
    assert frame["reset"] is True
    assert frame["events"] == []
    assert frame["number"] == 251
    talk.say()
    assert [event["n"] for event in ear.receive()["events"]] == [252]


def test_who_is_too_far_behind_costs_no_drawing(listen, talk, monkeypatch):
    from dataclasses import replace

    from community.live.kinds import streams

    kind, drawn = streams.get("thread"), []

    def draw(events, language):
        drawn.extend(event.number for event in events)
        return kind.draw(events, language)

    monkeypatch.setitem(streams._entries, "thread", replace(kind, draw=draw))
    with transaction.atomic():
        log.append_all([log.Entry(talk.key, "post", "post-1", {"post": 1})] * 250)
    laggard = listen()
    laggard.say({"join": {talk.key: 1}})
    assert laggard.until(is_joined)["reset"] is True
    assert drawn == []
    near = listen()
    near.say({"join": {talk.key: 249}})
    assert [event["n"] for event in near.until(is_joined)["events"]] == [250, 251]
    assert drawn == [250, 251]


def test_a_page_ahead_of_the_stream_is_told_to_draw_afresh(listen, talk):
    ear = listen()
    ear.say({"join": {talk.key: 99}})
    frame = ear.until(is_joined)
    assert (frame["reset"], frame["number"]) == (True, 1)


def test_one_laggard_does_not_disturb_the_others(listen, talk):
    with transaction.atomic():
        log.append_all([log.Entry(talk.key, "post", "post-1", {"post": 1})] * 300)
    good = listen()
    good.say({"join": {talk.key: talk.number}})
    good.until(is_joined)
    laggard = listen()
    laggard.say({"join": {talk.key: 0}})
    assert laggard.until(is_joined)["reset"] is True
    talk.say()
    assert [event["n"] for event in good.receive()["events"]] == [302]
    assert [event["n"] for event in laggard.receive()["events"]] == [302]


def test_leaving_a_stream_ends_it(listen, talk):
    ear = listen()
    ear.say({"join": {talk.key: talk.number}})
    ear.until(is_joined)
    ear.say({"leave": [talk.key]})
    ear.say({"ping": 1})
    ear.until(lambda frame: "pong" in frame)
    talk.say()
    assert ear.silence(2.0) == []


# --- What heals ---------------------------------------------------------------------------------------------------


def test_a_lost_wake_up_heals_by_looking_at_the_numbers(listen, talk, monkeypatch):
    ear = listen()
    ear.say({"join": {talk.key: talk.number}})
    ear.until(is_joined)
    monkeypatch.setattr(wakeup, "wake", lambda news: None)
    talk.say()
    frame = ear.receive(timeout=5)
    assert [event["target"] for event in frame["events"]] == ["post-2"]


def test_the_heartbeat_carries_the_numbers_of_the_database(listen, talk, monkeypatch):
    monkeypatch.setattr("community.live.hub.HEARTBEAT_SECONDS", 0.5)
    ear = listen()
    ear.say({"join": {talk.key: talk.number}})
    ear.until(is_joined)
    Stream.objects.filter(key="space:1").update(number=77)  # not one of this socket's
    frame = ear.until(lambda frame: "heartbeat" in frame)
    assert frame == {"heartbeat": {talk.key: talk.number}}


def test_a_database_that_does_not_answer_for_a_while_makes_late_but_loses_nothing(listen, talk, monkeypatch):
    ear = listen()
    ear.say({"join": {talk.key: talk.number}})
    ear.until(is_joined)
    working = log.read_all
    failures = iter(range(2))

    def failing(*args, **kwargs):
        if next(failures, None) is not None:
            raise ConnectionError("the database is restarting")
        return working(*args, **kwargs)

    monkeypatch.setattr(log, "read_all", failing)
    talk.say()
    ear.until_number(talk.number)
    assert ear.numbers == [2]


def test_an_event_that_cannot_be_drawn_silences_nobody_else(listen, talk, monkeypatch):
    from dataclasses import replace

    from community.live.kinds import streams

    kind = streams.get("space")

    def draw(events, language):
        raise ZeroDivisionError

    monkeypatch.setitem(streams._entries, "space", replace(kind, draw=draw))
    ear = listen()
    space_number = log.number_of(talk.space.stream_key)
    ear.say({"join": {talk.key: talk.number, talk.space.stream_key: space_number}})
    ear.until(is_joined)
    ear.until(is_joined)
    talk.say()
    frames = sorted([ear.receive(), ear.receive()], key=lambda frame: frame["stream"])
    assert (frames[0]["stream"], frames[0]["reset"]) == (talk.space.stream_key, True)
    assert [event["target"] for event in frames[1]["events"]] == ["post-2"]


# --- Slow readers -------------------------------------------------------------------------------------------------


def test_a_reader_that_does_not_read_is_closed_and_nobody_else_waits(listen, talk, monkeypatch):
    from dataclasses import replace

    from community.live.kinds import streams

    kind = streams.get("thread")

    def draw(events, language):
        return [replace(fragment, html="x" * 1_000_000) for fragment in kind.draw(events, language)]

    monkeypatch.setitem(streams._entries, "thread", replace(kind, draw=draw))
    monkeypatch.setattr(sockets, "LONGEST_QUEUE", 4)
    codes, shut = [], sockets.Socket.shut
    monkeypatch.setattr(sockets.Socket, "shut", lambda self, code: codes.append(code) or shut(self, code))
    asleep = deaf_socket(listen.site, {"join": {talk.key: talk.number}})
    awake = listen(max_size=None)
    awake.say({"join": {talk.key: talk.number}})
    awake.until(is_joined)
    assert len(hub.sockets) == 2
    for number in range(2, 300):
        talk.say()
        awake.until_number(number)  # or nothing comes for eight seconds: somebody else had to wait
        if codes:
            break
    else:
        pytest.fail("the reader that does not read was never closed")
    assert awake.numbers == list(range(2, talk.number + 1))
    assert codes == [sockets.CODE_TOO_SLOW]
    # It reads at last: what had been sent before, and why it was closed.
    assert last_close_code(asleep) == sockets.CODE_TOO_SLOW


def deaf_socket(site, frame):
    """A websocket that joins and then reads nothing more; the raw socket."""
    from urllib.parse import urlsplit

    parts = urlsplit(site.url)
    raw = socket_module.socket()
    raw.setsockopt(socket_module.SOL_SOCKET, socket_module.SO_RCVBUF, 8192)
    raw.connect((parts.hostname, parts.port))
    raw.sendall(
        (
            f"GET /live/ HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
    )
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):  # what is sent before the answer may be dropped by a server
        answer += raw.recv(1)
    assert answer.startswith(b"HTTP/1.1 101 ")
    text = json.dumps(frame).encode()
    assert len(text) < 126
    raw.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)  # masked with zeros
    return raw


def last_close_code(raw) -> int:
    """Read everything that is left and return the code of the closing frame."""
    raw.settimeout(20)
    raw.setsockopt(
        socket_module.SOL_SOCKET, socket_module.SO_RCVBUF, 8_000_000
    )  # it was small for being deaf
    received = b""
    while True:
        more = raw.recv(1_000_000)
        if not more:
            raise AssertionError("ended without a closing frame")
        received = (received + more)[-200:]
        if received[-4:-2] == b"\x88\x02":
            return int.from_bytes(received[-2:], "big")


# --- Who may listen -----------------------------------------------------------------------------------------------


@pytest.fixture
def closed_talk(live_site):
    """A thread only members of a network read."""

    class Talk:
        network = make_network("closed")
        space = make_space([network], audience="networks")
        author = make_member(network, name="Nia Parry")
        thread = make_thread(space, author)
        key = thread.stream_key

    return Talk()


def test_a_visitor_hears_a_public_thread_and_is_refused_a_closed_one(listen, talk, closed_talk):
    ear = listen()
    ear.say({"join": {talk.key: 1, closed_talk.key: 1, "thread:999999": 0, "nonsense": 0, "thread:x": 0}})
    frames = [ear.receive() for _ in range(5)]
    assert sorted(frame["refused"] for frame in frames if "refused" in frame) == sorted(
        [closed_talk.key, "thread:999999", "nonsense", "thread:x"]
    )
    assert [frame["stream"] for frame in frames if is_joined(frame)] == [talk.key]


def test_the_control_stream_cannot_be_joined(listen, talk):
    ear = listen(talk.author)
    ear.say({"join": {"control": 0, "look": 0}})
    assert [ear.receive() for _ in range(2)] == [{"refused": "control"}, {"refused": "look"}]


def test_a_members_own_stream_is_theirs_alone(listen, talk):
    stranger = make_person("Olwen")
    for person, answered in ((talk.author, True), (stranger, False), (None, False)):
        ear = listen(person)
        ear.say({"join": {f"member:{talk.author.pk}": None}})
        assert ("refused" not in ear.receive()) is answered


def test_a_member_who_is_removed_hears_nothing_after_two_seconds(listen, closed_talk):
    from community.live.recheck import recheck_person
    from tests.factories import make_post

    reader = make_member(closed_talk.network, name="Rhys")
    other = make_member(closed_talk.network, name="Elin")
    removed, stays = listen(reader), listen(other)
    for ear in (removed, stays):
        ear.say({"join": {closed_talk.key: 1}})
        ear.until(is_joined)
    with transaction.atomic():
        Membership.objects.filter(user=reader).update(state=MembershipState.LEFT)
        recheck_person(reader.pk)
    assert removed.until(lambda frame: "refused" in frame, timeout=2) == {"refused": closed_talk.key}
    make_post(closed_talk.thread, closed_talk.author)
    stays.until_number(2)
    assert removed.silence(2) == []


def test_the_second_order_is_obeyed_like_the_first(listen, closed_talk):
    from community.live.recheck import recheck_person

    people = [make_member(closed_talk.network, name=f"Reader {number}") for number in range(3)]
    ears = [listen(person) for person in people]
    for ear in ears:
        ear.say({"join": {closed_talk.key: 1}})
        ear.until(is_joined)
    for person, ear in zip(people, ears, strict=True):
        Membership.objects.filter(user=person).update(state=MembershipState.LEFT)
        recheck_person(person.pk)
        assert ear.until(lambda frame: "refused" in frame, timeout=2) == {"refused": closed_talk.key}


def test_a_removed_member_falls_silent_even_when_the_order_is_lost(listen, closed_talk, monkeypatch):
    from community.live.recheck import recheck_person

    reader = make_member(closed_talk.network, name="Rhys")
    ear = listen(reader)
    ear.say({"join": {closed_talk.key: 1}})
    ear.until(is_joined)
    monkeypatch.setattr(wakeup, "wake", lambda news: None)
    Membership.objects.filter(user=reader).update(state=MembershipState.SUSPENDED)
    recheck_person(reader.pk)
    assert ear.until(lambda frame: "refused" in frame, timeout=3) == {"refused": closed_talk.key}


def test_suspending_through_the_domain_silences_too(listen, closed_talk):
    from community.networks.domain.memberships import suspend

    coordinator = make_member(closed_talk.network, role="coordinator", name="Gwen")
    reader = make_member(closed_talk.network, name="Rhys")
    ear = listen(reader)
    ear.say({"join": {closed_talk.key: 1}})
    ear.until(is_joined)
    suspend(Membership.objects.get(user=reader), by=coordinator, reason="A pause.")
    assert ear.until(lambda frame: "refused" in frame, timeout=2) == {"refused": closed_talk.key}


def test_signing_out_in_one_tab_silences_the_other(listen, closed_talk, client):
    client.force_login(closed_talk.author, backend="django.contrib.auth.backends.ModelBackend")
    from django.conf import settings

    session_cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    ear = listen.with_cookie(session_cookie)
    ear.say({"join": {closed_talk.key: 1}})
    ear.until(is_joined)
    client.logout()
    assert ear.close_code(timeout=2) == sockets.CODE_COME_BACK
    again = listen.with_cookie(session_cookie)
    again.say({"join": {closed_talk.key: 1}})
    assert again.receive() == {"refused": closed_talk.key}


def test_a_narrower_audience_silences_who_is_outside(listen, talk):
    visitor, member = listen(), listen(talk.author)
    for ear in (visitor, member):
        ear.say({"join": {talk.key: talk.number}})
        ear.until(is_joined)
    with transaction.atomic():
        type(talk.space).objects.filter(pk=talk.space.pk).update(audience="networks")
        recheck_stream(talk.key)
    assert visitor.until(lambda frame: "refused" in frame, timeout=2) == {"refused": talk.key}
    talk.say()
    member.until_number(2)
    assert visitor.silence(1) == []


def test_a_closed_account_hears_what_visitors_hear(listen, talk, closed_talk):
    from community.live.recheck import recheck_person

    ear = listen(closed_talk.author)
    ear.say({"join": {talk.key: 1, closed_talk.key: 1}})
    ear.until(is_joined)
    ear.until(is_joined)
    type(closed_talk.author).objects.filter(pk=closed_talk.author.pk).update(is_active=False)
    recheck_person(closed_talk.author.pk)
    assert ear.until(lambda frame: "refused" in frame, timeout=2) == {"refused": closed_talk.key}
    talk.say()
    assert ear.until_number(2)["stream"] == talk.key


# --- What some may not see ----------------------------------------------------------------------------------------


def test_an_event_that_a_viewer_may_not_see_arrives_as_a_bare_number(listen, talk, monkeypatch):
    from dataclasses import replace

    from community.audience import network_key
    from community.live.kinds import streams

    kind = streams.get("thread")

    def draw(events, language):
        only = frozenset({network_key(talk.network.pk)})
        return [replace(fragment, only_for=only) for fragment in kind.draw(events, language)]

    monkeypatch.setitem(streams._entries, "thread", replace(kind, draw=draw, hides_some=True))
    visitor, member = listen(), listen(talk.author)
    for ear in (visitor, member):
        ear.say({"join": {talk.key: talk.number}})
        ear.until(is_joined)
    talk.say("<p>For members.</p>")
    assert visitor.receive()["events"] == [{"n": 2}]
    assert "For members." in member.receive()["events"][0]["html"]


# --- Manners ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("not json", sockets.CODE_NOT_UNDERSTOOD),
        ("[]", sockets.CODE_NOT_UNDERSTOOD),
        (b"\x00\x01", sockets.CODE_NOT_UNDERSTOOD),
        ({"join": {"thread:1": -1}}, sockets.CODE_NOT_UNDERSTOOD),
        ({"join": {"thread:1": "1"}}, sockets.CODE_NOT_UNDERSTOOD),
        ({"join": ["thread:1"]}, sockets.CODE_NOT_UNDERSTOOD),
        ({"leave": "thread:1"}, sockets.CODE_NOT_UNDERSTOOD),
        ("[" * 4000, sockets.CODE_NOT_UNDERSTOOD),
        ("x" * 5000, sockets.CODE_TOO_LARGE),
    ],
)
def test_a_frame_that_makes_no_sense_closes_the_socket_with_a_reason(listen, said, code):
    ear = listen()
    ear.say(said)
    assert ear.close_code() == code


def test_a_socket_that_never_stops_talking_is_closed(listen):
    ear = listen()
    for _ in range(70):
        ear.say({"ping": 1})
    assert ear.close_code() == sockets.CODE_TOO_MANY


def test_a_socket_listens_to_twenty_streams_at_most(listen, talk):
    ear = listen()
    ear.say({"join": {f"thread:{pk}": 0 for pk in range(1000, 1020)} | {talk.key: 1}})
    frames = [ear.receive() for _ in range(21)]
    assert {frame["refused"] for frame in frames} >= {talk.key}
    assert hub.streams == {}


def test_other_sites_pages_are_sent_away_with_a_reason(listen, talk):
    ear = listen(talk.author, origin="https://evil.example")
    assert ear.close_code() == sockets.CODE_FOREIGN_ORIGIN
    ours = listen(talk.author, origin=listen.site.url)
    ours.say({"join": {talk.key: 1}})
    assert is_joined(ours.receive())


def test_an_unknown_address_is_closed_politely(listen):
    assert listen(path="/nothing/here/").close_code() == sockets.CODE_UNKNOWN_ADDRESS


def test_nothing_is_left_behind_when_sockets_go(listen, talk):
    ears = [listen(talk.author if number % 2 else None) for number in range(6)]
    for ear in ears:
        ear.say({"join": {talk.key: talk.number, talk.space.stream_key: 0}})
    for ear in ears:
        ear.until(is_joined)
        ear.close()
    deadline = time.monotonic() + 5
    while (hub.sockets or hub.streams) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (hub.sockets, hub.streams) == (set(), {})
    assert Event.objects.filter(stream__key=talk.key).count() == 1


def test_the_cookie_is_enough_and_an_invented_one_is_a_visitor(listen, closed_talk):
    for cookie, answer in ((cookie_of(closed_talk.author), "stream"), ("sessionid=invented", "refused")):
        ear = listen.with_cookie(cookie)
        ear.say({"join": {closed_talk.key: 1}})
        assert answer in ear.receive()
