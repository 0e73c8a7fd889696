"""Writing in real browsers: drafts that survive, files, people to mention."""

import time

import pytest

from community.discussions.attachments.models import Attachment
from community.discussions.drafts.domain import Words, draft_at, save
from community.discussions.drafts.models import Draft
from tests.axe import faults
from tests.community.discussions.attachments.conftest import picture
from tests.community.discussions.composing.test_office import WORD
from tests.factories import make_member, make_network, make_space, make_thread

pytestmark = pytest.mark.browser


@pytest.fixture
def talk(live_site):
    class Talk:
        network = make_network("wales")
        space = make_space([network])
        author = make_member(network, name="Nia Parry")
        rhys = make_member(network, name="Rhys Bevan")
        thread = make_thread(space, author)

        def path(self, language="en"):
            return f"/{language}/threads/{self.thread.pk}/{self.thread.slug}/"

        @property
        def place(self):
            return f"thread:{self.thread.pk}"

        @property
        def draft(self):
            row = draft_at(self.rhys, self.place)
            return row.text if row else None

        @property
        def start(self):
            return f"/en/spaces/{self.space.slug}/start/"

    return Talk()


def until(page, fact, seconds=10):
    """Wait until ``fact()`` is true; the page's policy forbids Playwright's own way, which uses eval."""
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "never came true"
        page.wait_for_timeout(50)


def field(page):
    """Where one writes: the editor where it is there, else the plain field."""
    return (
        page.locator("[data-composer] .field:has([name=text])")
        .locator(".ProseMirror, textarea:visible")
        .first
    )


def begin(page):
    """Go into the field and wait for what comes with it."""
    page.locator("[data-composer] [name=text]").first.focus()
    page.wait_for_timeout(1500)
    place = field(page)
    place.click()
    return place


def written(page):
    return page.evaluate("document.querySelector('[data-composer]').elements.text.value")


def opened(page, path):
    page.goto(path)
    page.wait_for_selector("[data-live-bar][data-state='live']")
    return page


def test_a_draft_survives_closing_the_page_and_goes_when_sent_in_every_tab(new_page, talk):
    page = new_page(person=talk.rhys)
    opened(page, talk.path())
    begin(page)
    page.keyboard.type("What I wanted to say")
    until(page, lambda: talk.draft == "What I wanted to say")
    page.wait_for_selector("[data-draft-state]:has-text('Draft saved')")
    page.keyboard.type(" and more")
    page.close()  # before anything more was saved by the clock
    second = new_page(person=talk.rhys)  # another browser
    opened(second, talk.path())
    until(second, lambda: written(second).startswith("What I wanted to say"))
    third = second.context.new_page()
    opened(third, talk.path())
    begin(third)
    begin(second)
    second.bring_to_front()
    second.click("[data-composer] button:has-text('Send'):not([tabindex])")
    second.wait_for_selector("#post-2")
    until(third, lambda: written(third) == "")
    until(second, lambda: not Draft.objects.exists())
    third.bring_to_front()
    third.wait_for_timeout(3500)
    assert not Draft.objects.exists()
    assert talk.thread.posts.count() == 2


def test_what_is_written_without_a_connection_is_saved_when_it_is_back(new_page, talk):
    page = new_page(person=talk.rhys)
    opened(page, talk.path())
    begin(page)
    page.keyboard.type("Before. ")
    until(page, lambda: talk.draft == "Before." or talk.draft == "Before. ")
    page.context.set_offline(True)
    page.keyboard.type("In the tunnel.")
    page.wait_for_selector("[data-draft-state]:has-text('kept on this device')")
    assert "tunnel" not in talk.draft
    page.context.set_offline(False)
    until(page, lambda: talk.draft == "Before. In the tunnel.", 15)


