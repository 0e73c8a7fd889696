"""What can be done to a conversation, and what is refused."""

import threading

import pytest
from django.db import connection

from community.discussions import refusals
from community.discussions.domain.threads import (
    LONGEST_POST,
    close_thread,
    remove_thread,
    reopen_thread,
    reply_to,
    slug_of,
    start_thread,
)
from community.discussions.models import FollowLevel, Post, Thread, ThreadPlace
from community.jobs.models import Job
from community.live.log import number_of
from community.live.models import Event
from tests.factories import (
    make_member,
    make_network,
    make_person,
    make_post,
    make_space,
    make_thread,
    make_topic,
)


def say(thread, by, html="<p>Words.</p>", **more):
    return reply_to(thread, by=by, html=html, language="en", **more)


class TestStarting:
    def test_a_thread_begins_with_its_first_post(self, space, nia):
        topic = make_topic("beginnings")
        thread = start_thread(
            space,
            by=nia,
            title="  How do\n you begin? ",
            html="<p>Tell me.</p>",
            kind="question",
            language="cy",
            topics=[topic],
        )
        thread.refresh_from_db()
        assert (thread.title, thread.slug, thread.kind, thread.language) == (
            "How do you begin?",
            "how-do-you-begin",
            "question",
            "cy",
        )
        assert (thread.author, thread.post_count, thread.last_number) == (nia, 1, 1)
        assert list(thread.topics.all()) == [topic]
        post = thread.posts.get()
        assert (post.number, post.author, post.html, post.text, post.language) == (
            1,
            nia,
            "<p>Tell me.</p>",
            "Tell me.",
            "cy",
        )

    def test_its_author_follows_it_and_has_read_it(self, thread, nia):
        place = ThreadPlace.objects.get()
        assert (place.user, place.level, place.read_number, place.has_taken_part) == (
            nia,
            FollowLevel.WATCHING,
            1,
            True,
        )

    def test_it_is_told_to_the_thread_and_to_the_space(self, thread, space):
        events = Event.objects.order_by("stream__key").values_list("stream__key", "kind", "target", "data")
        assert list(events.filter(stream__key__in=[thread.stream_key, space.stream_key])) == [
            (space.stream_key, "thread", f"thread-{thread.pk}", {"thread": thread.pk}),
            (thread.stream_key, "post", "post-1", {"post": 1}),
        ]

    @pytest.mark.parametrize(
        ("title", "html", "refusal"),
        [
            ("", "<p>Words.</p>", refusals.TitleMissing),
            (" \n\x00 ", "<p>Words.</p>", refusals.TitleMissing),
            ("x" * 201, "<p>Words.</p>", refusals.TitleTooLong),
            ("Title", "", refusals.NothingSaid),
            ("Title", "<p> &nbsp; </p>", refusals.NothingSaid),
            ("Title", "<script>alert(1)</script>", refusals.NothingSaid),
            ("Title", "x" * (LONGEST_POST + 1), refusals.TooLong),
            ("Title", "<p></p>" * LONGEST_POST, refusals.TooLong),
        ],
    )
    def test_what_is_refused_leaves_nothing_behind(self, space, nia, title, html, refusal):
        with pytest.raises(refusal):
            start_thread(space, by=nia, title=title, html=html, language="en")
        assert (
            Thread.objects.count(),
            Post.objects.count(),
            Event.objects.filter(stream__key=space.stream_key).count(),
        ) == (0, 0, 0)

    def test_the_longest_title_and_text_are_taken(self, space, nia):
        thread = start_thread(space, by=nia, title="x" * 200, html="y" * LONGEST_POST, language="en")
        assert len(thread.posts.get().text) == LONGEST_POST

    @pytest.mark.parametrize(
        ("title", "slug"), [("Ynys Môn?", "ynys-mon"), ("!!!", "-"), ("日本", "-"), ("a" * 120, "a" * 80)]
    )
    def test_the_address_is_made_of_the_title(self, title, slug):
        assert slug_of(title) == slug

    def test_sent_twice_it_is_started_once(self, space, nia):
        first, second = (
            start_thread(space, by=nia, title="Once", html="<p>Once.</p>", language="en", submission_key="k")
            for _ in range(2)
        )
        assert first == second
        assert Thread.objects.count() == 1


