"""Following, normal, muted: the nearest choice wins, and the job tells everybody it concerns."""

import pytest

from community.discussions.domain.reading import set_level, unfollow
from community.discussions.domain.subjects import thread_on
from community.discussions.follows.domain import choose
from community.discussions.follows.levels import followers_of, follows_of, levels_for
from community.discussions.follows.models import SpaceFollow, TopicFollow
from community.discussions.models import ThreadPlace
from community.live.models import Event
from community.notifications.models import Notification
from tests.factories import make_member, make_network, make_post, make_space, make_thread, make_topic
from tests.factories.library import make_resource
from tests.factories.notifications import let_mail_fall_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic("housing", parent=make_topic("place"))


def level_of(person, thread):
    return levels_for([person.pk], [thread])[person.pk, thread.pk]


class TestTheNearestChoiceWins:
    @pytest.mark.parametrize(
        ("own", "of_space", "of_topic", "counts"),
        [
            ("", "", "", "normal"),
            ("", "", "watching", "watching"),
            ("", "", "muted", "muted"),
            ("", "normal", "watching", "normal"),
            ("", "muted", "watching", "muted"),
            ("", "watching", "muted", "watching"),
            ("normal", "watching", "watching", "normal"),
            ("watching", "muted", "muted", "watching"),
            ("muted", "watching", "watching", "muted"),
        ],
    )
    def test_thread_then_space_then_topic(self, space, nia, rhys, topic, own, of_space, of_topic, counts):
        thread = make_thread(space, nia, topics=[topic])
        for thing, level in ((thread, own), (space, of_space), (topic, of_topic)):
            choose(thing, by=rhys, level=level)
        assert level_of(rhys, thread) == counts
        told = {pk for pk, _reason in followers_of(thread, after=0, most=10)}
        assert (rhys.pk in told) is (counts == "watching")

    def test_a_topic_stands_for_those_under_it(self, space, nia, rhys, topic):
        thread = make_thread(space, nia, topics=[topic])
        choose(topic.parent, by=rhys, level="watching")
        assert level_of(rhys, thread) == "watching"
        assert (rhys.pk, "topic") in followers_of(thread, after=0, most=10)
        choose(topic, by=rhys, level="watching")
        found = followers_of(thread, after=0, most=10)
        assert [reason for pk, reason in found if pk == rhys.pk] == ["topic"]
        assert followers_of(thread, after=rhys.pk, most=10) == [pair for pair in found if pair[0] > rhys.pk]

    def test_topics_are_followed_where_a_conversation_is_in_no_space(self, nia, rhys, topic, queries):
        thread = thread_on("resource", make_resource("Ladder"))
        thread.topics.set([topic])
        choose(topic, by=rhys, level="watching")
        choose(thread, by=nia, level="watching")
        with queries(exactly=1):
            found = followers_of(thread, after=0, most=10)
        assert sorted(found) == sorted([(nia.pk, "following"), (rhys.pk, "topic")])

    def test_where_topics_differ_following_wins(self, space, nia, rhys, topic):
        other = make_topic()
        thread = make_thread(space, nia, topics=[topic, other])
        choose(topic, by=rhys, level="muted")
        choose(other, by=rhys, level="watching")
        assert level_of(rhys, thread) == "watching"

    def test_many_people_and_threads_cost_four_queries(self, space, network, nia, topic, queries):
        threads = [make_thread(space, nia, topics=[topic]) for _ in range(5)]
        people = [make_member(network) for _ in range(5)]
        with queries(at_most=4):
            levels = levels_for([person.pk for person in people], threads)
        assert set(levels.values()) == {"normal"}
        assert len(levels) == 25


class TestChoosing:
    def test_it_says_what_was_before_and_keeps_one_row(self, space, rhys):
        assert choose(space, by=rhys, level="watching") == ""
        assert choose(space, by=rhys, level="muted") == "watching"
        assert SpaceFollow.objects.get(user=rhys).level == "muted"
        assert choose(space, by=rhys, level="") == "muted"
        assert not SpaceFollow.objects.exists()

    def test_nonsense_is_refused(self, space, rhys):
        with pytest.raises(ValueError, match="is no level"):
            choose(space, by=rhys, level="shouting")

    def test_replying_follows_unless_muted(self, thread, rhys, gwen):
        unfollow(thread, by=rhys)
        set_level(thread, by=gwen, level="muted")
        make_post(thread, rhys)
        make_post(thread, gwen)
        levels = dict(ThreadPlace.objects.filter(thread=thread).values_list("user__display_name", "level"))
        assert (levels["Rhys Bevan"], levels["Gwen Facilitator"]) == ("watching", "muted")

    def test_reading_alone_is_no_choice(self, thread, space, rhys):
        from community.discussions.domain.reading import read_up_to

        read_up_to(thread, by=rhys, number=1)
        assert level_of(rhys, thread) == "normal"
        choose(space, by=rhys, level="watching")
        assert level_of(rhys, thread) == "watching"


