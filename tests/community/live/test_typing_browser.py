"""Who is writing, in real browsers: one quiet line, and the way to say no."""

import re

import pytest

from community.discussions.domain.subjects import thread_on
from tests.factories import make_member, make_network, make_post, make_space, make_thread
from tests.factories.events import gathering_of, make_event_page
from tests.writing import editor, fill_reply

from .test_browsers import path_of, until, wait_until_live

pytestmark = pytest.mark.browser

LINE = "document.querySelector('[data-typing]').textContent"


@pytest.fixture
def meeting(live_site):
    """An event whose conversation has begun, in English and Welsh, and three members of its network."""

    class Meeting:
        def __init__(self):
            self.network = make_network("wales")
            page = make_event_page([self.network])
            make_event_page(language="cy", translation_of=page, title="Cyfarfod")
            self.gathering = gathering_of(page)
            self.nia, self.rhys, self.mair = (
                make_member(self.network, name=name) for name in ("Nia Parry", "Rhys Bevan", "Mair Puw")
            )
            self.thread = thread_on("event", self.gathering)
            make_post(self.thread, self.nia)

        def path(self, language="en"):
            return f"/{language}/{self.gathering.get_absolute_url().split('/', 2)[2]}"

    return Meeting()


@pytest.fixture
def at(new_page, meeting):
    """A function that opens the event's page, live."""

    def opened(person=None, language="en", **options):
        page = new_page(person=person, **options)
        page.goto(meeting.path(language))
        wait_until_live(page)
        return page

    return opened


def begin_to_write(page, words="We"):
    editor(page).press_sequentially(words)


@pytest.mark.served
def test_the_others_read_who_is_writing_in_their_own_language_until_it_is_sent(at, meeting):
    nia, rhys, elin = at(meeting.nia), at(meeting.rhys), at(make_member(meeting.network), "cy")
    composer = "document.querySelector('.composer').getBoundingClientRect().top + scrollY"
    before = rhys.evaluate(composer)
    begin_to_write(nia)
    until(rhys, f"{LINE} === 'Nia Parry is writing…'")
    until(elin, f"{LINE} === 'Mae Nia Parry yn ysgrifennu…'")
    assert nia.evaluate(LINE) == ""
    assert rhys.evaluate(composer) == before  # its room was there
    # For the eyes alone: read out, it would be said over and over.
    line = rhys.locator("[data-typing]")
    assert line.get_attribute("aria-hidden") == "true"
    assert rhys.locator("[aria-live] [data-typing], [role=status] [data-typing]").count() == 0
    assert rhys.locator("#announcer").inner_text() == ""
    nia.get_by_role("button", name="Send").click()
    rhys.wait_for_selector("#post-2")
    assert rhys.evaluate(LINE) == ""


def test_two_are_named_and_more_are_several(at, meeting):
    nia, mair, rhys = at(meeting.nia), at(meeting.mair), at(meeting.rhys)
    elin = at(make_member(meeting.network, name="Elin Vaughan"), "cy")
    begin_to_write(nia)
    until(rhys, f"{LINE} === 'Nia Parry is writing…'")
    begin_to_write(mair)
    until(rhys, f"{LINE} === 'Nia Parry and Mair Puw are writing…'")
    until(elin, f"{LINE} === 'Yn ysgrifennu: Nia Parry, Mair Puw…'")
    begin_to_write(elin)
    until(rhys, f"{LINE} === 'Several people are writing…'")
    # Who stops is forgotten after six seconds.
    until(rhys, f"{LINE} === ''", seconds=9)


