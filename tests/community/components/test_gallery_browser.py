"""The gallery in a real browser: accessibility in every theme and language, and what script adds."""

import pytest
from playwright.sync_api import expect

from tests.axe import assert_no_faults_by_day_or_night

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(live_site, page, language, width):
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_site.url}/{language}/gallery/")
    assert_no_faults_by_day_or_night(page)
    page.get_by_role("link", name="Open a dialog" if language == "en" else "Agor blwch deialog").click()
    assert page.get_by_role("dialog").is_visible()
    assert_no_faults_by_day_or_night(page)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_nothing_is_wider_than_the_screen(live_site, page, language):
    """320 px is 1280 px at 400 %."""
    page.goto(f"{live_site.url}/{language}/gallery/")
    for width in (320, 360, 560, 768, 1000, 1090, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_targets_are_at_least_24_pixels(live_site, page):
    page.goto(f"{live_site.url}/en/gallery/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input, select, summary, textarea')]
          .filter((one) => one.checkVisibility() && !one.closest('p, li li, .prose, .facts, td, th, .notice, .form-summary'))
          .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.height < 24 || box.width < 24) && box.right > 0 && box.bottom > 0)
          .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
    )
    assert not small, "\n".join(small)


def test_the_keyboard_reaches_the_content_first(live_site, page):
    page.goto(f"{live_site.url}/en/no-such-page/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("(link) => link === document.activeElement && link.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_after_a_failed_form_focus_is_on_the_summary_and_its_links_reach_the_fields(live_site, page):
    page.goto(f"{live_site.url}/en/gallery/")
    assert page.evaluate("document.activeElement.hasAttribute('data-form-summary')")
    page.get_by_role("link", name="Kind: This field is required.").click()
    assert page.evaluate("document.activeElement.name") == "kind"


def test_a_menu_folds_on_escape_and_gives_focus_back(live_site, page):
    page.goto(f"{live_site.url}/en/gallery/")
    menu = page.locator("details.menu").filter(has_text="A menu").first
    menu.locator("summary").click()
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert menu.locator("summary").evaluate("(summary) => summary === document.activeElement")


def test_the_theme_is_changed_at_once_and_kept(live_site, page):
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_site.url}/en/gallery/")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"


def test_the_theme_can_be_chosen_without_script(live_site, no_script_page):
    page = no_script_page()
    page.goto(f"{live_site.url}/en/gallery/")
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.url == f"{live_site.url}/en/gallery/"


def test_copying_says_so(live_site, page):
    page.goto(f"{live_site.url}/en/gallery/")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator("#toasts").get_by_text("Copied.")).to_be_visible()
    page.locator("#toasts").get_by_role("button", name="Close").click()
    expect(page.locator("#toasts").get_by_text("Copied.")).to_have_count(0)


def test_a_draft_survives_a_reload_until_it_is_sent(live_site, page):
    page.goto(f"{live_site.url}/en/gallery/")
    text = page.locator("#id_body")
    text.fill("half a thought")
    expect(page.locator("#id_body-count")).to_have_text("14 / 500")
    page.reload()
    expect(text).to_have_value("half a thought")
    # The gallery takes nothing in; what matters here is that the page came back after sending.
    page.route(
        "**/gallery/",
        lambda route: route.continue_(method="GET") if route.request.method == "POST" else route.continue_(),
    )
    page.get_by_role("form", name="An empty form").get_by_role("button", name="Send").click()
    page.wait_for_load_state()
    expect(text).to_have_value("")
    page.reload()
    expect(text).to_have_value("")


def test_announcements_are_merged(live_site, page):
    page.goto(f"{live_site.url}/en/gallery/")
    page.evaluate(
        """() => { for (const text of ['One reply.', 'One reply.', 'Two replies.'])
             document.dispatchEvent(new CustomEvent('plethu:announce', {detail: {text}})); }"""
    )
    expect(page.locator("#announcer")).to_have_text("One reply. Two replies.")


def test_shared_times_are_turned_into_the_reader_s_zone(live_site, new_page):
    page = new_page()
    page.goto(f"{live_site.url}/cy/gallery/")
    page.route(
        "**/cy/gallery/",
        lambda route: route.fulfill(
            response=(answer := route.fetch()),
            body=answer.text().replace(
                '<html lang="cy"',
                '<html data-zone="America/New_York" data-months="'
                + "|".join([*(f"Mis{n}" for n in range(1, 13)), *(f"M{n}" for n in range(1, 13))])
                + '" lang="cy"',
            ),
        ),
    )
    page.goto(f"{live_site.url}/cy/gallery/")
    shown = page.locator("time[data-moment='full']").first.text_content()
    assert shown.startswith("22 Mis11 2026, 09:30 ")


def test_the_counter_follows_its_event(live_site, page):
    page.goto(f"{live_site.url}/en/gallery/")
    page.evaluate(
        """() => { const mark = document.createElement('span'); mark.dataset.counter = 'notices'; mark.hidden = true;
             document.body.append(mark);
             document.dispatchEvent(new CustomEvent('plethu:counter', {detail: {name: 'notices', value: 3}})); }"""
    )
    assert page.locator("body > [data-counter]").text_content() == "3"
    assert page.locator("body > [data-counter]").is_visible()


def test_menus_and_filters_work_without_script(live_site, no_script_page):
    page = no_script_page(viewport={"width": 360, "height": 800})
    page.goto(f"{live_site.url}/en/gallery/")
    page.locator("summary", has_text="Narrow the list").click()
    assert page.get_by_role("link", name="Embedding and culture change").is_visible()
    page.locator(".site-menu summary").click()
    assert page.get_by_role("navigation", name="Main").is_visible()


def test_paper_is_light_whatever_was_chosen_for_the_screen(live_site, page):
    def colours():
        names = ["--page", "--ink", "--accent", "--on-accent", "--info-ground", "--info-ink", "--error-ink"]
        return page.evaluate(
            "(names) => names.map((name) => getComputedStyle(document.documentElement).getPropertyValue(name))",
            names,
        )

    page.emulate_media(media="print", color_scheme="light")
    page.goto(f"{live_site.url}/en/gallery/")
    light = colours()
    page.emulate_media(media="print", color_scheme="dark")
    assert colours() == light
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert colours() == light
    page.emulate_media(media="screen", color_scheme="light")
    assert colours() != light
