"""The inbox, read marks, and following."""

import pytest

from community.discussions.domain.reading import follow, read_up_to, unfollow
from community.discussions.models import FollowLevel, Thread, ThreadPlace
from community.live.models import Event
from tests.factories import make_member, make_network, make_post, make_space, make_thread
from tests.queries import assert_flat

from .test_spaces import titles_on


def place(person, thread):
    return ThreadPlace.objects.get(user=person, thread=thread)


class TestReadMarks:
    def test_a_mark_is_only_ever_raised(self, thread, nia, rhys):
        for _ in range(4):
            make_post(thread, nia)
        assert [read_up_to(thread, by=rhys, number=number) for number in (3, 2, 3, 5)] == [
            True,
            False,
            False,
            True,
        ]
        assert place(rhys, thread).read_number == 5

    def test_nobody_reads_further_than_there_is(self, thread, rhys):
        read_up_to(thread, by=rhys, number=99)
        assert place(rhys, thread).read_number == 1
        assert read_up_to(thread, by=rhys, number=0) is False

    def test_other_pages_of_the_same_person_and_the_hooks_hear_of_it(self, thread, rhys, monkeypatch):
        from community.discussions.domain import hooks

        heard = []
        monkeypatch.setitem(hooks.on_thread_read._entries, "test", lambda *args: heard.append(args))
        read_up_to(thread, by=rhys, number=1)
        read_up_to(thread, by=rhys, number=1)
        event = Event.objects.get(stream__key=f"member:{rhys.pk}", kind="read")
        assert event.data == {"thread": thread.pk, "number": 1}
        assert heard == [(rhys, thread.pk, 1)]

    def test_script_and_button_note_it(self, as_person, client, thread, nia, rhys):
        make_post(thread, nia)
        make_post(thread, nia)
        path = f"/en/threads/{thread.pk}/{thread.slug}/read/"
        answer = as_person(rhys).post(path, {"number": "2"}, headers={"Accept": "application/json"})
        assert answer.status_code == 204
        assert place(rhys, thread).read_number == 2
        assert as_person(rhys).post(path).status_code == 302
        assert place(rhys, thread).read_number == 3
        assert "/accounts/login/" in client.post(path).url
        assert as_person(rhys).get(path).status_code == 302

    def test_noting_costs_a_handful_of_queries(self, as_person, thread, rhys, queries):
        member = as_person(rhys)
        path = f"/en/threads/{thread.pk}/{thread.slug}/read/"
        with queries(at_most=12):
            member.post(path, {"number": "1"})


class TestFollowing:
    def test_it_says_whether_that_is_new(self, thread, rhys):
        assert [follow(thread, by=rhys), follow(thread, by=rhys)] == [True, False]
        assert place(rhys, thread).level == FollowLevel.WATCHING
        assert [unfollow(thread, by=rhys), unfollow(thread, by=rhys)] == [True, False]
        assert place(rhys, thread).level == FollowLevel.NORMAL

    def test_it_keeps_what_was_read(self, thread, rhys):
        read_up_to(thread, by=rhys, number=1)
        follow(thread, by=rhys)
        assert place(rhys, thread).read_number == 1

    def test_the_buttons_do_it(self, as_person, thread, rhys):
        path = f"/en/threads/{thread.pk}/{thread.slug}/"
        member = as_person(rhys)
        assert ">Normal<" in member.get(path).content.decode()
        assert ">Following<" in member.post(f"{path}follow/", follow=True).content.decode()
        assert ">Normal<" in member.post(f"{path}follow/remove/", follow=True).content.decode()

    def test_a_thread_one_may_not_read_cannot_be_followed(self, as_person, network, nia, olwen):
        closed = make_thread(make_space([network], audience="networks"), nia)
        assert as_person(olwen).post(f"/en/threads/{closed.pk}/{closed.slug}/follow/").status_code == 404
        assert not ThreadPlace.objects.filter(user=olwen).exists()


class TestTheInbox:
    def test_it_holds_what_i_follow_or_wrote_in_newest_first(self, as_person, space, nia, rhys):
        followed = make_thread(space, nia, title="Followed")
        joined = make_thread(space, nia, title="Joined in")
        make_thread(space, nia, title="Neither")
        seen = make_thread(space, nia, title="Only seen")
        muted = make_thread(space, nia, title="Muted")
        make_post(joined, rhys)
        follow(followed, by=rhys)
        read_up_to(seen, by=rhys, number=1)
        make_post(muted, rhys)
        ThreadPlace.objects.filter(thread=muted, user=rhys).update(level=FollowLevel.MUTED)
        make_post(followed, nia)
        assert titles_on(as_person(rhys).get("/en/inbox/")) == ["Followed", "Joined in"]
        unfollow(joined, by=rhys)
        assert titles_on(as_person(rhys).get("/en/inbox/")) == ["Followed", "Joined in"]

    def test_it_counts_what_i_have_not_read(self, as_person, space, nia, rhys):
        thread = make_thread(space, nia, title="Busy")
        make_post(thread, rhys)
        for _ in range(3):
            make_post(thread, nia)
        page = as_person(rhys).get("/en/inbox/")
        assert "3 new posts" in page.content.decode()
        assert titles_on(as_person(rhys).get("/en/inbox/?show=unread")) == ["Busy"]
        as_person(rhys).post("/en/inbox/read/")
        answer = as_person(rhys).get("/en/inbox/?show=unread")
        assert titles_on(answer) == []
        assert "You have read everything" in answer.content.decode()

    def test_what_i_may_read_no_longer_is_gone_from_it(self, as_person, network, nia):
        from community.networks.models import Membership

        closed = make_thread(make_space([network], audience="networks"), nia, title="Ours")
        assert titles_on(as_person(nia).get("/en/inbox/")) == ["Ours"]
        Membership.objects.filter(user=nia).update(state="left")
        assert titles_on(as_person(nia).get("/en/inbox/")) == []
        assert ThreadPlace.objects.filter(thread=closed).exists()

    def test_an_empty_one_says_what_to_do_next(self, as_person, olwen):
        page = as_person(olwen).get("/en/inbox/").content.decode()
        assert "You follow no conversation yet" in page
        assert "/en/spaces/" in page

    def test_it_is_for_those_signed_in(self, client, db):
        assert client.get("/en/inbox/").url == "/en/accounts/login/?next=/en/inbox/"

    def test_a_hundred_threads_in_many_spaces_cost_what_one_costs(self, as_person, nia):
        member = as_person(nia)

        def grow(more):
            for number in range(more):
                network = make_network()
                thread = make_thread(make_space([network]), make_member(network), title=f"T{number}")
                follow(thread, by=nia)

        assert_flat(lambda: member.get("/en/inbox/"), grow, at_most=10, steps=(1, 3, 60))

    def test_older_ones_follow(self, as_person, space, nia):
        for number in range(30):
            make_thread(space, nia, title=f"T{number:02}")
        newest = Thread.objects.order_by("-last_post_at")[24]
        from community.discussions.views.spaces import place_of

        answer = as_person(nia).get(f"/en/inbox/?before={place_of(newest)}")
        assert titles_on(answer) == [f"T{number:02}" for number in reversed(range(5))]


@pytest.mark.django_db
def test_reading_on_reply_and_on_the_site_agree(as_person, thread, nia, rhys):
    make_post(thread, nia)
    as_person(rhys).post(
        f"/en/threads/{thread.pk}/{thread.slug}/reply/",
        {"text": "Me too.", "language": "en", "submission_key": "k"},
    )
    assert place(rhys, thread).read_number == 3
