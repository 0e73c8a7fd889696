"""The gallery and the frame of every page."""

import re

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import RequestFactory

from community.templatetags import components, formatting, weave

pytestmark = pytest.mark.django_db


@pytest.fixture
def gallery(client):
    def get(language="en"):
        return BeautifulSoup(client.get(f"/{language}/gallery/").content, "html.parser")

    return get


def test_the_gallery_shows_every_tag():
    """A component that is not in the gallery is not looked at when the design changes."""
    from django.template.loader import get_template

    source = get_template("community/components/gallery.html").template.source
    base = "".join(get_template(name).template.source for name in ("base.html", "components/account.html"))
    parts = "".join(
        get_template(f"components/{name}.html").template.source for name in ("form", "field_default")
    )
    tags = {name for library in (components, weave, formatting) for name in library.register.tags}
    shown = set(re.findall(r"\{% (\w+)", source + base + parts))
    assert tags - shown == set()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_gallery_stands_in_both_languages_and_out_of_search_engines(client, language):
    answer = client.get(f"/{language}/gallery/")
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer["X-Robots-Tag"] == "noindex"
    assert page.html["lang"] == language
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_ids_are_used_once_but_for_the_same_cloth(gallery):
    ids = [tag["id"] for tag in gallery().find_all(id=True) if tag.name != "pattern"]
    assert sorted(ids) == sorted(set(ids))


def test_the_page_has_one_heading_of_the_first_level_and_its_landmarks(gallery):
    page = gallery()
    assert len(page.find_all("h1")) == 1
    assert page.body.find("a")["href"] == "#content"
    assert page.main["id"] == "content"
    assert page.header
    assert page.footer
    assert page.find(id="announcer")["aria-live"] == "polite"
    assert [script["src"] for script in page.find_all("script")] == ["/static/js/plethu.js"]
    assert [sheet["href"] for sheet in page.find_all("link", rel="stylesheet")] == ["/static/css/plethu.css"]


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_pages_draw_themselves_without_any_context(name):
    page = BeautifulSoup(render_to_string(f"{name}.html"), "html.parser")
    assert page.h1.get_text(strip=True)
    assert page.find("a", href=re.compile(r"^/(en|cy)/$"))
    assert page.title.get_text(strip=True).endswith("Plethu")


def test_the_page_of_our_own_faults_speaks_both_languages_and_needs_nothing():
    page = BeautifulSoup(render_to_string("500.html"), "html.parser")
    assert page.find(lang="cy").h2.get_text() == "Aeth rhywbeth o’i le ar ein hochr ni"
    assert not page.find_all("script")


@pytest.mark.odd_page
def test_a_missing_page_offers_sign_in_and_search(client):
    answer = client.get("/en/no/such/page/")
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 404
    assert "next=/en/no/such/page/" in page.main.find("a", class_="button")["href"]
    assert page.main.find("form", role="search")


def test_a_request_for_a_foreign_host_gets_a_page_and_not_a_fault(client, settings):
    settings.ALLOWED_HOSTS = ["plethu.example"]
    answer = client.get("/en/gallery/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert "We could not read what was sent" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


def test_the_mail_frame_says_why_and_how_to_stop():
    context = {
        "reason": "You follow this thread.",
        "stop_url": "https://x.example/stop/",
        "settings_url": "https://x.example/me/",
        "action_url": "https://x.example/t/",
        "action_label": "Read & answer",
    }
    text = render_to_string("mail/base.txt", context)
    assert "You follow this thread." in text
    assert "Stop these mails: https://x.example/stop/" in text
    assert "Read & answer:\nhttps://x.example/t/" in text
    page = BeautifulSoup(render_to_string("mail/base.html", context), "html.parser")
    assert page.find("a", class_="button")["href"] == "https://x.example/t/"
    assert page.find("a", href="https://x.example/stop/").get_text() == "Stop these mails"


def test_theme_and_demo_line_follow_the_context():
    request = RequestFactory().get("/en/")
    page = BeautifulSoup(
        render_to_string("404.html", {"theme": "dark", "is_demo": True, "request": request}), "html.parser"
    )
    assert page.html["data-theme"] == "dark"
    assert page.find("meta", attrs={"name": "color-scheme"})["content"] == "dark"
    assert "invented" in page.find(class_="demo-line").get_text()