def test_who_goes_on_writing_goes_on_being_shown_and_says_so_rarely(at, meeting):
    nia, rhys = at(meeting.nia), at(meeting.rhys)
    nia.evaluate(
        """() => { window.said = []; const send = WebSocket.prototype.send;
            WebSocket.prototype.send = function (text) {
              if (text.includes('typing')) said.push(text);
              send.call(this, text);
            }; }"""
    )
    place = editor(nia)
    place.press_sequentially("We ask people what matters to them, first of all", delay=150)
    assert rhys.evaluate(LINE) == "Nia Parry is writing…"
    key = f'{{"typing":"{meeting.thread.stream_key}"}}'
    said = nia.evaluate("said")
    assert said == [key] * len(said)
    assert 2 <= len(said) <= 5


def test_visitors_and_conversations_of_spaces_have_no_such_line(at, meeting, new_page):
    visitor = at()
    assert visitor.locator("[data-typing]").count() == 0
    thread = make_thread(make_space([meeting.network]), meeting.nia)
    page, other = new_page(person=meeting.nia), new_page(person=meeting.rhys)
    frames = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(frame)))
    for one in (page, other):
        one.goto(path_of(thread))
        wait_until_live(one)
        assert one.locator("[data-typing]").count() == 0
    begin_to_write(page)
    page.wait_for_timeout(500)
    assert frames != []
    assert [frame for frame in frames if "typing" in str(frame)] == []


def test_by_plain_requests_nothing_is_said_or_shown(at, meeting, new_page):
    polling = new_page(person=meeting.rhys, sockets=False)
    errors = []
    polling.on("pageerror", lambda error: errors.append(str(error)))
    polling.goto(meeting.path())
    polling.wait_for_selector("[data-live-bar][data-state='polling']", timeout=8000)
    nia = at(meeting.nia)
    begin_to_write(polling)
    begin_to_write(nia)
    nia.wait_for_timeout(800)
    assert (nia.evaluate(LINE), polling.evaluate(LINE)) == ("", "")
    assert errors == []


def test_in_a_closed_conversation_the_line_is_gone(at, meeting):
    from community.discussions.domain.threads import close_thread

    rhys = at(meeting.rhys)
    assert rhys.locator("[data-typing]").is_visible()
    close_thread(meeting.thread, by=meeting.nia)
    rhys.wait_for_selector("#thread-state[data-closed]")
    assert not rhys.locator("[data-typing]").is_visible()


def test_who_would_rather_not_be_shown_says_so_once(at, meeting):
    nia, rhys = at(meeting.nia), at(meeting.rhys)
    nia.get_by_role("link", name="Others see while you are writing").click()
    nia.get_by_role("button", name="Do not show it").click()
    assert "Others do not see that you are writing, in this browser." in nia.locator("main").inner_text()
    nia.goto(meeting.path())
    wait_until_live(nia)
    begin_to_write(nia)
    nia.wait_for_timeout(800)
    assert rhys.evaluate(LINE) == ""
    nia.goto("/en/me/typing/")
    nia.get_by_role("button", name="Show it again").click()
    nia.goto(meeting.path())
    wait_until_live(nia)
    fill_reply(nia, "We ask")
    until(rhys, f"{LINE} === 'Nia Parry is writing…'")


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_choice_is_made_without_script_on_a_telephone_and_without_faults(
    no_script_page, signed_in_page, live_site, language
):
    from tests.axe import faults

    person = make_member(make_network("wales"), name="Nia Parry")
    page = no_script_page(person, viewport={"width": 360, "height": 700})
    page.goto(f"/{language}/me/following/")
    page.locator("main a[href$='/me/typing/']").click()
    choice = page.locator("main form[action$='/me/typing/'] button")
    choice.click()
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert cookies["typing"] == "off"
    choice.click()
    assert "typing" not in {cookie["name"] for cookie in page.context.cookies()}
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.url.endswith(f"/{language}/me/typing/")
    seen = signed_in_page(person)
    seen.goto(f"/{language}/me/typing/")
    assert faults(seen) == []


def test_the_choice_is_for_members(client, db):
    answer = client.get("/en/me/typing/")
    assert answer.status_code == 302
    assert re.search(r"login/\?next=/en/me/typing/$", answer.url)
