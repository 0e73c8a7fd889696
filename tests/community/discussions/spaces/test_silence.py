"""Sockets of those who may no longer read fall silent within two seconds."""

import time
from types import SimpleNamespace

import pytest

from community.discussions.domain.subjects import thread_on
from community.discussions.domain.threads import remove_thread
from community.discussions.models import SpaceInvitation
from community.discussions.spaces.domain import change_space, send_out
from community.discussions.tending.domain import merge_threads, move_thread
from community.jobs.queue import perform_all_due
from community.live.log import number_of
from community.networks.domain.memberships import leave, suspend
from community.networks.models import Membership
from events.gatherings.pages import EventPage
from tests.community.live.conftest import listen, second_site, talk  # noqa: F401
from tests.community.live.listener import Listener, cookie_of
from tests.factories import make_member, make_network, make_post, make_space, make_thread
from tests.factories.events import gathering_of, make_event_page

pytestmark = pytest.mark.clock


def joined(ear, key, number):
    ear.say({"join": {key: number}})
    ear.until(lambda frame: frame.get("joined"))


def refused(ear, key):
    return ear.until(lambda frame: "refused" in frame, timeout=2) == {"refused": key}


def test_who_is_taken_out_of_a_closed_space(listen):  # noqa: F811
    network = make_network()
    mair = make_member(network, role="coordinator", name="Mair")
    rhys = make_member(network, name="Rhys")
    space = make_space([network], audience="space")
    for person in (mair, rhys):
        SpaceInvitation.objects.create(space=space, user=person)
    thread = make_thread(space, mair)
    out, stays = listen(rhys), listen(mair)
    for ear in (out, stays):
        joined(ear, thread.stream_key, 1)
    send_out(space.invitations.get(user=rhys), by=mair)
    assert refused(out, thread.stream_key)
    make_post(thread, mair)
    stays.until_number(2)
    assert out.silence(1) == []


def test_a_space_with_a_narrower_audience_and_a_thread_that_is_moved_or_merged(listen, talk):  # noqa: F811
    mair = make_member(talk.network, role="coordinator", name="Mair")
    inner = make_space([talk.network], audience="networks")
    other = make_thread(talk.space, mair, title="Other")
    third = make_thread(inner, mair, title="Third")
    open_space = make_space([talk.network])
    fourth = make_thread(open_space, mair, title="Fourth")
    ears = {thread: listen() for thread in (talk.thread, other, fourth)}
    for thread, ear in ears.items():
        joined(ear, thread.stream_key, 1)
    move_thread(talk.thread, to=inner, by=mair)
    assert refused(ears[talk.thread], talk.key)
    merge_threads(other, into=third, by=mair)
    assert refused(ears[other], other.stream_key)
    change_space(open_space, by=mair, audience="members")
    assert refused(ears[fourth], fourth.stream_key)
    for thread in (talk.thread, fourth):
        make_post(thread, mair)
    for ear in ears.values():
        assert ear.silence(0.7) == []


# --- Every way of losing access, measured -------------------------------------------------------------------------------


class Loss:
    """A conversation, somebody who listens to it and will lose it, somebody who stays, and how it is lost."""

    def __init__(self, audience="networks"):
        self.network = make_network()
        self.mair = make_member(self.network, role="coordinator", name="Mair")
        self.rhys = make_member(self.network, name="Rhys")
        self.space = make_space([self.network], audience=audience)
        if audience == "space":
            for person in (self.mair, self.rhys):
                SpaceInvitation.objects.create(space=self.space, user=person)
        self.thread = make_thread(self.space, self.mair)

    @property
    def tie(self):
        return Membership.objects.get(network=self.network, user=self.rhys)

    def elsewhere(self, audience="space"):
        space = make_space([self.network], audience=audience)
        SpaceInvitation.objects.create(space=space, user=self.mair)
        return space


def left(it):
    leave(it.network, by=it.rhys)


def suspended(it):
    suspend(it.tie, by=it.mair, reason="A pause.")


def closed_account(it):
    it.rhys.is_active = False
    it.rhys.save()


