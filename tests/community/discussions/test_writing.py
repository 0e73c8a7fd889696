"""The forms for replying and starting, with and without script."""

import re

import pytest
from django.test import Client

from community.discussions.domain.threads import LONGEST_POST, close_thread
from community.discussions.models import Post, Thread
from community.live.log import number_of
from tests.factories import (
    make_member,
    make_network,
    make_person,
    make_post,
    make_space,
    make_thread,
    make_topic,
)


def path_of(thread, verb=""):
    return f"/en/threads/{thread.pk}/{thread.slug}/{verb}"


def typed(**fields):
    return {"text": "What I think.", "language": "en", "submission_key": "key-1"} | fields


def field_error(answer, name="text"):
    """The message that stands beside a field, as the reader sees it."""
    page = answer.content.decode()
    found = re.search(rf'<div class="field-error" id="id_{name}-error">(.*?)</div></div>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).replace("Error:", "").strip() if found else ""


def text_area(answer):
    """What stands in the text field."""
    from html import unescape

    return unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.content.decode(), re.DOTALL)[1])


class TestReplying:
    def test_it_writes_the_post_and_leads_to_it(self, as_person, thread, rhys):
        answer = as_person(rhys).post(
            path_of(thread, "reply/"), typed(text="First\n\n- a\n- b", language="cy")
        )
        assert (answer.status_code, answer.url) == (302, f"{path_of(thread)}#post-2")
        post = thread.posts.get(number=2)
        assert (post.author, post.language) == (rhys, "cy")
        assert post.html == "<p>First</p><ul><li>a</li><li>b</li></ul>"

    def test_a_post_on_a_later_page_is_led_to_there(self, as_person, thread, nia, rhys):
        for _ in range(20):
            make_post(thread, nia)
        answer = as_person(rhys).post(path_of(thread, "reply/"), typed())
        assert answer.url == f"{path_of(thread)}?from=21#post-22"

    def test_it_may_refer_to_an_earlier_post(self, as_person, thread, rhys):
        as_person(rhys).post(path_of(thread, "reply/"), typed(in_reply_to="1"))
        assert thread.posts.get(number=2).in_reply_to == thread.posts.get(number=1)

    def test_the_whole_request_costs_fifteen_queries_at_most(self, as_person, thread, rhys, queries):
        member = as_person(rhys)
        member.post(path_of(thread, "reply/"), typed(submission_key="a"))
        with queries(at_most=15):
            assert (
                member.post(path_of(thread, "reply/"), typed(text="Again.", submission_key="b")).status_code
                == 302
            )

    def test_pressing_twice_writes_once_and_leads_to_the_same_post(self, as_person, thread, rhys):
        member = as_person(rhys)
        addresses = {member.post(path_of(thread, "reply/"), typed()).url for _ in range(2)}
        assert addresses == {f"{path_of(thread)}#post-2"}
        assert Post.objects.count() == 2

    def test_following_the_address_leads_to_the_thread(self, client, thread):
        assert client.get(path_of(thread, "reply/")).url == f"{path_of(thread)}#reply"

    @pytest.mark.parametrize(
        ("sent", "field", "message", "kept"),
        [
            (typed(text=""), "text", "Please write something first.", ""),
            (typed(text="  \n "), "text", "Please write something first.", None),
            (typed(text="> \n> "), "text", "Please write something first.", "> \n> "),
            (
                typed(text="x" * (LONGEST_POST + 1)),
                "text",
                f"has {LONGEST_POST + 1} characters",
                "x" * (LONGEST_POST + 1),
            ),
            (typed(language="xx"), "language", "xx", "What I think."),
            (typed(in_reply_to="99"), "text", "no longer there", "What I think."),
        ],
    )
    def test_what_cannot_be_sent_is_explained_beside_its_field_and_kept(
        self, as_person, thread, rhys, sent, field, message, kept
    ):
        answer = as_person(rhys).post(path_of(thread, "reply/"), sent)
        assert answer.status_code == 422
        assert "<title>Error: " in answer.content.decode()
        assert message in field_error(answer, field)
        if kept is not None:
            assert text_area(answer) == kept
        assert "<title>Error:" in answer.content.decode()
        assert (Post.objects.count(), number_of(thread.stream_key)) == (1, 1)

    def test_messages_are_in_the_readers_language(self, as_person, thread, rhys):
        answer = as_person(rhys).post(path_of(thread, "reply/").replace("/en/", "/cy/"), typed(text=""))
        assert field_error(answer)
        assert "Please" not in field_error(answer)

    def test_the_longest_text_passes_though_browsers_send_two_characters_a_line(
        self, as_person, thread, rhys
    ):
        lines = "\r\n".join(["x" * 99] * 200)  # 200 × 99 letters and 199 line ends
        assert as_person(rhys).post(path_of(thread, "reply/"), typed(text=lines)).status_code == 302

    def test_script_in_the_text_is_shown_as_text(self, as_person, client, thread, rhys):
        as_person(rhys).post(path_of(thread, "reply/"), typed(text="<script>alert(1)</script>"))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in client.get(path_of(thread)).content.decode()

    def test_a_closed_thread_says_so_and_keeps_the_text(self, as_person, thread, rhys, gwen):
        close_thread(thread, by=gwen)
        answer = as_person(rhys).post(path_of(thread, "reply/"), typed())
        assert answer.status_code == 422
        assert "has been closed" in field_error(answer)
        assert text_area(answer) == "What I think."
        assert Post.objects.said().count() == 1

    def test_a_foreign_thread_is_not_there(self, as_person, network, nia, olwen):
        closed = make_thread(make_space([network], audience="networks"), nia)
        assert as_person(olwen).post(path_of(closed, "reply/"), typed()).status_code == 404
        assert Client().post(path_of(closed, "reply/"), typed()).status_code == 404
        assert Post.objects.said().count() == 1

    def test_who_is_no_member_is_told_and_keeps_the_text(self, as_person, thread, olwen):
        answer = as_person(olwen).post(path_of(thread, "reply/"), typed())
        assert (answer.status_code, text_area(answer)) == (422, "What I think.")
        assert "Join the network" in field_error(answer)

    def test_a_suspended_member_is_told_and_keeps_the_text(self, as_person, thread, network):
        person = make_member(network, state="suspended")
        answer = as_person(person).post(path_of(thread, "reply/"), typed())
        assert "suspended" in field_error(answer)
        assert Post.objects.said().count() == 1

    def test_whose_sign_in_ran_out_keeps_the_text_and_can_sign_in(self, client, thread):
        answer = client.post(path_of(thread, "reply/"), typed())
        assert (answer.status_code, text_area(answer)) == (422, "What I think.")
        assert "not signed in any more" in field_error(answer)
        assert f"/en/accounts/login/?next={path_of(thread)}" in answer.content.decode()

    def test_a_flood_is_stopped_kindly(self, as_person, thread, rhys):
        member = as_person(rhys)
        for number in range(6):
            assert (
                member.post(
                    path_of(thread, "reply/"), typed(text=str(number), submission_key=str(number))
                ).status_code
                == 302
            )
        answer = member.post(path_of(thread, "reply/"), typed(text="seventh", submission_key="7"))
        assert (answer.status_code, text_area(answer)) == (422, "seventh")
        assert "wait a little" in field_error(answer)


