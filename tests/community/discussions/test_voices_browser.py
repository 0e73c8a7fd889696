"""Reactions and polls in real browsers: live for everybody, with what is one's own kept marked, with and without script."""

import re
import time

import pytest

from community.discussions.models import Post
from community.discussions.polls.domain import add_poll, close_poll, vote
from community.discussions.polls.models import Vote
from community.discussions.reactions.domain import react
from community.discussions.reactions.models import Reaction
from tests.axe import faults
from tests.factories import make_member, make_network, make_space, make_thread

pytestmark = pytest.mark.browser


@pytest.fixture
def talk(live_site):
    class Talk:
        network = make_network("wales")
        space = make_space([network])
        author = make_member(network, name="Nia Parry")
        rhys = make_member(network, name="Rhys Bevan")
        gwen = make_member(network, role="facilitator", name="Gwen Facilitator")
        thread = make_thread(space, author)

        @property
        def post(self):
            return Post.objects.select_related("thread__space", "author").get(thread=self.thread, number=1)

        def ask(self, **fields):
            fields = {"question": "Where shall we meet?", "options": ["Bangor", "Perth", "Online"], **fields}
            return add_poll(self.post, by=self.author, **fields)

        def path(self, more="", language="en"):
            return f"/{language}/threads/{self.thread.pk}/{self.thread.slug}/{more}"

    return Talk()


def opened(page, path):
    page.goto(path)
    page.wait_for_selector("[data-live-bar][data-state='live']")
    return page


