"""What arrives never moves what somebody reads or writes, and a page that slept wakes as if it had not."""

import re
import time

import pytest
from django.db import transaction

from community.discussions.models import Post
from community.live.hub import hub
from tests.browser import ARGUMENTS, CHROMIUM, _session_cookie
from tests.factories import make_post, make_posts, make_thread
from tests.factories.events import gathering_of, make_event_page
from tests.writing import editor, written

from .test_browsers import path_of, posts_on, rhys, until, wait_until_live  # noqa: F401

pytestmark = pytest.mark.browser

LONG = "<p>Some words that fill the page, and go on for a while.</p>" * 6


@pytest.fixture
def long_talk(talk):
    """The thread with twelve long posts more; ``post(n)`` is one of them."""
    make_posts(talk.thread, talk.author, 12, html=LONG)
    talk.post = lambda number: Post.objects.select_related("thread__space", "author").get(
        thread=talk.thread, number=number
    )
    return talk


def without_help(page):
    """As in a browser that does not hold the place itself (Safari)."""
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync("* { overflow-anchor: none !important }");
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        }"""
    )


def top_of(page, selector):
    return page.evaluate("one => document.querySelector(one).getBoundingClientRect().top", selector)


def read_at(page, selector):
    """Scroll so that the element stands in the upper part of the screen, and return where."""
    page.evaluate(
        "one => { document.activeElement?.blur?.(); document.querySelector(one).scrollIntoView() }", selector
    )
    page.evaluate("scrollBy({ top: -120, behavior: 'instant' })")
    page.wait_for_timeout(100)
    return top_of(page, selector)


def edit(post, html):
    from community.discussions.editing.domain import edit_post, wording_key

    post.refresh_from_db()
    edit_post(post, html=html, language="en", based_on=wording_key(post))


def ask(post):
    from community.discussions.polls.domain import add_poll

    add_poll(post, by=post.author, question="Where?", options=["Bangor", "Perth", "Online"])


# What happens above the reader, and how the page shows that it has come.
ABOVE = {
    "an edit makes an earlier post longer": (
        lambda talk: edit(talk.post(2), LONG * 3),
        "document.querySelectorAll('#post-2 .entry-body p, #post-2 p').length > 15",
    ),
    "an edit makes it shorter": (
        lambda talk: edit(talk.post(2), "<p>Short.</p>"),
        "document.querySelector('#post-2').textContent.includes('Short.')",
    ),
    "a poll is added": (lambda talk: ask(talk.post(3)), "!!document.querySelector('#post-3 .poll')"),
    "a poll grows by votes and is closed": (
        lambda talk: vote_and_close(talk.post(3), talk.author),
        "!document.querySelector('#post-3 .poll-input')",
    ),
    "the post just above is removed": (
        lambda talk: remove(talk.post(6), talk.author),
        "!document.querySelector('#post-6').textContent.includes('Some words')",
    ),
    "a summary is put at the head": (lambda talk: summarise(talk), "!!document.querySelector('#learned')"),
    "the whole is drawn again under another name": (
        lambda talk: rename(talk),
        "document.querySelector('h1').textContent.includes('Another name')",
    ),
}


def vote_and_close(post, by):
    from community.discussions.polls.domain import close_poll, vote

    post.refresh_from_db()
    vote(post, [1], by=by)
    close_poll(post, by=by)


def remove(post, by):
    from community.discussions.domain.threads import remove_post

    remove_post(post, by=by)


def summarise(talk):
    from community.discussions.outcomes.domain import propose_summary, publish_summary

    words = "We learned much. " * 30
    publish_summary(propose_summary(talk.thread, by=talk.author, words=words, language="en"), by=talk.author)


def rename(talk):
    from community.discussions.tending.domain import change_thread

    edit(talk.post(4), LONG * 2)
    change_thread(
        talk.thread, by=talk.author, title="Another name " * 9, kind="discussion", language="en", topics=[]
    )


@pytest.mark.parametrize("helps", [True, False], ids=["the browser helps", "the browser does not help"])
def test_what_changes_above_the_reader_does_not_move_what_is_read(new_page, long_talk, helps):
    page = new_page()
    page.goto(path_of(long_talk.thread))
    wait_until_live(page)
    if not helps:
        without_help(page)
    read_at(page, "#post-7")
    moved = {}
    for name, (happen, has_come) in ABOVE.items():
        before = top_of(page, "#post-7")
        happen(long_talk)
        until(page, has_come)
        page.wait_for_timeout(100)
        # Screens have whole pixels, and what stands between has not.
        if abs(top_of(page, "#post-7") - before) > 1:
            moved[name] = top_of(page, "#post-7") - before
    assert moved == {}


@pytest.mark.parametrize("helps", [True, False], ids=["the browser helps", "the browser does not help"])
def test_the_paragraph_one_reads_stays_while_its_own_post_grows(new_page, long_talk, helps):
    paragraphs = [f"<p>Paragraph {number}. {'Words and words. ' * 40}</p>" for number in range(12)]
    edit(long_talk.post(5), "".join(paragraphs))
    page = new_page()
    page.goto(path_of(long_talk.thread))
    wait_until_live(page)
    if not helps:
        without_help(page)
    sixth = (
        "[...document.querySelectorAll('#post-5 p')].find((p) => p.textContent.startsWith('Paragraph 6.'))"
    )
    where = f"() => {sixth}.getBoundingClientRect().top"
    page.evaluate(f"() => {sixth}.scrollIntoView()")
    page.evaluate("scrollBy({ top: -200, behavior: 'instant' })")
    page.wait_for_timeout(100)
    before = page.evaluate(where)
    # Below and above within the post, and words beside it.
    ask(long_talk.post(5))
    until(page, "!!document.querySelector('#post-5 .poll')")
    assert page.evaluate(where) == pytest.approx(before, abs=1)
    edit(long_talk.post(5), "<p>Put before.</p>" * 9 + "".join(paragraphs))
    until(page, "document.querySelector('#post-5').textContent.includes('Put before.')")
    page.wait_for_timeout(100)
    assert page.evaluate(where) == pytest.approx(before, abs=1)


def test_what_is_the_readers_own_and_comes_after_the_rest_moves_nothing_either(
    signed_in_page,
    long_talk,
    rhys,  # noqa: F811
):
    """In a post above: that one has voted, and the results that only who has voted may see."""
    from community.discussions.polls.domain import add_poll, vote

    options = [f"Place {number}" for number in range(8)]
    add_poll(long_talk.post(3), by=long_talk.author, question="Where?", options=options, showing="voted")
    vote(long_talk.post(3), [1], by=rhys)
    page = signed_in_page(rhys)
    page.goto(path_of(long_talk.thread))
    wait_until_live(page)
    without_help(page)
    before = read_at(page, "#post-7")
    vote(long_talk.post(3), [2], by=long_talk.author)
    until(page, "document.querySelector('#post-3 .poll-own-results').textContent.includes('Place 7')")
    page.wait_for_timeout(100)
    assert page.evaluate("!document.querySelector('#post-3 .poll-voted').hidden")
    assert top_of(page, "#post-7") == pytest.approx(before, abs=1)


def test_who_wrote_something_below_and_reads_above_is_not_moved_to_it(signed_in_page, long_talk, rhys):  # noqa: F811
    page = signed_in_page(rhys)
    page.goto(path_of(long_talk.thread))
    wait_until_live(page)
    without_help(page)
    editor(page).press_sequentially("Half a thought")
    page.evaluate("document.querySelector('#post-4').scrollIntoView()")
    page.wait_for_timeout(150)
    before = top_of(page, "#post-4")
    assert page.evaluate("document.activeElement.closest('[data-reply-form]') !== null")
    make_post(long_talk.thread, long_talk.author, html=LONG)
    page.wait_for_selector("#post-14")
    page.wait_for_timeout(100)
    assert top_of(page, "#post-4") == pytest.approx(before, abs=1)
    assert written(page) == "Half a thought"


def test_who_reads_above_a_conversation_is_not_moved_by_it(new_page, talk):
    from community.discussions.domain.subjects import thread_on

    gathering = gathering_of(make_event_page([talk.network]))
    thread = thread_on("event", gathering)
    first = make_post(thread, talk.author, html=LONG)
    make_post(thread, talk.author, html=LONG)
    page = new_page(viewport={"width": 800, "height": 500})
    page.goto(gathering.get_absolute_url())
    wait_until_live(page)
    without_help(page)
    page.evaluate("scrollTo(0, 40)")
    before = top_of(page, "h1")
    edit(first, LONG * 4)
    until(page, "document.querySelectorAll('#post-1 p').length > 20")
    make_post(thread, talk.author)
    page.wait_for_selector("#post-3")
    page.wait_for_timeout(100)
    assert top_of(page, "h1") == pytest.approx(before, abs=1)


def test_a_new_conversation_at_the_head_of_a_list_does_not_move_the_row_one_reads(new_page, talk):
    with transaction.atomic():
        for number in range(20):
            make_thread(talk.space, talk.author, title=f"Number {number}")
    page = new_page()
    page.goto(f"/en/spaces/{talk.space.slug}/")
    deadline = time.monotonic() + 5
    while talk.space.stream_key not in hub.streams and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    without_help(page)
    row = f"#thread-{talk.thread.pk + 10}"
    before = read_at(page, row)
    fresh = make_thread(talk.space, talk.author, title="The newest")
    page.wait_for_selector(f"#thread-{fresh.pk}")
    page.wait_for_timeout(100)
    assert top_of(page, row) == pytest.approx(before, abs=1)
    # The row that rises is not held on to.
    make_post(talk.thread, talk.author)
    until(page, f"document.querySelector('#threads .row').id === 'thread-{talk.thread.pk}'")
    page.wait_for_timeout(100)
    assert top_of(page, row) == pytest.approx(before, abs=1)


# --- Asleep and awake ---------------------------------------------------------------------------------------------


@pytest.fixture
def keeping_page(browser, live_site):
    """A function that opens a page in a Chromium that keeps pages it has left, as one does that is not automated."""
    keeping = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=[*ARGUMENTS, "--enable-features=BackForwardCache"],
        ignore_default_args=["--disable-back-forward-cache"],
    )

    def open_page(person=None):
        context = keeping.new_context(base_url=live_site.url, locale="en-GB")
        if person is not None:
            context.add_cookies([_session_cookie(person, live_site.url)])
        return context.new_page()

    yield open_page
    keeping.close()


@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "member"])
def test_a_page_that_the_browser_kept_goes_on_where_it_was(keeping_page, long_talk, rhys, signed_in):  # noqa: F811
    """The real back/forward cache: the page is frozen while it is away, and thawed as it was."""
    page = keeping_page(rhys if signed_in else None)
    page.goto(path_of(long_talk.thread))
    wait_until_live(page)
    if signed_in:
        editor(page).press_sequentially("Half a thought")
    before = read_at(page, "#post-7")
    page.evaluate("""() => { window.kept = []; for (const name of ['freeze', 'resume'])
        document.addEventListener(name, () => window.kept.push(name)) }""")
    page.goto("/en/spaces/")
    deadline = time.monotonic() + 5
    while long_talk.key in hub.streams and time.monotonic() < deadline:
        time.sleep(0.05)
    assert long_talk.key not in hub.streams  # it listens to nothing while it is away
    edit(long_talk.post(2), LONG * 3)
    make_post(long_talk.thread, long_talk.author, html="<p>Meanwhile.</p>")
    page.evaluate("history.back()")
    page.wait_for_selector("#post-14", timeout=8000)
    assert page.evaluate("window.kept") == ["freeze", "resume"]  # it is the same page, not loaded again
    wait_until_live(page)
    page.wait_for_timeout(200)
    assert top_of(page, "#post-7") == pytest.approx(before, abs=1)
    if signed_in:
        assert written(page) == "Half a thought"
    make_post(long_talk.thread, long_talk.author, html="<p>And live again.</p>")
    page.wait_for_selector("#post-15", timeout=8000)
    assert posts_on(page) == [f"post-{number}" for number in range(1, 16)]
    assert sum(len(one.listeners) > 0 for one in hub.sockets) == 1


def hide(page, hidden):
    """Put the page into the background, or bring it back, as far as its scripts can tell: headless Chromium never
    hides one."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
            Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
        }""",
        hidden,
    )


def test_in_the_background_a_page_goes_on_hearing_and_notes_nothing_as_read(signed_in_page, talk, rhys):  # noqa: F811
    from community.discussions.models import ThreadPlace

    def read():
        return ThreadPlace.objects.filter(user=rhys).values_list("read_number", flat=True).first()

    page = signed_in_page(rhys)
    page.goto(path_of(talk.thread))
    wait_until_live(page)
    until_true(lambda: read() == 1)
    hide(page, True)
    make_post(talk.thread, talk.author)
    page.wait_for_selector("#post-2")
    page.wait_for_timeout(1_000)
    assert read() == 1
    hide(page, False)
    until_true(lambda: read() == 2)


def test_a_polling_page_rests_in_the_background_and_asks_at_once_when_it_comes_back(no_sockets, talk):
    page = no_sockets()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/live/events" in request.url else None)
    page.goto(path_of(talk.thread))
    page.wait_for_selector("[data-live-bar][data-state='polling']", timeout=8000)
    hide(page, True)
    page.wait_for_timeout(4_000)  # what was under way
    asked.clear()
    make_post(talk.thread, talk.author)
    page.wait_for_timeout(5_000)
    assert asked == []
    hide(page, False)
    page.wait_for_selector("#post-2", timeout=1_500)


def test_a_line_that_died_unnoticed_is_replaced_when_the_page_comes_back(new_page, talk):
    page = new_page()
    lines = []

    def pass_on(route):
        server = route.connect_to_server()
        line = {"alive": True}
        lines.append(line)
        route.on_message(lambda message: line["alive"] and server.send(message))
        server.on_message(lambda message: line["alive"] and route.send(message))

    page.route_web_socket(re.compile("/live/"), pass_on)
    page.goto(path_of(talk.thread))
    wait_until_live(page)
    hide(page, True)
    lines[0]["alive"] = False  # as after a night: nobody says that it is closed
    make_post(talk.thread, talk.author)
    page.wait_for_timeout(500)
    assert posts_on(page) == ["post-1"]
    hide(page, False)
    page.wait_for_selector("#post-2", timeout=6_000)
    make_post(talk.thread, talk.author)
    page.wait_for_selector("#post-3", timeout=5_000)
    assert posts_on(page) == ["post-1", "post-2", "post-3"]
    assert len(lines) == 2


def test_a_page_that_thaws_asks_whether_its_line_lives(new_page, talk):
    page = new_page()
    page.goto(path_of(talk.thread))
    wait_until_live(page)
    sent = page.evaluate(
        """() => new Promise((done) => {
            const send = WebSocket.prototype.send;
            WebSocket.prototype.send = function (text) { send.call(this, text); done(text); };
            document.dispatchEvent(new Event('resume'));
        })"""
    )
    assert sent == '{"ping":1}'


def until_true(fact, seconds=8):
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.05)
