"""The page of one record."""

import json
import re

import pytest
from django.urls import reverse

from community.discussions.domain.markup import clean
from community.discussions.domain.subjects import thread_on
from community.discussions.domain.threads import reply_to
from community.discussions.models import Thread
from knowledge.library.domain import records
from tests.factories import make_member, make_network, make_person, make_topic
from tests.factories.library import make_resource
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


def words(response):
    return " ".join(response.text.split())


@pytest.fixture
def ladder(db):
    wales = make_network("wales", name_en="Co-production Network for Wales", short_name_en="Wales")
    return make_resource(
        "A Ladder of Citizen Participation",
        format="academic-paper",
        creators=[{"family": "Arnstein", "given": "Sherry R."}],
        year=1969,
        pages="216-224",
        volume="35",
        container_title="Journal of Planners",
        url="https://www.example.org/ladder",
        languages=["en"],
        networks=[wales],
        topics=[make_topic("power-sharing", name_en="Sharing power", name_cy="Rhannu grym")],
        texts={
            "en": {"summary": "Eight rungs.\n\nFrom bottom to top.", "plain_summary": "A ladder of power."},
            "cy": {"summary": "Wyth gris.", "title": "Ysgol Cyfranogiad"},
        },
    )


def test_the_page_says_all_there_is_with_the_plain_words_first(client, ladder):
    page = words(client.get(ladder.get_absolute_url()))
    assert "<h1>A Ladder of Citizen Participation</h1>" in page
    assert page.index("A ladder of power.") < page.index("<p>Eight rungs.</p>")
    for fact in (
        "Sherry R. Arnstein",
        "Academic paper",
        "1969",
        "volume 35, pages 216–224",
        "Journal of Planners",
        "Wales",
    ):
        assert fact in page
    assert (
        '<a class="button button-primary" href="https://www.example.org/ladder" rel="noopener external">'
        in page
    )
    assert "Leads to example.org, outside this site." in page
    assert "/en/library/?topic=power-sharing" in page
    assert "pp. 216–224" in page


def test_the_welsh_page_speaks_welsh_and_marks_what_is_not(client, ladder):
    page = words(client.get(f"/cy/library/{ladder.pk}/{ladder.slug}/"))
    assert "<h1>Ysgol Cyfranogiad</h1>" in page
    assert '<p class="record-own-title" lang="en">A Ladder of Citizen Participation</p>' in page
    assert "<p>Wyth gris.</p>" in page and "Eight rungs." not in page and "Rhannu grym" in page


def test_words_that_are_there_in_one_language_only_are_shown_with_a_note_and_their_lang(client):
    resource = make_resource("Canllaw", languages=["cy"], texts={"cy": "Geiriau"}, source_language="cy")
    page = words(client.get(resource.get_absolute_url()))
    assert "This summary is in Welsh only so far." in page
    assert (
        '<div class="prose" lang="cy"><p>Geiriau</p></div>' in page and '<h1 lang="cy">Canllaw</h1>' in page
    )
    assert 'hreflang="en"' not in page, "search engines are not told of a translation there is not"


def test_machine_and_stale_translations_say_so(client, ladder):
    welsh = ladder.text_in("cy")
    welsh.status, welsh.source_hash = "machine", "other"
    welsh.save()
    text = client.get(ladder.get_absolute_url()).text
    assert "by machine" not in text
    from django.contrib.auth.models import AnonymousUser
    from django.test import RequestFactory
    from django.utils import translation

    from knowledge.library.views.record import record_context

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with translation.override("cy"):
        context = record_context(type(ladder).objects.for_list().get(pk=ladder.pk), request)
    assert context["is_machine_text"] and context["is_stale_text"]


def test_a_work_without_address_says_so_and_offers_no_link(client):
    resource = make_resource("Lost", url="")
    page = client.get(resource.get_absolute_url()).text
    assert "We know of no place on the web" in page and 'rel="noopener external"' not in page


def test_a_doi_leads_rather_than_an_address_that_may_move(client):
    resource = make_resource("Paper", url="https://old.example/paper", doi="10.1000/x")
    assert (
        'href="https://doi.org/10.1000/x" rel="noopener external"'
        in client.get(resource.get_absolute_url()).text
    )


def test_an_old_slug_leads_to_the_address_of_today(client, ladder):
    answer = client.get(f"/en/library/{ladder.pk}/old-name/?x=1")
    assert (answer.status_code, answer.url) == (301, ladder.get_absolute_url())


def test_machines_find_the_work_described(client, ladder):
    page = client.get(ladder.get_absolute_url()).text
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    data = json.loads(block)
    assert data["@type"] == "ScholarlyArticle" and data["name"] == ladder.title
    assert data["mainEntityOfPage"] == f"http://testserver{ladder.get_absolute_url()}"
    assert '<meta name="citation_title" content="A Ladder of Citizen Participation">' in page
    assert f'type="application/x-bibtex" title="BibTeX" href="{ladder.get_absolute_url()}cite.bib"' in page


