"""Reading in real browsers: two tabs that agree, live lists, the keys, and the way through a long thread."""

import re
import time

import pytest

from community.discussions.domain.reading import follow, read_up_to
from community.discussions.follows.domain import choose
from community.discussions.models import ThreadPlace
from community.jobs.queue import perform_all_due
from tests.axe import faults
from tests.factories import make_member, make_network, make_post, make_posts, make_space, make_thread
from tests.writing import written

pytestmark = pytest.mark.browser

WITHIN = 1000  # milliseconds


class Talk:
    """A network with two members, a space and a thread that Rhys has read."""

    def __init__(self):
        self.network = make_network("wales")
        self.nia = make_member(self.network, name="Nia Parry")
        self.rhys = make_member(self.network, name="Rhys Bevan")
        self.space = make_space([self.network], slug="practice")
        self.thread = make_thread(self.space, self.nia, title="How do you begin?")
        follow(self.thread, by=self.rhys)
        read_up_to(self.thread, by=self.rhys, number=1)

    def write(self, count=1):
        make_posts(self.thread, self.nia, count, html="<p>Some words to fill the page.</p>" * 4)
        perform_all_due()

    @property
    def path(self):
        return f"/en/threads/{self.thread.pk}/{self.thread.slug}/"

    @property
    def row(self):
        return f"#thread-{self.thread.pk}"


@pytest.fixture
def talk(live_site):
    return Talk()


def until(page, fact, seconds=8):
    deadline = time.monotonic() + seconds
    while not page.evaluate(fact):
        assert time.monotonic() < deadline, f"never came true: {fact}"
        page.wait_for_timeout(20)


def listening(page, person):
    """Wait until the page hears its member's own stream."""
    from community.live.hub import hub

    deadline = time.monotonic() + 8
    while f"member:{person.pk}" not in hub.streams:
        assert time.monotonic() < deadline
        page.wait_for_timeout(30)
    page.wait_for_timeout(300)


def note_when(page, fact, name="since"):
    """Have the page itself note when ``fact`` becomes true."""
    page.evaluate(
        f"""() => {{ window.{name} = 0; const look = () => {{
            if (!window.{name} && ({fact})) window.{name} = Date.now();
            if (!window.{name}) setTimeout(look, 10); }}; look(); }}"""
    )


def test_reading_in_one_tab_changes_marks_and_counts_in_the_others_within_a_second(signed_in_page, talk):
    talk.write(2)
    listed = signed_in_page(talk.rhys)
    inbox = listed.context.new_page()
    listed.goto("/en/spaces/practice/")
    inbox.goto("/en/inbox/")
    listening(listed, talk.rhys)
    for page in (listed, inbox):
        assert page.locator(f"{talk.row} [data-unread]").inner_text() == "2 new posts"
    assert inbox.locator(".tab .count").inner_text() == "1"
    bell = "document.querySelector('[data-counter=notices]')"
    assert listed.evaluate(f"{bell}.textContent") == "2"
    note_when(listed, f"!document.querySelector('{talk.row}').classList.contains('row-unread')")
    note_when(listed, f"{bell}.hidden", "bell")
    note_when(inbox, f"!document.querySelector('{talk.row}').classList.contains('row-unread')")
    note_when(inbox, "document.querySelector('.tab .count').textContent === '0'", "counted")
    reader = listed.context.new_page()
    reader.goto(talk.path)
    shown = reader.evaluate(
        "performance.timeOrigin + performance.getEntriesByType('navigation')[0].loadEventEnd"
    )
    # A tall window may not show all of it at once.
    reader.evaluate("document.getElementById('post-3').scrollIntoView()")
    for page, names in ((listed, ("since", "bell")), (inbox, ("since", "counted"))):
        for name in names:
            until(page, f"window.{name} > 0")
            assert page.evaluate(f"window.{name}") - shown < WITHIN, name
    deadline = time.monotonic() + 5
    while ThreadPlace.objects.get(user=talk.rhys, thread=talk.thread).read_number < 3:
        assert time.monotonic() < deadline
        reader.wait_for_timeout(50)


def test_another_device_agrees_within_a_second(signed_in_page, talk):
    talk.write()
    there = signed_in_page(talk.rhys)
    there.goto("/en/inbox/?show=unread")
    listening(there, talk.rhys)
    assert there.locator(talk.row).count() == 1
    note_when(there, f"!document.querySelector('{talk.row}')")
    began = time.time() * 1000
    read_up_to(talk.thread, by=talk.rhys, number=2)
    until(there, "window.since > 0")
    assert there.evaluate("window.since") - began < WITHIN
    assert "You have read everything" in there.inner_text("#inbox")


