"""Some of the changes once more with the real scripts: what Python does in their place elsewhere, they do."""

import time

import pytest

from community.jobs.queue import perform_all_due
from community.live.log import number_of

from .changes import MEMBER, SPACE, THREAD, Cast, Scene, changes
from .open_page import normalised, parsed
from .test_every_change import address, differences

pytestmark = pytest.mark.browser

BY_NAME = {change.name: change for change in changes}
# With sockets, and by plain requests.
SOME = {
    "a_reply": False,
    "a_reaction_to_what_the_readers_have_reacted_to": True,
    "a_vote_in_a_poll_that_shows_its_results_to_who_has_voted": True,
    "a_thread_gets_another_title": False,
    "a_thread_is_split": True,
    "it_is_merged_into_another_thread_with_its_answer": True,
    "the_first_thread_of_a_space_is_started": True,
    "threads_are_marked_as_read": False,
    "a_thread_is_muted": True,
}


def places_of(page):
    """What the page listens to, and up to which number it has come."""
    return dict(
        page.evaluate(
            "async () => [...(await import('/static/js/live/live.js')).regions.values()]"
            ".map((region) => [region.key, region.place.number])"
        )
    )


def until(fact, seconds=10):
    deadline = time.monotonic() + seconds
    while not (held := fact()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return held


def shown(page):
    # What is ticked is said by the page as it came, and by its state after that.
    page.evaluate(
        "document.querySelectorAll('#content input').forEach((one) => one.toggleAttribute('checked', one.checked))"
    )
    return normalised(parsed(page.content()))


def counted(page):
    return page.eval_on_selector_all(
        "[data-counter]", "all => all.map((one) => [one.dataset.counter, one.textContent])"
    )


@pytest.mark.parametrize(("name", "sockets"), SOME.items(), ids=list(SOME))
def test_an_open_page_becomes_what_a_fresh_one_is(name, sockets, live_site, new_page):
    change = BY_NAME[name]
    cast = Cast()
    scene = Scene(cast)
    story = change.story(scene)
    things = {THREAD: scene.thread, SPACE: scene.space, **(next(story) or {})}
    perform_all_due()
    opened = {}
    for place, thing in things.items():
        page = opened[place] = new_page(person=scene.rhys, sockets=sockets)
        page.goto(address(thing, "en"))
        state = "live" if sockets else "polling"
        if place == THREAD:
            page.wait_for_selector(f"[data-live-bar][data-state='{state}']", timeout=8000)
        assert until(lambda page=page: None not in places_of(page).values())
    before = {place: shown(page) for place, page in opened.items()}
    next(story, None)
    perform_all_due()
    fresh = new_page(person=scene.rhys)
    for place, page in opened.items():
        fresh.goto(address(things[place], "en"))
        assert until(lambda: None not in places_of(fresh).values())
        fresh.wait_for_timeout(200)  # what is the reader's own has been marked
        until(lambda page=page: differences(shown(page), shown(fresh)) == [])
        assert differences(shown(page), shown(fresh)) == [], place
        assert until(lambda page=page: counted(page) == counted(fresh))
        assert places_of(page) == {key: number_of(key) for key in places_of(page)}
        assert (shown(page) != before[place]) == (MEMBER in change.shows.get(place, ()))


def test_what_is_gone_says_so_and_keeps_what_was_being_written(live_site, new_page):
    from community.discussions.domain.threads import remove_thread
    from tests.writing import editor, written

    scene = Scene(Cast())
    reader, writer = new_page(), new_page(person=scene.rhys)
    for page in (reader, writer):
        page.goto(address(scene.thread, "en"))
        page.wait_for_selector("[data-live-bar][data-state='live']")
    editor(writer).press_sequentially("Half a thought")
    remove_thread(scene.thread, by=scene.nia)
    for page in (reader, writer):
        page.wait_for_selector("#post-2", state="detached")
        words = page.locator("#discussion").inner_text()
        assert "This conversation is no longer here, or no longer open to you." in words
        assert "Ask people first." not in words
    assert written(writer) == "Half a thought"


def test_what_is_being_written_when_threads_are_merged_is_sent_to_the_one_that_is_left(live_site, new_page):
    from community.discussions.models import Post
    from community.discussions.tending.domain import merge_threads
    from tests.writing import editor, written

    scene = Scene(Cast())
    page = new_page(person=scene.rhys)
    page.goto(address(scene.thread, "en"))
    page.wait_for_selector("[data-live-bar][data-state='live']")
    page.locator("#post-4 [data-reply]").click()
    editor(page).press_sequentially("Half a thought")
    assert page.locator("[data-reply-context]").is_visible()
    merge_threads(scene.thread, into=scene.other, by=scene.nia)
    page.wait_for_selector("#post-7")
    assert page.url.endswith(address(scene.other, "en"))
    assert "Where do you meet?" in page.title()
    assert written(page) == "Half a thought"
    assert not page.locator("[data-reply-context]").is_visible()
    page.get_by_role("button", name="Send").click()
    page.wait_for_selector("#post-8")
    post = Post.objects.get(thread=scene.other, number=8)
    assert (post.text, post.author, post.in_reply_to) == ("Half a thought", scene.rhys, None)