class TestAnExpiredForm:
    @pytest.fixture
    def strict(self, rhys):
        """Rhys in a browser whose forms are checked, as in real life."""
        client = Client(enforce_csrf_checks=True)
        client.force_login(rhys, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def token(self, page):
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]

    def test_it_is_shown_again_with_the_text_and_a_fresh_key_and_then_it_works(self, strict, thread):
        strict.get(path_of(thread))
        answer = strict.post(path_of(thread, "reply/"), typed(csrfmiddlewaretoken="expired"))
        assert (answer.status_code, text_area(answer)) == (422, "What I think.")
        assert "open for a long time" in field_error(answer)
        assert Post.objects.said().count() == 1
        again = strict.post(path_of(thread, "reply/"), typed(csrfmiddlewaretoken=self.token(answer)))
        assert again.status_code == 302
        assert Post.objects.count() == 2

    def test_a_form_without_key_or_from_elsewhere_writes_nothing(self, strict, thread):
        assert strict.post(path_of(thread, "reply/"), typed()).status_code == 422
        token = self.token(strict.get(path_of(thread)))
        foreign = strict.post(
            path_of(thread, "reply/"),
            typed(csrfmiddlewaretoken=token),
            headers={"Origin": "https://evil.example"},
        )
        assert foreign.status_code == 422
        assert Post.objects.said().count() == 1

    def test_a_new_thread_is_kept_as_well(self, strict, space):
        sent = typed(title="My title", kind="question")
        answer = strict.post(f"/en/spaces/{space.slug}/start/", sent)
        assert (answer.status_code, text_area(answer)) == (422, "What I think.")
        assert 'value="My title"' in answer.content.decode()
        again = strict.post(
            f"/en/spaces/{space.slug}/start/", sent | {"csrfmiddlewaretoken": self.token(answer)}
        )
        assert again.status_code == 302
        assert Thread.objects.get().title == "My title"


