"""Changing a post: whose, until when, and what everybody sees of it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from community.discussions.domain.posts import changing
from community.discussions.domain.threads import close_thread, remove_post
from community.discussions.editing.domain import edit_post, wording_key
from community.discussions.editing.models import PostWording
from community.discussions.editing.permissions import GRACE, MOST_WORDINGS
from community.discussions.editing.refusals import ChangedMeanwhile, ClosedForChanges, PostIsGone
from community.discussions.models import Post
from community.live import replay
from community.live.log import number_of
from community.live.models import Event
from community.networks.models import Membership
from community.search.models import SearchDocument
from tests.factories import make_post, make_space, make_thread
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


def at(post, verb="edit/", language="en"):
    return f"/{language}/threads/{post.thread_id}/{post.thread.slug}/posts/{post.number}/{verb}"


def grow_old(post, by=GRACE + timedelta(seconds=1)):
    """As if the post had been written before the grace."""
    Post.objects.filter(pk=post.pk).update(created_at=post.created_at - by)
    post.refresh_from_db()
    return post


def say_otherwise(post, words="Other words.", language="en"):
    return edit_post(post, html=f"<p>{words}</p>", language=language, based_on=wording_key(post))


def typed(post, **fields):
    return {"text": "Other words.", "language": "en", "based_on": wording_key(post)} | fields


def text_area(answer):
    return unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.content.decode(), re.DOTALL)[1])


@pytest.fixture
def post(thread, rhys):
    return make_post(thread, rhys, html="<p>First words.</p>")


class TestTheGrace:
    def test_within_it_nothing_is_marked_or_kept(self, client, post):
        assert say_otherwise(post) is True
        post.refresh_from_db()
        assert (post.html, post.text, post.edit_count, post.edited_at) == (
            "<p>Other words.</p>", "Other words.", 0, None,
        )  # fmt: skip
        assert not PostWording.objects.exists()
        page = client.get(post.thread.get_absolute_url()).content.decode()
        assert "Other words." in page
        assert ">edited<" not in page

    def test_after_it_the_post_is_marked_and_the_earlier_wording_kept(self, client, post):
        grow_old(post)
        say_otherwise(post, language="cy")
        post.refresh_from_db()
        assert (post.edit_count, post.language) == (1, "cy")
        kept = PostWording.objects.get()
        assert (kept.number, kept.html, kept.language) == (1, "<p>First words.</p>", "en")
        assert (kept.written_at, kept.replaced_at) == (post.created_at, post.edited_at)
        page = client.get(post.thread.get_absolute_url()).content.decode()
        assert f'<a href="{at(post, "history/")}">edited</a>' in page
        say_otherwise(post, "Third.")
        assert list(PostWording.objects.values_list("number", "html")) == [
            (1, "<p>First words.</p>"),
            (2, "<p>Other words.</p>"),
        ]

    def test_a_reply_ends_it(self, post, nia):
        make_post(post.thread, nia, in_reply_to=post)
        say_otherwise(post)
        assert (post.edit_count, PostWording.objects.count()) == (1, 1)

    def test_the_same_words_change_nothing(self, post):
        grow_old(post)
        before = number_of(post.thread.stream_key)
        assert edit_post(post, html=post.html, language="en", based_on="anything") is False
        post.refresh_from_db()
        assert (post.edit_count, number_of(post.thread.stream_key)) == (0, before)


class TestLocks:
    def test_other_hands_that_were_quicker_are_noticed(self, post):
        stale = wording_key(post)
        say_otherwise(Post.objects.get(pk=post.pk))
        with pytest.raises(ChangedMeanwhile):
            edit_post(post, html="<p>Mine.</p>", language="en", based_on=stale)
        post.refresh_from_db()
        assert post.text == "Other words."

    def test_what_else_changed_on_the_post_is_in_nobodys_way(self, post):
        key = wording_key(post)
        with changing(post, "reacted", quiet=True) as row:
            row.extras = {"reactions": {"thanks": 1}}
        assert edit_post(post, html="<p>Mine.</p>", language="en", based_on=key) is True
        post.refresh_from_db()
        assert post.extras == {"reactions": {"thanks": 1}}

    def test_a_closed_thread_takes_changes_within_the_grace_only(self, post, gwen):
        close_thread(post.thread, by=gwen)
        assert say_otherwise(post) is True
        grow_old(post)
        with pytest.raises(ClosedForChanges):
            say_otherwise(post, "Too late.")
        post.refresh_from_db()
        assert post.text == "Other words."

    def test_a_removed_post_keeps_its_words(self, post, rhys):
        remove_post(post, by=rhys)
        with pytest.raises(PostIsGone):
            say_otherwise(post)
        assert Post.objects.get(pk=post.pk).text == "First words."

    def test_open_pages_and_search_are_told(self, post, run_jobs):
        run_jobs()
        before = number_of(post.thread.stream_key)
        grow_old(post)
        say_otherwise(post, "Cydgynhyrchu")
        event = Event.objects.filter(stream__key=post.thread.stream_key).latest("number")
        assert (event.number, event.kind, event.target) == (before + 1, "edited", "post-2")
        answer = replay.answer(post.thread.stream_key, before - 1, "en")
        assert "Cydgynhyrchu" in answer
        assert "First words." not in answer
        run_jobs()
        body = SearchDocument.objects.get(kind="thread", object_id=post.thread_id).body
        assert "Cydgynhyrchu" in body
        assert "First words." not in body


class TestThePage:
    def test_its_author_changes_words_and_language(self, as_person, post, rhys):
        page = as_person(rhys).get(at(post))
        assert text_area(page) == "First words."
        answer = as_person(rhys).post(at(post), typed(post, text="Geiriau\n\n- un", language="cy"))
        assert (answer.status_code, answer.url) == (302, at(post, ""))
        post.refresh_from_db()
        assert (post.html, post.language) == ("<p>Geiriau</p><ul><li>un</li></ul>", "cy")

    def test_only_the_language_can_be_changed_without_losing_emphasis(self, as_person, thread, rhys):
        post = make_post(thread, rhys, html="<p>With <b>weight</b>.</p>")
        page = as_person(rhys).get(at(post))
        assert "cannot be typed here" in page.content.decode()
        as_person(rhys).post(at(post), typed(post, text=text_area(page), language="gd"))
        post.refresh_from_db()
        assert (post.html, post.language) == ("<p>With <b>weight</b>.</p>", "gd")

    @pytest.mark.parametrize("person", ["nia", "gwen", "olwen"])
    def test_nobody_else_rewords_it_not_even_who_tends_the_space(self, request, as_person, post, person):
        client = as_person(request.getfixturevalue(person))
        assert client.get(at(post)).url == at(post, "")
        answer = client.post(at(post), typed(post))
        assert (answer.status_code, text_area(answer)) == (422, "Other words.")
        assert "Only the person who wrote" in answer.content.decode()
        post.refresh_from_db()
        assert post.text == "First words."

    def test_a_visitor_is_asked_to_sign_in_and_keeps_the_text(self, client, post):
        assert client.get(at(post)).url == f"/en/accounts/login/?next={at(post)}"
        answer = client.post(at(post), typed(post))
        assert (answer.status_code, text_area(answer)) == (422, "Other words.")
        assert "not signed in any more" in answer.content.decode()

    def test_an_expired_form_keeps_the_text(self, post, rhys):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(rhys, backend="django.contrib.auth.backends.ModelBackend")
        answer = strict.post(at(post), typed(post))
        assert (answer.status_code, text_area(answer)) == (422, "Other words.")
        post.refresh_from_db()
        assert post.text == "First words."

    def test_words_changed_in_another_tab_are_shown_and_ones_own_kept(self, as_person, post, rhys):
        stale = typed(post, text="From the second tab.")
        say_otherwise(post, "From the first tab.")
        answer = as_person(rhys).post(at(post), stale)
        page = answer.content.decode()
        assert (answer.status_code, text_area(answer)) == (422, "From the second tab.")
        assert "somewhere else while you were writing" in page
        assert "From the first tab." in page
        again = re.search(r'name="based_on" value="([^"]+)"', page)[1]
        assert as_person(rhys).post(at(post), stale | {"based_on": again}).status_code == 302
        post.refresh_from_db()
        assert post.text == "From the second tab."

    def test_pressing_twice_keeps_one_wording(self, as_person, post, rhys):
        grow_old(post)
        sent = typed(post)
        for _ in range(2):
            assert as_person(rhys).post(at(post), sent).status_code == 302
        assert PostWording.objects.count() == 1

    def test_a_post_removed_meanwhile_says_so_and_keeps_the_text(self, as_person, post, rhys, gwen):
        sent = typed(post)
        remove_post(post, by=gwen)
        answer = as_person(rhys).post(at(post), sent)
        assert (answer.status_code, text_area(answer)) == (422, "Other words.")
        assert "has been removed" in answer.content.decode()
        assert "First words." not in answer.content.decode()
        assert as_person(rhys).get(at(post)).status_code == 404

    def test_a_closed_conversation_says_so_and_keeps_the_text(self, as_person, post, rhys, gwen):
        grow_old(post)
        close_thread(post.thread, by=gwen)
        answer = as_person(rhys).post(at(post), typed(post))
        assert (answer.status_code, text_area(answer)) == (422, "Other words.")
        assert "stays as it is" in answer.content.decode()

    @pytest.mark.parametrize(
        ("sent", "message"),
        [
            ({"text": ""}, "write something first"),
            ({"language": "xx"}, "xx"),
            ({"text": "x" * 20_001}, "20001"),
        ],
    )
    def test_what_cannot_be_saved_is_explained_and_kept(self, as_person, post, rhys, sent, message):
        answer = as_person(rhys).post(at(post), typed(post, **sent))
        assert answer.status_code == 422
        assert message in answer.content.decode()
        assert text_area(answer) == sent.get("text", "Other words.")

    def test_a_suspended_member_rewords_nothing(self, as_person, post, rhys):
        Membership.objects.filter(user=rhys).update(state="suspended")
        assert "suspended" in as_person(rhys).post(at(post), typed(post)).content.decode()
        post.refresh_from_db()
        assert post.text == "First words."

    def test_a_flood_of_changes_is_stopped_kindly(self, as_person, post, rhys):
        for number in range(1, MOST_WORDINGS + 1):
            PostWording.objects.create(post=post, number=number, html="<p>x</p>", written_at=timezone.now())
        answer = as_person(rhys).post(at(post), typed(post))
        assert (answer.status_code, text_area(answer)) == (422, "Other words.")

    def test_a_thread_one_may_not_see_is_not_there(self, as_person, client, network, nia, olwen):
        closed = make_thread(make_space([network], audience="networks"), nia)
        first = grow_old(closed.posts.get(number=1))
        say_otherwise(first)
        for reader in (client, as_person(olwen)):
            for verb in ("edit/", "history/"):
                assert reader.get(at(first, verb)).status_code == 404
            assert reader.post(at(first), typed(first)).status_code == 404
        assert as_person(nia).get(at(first, "history/")).status_code == 200

    def test_it_costs_fifteen_queries_at_most(self, as_person, post, rhys, queries):
        member = as_person(rhys)
        member.get(at(post))
        with queries(at_most=12):
            member.get(at(post))
        grow_old(post)
        with queries(at_most=20):
            assert member.post(at(post), typed(post)).status_code == 302


class TestTheMenu:
    def verbs(self, client, post):
        return client.get(at(post, "more/") + "?part=menu").content.decode()

    def test_edit_is_for_the_author_and_history_for_all_once_there_is_one(self, as_person, post, rhys, nia):
        assert at(post) in self.verbs(as_person(rhys), post)
        assert at(post) not in self.verbs(as_person(nia), post)
        assert "history/" not in self.verbs(as_person(nia), post)
        grow_old(post)
        say_otherwise(post)
        assert at(post, "history/") in self.verbs(as_person(nia), post)


class TestHistory:
    def test_every_reader_sees_every_wording_and_what_changed(self, client, post):
        grow_old(post)
        say_otherwise(post, "First of all words.")
        say_otherwise(post, "Geiriau yn gyntaf.", language="cy")
        page = client.get(at(post, "history/")).content.decode()
        plain = re.sub(r"<span class=\"visually-hidden\".*?</span>", "", page)
        assert "<ins> of all</ins>" in plain
        assert "<del>First of all words</del><ins>Geiriau yn gyntaf</ins>" in plain
        assert "language changed from English to Cymraeg" in " ".join(page.split())
        assert page.index("Now") < page.index("Wording 2") < page.index("As first written")

    def test_words_are_shown_as_text(self, client, post):
        Post.objects.filter(pk=post.pk).update(html="<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")
        post.refresh_from_db()
        grow_old(post)
        say_otherwise(post)
        page = client.get(at(post, "history/")).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_a_changed_link_and_changed_emphasis_can_be_seen(self, client, post):
        grow_old(post)
        for link in (
            '<a href="https://a.example/">us</a>',
            '<a href="https://b.example/">us</a>',
            '<a href="https://b.example/"><b>us</b></a>',
        ):
            edit_post(post, html=f"<p>See {link}</p>", language="en", based_on=wording_key(post))
        page = client.get(at(post, "history/")).content.decode()
        plain = re.sub(r"<span class=\"visually-hidden\".*?</span>", "", page)
        assert "<del>a</del><ins>b</ins>" in plain
        assert "Only the formatting changed." in page

    def test_a_post_never_changed_has_none(self, client, post):
        assert client.get(at(post, "history/")).url == at(post, "")

    def test_that_of_a_removed_post_is_for_those_who_tend_the_space(
        self, client, as_person, post, rhys, gwen
    ):
        grow_old(post)
        say_otherwise(post)
        remove_post(post, by=rhys)
        assert client.get(at(post, "history/")).status_code == 404
        assert as_person(rhys).get(at(post, "history/")).status_code == 404
        assert "First" in as_person(gwen).get(at(post, "history/")).content.decode()

    def test_a_long_one_has_pages_and_each_costs_the_same(self, client, post):
        grow_old(post)

        def change(more):
            for number in range(more):
                say_otherwise(post, f"Wording of the moment {post.edit_count} {number}.")

        assert_flat(lambda: client.get(at(post, "history/")), change, at_most=6, steps=(1, 3, 12))
        first = client.get(at(post, "history/")).content.decode()
        assert first.count('class="wording-step"') == 10
        following = re.search(r'href="\?before=(\d+)"', first)[1]
        rest = client.get(at(post, "history/") + f"?before={following}").content.decode()
        assert rest.count('class="wording-step"') == 3
        assert "As first written" in rest
