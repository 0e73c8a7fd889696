"""Drafts on the server: kept while writing, shown again, merged without losing words, deleted when sent."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from community.discussions.drafts.domain import MOST_OTHERS, Outcome, Words, draft_at, forget, prune, save
from community.discussions.drafts.models import Draft
from community.discussions.models import Post, Thread
from community.live.models import Event
from tests.factories import make_network, make_space, make_thread

SAVE = "/en/inbox/drafts/save/"
JSON = {"headers": {"accept": "application/json"}}


def place_of(thread):
    return f"thread:{thread.pk}"


def path_of(thread, verb=""):
    return f"/en/threads/{thread.pk}/{thread.slug}/{verb}"


def put(client, thread, text, **fields):
    return client.post(f"{SAVE}?place={place_of(thread)}", {"text": text, "language": "en", **fields}, **JSON)


def text_area(answer):
    return unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.content.decode(), re.DOTALL)[1])


class TestSaving:
    def test_script_saves_and_the_page_shows_it_again(self, as_person, thread, rhys):
        client = as_person(rhys)
        answer = put(client, thread, "Half a thought", language="cy", in_reply_to="1").json()
        assert (answer["outcome"], answer["version"]) == ("kept", 1)
        page = as_person(rhys).get(path_of(thread))  # another device
        assert text_area(page) == "Half a thought"
        assert '<option value="cy" selected>' in page.content.decode()
        assert "In reply to Nia Parry, post 1" in page.content.decode()

    def test_nobody_else_sees_it(self, as_person, thread, rhys, nia):
        put(as_person(rhys), thread, "Only mine")
        assert "Only mine" not in as_person(nia).get(path_of(thread)).content.decode()
        assert "Only mine" not in as_person(nia).get("/en/inbox/drafts/").content.decode()

    def test_the_button_saves_without_script_and_leads_back(self, as_person, thread, rhys):
        client = as_person(rhys)
        page = client.get(path_of(thread)).content.decode()
        assert f'formaction="{SAVE}?place={place_of(thread)}"' in page
        answer = client.post(f"{SAVE}?place={place_of(thread)}", {"text": "By button", "language": "en"})
        assert (answer.status_code, answer.url) == (302, f"{path_of(thread)}#reply")
        assert text_area(client.get(path_of(thread))) == "By button"

    def test_a_new_conversation_keeps_title_kind_and_topics(self, as_person, space, rhys):
        from tests.factories import make_topic

        topic = make_topic("schools")
        client = as_person(rhys)
        fields = {
            "text": "Body",
            "title": "A title",
            "kind": "question",
            "topics": [topic.pk],
            "language": "cy",
        }
        client.post(f"{SAVE}?place=space:{space.pk}", fields, **JSON)
        page = client.get(f"/en/spaces/{space.slug}/start/").content.decode()
        assert 'value="A title"' in page
        assert re.search(r'<input type="radio" name="kind" value="question"[^>]* checked', page)
        assert re.search(rf'<input type="checkbox" name="topics" value="{topic.pk}"[^>]* checked', page)

    def test_a_place_that_is_not_open_keeps_nothing(self, as_person, rhys, nia):
        hidden = make_thread(make_space([make_network()], audience="networks"), nia)
        assert put(as_person(rhys), hidden, "Let me in").status_code == 404
        assert as_person(rhys).get(f"/en/inbox/drafts/state/?place={place_of(hidden)}").status_code == 404
        for key in ("", "thread:", "thread:0x1", "on:nothing.3", "space:99999", "member:1"):
            assert as_person(rhys).post(f"{SAVE}?place={key}", {"text": "x"}, **JSON).status_code == 404
        assert not Draft.objects.exists()

    def test_signed_out_the_words_come_back_in_a_form(self, thread):
        answer = Client().post(
            f"{SAVE}?place={place_of(thread)}", {"text": "Do not <lose> me", "language": "cy"}
        )
        assert answer.status_code == 403
        assert text_area(answer) == "Do not <lose> me"
        assert put(Client(), thread, "x").json() == {"signed_in": False, "saved": False}

    def test_an_expired_key_writes_nothing_and_keeps_the_words(self, thread, rhys):
        client = Client(enforce_csrf_checks=True)
        client.force_login(rhys, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.post(f"{SAVE}?place={place_of(thread)}", {"text": "Still here", "language": "en"})
        assert answer.status_code == 403
        assert text_area(answer) == "Still here"
        assert not Draft.objects.exists()

    def test_html_of_the_editor_is_cleaned(self, rhys, thread):
        words = Words(text="Hi", html='<p onclick="x()">Hi<script>1</script></p>')
        assert save(rhys, place_of(thread), words).draft.html == "<p>Hi</p>"

    def test_a_page_of_a_thread_keeps_to_its_queries(self, as_person, thread, rhys, queries):
        client = as_person(rhys)
        client.get(path_of(thread))
        put(client, thread, "Words")
        with queries(at_most=12):
            client.get(path_of(thread))


class TestMerging:
    def test_what_continues_takes_the_place(self, rhys, thread):
        first = save(rhys, place_of(thread), Words(text="One"))
        second = save(rhys, place_of(thread), Words(text="Another beginning"), base=first.draft.version)
        assert (second.outcome, second.draft.text, second.draft.others) == (
            Outcome.KEPT,
            "Another beginning",
            [],
        )

    def test_the_newer_of_two_pages_wins_and_the_other_is_kept(self, rhys, thread):
        now, place = timezone.now(), place_of(thread)
        save(rhys, place, Words(text="Typed at home"), written_at=now - timedelta(minutes=5))
        saved = save(rhys, place, Words(text="Typed on the train"), base=0, written_at=now)
        assert saved.outcome is Outcome.KEPT
        assert saved.draft.text == "Typed on the train"
        assert [other["text"] for other in saved.draft.others] == ["Typed at home"]

    def test_older_words_that_come_late_do_not_win_and_are_not_lost(self, rhys, thread):
        now, place = timezone.now(), place_of(thread)
        save(rhys, place, Words(text="Newer"), written_at=now)
        saved = save(rhys, place, Words(text="From the tunnel"), base=0, written_at=now - timedelta(hours=2))
        assert (saved.outcome, saved.draft.text) == (Outcome.OLDER, "Newer")
        assert [other["text"] for other in saved.draft.others] == ["From the tunnel"]

    def test_words_that_hold_the_others_need_no_second_copy(self, rhys, thread):
        place = place_of(thread)
        save(rhys, place, Words(text="A beginning"))
        longer = save(rhys, place, Words(text="A beginning, and more"), base=0)
        assert (longer.draft.text, longer.draft.others) == ("A beginning, and more", [])
        shorter = save(rhys, place, Words(text="A beginning"), base=1)
        assert (shorter.outcome, shorter.draft.text, shorter.draft.others) == (
            Outcome.OLDER, "A beginning, and more", [],
        )  # fmt: skip

    def test_only_so_many_are_kept_beside(self, rhys, thread):
        for number in range(MOST_OTHERS + 3):
            saved = save(rhys, place_of(thread), Words(text=f"Wording {chr(97 + number)}"), base=0)
        assert len(saved.draft.others) == MOST_OTHERS

    def test_another_wording_is_put_in_and_the_present_one_kept(self, as_person, rhys, thread):
        place, client = place_of(thread), as_person(rhys)
        save(rhys, place, Words(text="First words"))
        row = save(rhys, place, Words(text="Second words"), base=0).draft
        assert "First words" in client.get(path_of(thread)).content.decode()
        answer = client.post(f"/en/inbox/drafts/{row.pk}/other/", {"take": "0"})
        assert answer.url == f"{path_of(thread)}#reply"
        row.refresh_from_db()
        assert (row.text, [other["text"] for other in row.others]) == ("First words", ["Second words"])
        client.post(f"/en/inbox/drafts/{row.pk}/other/", {"drop": "0"})
        row.refresh_from_db()
        assert row.others == []
        assert client.post(f"/en/inbox/drafts/{row.pk}/other/", {"drop": "7"}).status_code == 404

    def test_emptying_the_field_deletes_the_draft(self, rhys, thread):
        saved = save(rhys, place_of(thread), Words(text="Never mind"))
        assert save(rhys, place_of(thread), Words(), base=saved.draft.version).outcome is Outcome.NOTHING
        assert not Draft.objects.exists()


class TestSending:
    def test_it_is_deleted_when_sent_and_open_pages_are_told(self, as_person, thread, rhys):
        client = as_person(rhys)
        put(client, thread, "My answer")
        client.post(
            path_of(thread, "reply/"), {"text": "My answer", "language": "en", "submission_key": "k1"}
        )
        assert thread.posts.get(number=2).text == "My answer"
        assert draft_at(rhys, place_of(thread)) is None
        news = Event.objects.get(kind="draft-gone")
        assert (news.stream_key if hasattr(news, "stream_key") else news.stream.key) == f"member:{rhys.pk}"
        assert news.data == {"place": place_of(thread)}

    def test_another_page_that_continues_it_is_told_it_is_gone(self, as_person, thread, rhys):
        client = as_person(rhys)
        version = put(client, thread, "My answer").json()["version"]
        client.post(
            path_of(thread, "reply/"), {"text": "My answer", "language": "en", "submission_key": "k1"}
        )
        assert put(client, thread, "My answer!", base=version).json() == {"outcome": "gone"}
        assert put(client, thread, "My answer!", base=0, submission_key="k1").json() == {"outcome": "gone"}
        assert not Draft.objects.exists()

    def test_a_refused_reply_keeps_the_draft(self, as_person, thread, rhys):
        client = as_person(rhys)
        put(client, thread, "Words")
        client.post(path_of(thread, "reply/"), {"text": "", "language": "en"})
        assert draft_at(rhys, place_of(thread)).text == "Words"

    def test_a_begun_conversation_takes_its_draft_with_it(self, as_person, space, rhys):
        client = as_person(rhys)
        client.post(f"{SAVE}?place=space:{space.pk}", {"text": "Body", "title": "T"}, **JSON)
        client.post(
            f"/en/spaces/{space.slug}/start/",
            {"title": "T", "text": "Body", "kind": "discussion", "language": "en"},
        )
        assert Thread.objects.filter(title="T").exists()
        assert not Draft.objects.exists()


class TestList:
    def test_the_inbox_leads_to_ones_drafts(self, as_person, thread, rhys):
        client = as_person(rhys)
        put(client, thread, "Where was I")
        assert 'href="/en/inbox/drafts/"' in client.get("/en/inbox/").content.decode()
        page = client.get("/en/inbox/drafts/").content.decode()
        assert "Where was I" in page
        assert f'href="{path_of(thread)}#reply"' in page
        row = Draft.objects.get()
        client.post(f"/en/inbox/drafts/{row.pk}/delete/")
        assert not Draft.objects.exists()

    def test_somebody_elses_cannot_be_deleted(self, as_person, thread, rhys, nia):
        row = save(rhys, place_of(thread), Words(text="Mine")).draft
        assert as_person(nia).post(f"/en/inbox/drafts/{row.pk}/delete/").status_code == 404
        assert as_person(nia).post(f"/en/inbox/drafts/{row.pk}/other/", {"take": "0"}).status_code == 404

    def test_a_place_that_closed_behind_them_is_not_named_but_the_words_stay(
        self, as_person, rhys, nia, network
    ):
        space = make_space([network], audience="networks")
        secret = make_thread(space, nia, title="What only members know")
        save(rhys, place_of(secret), Words(text="My own words"))
        rhys.memberships.all().delete()
        page = as_person(type(rhys).objects.get(pk=rhys.pk)).get("/en/inbox/drafts/").content.decode()
        assert "My own words" in page
        assert "What only members know" not in page

    def test_it_asks_few_queries_however_many_there_are(self, as_person, space, rhys, nia, queries):
        for number in range(6):
            save(rhys, place_of(make_thread(space, nia, title=f"T{number}")), Words(text="x"))
        client = as_person(rhys)
        client.get("/en/inbox/drafts/")
        with queries(at_most=9):
            client.get("/en/inbox/drafts/")

    def test_visitors_have_none(self, client):
        assert client.get("/en/inbox/drafts/").status_code == 302

    def test_forgotten_ones_are_deleted_after_a_year(self, rhys, thread):
        save(rhys, place_of(thread), Words(text="Old"), written_at=timezone.now() - timedelta(days=500))
        save(rhys, "space:1", Words(text="New"))
        assert prune() == 1
        assert Draft.objects.get().text == "New"


@pytest.mark.django_db(transaction=True)
@pytest.mark.served
def test_two_pages_that_save_at_once_make_one_draft(network):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from tests.factories import make_member

    person = make_member(network, name="Rhys Bevan")
    place = "thread:1"

    def write(text):
        try:
            return save(person, place, Words(text=text), base=0).outcome
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(write, ["alpha", "beta", "gamma", "delta"]))
    row = Draft.objects.get(user=person)
    assert set(outcomes) <= {Outcome.KEPT, Outcome.OLDER}
    assert {row.text, *(other["text"] for other in row.others)} == {"alpha", "beta", "gamma", "delta"}
    assert forget(person, place)
    assert not Post.objects.exists()
