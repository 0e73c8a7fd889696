"""One page, several languages: the switch, what search engines are told, and what is not translated."""

import re

import pytest
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from community.context import language_links, path_in, rest_of
from knowledge.pages.models import StandardPage
from tests.factories import make_person
from tests.factories.pages import home_page, make_network_with_pages, make_news, make_page, make_translation

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def switch_of(response):
    """Language → address, as the switch in the header of this page shows it."""
    header = re.search(r'<header class="site-header">.*?</header>', response.content.decode(), re.S).group()
    return {code: url for url, code in re.findall(r'<a href="([^"]*)" lang="(\w\w)"', header)}


def alternates_of(response):
    """hreflang → address from the head of this page."""
    links = re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', response.content.decode())
    return dict(links)


@pytest.mark.parametrize(
    ("path", "rest", "welsh"),
    [
        ("/en/", "", "/cy/"),
        ("/en/library/", "library/", "/cy/library/"),
        ("/en/threads/7/how-do-you-begin/", "threads/7/how-do-you-begin/", "/cy/threads/7/how-do-you-begin/"),
        ("/cms/", None, "/cy/"),
        ("/english/", None, "/cy/"),
        ("/en", None, "/cy/"),
    ],
)
def test_a_path_is_the_same_behind_another_prefix(path, rest, welsh):
    assert rest_of(path) == rest
    assert path_in("cy", path) == welsh


def test_the_switch_keeps_what_was_searched_for(rf):
    links = language_links(rf.get("/en/search/?q=tai+cymdeithasol"))
    assert [(link["code"], link["url"], link["current"]) for link in links] == [
        ("en", "/en/search/?q=tai+cymdeithasol", True),
        ("cy", "/cy/search/?q=tai+cymdeithasol", False),
    ]


def test_the_switch_after_a_refused_form_leads_to_the_form(rf):
    links = language_links(rf.post("/en/accounts/signup/?next=/en/", {"email": "x"}))
    assert links[1]["url"] == "/cy/accounts/signup/"


def test_the_switch_of_a_page_leads_to_its_translation_and_back(client):
    english = make_page(title="How we work", slug="how-we-work")
    make_translation(english, title="Sut rydym yn gweithio")
    response = client.get("/en/how-we-work/")
    assert switch_of(response) == {"cy": "/cy/how-we-work/"}
    response = client.get("/cy/how-we-work/")
    assert "<h1>Sut rydym yn gweithio</h1>" in response.content.decode()
    assert switch_of(response) == {"en": "/en/how-we-work/"}


def test_search_engines_are_told_of_translations_there_are(client):
    english = make_page(title="How we work", slug="how-we-work")
    assert alternates_of(client.get("/en/how-we-work/")) == {"en": "http://testserver/en/how-we-work/"}
    make_translation(english, title="Sut rydym yn gweithio")
    assert alternates_of(client.get("/cy/how-we-work/")) == {
        "en": "http://testserver/en/how-we-work/",
        "cy": "http://testserver/cy/how-we-work/",
        "x-default": "http://testserver/en/how-we-work/",
    }


def test_pages_of_the_program_are_told_in_every_language(client):
    assert alternates_of(client.get("/en/accounts/login/")) == {
        "en": "http://testserver/en/accounts/login/",
        "cy": "http://testserver/cy/accounts/login/",
        "x-default": "http://testserver/en/accounts/login/",
    }


def test_a_missing_page_is_not_recommended_to_anybody(client):
    response = client.get("/en/no-such-page/")
    assert response.status_code == 404
    assert alternates_of(response) == {}
    assert 'rel="canonical"' not in response.content.decode()


def test_a_page_that_is_not_translated_says_so_and_links_to_the_one_there_is(client):
    make_page(title="How we work", slug="how-we-work", intro="Slowly.")
    response = client.get("/cy/how-we-work/")
    text = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="cy"' in text
    assert '<a href="/en/how-we-work/" lang="en" hreflang="en">How we work</a>' in text
    assert "noindex" in text
    assert alternates_of(response) == {}
    # What is not the page is not shown as if it were.
    assert "<h1>How we work</h1>" not in text


def test_the_same_holds_from_welsh_to_english(client):
    make_page(home_page("cy"), "Dim ond yn Gymraeg", slug="dim-ond")
    response = client.get("/en/dim-ond/")
    assert response.status_code == 200
    assert (
        '<a href="/cy/dim-ond/" lang="cy" hreflang="cy">Dim ond yn Gymraeg</a>' in response.content.decode()
    )


def test_a_translation_that_is_still_a_draft_is_not_shown(client):
    english = make_page(title="How we work", slug="how-we-work")
    draft = english.copy_for_translation(Locale.objects.get(language_code="cy"))
    assert not draft.live
    assert "This page is not translated yet" not in client.get("/en/how-we-work/").content.decode()
    assert '<a href="/en/how-we-work/"' in client.get("/cy/how-we-work/").content.decode()


def test_a_page_below_one_that_is_not_translated_is_found_too(client):
    above = make_page(title="Guides", slug="guides")
    make_page(above, "Asking well", slug="asking-well")
    response = client.get("/cy/guides/asking-well/")
    assert response.status_code == 200
    assert 'href="/en/guides/asking-well/"' in response.content.decode()


