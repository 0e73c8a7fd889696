"""Sitemap, robots, feeds, security.txt, search: what machines are told, and that it is public."""

import datetime
import re
import xml.etree.ElementTree as ET

import pytest
from wagtail.models import PageViewRestriction

from community.search import index
from community.sitemaps import sitemaps
from knowledge.pages import finding
from tests.factories import make_person, make_space, make_thread
from tests.factories.pages import (
    home_page,
    make_network_with_pages,
    make_news,
    make_page,
    make_translation,
    network_home,
)

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


def addresses(client, section):
    response = client.get(f"/sitemap-{section}.xml")
    assert response.status_code == 200
    return {place.text for place in ET.fromstring(response.content).iter(f"{SITEMAP}loc")}


def test_the_sitemap_names_a_file_for_each_kind_of_thing(client):
    found = {place.text for place in ET.fromstring(client.get("/sitemap.xml").content).iter(f"{SITEMAP}loc")}
    assert found == {f"http://testserver/sitemap-{name}.xml" for name, _entry in sitemaps.items()}
    assert {"pages", "threads"} <= {name for name, _entry in sitemaps.items()}
    for place in found:
        assert client.get(place).status_code == 200


def test_the_sitemap_holds_public_pages_only(client):
    make_page(title="Public", slug="public")
    make_page(title="Draft", slug="draft", live=False)
    make_page(title="Gone", slug="gone").unpublish()
    closed = make_page(title="Closed", slug="closed")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    make_page(closed, title="Below", slug="below")
    from wagtail.models import Locale

    make_page(title="Guides", slug="guides").create_alias(
        parent=home_page("cy"),
        update_locale=Locale.objects.get(language_code="cy"),
        reset_translation_key=False,
    )
    found = addresses(client, "pages")
    assert {"http://testserver/en/", "http://testserver/cy/", "http://testserver/en/public/"} <= found
    assert not {place for place in found if re.search("draft|gone|closed|below", place)}
    assert "http://testserver/cy/guides/" not in found


def test_the_sitemap_names_translations_of_a_page(client):
    english = make_page(title="How we work", slug="how-we-work")
    make_translation(english, title="Sut")
    text = client.get("/sitemap-pages.xml").content.decode()
    row = next(row for row in text.split("</url>") if "<loc>http://testserver/en/how-we-work/" in row)
    assert 'hreflang="cy" href="http://testserver/cy/how-we-work/"' in row


def test_the_sitemap_holds_public_conversations_only(client):
    person = make_person("Nia Parry")
    network = make_network_with_pages("wales")
    for audience, title in (("public", "Open to all"), ("members", "For members"), ("networks", "Among us")):
        make_thread(make_space([network], audience=audience), person, title=title)
    found = addresses(client, "threads")
    assert {place for place in found if "open-to-all" in place}
    assert not {place for place in found if re.search("for-members|among-us", place)}
    # The same, asked by a member: what is told to machines does not depend on who asks.
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert addresses(client, "threads") == found


def test_an_unknown_sitemap_is_missing(client):
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_robots_are_told_where_to_go(client):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    for path in ("/cms/", "/en/me/", "/cy/search/"):
        assert f"Disallow: {path}" in text
    assert "Disallow: /\n" not in text


def test_a_demonstration_is_not_to_be_found(client):
    from community.demo_loading import DemoLoad

    DemoLoad.objects.create()
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_security_txt_says_whom_to_tell_until_when(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:safety@plethu.example"
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"].startswith("text/plain")
    assert fields["Contact"] == "mailto:safety@plethu.example"
    assert fields["Preferred-Languages"] == "en, cy"
    expires = datetime.datetime.fromisoformat(fields["Expires"].replace("Z", "+00:00"))
    left = expires - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=100) < left < datetime.timedelta(days=365)


# --- Feeds ------------------------------------------------------------------------------------------------------------