def test_words_of_a_closed_page_without_connection_come_back_with_the_other_devices_kept(new_page, talk):
    page = new_page(person=talk.rhys)
    opened(page, talk.path())
    begin(page)
    page.keyboard.type("On the train")
    until(page, lambda: talk.draft == "On the train")
    page.context.route("**/drafts/**", lambda route: route.abort())
    page.keyboard.type(", in the tunnel")
    page.wait_for_selector("[data-draft-state]:has-text('kept on this device')")
    page.close()
    row = Draft.objects.get()
    row.text, row.version = "From the telephone", row.version + 1
    row.save()
    page = page.context.new_page()
    page.context.unroute("**/drafts/**")
    opened(page, talk.path())
    until(page, lambda: talk.draft == "On the train, in the tunnel")
    until(page, lambda: written(page) == "On the train, in the tunnel")
    page.wait_for_selector("[data-other-drafts] summary")
    page.click("[data-other-drafts] summary")
    assert "From the telephone" in page.inner_text("[data-other-drafts]")
    page.click("[data-take]")
    until(page, lambda: written(page) == "From the telephone")
    assert [other["text"] for other in Draft.objects.get().others] == ["On the train, in the tunnel"]


def test_an_expired_sign_in_keeps_the_draft_on_the_device(new_page, talk):
    page = new_page(person=talk.rhys)
    opened(page, talk.path())
    begin(page)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.keyboard.type("Nobody signed me out, surely")
    page.wait_for_selector("[data-draft-state]:has-text('not signed in any more')")
    assert talk.draft is None
    page.context.add_cookies(cookies)
    page.keyboard.type("?")
    until(page, lambda: talk.draft == "Nobody signed me out, surely?")


def test_a_picture_is_added_described_and_sent_and_nothing_is_against_the_policy(new_page, talk):
    page = new_page(person=talk.rhys)
    opened(page, talk.path())
    begin(page)
    page.keyboard.type("Look at this")
    page.click(".composer-files > summary")
    page.set_input_files(
        "[name=files]", {"name": "Môr.jpg", "mimeType": "image/jpeg", "buffer": picture().read()}
    )
    page.wait_for_selector(".waiting-file img")
    page.keyboard.type("The sea at Aberdaron")  # the description has the focus
    assert not faults(page)
    page.set_input_files(
        "[name=files]", {"name": "bad.exe", "mimeType": "image/png", "buffer": b"MZ\x90\x00"}
    )
    page.wait_for_selector("#files-problem:has-text('bad.exe')")
    page.click("[data-composer] button:has-text('Send'):not([tabindex])")
    page.wait_for_selector("#post-2 img[alt='The sea at Aberdaron']")
    until(
        page, lambda: page.evaluate("document.querySelector('#post-2 .post-pictures img').naturalWidth") > 0
    )
    until(page, lambda: page.locator(".waiting-file").count() == 0)
    assert Attachment.objects.get().post.number == 2
    assert not faults(page)


def test_people_are_offered_and_chosen_by_keyboard(new_page, talk):
    page = new_page(person=talk.rhys)
    opened(page, talk.path())
    begin(page)
    page.keyboard.type("Thanks @")
    page.wait_for_timeout(800)
    page.keyboard.type("ni", delay=60)
    page.wait_for_selector(".mention-list [role=option]:has-text('Nia Parry')")
    assert not faults(page)
    page.keyboard.press("Enter")
    page.keyboard.type("for this")
    assert written(page) == f"Thanks @{talk.author.handle} for this"
    page.click("[data-composer] button:has-text('Send'):not([tabindex])")
    page.wait_for_selector(f"#post-2 a.mention[href='/en/people/{talk.author.handle}/']")


def test_the_editor_has_the_focus_from_the_moment_the_plain_field_goes(new_page, talk):
    """A letter typed between the two was lost, or moved the page as a key."""
    page = new_page(person=talk.rhys)
    page.add_init_script("window.requestAnimationFrame = () => 0")  # no next frame ever comes
    page.goto(talk.path())
    page.keyboard.press("r")
    page.locator("[data-composer] .ProseMirror").wait_for()
    assert page.evaluate("document.activeElement.classList.contains('ProseMirror')")
    page.keyboard.type("jku")
    assert field(page).inner_text().strip() == "jku"