class TestNotices:
    def test_a_new_thread_is_told_to_who_follows_space_or_topic_once(
        self, space, nia, rhys, gwen, topic, run_jobs
    ):
        choose(space, by=rhys, level="watching")
        choose(topic, by=rhys, level="watching")
        choose(topic, by=gwen, level="watching")
        choose(space, by=nia, level="watching")  # who writes is not told
        thread = make_thread(space, nia, title="Damp walls", topics=[topic])
        run_jobs()
        told = Notification.objects.filter(kind="new-thread")
        assert {(one.user_id, one.reason) for one in told} == {(rhys.pk, "space"), (gwen.pk, "topic")}
        assert {one.group_key for one in told} == {f"thread:{thread.pk}"}

    def test_replies_reach_them_too_and_the_muted_hear_nothing(self, space, nia, rhys, gwen, run_jobs):
        for person, level in ((rhys, "watching"), (gwen, "muted")):
            choose(space, by=person, level=level)
        thread = make_thread(space, nia)
        make_post(thread, nia)
        run_jobs()
        assert set(Notification.objects.values_list("user_id", "kind")) == {
            (rhys.pk, "new-thread"),
            (rhys.pk, "reply"),
        }
        assert Notification.objects.get(kind="reply").reason == "space"

    def test_only_who_may_read_it_is_told(self, network, nia, rhys, olwen, topic, run_jobs):
        closed = make_space([network], audience="networks")
        for person in (rhys, olwen):
            choose(topic, by=person, level="watching")
        make_thread(closed, nia, topics=[topic])
        run_jobs()
        assert set(Notification.objects.values_list("user_id", flat=True)) == {rhys.pk}

    def test_reading_the_thread_reads_the_notice(self, space, nia, rhys, run_jobs):
        from community.discussions.domain.reading import read_up_to

        choose(space, by=rhys, level="watching")
        thread = make_thread(space, nia)
        run_jobs()
        read_up_to(thread, by=rhys, number=1)
        assert Notification.objects.get(user=rhys).read_at is not None

    def test_the_mail_says_why_and_is_stopped_by_one_click(
        self, space, nia, rhys, run_jobs, mailoutbox, client
    ):
        import re

        choose(space, by=rhys, level="watching")
        make_thread(space, nia, title="Damp walls")
        run_jobs()
        let_mail_fall_due()
        run_jobs()
        (mail,) = mailoutbox
        assert mail.subject == "Damp walls"
        assert "You are told because you follow this space." in mail.body
        assert "The first words." in mail.body
        stop = re.search(r"<([^>]+)>", mail.extra_headers["List-Unsubscribe"]).group(1)
        path = re.sub(r"^https?://[^/]+", "", stop)
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert SpaceFollow.objects.get(user=rhys).level == "normal"

    def test_who_mutes_meanwhile_gets_no_mail(self, space, nia, rhys, run_jobs, mailoutbox):
        choose(space, by=rhys, level="watching")
        thread = make_thread(space, nia)
        run_jobs()
        set_level(thread, by=rhys, level="muted")
        let_mail_fall_due()
        run_jobs()
        assert mailoutbox == []

    def test_the_list_of_notices_names_it(self, as_person, space, nia, rhys, run_jobs):
        choose(space, by=rhys, level="watching")
        make_thread(space, nia, title="Damp walls")
        run_jobs()
        page = as_person(rhys).get("/en/notices/").content.decode()
        assert "Nia Parry began “Damp walls” in" in page


class TestCosts:
    def followers(self, network, space, count):
        for number in range(count):
            choose(space, by=make_member(network, name=f"Follower {number}"), level="watching")

    def test_starting_and_replying_cost_the_same_for_any_number_of_followers(
        self, network, space, nia, django_capture_on_commit_callbacks, queries
    ):
        # The job runs on commit: what is counted here is the writing itself.
        counts = []
        for more in (0, 40):
            self.followers(network, space, more)
            with queries() as seen:
                thread = make_thread(space, nia)
                make_post(thread, nia)
            counts.append(len(seen))
        assert counts[0] == counts[1]
        with queries(at_most=15):
            make_post(thread, nia)

    def test_the_job_costs_the_same_for_one_and_for_many(self, network, space, nia, queries):
        from community.discussions.follows.telling import tell_inboxes
        from community.notifications.new_threads import tell_watchers

        thread = make_thread(space, nia)
        post = thread.posts.get()
        counts = []
        for more in (1, 60):
            self.followers(network, space, more)
            Notification.objects.all().delete()
            with queries() as seen:
                assert tell_watchers(post_id=post.pk) > 0
                assert tell_inboxes(thread_id=thread.pk, author_id=nia.pk) > 0
            counts.append(len(seen))
        assert counts[0] == counts[1]

    def test_what_follows_from_a_reply_costs_the_same_for_one_and_for_many(
        self, network, space, nia, rhys, run_jobs, queries
    ):
        thread = make_thread(space, nia)
        counts = []
        for more in (1, 30):
            self.followers(network, space, more)
            for _warm in range(2):
                run_jobs()
                make_post(thread, rhys)
            with queries(at_most=40) as seen:
                run_jobs()
            counts.append(len(seen))
        assert counts[0] == counts[1]

    def test_open_inboxes_are_woken(self, space, nia, rhys, run_jobs):
        choose(space, by=rhys, level="watching")
        make_thread(space, nia)
        run_jobs()
        woken = Event.objects.filter(stream__key=f"member:{rhys.pk}", kind="counter")
        assert {event.data["name"] for event in woken} >= {"inbox", "notices"}


