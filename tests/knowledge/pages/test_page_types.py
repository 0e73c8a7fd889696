"""What each kind of page shows, to whom, and at what cost."""

import datetime
import json
import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from community.home_panels import HomePanel, drawn_panels, panels
from knowledge.pages.models import NewsIndexPage, StandardPage
from tests.factories import make_member, make_person, make_space
from tests.factories.pages import home_page, make_network_with_pages, make_news, make_page, network_home
from tests.queries import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def data_of(response):
    """The schema.org data in the page."""
    return json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', text_of(response), re.S).group(1)
    )


# --- Home -------------------------------------------------------------------------------------------------------------


def test_the_home_page_says_what_this_is_and_leads_three_ways_in(client):
    text = text_of(client.get("/en/"))
    page = home_page("en")
    assert f'<h1 class="hero-title">{page.headline}</h1>' in text
    assert page.intro in text
    for name in ("spaces", "library", "events", "account_signup"):
        assert f'href="{reverse(name)}"' in text


def test_the_home_page_shows_every_network_with_its_cloth(client):
    make_network_with_pages("wales", name_en="Network for Wales")
    make_network_with_pages("scotland", name_en="Network for Scotland")
    text = text_of(client.get("/en/"))
    assert "2 networks at home here" in text
    assert text.count('<a class="network-strip"') == text.count("woven-band-m") == 2
    assert 'href="/en/networks/wales/"' in text
    assert 'href="/en/networks/scotland/"' in text


def test_a_member_is_led_to_the_conversations_instead_of_to_joining(as_person):
    text = text_of(as_person(make_person("Nia Parry")).get("/en/"))
    hero = re.search(r'<section class="hero">.*?</section>', text, re.S).group()
    assert reverse("account_signup") not in hero
    assert reverse("spaces") in hero


def test_the_home_page_is_whole_without_anything_in_it(client):
    text = text_of(client.get("/cy/"))
    assert "<h1" in text
    assert 'id="now"' not in text


def test_news_of_the_house_and_of_networks_stand_on_the_home_page_newest_first(client):
    network = make_network_with_pages("wales", short_name_en="Wales network")
    make_news(title="First", day=datetime.date(2026, 10, 1))
    make_news(network_home(network), title="Second", day=datetime.date(2026, 11, 1))
    make_news(language="cy", title="Yn Gymraeg")
    text = text_of(client.get("/en/"))
    assert text.index("Second") < text.index("First")
    assert "Wales network" in text
    assert "Yn Gymraeg" not in text


def test_the_home_page_costs_at_most_twenty_queries_cold(client, queries):
    network = make_network_with_pages("wales")
    make_network_with_pages("scotland")
    for number in range(4):
        make_news(network_home(network) if number % 2 else None)
    client.get("/en/")
    cache.clear()
    with queries(at_most=20):
        client.get("/en/")
    with queries(at_most=9):
        client.get("/en/")


def test_the_home_page_costs_the_same_for_more_networks_and_news(client):
    def grow(number):
        for _one in range(number):
            network = make_network_with_pages(None)
            make_news(network_home(network))

    assert_flat(lambda: client.get("/en/"), grow, at_most=20)


# --- Panels -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def a_panel():
    """A panel of the test's own; ``calls`` counts how often it was read."""
    calls = []

    def read(language, network):
        calls.append((language, network))
        return {"items": [], "news_url": "/"} if network is None else None

    panel = panels.register("test", HomePanel("test", 5, "knowledge/pages/news_panel.html", read))
    yield calls
    panels._entries.pop(panel.name)


def test_a_panel_is_drawn_once_a_minute_and_language(a_panel):
    for _visit in range(3):
        drawn_panels("en")
        drawn_panels("cy")
    assert a_panel == [("en", None), ("cy", None)]


def test_a_panel_that_has_nothing_to_show_is_not_there_and_not_asked_again(a_panel):
    network = make_network_with_pages("wales")
    assert [drawn_panels("en", network), drawn_panels("en", network)] == [[], []]
    assert len(a_panel) == 1


# --- Networks ---------------------------------------------------------------------------------------------------------


def test_the_list_of_networks_shows_each_in_the_readers_language(client):
    make_network_with_pages(
        "wales", name_en="Network for Wales", name_cy="Rhwydwaith Cymru", description_cy="Dan arweiniad."
    )
    text = text_of(client.get("/cy/networks/"))
    assert "Rhwydwaith Cymru" in text
    assert "Dan arweiniad." in text
    assert "Network for Wales" not in text


def test_an_empty_list_of_networks_says_what_to_do(client):
    assert "No network yet" in text_of(client.get("/en/networks/"))


def test_a_networks_page_has_its_band_spaces_and_the_way_to_join(client):
    network = make_network_with_pages(
        "wales", description_en="We learn from one another.", colour_warp="#8c2f39"
    )
    open_space = make_space([network], name_en="Sgwrs Cymru")
    closed = make_space([network], audience="networks", name_en="Coordinators only")
    text = text_of(client.get("/en/networks/wales/"))
    assert "We learn from one another." in text
    assert "#8c2f39" in text
    assert open_space.name_en in text
    assert closed.name_en not in text
    assert f'href="{reverse("network-join", args=["wales"])}"' in text