def closed_account_among_others(it):
    type(it.rhys).objects.filter(pk=it.rhys.pk).update(is_active=False)


def sent_out(it):
    send_out(it.space.invitations.get(user=it.rhys), by=it.mair)


def narrowed(it):
    change_space(it.space, by=it.mair, audience="space")


def given_to_another_network(it):
    other = make_network()
    make_member(other, role="coordinator", person=it.mair)
    change_space(it.space, by=it.mair, networks=[other])


def moved(it):
    move_thread(it.thread, to=it.elsewhere(), by=it.mair)


def merged(it):
    merge_threads(it.thread, into=make_thread(it.elsewhere(), it.mair), by=it.mair)


def removed(it):
    remove_thread(it.thread, by=it.mair)


# How it is lost → who reads the space before. Of the last two, the one who stays hears no more posts either.
WAYS = [
    (left, "networks"), (suspended, "networks"), (suspended, "space"), (left, "space"), (closed_account, "networks"),
    (closed_account, "members"), (closed_account_among_others, "networks"), (sent_out, "space"),
    (narrowed, "networks"), (narrowed, "members"), (given_to_another_network, "networks"), (moved, "members"),
    (merged, "networks"), (removed, "networks"),
]  # fmt: skip
WITHIN = 2.0  # seconds


def test_every_way_of_losing_access_silences_within_two_seconds(listen, second_site):  # noqa: F811
    losses = [(way, Loss(audience)) for way, audience in WAYS]
    ears = []
    for _way, it in losses:
        # One in each web process, where there are several.
        there = SimpleNamespace(url=second_site)
        own = [listen(it.rhys), Listener(there, cookie=cookie_of(it.rhys))]
        stays = listen(it.mair)
        for ear in (*own, stays):
            joined(ear, it.thread.stream_key, 1)
        ears.append((own, stays))
    for (way, it), (own, _stays) in zip(losses, ears, strict=True):
        began = time.monotonic()
        way(it)
        took = []
        for ear in own:
            assert refused(ear, it.thread.stream_key), way.__name__
            took.append(time.monotonic() - began)
        assert max(took) < WITHIN, (way.__name__, took)
    for (way, it), (_own, stays) in zip(losses, ears, strict=True):
        if way not in (merged, removed):
            number = number_of(it.thread.stream_key) + 1
            make_post(type(it.thread).objects.get(pk=it.thread.pk), it.mair)
            stays.until_number(number)
    time.sleep(0.3)
    for (way, _it), (own, _stays) in zip(losses, ears, strict=True):
        for ear in own:
            assert ear.silence(0.02) == [], way.__name__
            ear.close()


def test_a_thing_that_is_hidden_silences_those_who_talk_about_it(listen):  # noqa: F811
    network = make_network()
    mair = make_member(network, role="coordinator", name="Mair")
    page = make_event_page([network])
    gathering = gathering_of(page)
    thread = thread_on("event", gathering)
    make_post(thread, mair)
    quiet = gathering_of(make_event_page([network]))
    ear = listen()
    waits = f"on:event.{quiet.pk}"
    for key, number in ((thread.stream_key, 1), (waits, 0)):
        joined(ear, key, number)
    began = time.monotonic()
    page.unpublish()
    assert refused(ear, thread.stream_key)
    assert time.monotonic() - began < WITHIN
    began = time.monotonic()
    EventPage.objects.get(translation_key=quiet.translation_key).unpublish()
    assert refused(ear, waits)
    assert time.monotonic() - began < WITHIN


def test_one_who_lost_a_conversation_does_not_hear_of_it_by_their_own_stream_either(listen):  # noqa: F811
    it = Loss()
    make_post(it.thread, it.rhys)
    leave(it.network, by=it.rhys)
    perform_all_due()
    ear = listen(it.rhys)
    ear.say({"join": {f"member:{it.rhys.pk}": None}})
    ear.until(lambda frame: frame.get("joined"))
    make_post(it.thread, it.mair)
    perform_all_due()
    assert ear.silence(1) == []
