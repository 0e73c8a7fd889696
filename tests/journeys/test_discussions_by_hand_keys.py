"""The discussions by keyboard alone, where script runs: every control is reached, the focus is seen, and is never lost."""

import re
import time

import pytest
from playwright.sync_api import expect

from community.discussions.domain.threads import close_thread
from community.discussions.editing.domain import edit_post, wording_key
from community.discussions.models import ThreadPlace
from community.discussions.polls.domain import add_poll, close_poll
from community.discussions.polls.models import Vote
from community.discussions.reactions.domain import react
from community.discussions.reactions.models import Reaction
from community.discussions.removing.domain import remove
from community.jobs.queue import perform_all_due
from tests.axe import assert_no_faults
from tests.factories import make_post
from tests.journeys.by_hand import Village, picture
from tests.writing import written

pytestmark = pytest.mark.browser

# What has the focus: nothing, or its tag and id, whether a ring is drawn (around it, or around the row or line it
# stands in), whether it is on the screen, and whether something stands before it.
FOCUS = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const isRinged = (one) => { const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0; };
  const box = it.getBoundingClientRect();
  const within = (value, most) => Math.max(1, Math.min(value, most - 2));
  const across = within(box.left + box.width / 2, innerWidth);
  const top = document.elementFromPoint(across, within(box.top + box.height / 2, innerHeight));
  return {
    what: `${it.localName}#${it.id} ${(it.getAttribute("aria-label") || it.innerText || "").trim().slice(0, 40)}`,
    isRinged: [it, it.closest(".row"), it.closest(".choice")].some((one) => one && isRinged(one)),
    isThere: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    isFree: Boolean(top && (it.contains(top) || top.contains(it))),
  };
}"""
AT = "document.activeElement.id || document.activeElement.className || document.activeElement.localName"


@pytest.fixture
def village(live_site, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    return Village()


class Keys:
    """Somebody with nothing but a keyboard, on the page of the conversation."""

    def __init__(self, page, village):
        self.page, self.village = page, village
        page.goto(village.path())
        page.wait_for_selector("[data-live-bar][data-state='live']")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words):
        self.page.keyboard.type(words)

    def holds(self, locator):
        return locator.evaluate("one => one === document.activeElement")

    def tab_to(self, locator, key="Tab", most=140):
        """Press Tab until ``locator`` has the focus: it must be on the way."""
        locator = locator.first
        locator.wait_for(state="attached")
        for _step in range(most):
            self.press(key)
            if self.holds(locator):
                focus = self.page.evaluate(FOCUS)
                assert focus["isRinged"] and focus["isThere"] and focus["isFree"], focus
                return
        raise AssertionError(f"the Tab key does not lead to {locator}")

    def until(self, fact, seconds=8):
        """Wait for an expression to be true; the page's policy forbids Playwright's own way, which uses eval."""
        deadline = time.monotonic() + seconds
        while not self.page.evaluate(fact):
            assert time.monotonic() < deadline, f"never came true: {fact}"
            self.page.wait_for_timeout(25)

    def button(self, name, within=None):
        return (within or self.page).get_by_role("button", name=re.compile(f"^{re.escape(name)}"))

    def more(self, number):
        return self.page.get_by_role("link", name=f"More about post {number}")

    def menu(self, number):
        return self.page.locator(f"#post-{number} .post-menu")

    def begin_to_write(self):
        """Come to the field by the Tab key; returns the editor that opens there."""
        self.page.locator("#reply summary").first.focus()
        self.press("Tab")
        editor = self.page.locator("[data-composer] .ProseMirror")
        editor.wait_for()
        self.until("document.activeElement.matches('.ProseMirror')")
        return editor


@pytest.fixture
def keys(signed_in_page, village):
    """A function from a person to their keyboard."""
    return lambda person: Keys(signed_in_page(person), village)


# --- Going through ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["thread", "inbox", "space"])
def test_the_focus_is_in_sight_at_every_step_through_the_page_and_back(keys, village, where):
    village.fill()
    rhys = keys(village.rhys)
    if where != "thread":
        rhys.page.goto({"inbox": "/en/inbox/", "space": "/en/spaces/practice/"}[where])
    wrong = []
    for key, least in (("Tab", 100 if where == "thread" else 25), ("Shift+Tab", 12)):
        steps = 0
        while steps < (160 if key == "Tab" else least):
            rhys.press(key)
            focus = rhys.page.evaluate(FOCUS)
            if focus is None:
                break  # round, at the browser's own buttons
            steps += 1
            if not (focus["isRinged"] and focus["isThere"] and focus["isFree"]):
                wrong.append(f"{key}: {focus}")
        assert steps >= least, f"{key} ends after {steps}"
    assert not wrong, "\n".join(wrong)


# --- Menus --------------------------------------------------------------------------------------------------------


def test_the_menu_of_a_post_opens_closes_and_leads_to_editing(keys, village):
    rhys = keys(village.rhys)
    rhys.tab_to(rhys.more(2))
    rhys.press("Enter")
    rhys.menu(2).wait_for()
    rhys.until("document.activeElement.closest('.post-menu')")
    assert rhys.more(2).get_attribute("aria-expanded") == "true"
    assert_no_faults(rhys.page)
    rhys.press("Escape")
    assert rhys.holds(rhys.more(2)) and rhys.more(2).get_attribute("aria-expanded") == "false"
    rhys.press("Enter")
    rhys.menu(2).wait_for()
    rhys.until("document.activeElement.closest('.post-menu')")
    # Past its last line the menu folds, so that it covers nothing.
    rhys.press(*["Tab"] * 6)
    expect(rhys.menu(2)).to_have_count(0)
    assert rhys.more(2).get_attribute("aria-expanded") == "false"
    rhys.tab_to(rhys.more(2), "Shift+Tab")
    rhys.press("Enter")
    rhys.menu(2).wait_for()
    rhys.tab_to(rhys.menu(2).get_by_role("link", name="Edit"))
    rhys.press("Enter")
    text = rhys.page.get_by_label("Your text", exact=True)
    rhys.tab_to(text)
    rhys.press("Control+End")
    rhys.type(" And milk.")
    rhys.tab_to(rhys.button("Save"))
    rhys.press("Enter")
    rhys.page.get_by_text("Your changes are saved.").first.wait_for()
    assert village.post(2).text.endswith("sheet. And milk.")


def test_the_menu_for_following_opens_closes_and_chooses(keys, village):
    nia = keys(village.nia)
    summary = nia.page.locator(".follow-menu > summary")
    nia.tab_to(summary)
    nia.press("Enter")
    muted = nia.page.locator(".follow-menu").get_by_role("button", name=re.compile("^Muted"))
    expect(muted).to_be_visible()
    nia.press("Tab", "Escape")
    expect(muted).not_to_be_visible()
    assert nia.holds(summary)
    nia.press("Space")
    nia.tab_to(muted)
    nia.press("Space")
    nia.page.get_by_text("You have muted this conversation.").wait_for()
    assert ThreadPlace.objects.get(user=village.nia, thread=village.thread).level == "muted"


def test_a_dialog_gives_the_focus_back(keys, village):
    perform_all_due()
    nia = keys(village.nia)
    reply = nia.page.get_by_role("link", name="Reply to Rhys Bevan, post 2")
    nia.tab_to(reply)
    nia.press("?")
    dialog = nia.page.get_by_role("dialog", name="Keyboard moves in conversations")
    dialog.wait_for()
    nia.until("document.activeElement.closest('dialog')")
    nia.press("Escape")
    nia.until("!document.querySelector('dialog[open]')")
    assert nia.holds(reply)
    nia.page.goto("/en/search/?q=tea")
    opener = nia.page.get_by_role("link", name="Save this search")
    nia.tab_to(opener)
    nia.press("Enter")
    nia.page.get_by_role("dialog", name="Save this search").wait_for()
    nia.press("Escape")
    nia.until("!document.querySelector('dialog[open]')")
    assert nia.holds(opener)


# --- One press ----------------------------------------------------------------------------------------------------


def test_one_reacts_votes_and_withdraws_and_keeps_the_focus(keys, village):
    add_poll(village.post(1), by=village.nia, question="Where?", options=["Bangor", "Perth", "Online"])
    rhys = keys(village.rhys)
    thanks = rhys.page.locator("#react-1-thanks")
    rhys.tab_to(rhys.page.get_by_role("radio", name="Bangor"))
    rhys.press("ArrowDown")
    assert rhys.page.get_by_role("radio", name="Perth").is_checked()
    rhys.press("Tab", "Enter")
    rhys.page.get_by_text("You have voted.").wait_for()
    assert Vote.objects.get().numbers == [2]
    assert rhys.page.evaluate(AT) == "poll-1-vote"
    rhys.tab_to(rhys.button("Withdraw my vote"))
    rhys.press("Space")
    rhys.until("!document.querySelector('.poll-input:checked')")
    assert not Vote.objects.exists()
    rhys.until("document.activeElement.id === 'poll-1-vote'")
    rhys.tab_to(thanks)
    rhys.press("Space")
    rhys.until("document.querySelector('#react-1-thanks .reaction-count')")
    assert Reaction.objects.get().kind == "thanks"
    assert rhys.page.evaluate(AT) == "react-1-thanks"
    rhys.press("Enter")
    rhys.until("!document.querySelector('#react-1-thanks .reaction-count')")
    assert rhys.page.evaluate(AT) == "react-1-thanks"


def test_the_focus_stays_when_others_change_what_it_stands_on(keys, village):
    add_poll(village.post(1), by=village.nia, question="Where?", options=["Bangor", "Perth"])
    rhys = keys(village.rhys)
    # An open menu, while its post is drawn again.
    rhys.tab_to(rhys.more(1))
    rhys.press("Enter")
    rhys.menu(1).wait_for()
    rhys.until("document.activeElement.closest('.post-menu')")
    before = rhys.page.evaluate("document.activeElement.innerText")
    react(village.post(1), "tried", by=village.gwen)
    rhys.until("document.querySelector('#react-1-tried .reaction-count')")
    assert rhys.menu(1).count() == 1
    assert rhys.page.evaluate("document.activeElement.innerText") == before
    rhys.press("Escape")
    assert rhys.holds(rhys.more(1))
    # A button that is no more: its post has the focus.
    rhys.tab_to(rhys.page.locator("#poll-1-vote"), "Shift+Tab")
    close_poll(village.post(1), by=village.nia)
    rhys.until("!document.querySelector('#poll-1-vote')")
    rhys.until("document.activeElement.id === 'post-1'")
    # A link in a post that is changed, and then removed.
    reply = rhys.page.get_by_role("link", name="Reply to Rhys Bevan, post 2")
    rhys.tab_to(reply)
    post = village.post(2)
    edit_post(post, html="<p>With a pot.</p>", language="en", based_on=wording_key(post))
    rhys.until("document.querySelector('#post-2').innerText.includes('With a pot.')")
    assert rhys.holds(reply)
    make_post(village.thread, village.gwen, "<p>New here.</p>")
    rhys.until("document.querySelector('#post-3')")
    assert rhys.holds(reply)
    remove(village.post(2), by=village.gwen, reason="It names somebody.", language="en")
    rhys.until("document.querySelector('#post-2.entry-removed')")
    rhys.until("document.activeElement.id === 'post-2'")
    assert rhys.page.evaluate(FOCUS)["isRinged"]
    # What is being written waits hidden in a conversation that was closed.
    rhys.begin_to_write()
    rhys.type("Half a thou")
    close_thread(village.fresh(), by=village.gwen)
    rhys.until("document.querySelector('#thread-state[data-closed]')")
    rhys.until("document.activeElement.id === 'thread-state'")
    assert written(rhys.page) == "Half a thou"


# --- Writing ------------------------------------------------------------------------------------------------------


def test_one_writes_with_the_toolbar_and_leaves_the_field_with_tab(keys, village):
    nia = keys(village.nia)
    reply = nia.page.get_by_role("link", name="Reply to Rhys Bevan, post 2")
    nia.tab_to(reply)
    nia.press("Enter")
    editor = nia.page.locator("[data-composer] .ProseMirror")
    editor.wait_for()
    nia.until("document.activeElement.matches('.ProseMirror')")
    # One stop for the whole row of buttons; the arrow keys go along it.
    bold = nia.page.get_by_role("button", name="Bold")
    nia.press("Shift+Tab")
    assert nia.holds(bold)
    nia.press("ArrowLeft")
    assert nia.holds(nia.page.get_by_role("button", name="Redo"))
    nia.press("ArrowRight", "ArrowRight")
    assert nia.holds(nia.page.get_by_role("button", name="Italic"))
    nia.press("ArrowLeft")
    assert nia.page.locator(".rich-tools [tabindex='0']").count() == 1
    nia.press("Enter")
    nia.until("document.activeElement.matches('.ProseMirror')")
    nia.type("Yes.")
    nia.press("Enter", "Shift+Tab", "ArrowRight", "ArrowRight")
    assert nia.holds(nia.page.get_by_role("button", name="List with bullets"))
    nia.press("Space")
    nia.until("document.activeElement.matches('.ProseMirror')")
    nia.type("tea")
    nia.press("Enter")
    nia.type("milk")
    assert_no_faults(nia.page)
    # Out of a list as well, and back.
    nia.press("Tab")
    assert nia.holds(nia.page.locator(".composer-files > summary"))
    nia.press("Shift+Tab")
    assert nia.holds(editor)
    # The address of a link is asked for, given up, and given.
    nia.press("Shift+Tab")
    nia.press(*["ArrowRight"] * 3)
    nia.press("Enter")
    address = nia.page.get_by_label("Address of the link")
    nia.until("document.activeElement.matches('.rich-asking input')")
    nia.press("Escape")
    nia.until("document.activeElement.matches('.ProseMirror')")
    nia.press("End")
    nia.type(" ")
    nia.press("Shift+Tab", "Enter")
    nia.until("document.activeElement.matches('.rich-asking input')")
    nia.type("nonsense here")
    nia.press("Enter")
    expect(nia.page.get_by_text("That is no address.")).to_be_visible()
    assert_no_faults(nia.page)
    address.fill("www.example.org")
    nia.press("Enter")
    nia.until("document.activeElement.matches('.ProseMirror')")
    send = nia.button("Send", nia.page.locator("[data-composer]")).last
    nia.tab_to(send)
    nia.press("Enter")
    nia.page.wait_for_selector("#post-3")
    assert nia.holds(send)
    post = village.post(3)
    assert post.in_reply_to == village.post(2)
    assert post.text == "Yes.\n\n- tea\n- milk https://www.example.org"
    assert "<strong>Yes.</strong>" in post.html and "<ul><li>" in post.html
    nia.until("!document.querySelector('[data-reply-form]').dataset.busy")
    # Sent empty, the message stands beside the field and the focus goes there.
    nia.press("Enter")
    expect(nia.page.get_by_role("alert").get_by_text("Please write something first.")).to_be_visible()
    nia.until("document.activeElement.matches('.ProseMirror')")
    assert editor.get_attribute("aria-invalid") == "true"
    assert_no_faults(nia.page)


def test_a_person_is_chosen_from_the_list(keys, village):
    nia = keys(village.nia)
    editor = nia.begin_to_write()
    nia.type("@")
    people = nia.page.get_by_role("listbox")
    people.wait_for()
    chosen = people.locator("[aria-selected='true']")
    first = chosen.inner_text()
    nia.press("ArrowDown")
    assert chosen.inner_text() != first
    assert editor.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert_no_faults(nia.page)
    nia.press("ArrowUp")
    assert chosen.inner_text() == first
    nia.press("Escape")
    expect(people).not_to_be_visible()
    assert nia.holds(editor)
    nia.type("gw")
    people.wait_for()
    nia.until("document.querySelector('.mention-list').innerText.includes('Gwen')")
    nia.press("Enter")
    nia.type("do you know?")
    assert written(nia.page) == f"@{village.gwen.handle} do you know?"
    assert nia.holds(editor)


def test_files_are_added_described_and_taken_away(keys, village):
    nia = keys(village.nia)
    nia.begin_to_write()
    nia.press("Tab", "Enter")
    field = nia.page.locator("input[type=file]")
    nia.press("Tab")
    assert nia.holds(field)
    field.set_input_files(picture())
    words = nia.page.get_by_label("Describe the picture, for people who cannot see it")
    words.wait_for()
    nia.until("document.activeElement.id.startsWith('alt-')")
    nia.type("The hall")
    assert_no_faults(nia.page)
    nia.press("Tab", "Enter")
    expect(nia.page.locator(".waiting-file")).to_have_count(0)
    nia.until("document.activeElement.matches('.composer-files > summary')")
    field.set_input_files({"name": "tool.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\0\0"})
    expect(nia.page.locator("#files-problem")).to_be_visible()
    assert nia.page.evaluate(FOCUS) is not None
    assert_no_faults(nia.page)
