"""The tree of pages that every installation begins with."""

import pytest
from django.test import Client
from wagtail.models import Locale, Page, Site

from knowledge.pages.domain.tree import ensure_tree
from knowledge.pages.models import HomePage, LibraryIndexPage, NetworksIndexPage, NewsIndexPage, StandardPage
from tests.factories.pages import home_page, make_network_with_pages, network_home

pytestmark = pytest.mark.django_db


def rows():
    return list(Page.objects.order_by("path").values_list("path", "slug", "locale__language_code", "live"))


def test_each_language_has_a_published_tree_of_the_same_shape():
    trees = {}
    for language in ("en", "cy"):
        below = Page.objects.descendant_of(home_page(language)).live()
        trees[language] = {(page.slug, page.specific_class.__name__) for page in below}
    assert trees["en"] == trees["cy"]
    assert {
        ("networks", "NetworksIndexPage"),
        ("library", "LibraryIndexPage"),
        ("news", "NewsIndexPage"),
        ("about", "StandardPage"),
        ("guidelines", "StandardPage"),
        ("accessibility", "StandardPage"),
        ("privacy", "StandardPage"),
    } <= trees["en"]


@pytest.mark.parametrize("model", [HomePage, NetworksIndexPage, LibraryIndexPage, NewsIndexPage])
def test_pages_of_the_house_are_translations_of_one_another(model):
    pages = model.objects.filter(depth__lte=3)
    assert pages.count() == 2
    assert len({page.translation_key for page in pages}) == 1


def test_starter_pages_are_translations_of_one_another():
    english, welsh = StandardPage.objects.filter(slug="privacy").order_by("locale__pk")
    assert english.translation_key == welsh.translation_key
    assert (english.title, welsh.title) == ("Privacy", "Preifatrwydd")


def test_making_the_tree_again_changes_nothing():
    before = rows()
    ensure_tree()
    assert rows() == before


def test_the_page_that_wagtail_greets_with_is_gone_and_the_site_begins_at_home():
    assert not Page.objects.filter(title__startswith="Welcome to your new Wagtail").exists()
    site = Site.objects.get(is_default_site=True)
    assert site.root_page.specific == home_page("en")


def test_a_starter_page_that_an_editor_deleted_stays_deleted():
    StandardPage.objects.filter(slug="about").delete()
    ensure_tree()
    assert not StandardPage.objects.filter(slug="about").exists()


def test_a_missing_page_that_the_site_stands_on_is_made_again():
    NewsIndexPage.objects.get(locale__language_code="cy", depth=3).delete()
    ensure_tree()
    made = NewsIndexPage.objects.get(locale__language_code="cy", depth=3)
    assert made.live
    assert (
        made.translation_key == NewsIndexPage.objects.get(locale__language_code="en", depth=3).translation_key
    )


def test_a_language_switched_on_later_gets_its_tree_and_the_networks_theirs(settings):
    network = make_network_with_pages("wales", name_gd="Lìonra na Cuimrigh")
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [*settings.LANGUAGES, ("gd", "Gaelic")]
    from wagtail.coreutils import get_content_languages

    get_content_languages.cache_clear()
    try:
        ensure_tree()
    finally:
        get_content_languages.cache_clear()
    assert Locale.objects.filter(language_code="gd").exists()
    assert {page.slug for page in Page.objects.child_of(home_page("gd"))} >= {"networks", "library", "news"}
    assert network_home(network, "gd").title == "Lìonra na Cuimrigh"
    # What nobody has written in Gaelic is not there in Gaelic.
    assert not Page.objects.child_of(home_page("gd")).filter(slug="privacy").exists()


@pytest.mark.parametrize("path", ["about", "guidelines", "accessibility", "privacy"])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_address_in_the_footer_leads_to_a_page(client: Client, language, path):
    response = client.get(f"/{language}/{path}/")
    page = StandardPage.objects.get(slug=path, locale__language_code=language)
    assert response.status_code == 200
    assert f"<h1>{page.title}</h1>" in response.content.decode()