class TestReplying:
    def test_numbers_follow_one_another_and_counters_with_them(self, thread, nia, rhys):
        assert [say(thread, rhys).number, say(thread, nia).number] == [2, 3]
        fresh = Thread.objects.get()
        assert (fresh.last_number, fresh.post_count, fresh.last_post_at) == (
            3,
            3,
            thread.posts.get(number=3).created_at,
        )
        assert (thread.last_number, thread.post_count) == (3, 3)
        assert number_of(thread.stream_key) == 3

    def test_the_space_hears_of_it(self, thread, space, rhys):
        say(thread, rhys)
        newest = Event.objects.filter(stream__key=space.stream_key).latest("number")
        assert (newest.kind, newest.target, newest.data) == (
            "reply",
            f"thread-{thread.pk}",
            {"thread": thread.pk, "post": 2},
        )

    def test_what_is_written_is_cleaned(self, thread, rhys):
        post = say(
            thread, rhys, '<p onclick="x()">Hi <img src=x onerror=y><b>there</b></p><style>p{}</style>'
        )
        assert (post.html, post.text) == ("<p>Hi <b>there</b></p>", "Hi there")

    def test_who_replies_follows_unless_they_muted_it(self, thread, rhys):
        say(thread, rhys)
        place = ThreadPlace.objects.get(user=rhys)
        assert (place.level, place.read_number, place.has_taken_part) == (FollowLevel.WATCHING, 2, True)
        ThreadPlace.objects.filter(user=rhys).update(level=FollowLevel.MUTED)
        say(thread, rhys)
        place.refresh_from_db()
        assert (place.level, place.read_number) == (FollowLevel.MUTED, 3)

    def test_a_closed_thread_takes_nothing(self, thread, rhys, gwen):
        close_thread(thread, by=gwen)
        with pytest.raises(refusals.ThreadIsClosed) as refused:
            say(thread, rhys)
        assert refused.value.field == "text"
        assert Post.objects.said().count() == 1

    def test_a_thread_closed_meanwhile_takes_nothing_though_the_page_thought_it_open(
        self, thread, rhys, gwen
    ):
        stale = Thread.objects.get(pk=thread.pk)
        close_thread(thread, by=gwen)
        assert not stale.is_closed
        with pytest.raises(refusals.ThreadIsClosed):
            say(stale, rhys)

    def test_a_removed_thread_is_not_there(self, thread, rhys, gwen):
        remove_thread(thread, by=gwen)
        with pytest.raises(refusals.NoSuchThread):
            say(thread, rhys)

    def test_a_post_of_another_thread_cannot_be_replied_to_here(self, thread, space, nia, rhys):
        other = make_thread(space, nia).posts.get()
        with pytest.raises(refusals.ForeignPost):
            say(thread, rhys, in_reply_to=other)
        assert thread.posts.count() == 1

    def test_sent_twice_with_the_same_words_it_is_one_post(self, thread, rhys):
        first, second = (say(thread, rhys, submission_key="k") for _ in range(2))
        assert first == second
        assert (Post.objects.count(), Thread.objects.get().last_number, number_of(thread.stream_key)) == (
            2,
            2,
            2,
        )

    def test_an_old_form_with_new_words_is_a_new_post(self, thread, rhys):
        say(thread, rhys, "<p>First.</p>", submission_key="k")
        second = say(thread, rhys, "<p>Another, after the back button.</p>", submission_key="k")
        assert (second.number, second.text) == (3, "Another, after the back button.")

    def test_a_post_that_got_in_before_closing_is_found_again(self, thread, rhys, gwen):
        first = say(thread, rhys, submission_key="k")
        close_thread(thread, by=gwen)
        assert say(thread, rhys, submission_key="k") == first

    def test_the_same_key_of_two_people_is_two_posts(self, thread, nia, rhys):
        assert say(thread, nia, submission_key="k") != say(thread, rhys, submission_key="k")

    def test_it_costs_the_same_whatever_the_number_of_followers(self, space, nia, rhys, queries):
        def cost(followers):
            thread = make_thread(space, nia)
            ThreadPlace.objects.bulk_create(
                [
                    ThreadPlace(thread=thread, user=make_person(f"F{n}"), level=FollowLevel.WATCHING)
                    for n in range(followers)
                ]
            )
            say(thread, rhys)
            with queries(at_most=9) as seen:
                say(thread, rhys)
            return len(seen)

        assert cost(1) == cost(40)

    def test_what_can_wait_is_a_job_of_the_same_transaction(self, thread, rhys):
        post = say(thread, rhys)
        assert Job.objects.filter(name="discussions.post_written", payload={"post_id": post.pk}).count() == 1

    def test_hooks_hear_of_a_post_once_it_is_there(self, thread, rhys, run_jobs, monkeypatch):
        from community.discussions.domain import hooks

        heard = []
        monkeypatch.setitem(
            hooks.on_post_written._entries, "test", lambda post: heard.append((post.number, post.thread))
        )
        say(thread, rhys)
        run_jobs()
        assert heard == [(1, thread), (2, thread)]