def test_a_stand_in_never_shows_english_words_as_welsh_ones(client):
    """Translating a page below an untranslated one makes Wagtail put a copy of the upper one in its place."""
    above = make_page(title="Guides", slug="guides")
    alias = above.create_alias(
        parent=home_page("cy"),
        update_locale=Locale.objects.get(language_code="cy"),
        reset_translation_key=False,
    )
    assert alias.live
    text = client.get("/cy/guides/").content.decode()
    assert "<h1>Guides</h1>" not in text
    assert '<a href="/en/guides/" lang="en" hreflang="en">Guides</a>' in text


@pytest.mark.parametrize("how", ["missing", "draft", "unpublished"])
def test_what_is_in_no_language_is_missing_in_all(client, how):
    if how == "draft":
        make_page(title="Secret", slug="secret", live=False)
    if how == "unpublished":
        make_page(title="Secret", slug="secret").unpublish()
    for language in ("en", "cy"):
        response = client.get(f"/{language}/secret/")
        assert response.status_code == 404
        assert "Secret" not in response.content.decode()


def test_a_page_behind_a_restriction_looks_missing_in_the_other_language(client):
    from wagtail.models import PageViewRestriction

    page = make_page(title="Board papers", slug="board")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/cy/board/")
    assert response.status_code == 404
    assert "Board papers" not in response.content.decode()


def test_sending_a_page_to_be_translated_publishes_nothing_by_itself(client):
    english = make_page(title="How we work", slug="how-we-work", body=[("paragraph", "<p>Slowly.</p>")])
    source, _created = TranslationSource.get_or_create_from_instance(english)
    welsh = Locale.objects.get(language_code="cy")
    translation = Translation.objects.create(source=source, target_locale=welsh)
    translation.save_target(publish=False)
    target = english.get_translation(welsh)
    assert not target.live
    assert target.slug == "how-we-work"
    title = translation.source.stringsegment_set.get(context__path="title")
    StringTranslation.objects.create(
        translation_of=title.string, locale=welsh, context=title.context, data="Sut rydym yn gweithio"
    )
    translation.save_target(publish=True)
    target.refresh_from_db()
    target.get_latest_revision().publish()
    assert "<h1>Sut rydym yn gweithio</h1>" in client.get("/cy/how-we-work/").content.decode()


def test_the_address_follows_when_the_source_page_is_moved_to_another_one(client):
    english = make_page(title="How we work", slug="how-we-work")
    source, _created = TranslationSource.get_or_create_from_instance(english)
    welsh = Locale.objects.get(language_code="cy")
    translation = Translation.objects.create(source=source, target_locale=welsh)
    translation.save_target(publish=True)
    english.slug = "our-way"
    english.save_revision().publish()
    source.update_from_db()
    translation.save_target(publish=True)
    assert english.get_translation(welsh).slug == "our-way"


def test_a_new_page_of_one_network_in_both_languages_keeps_its_path():
    network = make_network_with_pages("wales")
    from tests.factories.pages import network_home

    english = make_page(network_home(network), "Minutes", slug="minutes")
    welsh = make_translation(english, title="Cofnodion")
    assert (english.url, welsh.url) == ("/en/networks/wales/minutes/", "/cy/networks/wales/minutes/")


def test_the_bare_address_leads_to_the_language_of_the_browser(client):
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="cy,en;q=0.5")["Location"] == "/cy/"
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="de")["Location"] == "/en/"


def test_an_address_without_language_leads_to_the_page(client):
    response = client.get("/about/", HTTP_ACCEPT_LANGUAGE="cy")
    assert response.status_code == 302
    assert response["Location"] == "/cy/about/"


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_page_type_says_its_language(client, language):
    network = make_network_with_pages("wales")
    news = make_news(language=language)
    for address in (
        f"/{language}/about/",
        f"/{language}/news/",
        f"/{language}/networks/",
        f"/{language}/networks/{network.slug}/",
        news.url,
    ):
        assert f'<html lang="{language}"' in client.get(address).content.decode()


def test_the_theme_is_chosen_without_script(client):
    response = client.post("/en/theme/", {"theme": "dark", "next": "/en/about/"})
    assert (response.status_code, response["Location"]) == (302, "/en/about/")
    assert 'data-theme="dark"' in client.get("/en/about/").content.decode()
    client.post("/en/theme/", {"theme": "system", "next": "/en/about/"})
    assert "data-theme=" not in client.get("/en/about/").content.decode()
    response = client.post("/en/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"


def test_a_signed_in_reader_finds_the_desk_only_with_a_role(as_person):
    from tests.factories.pages import make_editor

    network = make_network_with_pages("wales")
    desk = '<a href="/en/desk/"'
    assert desk in as_person(make_editor(network)).get("/en/about/").content.decode()
    assert desk not in as_person(make_person("Nia Parry")).get("/en/about/").content.decode()


def test_translations_of_starter_pages_have_the_same_number_of_pieces():
    for english in StandardPage.objects.filter(locale__language_code="en"):
        welsh = english.get_translation(Locale.objects.get(language_code="cy"))
        assert [block.block_type for block in english.body] == [block.block_type for block in welsh.body], (
            english.slug
        )
    assert Page.objects.filter(live=True, alias_of__isnull=False).count() == 0