class TestWithScript:
    JSON = {"Accept": "application/json"}

    def test_the_answer_brings_everything_since_the_pages_number(self, as_person, thread, nia, rhys):
        make_post(thread, nia, html="<p>Meanwhile.</p>")
        answer = as_person(rhys).post(path_of(thread, "reply/"), typed(after="1"), headers=self.JSON)
        frame = answer.json()
        assert (frame["stream"], frame["number"], frame["post"]) == (thread.stream_key, 3, 3)
        assert [(event["n"], event["target"]) for event in frame["events"]] == [(2, "post-2"), (3, "post-3")]
        assert frame["url"] == f"{path_of(thread)}posts/3/"

    def test_without_a_number_it_begins_at_the_beginning(self, as_person, thread, rhys):
        for after in ("", "x", "-1"):
            answer = as_person(rhys).post(
                path_of(thread, "reply/"), typed(after=after, submission_key=f"k{after}"), headers=self.JSON
            )
            assert answer.json()["events"][0]["n"] == 1

    def test_messages_come_by_field(self, as_person, thread, rhys):
        answer = as_person(rhys).post(
            path_of(thread, "reply/"), typed(text="", language="xx"), headers=self.JSON
        )
        assert answer.status_code == 422
        problems = answer.json()
        assert problems["errors"]["text"] == ["Please write something first."]
        assert set(problems["errors"]) == {"text", "language"}
        assert problems["signed_in"] is True

    def test_who_was_signed_out_learns_it(self, client, thread):
        problems = client.post(path_of(thread, "reply/"), typed(), headers=self.JSON).json()
        assert problems["signed_in"] is False
        assert "not signed in any more" in problems["errors"]["text"][0]


