"""Marking as read and taking it back; unread counts as brute force counts them."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.discussions.domain.reading import follow, read_up_to, set_level
from community.discussions.domain.subjects import thread_on
from community.discussions.follows.domain import choose
from community.discussions.follows.models import SpaceFollow, TopicFollow
from community.discussions.inbox.contents import count_unread
from community.discussions.inbox.marking import mark_read, take_back
from community.discussions.models import Thread, ThreadPlace
from community.live.models import Event
from community.networks.models import Membership
from community.notifications.models import Notification
from tests.factories import make_member, make_network, make_post, make_space, make_thread, make_topic
from tests.factories.events import gathering_of, make_event_page

pytestmark = pytest.mark.django_db


def place(person, thread):
    return ThreadPlace.objects.get(user=person, thread=thread)


@pytest.fixture
def followed(thread, nia, rhys):
    follow(thread, by=rhys)
    for _ in range(3):
        make_post(thread, nia)
    read_up_to(thread, by=rhys, number=2)
    return thread


def inbox_of(person):
    return Thread.objects.in_inbox_of(person)


class TestMarking:
    def test_what_was_really_read_is_untouched(self, followed, rhys):
        assert mark_read(inbox_of(rhys), by=rhys) is not None
        here = place(rhys, followed)
        assert (here.read_number, here.marked_number, here.up_to) == (2, 4, 4)
        assert count_unread(rhys.pk) == 0
        assert mark_read(inbox_of(rhys), by=rhys) is None

    def test_it_is_taken_back_exactly_with_what_was_read_meanwhile(self, followed, rhys):
        at = mark_read(inbox_of(rhys), by=rhys)
        read_up_to(followed, by=rhys, number=3)
        assert take_back(by=rhys, at=at) == 1
        assert place(rhys, followed).up_to == 3
        assert inbox_of(rhys).get().last_number - inbox_of(rhys).get().read_number == 1
        assert take_back(by=rhys, at=at) == 0

    def test_a_later_mark_survives_taking_back_an_earlier_one(self, followed, nia, rhys):
        first = mark_read(inbox_of(rhys), by=rhys)
        make_post(followed, nia)
        followed.refresh_from_db()
        second = mark_read(inbox_of(rhys), by=rhys)
        assert take_back(by=rhys, at=first) == 0
        assert place(rhys, followed).up_to == 5
        take_back(by=rhys, at=second)
        assert place(rhys, followed).up_to == 4

    def test_nobody_takes_back_what_others_marked(self, followed, rhys, gwen):
        at = mark_read(inbox_of(rhys), by=rhys)
        assert take_back(by=gwen, at=at) == 0
        assert place(rhys, followed).up_to == 4

    def test_what_came_after_the_list_was_seen_stays_unread(self, followed, nia, rhys):
        seen_at = timezone.now()
        Thread.objects.filter(pk=followed.pk).update(last_post_at=seen_at + timedelta(seconds=1))
        assert mark_read(inbox_of(rhys), by=rhys, seen_at=seen_at) is None

    def test_notices_follow_both_ways(self, followed, rhys, run_jobs):
        run_jobs()
        unread = Notification.objects.filter(user=rhys, read_at__isnull=True)
        before = unread.count()
        assert before
        at = mark_read(inbox_of(rhys), by=rhys)
        assert unread.count() == 0
        take_back(by=rhys, at=at)
        assert unread.count() == before

    def test_other_pages_are_told_the_numbers(self, followed, rhys):
        at = mark_read(inbox_of(rhys), by=rhys)
        take_back(by=rhys, at=at)
        told = Event.objects.filter(stream__key=f"member:{rhys.pk}", kind="marked").order_by("number")
        assert [event.data for event in told] == [
            {"threads": {str(followed.pk): 4}},
            {"threads": {str(followed.pk): 2}},
        ]

    def test_one_and_a_hundred_cost_the_same(self, space, nia, rhys, queries):
        from community.audience import viewer_of

        choose(space, by=rhys, level="watching")
        viewer_of(rhys)  # read once a request
        counts = []
        for more in (1, 100):
            for _ in range(more):
                make_thread(space, nia)
            with queries() as seen:
                mark_read(inbox_of(rhys), by=rhys)
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 14


class TestCounting:
    def test_what_hangs_on_a_thing_counts_for_those_it_is_for(self, network, space, nia, rhys):
        hung = thread_on("event", gathering_of(make_event_page([network])))
        Thread.objects.filter(pk=hung.pk).update(audience="networks")
        hung.networks.set([network])
        make_post(hung, nia)
        for thread in (hung, make_thread(space, nia)):
            follow(thread, by=rhys)
        assert count_unread(rhys.pk) == inbox_of(rhys).unread().count() == 2
        Membership.objects.filter(user=rhys).update(state="left")
        assert count_unread(rhys.pk) == 1

    def test_a_closed_account_has_none(self, followed, rhys):
        assert count_unread(rhys.pk) == 1
        type(rhys).objects.filter(pk=rhys.pk).update(is_active=False)
        assert count_unread(rhys.pk) == 0

    def test_nothing_unread_costs_one_query_and_a_hundred_spaces_three(self, network, nia, rhys, queries):
        with queries(exactly=1):
            assert count_unread(rhys.pk) == 0
        for _ in range(100):
            follow(make_thread(make_space([network]), nia), by=rhys)
        with queries(exactly=3):
            assert count_unread(rhys.pk) == 100


# --- As brute force counts ----------------------------------------------------------------------------------------

ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "post",
                "own",
                "read",
                "mark",
                "undo",
                "level",
                "space",
                "topic",
                "start",
                "remove",
                "leave",
                "join",
            ]
        ),
        st.integers(0, 5),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=24,
)
LEVELS = ("watching", "normal", "muted", "")


def brute(person, keys):
    """Unread posts of each thread in the inbox, worked out one by one in Python from the rows."""
    counts = {}
    for thread in Thread.objects.filter(removed_at__isnull=True).select_related("space"):
        if not keys & thread.space.audience_keys():
            continue
        here = ThreadPlace.objects.filter(user=person, thread=thread).first()
        in_it = False
        if here and here.level:
            in_it = here.level == "watching" or (here.has_taken_part and here.level == "normal")
        else:
            of_space = SpaceFollow.objects.filter(user=person, space=thread.space).first()
            if of_space:
                in_it = of_space.level == "watching" and thread.last_post_at > of_space.since
            else:
                topics = {pk for topic in thread.topics.all() for pk in (topic.pk, topic.parent_id)}
                in_it = any(
                    thread.last_post_at > one.since
                    for one in TopicFollow.objects.filter(
                        user=person, level="watching", topic__in=topics - {None}
                    )
                )
        if in_it:
            up_to = max(here.read_number, here.marked_number) if here else 0
            if thread.posts.filter(number__gt=up_to).exists():
                counts[thread.pk] = thread.posts.filter(number__gt=up_to).count()
    return counts


_names = itertools.count()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_unread_is_what_brute_force_counts_and_reading_is_only_ever_raised(db, actions):
    from django.db import transaction

    from community.audience import forget_viewer, viewer_of
    from community.discussions.domain.threads import remove_thread

    with transaction.atomic():
        network = make_network(f"brute-{next(_names)}")
        parent = make_topic()
        topics = [make_topic(parent=parent), make_topic(), parent]
        spaces = [make_space([network]), make_space([network], audience="networks")]
        writer, me = make_member(network, name="Writer"), make_member(network, name="Me")
        threads = [make_thread(spaces[n % 2], writer, topics=topics[n % 3 : n % 3 + 1]) for n in range(4)]
        marks, read = [], {}
        for what, which, how in actions:
            thread = threads[which % len(threads)]
            thread.refresh_from_db()
            if what in ("post", "own", "remove") and thread.removed_at:
                continue
            if what in ("post", "own"):
                make_post(thread, me if what == "own" else writer)
            elif what == "read":
                read_up_to(thread, by=me, number=how)
            elif what == "mark":
                marks.append(mark_read(Thread.objects.in_inbox_of(me), by=me))
            elif what == "undo" and marks and marks[-1]:
                take_back(by=me, at=marks.pop())
            elif what == "level":
                set_level(thread, by=me, level=LEVELS[how % 4])
            elif what == "space":
                choose(spaces[which % 2], by=me, level=LEVELS[how % 4])
            elif what == "topic":
                choose(topics[which % 3], by=me, level=LEVELS[how % 4])
            elif what == "start":
                threads.append(make_thread(spaces[which % 2], writer, topics=topics[how % 3 : how % 3 + 1]))
            elif what == "remove":
                remove_thread(thread, by=writer)
            elif what in ("leave", "join"):
                state = "left" if what == "leave" else "active"
                Membership.objects.filter(user=me, network=network).update(state=state)
            forget_viewer(me)
            now = dict(ThreadPlace.objects.filter(user=me).values_list("thread_id", "read_number"))
            assert all(now[pk] >= number for pk, number in read.items()), "a read number went down"
            read = now
            expected = brute(me, viewer_of(me).keys())
            counted = {
                row.pk: row.last_number - row.read_number for row in Thread.objects.in_inbox_of(me).unread()
            }
            assert counted == expected
            assert count_unread(me.pk) == len(expected)
        transaction.set_rollback(True)
