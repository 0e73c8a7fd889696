"""Joining and the desk in a real browser: accessibility, and what script adds."""

import pytest
from playwright.sync_api import expect

from community.networks.domain import memberships
from community.networks.models import Membership
from tests.axe import assert_no_faults
from tests.factories import make_member, make_network, make_person, make_topic

pytestmark = pytest.mark.browser


@pytest.fixture
def wales(live_site):
    return make_network(
        "wales",
        name_en="Wales",
        name_cy="Cymru",
        joining="on_request",
        pledge_en="We listen.",
        pledge_cy="Gwrandawn.",
    )


@pytest.fixture
def carys(wales):
    return make_member(wales, role="coordinator", name="Carys Owen")


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1280), ("cy", "dark", 360)])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    wales, carys, signed_in_page, language, scheme, width
):
    nia = make_person("Nia Parry")
    asks = make_member(wales, state="requested", name="Emyr Lewis")
    rhys = make_member(wales, name="Rhys Bevan")
    suspended = make_member(wales, name="Sioned Huws")
    memberships.suspend(Membership.objects.get(user=suspended), by=carys, reason="Three warnings.")
    memberships.invite_address(
        wales, email="somebody.with.a.long.name@cyngor.example", by=carys, language="cy"
    )
    topic = make_topic("facilitation", definition_en="Preparing a conversation.")
    tie = {person: Membership.objects.get(user=person).pk for person in (asks, rhys, suspended, carys)}
    visits = {
        nia: ["networks/wales/join/", "me/networks/", "topics/", f"topics/{topic.slug}/"],
        rhys: ["me/networks/", "networks/wales/leave/", "networks/wales/members/"],
        suspended: ["networks/wales/join/", "me/networks/"],
        carys: [
            "desk/", "desk/members/?show=requests", "desk/members/?show=members", "desk/members/?show=invited",
            "desk/members/?show=suspended", "desk/members/?q=zzz", "desk/members/invite/",
            f"desk/members/{tie[asks]}/", f"desk/members/{tie[asks]}/decline/", f"desk/members/{tie[suspended]}/",
            f"desk/members/{tie[rhys]}/role/", f"desk/members/{tie[rhys]}/suspend/",
            f"desk/members/{tie[suspended]}/reinstate/", "desk/network/wales/",
        ],
    }  # fmt: skip
    for person, addresses in visits.items():
        page = signed_in_page(person, color_scheme=scheme, viewport={"width": width, "height": 900})
        for address in addresses:
            status = page.goto(f"/{language}/{address}").status
            assert status == (403 if person == suspended and "join" in address else 200), address
            assert_no_faults(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("language", ["en", "cy"])
def test_on_a_phone_the_lists_of_the_desk_hide_nothing_beside_the_screen(
    wales, carys, signed_in_page, language
):
    rhys, sioned = make_member(wales, name="Rhys Bevan"), make_member(wales, name="Sioned Huws")
    reason = "Three warnings in one week, and no answer to any of them."
    memberships.suspend(Membership.objects.get(user=sioned), by=carys, reason=reason)
    memberships.invite_address(
        wales, email="somebody.with.a.long.name@cyngor.example", by=carys, language="cy"
    )
    tie = Membership.objects.get(user=sioned).pk
    page = signed_in_page(carys, viewport={"width": 360, "height": 800})
    for address, seen in {
        "?show=members": page.get_by_role("row").filter(has_text=rhys.display_name).get_by_role("link").last,
        "?show=invited": page.get_by_role("row").filter(has_text="cyngor.example").get_by_role("button"),
        "?show=suspended": page.get_by_role("cell").filter(has_text=reason),
        f"{tie}/": page.get_by_role("cell").filter(has_text=reason),
    }.items():
        page.goto(f"/{language}/desk/members/{address}")
        for part in (seen, *page.locator(".tab").all(), *page.get_by_role("rowheader").all()):
            box = part.bounding_box()
            assert box["x"] >= 0, address
            assert box["x"] + box["width"] <= 360, address


def test_what_stands_beside_a_button_stands_level_with_it(wales, carys, signed_in_page):
    page = signed_in_page(carys)
    for width in (768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/en/desk/members/?show=members")
        row = page.get_by_role("row").filter(has_text="Carys Owen")
        middles = row.evaluate(
            """(row) => [...row.querySelectorAll('.person-chip, td:not(:has(span, a)), .button-label')].map((part) => {
              const words = document.createRange();
              words.selectNodeContents(part);
              const box = words.getBoundingClientRect();
              return box.top + box.height / 2;
            })"""
        )
        assert len(middles) == 4
        assert max(middles) - min(middles) < 2, (width, middles)


def test_the_search_for_a_name_shows_its_label(wales, carys, signed_in_page):
    page = signed_in_page(carys)
    page.goto("/en/desk/members/?show=members")
    assert page.locator("main label", has_text="Search by name").bounding_box()["width"] > 50


def test_a_person_asks_and_a_coordinator_accepts(wales, carys, signed_in_page):
    nia = make_person("Nia Parry")
    page = signed_in_page(nia)
    page.goto("/en/networks/wales/join/")
    page.get_by_label("Why would you like to join?").fill("I run a time bank.")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("Please accept the pledge").first).to_be_visible()
    assert_no_faults(page)
    expect(page.get_by_label("Why would you like to join?")).to_have_value("I run a time bank.")
    page.get_by_label("I accept the pledge").check()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", name="I asked to join")).to_be_visible()

    desk = signed_in_page(carys)
    desk.goto("/en/desk/")
    desk.get_by_role("link", name="Nia Parry asks to join Wales").click()
    expect(desk.get_by_text("I run a time bank.")).to_be_visible()
    desk.get_by_role("button", name="Accept").click()
    expect(desk.get_by_text("Nia Parry is now a member of Wales.")).to_be_visible()

    page.goto("/en/networks/wales/members/")
    expect(page.get_by_role("link", name="Carys Owen")).to_be_visible()


def test_the_whole_way_works_with_scripts_off(wales, carys, no_script_page):
    page = no_script_page(make_person("Nia Parry"))
    page.goto("/en/networks/wales/join/")
    page.get_by_label("I accept the pledge").check()
    page.get_by_role("button", name="Send the request").click()
    desk = no_script_page(carys)
    desk.goto("/en/desk/members/?show=requests")
    desk.get_by_role("button", name="Accept Nia Parry").click()
    expect(desk.get_by_text("Nia Parry is now a member of Wales.")).to_be_visible()
    desk.goto("/en/desk/network/wales/")
    desk.get_by_label("First colour").fill("#112233")
    desk.get_by_role("button", name="Show the band").click()
    assert "#112233" in desk.locator("band-preview").inner_html()


def test_the_band_is_drawn_anew_while_colours_are_chosen(wales, carys, signed_in_page):
    page = signed_in_page(carys)
    page.goto("/en/desk/network/wales/")
    cloth = page.locator(".band-preview-cloth")
    assert "#112233" not in cloth.inner_html()
    with page.expect_response("**/desk/network/band/**"):
        page.get_by_label("First colour").fill("#112233")
    expect(cloth.locator("svg")).to_be_visible()
    page.wait_for_function("document.querySelector('.band-preview-cloth').innerHTML.includes('#112233')")
    expect(page.get_by_role("button", name="Show the band")).to_be_hidden()
