"""Taking posts out of a conversation, and adding one to another: numbers, addresses, marks."""

import threading

import pytest
from django.db import connection

from community.discussions import refusals as talk_refusals
from community.discussions.domain.reading import follow, read_up_to
from community.discussions.domain.threads import reply_to
from community.discussions.models import FollowLevel, Post, PostKind, Thread, ThreadPlace
from community.discussions.tending import refusals
from community.discussions.tending.domain import merge_threads, split_thread
from community.discussions.tending.models import PostRedirect, ThreadRedirect
from community.live import replay
from community.notifications.models import Notification
from community.search.models import SearchDocument
from tests.factories import make_member, make_network, make_post, make_space, make_thread


def numbers(thread):
    return list(Post.objects.filter(thread=thread).order_by("number").values_list("number", flat=True))


def said(thread):
    return list(Post.objects.said().filter(thread=thread).order_by("number").values_list("number", "text"))


def take(thread, to, by, *which, title="Aside"):
    return split_thread(thread, numbers=which, title=title, to=to, by=by)


class TestSplitting:
    def test_the_posts_are_numbered_anew_and_both_threads_stay_without_holes(
        self, talk, space, gwen, rhys, fresh
    ):
        new = take(talk, space, gwen, 3, 5)
        old, new = fresh(talk), fresh(new)
        assert said(new) == [(1, "Three."), (2, "Five.")]
        assert (new.author, new.title, new.post_count, new.last_number, new.note_numbers) == (
            rhys,
            "Aside",
            2,
            3,
            [3],
        )
        assert numbers(new) == [1, 2, 3]
        assert numbers(old) == [1, 2, 3, 4, 5, 6]
        assert [number for number, _text in said(old)] == [1, 2, 4, 6]
        assert (old.post_count, old.last_number, old.note_numbers) == (4, 6, [3, 5])
        assert new.last_post_at == new.posts.get(number=2).created_at

    def test_old_addresses_lead_to_the_posts(self, client, talk, space, gwen, path_of):
        new = take(talk, space, gwen, 3, 5)
        answer = client.get(path_of(talk, "posts/5/"))
        assert answer.url == f"/en/threads/{new.pk}/aside/posts/2/"
        assert client.get(answer.url).url == f"/en/threads/{new.pk}/aside/#post-2"

    def test_the_addresses_lead_nowhere_for_who_may_not_read_there(
        self, client, as_person, talk, inner, gwen, nia, path_of
    ):
        take(talk, inner, gwen, 3)
        assert client.get(path_of(talk, "posts/3/")).status_code == 404
        assert as_person(nia).get(path_of(talk, "posts/3/")).status_code == 302
        page = client.get(path_of(talk)).content.decode()
        assert "Three." not in page
        assert "Aside" not in page
        assert "/aside/" not in page

    def test_notes_stand_in_both_and_lead_to_one_another(self, client, talk, space, gwen, path_of, fresh):
        new = take(talk, space, gwen, 3, 4, 6)
        page = client.get(path_of(talk)).content.decode()
        assert (
            f'moved 2 posts from here to <a href="{path_of(talk, "posts/3/")}">another conversation</a>'
            in page
        )
        assert '<span id="post-4" hidden></span>' in page
        assert (
            f'moved a post from here to <a href="{path_of(talk, "posts/6/")}">another conversation</a>'
            in page
        )
        page = client.get(path_of(fresh(new))).content.decode()
        assert (
            f'made this conversation of posts from <a href="/en/threads/{talk.pk}/-/">another one</a>' in page
        )

    def test_no_page_of_a_long_thread_stands_empty(self, client, thread, space, nia, gwen, path_of):
        for _ in range(24):
            make_post(thread, nia)
        take(thread, space, gwen, *range(18, 26))
        page = client.get(f"{path_of(thread)}?from=21").content.decode()
        assert "moved 5 posts from here" in page

    def test_replies_no_longer_refer_across(self, talk, space, gwen):
        five, six = talk.posts.get(number=5), talk.posts.get(number=6)
        take(talk, space, gwen, 5)
        six.refresh_from_db()
        assert six.in_reply_to is None
        five.refresh_from_db()
        assert five.thread_id != talk.pk

    def test_replies_that_go_along_keep_what_they_refer_to(self, talk, space, gwen):
        six = talk.posts.get(number=6)
        new = take(talk, space, gwen, 5, 6)
        six.refresh_from_db()
        assert (six.thread, six.number, six.in_reply_to.number) == (new, 2, 1)

    def test_marks_and_follows_go_along_as_far_as_they_reached(
        self, talk, space, gwen, rhys, siân, olwen, fresh
    ):
        follow(talk, by=siân)
        read_up_to(talk, by=siân, number=4)
        read_up_to(talk, by=olwen, number=6)
        new = fresh(take(talk, space, gwen, 3, 5, 6))
        place = ThreadPlace.objects.get(thread=new, user=siân)
        assert (place.level, place.read_number, place.has_taken_part) == (FollowLevel.WATCHING, 1, False)
        assert new.unread_after(1) == 2
        place = ThreadPlace.objects.get(thread=new, user=rhys)
        assert (place.level, place.read_number, place.has_taken_part) == (FollowLevel.WATCHING, 2, True)
        assert not ThreadPlace.objects.filter(thread=new, user=olwen).exists()
        old = fresh(talk)
        assert old.unread_after(ThreadPlace.objects.get(thread=old, user=siân).read_number) == 0
        assert not Thread.objects.in_inbox_of(siân).unread().filter(pk=old.pk).exists()

    def test_notices_go_along(self, talk, space, gwen, rhys, siân, run_jobs, fresh):
        follow(talk, by=siân)
        seven = make_post(talk, rhys, "<p>Seven.</p>")
        run_jobs()
        assert Notification.objects.filter(user=siân, subject_id=seven.pk).exists()
        new = take(talk, space, gwen, 3, 7)
        run_jobs()
        notice = Notification.objects.get(user=siân, subject_id=seven.pk)
        assert (notice.group_key, notice.data["number"]) == (f"thread:{new.pk}", 2)
        read_up_to(fresh(new), by=siân, number=2)
        notice.refresh_from_db()
        assert notice.read_at is not None

    def test_open_pages_are_told_and_search_finds_the_posts_where_they_are(self, talk, space, gwen, run_jobs):
        new = take(talk, space, gwen, 3)
        assert '"kind":"reshaped","target":"","place":"reset"' in replay.answer(talk.stream_key, 6, "en")
        assert "Aside" in replay.answer(space.stream_key, 6, "en")
        run_jobs()
        bodies = dict(SearchDocument.objects.filter(kind="thread").values_list("object_id", "body"))
        assert "Three." in bodies[new.pk]
        assert "Three." not in bodies[talk.pk]

    @pytest.mark.parametrize(
        ("which", "refusal"),
        [
            ((), refusals.NothingChosen),
            ((1, 2), refusals.FirstPostStays),
            ((7,), refusals.PostsHaveGone),
            (range(2, 250), refusals.TooManyPosts),
        ],
    )
    def test_what_is_refused_changes_nothing(self, talk, space, gwen, which, refusal):
        with pytest.raises(refusal):
            take(talk, space, gwen, *which)
        assert Thread.objects.count() == 1
        assert len(said(talk)) == 6

    def test_a_note_or_a_removed_post_cannot_be_taken(self, talk, space, gwen):
        from community.discussions.domain.threads import remove_post

        take(talk, space, gwen, 3)
        remove_post(talk.posts.get(number=4), by=gwen)
        for number in (3, 4):
            with pytest.raises(refusals.PostsHaveGone):
                take(talk, space, gwen, number)

    def test_the_forms_work_without_script(self, as_person, talk, space, gwen, path_of):
        client = as_person(gwen)
        page = client.get(path_of(talk, "split/")).content.decode()
        assert 'value="2"' in page
        assert 'name="posts" value="1"' not in page
        typed = {"posts": ["3", "5"], "title": "Aside", "space": space.pk}
        answer = client.post(path_of(talk, "split/"), {**typed, "title": ""})
        assert answer.status_code == 422
        assert answer.content.decode().count("checked") >= 3
        answer = client.post(path_of(talk, "split/"), typed)
        assert "2 posts leave this conversation and begin a new one." in answer.content.decode()
        assert Thread.objects.count() == 1
        answer = client.post(path_of(talk, "split/"), {**typed, "confirmed": "1"})
        new = Thread.objects.latest("pk")
        assert answer.url == path_of(new)

    def test_the_menu_of_a_post_begins_with_it(self, as_person, talk, gwen, rhys, path_of):
        assert "split/?first=4" in as_person(gwen).get(path_of(talk, "posts/4/more/")).content.decode()
        assert "split/" not in as_person(rhys).get(path_of(talk, "posts/4/more/")).content.decode()
        assert "split/" not in as_person(gwen).get(path_of(talk, "posts/1/more/")).content.decode()
        page = as_person(gwen).get(path_of(talk, "split/?first=4")).content.decode()
        assert page.count('name="posts"') == 3
        assert page.count("checked") >= 3


