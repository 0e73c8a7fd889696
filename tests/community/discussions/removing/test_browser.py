"""What is said after a post was removed is seen where the page opens, with and without script."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_member, make_network, make_post, make_space, make_thread

pytestmark = pytest.mark.browser
SAID = "Your post is removed. For ten minutes you can put it back."


@pytest.fixture
def post(live_site):
    """The last post of a conversation that is longer than the screen."""
    network = make_network("wales")
    nia = make_member(network, name="Nia Parry")
    thread = make_thread(make_space([network]), nia)
    for number in range(8):
        make_post(thread, nia, html=f"<p>{number}</p>" * 12)
    return make_post(thread, nia, html="<p>Said in haste.</p>")


def remove(page, post):
    page.goto(f"/en/threads/{post.thread_id}/{post.thread.slug}/posts/{post.number}/remove/")
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url(f"**#post-{post.number}")
    trace = page.locator(f"#post-{post.number}")
    expect(trace).to_contain_text("This post was removed by its author.")
    expect(trace).to_be_in_viewport()
    return trace


def test_it_floats_in_where_the_page_opens(post, signed_in_page):
    page = signed_in_page(post.author)
    remove(page, post)
    expect(page.locator(".messages")).not_to_be_in_viewport()
    toast = page.locator("#toasts .notice-success")
    expect(toast.locator(".notice-words")).to_have_text(SAID)
    expect(toast).to_be_in_viewport()


def test_it_is_said_once_where_the_page_opens_at_its_top(post, signed_in_page):
    page = signed_in_page(post.author)
    page.goto(
        f"/en/threads/{post.thread_id}/{post.thread.slug}/posts/{post.number}/bookmark/?next=/en/inbox/bookmarks/"
    )
    page.get_by_role("button", name="bookmark").first.click()
    expect(page.locator(".messages .notice")).to_be_in_viewport()
    page.wait_for_load_state("load")
    page.wait_for_timeout(200)
    expect(page.locator("#toasts .notice")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_it_stays_in_sight_without_script(post, no_script_page, width):
    page = no_script_page(post.author, viewport={"width": width, "height": 900})
    trace = remove(page, post)
    messages = page.locator(".messages")
    expect(messages).to_be_in_viewport(ratio=1)
    expect(messages).to_contain_text(SAID)
    above, below = messages.bounding_box(), trace.bounding_box()
    assert above["y"] + above["height"] <= below["y"], "nothing covers what stands in the post's place"