class TestStarting:
    def path(self, space):
        return f"/en/spaces/{space.slug}/start/"

    def test_a_member_starts_a_thread(self, as_person, space, nia):
        topics = [make_topic(), make_topic()]
        answer = as_person(nia).post(
            self.path(space), typed(title="Who pays?", kind="question", topics=[topic.pk for topic in topics])
        )
        thread = Thread.objects.get()
        assert answer.url == path_of(thread)
        assert (thread.title, thread.kind, thread.space, thread.author) == (
            "Who pays?",
            "question",
            space,
            nia,
        )
        assert set(thread.topics.all()) == set(topics)

    def test_the_page_offers_announcements_only_to_those_who_may(self, as_person, space, nia, gwen):
        assert 'value="announcement"' not in as_person(nia).get(self.path(space)).content.decode()
        assert 'value="announcement"' in as_person(gwen).get(self.path(space)).content.decode()

    def test_an_announcement_by_a_member_is_refused_beside_its_field(self, as_person, space, nia):
        answer = as_person(nia).post(self.path(space), typed(title="Hear me", kind="announcement"))
        assert answer.status_code == 422
        assert "facilitators and coordinators" in answer.content.decode()
        assert text_area(answer) == "What I think."
        assert Thread.objects.count() == 0

    @pytest.mark.parametrize(
        ("sent", "message"),
        [
            ({"title": ""}, "give your conversation a title"),
            ({"title": "x" * 201}, "under 200 characters"),
            ({"text": ""}, "write something first"),
            ({"kind": "party"}, "party"),
            ({"topics": ["999999"]}, "999999"),
        ],
    )
    def test_what_is_wrong_is_explained_and_the_rest_kept(self, as_person, space, nia, sent, message):
        answer = as_person(nia).post(self.path(space), typed(title="A title", kind="discussion") | sent)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert message in page
        assert text_area(answer) == sent.get("text", "What I think.")
        if "title" not in sent:
            assert 'value="A title"' in page
        assert (Thread.objects.count(), Post.objects.count()) == (0, 0)

    def test_more_than_five_topics_are_too_many(self, as_person, space, nia):
        topics = [make_topic().pk for _ in range(6)]
        answer = as_person(nia).post(self.path(space), typed(title="T", kind="discussion", topics=topics))
        assert "no more than five topics" in answer.content.decode()

    def test_a_visitor_is_asked_to_sign_in_and_comes_back(self, client, space):
        assert client.get(self.path(space)).url == f"/en/accounts/login/?next={self.path(space)}"

    def test_an_outsider_is_shown_the_way_in(self, as_person, space, olwen, network):
        answer = as_person(olwen).get(self.path(space))
        assert answer.status_code == 403
        assert f"/en/networks/{network.slug}/join/" in answer.content.decode()
        assert as_person(olwen).post(self.path(space), typed(title="T", kind="discussion")).status_code == 422
        assert Thread.objects.count() == 0

    def test_a_space_one_may_not_see_is_not_there(self, as_person, network, olwen):
        closed = make_space([network], audience="networks")
        assert as_person(olwen).get(self.path(closed)).status_code == 404

    def test_its_page_costs_ten_queries_at_most(self, as_person, space, nia, queries):
        for _ in range(20):
            make_topic()
        member = as_person(nia)
        member.get(self.path(space))
        with queries(at_most=10):
            member.get(self.path(space))


class TestClosing:
    def test_a_facilitator_closes_and_opens(self, as_person, thread, gwen, rhys):
        as_person(gwen).post(path_of(thread, "close/"))
        thread.refresh_from_db()
        assert thread.closed_by == gwen
        as_person(gwen).post(path_of(thread, "close/remove/"))
        thread.refresh_from_db()
        assert not thread.is_closed

    def test_others_change_nothing_and_are_told(self, as_person, client, thread, rhys):
        answer = as_person(rhys).post(path_of(thread, "close/"), follow=True)
        assert "Only facilitators" in answer.content.decode()
        assert "/accounts/login/" in client.post(path_of(thread, "close/")).url
        thread.refresh_from_db()
        assert not thread.is_closed

    def test_following_the_address_changes_nothing(self, as_person, thread, gwen):
        assert as_person(gwen).get(path_of(thread, "close/")).url == path_of(thread)
        thread.refresh_from_db()
        assert not thread.is_closed


def test_the_form_names_only_networks_that_open_the_door(as_person, nia):
    one, two = make_network("one"), make_network("two")
    thread = make_thread(make_space([one, two]), make_member(one))
    page = as_person(make_person("Olwen")).get(path_of(thread)).content.decode()
    assert "/en/networks/one/join/" in page
    assert "/en/networks/two/join/" in page
    assert "<textarea" not in page
