"""Citations in words and as files."""

import json

import pytest
import rispy
from django.urls import reverse
from django.utils import translation

from knowledge.library import citing, structured
from tests.factories import make_topic
from tests.factories.library import make_resource

LADDER = {
    "title": "A Ladder of Citizen Participation",
    "format": "academic-paper",
    "creators": [{"family": "Arnstein", "given": "Sherry R."}],
    "year": 1969,
    "container_title": "Journal of the American Institute of Planners",
    "volume": "35",
    "issue": "4",
    "pages": "216-224",
    "url": "https://example.org/ladder",
    "ref_key": "arnstein1969",
}


def person(family, given, **more):
    return {"family": family, "given": given, **more}


GOLDEN = [
    (
        LADDER,
        (
            "Arnstein, S.R. (1969) ‘A Ladder of Citizen Participation’, <i>Journal of the American Institute of "
            "Planners</i>, 35(4), pp. 216–224. Available at: https://example.org/ladder"
        ),
    ),
    (
        {
            "title": "Working together", "format": "report", "creators": [{"literal": "Welsh Government"}],
            "publisher": "Welsh Government", "year": 2020, "url": "https://gov.example/a?b=1&c=2",
        },
        "Welsh Government (2020) <i>Working together</i>. Available at: https://gov.example/a?b=1&amp;c=2",
    ),
    (
        {
            "title": "Co-Production", "format": "book", "publisher": "Routledge", "year": 2018, "url": "",
            "creators": [
                person("Brandsen", "Taco", role="editor"), person("Verschuere", "Bram", role="editor"),
            ],
        },
        "Brandsen, T. and Verschuere, B. (eds) (2018) <i>Co-Production</i>. Routledge.",
    ),
    (
        {
            "title": "Challenges", "format": "book", "creators": [person("Loeffler", "Elke")], "year": 2020,
            "container_title": "Co-Production of Services", "doi": "10.1007/978_5", "url": "https://x.example",
        },
        (
            "Loeffler, E. (2020) ‘Challenges’, in <i>Co-Production of Services</i>. "
            "Available at: https://doi.org/10.1007/978_5"
        ),
    ),
    (
        {
            "title": "Four", "format": "report", "year": None, "url": "",
            "creators": [person("A", "B"), person("C", "D"), person("E", "F"), person("G", "H")],
        },
        "A, B. et al. (n.d.) <i>Four</i>.",
    ),
    (
        {"title": "Nobody <b>named</b>", "format": "video", "url": "", "creators": []},
        "<i>Nobody &lt;b&gt;named&lt;/b&gt;</i> (n.d.).",
    ),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("facts", "words"), GOLDEN)
def test_a_citation_in_words(facts, words):
    assert citing.harvard(make_resource(**facts)) == words


@pytest.mark.django_db
def test_a_citation_for_copying_has_no_markup():
    text = citing.harvard_text(make_resource("Nobody & <b>", creators=[], url=""))
    assert text == "Nobody & <b> (n.d.)."


@pytest.mark.django_db
def test_pages_and_dates_go_where_each_file_has_them():
    topic = make_topic("power-sharing")
    resource = make_resource(**LADDER, languages=["en", "cy"], topics=[topic], texts={"en": "On power."})
    ris = citing.ris([resource])
    assert ris.endswith("ER  - \r\n\r\n") and "\n" not in ris.replace("\r\n", "")
    [entry] = rispy.loads(ris)
    assert (entry["type_of_reference"], entry["id"], entry["authors"], entry["year"]) == (
        "JOUR", "arnstein1969", ["Arnstein, Sherry R."], "1969",
    )  # fmt: skip
    assert (entry["start_page"], entry["end_page"], entry["volume"], entry["number"]) == (
        "216",
        "224",
        "35",
        "4",
    )
    assert entry["keywords"] == ["power-sharing"] and entry["abstract"] == "On power."
    bibtex = citing.bibtex([resource])
    assert bibtex.startswith("@article{arnstein1969,\n  author = {Arnstein, Sherry R.},\n")
    assert "  title = {{A Ladder of Citizen Participation}},\n" in bibtex
    assert "  pages = {216--224},\n" in bibtex and "  language = {en;cy},\n" in bibtex
    [item] = json.loads(citing.csl_json([resource]))
    assert item["type"] == "article-journal" and item["issued"] == {"date-parts": [[1969]]}
    assert item["author"] == [{"family": "Arnstein", "given": "Sherry R."}] and item["page"] == "216-224"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ending", "content_type", "part"),
    [
        ("ris", "application/x-research-info-systems", b"TY  - JOUR"),
        ("bib", "application/x-bibtex", b"@article{arnstein1969"),
        ("json", "application/vnd.citationstyles.csl+json", b'"article-journal"'),
    ],
)
def test_a_citation_can_be_downloaded(client, ending, content_type, part):
    resource = make_resource(**LADDER)
    answer = client.get(reverse("resource-citation", args=[resource.pk, resource.slug, ending]))
    assert answer["Content-Type"] == f"{content_type}; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="arnstein1969.{ending}"'
    assert part in answer.content


@pytest.mark.django_db
def test_no_other_kind_of_file_is_made(client):
    resource = make_resource(**LADDER)
    assert (
        client.get(reverse("resource-citation", args=[resource.pk, resource.slug, "exe"])).status_code == 404
    )


@pytest.mark.django_db
def test_scholarly_works_are_tagged_for_scholars_and_others_are_not():
    tags = structured.highwire(make_resource(**LADDER))
    assert tags == [
        ("citation_title", "A Ladder of Citizen Participation"),
        ("citation_author", "Sherry R. Arnstein"),
        ("citation_publication_date", "1969"),
        ("citation_journal_title", "Journal of the American Institute of Planners"),
        ("citation_volume", "35"),
        ("citation_issue", "4"),
        ("citation_firstpage", "216"),
        ("citation_lastpage", "224"),
        ("citation_language", "en"),
    ]
    assert structured.highwire(make_resource(format="blog", creators=[{"literal": "Nesta"}], year=2020)) == []
    assert structured.highwire(make_resource(format="report", creators=[], year=2020)) == []


@pytest.mark.django_db
def test_the_work_is_described_to_search_engines():
    resource = make_resource(
        **LADDER, doi="10.1000/x", minutes=40, licence="cc-by", access="open", accessibility=["captions"],
        languages=["en"], texts={"en": "On power."},
    )  # fmt: skip
    data = {
        key: value for key, value in structured.json_ld(resource, page_url="https://here/1/").items() if value
    }
    assert data["@type"] == "ScholarlyArticle" and data["@id"] == "https://here/1/#work"
    assert data["author"] == [
        {"@type": "Person", "name": "Sherry R. Arnstein", "familyName": "Arnstein", "givenName": "Sherry R."}
    ]
    assert data["sameAs"] == "https://doi.org/10.1000/x" and data["timeRequired"] == "PT40M"
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["isAccessibleForFree"] is True and data["accessibilityFeature"] == ["captions"]


@pytest.mark.django_db
def test_a_citation_speaks_welsh():
    with translation.override("cy"):
        words = citing.harvard(make_resource(**LADDER))
    assert words == (
        "Arnstein, S.R. (1969) ‘A Ladder of Citizen Participation’, <i>Journal of the American Institute of Planners</i>, "
        "35(4), tt. 216–224. Ar gael yn: https://example.org/ladder"
    )