class TestMerging:
    @pytest.fixture
    def twin(self, space, rhys):
        """Another thread of three posts."""
        thread = make_thread(space, rhys, title="How does one begin?", posts=3)
        thread.refresh_from_db()
        return thread

    def test_its_posts_follow_at_the_end_in_their_order(self, talk, twin, gwen, fresh):
        merge_threads(twin, into=talk, by=gwen)
        now = fresh(talk)
        assert numbers(now) == list(range(1, 11))
        assert [number for number, _text in said(now)] == [1, 2, 3, 4, 5, 6, 8, 9, 10]
        assert (now.last_number, now.post_count, now.note_numbers) == (10, 9, [7])
        assert now.posts.get(number=7).facts == {
            "verb": "merged", "title": "How does one begin?", "language": "en", "count": 3,
        }  # fmt: skip
        assert now.posts.get(number=8).text == "The first words."

    def test_every_old_address_leads_on(self, client, talk, twin, gwen, path_of):
        merge_threads(twin, into=talk, by=gwen)
        assert client.get(path_of(twin)).url == path_of(talk)
        assert client.get(path_of(twin, "print/")).url == path_of(talk, "print/")
        assert client.get(path_of(twin, "posts/2/")).url == path_of(talk, "posts/9/")
        assert client.get(path_of(twin, "posts/77/")).url == path_of(talk)
        assert client.get(path_of(talk, "posts/9/")).url == f"{path_of(talk)}#post-9"

    def test_chains_of_merges_and_splits_lead_to_where_things_are(
        self, client, talk, twin, space, nia, gwen, path_of, fresh
    ):
        third = make_thread(space, nia, title="Third")
        merge_threads(twin, into=talk, by=gwen)
        merge_threads(talk, into=third, by=gwen)
        assert client.get(path_of(twin)).url == path_of(third)
        where = fresh(third).posts.get(text="Three.").number
        aside = take(third, space, gwen, where)
        assert client.get(path_of(talk, "posts/3/")).url == path_of(aside, "posts/1/")
        assert client.get(path_of(third, f"posts/{where}/")).url == path_of(aside, "posts/1/")

    def test_they_lead_nowhere_for_who_may_not_read_there(
        self, client, as_person, twin, inner, nia, gwen, path_of
    ):
        target = make_thread(inner, nia, title="Inside")
        merge_threads(twin, into=target, by=gwen)
        for verb in ("", "posts/2/", "print/", "rename/"):
            answer = client.get(path_of(twin, verb))
            assert answer.status_code == 404 or "/accounts/" in answer.url
        assert client.get(path_of(twin)).status_code == 404
        assert as_person(nia).get(path_of(twin)).url == path_of(target)

    def test_a_reply_sent_from_the_old_page_is_not_lost(
        self, as_person, talk, twin, rhys, gwen, path_of, fresh
    ):
        merge_threads(twin, into=talk, by=gwen)
        typed = {"text": "Late.", "language": "en", "submission_key": "k", "in_reply_to": "2"}
        answer = as_person(rhys).post(path_of(twin, "reply/"), typed)
        assert answer.url == f"{path_of(talk)}#post-11"
        post = fresh(talk).posts.get(number=11)
        assert (post.text, post.in_reply_to.number) == ("Late.", 9)

    def test_a_reply_under_way_is_refused_with_its_words_kept(self, talk, twin, rhys, gwen):
        stale = Thread.objects.get(pk=twin.pk)
        merge_threads(twin, into=talk, by=gwen)
        with pytest.raises(talk_refusals.NoSuchThread):
            reply_to(stale, by=rhys, html="<p>x</p>", language="en")

    def test_marks_say_what_was_read_as_far_as_one_mark_can(self, talk, twin, network, gwen, fresh):
        people = {name: make_member(network, name=name) for name in ("Both", "Behind", "Only", "Target")}
        read_up_to(talk, by=people["Both"], number=6)
        read_up_to(twin, by=people["Both"], number=2)
        read_up_to(talk, by=people["Behind"], number=4)
        read_up_to(twin, by=people["Behind"], number=3)
        follow(twin, by=people["Behind"])
        read_up_to(twin, by=people["Only"], number=1)
        follow(twin, by=people["Only"])
        read_up_to(talk, by=people["Target"], number=6)
        merge_threads(twin, into=talk, by=gwen)
        now = fresh(talk)
        unread = {
            name: now.unread_after(ThreadPlace.objects.get(thread=now, user=person).read_number)
            for name, person in people.items()
        }
        assert unread == {"Both": 1, "Behind": 5, "Only": 2, "Target": 3}
        levels = {
            name: ThreadPlace.objects.get(thread=now, user=person).level for name, person in people.items()
        }
        assert levels == {"Both": "", "Behind": "watching", "Only": "watching", "Target": ""}

    def test_who_muted_the_target_hears_nothing(self, talk, twin, siân, gwen, fresh):
        ThreadPlace.objects.create(thread=talk, user=siân, level=FollowLevel.MUTED)
        follow(twin, by=siân)
        merge_threads(twin, into=talk, by=gwen)
        assert ThreadPlace.objects.get(thread=talk, user=siân).level == FollowLevel.MUTED

    def test_lists_search_and_open_pages_follow(self, client, talk, twin, space, gwen, run_jobs):
        merge_threads(twin, into=talk, by=gwen)
        assert "How does one begin?" not in client.get(space.get_absolute_url()).content.decode()
        assert '"place":"reset"' in replay.answer(twin.stream_key, 3, "en")
        assert '"kind":"reshaped","target":"","place":"reset"' in replay.answer(talk.stream_key, 6, "en")
        run_jobs()
        assert not SearchDocument.objects.filter(kind="thread", object_id=twin.pk).exists()
        assert (
            SearchDocument.objects.get(kind="thread", object_id=talk.pk).body.count("The first words.") == 2
        )

    def test_with_itself_or_without_the_right_it_is_refused(
        self, as_person, talk, twin, foreign_space, gwen, path_of
    ):
        stranger = make_thread(foreign_space, make_member(foreign_space.networks.get(), name="Morag"))
        client = as_person(gwen)
        for other, words in (
            (str(talk.pk), "That is this very conversation."),
            (str(stranger.pk), "There is no such conversation that you look after."),
            ("nonsense", "There is no such conversation that you look after."),
            ("", "There is no such conversation that you look after."),
        ):
            answer = client.post(path_of(talk, "merge/"), {"other": other, "confirmed": "1"})
            assert answer.status_code == 422
            assert words in answer.content.decode()
        assert not ThreadRedirect.objects.exists()

    def test_the_forms_work_without_script(self, as_person, talk, twin, gwen, path_of):
        client = as_person(gwen)
        assert "How does one begin?" in client.get(path_of(talk, "merge/")).content.decode()
        answer = client.post(path_of(talk, "merge/"), {"other": f"http://testserver{path_of(twin)}#post-2"})
        assert "Its 6 posts are added at the end of the other conversation" in answer.content.decode()
        assert not ThreadRedirect.objects.exists()
        answer = client.post(path_of(talk, "merge/"), {"choice": twin.pk, "confirmed": "1"})
        assert answer.url == path_of(twin)
        assert ThreadRedirect.objects.get().target == twin