def test_lists_show_what_arrives_as_unread(signed_in_page, talk):
    page = signed_in_page(talk.rhys)
    inbox = page.context.new_page()
    page.goto("/en/spaces/practice/")
    inbox.goto("/en/inbox/")
    listening(inbox, talk.rhys)
    talk.write()
    until(page, f"document.querySelector('{talk.row} [data-unread]').textContent.trim() === '1 new post'")
    assert page.locator(f"{talk.row} .row-link").get_attribute("href") == f"{talk.path}posts/2/"
    until(inbox, f"document.querySelector('{talk.row} [data-unread]').textContent.trim() === '1 new post'")
    until(inbox, "document.querySelector('.tab .count').textContent === '1'")
    choose(talk.space, by=talk.rhys, level="watching")
    fresh = make_thread(talk.space, talk.nia, title="Quite new")
    perform_all_due()
    until(inbox, f"!!document.getElementById('thread-{fresh.pk}')")
    assert inbox.locator(".row-title").first.inner_text().startswith("Quite new")
    until(inbox, "document.querySelector('.inbox-side nav:last-of-type .count').textContent.startsWith('2')")
    # What one writes oneself is not news in one's other tabs.
    make_post(talk.thread, talk.rhys)
    until(page, f"document.querySelector('{talk.row} [data-unread]').hidden")


def test_an_inbox_in_a_sleeping_tab_is_right_when_it_wakes(signed_in_page, talk):
    page = signed_in_page(talk.rhys)
    page.goto("/en/inbox/")
    listening(page, talk.rhys)
    page.evaluate(
        """() => { Object.defineProperty(document, "hidden", {configurable: true, get: () => window.asleep});
            window.asleep = true; document.dispatchEvent(new Event("visibilitychange")); }"""
    )
    talk.write()
    page.wait_for_timeout(600)
    assert page.locator(f"{talk.row}.row-unread").count() == 0
    page.evaluate("() => { window.asleep = false; document.dispatchEvent(new Event('visibilitychange')); }")
    until(page, f"document.querySelector('{talk.row}').classList.contains('row-unread')")


def test_a_sleeping_tab_notes_nothing_as_read_until_it_is_looked_at(signed_in_page, talk):
    page = signed_in_page(talk.rhys)
    page.goto(talk.path)
    page.wait_for_selector("[data-live-bar][data-state='live']")
    page.evaluate(
        """() => { Object.defineProperty(document, "hidden", {configurable: true, get: () => window.asleep});
            window.asleep = true; document.dispatchEvent(new Event("visibilitychange")); }"""
    )
    make_post(talk.thread, talk.nia)
    page.wait_for_selector("#post-2")
    page.wait_for_timeout(900)
    assert ThreadPlace.objects.get(user=talk.rhys).read_number == 1
    page.evaluate("() => { window.asleep = false; document.dispatchEvent(new Event('visibilitychange')); }")
    deadline = time.monotonic() + 5
    while ThreadPlace.objects.get(user=talk.rhys).read_number < 2:
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def test_marking_everything_and_taking_it_back_reaches_the_other_tab(signed_in_page, talk):
    talk.write(2)
    other = signed_in_page(talk.rhys)
    inbox = other.context.new_page()
    other.goto("/en/spaces/practice/")
    inbox.goto("/en/inbox/")
    listening(other, talk.rhys)
    inbox.get_by_role("button", name="Mark everything as read").click()
    inbox.get_by_text("1 conversation is marked as read.").wait_for()
    until(other, f"!document.querySelector('{talk.row}').classList.contains('row-unread')")
    inbox.get_by_role("button", name="Undo").click()
    until(other, f"document.querySelector('{talk.row} [data-unread]').textContent.trim() === '2 new posts'")
    inbox.wait_for_selector(f"{talk.row}.row-unread")


# --- Keys ---------------------------------------------------------------------------------------------------------

AT = "document.activeElement.id"


def test_keys_move_between_posts_reply_and_find_the_unread(signed_in_page, talk):
    talk.write(24)
    read_up_to(talk.thread, by=talk.rhys, number=5)
    page = signed_in_page(talk.rhys)
    page.goto(talk.path)
    page.keyboard.press("j")
    until(page, f"{AT} === 'post-1' || {AT} === 'post-2'")
    first = int(page.evaluate(AT)[5:])
    page.keyboard.press("j")
    until(page, f"{AT} === 'post-{first + 1}'")
    page.keyboard.press("k")
    until(page, f"{AT} === 'post-{first}'")
    page.keyboard.press("u")
    until(page, f"{AT} === 'post-6'")
    page.keyboard.press("r")
    until(page, f"{AT} === 'id_text'")
    assert "post 6" in page.inner_text("[data-reply-context]")
    page.keyboard.type("jku?r")
    assert written(page) == "jku?r"
    page.locator("#post-20").evaluate("post => { post.tabIndex = -1; post.focus(); }")
    page.keyboard.press("j")
    page.wait_for_url(re.compile(r"from=21"))


