"""Notices in a real browser: accessibility, the counter of other open pages, mails in the outbox."""

import pytest
from playwright.sync_api import expect

from community.demo_loading import DemoLoad
from community.jobs.queue import perform_all_due
from community.notifications import outbox
from community.notifications.domain import stopping
from community.notifications.models import Notification
from tests.axe import assert_no_faults
from tests.factories import make_person, make_post, make_space, make_thread
from tests.factories.notifications import let_mail_fall_due, make_follower

pytestmark = pytest.mark.browser


@pytest.fixture
def nia(live_site):
    return make_person("Nia Parry")


@pytest.fixture
def told(nia):
    """A thread that Nia follows, with two replies she was told of; returns the thread."""
    gwen = make_person("Gwen Rees")
    thread = make_thread(make_space(), gwen, title="How do you begin?")
    make_follower(thread, nia)
    for _number in range(2):
        make_post(thread, gwen)
    perform_all_due()
    return thread


@pytest.fixture
def shown_outbox(told, settings, tmp_path):
    """The outbox of an embedded demonstration, with the mail about the replies in it; returns its name."""
    settings.DATA_DIR = tmp_path
    settings.EMBEDDED = True
    settings.EMAIL_BACKEND = "community.notifications.outbox.OutboxBackend"
    DemoLoad.objects.create()
    let_mail_fall_due()
    perform_all_due()
    return outbox.newest()[0].name


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1280), ("cy", "dark", 360)])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    nia, told, shown_outbox, signed_in_page, language, scheme, width
):
    stop = stopping.stop_path(nia, kind="reply", group_key=f"thread:{told.pk}", language=language)
    page = signed_in_page(nia, color_scheme=scheme, viewport={"width": width, "height": 900})
    addresses = [
        "notices/", "me/notifications/", "outbox/", f"outbox/{shown_outbox}/", f"outbox/{shown_outbox}/?as=text",
        "stop/nonsense/",
    ]  # fmt: skip
    for address in [*(f"/{language}/{address}" for address in addresses), stop]:
        assert page.goto(address).status == (404 if "nonsense" in address else 200), address
        assert_no_faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.locator("main form button").click()
    assert_no_faults(page)
    page.locator("main form button").click()
    assert_no_faults(page)
    page.goto(f"/{language}/notices/")
    page.locator("main form[action$='/notices/read/'] button").click()
    expect(page.locator(".row-unread")).to_have_count(0)
    assert_no_faults(page)


def test_following_a_notice_marks_it_read(nia, told, signed_in_page):
    page = signed_in_page(nia)
    page.goto("/en/notices/")
    page.get_by_role("link", name="2 new replies in “How do you begin?”").click()
    page.wait_for_url("**/threads/**")
    page.goto("/en/notices/")
    expect(page.get_by_role("heading", name="Earlier")).to_be_visible()
    assert Notification.objects.of(nia).unread().count() == 0


def test_with_scripts_off_a_button_marks_it_read(nia, told, no_script_page):
    page = no_script_page(nia)
    page.goto("/en/notices/")
    page.get_by_role("button", name="Mark as read 2 new replies").click()
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)


def test_the_counter_of_an_open_page_follows(nia, told, signed_in_page):
    page, other = signed_in_page(nia), signed_in_page(nia)
    for one in (page, other):
        one.goto("/en/topics/")
    counter = page.locator("[data-counter=notices]")
    expect(counter).to_have_text("2")
    make_post(told, told.author)
    perform_all_due()
    expect(counter).to_have_text("3")
    other.goto("/en/notices/")
    other.get_by_role("button", name="Mark all as read").click()
    expect(counter).to_be_hidden()


def test_a_stop_page_needs_neither_script_nor_sign_in(nia, told, no_script_page):
    page = no_script_page()
    page.goto(stopping.stop_path(nia, kind="reply", group_key=f"thread:{told.pk}", language="en"))
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_text("From now on you do not get")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("You get these mails again")).to_be_visible()


def test_a_mail_is_drawn_in_a_frame_that_runs_nothing_and_leads_out_of_it(nia, shown_outbox, page):
    page.goto(f"/en/outbox/{shown_outbox}/")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="How do you begin?")).to_be_visible()
    frame.get_by_role("link", name="Read and answer on the site").first.click()
    page.wait_for_url("**/threads/**")