def until(page, fact, seconds=8):
    """Wait until the expression is true; the page's policy forbids Playwright's own way, which uses eval."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(fact):
        assert time.monotonic() < deadline, f"never came true: {fact}"
        page.wait_for_timeout(30)


def pressed(page, number, kind):
    return page.get_attribute(f"#react-{number}-{kind}", "aria-pressed")


def count(page, number, kind):
    return f'document.querySelector("#react-{number}-{kind} .reaction-count")?.textContent'


def test_a_reaction_shows_on_every_open_page_and_stays_pressed_on_mine(signed_in_page, new_page, talk):
    mine = opened(signed_in_page(talk.rhys), talk.path())
    other, visitor = opened(signed_in_page(talk.gwen), talk.path()), opened(new_page(), talk.path())
    mine.click("#react-1-thanks")
    until(mine, f"{count(mine, 1, 'thanks')} === '1'")
    until(other, f"{count(other, 1, 'thanks')} === '1'")
    visitor.wait_for_selector(".reaction-counts li")
    assert (pressed(mine, 1, "thanks"), pressed(other, 1, "thanks")) == ("true", "false")
    # The post was drawn again under my hand: I am still on the button.
    assert mine.evaluate("document.activeElement.id") == "react-1-thanks"
    assert visitor.locator(".reaction-counts").inner_text().split() == ["Thanks", "1"]
    assert not visitor.locator(".reactions").is_visible()
    # Somebody else's reaction replaces the post and leaves mine pressed.
    other.click("#react-1-thanks")
    until(mine, f"{count(mine, 1, 'thanks')} === '2'")
    assert pressed(mine, 1, "thanks") == "true"
    mine.click("#react-1-thanks")
    until(mine, f"{count(mine, 1, 'thanks')} === '1'")
    assert (pressed(mine, 1, "thanks"), pressed(other, 1, "thanks")) == ("false", "true")
    assert list(Reaction.objects.values_list("user", flat=True)) == [talk.gwen.pk]


def test_mine_is_pressed_also_where_the_line_is_quicker_than_the_answer(signed_in_page, talk):
    mine, held = opened(signed_in_page(talk.rhys), talk.path()), []

    def answer_later(route):
        held.append((route, route.fetch()))

    mine.route("**/do/", answer_later)
    mine.click("#react-1-thanks", no_wait_after=True)
    until(mine, f"{count(mine, 1, 'thanks')} === '1'")
    assert pressed(mine, 1, "thanks") == "true"
    while not held:
        mine.wait_for_timeout(20)
    route, answer = held.pop()
    route.fulfill(response=answer)
    until(mine, "!document.querySelector('[data-busy]')")
    assert pressed(mine, 1, "thanks") == "true"
    # What is pressed now takes it back.
    mine.unroute("**/do/")
    mine.click("#react-1-thanks")
    until(mine, f"!{count(mine, 1, 'thanks')}")
    assert not Reaction.objects.exists()


@pytest.mark.parametrize("refusal", ["lost", "refused"])
def test_what_came_to_nothing_is_not_pressed_when_the_post_is_drawn_again(signed_in_page, talk, refusal):
    mine, held = opened(signed_in_page(talk.rhys), talk.path()), []
    mine.route("**/do/", lambda route: held.append(route))
    mine.click("#react-1-thanks", no_wait_after=True)
    react(talk.post, "thanks", by=talk.gwen)
    until(mine, f"{count(mine, 1, 'thanks')} === '1'")
    assert held
    if refusal == "lost":
        held.pop().abort()
    else:
        held.pop().fulfill(status=422, json={"refused": "Not now.", "stream": ""})
    until(mine, "document.querySelector('#react-1-thanks').getAttribute('aria-pressed') === 'false'")
    assert mine.get_attribute("#react-1-thanks", "value") == "1:thanks"


def test_two_tabs_of_one_person_agree(signed_in_page, talk):
    first = opened(signed_in_page(talk.rhys), talk.path())
    second = opened(first.context.new_page(), talk.path())
    first.click("#react-1-tried")
    until(second, "document.querySelector('#react-1-tried').getAttribute('aria-pressed') === 'true'")
    second.click("#react-1-tried")
    until(first, "document.querySelector('#react-1-tried').getAttribute('aria-pressed') === 'false'")
    assert not Reaction.objects.exists()


def test_ones_own_post_has_no_buttons_before_and_after_it_is_drawn_again(signed_in_page, talk):
    mine = opened(signed_in_page(talk.author), talk.path())
    assert not mine.locator("#react-1-thanks").is_visible()
    react(talk.post, "thanks", by=talk.rhys)
    mine.wait_for_selector(".reaction-counts li")
    assert not mine.locator("#react-1-thanks").is_visible()


def test_reacting_and_voting_without_script(no_script_page, talk):
    talk.ask()
    page = no_script_page(talk.rhys)
    page.goto(talk.path())
    page.click("#react-1-learned")
    assert pressed(page, 1, "learned") == "true"
    page.get_by_label("Perth").check()
    page.get_by_role("button", name="Vote", exact=True).click()
    assert page.get_by_label("Perth").is_checked()
    assert "You have voted." in page.inner_text(".poll")
    assert Vote.objects.get().numbers == [2]
    page.get_by_role("button", name="Withdraw my vote").click()
    assert not Vote.objects.exists()
    page.click("#react-1-learned")
    assert not Reaction.objects.exists()


def shares(page):
    return [text.strip() for text in page.locator(".poll-results td:last-child").all_inner_texts()]


def marks(page):
    return page.eval_on_selector_all(
        ".poll-mark", "all => all.map(one => one.checkVisibility() ? one.innerText : '')"
    )


def test_bars_move_on_every_open_page_and_my_vote_stays_marked(signed_in_page, new_page, talk):
    talk.ask()
    mine, visitor = opened(signed_in_page(talk.rhys), talk.path()), opened(new_page(), talk.path())
    assert not visitor.locator(".poll-input").first.is_visible()
    assert not mine.get_by_role("button", name="Withdraw my vote").is_visible()
    mine.get_by_label("Perth").check()
    mine.get_by_role("button", name="Vote", exact=True).click()
    for page in (mine, visitor):
        until(page, "document.querySelectorAll('.poll-bar')[1].value === 1")
    mine.wait_for_selector(".poll-voted:not([hidden])")
    assert marks(mine) == ["", "Your vote", ""]
    assert mine.get_by_role("button", name="Withdraw my vote").is_visible()
    assert not visitor.locator(".poll-voted").is_visible()
    vote(talk.post, [1], by=talk.gwen)
    until(mine, "document.querySelectorAll('.poll-bar')[0].value === 1")
    assert shares(mine) == shares(visitor) == ["50 %", "50 %", "0 %"]
    assert mine.get_by_label("Perth").is_checked()
    assert marks(mine) == ["", "Your vote", ""]
    close_poll(talk.post, by=talk.gwen)
    mine.wait_for_selector(".poll:not(:has(.poll-do))", state="attached")
    assert mine.locator(".poll-input").count() == 0


def test_what_is_ticked_and_not_sent_survives_the_votes_of_others(signed_in_page, talk):
    talk.ask(method="multiple")
    mine = opened(signed_in_page(talk.rhys), talk.path())
    mine.get_by_label("Bangor").check()
    mine.get_by_label("Online").check()
    vote(talk.post, [2], by=talk.gwen)
    until(mine, "document.querySelectorAll('.poll-bar')[1].value === 1")
    ticked = [mine.get_by_label(name).is_checked() for name in ("Bangor", "Perth", "Online")]
    assert ticked == [True, False, True]
    assert mine.evaluate("document.activeElement.id") == "poll-1-3"


def test_results_for_voters_come_when_one_has_voted_and_follow(signed_in_page, talk):
    talk.ask(showing="voted")
    mine, other = (
        opened(signed_in_page(talk.rhys), talk.path()),
        opened(signed_in_page(talk.gwen), talk.path()),
    )
    mine.get_by_label("Perth").check()
    mine.get_by_role("button", name="Vote", exact=True).click()
    mine.wait_for_selector(".poll-own-results .poll-results")
    assert shares(mine) == ["0 %", "100 %", "0 %"]
    other.wait_for_timeout(2_000)
    assert other.locator(".poll-results").count() == 0
    vote(talk.post, [1], by=talk.author)
    until(mine, "document.querySelectorAll('.poll-own-results .poll-bar')[0]?.value === 1")
    assert shares(mine) == ["50 %", "50 %", "0 %"]
    assert other.locator(".poll-results").count() == 0


def test_a_refusal_is_said_and_nothing_is_marked(signed_in_page, talk):
    talk.ask()
    mine = opened(signed_in_page(talk.rhys), talk.path())
    mine.get_by_role("button", name="Vote", exact=True).click()
    mine.get_by_text("Choose an option first, then vote.").wait_for()
    assert mine.locator(".poll-voted:not([hidden])").count() == 0


def test_by_keyboard_alone(signed_in_page, talk):
    talk.ask()
    mine = opened(signed_in_page(talk.rhys), talk.path())
    mine.focus("#poll-1-1")
    mine.keyboard.press("ArrowDown")
    mine.focus("#poll-1-vote")
    mine.keyboard.press("Enter")
    mine.wait_for_selector(".poll-voted:not([hidden])")
    assert Vote.objects.get().numbers == [2]
    assert mine.evaluate("document.activeElement.id") == "poll-1-vote"
    mine.focus("#react-1-me_too")
    mine.keyboard.press("Space")
    until(mine, f"{count(mine, 1, 'me_too')} === '1'")


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("cy", "dark")])
def test_no_state_has_a_fault_or_is_wider_than_a_phone(signed_in_page, new_page, talk, language, scheme):
    talk.ask(method="ranked", is_named=True)
    for person, ranking in ((talk.rhys, [2, 1]), (talk.gwen, [1]), (talk.author, [3, 2])):
        vote(talk.post, ranking, by=person)
    react(talk.post, "thanks", by=talk.rhys)
    react(talk.post, "tried", by=talk.gwen)
    other = make_thread(talk.space, talk.author, title="Another")
    second = Post.objects.select_related("thread__space", "author").get(thread=other)
    add_poll(second, by=talk.author, question="When?", options=["Monday", "A rather long option " * 4])
    vote(second, [1], by=talk.rhys)
    wrong = []
    for person in (talk.rhys, None):
        page = new_page(person=person, color_scheme=scheme, viewport={"width": 360, "height": 800})
        for path in (
            talk.path(language=language),
            talk.path("posts/1/more/", language),
            talk.path("posts/1/poll/", language),
            f"/{language}/threads/{other.pk}/{other.slug}/",
            f"/{language}/threads/{other.pk}/{other.slug}/posts/1/poll/",
        ):
            page.goto(path)
            wrong += [f"{path}: {fault}" for fault in faults(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{path}: wider than the screen")
    author = new_page(person=talk.author, color_scheme=scheme, viewport={"width": 360, "height": 800})
    for path in (f"/{language}/spaces/{talk.space.slug}/start/",):
        author.goto(path)
        assert not author.locator("#id_poll-question").is_visible()
        author.locator("details.topic-choice:has(.poll-fields) > summary").click()
        assert author.locator("#id_poll-question").is_visible()
        wrong += [f"{path}: {fault}" for fault in faults(author)]
    assert not wrong, "\n".join(wrong)


def test_script_and_requests_of_a_visit_stay_small(new_page, talk, live_site):
    page, asked = new_page(), []
    page.on("response", lambda response: asked.append(response.url))
    opened(page, talk.path())
    scripts = [url for url in asked if re.search(r"\.js(\?|$)", url)]
    assert not any("voices" in url for url in scripts)
    assert len(asked) <= 8, asked


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_words_of_all_reactions_are_seen_and_none_is_left_alone_on_a_line(
    new_page, talk, language, width
):
    page = new_page(person=talk.rhys, viewport={"width": width, "height": 800})
    page.goto(talk.path(language=language))
    measured = """() => {
        const rows = {};
        for (const one of document.querySelectorAll("#post-1 .reactions .reaction")) {
            const word = one.querySelector(".reaction-word").getBoundingClientRect();
            const inside = one.getBoundingClientRect();
            if (word.width < 20 || word.right > inside.right + 1) throw new Error("not seen: " + one.textContent);
            rows[Math.round(inside.top)] = (rows[Math.round(inside.top)] || 0) + 1;
        }
        return Object.values(rows);
    }"""
    for bookmarked in ("false", "true"):
        page.evaluate(f"document.querySelector('#post-1 .post-bookmark').hidden = !{bookmarked}")
        rows = page.evaluate(measured)
        assert sum(rows) == 4
        assert 1 not in rows
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_the_closing_of_a_poll_and_its_zone_stand_in_one_line_with_an_error_too(new_page, talk):
    page = new_page(person=talk.author, viewport={"width": 1280, "height": 900})
    page.goto(talk.path("posts/1/poll/add/"))

    def tops():
        return [round(page.locator(name).bounding_box()["y"]) for name in ("#id_closes_at", "#id_time_zone")]

    assert len(set(tops())) == 1
    page.fill("#id_question", "When?")
    page.fill("#id_options", "Now\nLater")
    page.fill("#id_closes_at", "2020-01-01T10:00")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_selector(".poll-closing .field-error")
    assert len(set(tops())) == 1