def test_what_curators_write_is_never_markup(client):
    evil = "</script><script>alert(1)</script>"
    resource = make_resource(
        f"Title {evil}",
        creators=[{"literal": evil}],
        publisher=evil,
        texts={"en": {"summary": evil, "plain_summary": evil}},
    )
    page = client.get(resource.get_absolute_url()).text
    assert "<script>alert" not in page
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert json.loads(block)["name"] == f"Title {evil}"


def test_neighbours_share_most_topics_and_come_in_order(client):
    one, two = make_topic("one"), make_topic("two")
    here = make_resource("Here", topics=[one, two])
    make_resource("Shares one", topics=[one], year=2025)
    make_resource("Shares both", topics=[one, two], year=1990)
    make_resource("Shares none", year=2025)
    page = client.get(here.get_absolute_url())
    assert [one["title"] for one in page.context["related"]] == ["Shares both", "Shares one"]


@pytest.mark.parametrize("who", ["anyone", "member"])
def test_the_number_of_queries_is_small_and_the_same_whatever_hangs_on_the_record(
    client, as_person, ladder, who
):
    network = ladder.networks.first()
    author = make_member(network, name="Author")
    topic = ladder.topics.first()
    browser = client if who == "anyone" else as_person(make_member(network))

    def grow(number):
        for _one in range(number):
            make_resource(topics=[topic], networks=[network])
            reply_to(thread_on("resource", ladder), by=author, html="<p>Words</p>", language="en")

    assert_flat(
        lambda: browser.get(ladder.get_absolute_url()),
        grow,
        at_most=9 if who == "anyone" else 18,
        steps=(4, 12),
    )


# --- Comments ---------------------------------------------------------------------------------------------------------


def test_a_member_comments_and_everybody_reads_it(client, as_person, ladder):
    person = make_person("Nia")
    page = as_person(person).get(ladder.get_absolute_url())
    action = re.search(r'<form[^>]*action="([^"]+)"[^>]*>(?:(?!</form>).)*<textarea', page.text, re.S).group(
        1
    )
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    name = re.search(r'<textarea[^>]*name="([^"]+)"', page.text).group(1)
    answer = as_person(person).post(
        action, {**fields, "language": "en", name: "We tried the fifth rung."}, follow=True
    )
    assert answer.status_code == 200
    assert "We tried the fifth rung." in client.get(ladder.get_absolute_url()).text


def test_comments_are_seen_by_those_who_see_the_record_and_no_others(client, as_person, ladder):
    network = ladder.networks.first()
    curator, stranger = make_member(network, role="curator", name="Mared"), make_person("Stranger")
    thread = thread_on("resource", ladder)
    reply_to(thread, by=curator, html="<p>Only while it is here</p>", language="en")
    assert Thread.objects.visible_to(None).filter(pk=thread.pk).exists()

    records.unpublish(ladder, by=curator)
    for person in (None, stranger, curator):
        assert not Thread.objects.visible_to(person).filter(pk=thread.pk).exists()
    assert client.get(f"/en/threads/{thread.pk}/x/").status_code == 404

    records.publish(ladder, by=curator)
    assert Thread.objects.visible_to(None).filter(pk=thread.pk).exists()


def test_a_link_to_a_record_in_a_text_leads_there_and_betrays_nothing_hidden(client, ladder):
    ladder.ref_key = "arnstein1969"
    ladder.save()
    hidden = make_resource("Hidden", ref_key="hidden", audience="networks")
    html = clean(
        '<p><a href="resource:arnstein1969">ladder</a> <a href="resource:hidden">h</a> <a href="resource:nope">n</a></p>'
    )
    assert f'href="/library/{ladder.pk}/{ladder.slug}/"' in html
    assert "hidden" not in html.replace(">h<", "") and str(hidden.pk) not in html.replace(str(ladder.pk), "")
    followed = client.get(f"/library/{ladder.pk}/{ladder.slug}/", follow=True)
    assert followed.status_code == 200 and followed.redirect_chain[-1][0] == ladder.get_absolute_url()


def test_curators_get_a_way_to_the_desk_and_others_do_not(client, as_person, ladder):
    network = ladder.networks.first()
    edit = reverse("desk-resource", args=[ladder.pk])
    assert edit in as_person(make_member(network, role="curator")).get(ladder.get_absolute_url()).text
    assert edit not in as_person(make_member(network)).get(ladder.get_absolute_url()).text
    other = make_member(make_network("scotland"), role="curator")
    assert edit not in as_person(other).get(ladder.get_absolute_url()).text
    assert edit not in client.get(ladder.get_absolute_url()).text
