"""A record: its facts, its words in each language, its drafts."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from knowledge.library import creators
from knowledge.library.models import Resource, ResourceText
from knowledge.library.titles import likeness, same_title, sort_title
from tests.factories import make_topic
from tests.factories.library import make_resource


@pytest.mark.django_db
def test_what_follows_from_other_facts_is_kept_in_step():
    resource = make_resource(
        "The Ladder of Participation", url="http://www.example.org/ladder/?utm_source=x", format="podcast"
    )
    assert (resource.canonical_url, resource.sort_title, resource.slug, resource.medium) == (
        "https://example.org/ladder", "ladder of participation", "the-ladder-of-participation", "listen",
    )  # fmt: skip
    resource.url, resource.title = "https://example.org/other", "A New Ladder"
    resource.save()
    resource.refresh_from_db()
    assert (resource.canonical_url, resource.sort_title) == ("https://example.org/other", "new ladder")
    assert resource.slug == "the-ladder-of-participation", "an address once given stays"


@pytest.mark.django_db
def test_two_records_cannot_share_a_doi_but_many_have_none():
    make_resource(doi="10.1000/one")
    make_resource(doi="")
    make_resource(doi="")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_resource(doi="10.1000/one")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"doi": "eleven"}, "doi"),
        ({"isbn": "9780306406158"}, "isbn"),
        ({"issn": "1234-5678"}, "issn"),
        ({"year": 99}, "year"),
        ({"year": 2020, "published_on": "2021-03-04"}, "published_on"),
        ({"languages": ["xx"]}, "languages"),
        ({"creators": [{"name": "Ann"}]}, "creators"),
        ({"creators": "Ann"}, "creators"),
        ({"format": "poem"}, "format"),
        ({"url": "javascript:alert(1)"}, "url"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_beside_its_field(facts, wrong):
    resource = Resource(title="A guide", **{"format": "guide", "source_language": "en", **facts})
    if isinstance(resource.published_on, str):
        from datetime import date

        resource.published_on = date.fromisoformat(resource.published_on)
    with pytest.raises(ValidationError) as refused:
        resource.full_clean(exclude=["slug", "sort_title"])
    assert wrong in refused.value.message_dict


@pytest.mark.django_db
def test_identifiers_are_kept_in_their_one_form():
    resource = Resource(
        title="A book", format="book", doi="https://doi.org/10.1000/ABC", isbn="0-306-40615-2"
    )
    resource.full_clean(exclude=["slug", "sort_title"])
    assert (resource.doi, resource.isbn) == ("10.1000/abc", "9780306406157")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("texts", "source", "reading", "shown"),
    [
        ({"en": "English words", "cy": "Geiriau"}, "en", "cy", "Geiriau"),
        ({"en": "English words"}, "en", "cy", "English words"),
        ({"cy": "Geiriau"}, "cy", "en", "Geiriau"),
        ({"gd": "Faclan", "cy": "Geiriau"}, "gd", "en", "Faclan"),
        ({}, "en", "en", None),
    ],
)
def test_a_reader_gets_their_language_else_the_source_else_any(texts, source, reading, shown):
    resource = make_resource(texts=texts, source_language=source)
    resource = Resource.objects.for_list().get(pk=resource.pk)
    with translation.override(reading):
        assert (resource.text.summary if resource.text else None) == shown


@pytest.mark.django_db
def test_a_title_is_translated_only_where_somebody_has():
    resource = make_resource(
        "Asedau ar waith",
        languages=["cy"],
        texts={"en": {"summary": "On assets.", "title": "Assets at work"}},
    )
    with translation.override("en"):
        assert (resource.shown_title, resource.shown_title_language) == ("Assets at work", "en")
    with translation.override("cy"):
        assert (resource.shown_title, resource.shown_title_language) == ("Asedau ar waith", "cy")


@pytest.mark.django_db
def test_a_translation_is_stale_when_its_source_has_changed_since():
    resource = make_resource(texts={"en": "First words", "cy": "Geiriau cyntaf"})
    source, welsh = resource.text_in("en"), resource.text_in("cy")
    assert not welsh.is_stale(source), "nobody has said what it was translated from"
    welsh.source_hash = source.fingerprint
    assert not welsh.is_stale(source)
    source.summary = "Other words"
    assert welsh.is_stale(source)
    assert not source.is_stale(source)


@pytest.mark.django_db
def test_a_draft_holds_texts_and_topics_and_readers_see_the_published_words():
    topic, other = make_topic("power"), make_topic("trust")
    resource = make_resource("Old title", topics=[topic], texts={"en": "Old words"})
    draft = resource.get_latest_revision_as_object()
    draft.title = "New title"
    draft.topics.set([other])
    draft.texts.set(
        [ResourceText(language="en", summary="New words"), ResourceText(language="cy", summary="Newydd")]
    )
    draft.save_revision(clean=False)

    live = Resource.objects.get(pk=resource.pk)
    assert (live.title, live.text_in("en").summary, list(live.topics.all())) == (
        "Old title",
        "Old words",
        [topic],
    )
    newest = live.get_latest_revision_as_object()
    assert (newest.title, newest.text_in("cy").summary, list(newest.topics.all())) == (
        "New title",
        "Newydd",
        [other],
    )

    live.get_latest_revision().publish(skip_permission_checks=True)
    live = Resource.objects.get(pk=resource.pk)
    assert (live.title, live.text_in("en").summary, list(live.topics.all())) == (
        "New title",
        "New words",
        [other],
    )


@pytest.mark.django_db
def test_publishing_an_older_draft_brings_no_old_link_status_back():
    resource = make_resource("A guide")
    resource.save_revision(clean=False)
    Resource.objects.filter(pk=resource.pk).update(link_status="broken", slug="kept")
    Resource.objects.get(pk=resource.pk).get_latest_revision().publish(skip_permission_checks=True)
    resource = Resource.objects.get(pk=resource.pk)
    assert (resource.link_status, resource.slug) == ("broken", "kept")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ostrom, Elinor", [{"family": "Ostrom", "given": "Elinor"}]),
        ("Welsh Government", [{"literal": "Welsh Government"}]),
        ("Durose, C.; Nesta", [{"family": "Durose", "given": "C."}, {"literal": "Nesta"}]),
        ("Brandsen, Taco (ed.)", [{"family": "Brandsen", "given": "Taco", "role": "editor"}]),
        ("Cymru,", [{"literal": "Cymru"}]),
        (" ; \n ", []),
        ("", []),
    ],
)
def test_makers_are_read_as_people_write_them(written, read):
    assert creators.parse(written) == read
    creators.check(read)


def test_makers_are_written_the_way_they_are_read():
    makers = [{"family": "Brandsen", "given": "Taco", "role": "editor"}, {"literal": "Nesta"}]
    assert creators.parse("\n".join(creators.written(maker) for maker in makers)) == makers


@pytest.mark.parametrize(
    ("given", "short"),
    [
        ("Anne Marie", "A.M."),
        ("J. J.", "J.J."),
        ("Jean-Paul", "J.-P."),
        ("Sherry R.", "S.R."),
        ("W.H.", "W.H."),
    ],
)
def test_first_names_are_shortened_for_citations(given, short):
    assert creators.initials(given) == short


def test_titles_sort_without_leading_articles_and_compare_without_accents():
    assert sort_title("Y Ddeddf Llesiant") == "ddeddf llesiant"
    assert sort_title("A Ladder of Citizen Participation") == "ladder of citizen participation"
    assert sort_title("The") == "the"
    assert same_title("Tŷ a gardd!", "ty a gardd")
    assert not same_title("", "")
    assert likeness("Co-production: a guide", "A guide: co-production") >= 95
    assert likeness("Ten lessons from the Islands about sharing power", "Sheep farming in Wales") < 50
