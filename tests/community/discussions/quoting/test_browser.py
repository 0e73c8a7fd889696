"""Choosing words and quoting them, and open pages that follow changed and removed words."""

import pytest

from community.discussions.editing.domain import edit_post, wording_key
from community.discussions.removing.domain import remove, restore
from tests.factories import make_member, make_network, make_post, make_space, make_thread
from tests.writing import editor, fill_reply, written

pytestmark = pytest.mark.browser

CHOOSE = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector("#post-1 .entry-body p"));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def talk(live_site):
    network = make_network("wales")
    author = make_member(network, name="Nia Parry")
    return make_thread(make_space([network]), author)


def open_thread(new_page, talk, **options):
    page = new_page(**options)
    page.goto(f"/en/threads/{talk.pk}/{talk.slug}/")
    page.wait_for_selector("[data-live-bar][data-state='live']")
    return page


def test_chosen_words_go_into_the_reply_after_what_was_being_written(new_page, talk):
    page = open_thread(new_page, talk, person=talk.author)
    fill_reply(page, "I was saying")
    page.evaluate(CHOOSE)
    page.locator(".quote-chosen").click()
    where = f"/threads/{talk.pk}/{talk.slug}/posts/1/"
    quotation = f"> [Nia Parry, post 1]({where}):\n>\n> The first words.\n\n"
    assert written(page) == f"I was saying\n\n{quotation}"
    assert page.locator("[name=in_reply_to]").input_value() == "1"
    assert page.locator(".quote-chosen").count() == 0
    editor(page).press_sequentially("Yes.")
    page.get_by_role("button", name="Send").click()
    page.wait_for_selector("#post-2 blockquote a")
    assert "The first words." in page.inner_text("#post-2 blockquote")


def test_the_menus_verb_quotes_without_leaving_the_page(new_page, talk):
    page = open_thread(new_page, talk, person=talk.author)
    page.locator("#post-1 [data-post-more]").click()
    page.locator("#post-1 .post-menu").get_by_text("Quote").click()
    page.locator(".composer-context").wait_for()
    assert "> The first words." in written(page)
    assert "quote=" not in page.url


def test_a_visitor_is_offered_nothing(new_page, talk):
    page = open_thread(new_page, talk)
    page.evaluate(CHOOSE)
    page.wait_for_timeout(400)
    assert page.locator(".quote-chosen").count() == 0


def test_open_pages_follow_what_is_changed_removed_and_put_back(new_page, talk):
    post = make_post(talk, talk.author, html="<p>Old words.</p>")
    page = open_thread(new_page, talk)
    edit_post(post, html="<p>New words.</p>", language="en", based_on=wording_key(post))
    page.locator("#post-2").get_by_text("New words.").wait_for()
    remove(post, by=talk.author)
    page.locator("#post-2").get_by_text("removed by its author").wait_for()
    assert "New words." not in page.content()
    restore(post)
    page.locator("#post-2").get_by_text("New words.").wait_for()
    assert page.locator("#discussion .entry").count() == 2
