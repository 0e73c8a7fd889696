"""Removing a post with a trace, and putting it back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.discussions import showing
from community.discussions.domain.threads import close_thread, remove_post
from community.discussions.models import Post
from community.discussions.removing.domain import remove, restore
from community.discussions.removing.permissions import UNDO_FOR
from community.discussions.removing.refusals import ReasonMissing
from community.live import replay
from community.live.log import number_of
from community.notifications.models import Notification
from community.search.models import SearchDocument
from tests.factories import make_member, make_post, make_space, make_thread
from tests.factories.notifications import make_follower

pytestmark = pytest.mark.django_db
WORDS = "Unkind words."


def at(post, verb="", language="en"):
    return f"/{language}/threads/{post.thread_id}/{post.thread.slug}/posts/{post.number}/{verb}"


def page_of(client, post, language="en"):
    return client.get(post.thread.get_absolute_url().replace("/en/", f"/{language}/")).content.decode()


@pytest.fixture
def post(thread, rhys):
    return make_post(thread, rhys, html=f"<p>{WORDS}</p>")


class TestTheTrace:
    def test_it_says_that_the_author_removed_it(self, client, post, rhys):
        assert remove(post, by=rhys) is True
        page = page_of(client, post)
        assert WORDS not in page
        assert "This post was removed by its author." in page
        assert remove(post, by=rhys) is False

    def test_it_says_that_a_moderator_did_and_why(self, client, post, gwen):
        remove(post, by=gwen, reason="It names <b>somebody</b>.", language="en")
        page = page_of(client, post)
        assert WORDS not in page
        assert "This post was removed by a moderator." in page
        assert '<q lang="en">It names &lt;b&gt;somebody&lt;/b&gt;.</q>' in page

    def test_whoever_is_not_the_author_gives_a_reason(self, post, gwen):
        with pytest.raises(ReasonMissing):
            remove(post, by=gwen, reason="  ")
        assert Post.objects.filter(pk=post.pk, removed_at__isnull=True).exists()

    def test_one_removed_without_telling_why_has_a_plain_one(self, client, post, gwen):
        remove_post(post, by=gwen)
        assert "This post was removed." in page_of(client, post)

    def test_the_first_posts_removal_leaves_the_conversation(self, client, thread, nia, post):
        remove(thread.posts.get(number=1), by=nia)
        page = page_of(client, post)
        assert "How do you begin?" in page
        assert WORDS in page
        assert "The first words." not in page
        thread.refresh_from_db()
        assert (thread.post_count, thread.last_number, thread.removed_at) == (1, 2, None)


class TestWordsNeverComeBack:
    def test_not_on_pages_in_print_replay_feeds_files_or_search(
        self, client, as_person, post, rhys, nia, run_jobs
    ):
        client.get(post.thread.get_absolute_url())  # drawn and kept before
        run_jobs()
        assert WORDS in SearchDocument.objects.get(kind="thread", object_id=post.thread_id).body
        remove(post, by=rhys)
        run_jobs()
        thread = post.thread.get_absolute_url()
        member = as_person(nia)
        for path in (thread, f"{thread}print/", f"{thread}feed.atom", "/en/spaces/practice/", "/en/"):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert WORDS not in answer.content.decode(), path
        for ending in ("thread.html", "thread.json"):
            assert WORDS not in b"".join(member.get(f"{thread}take/{ending}").streaming_content).decode()
        for after in range(number_of(post.thread.stream_key)):
            assert WORDS not in replay.answer(post.thread.stream_key, after, "en")
        assert WORDS not in SearchDocument.objects.get(kind="thread", object_id=post.thread_id).body
        assert WORDS not in client.get("/en/search/?q=unkind").content.decode()

    def test_not_through_their_own_addresses(self, client, as_person, post, rhys, nia, olwen):
        remove(post, by=rhys)
        Post.objects.filter(pk=post.pk).update(removed_at=timezone.now() - 2 * UNDO_FOR, edit_count=1)
        for reader in (client, as_person(rhys), as_person(nia), as_person(olwen)):
            for verb in (
                "",
                "more/",
                "more/?part=menu",
                "edit/",
                "history/",
                "bookmark/",
                "remove/",
                "restore/",
            ):
                assert WORDS not in reader.get(at(post, verb), follow=True).content.decode(), verb
            assert (
                WORDS not in reader.get(f"{post.thread.get_absolute_url()}?reply=2&quote=2").content.decode()
            )

    def test_not_in_notices_or_mails(self, as_person, thread, nia, rhys, run_jobs, mailoutbox):
        from tests.factories.notifications import let_mail_fall_due

        make_follower(thread, nia)
        post = make_post(thread, rhys, html=f"<p>{WORDS}</p>")
        run_jobs()
        assert Notification.objects.filter(user=nia).count() == 1
        assert WORDS in as_person(nia).get("/en/notices/").content.decode()
        remove(post, by=rhys)
        let_mail_fall_due()
        run_jobs()
        assert WORDS not in as_person(nia).get("/en/notices/").content.decode()
        assert mailoutbox == []


class TestTheQuestion:
    def test_an_author_is_asked_and_then_it_is_done(self, as_person, post, rhys):
        page = as_person(rhys).get(at(post, "remove/")).content.decode()
        assert "Remove your post?" in page
        assert 'name="reason"' not in page
        assert Post.objects.get(pk=post.pk).removed_at is None
        assert as_person(rhys).post(at(post, "remove/")).url == at(post)
        row = Post.objects.get(pk=post.pk)
        assert (row.removed_by, row.extras["removed"]) == (rhys, {"by": "author"})
        assert as_person(rhys).post(at(post, "remove/")).url == at(post)  # pressed twice

    def test_a_moderator_is_asked_for_the_reason(self, as_person, post, gwen):
        answer = as_person(gwen).post(at(post, "remove/"), {"reason": ""})
        assert answer.status_code == 422
        assert "Please say why you remove this post." in answer.content.decode()
        assert as_person(gwen).post(at(post, "remove/"), {"reason": "Off topic."}).status_code == 302
        row = Post.objects.get(pk=post.pk)
        assert row.extras["removed"] == {"by": "tending", "reason": "Off topic.", "language": "en"}

    def test_who_comes_too_late_with_a_reason_is_told(self, as_person, network, post, gwen, rhys):
        other = as_person(make_member(network, role="facilitator", name="Huw"))
        other.post(at(post, "remove/"), {"reason": "Off topic."})
        said = "This post had been removed already, so nothing was changed."
        assert said in as_person(gwen).post(at(post, "remove/"), {"reason": "Unkind."}, follow=True).text
        assert said in as_person(rhys).post(at(post, "remove/"), follow=True).text
        assert Post.objects.get(pk=post.pk).extras["removed"]["reason"] == "Off topic."
        # Pressed twice by one person is as once; other words of theirs are not taken up either.
        other.get("/en/")
        assert said not in other.post(at(post, "remove/"), {"reason": " Off  topic. "}, follow=True).text
        assert said in other.post(at(post, "remove/"), {"reason": "Unkind."}, follow=True).text

    def test_one_removed_at_the_same_moment_is_not_said_to_be_removed_again(
        self, as_person, post, gwen, monkeypatch
    ):
        from community.discussions.removing import views

        monkeypatch.setattr(views, "remove_words", lambda *args, **kwargs: False)
        page = as_person(gwen).post(at(post, "remove/"), {"reason": "Unkind."}, follow=True).text
        assert "This post had been removed already" in page
        assert "The reason stands in its place." not in page

    def test_others_remove_nothing(self, client, as_person, post, nia, olwen):
        for person in (nia, olwen):
            answer = as_person(person).post(at(post, "remove/"), {"reason": "x"}, follow=True)
            assert "Only its author" in answer.content.decode()
        assert client.post(at(post, "remove/")).url == f"/en/accounts/login/?next={at(post, 'remove/')}"
        assert Post.objects.get(pk=post.pk).removed_at is None

    def test_a_thread_one_may_not_see_is_not_there(self, client, as_person, network, nia, olwen):
        closed = make_thread(make_space([network], audience="networks"), nia).posts.get(number=1)
        for reader in (client, as_person(olwen)):
            for verb in ("remove/", "restore/"):
                assert reader.get(at(closed, verb)).status_code == 404
                assert reader.post(at(closed, verb)).status_code == 404
        assert Post.objects.get(pk=closed.pk).removed_at is None

    def test_in_a_closed_conversation_as_well(self, as_person, post, rhys, gwen):
        close_thread(post.thread, by=gwen)
        as_person(rhys).post(at(post, "remove/"))
        assert Post.objects.get(pk=post.pk).is_removed

    def test_the_menu_offers_it_to_those_who_may(self, as_person, post, rhys, gwen, nia):
        def offers(person):
            return at(post, "remove/") in as_person(person).get(at(post, "more/")).content.decode()

        assert (offers(rhys), offers(gwen), offers(nia)) == (True, True, False)


class TestPuttingItBack:
    def test_it_is_as_it_was_and_everybody_is_told(self, client, post, rhys, run_jobs):
        Post.objects.filter(pk=post.pk).update(extras={"reactions": {"thanks": 2}})
        post.refresh_from_db()
        remove(post, by=rhys)
        before = number_of(post.thread.stream_key)
        assert restore(post) is True
        row = Post.objects.select_related("thread").get(pk=post.pk)
        assert (row.removed_at, row.removed_by, row.extras) == (None, None, {"reactions": {"thanks": 2}})
        assert row.thread.post_count == 2
        assert WORDS in page_of(client, post)
        answer = replay.answer(post.thread.stream_key, before, "en")
        assert '"kind":"restored","target":"post-2","place":"replace"' in answer
        assert WORDS in answer
        run_jobs()
        assert WORDS in SearchDocument.objects.get(kind="thread", object_id=post.thread_id).body
        assert restore(post) is False

    def test_an_author_may_for_some_minutes(self, as_person, post, rhys):
        as_person(rhys).post(at(post, "remove/"))
        assert 'data-own="restore:2">' in page_of(as_person(rhys), post)
        assert WORDS in as_person(rhys).get(at(post, "restore/")).content.decode()
        Post.objects.filter(pk=post.pk).update(removed_at=timezone.now() - UNDO_FOR - timedelta(seconds=1))
        showing.forget()
        assert 'data-own="restore:2" hidden>' in page_of(as_person(rhys), post)
        as_person(rhys).post(at(post, "restore/"))
        assert Post.objects.get(pk=post.pk).is_removed
        Post.objects.filter(pk=post.pk).update(removed_at=timezone.now() - timedelta(minutes=1))
        assert as_person(rhys).post(at(post, "restore/")).url == at(post)
        assert not Post.objects.get(pk=post.pk).is_removed

    def test_an_author_puts_nothing_back_that_a_moderator_removed(self, as_person, post, rhys, gwen):
        remove(post, by=gwen, reason="Off topic.")
        assert 'data-own="restore:2" hidden>' in page_of(as_person(rhys), post)
        as_person(rhys).post(at(post, "restore/"))
        assert Post.objects.get(pk=post.pk).is_removed

    def test_whoever_tends_the_space_may_at_any_time(self, as_person, post, gwen):
        remove(post, by=gwen, reason="Off topic.")
        Post.objects.filter(pk=post.pk).update(removed_at=timezone.now() - timedelta(days=30))
        assert 'data-own="restore:2">' in page_of(as_person(gwen), post)
        assert WORDS in as_person(gwen).get(at(post, "restore/")).content.decode()
        as_person(gwen).post(at(post, "restore/"))
        assert not Post.objects.get(pk=post.pk).is_removed

    def test_others_find_nothing_there(self, client, as_person, post, rhys, nia):
        remove(post, by=rhys)
        assert as_person(nia).get(at(post, "restore/")).status_code == 404
        assert as_person(nia).post(at(post, "restore/")).status_code == 404
        assert client.get(at(post, "restore/")).url.startswith("/en/accounts/login/")
        assert 'data-own="restore:2" hidden>' in page_of(client, post)
        assert Post.objects.get(pk=post.pk).is_removed


def test_a_page_of_removed_posts_costs_what_others_cost(as_person, client, thread, nia, rhys, gwen, queries):
    for number in range(18):
        own = make_post(thread, rhys)
        remove(own, by=gwen if number % 2 else rhys, reason="Off topic.")
    for person in (rhys, gwen, nia):
        member = as_person(person)
        member.get(thread.get_absolute_url())
        with queries(at_most=12):
            member.get(thread.get_absolute_url())
    with queries(at_most=5):
        client.get(thread.get_absolute_url())