def test_the_page_of_a_much_tended_thread_costs_no_more(
    as_person, client, talk, space, gwen, nia, queries, path_of
):
    for number in (5, 4):
        take(talk, space, gwen, number)
    merge_threads(make_thread(space, nia), into=talk, by=gwen)
    tender = as_person(gwen)
    tender.get(path_of(talk))
    with queries(at_most=12):
        tender.get(path_of(talk))
    with queries(at_most=5):
        client.get(path_of(talk))


def test_tending_from_many_hands_at_once_leaves_everything_whole(live_site):
    """Replies, merges both ways and splits at the same time, on the real engine."""
    network = make_network()
    space = make_space([network])
    gwen = make_member(network, role="facilitator")
    threads = [make_thread(space, gwen, title=f"T{n}", posts=4) for n in range(4)]
    start, errors = threading.Barrier(6), []
    tolerated = (talk_refusals.NoSuchThread, refusals.PostsHaveGone)

    def doing(work):
        def do():
            try:
                start.wait()
                work()
            except tolerated:
                pass
            except Exception as error:
                errors.append(error)
            finally:
                connection.close()

        return threading.Thread(target=do)

    def reply():
        for thread in threads:
            for _ in range(3):
                try:
                    reply_to(thread, by=gwen, html="<p>More.</p>", language="en")
                except tolerated:
                    break

    hands = [
        doing(lambda: merge_threads(threads[0], into=threads[1], by=gwen)),
        doing(lambda: merge_threads(threads[1], into=threads[0], by=gwen)),
        doing(lambda: take(threads[2], space, gwen, 2, 3)),
        doing(lambda: take(threads[2], space, gwen, 3, 4)),
        doing(reply),
        doing(reply),
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(120)
    assert errors == []
    assert ThreadRedirect.objects.count() == 1
    for thread in Thread.objects.filter(removed_at__isnull=True):
        held = numbers(thread)
        assert held == list(range(1, thread.last_number + 1))
        assert thread.post_count == Post.objects.said().filter(thread=thread).count()
        notes = Post.objects.filter(thread=thread, kind=PostKind.NOTE).order_by("number")
        assert thread.note_numbers == list(notes.values_list("number", flat=True))
    for moved in PostRedirect.objects.select_related("post__thread"):
        assert moved.post.thread.removed_at is None