def entries(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return [entry.findtext(f"{ATOM}title") for entry in ET.fromstring(response.content).iter(f"{ATOM}entry")]


def test_the_feed_of_the_house_holds_everybodys_news_and_a_networks_its_own(client):
    wales, scotland = make_network_with_pages("wales"), make_network_with_pages("scotland")
    make_news(title="House", day=datetime.date(2026, 11, 3))
    make_news(network_home(wales), title="Wales", day=datetime.date(2026, 11, 2))
    make_news(network_home(scotland), title="Scotland", day=datetime.date(2026, 11, 1))
    make_news(language="cy", title="Cymraeg")
    make_news(title="Hidden").unpublish()
    assert entries(client, "/en/news/feed.atom") == ["House", "Wales", "Scotland"]
    assert entries(client, "/en/networks/wales/news/feed.atom") == ["Wales"]
    assert entries(client, "/cy/news/feed.atom") == ["Cymraeg"]


def test_a_feed_entry_leads_to_the_item_by_its_whole_address(client):
    item = make_news(title="House")
    root = ET.fromstring(client.get("/en/news/feed.atom").content)
    entry = root.find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver{item.url}"
    assert entry.findtext(f"{ATOM}published").startswith("2026-11-01")


def test_the_feed_of_a_network_that_is_not_there_is_missing(client):
    assert client.get("/en/networks/nowhere/news/feed.atom").status_code == 404


def test_lists_of_news_name_their_feed(client):
    make_network_with_pages("wales")
    for address in ("/en/news/", "/en/networks/wales/news/"):
        assert (
            f'type="application/atom+xml" title="News" href="{address}feed.atom"'
            in client.get(address).content.decode()
        )


# --- Search -----------------------------------------------------------------------------------------------------------


def found(client, words):
    return client.get("/en/search/", {"q": words}).content.decode()


def test_a_published_page_is_found_and_a_hidden_one_is_not(client, run_jobs):
    network = make_network_with_pages("wales")
    page = make_page(
        network_home(network),
        "Paying people",
        slug="paying",
        body=[("paragraph", "<p>About reimbursements.</p>")],
    )
    run_jobs()
    assert 'href="/en/networks/wales/paying/"' in found(client, "reimbursements")
    page.unpublish()
    run_jobs()
    assert "/networks/wales/paying/" not in found(client, "reimbursements")


def test_a_moved_page_is_found_at_its_new_address(client, run_jobs):
    first, second = make_page(title="First", slug="first"), make_page(title="Second", slug="second")
    page = make_page(first, "Reimbursements", slug="paying")
    run_jobs()
    page.move(second, pos="last-child")
    run_jobs()
    text = found(client, "reimbursements")
    assert 'href="/en/second/paying/"' in text
    assert "/first/paying/" not in text


def test_what_a_page_says_to_the_search_is_public_and_belongs_to_its_network():
    network = make_network_with_pages("wales")
    page = make_page(
        network_home(network),
        "Paying people",
        slug="paying",
        intro="How and why.",
        body=[("heading", {"text": "Receipts", "level": "2"}), ("paragraph", "<p>Keep <b>them</b>.</p>")],
    )
    draft = make_page(title="Draft", live=False)
    (text,) = finding.texts_of([page.pk, draft.pk])
    assert (text.pk, text.language, text.path) == (page.pk, "en", "/networks/wales/paying/")
    assert text.body.splitlines()[0] == "How and why."
    assert "Receipts" in text.body
    assert "<b>" not in text.body
    assert (list(text.audience_keys), list(text.network_ids)) == (["public"], [network.pk])


def test_only_what_can_be_read_on_a_page_is_said_to_the_search():
    page = make_page(
        slug="paying",
        body=[
            ("heading", {"text": "Receipts", "level": "2"}),
            (
                "call_to_action",
                {"title": "Ask", "text": "", "label": "Go there", "link": {"address": "/en/spaces/"}},
            ),
        ],
    )
    (text,) = finding.texts_of([page.pk])
    assert text.body.splitlines()[1:] == ["Receipts", "Ask", "Go there"]  # after what the page is about


def test_lists_and_the_home_page_are_not_found_themselves():
    assert set(finding.all_pks()).isdisjoint({home_page("en").pk})
    assert index.kinds.get("page").label
