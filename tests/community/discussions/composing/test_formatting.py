"""What is typed without script counts, and the editor's HTML of a draft only for the words it was made of."""

import re
from html import unescape

import pytest

from community.discussions.drafts.domain import Words, save
from community.discussions.drafts.models import Draft
from community.discussions.models import Post

pytestmark = pytest.mark.django_db

RICH = "<p>First <strong>words</strong></p>"


@pytest.fixture
def draft(thread, rhys):
    return save(rhys, f"thread:{thread.pk}", Words(text="First words", html=RICH)).draft


def form_of(answer, text=None):
    """What a browser without script would send of the form to write in, with another ``text`` where one is given."""
    page = answer.content.decode()
    page = page[page.index("data-composer") :]
    sent = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', page)
    }
    area = unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)[1])
    words = area if text is None else text
    return {**sent, "language": "en", "text": words.replace("\n", "\r\n")}


def page_of(thread):
    return f"/en/threads/{thread.pk}/{thread.slug}/"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        (None, RICH),
        ("  First words\n", RICH),
        ("COMPLETELY DIFFERENT WORDS", "<p>COMPLETELY DIFFERENT WORDS</p>"),
        ("First words, and more", "<p>First words, and more</p>"),
        ("First\n\nwords", "<p>First</p><p>words</p>"),
    ],
)
def test_a_reply_says_what_the_field_says(as_person, thread, rhys, draft, typed, html):
    client = as_person(rhys)
    client.post(f"{page_of(thread)}reply/", form_of(client.get(page_of(thread)), typed))
    assert thread.posts.get(number=2).html == html
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("typed", "html"), [(None, RICH), ("Other words", "")])
def test_a_draft_saved_by_the_button_holds_what_the_field_says(as_person, thread, rhys, draft, typed, html):
    client = as_person(rhys)
    sent = form_of(client.get(page_of(thread)), typed)
    client.post(f"/en/inbox/drafts/save/?place={draft.place}", sent)
    assert list(Draft.objects.values_list("text", "html", "others")) == [(typed or "First words", html, [])]


def test_a_new_conversation_says_what_the_field_says(as_person, space, rhys):
    save(rhys, f"space:{space.pk}", Words(title="A title", text="First words", html=RICH))
    client = as_person(rhys)
    start = f"/en/spaces/{space.slug}/start/"
    sent = {**form_of(client.get(start), "Other words"), "title": "A title", "kind": "discussion"}
    client.post(start, sent)
    assert Post.objects.get(thread__title="A title").html == "<p>Other words</p>"


def test_a_form_that_came_back_says_what_the_field_says(as_person, thread, rhys):
    """The editor wrote in it; the script did not come with the answer."""
    client = as_person(rhys)
    sent = {"text": "First words", "html": RICH, "language": "none", "submission_key": "k"}
    back = client.post(f"{page_of(thread)}reply/", sent)
    assert back.status_code == 422
    assert form_of(back)["html"].endswith(RICH)
    client.post(f"{page_of(thread)}reply/", form_of(back, "Other words"))
    assert thread.posts.get(number=2).html == "<p>Other words</p>"


def test_what_the_editor_wrote_counts_beside_any_text(as_person, thread, rhys, draft):
    sent = {"text": "First, words", "html": RICH, "language": "en", "submission_key": "k"}
    as_person(rhys).post(f"{page_of(thread)}reply/", sent)
    assert thread.posts.get(number=2).html == RICH


def test_the_formatting_of_a_draft_comes_back_with_it(as_person, thread, rhys, draft):
    client = as_person(rhys)
    assert form_of(client.get(page_of(thread)))["html"].endswith(f"-->{RICH}")
    state = client.get(f"/en/inbox/drafts/state/?place={draft.place}").json()
    assert (state["text"], state["html"][-len(RICH) :]) == ("First words", RICH)


def test_without_formatting_a_page_carries_no_note(as_person, thread, rhys):
    save(rhys, f"thread:{thread.pk}", Words(text="Plain words"))
    assert "<!--of" not in unescape(as_person(rhys).get(page_of(thread)).content.decode())


def test_a_quotation_that_the_draft_holds_leaves_the_draft_as_it_is(as_person, thread, rhys):
    client = as_person(rhys)
    asked = f"{page_of(thread)}?reply=1&quote=1"
    quotation = form_of(client.get(asked))["text"].replace("\r\n", "\n")
    save(rhys, f"thread:{thread.pk}", Words(text=f"{quotation}My answer"))
    assert form_of(client.get(asked))["text"].replace("\r\n", "\n") == f"{quotation}My answer"
