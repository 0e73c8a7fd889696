"""Editorial pages and the editors' area in a real browser."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from knowledge.pages.blocks import Body
from knowledge.pages.media import CustomDocument, CustomImage
from tests.axe import AT_ONCE, assert_no_faults_by_day_or_night, faults
from tests.factories import make_person, make_space, make_thread
from tests.factories.pages import (
    home_page,
    make_editor,
    make_network_with_pages,
    make_news,
    make_page,
    make_translation,
    network_home,
)
from tests.knowledge.pages.test_media import PDF, picture_file

pytestmark = [pytest.mark.browser]


def everything(image, document):
    """A body with every block in it."""
    image.contextual_alt_text, image.decorative = "A blue sky", False
    body = []
    for name, block in Body().child_blocks.items():
        value = block.get_preview_value() if hasattr(block.meta, "preview_value") else None
        if name == "picture":
            value = {"picture": image, "caption": "Summer"}
        if name == "download":
            value = {"document": document, "title": "", "text": "What we did."}
        body.append((name, value))
    return body


@pytest.fixture
def site(live_site):
    """A site with one of everything; its addresses."""
    wales = make_network_with_pages("wales", name_en="Network for Wales", name_cy="Rhwydwaith Cymru")
    make_network_with_pages("scotland", colour_warp="#4f5d3a", colour_weft="#7b4f86")
    image = CustomImage.objects.create(title="Sky", file=picture_file(), description="A blue sky")
    document = CustomDocument.objects.create(
        title="Report", file=SimpleUploadedFile("r.pdf", PDF), language="cy"
    )
    make_thread(make_space([wales]), make_person("Nia Parry"), title="How do you begin?")
    page = make_page(title="Everything", slug="everything", body=everything(image, document))
    make_page(page, "Below", slug="below")
    make_translation(page, title="Popeth")
    news = make_news(
        network_home(wales),
        "We met",
        slug="we-met",
        day=datetime.date(2026, 11, 20),
        author_line="Siân",
        picture=image,
    )
    make_translation(news, title="Cyfarfuom")
    make_page(title="Only in English", slug="only-in-english")
    return live_site


ADDRESSES = {
    "home": "",
    "networks": "networks/",
    "network": "networks/wales/",
    "page": "everything/",
    "news": "news/",
    "news of a network": "networks/wales/news/",
    "news item": "networks/wales/news/we-met/",
    "about": "about/",
    "missing": "no-such-page/",
}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_no_page_has_a_fault(site, new_page, language):
    page = new_page(reduced_motion="reduce")
    for path in [*(f"/{language}/{path}" for path in ADDRESSES.values()), "/cy/only-in-english/"]:
        page.goto(path)
        assert_no_faults_by_day_or_night(page)


def test_nothing_hangs_over_the_edge(site, new_page):
    page = new_page()
    for path in ADDRESSES.values():
        page.goto(f"/en/{path}")
        for width in (320, 360, 768):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_the_language_switch_leads_to_the_same_page_and_back(site, page):
    page.goto("/en/everything/")
    page.locator("header").get_by_role("link", name="Cymraeg").click()
    page.wait_for_url("**/cy/everything/")
    assert page.get_by_role("heading", level=1).inner_text() == "Popeth"
    page.locator("header").get_by_role("link", name="English").click()
    page.wait_for_url("**/en/everything/")
    page.goto("/en/only-in-english/")
    page.locator("header").get_by_role("link", name="Cymraeg").click()
    page.wait_for_url("**/cy/only-in-english/")
    page.get_by_role("link", name="Only in English").click()
    page.wait_for_url("**/en/only-in-english/")


def test_data_for_machines_stands_under_our_content_security_policy(site, page):
    """The policy refuses inline script; a block of data is none. A refusal would be a fault of the page."""
    page.goto("/en/networks/wales/news/we-met/")
    kind = page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)['@type']"
    )
    assert kind == "NewsArticle"


def test_colours_are_chosen_without_script(site, no_script_page):
    page = no_script_page()
    page.goto("/en/about/")
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.url.endswith("/en/about/")


def test_an_editor_writes_and_publishes_a_page(site, signed_in_page):
    """The whole way through the editors' area, under its own policy: a refused script would be a fault."""
    from community.networks.models import Network

    wales = Network.objects.get(slug="wales")
    editor = make_editor(wales, language="en")
    page = signed_in_page(editor)
    page.goto("/cms/")
    page.get_by_role("heading", name="Your network’s pages").wait_for()
    page.locator("a", has_text="New page: Network for Wales").click()
    page.locator("[name=title]").fill("How we pay people")
    page.locator("textarea[name=intro]").fill("Promptly.")
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Quotation").click()
    page.locator("textarea[name$='-words']").fill("They paid before I asked.")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/cms/pages/*/")
    page.goto("/en/networks/wales/how-we-pay-people/")
    assert page.get_by_role("heading", level=1).inner_text() == "How we pay people"
    assert page.get_by_text("They paid before I asked.").is_visible()
    page.get_by_role("link", name="Edit this page").click()
    page.wait_for_url("**/cms/pages/*/edit/")


def test_links_and_buttons_of_the_editors_area_are_read_in_the_dark(site, signed_in_page):
    from community.networks.models import Network

    page = signed_in_page(make_editor(Network.objects.get(slug="wales"), language="en"), color_scheme="dark")
    for path, part in {
        "/cms/": ".places",
        "/cms/images/": "#main header",
        "/cms/images/add/": "#main",
    }.items():
        page.goto(path)
        page.evaluate(AT_ONCE)
        assert not faults(page, part=part, only_colours=True), path
        for pressed in page.locator(f"{part} a:visible, {part} button:visible").all()[:4]:
            pressed.hover()
            assert not faults(page, part=part, only_colours=True), path


def test_the_preview_beside_the_editor_shows_the_page_in_our_style(site, signed_in_page):
    from community.networks.models import Network

    editor = make_editor(Network.objects.get(slug="wales"), language="en")
    below = make_page(network_home(Network.objects.get(slug="wales")), "Previewed", slug="previewed")
    page = signed_in_page(editor)
    page.goto(f"/cms/pages/{below.pk}/edit/")
    page.get_by_role("button", name="Toggle preview").click()
    frame = page.frame_locator("iframe[title='Preview']").first
    frame.get_by_role("heading", level=1, name="Previewed").wait_for()
    colour = frame.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert colour == "rgb(250, 245, 236)"


def test_home_pages_of_every_language_are_there(site, page):
    for language in ("en", "cy"):
        page.goto(f"/{language}/")
        assert page.get_by_role("heading", level=1).inner_text() == home_page(language).headline