def test_the_name_of_the_address_leads_to_the_networks_page(client):
    network = make_network_with_pages("wales")
    assert reverse("network", args=["wales"]) == "/en/networks/wales/"
    assert network.get_absolute_url() == network_home(network).url
    assert client.get("/en/networks/nowhere/").status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (None, "Join this network"),
        ("active", "You are a member"),
        ("requested", "You have asked to join"),
        ("invited", "You are invited"),
        ("suspended", "Your membership is suspended"),
        ("left", "Join this network"),
    ],
)
def test_the_box_says_how_the_reader_stands_to_the_network(as_person, state, words):
    network = make_network_with_pages("wales")
    person = make_member(network, state=state) if state else make_person("Nia Parry")
    assert words in text_of(as_person(person).get("/en/networks/wales/"))


def test_members_see_the_spaces_of_members(as_person):
    network = make_network_with_pages("wales")
    make_space([network], audience="networks", name_en="Among ourselves")
    assert "Among ourselves" in text_of(as_person(make_member(network)).get("/en/networks/wales/"))


def test_a_networks_page_shows_its_own_news_only(client):
    wales, scotland = make_network_with_pages("wales"), make_network_with_pages("scotland")
    make_news(network_home(wales), title="Welsh news")
    make_news(network_home(scotland), title="Scottish news")
    text = text_of(client.get("/en/networks/wales/"))
    assert "Welsh news" in text
    assert "Scottish news" not in text


def test_a_networks_page_costs_the_same_for_more_spaces(client, queries):
    network = make_network_with_pages("wales")
    other = make_network_with_pages("scotland")

    def grow(number):
        for _one in range(number):
            make_space([network, other])

    assert_flat(lambda: client.get("/en/networks/wales/"), grow, at_most=26)
    with queries(at_most=14):
        client.get("/en/networks/wales/")


# --- News -------------------------------------------------------------------------------------------------------------


def test_the_news_are_paged_and_the_same_cost_for_any_number(client):
    for number in range(13):
        make_news(title=f"Item {number:02}", day=datetime.date(2026, 10, 1 + number))
    first, second = text_of(client.get("/en/news/")), text_of(client.get("/en/news/?page=2"))
    assert "Item 12" in first
    assert "Item 00" not in first
    assert "Item 00" in second
    # Nonsense is the first page, past the end the last.
    assert "Item 12" in text_of(client.get("/en/news/?page=x"))
    assert "Item 00" in text_of(client.get("/en/news/?page=99"))


def test_the_list_of_news_costs_the_same_for_more_items(client, queries):
    network = make_network_with_pages("wales")

    def grow(number):
        for _one in range(number):
            make_news(network_home(network))

    assert_flat(lambda: client.get("/en/news/"), grow, at_most=17)
    with queries(at_most=12):
        client.get("/en/news/")


def test_news_that_are_hidden_or_drafts_are_in_no_list(client):
    item = make_news(title="Taken back")
    item.unpublish()
    assert "Taken back" not in text_of(client.get("/en/news/"))
    assert "No news yet" in text_of(client.get("/en/news/"))


def test_a_news_item_says_its_day_and_writer_to_readers_and_machines(client):
    item = make_news(title="We met", day=datetime.date(2026, 11, 20), author_line="Siân, for the team")
    response = client.get(item.url)
    assert "20 November 2026" in text_of(response)
    assert "Siân, for the team" in text_of(response)
    data = data_of(response)
    assert data["@type"] == "NewsArticle"
    assert (data["headline"], data["datePublished"], data["inLanguage"]) == ("We met", "2026-11-20", "en")
    assert data["author"] == {"@type": "Person", "name": "Siân, for the team"}


# --- Plain pages ------------------------------------------------------------------------------------------------------


def test_a_page_shows_the_pages_below_it_and_the_way_up(client):
    above = make_page(title="Guides", slug="guides")
    make_page(above, "Asking well", slug="asking-well", intro="Begin with why.")
    make_page(above, "Hidden", slug="hidden", live=False)
    text = text_of(client.get("/en/guides/"))
    assert "Asking well" in text
    assert "Begin with why." in text
    assert "Hidden" not in text
    below = text_of(client.get("/en/guides/asking-well/"))
    trail = re.search(r'<nav class="breadcrumb".*?</nav>', below, re.S).group()
    assert re.findall(r'href="([^"]+)"', trail)[:2] == ["/en/", "/en/guides/"]


@pytest.mark.parametrize("address", ["/en/about/", "/en/networks/wales/deep/deeper/"])
def test_a_page_costs_at_most_twelve_queries(client, queries, as_person, address):
    network = make_network_with_pages("wales")
    deep = make_page(network_home(network), "Deep", slug="deep")
    make_page(deep, "Deeper", slug="deeper", body=[("paragraph", "<p>Words.</p>")])
    member = as_person(make_member(network))
    for reader in (client, member):
        reader.get(address)
        with queries(at_most=12):
            assert reader.get(address).status_code == 200


def test_words_for_machines_cannot_end_their_element(client):
    make_page(title="</script><script>alert(1)</script>", slug="sly", intro="<b>&amp;</b>")
    response = client.get("/en/sly/")
    assert "<script>alert" not in text_of(response)
    assert data_of(response)["name"] == "</script><script>alert(1)</script>"


def test_the_organisation_behind_a_network_is_told_to_machines(client):
    make_network_with_pages(
        "wales", name_en="Network for Wales", website="https://copronet.example/", country="wales"
    )
    data = data_of(client.get("/en/networks/wales/"))
    assert data["@type"] == "Organization"
    assert (data["name"], data["sameAs"]) == ("Network for Wales", "https://copronet.example/")


def test_every_page_type_has_words_for_the_editor_who_chooses_it():
    for model in (StandardPage, NewsIndexPage):
        assert len(str(model.get_page_description())) > 20
