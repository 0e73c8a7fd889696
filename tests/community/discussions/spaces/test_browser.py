"""A coordinator opens a closed space to more, and reads first what that means."""

import pytest
from playwright.sync_api import expect

from tests.axe import assert_no_faults_by_day_or_night
from tests.factories import make_member, make_network, make_space, make_thread

pytestmark = pytest.mark.browser


@pytest.fixture
def space(live_site):
    """A closed one with a conversation; ``space.mair`` keeps it."""
    network = make_network("wales")
    space = make_space([network], slug="practice", audience="space", name_en="Circle", name_cy="Cylch")
    space.mair = make_member(network, role="coordinator", name="Mair Coordinator")
    make_thread(space, space.mair)
    return space


@pytest.mark.parametrize(
    ("language", "title", "confirm"),
    [("en", "Please confirm", "Save it like this"), ("cy", "Cadarnhewch", "Cadw fel hyn")],
)
def test_the_question_stands_at_the_top_and_can_be_read_by_all(
    space, signed_in_page, language, title, confirm
):
    page = signed_in_page(space.mair, viewport={"width": 360, "height": 900})
    page.goto(f"/{language}/desk/spaces/practice/edit/")
    page.locator("input[name=audience][value=public]").check()
    page.locator("main form .button-primary").click()
    page.wait_for_load_state()
    assert page.title().startswith(title)
    button = page.get_by_role("button", name=confirm)
    expect(button).to_be_in_viewport()
    assert_no_faults_by_day_or_night(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    button.click()
    page.wait_for_url(f"**/{language}/desk/spaces/")
    space.refresh_from_db()
    assert space.audience == "public"


def test_the_address_of_a_button_is_a_page_for_all(space, signed_in_page):
    page = signed_in_page(space.mair)
    answer = page.goto("/en/desk/spaces/practice/archive/")
    assert answer.status == 405
    assert_no_faults_by_day_or_night(page)
    expect(page.get_by_role("link", name="Go to the home page")).to_be_visible()