def test_the_list_of_keys_opens_closes_and_turns_them_off(signed_in_page, talk):
    talk.write(2)
    page = signed_in_page(talk.rhys)
    page.goto(talk.path)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard moves in conversations")
    dialog.wait_for()
    assert not faults(page)
    page.keyboard.press("Escape")
    until(page, "!document.querySelector('dialog[open]')")
    page.keyboard.press("?")
    dialog.get_by_role("button", name="Turn the keys off").click()
    page.get_by_text("Single keys do nothing now").wait_for()
    assert talk.path in page.url
    page.keyboard.press("j")
    page.wait_for_timeout(400)
    assert page.evaluate("document.activeElement.localName") == "body"


def test_who_asks_for_the_list_of_keys_twice_at_once_gets_one(signed_in_page, talk):
    page = signed_in_page(talk.rhys)
    page.goto(talk.path)
    page.keyboard.press("?")
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    page.wait_for_load_state("networkidle")
    assert page.locator("dialog[open]").count() == 1
    # Once it is closed the keys do what they did, though the focus may be in it still.
    page.evaluate(
        """() => {
          const dialog = document.querySelector("dialog[open]"), button = dialog.querySelector("button");
          dialog.close();
          button.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true }));
        }"""
    )
    page.locator("dialog[open]").wait_for()
    assert page.locator("dialog").count() == 1


# --- A long thread ------------------------------------------------------------------------------------------------


def test_the_place_in_a_long_thread_follows_and_leads(new_page, talk):
    talk.write(44)
    page = new_page()
    page.goto(f"{talk.path}?from=21")
    page.wait_for_selector("[data-progress]")
    page.evaluate("document.getElementById('post-33').scrollIntoView()")
    until(page, "/Post 3[3-9] of 45/.test(document.querySelector('[data-progress-words]').textContent)")
    page.locator("[data-progress] summary").click()
    slide = page.get_by_label("Slide to a post")
    slide.focus()
    page.keyboard.press("Home")
    assert page.get_by_label("Number of the post").input_value() == "1"
    page.get_by_label("Number of the post").fill("44")
    assert not faults(page)
    page.get_by_role("button", name="Go").click()
    page.wait_for_url(re.compile(r"from=41#post-44$"))
    talk.write()
    page.wait_for_selector("#post-46")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    until(page, "document.querySelector('[data-progress-words]').textContent === 'Post 46 of 46'")


def test_without_script_one_goes_follows_marks_and_takes_back(no_script_page, talk):
    talk.write(24)
    page = no_script_page(talk.rhys, viewport={"width": 360, "height": 740})
    page.goto(talk.path)
    page.locator("[data-progress] summary").click()
    page.get_by_label("Number of the post").fill("23")
    page.get_by_role("button", name="Go").click()
    page.wait_for_url(re.compile(r"from=21#post-23$"))
    page.locator(".follow-menu summary").click()
    page.locator(".follow-menu").get_by_role("button", name="Muted").click()
    page.get_by_text("You have muted this conversation.").wait_for()
    assert ThreadPlace.objects.get(user=talk.rhys).level == "muted"
    page.locator(".follow-menu summary").click()
    page.locator(".follow-menu").get_by_role("button", name="Following").click()
    page.get_by_text("You follow this conversation now").wait_for()
    page.goto("/en/inbox/")
    page.get_by_role("button", name="Mark as read").click()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector(f"{talk.row}.row-unread")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_first_visit_to_a_long_thread_stays_light(signed_in_page, talk):
    talk.write(24)
    page = signed_in_page(talk.rhys)
    asked = []
    # What the page is made of; on a slow machine it has said by now how far it was read, too.
    page.on("request", lambda one: one.resource_type in ("fetch", "xhr") or asked.append(one.url))
    page.goto(talk.path)
    page.wait_for_selector("[data-live-bar][data-state='live']")
    scripts = [url for url in asked if url.endswith(".js")]
    assert not any("keys" in url or "unread" in url for url in scripts)
    assert len(asked) <= 9, asked


@pytest.mark.parametrize("language", ["en", "cy"])
def test_no_page_has_a_fault(signed_in_page, talk, language):
    talk.write(24)
    choose(talk.space, by=talk.rhys, level="watching")
    page = signed_in_page(talk.rhys, color_scheme="light" if language == "en" else "dark")
    paths = ("inbox/", "inbox/?show=questions", "inbox/?space=practice", "me/following/", "keys/")
    thread = f"threads/{talk.thread.pk}/{talk.thread.slug}"
    for path in (*paths, "spaces/practice/", f"{thread}/", f"{thread}/go/", f"{thread}/print/"):
        page.goto(f"/{language}/{path}")
        if page.locator(".follow-menu summary").count():
            page.locator(".follow-menu summary").click()
        assert not faults(page), path