class TestTheMenuAndTheList:
    def test_the_menu_stands_on_thread_space_and_topic_and_works_without_script(
        self, as_person, client, thread, space, topic, rhys
    ):
        member = as_person(rhys)
        for thing, kind in ((thread, "thread"), (space, "space"), (topic, "topic")):
            path = thing.get_absolute_url()
            assert "follow-menu" not in client.get(path).content.decode()
            page = member.get(path).content.decode()
            action = f"/en/follow/{kind}/{thing.pk}/"
            assert f'action="{action}"' in page
            for level in ("watching", "normal", "muted"):
                assert f'value="{level}"' in page
            answer = member.post(action, {"level": "muted"}, follow=True)
            assert answer.redirect_chain[-1][0] == path
            assert 'value="muted" aria-pressed="true"' in answer.content.decode()
        assert follows_of(rhys).of_space(space.pk) == "muted"
        assert TopicFollow.objects.get(user=rhys).level == "muted"
        assert ThreadPlace.objects.get(user=rhys, thread=thread).level == "muted"

    def test_a_thread_says_that_the_space_decides(self, as_person, thread, space, rhys):
        choose(space, by=rhys, level="watching")
        page = as_person(rhys).get(thread.get_absolute_url()).content.decode()
        assert "As you chose for the space." in page
        assert 'value="watching" aria-pressed="true"' in page

    def test_what_one_may_not_see_cannot_be_followed(self, as_person, client, network, nia, olwen):
        closed = make_space([network], audience="networks")
        thread = make_thread(closed, nia)
        for path in (
            f"/en/follow/space/{closed.pk}/",
            f"/en/follow/thread/{thread.pk}/",
            "/en/follow/cat/1/",
        ):
            assert as_person(olwen).post(path, {"level": "watching"}).status_code == 404
        assert not SpaceFollow.objects.exists()
        space = make_space([network])
        assert "/accounts/login/" in client.post(f"/en/follow/space/{space.pk}/", {"level": "watching"}).url
        assert as_person(nia).post(f"/en/follow/space/{space.pk}/", {"level": "loud"}).status_code == 404

    def test_the_list_holds_everything_and_each_can_be_ended_and_taken_back(
        self, as_person, thread, space, topic, rhys
    ):
        member = as_person(rhys)
        for thing, level in ((space, "watching"), (topic, "muted"), (thread, "watching")):
            choose(thing, by=rhys, level=level)
        since = SpaceFollow.objects.get().since
        page = member.get("/en/me/following/").content.decode()
        for words in (space.name, topic.name, thread.title, "Stop following", "Unmute"):
            assert words in page
        micros = int(since.timestamp() * 1_000_000)
        answer = member.post(f"/en/follow/space/{space.pk}/remove/", {"since": micros}, follow=True)
        assert "is taken away" in answer.content.decode()
        assert not SpaceFollow.objects.exists()
        member.post(f"/en/follow/space/{space.pk}/", {"level": "watching", "since": micros})
        again = SpaceFollow.objects.get()
        assert (again.level, int(again.since.timestamp() * 1_000_000)) == ("watching", micros)

    def test_the_list_costs_the_same_for_one_and_for_many(self, as_person, nia, rhys):
        from tests.queries import assert_flat

        def grow(more):
            for _ in range(more):
                space = make_space([make_network()])
                choose(space, by=rhys, level="watching")
                choose(make_topic(), by=rhys, level="muted")
                choose(make_thread(space, nia), by=rhys, level="watching")

        member = as_person(rhys)
        assert_flat(lambda: member.get("/en/me/following/"), grow, at_most=10, steps=(1, 30))

    def test_an_empty_list_and_nonsense(self, as_person, client, olwen):
        page = as_person(olwen).get("/en/me/following/?ended=space-x-y").content.decode()
        assert "You follow nothing yet" in page
        assert client.get("/en/me/following/").status_code == 302
