"""Who is writing is seen by those who listen and are signed in, where a conversation shows it, and nowhere else."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from community.discussions.domain.subjects import thread_on
from community.live import hub as hub_module
from community.live import sockets
from community.live.hub import hub
from community.live.models import Event
from community.networks.models import Membership
from tests.factories import make_member, make_network, make_person, make_post, make_space, make_thread
from tests.factories.events import gathering_of, make_event_page

from .listener import Listener, cookie_of

pytestmark = pytest.mark.served


@pytest.fixture
def meeting(live_site):
    """A gathering of one network with a conversation; ``nia``, ``rhys`` and ``mair`` may write in it."""

    class Meeting:
        def __init__(self):
            self.network = make_network("wales")
            self.gathering = gathering_of(make_event_page([self.network]))
            self.nia = make_member(self.network, name="Nia Parry")
            self.rhys = make_member(self.network, name="Rhys Bevan")
            self.mair = make_member(self.network, name="Mair Puw")
            self.thread = thread_on("event", self.gathering)
            make_post(self.thread, self.nia)
            self.key = self.thread.stream_key

    return Meeting()


@pytest.fixture
def at(listen, meeting):
    """A function that opens a socket which listens to the conversation (or ``key``)."""

    def joined(person=None, key=None, **options):
        ear = listen(person, **options)
        key = key or meeting.key
        ear.say({"join": {key: None}})
        ear.until(lambda frame: frame.get("stream") == key)
        return ear

    return joined


def signs(ear, seconds=0.7):
    """Who was shown as writing within that time."""
    deadline, seen = time.monotonic() + seconds, []
    while (left := deadline - time.monotonic()) > 0:
        try:
            frame = ear.receive(left)
        except TimeoutError:
            break
        if "typing" in frame:
            seen.append(frame)
    return seen


def test_the_others_who_are_signed_in_see_who_is_writing(at, meeting):
    nia, rhys, second_tab, visitor = at(meeting.nia), at(meeting.rhys), at(meeting.nia), at()
    nia.say({"typing": meeting.key})
    assert signs(rhys) == [{"typing": meeting.key, "id": meeting.nia.pk, "name": "Nia Parry"}]
    assert signs(nia) == signs(second_tab) == signs(visitor) == []


def test_it_is_shown_before_anybody_has_said_a_word(at, meeting):
    key = f"on:event.{gathering_of(make_event_page([meeting.network])).pk}"
    nia, rhys, visitor = at(meeting.nia, key=key), at(meeting.rhys, key=key), at(key=key)
    nia.say({"typing": key})
    assert [sign["name"] for sign in signs(rhys)] == ["Nia Parry"]
    assert signs(visitor) == []


def test_one_socket_says_so_once_in_three_seconds_and_a_flood_is_dropped(at, meeting, monkeypatch):
    monkeypatch.setattr(hub_module, "TYPING_SECONDS", 1)
    nia, rhys = at(meeting.nia), at(meeting.rhys)
    for _ in range(40):
        nia.say({"typing": meeting.key})
    assert len(signs(rhys, 0.8)) == 1
    time.sleep(0.4)
    nia.say({"typing": meeting.key})
    nia.say({"ping": 1})  # it was not closed for it
    assert nia.until(lambda frame: "pong" in frame)
    assert len(signs(rhys)) == 1
    # Many tabs of one person are no more than one.
    for tab in [at(meeting.nia) for _ in range(3)]:
        tab.say({"typing": meeting.key})
    assert len(signs(rhys)) <= 1


def test_of_a_crowd_a_few_are_shown_and_nobody_is_remembered(at, meeting, monkeypatch):
    monkeypatch.setattr(hub_module, "TYPING_ENDS_SECONDS", 1)
    rhys = at(meeting.rhys)
    crowd = [at(make_member(meeting.network, name=f"Member {number}")) for number in range(9)]
    for one in crowd:
        one.say({"typing": meeting.key})
    assert len(signs(rhys, 1.2)) == hub_module.MOST_TYPING
    assert len(hub.streams[meeting.key].typing) == hub_module.MOST_TYPING
    # They are forgotten for those who come after them.
    mair = at(meeting.mair)
    mair.say({"typing": meeting.key})
    assert [sign["name"] for sign in signs(rhys)] == ["Mair Puw"]
    assert set(hub.streams[meeting.key].typing) == {meeting.mair.pk}


def test_nothing_of_it_is_written_down(at, meeting):
    nia, rhys = at(meeting.nia), at(meeting.rhys)
    before = Event.objects.count()
    nia.say({"typing": meeting.key})
    assert len(signs(rhys)) == 1
    assert Event.objects.count() == before
    # Who joins later is told nothing of it, and plain requests know nothing.
    assert signs(at(meeting.mair)) == []


def test_a_conversation_of_a_space_shows_nobody(at, meeting):
    space = make_space([meeting.network])
    thread = make_thread(space, meeting.nia)
    nia, rhys = at(meeting.nia, key=thread.stream_key), at(meeting.rhys, key=thread.stream_key)
    nia.say({"typing": thread.stream_key})
    assert signs(rhys) == []


def test_neither_does_that_of_a_record(at, meeting):
    from tests.factories.library import make_resource

    record = make_resource()
    thread = thread_on("resource", record)
    nia, rhys = at(meeting.nia, key=thread.stream_key), at(meeting.rhys, key=thread.stream_key)
    nia.say({"typing": thread.stream_key})
    assert signs(rhys) == []


def test_what_a_socket_does_not_listen_to_it_cannot_write_in(at, meeting):
    nia, rhys = at(meeting.nia), at(meeting.rhys)
    for key in ("thread:999999", "nonsense", "", "control", "member:1", "on:event.999"):
        nia.say({"typing": key})
    nia.say({"ping": 1})
    assert nia.until(lambda frame: "pong" in frame)
    assert signs(rhys) == []
    nia.say({"typing": meeting.key})  # and it cost her nothing
    assert len(signs(rhys)) == 1


def test_who_may_read_and_not_write_is_not_shown_and_sees_the_others(at, meeting):
    outsider, nia = at(make_person("Olwen")), at(meeting.nia)
    outsider.say({"typing": meeting.key})
    assert signs(nia) == []
    nia.say({"typing": meeting.key})
    assert [sign["name"] for sign in signs(outsider)] == ["Nia Parry"]


def test_in_a_closed_conversation_nobody_is_shown(at, meeting):
    from community.discussions.domain.threads import close_thread

    close_thread(meeting.thread, by=meeting.nia)
    nia, rhys = at(meeting.nia), at(meeting.rhys)
    nia.say({"typing": meeting.key})
    assert signs(rhys) == []


def test_who_lost_access_neither_sees_nor_is_seen(at, meeting):
    from community.discussions.domain.subjects import audience_changed

    meeting.gathering.audience = "networks"
    meeting.gathering.save(update_fields=["audience"])
    meeting.gathering.networks.set([meeting.network])
    audience_changed("event", meeting.gathering)
    nia, rhys = at(meeting.nia), at(meeting.rhys)
    rhys.say({"typing": meeting.key})
    assert [sign["name"] for sign in signs(nia)] == ["Rhys Bevan"]
    suspend(meeting.rhys)
    rhys.until(lambda frame: frame.get("refused") == meeting.key)
    time.sleep(hub_module.TYPING_SECONDS)
    rhys.say({"typing": meeting.key})
    nia.say({"typing": meeting.key})
    assert signs(nia) == signs(rhys) == []


def test_who_may_no_longer_write_is_not_shown_any_more(at, meeting, monkeypatch):
    monkeypatch.setattr(hub_module, "TYPING_SECONDS", 0.1)
    nia, rhys = at(meeting.nia), at(meeting.rhys)
    rhys.say({"typing": meeting.key})
    assert len(signs(nia)) == 1
    suspend(meeting.rhys)  # the conversation stays open to all readers
    deadline = time.monotonic() + 5
    while any(
        ear.may_type for ear in hub.streams[meeting.key].listeners if ear.socket.user_id == meeting.rhys.pk
    ):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    rhys.say({"typing": meeting.key})
    assert signs(nia) == []


def suspend(person):
    """As ``community.networks`` does it, in short."""
    from community.live.recheck import recheck_person

    Membership.objects.filter(user=person).update(state="suspended")
    recheck_person(person.pk)


def test_signs_are_never_what_closes_a_slow_reader():
    """Behind frames that wait, a sign would only add to them."""

    async def run():
        shut = []

        async def send(frame):
            await asyncio.sleep(60)

        async def close(code):
            shut.append(code)

        socket = sockets.Socket(send=send, close=close, language="en")
        for _ in range(500):
            socket.push_lightly('{"typing":"thread:1"}')
        await asyncio.sleep(0)
        assert (socket.is_open, shut) == (True, [])
        # What must not be missed still finds its place.
        for _ in range(sockets.LONGEST_QUEUE - sockets.FEW_WAITING):
            socket.push("{}")
        assert socket.is_open
        socket.gone()

    with ThreadPoolExecutor(1) as pool:  # in this thread a browser may have its loop
        pool.submit(asyncio.run, run()).result()


def test_a_frame_that_is_none_closes_the_socket(at, meeting):
    nia = at(meeting.nia)
    nia.say(json.dumps({"typing": 7}))
    assert nia.close_code() == 4400


def test_it_reaches_the_other_process(at, meeting, second_site):
    """With PostgreSQL and Redis; embedded there is one process, and this is the first test again."""

    class Second:
        url = second_site

    nia = at(meeting.nia)
    rhys, visitor = Listener(Second, cookie=cookie_of(meeting.rhys)), Listener(Second)
    try:
        for ear in (rhys, visitor):
            ear.say({"join": {meeting.key: None}})
            ear.until(lambda frame: frame.get("stream") == meeting.key)
        time.sleep(0.3)  # the second process has subscribed
        nia.say({"typing": meeting.key})
        assert [sign["name"] for sign in signs(rhys, 2)] == ["Nia Parry"]
        assert signs(visitor) == []
        rhys.say({"typing": meeting.key})
        assert [sign["name"] for sign in signs(nia, 2)] == ["Rhys Bevan"]
    finally:
        rhys.close()
        visitor.close()
