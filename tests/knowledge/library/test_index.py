"""The index of the library: lists, search, order, choices in the address, number of queries."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from community.search.index import changed
from knowledge.library.models import Resource
from tests.factories import make_member, make_network, make_topic
from tests.factories.library import make_resource
from tests.queries import assert_flat

INDEX = "/en/library/"


def titles(response):
    """Titles of the slips, in their order."""
    return [slip.title for slip in response.context["slips"]]


def option(response, group, label):
    """One choice: its number of records and its address."""
    groups = {one["id"]: one for one in response.context["facet_groups"]}
    return next(
        (one for one in groups.get(group, {"options": []})["options"] if str(one["label"]) == label), None
    )


@pytest.fixture
def make_found(run_jobs):
    """Makes records and has them indexed."""

    def make(*args, **kwargs):
        resource = make_resource(*args, **kwargs)
        changed("resource", resource.pk)
        run_jobs()
        return resource

    return make


@pytest.mark.django_db
def test_an_empty_library_says_what_to_do(client):
    page = client.get(INDEX)
    assert "The shelves are empty" in page.text
    assert reverse("submission-new") in page.text


@pytest.mark.django_db
def test_a_card_says_what_it_is_by_whom_and_in_which_languages(client):
    topic = make_topic("power-sharing", name_en="Sharing power")
    resource = make_resource(
        "Ysgol cyfranogiad",
        format="podcast",
        year=2021,
        minutes=1,
        creators=[{"family": "Ostrom", "given": "Elinor"}, {"literal": "Nesta"}],
        languages=["cy"],
        topics=[topic],
        texts={"cy": "Sgwrs am rym."},
    )
    text = " ".join(client.get(INDEX).text.split())
    assert f'<a class="slip-link" href="{resource.get_absolute_url()}">Ysgol cyfranogiad</a>' in text
    assert '<h2 class="slip-title" lang="cy">' in text
    assert "Elinor Ostrom and Nesta" in text
    assert "1 minute to listen" in text
    assert '<p class="slip-summary" lang="cy">Sgwrs am rym.</p>' in text
    assert "Sharing power" in text and "Cymraeg" in text and "Podcast" in text and "2021" in text


@pytest.mark.django_db
def test_the_reader_s_language_is_shown_and_marked_only_where_it_is_another(client):
    make_resource(
        "A guide", texts={"en": "English words", "cy": {"summary": "Geiriau Cymraeg", "title": "Canllaw"}}
    )
    page = " ".join(client.get("/cy/library/").text.split())
    assert "Canllaw" in page and '<p class="slip-summary">Geiriau Cymraeg</p>' in page
    assert "English words" not in page


@pytest.mark.django_db
def test_search_finds_words_without_accents_in_any_language_best_first(client, make_found):
    in_text = make_found("Working with people", texts={"en": "About power in meetings"})
    in_title = make_found("Power and how to share it", texts={"en": "A guide"})
    welsh = make_found("Canllaw", texts={"cy": "Rhannu pŵer mewn cyfarfod"})
    make_found("Sheep farming", texts={"en": "Nothing of it"})
    assert titles(client.get(INDEX, {"q": "power"})) == [in_title.title, in_text.title]
    assert titles(client.get(INDEX, {"q": "pwer"})) == [welsh.title]
    assert titles(client.get(INDEX, {"q": "POWER meetings"})) == [in_text.title]


@pytest.mark.django_db
def test_search_and_choices_work_together_and_keep_the_best_first(client, make_found):
    guide = make_found("Power: a guide", format="guide")
    make_found("Power: a report", format="report")
    other_guide = make_found("Sharing", format="guide", texts={"en": "On power"})
    page = client.get(INDEX, {"q": "power", "format": "guide"})
    assert titles(page) == [guide.title, other_guide.title]
    assert option(page, "format", "Report")["count"] == 1
    assert 'name="format" value="guide"' in page.text, "searching again keeps the choice"


@pytest.mark.django_db
def test_nothing_found_offers_ways_on(client, make_found):
    make_found("Participation in practice", texts={"en": "participation participation"})
    page = client.get(INDEX, {"q": "particpation", "format": "guide"})
    assert "Nothing in the library fits this." in page.text
    assert f"{reverse('search')}?q=particpation" in page.text
    assert reverse("submission-new") in page.text
    wrong = client.get(INDEX, {"q": "particpation"})
    assert "Did you mean" in wrong.text and "q=participation" in wrong.text


@pytest.mark.django_db
def test_a_search_is_shown_as_typed_and_never_as_markup(client):
    page = client.get(INDEX, {"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.django_db
def test_orders(client):
    now = timezone.now()
    make_resource("The Bridge", year=1999, first_published_at=now - timedelta(days=1))
    make_resource("A Castle", year=None, first_published_at=now - timedelta(days=2))
    make_resource("Zebra", year=2020, first_published_at=now - timedelta(days=3))
    assert titles(client.get(INDEX)) == ["The Bridge", "A Castle", "Zebra"]
    assert titles(client.get(INDEX, {"sort": "title"})) == ["The Bridge", "A Castle", "Zebra"]
    assert titles(client.get(INDEX, {"sort": "year"})) == ["Zebra", "The Bridge", "A Castle"]
    make_resource("An Apple", first_published_at=now - timedelta(days=9))
    assert titles(client.get(INDEX, {"sort": "title"}))[0] == "An Apple"


@pytest.mark.django_db
def test_pages_hold_twenty_and_keep_what_is_chosen(client):
    for _number in range(23):
        make_resource(format="guide")
    make_resource(format="report")
    page = client.get(INDEX, {"format": "guide", "sort": "title"})
    assert len(titles(page)) == 20 and "23 resources" in page.text
    following = re.search(r'rel="next" href="([^"]+)"', page.text).group(1).replace("&amp;", "&")
    assert (
        len(
            titles(
                client.get(f"{INDEX}{following}" if following.startswith("?") else following.split("#")[0])
            )
        )
        == 3
    )
    assert len(titles(client.get(INDEX, {"page": "999"}))) == 4, "a page too far is the last one"
    assert len(titles(client.get(INDEX, {"page": "nonsense"}))) == 20


@pytest.mark.django_db
def test_a_first_level_topic_opens_its_second_level_and_closes_step_by_step(client):
    methods = make_topic("methods", name_en="Methods")
    facilitation = make_topic("facilitation", name_en="Facilitation", parent=methods)
    budgeting = make_topic("budgeting", name_en="Budgeting", parent=methods)
    make_resource("One", topics=[facilitation])
    make_resource("Two", topics=[facilitation, budgeting])
    page = client.get(INDEX)
    assert option(page, "topic-methods", "Facilitation") is None
    assert option(page, "topic", "Methods")["count"] == 2

    page = client.get(option(page, "topic", "Methods")["url"])
    assert option(page, "topic", "Methods")["selected"]
    assert option(page, "topic-methods", "Facilitation")["count"] == 2
    assert option(page, "topic-methods", "Budgeting")["count"] == 1

    page = client.get(option(page, "topic-methods", "Budgeting")["url"])
    assert titles(page) == ["Two"]
    assert option(page, "topic", "Methods")["selected"], "the parent of a chosen topic shows as chosen"

    page = client.get(option(page, "topic-methods", "Budgeting")["url"])
    assert sorted(titles(page)) == ["One", "Two"]
    assert option(page, "topic", "Methods")["selected"], "one step back, not two"
    assert not client.get(option(page, "topic", "Methods")["url"]).context["selection"].topic


@pytest.mark.django_db
def test_a_choice_nobody_would_find_anything_under_is_left_out_unless_it_is_chosen(client):
    make_resource(format="guide", languages=["en"], year=2021)
    make_resource(format="report", languages=["cy"], year=1999)
    page = client.get(INDEX, {"format": "guide"})
    assert option(page, "language", "Cymraeg") is None
    assert option(page, "year", "1990 to 1999") is None
    assert option(page, "format", "Report")["count"] == 1
    both = client.get(INDEX, {"format": "guide", "language": "cy"})
    assert option(both, "language", "Cymraeg")["selected"] and titles(both) == []


@pytest.mark.django_db
def test_years_can_be_typed_and_what_is_no_year_is_passed_over(client):
    make_resource("Old", year=1999)
    make_resource("New", year=2021)
    make_resource("Unknown", year=None)
    assert titles(client.get(INDEX, {"from": "2000"})) == ["New"]
    assert titles(client.get(INDEX, {"to": "2000"})) == ["Old"]
    assert sorted(titles(client.get(INDEX, {"from": "soon", "to": "20"}))) == ["New", "Old", "Unknown"]
    turned = client.get(INDEX, {"from": "2022", "to": "2020"})
    assert titles(turned) == ["New"]
    assert re.findall(r'id="year-(from|to)"[^>]* value="(\d+)"', turned.content.decode()) == [
        ("from", "2020"),
        ("to", "2022"),
    ]


@pytest.mark.django_db
def test_what_is_chosen_can_be_taken_away_one_by_one(client):
    make_resource(format="guide", countries=["wales"], year=2021)
    page = client.get(INDEX, {"format": "guide", "country": "wales", "from": "2020"})
    chosen = {str(one["label"]): one["url"] for one in page.context["chosen"]}
    assert chosen == {
        "Guide": f"{INDEX}?country=wales&from=2020",
        "Wales": f"{INDEX}?format=guide&from=2020",
        "from 2020": f"{INDEX}?format=guide&country=wales",
    }
    assert page.context["clear_url"] == INDEX


@pytest.mark.django_db
def test_search_engines_read_records_and_not_every_combination_of_choices(client):
    assert "X-Robots-Tag" not in client.get(INDEX)
    assert client.get(INDEX, {"format": "guide"})["X-Robots-Tag"] == "noindex, follow"


@pytest.mark.django_db
def test_the_editor_s_words_introduce_the_library_in_each_language(client):
    from knowledge.pages.models import LibraryIndexPage

    LibraryIndexPage.objects.filter(locale__language_code="cy").update(
        title="Ein Llyfrgell", intro="Geiriau’r golygydd"
    )
    if not LibraryIndexPage.objects.filter(locale__language_code="cy").exists():
        pytest.skip("the tree of pages has no library in Welsh")
    page = client.get("/cy/library/").text
    assert "Ein Llyfrgell" in page and "Geiriau’r golygydd" in page


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["anyone", "member"])
def test_the_number_of_queries_is_the_same_for_one_and_a_hundred_records(client, as_person, who):
    wales = make_network("wales")
    topics = [make_topic() for _number in range(3)]
    browser = client if who == "anyone" else as_person(make_member(wales))

    def grow(number):
        for _one in range(number):
            make_resource(
                topics=topics,
                networks=[wales],
                creators=[{"literal": "Nesta"}],
                texts={"en": "One", "cy": "Un"},
            )

    assert_flat(lambda: browser.get(INDEX), grow, at_most=10, steps=(1, 3, 100))


@pytest.mark.django_db
def test_a_search_costs_little_more_than_a_list(client, queries, run_jobs):
    for _number in range(30):
        changed("resource", make_resource("Power").pk)
    run_jobs()
    client.get(INDEX, {"q": "power"})
    with queries(at_most=10):
        assert "30 resources" in client.get(INDEX, {"q": "power"}).text


@pytest.mark.django_db
def test_the_feed_is_valid_speaks_the_page_s_language_and_follows_the_choices(client):
    from xml.etree import ElementTree

    topic = make_topic("power")
    shown = make_resource(
        "A guide & more",
        topics=[topic],
        texts={"en": "Words", "cy": {"summary": "Geiriau", "title": "Canllaw"}},
    )
    make_resource("Another")
    feed = client.get("/cy/library/feed.atom", {"topic": "power"})
    assert feed["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(feed.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert [entry.findtext("a:title", namespaces=space) for entry in root.findall("a:entry", space)] == [
        "Canllaw"
    ]
    assert root.find("a:entry/a:link", space).get("href").endswith(f"/cy/library/{shown.pk}/{shown.slug}/")
    assert root.find("a:entry/a:summary", space).text == "Geiriau"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "cy"


@pytest.mark.django_db
def test_other_verbs_are_refused(client):
    assert client.post(INDEX).status_code == 405
    with translation.override("en"):
        assert Resource.objects.count() == 0


@pytest.mark.django_db
def test_a_search_of_the_site_shows_sentences_and_finds_makers_publishers_and_topics(client, make_found):
    topic = make_topic("equality", name_en="Equality and inclusion")
    make_found(
        "Rungs",
        topics=[topic],
        creators=[{"literal": "Nesta"}],
        publisher="ILIS",
        texts={"en": "How they work."},
    )
    make_found("Bare rungs", creators=[{"literal": "Nesta"}], publisher="ILIS", texts={})
    for words in ("nesta", "ilis"):
        hits = [row.hit for row in client.get("/en/search/", {"q": words}).context["results"].rows]
        shown = {"".join(piece for piece, _found in hit.excerpt) for hit in hits}
        assert shown == {"How they work.", ""}
    (row,) = client.get("/en/search/", {"q": "inclusion"}).context["results"].rows
    assert "".join(piece for piece, _found in row.hit.excerpt) == "How they work."
