"""The demonstration's editorial pages: in both languages, once, and never over an editor's words."""

import pytest
from django.utils import timezone
from wagtail.models import Page

from community import demo_networks
from community.demo_loading import DemoContext
from knowledge.demo_pages import PAGES, load_pages
from knowledge.pages.models import NetworkHomePage, NewsPage, StandardPage
from tests.factories.pages import home_page

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def context():
    context = DemoContext(began_at=timezone.now(), say=lambda text: None)
    demo_networks.load_networks(context)
    return context


def everything():
    return sorted(
        (page.url_path, page.title, page.translation_key, page.latest_revision_id)
        for page in Page.objects.all()
    )


def test_every_page_of_the_file_is_there_in_both_languages(context, client):
    load_pages(context)
    assert context.broken == []
    for model in (StandardPage, NewsPage, NetworkHomePage):
        pages = list(model.objects.all())
        by_key = {}
        for page in pages:
            by_key.setdefault(page.translation_key, set()).add(page.locale.language_code)
        assert all(languages == {"en", "cy"} for languages in by_key.values())
    assert NewsPage.objects.count() >= 10
    for page in Page.objects.filter(depth__gt=1, live=True).specific():
        assert client.get(page.url).status_code == 200, page.url


def test_loading_again_changes_nothing(context):
    load_pages(context)
    before = everything()
    load_pages(context)
    assert everything() == before


def test_the_home_page_has_its_three_ways_in(context, client):
    load_pages(context)
    for language, words in (("en", "Look in the library"), ("cy", "Edrychwch yn y llyfrgell")):
        home = home_page(language)
        assert len(home.ways) == 3
        text = client.get(f"/{language}/").content.decode()
        assert words in text
        assert home.headline in text


def test_news_are_as_old_as_the_file_says(context):
    load_pages(context)
    item = NewsPage.objects.get(slug="what-the-lunch-clubs-did", locale__language_code="en")
    assert (context.began_at - item.first_published_at).total_seconds() == pytest.approx(2.6 * 86400, abs=60)
    assert item.day == timezone.localdate(item.first_published_at)


def test_what_an_editor_has_written_stays(context):
    about = StandardPage.objects.get(slug="about", locale__language_code="en")
    about.title = "Who we are"
    about.save_revision().publish()
    load_pages(context)
    about.refresh_from_db()
    assert about.title == "Who we are"


def test_a_broken_row_is_reported_with_its_line_and_stops_nothing_else(context, tmp_path):
    (tmp_path / PAGES).write_text(
        """
[[page]]
key = "lost"
kind = "standard"
network = "atlantis"
slug = "lost"
[page.en]
title = "Lost"
intro = ""
body = []
[page.cy]
title = "Ar goll"
intro = ""
body = []

[[page]]
key = "odd"
kind = "standard"
network = ""
slug = "odd"
[page.en]
title = "Odd"
intro = ""
body = [{type = "video", text = "x"}]
[page.cy]
title = "Od"
intro = ""
body = []

[[page]]
key = "fine"
kind = "standard"
network = ""
slug = "fine"
[page.en]
title = "Fine"
intro = ""
body = []
[page.cy]
title = "Iawn"
intro = ""
body = []
"""
    )
    load_pages(context, folder=tmp_path)
    assert [(row.file, row.line) for row in context.broken] == [(PAGES, 2), (PAGES, 16)]
    assert "atlantis" in context.broken[0].reason
    assert "video" in context.broken[1].reason
    assert {page.title for page in StandardPage.objects.filter(slug="fine")} == {"Fine", "Iawn"}
    assert not StandardPage.objects.filter(slug__in=["lost", "odd"]).exists()