def test_a_new_conversation_is_kept_as_a_whole(new_page, talk):
    page = new_page(person=talk.rhys)
    page.goto(talk.start)
    page.fill("[name=title]", "A thought")
    begin(page)
    page.keyboard.type("Not finished")
    until(page, lambda: Draft.objects.filter(title="A thought", text="Not finished").exists())
    page.goto("/en/inbox/drafts/")
    assert "A new conversation in" in page.inner_text("main")
    assert not faults(page)
    page.click("text=Go on writing")
    assert page.input_value("[name=title]") == "A thought"
    assert written(page) == "Not finished"


def test_without_script_everything_can_be_done_by_buttons(new_page, talk):
    page = new_page(person=talk.rhys, java_script_enabled=False)
    page.goto(talk.path())
    page.fill("[name=text]", "By hand")
    page.click("text=Save draft")
    assert page.input_value("[name=text]") == "By hand"
    page.click(".composer-files > summary")
    page.set_input_files("[name=files]", {"name": "a.txt", "mimeType": "x/y", "buffer": b"words"})
    page.click("text=Add the chosen files")
    assert page.locator(".waiting-file:has-text('a.txt')").count() == 1
    page.click("[data-composer] button:has-text('Send'):not([tabindex])")
    assert page.locator("#post-2 .post-documents a:has-text('a.txt')").count() == 1
    assert page.input_value("[name=text]") == ""
    assert not Draft.objects.exists()


def kept_draft(talk):
    """A draft that was written with the editor."""
    words = Words(text="Kept draft 1", html="<p>Kept <strong>draft</strong> 1</p>")
    return save(talk.rhys, talk.place, words).draft


@pytest.mark.parametrize("button", ["Send", "Save draft"])
def test_without_script_other_words_take_the_place_of_a_draft(new_page, talk, button):
    kept_draft(talk)
    page = new_page(person=talk.rhys, java_script_enabled=False)
    page.goto(talk.path())
    page.fill("[name=text]", "COMPLETELY DIFFERENT WORDS")
    page.click(f"[data-composer] button:has-text('{button}'):not([tabindex])")
    if button == "Send":
        assert page.inner_text("#post-2 .entry-body").strip() == "COMPLETELY DIFFERENT WORDS"
    else:
        assert Draft.objects.get().text == page.input_value("[name=text]") == "COMPLETELY DIFFERENT WORDS"
        page = new_page(person=talk.rhys)
        opened(page, talk.path())
        begin(page)
        assert page.inner_text(".ProseMirror") == "COMPLETELY DIFFERENT WORDS"


class TestBeforeTheEditor:
    """A slow network: the plain field is there, and words in it, when the editor comes."""

    @pytest.fixture
    def page(self, new_page, talk):
        kept_draft(talk)
        page = new_page(person=talk.rhys)

        self.held = []
        page.route("**/django_prose_editor/**", lambda route: self.held.append(route))
        page.goto(talk.path())
        page.locator("[data-composer] [name=text]").click()
        page.keyboard.press("Control+End")
        return page

    def let_it_come(self, page):
        """The editor is there, and has the focus."""
        until(page, lambda: self.held)
        page.unroute("**/django_prose_editor/**")  # what was held goes on
        page.locator(".ProseMirror").wait_for()

    @pytest.mark.parametrize("typed", [" plus more words", " plus more ", " "])
    def test_what_was_typed_stays(self, page, talk, typed):
        page.keyboard.type(typed)
        self.let_it_come(page)
        assert written(page) == f"Kept draft 1{typed}"
        page.keyboard.type("and on")
        assert written(page) == f"Kept draft 1{typed}and on"
        page.click("[data-composer] button:has-text('Send'):not([tabindex])")
        page.wait_for_selector("#post-2")
        assert talk.thread.posts.get(number=2).text == f"Kept draft 1{typed}and on"

    def test_what_was_sent_is_what_was_typed(self, page, talk):
        page.keyboard.type(" plus more words")
        page.click("[data-composer] button:has-text('Send'):not([tabindex])")
        page.wait_for_selector("#post-2")
        assert talk.thread.posts.get(number=2).text == "Kept draft 1 plus more words"

    def test_the_formatting_stays_where_nothing_was_typed(self, page, talk):
        self.let_it_come(page)
        page.locator(".ProseMirror strong:has-text('draft')").wait_for()
        page.click("[data-composer] button:has-text('Send'):not([tabindex])")
        page.wait_for_selector("#post-2")
        assert talk.thread.posts.get(number=2).html == "<p>Kept <strong>draft</strong> 1</p>"


