"""Taking a conversation along, as HTML and as JSON."""

import json

import pytest

from community.discussions.domain.threads import remove_post, reply_to
from community.discussions.outside import taking
from tests.factories import make_post, make_space, make_thread
from tests.queries import count_queries

pytestmark = pytest.mark.django_db


def body(answer):
    return b"".join(answer.streaming_content).decode()


def at(thread, ending):
    return f"/en/threads/{thread.pk}/{thread.slug}/take/{ending}"


@pytest.fixture
def talk(thread, rhys, nia):
    first = thread.posts.get(number=1)
    reply_to(thread, by=rhys, html="<p>Gyda <b>phaned</b>.</p>", language="cy", in_reply_to=first)
    remove_post(reply_to(thread, by=nia, html="<p>A slip of the pen.</p>", language="en"), by=nia)
    return thread


def test_the_json_holds_every_post_and_no_removed_words(as_person, talk, rhys):
    answer = as_person(rhys).get(at(talk, "thread.json"))
    text = body(answer)
    told = json.loads(text)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{talk.pk}-{talk.slug}.json"'
    assert (told["format"], told["version"], told["title"]) == ("plethu-thread", 1, "How do you begin?")
    assert [post["number"] for post in told["posts"]] == [1, 2, 3]
    assert told["posts"][1] | {"written_at": "", "address": ""} == {
        "number": 2, "author": "Rhys Bevan", "in_reply_to": 1, "language": "cy", "edited_at": None,
        "html": "<p>Gyda <b>phaned</b>.</p>", "text": "Gyda phaned.", "written_at": "", "address": "",
    }  # fmt: skip
    assert told["posts"][2]["removed"] is True
    assert "slip" not in text


def test_the_html_is_one_whole_document(as_person, talk, rhys):
    text = body(as_person(rhys).get(at(talk, "thread.html")))
    assert text.startswith("<!doctype html>") and text.endswith("</main></body></html>\n")
    assert '<div lang="cy"><p>Gyda <b>phaned</b>.</p></div>' in text
    assert text.count("<article") == 3
    assert "slip" not in text and "<script" not in text


def test_a_conversation_without_posts_is_valid_json(thread):
    thread.posts.all().delete()
    assert json.loads("".join(taking.as_json(thread, "en")))["posts"] == []


def test_a_long_one_is_read_in_stretches(thread, nia, monkeypatch):
    monkeypatch.setattr(taking, "_AT_ONCE", 10)
    for number in range(24):
        make_post(thread, nia, html=f"<p>Word {number}</p>")
    with count_queries(at_most=3):
        numbers = [taken.post.number for taken in taking.entries(thread)]
    assert numbers == list(range(1, 26))


def test_the_page_says_what_was_agreed_about_carrying_words_out(as_person, network, nia):
    space = make_space(
        [network], agreement_en="Use what is said, not who said it.", agreement_cy="Cyfrinach."
    )
    thread = make_thread(space, nia)
    page = as_person(nia).get(at(thread, ""))
    assert "Use what is said, not who said it." in page.text
    assert "Use what is said" in body(as_person(nia).get(at(thread, "thread.html")))
    assert json.loads(body(as_person(nia).get(at(thread, "thread.json"))))["agreement"].startswith("Use what")


@pytest.mark.parametrize("ending", ["", "thread.html", "thread.json"])
def test_only_who_may_read_may_take(client, as_person, network, nia, olwen, ending):
    thread = make_thread(make_space([network], audience="networks"), nia)
    assert as_person(olwen).get(at(thread, ending)).status_code == 404
    assert as_person(nia).get(at(thread, ending)).status_code == 200
    to_sign_in = client.get(at(thread, ending))
    assert to_sign_in.status_code == 302 and "/accounts/login/" in to_sign_in.url


def test_the_way_to_it_stands_on_the_page_for_members(client, as_person, thread, rhys):
    assert at(thread, "") in as_person(rhys).get(thread.get_absolute_url()).text
    assert at(thread, "") not in client.get(thread.get_absolute_url()).text
