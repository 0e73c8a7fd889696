"""The search in a real browser: accessibility, the list of titles by keyboard, everything without script."""

import pytest
from playwright.sync_api import expect

from community.jobs.queue import perform_all_due
from community.search.models import SavedSearch, SearchDocument
from tests.axe import assert_no_faults
from tests.community.search.shelf import registered_shelf
from tests.factories import make_network, make_person, make_topic

pytestmark = pytest.mark.browser


@pytest.fixture
def things(live_site):
    """Some things about care in two languages."""
    network, topic = make_network(), make_topic()
    perform_all_due()
    SearchDocument.objects.all().delete()
    with registered_shelf() as shelf:
        for number in range(1, 24):
            shelf(number, f"Care and housing, part {number}", "What carers say of homes. " * 9,
                  topic_ids=[topic.pk], network_ids=[network.pk])  # fmt: skip
        shelf(50, "Gofal ar Ynys Môn", "Lle mae gofal yn dechrau.", language="cy")
        yield shelf


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1280), ("cy", "dark", 360)])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    things, signed_in_page, language, scheme, width
):
    person = make_person()
    SavedSearch.objects.create(
        user=person, name="A very long name " * 4, text="housing", filters={"language": "cy"}
    )
    page = signed_in_page(person, color_scheme=scheme, viewport={"width": width, "height": 900})
    pk = SavedSearch.objects.get().pk
    for address in (
        "search/", "search/?q=care", "search/?q=care&language=cy&order=new", "search/?q=nothing-at-all",
        "search/?q=gofall", "search/?q=care&kind=person", "me/searches/", f"me/searches/{pk}/",
        "me/searches/save/?q=care&language=cy",
    ):  # fmt: skip
        assert page.goto(f"/{language}/{address}").status == 200, address
        for unfolding in page.locator("main summary:visible").all():
            unfolding.click()
        assert_no_faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.locator("main form button").click()
    page.goto(f"/{language}/search/?q=care&language=cy")
    assert_no_faults(page)
    page.goto(f"/{language}/me/searches/")
    page.locator("main form[action$='/remove/'] button").first.click()
    expect(page.locator(".notice-success form[action$='/restore/'] button")).to_be_visible()
    assert_no_faults(page)
    page.goto(f"/{language}/search/")
    page.locator("#search-all").press_sequentially("care")
    expect(page.get_by_role("option")).to_have_count(8)
    page.keyboard.press("ArrowDown")
    assert_no_faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_list_of_titles_is_a_combobox(things, new_page):
    page = new_page()
    page.goto("/en/search/")
    box, options = page.locator("#search-all"), page.get_by_role("option")
    box.press_sequentially("ynys m")
    expect(options).to_have_count(1)
    expect(box).to_have_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert page.get_by_role("listbox", name="Search everything").get_attribute("id") == box.get_attribute(
        "aria-controls"
    )
    expect(page.get_by_text("1 suggestion", exact=True)).to_have_count(1)

    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.get_attribute("id"))
    expect(options).to_have_attribute("aria-selected", "true")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")  # round to the box itself
    expect(options).to_have_attribute("aria-selected", "false")
    assert box.get_attribute("aria-activedescendant") is None

    page.keyboard.press("Escape")
    expect(options).to_have_count(0)  # hidden, so out of the accessibility tree
    expect(box).to_have_value("ynys m")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowUp")
    expect(options).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/shelf/50/")


def test_enter_without_a_choice_searches(things, new_page):
    page = new_page()
    page.goto("/en/search/")
    page.locator("#search-all").press_sequentially("ynys mon")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=ynys+mon")
    expect(page.get_by_role("link", name="Gofal ar Ynys Môn")).to_be_visible()


def test_the_list_folds_when_one_goes_elsewhere_and_a_press_leads_on(things, new_page):
    page = new_page()
    page.goto("/en/search/")
    box = page.locator("#search-all")
    box.press_sequentially("ynys")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("option")).to_have_count(0)
    box.click()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").click()
    page.wait_for_url("**/en/shelf/50/")


def test_a_dead_line_leaves_the_box_as_it_was(things, new_page):
    page = new_page()
    page.goto("/en/search/")
    page.route("**/search/suggest/**", lambda route: route.abort())
    page.locator("#search-all").press_sequentially("ynys mon")
    page.wait_for_timeout(500)
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=ynys+mon")


def test_without_script_everything_works(things, no_script_page):
    person = make_person()
    page = no_script_page(person)
    page.goto("/en/search/")
    page.locator("#search-all").fill("gofal")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("navigation", name="Narrow the results").get_by_role("link", name="Cymraeg").click()
    expect(page.get_by_text("1 result", exact=True)).to_be_visible()
    page.get_by_role("link", name="Save this search").click()
    page.get_by_label("Name").fill("Gofal")
    page.get_by_label("Daily, when there is something new").check()
    page.get_by_role("button", name="Save the search").click()
    expect(page.get_by_text("The search “Gofal” is saved.")).to_be_visible()
    page.goto("/en/me/searches/")
    page.get_by_role("button", name="Remove Gofal").click()
    page.get_by_role("button", name="Take it back: keep this search").click()
    expect(page.get_by_role("link", name="Gofal", exact=True)).to_be_visible()
    assert SavedSearch.objects.get().notify == "daily"


def test_with_script_it_is_saved_where_one_is(things, signed_in_page):
    page = signed_in_page(make_person())
    page.goto("/en/search/?q=care")
    page.get_by_role("link", name="Save this search").click()
    expect(page.get_by_role("dialog", name="Save this search")).to_be_visible()
    page.get_by_role("button", name="Save the search").click()
    expect(page.get_by_role("link", name="Change the saved search")).to_be_visible()