class TestEditor:
    def test_bold_lists_and_links_by_buttons_and_it_is_sent(self, new_page, talk):
        page = new_page(person=talk.rhys)
        opened(page, talk.path())
        begin(page)
        page.wait_for_selector(".ProseMirror")
        assert not faults(page)
        page.keyboard.type("Hello ")
        page.keyboard.press("Control+b")
        page.keyboard.type("all")
        page.keyboard.press("Control+b")
        page.keyboard.press("Enter")
        page.click(".rich-bulletList")
        page.keyboard.type("one")
        page.keyboard.press("Enter")
        page.keyboard.type("two")
        assert page.get_attribute(".rich-bulletList", "aria-pressed") == "true"
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        assert page.locator("#id_text-help").is_hidden()
        page.click(".rich-tool.rich-link")
        assert page.locator(".rich-asking .field-error").is_hidden()
        page.keyboard.type("nonsense here")
        page.keyboard.press("Enter")
        page.wait_for_selector(".rich-asking .field-error:visible")
        page.fill("#id_text-link", "example.org/a")
        page.keyboard.press("Enter")
        assert written(page) == "Hello all\n\n- one\n- two\n\nhttps://example.org/a"
        assert not faults(page)
        page.click("[data-composer] button:has-text('Send'):not([tabindex])")
        page.wait_for_selector("#post-2")
        assert talk.thread.posts.get(number=2).html == (
            "<p>Hello <strong>all</strong></p><ul><li>one</li><li>two</li></ul>"
            '<p><a href="https://example.org/a" rel="nofollow ugc noopener">https://example.org/a</a></p>'
        )
        until(page, lambda: page.inner_text(".ProseMirror").strip() == "")

    def test_text_from_word_is_put_in_order(self, new_page, talk):
        page = new_page(person=talk.rhys)
        opened(page, talk.path())
        begin(page)
        page.wait_for_selector(".ProseMirror")
        page.evaluate(
            """(html) => {
                const data = new DataTransfer();
                data.setData("text/html", html);
                data.setData("text/plain", "plain");
                const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
                document.querySelector(".ProseMirror").dispatchEvent(event);
            }""",
            WORD,
        )
        page.wait_for_selector(".ProseMirror ul ul li:has-text('at home')")
        assert page.locator(".ProseMirror ol li").count() == 2
        assert "MsoNormal" not in page.inner_html(".ProseMirror")

    def test_a_rich_draft_comes_back_rich_and_a_quotation_goes_in(self, new_page, talk):
        page = new_page(person=talk.rhys)
        opened(page, talk.path())
        begin(page)
        page.wait_for_selector(".ProseMirror")
        page.keyboard.press("Control+i")
        page.keyboard.type("Slanted")
        until(page, lambda: Draft.objects.filter(html="<p><em>Slanted</em></p>").exists())
        opened(page, talk.path())
        begin(page)
        page.wait_for_selector(".ProseMirror em:has-text('Slanted')")
        page.evaluate(
            """() => {
                const { text } = document.querySelector("[data-composer]").elements;
                text.value += "\\n\\n> What she said\\n\\n";
                text.dispatchEvent(new Event("input", { bubbles: true }));
            }"""
        )
        page.wait_for_selector(".ProseMirror blockquote:has-text('What she said')")

    def test_a_first_visit_loads_nothing_of_it(self, new_page, talk):
        page = new_page(person=talk.rhys)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        opened(page, talk.path())
        page.wait_for_timeout(500)
        assert not [url for url in asked if "prose_editor" in url or "editor" in url or "mentions" in url]

    def test_welsh_in_dark_on_a_narrow_screen(self, new_page, talk):
        page = new_page(person=talk.rhys, viewport={"width": 360, "height": 740}, color_scheme="dark")
        opened(page, talk.path("cy"))
        begin(page)
        page.wait_for_selector(".ProseMirror")
        page.click(".composer-files > summary")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not faults(page)