def test_people_who_reply_at_once_get_numbers_without_holes(live_site):
    """Twelve members write to two threads at the same time, on the real engine."""
    network = make_network()
    space = make_space([network])
    people = [make_member(network, name=f"Member {n}") for n in range(6)]
    threads = [make_thread(space, people[0], title=f"T{n}") for n in range(2)]
    errors = []

    def write(person, thread):
        try:
            for _ in range(4):
                make_post(thread, person)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    writers = [
        threading.Thread(target=write, args=(person, thread)) for person in people for thread in threads
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert errors == []
    for thread in threads:
        thread.refresh_from_db()
        assert list(thread.posts.order_by("number").values_list("number", flat=True)) == list(range(1, 26))
        assert (thread.last_number, thread.post_count, number_of(thread.stream_key)) == (25, 25, 25)
        in_order = list(thread.posts.order_by("number").values_list("pk", flat=True))
        events = (
            Event.objects.filter(stream__key=thread.stream_key)
            .order_by("number")
            .values_list("data", flat=True)
        )
        assert [event["post"] for event in events] == list(range(1, 26))
        assert len(set(in_order)) == 25
    assert number_of(space.stream_key) == 50


def test_the_button_pressed_by_two_hands_at_once_writes_one_post(live_site):
    network = make_network()
    person = make_member(network)
    thread = make_thread(make_space([network]), person)
    written, start = [], threading.Barrier(5)

    def press():
        try:
            start.wait()
            written.append(
                reply_to(thread, by=person, html="<p>Once.</p>", language="en", submission_key="same")
            )
        finally:
            connection.close()

    hands = [threading.Thread(target=press) for _ in range(5)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)
    assert len(written) == 5
    assert len({post.pk for post in written}) == 1
    assert Post.objects.filter(thread=thread).count() == 2


class TestClosing:
    def test_closing_and_opening_again_say_whether_anything_changed(self, thread, gwen):
        assert [close_thread(thread, by=gwen), close_thread(thread, by=gwen)] == [True, False]
        fresh = Thread.objects.get()
        assert fresh.is_closed
        assert fresh.closed_by == gwen
        assert [reopen_thread(thread, by=gwen), reopen_thread(thread, by=gwen)] == [True, False]
        fresh.refresh_from_db()
        assert (fresh.closed_at, fresh.closed_by) == (None, None)

    def test_each_change_leaves_an_event_for_thread_and_space(self, thread, space, gwen):
        close_thread(thread, by=gwen)
        reopen_thread(thread, by=gwen)
        for key, expected in (
            (thread.stream_key, ["note", "closed", "note", "reopened"]),
            (space.stream_key, ["closed", "reopened"]),
        ):
            kinds = Event.objects.filter(stream__key=key).order_by("number").values_list("kind", flat=True)
            assert list(kinds)[1:] == expected
