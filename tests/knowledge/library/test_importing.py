"""Bringing files into the library: every row becomes new, filled in, unchanged, or broken with its line and reason."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.library import citing
from knowledge.library.importing import bibtex_file, csv_file, ris_file
from knowledge.library.importing.applying import Choices, UnknownKind, import_file
from knowledge.library.importing.candidate import FACTS, BrokenRow
from knowledge.library.models import Resource
from tests.factories import make_network, make_topic
from tests.factories.library import make_resource

FILES = Path(__file__).parent / "files"
REAL = Path(__file__).resolve().parents[3] / "knowledge" / "demo"
HEADER = (
    "title,authors,year,publisher,url,doi,format,language,country,topics,description,source_seen,ref_key\r\n"
)


@pytest.fixture
def import_text(tmp_path, db):
    """Import a file made of ``text``; ``name`` decides how it is read."""

    def import_it(text, name="list.csv", **choices):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_file(path, Choices(**choices))

    return import_it


def outcome(report):
    return report.created, report.updated, report.unchanged, len(report.broken)


# --- What is sound ----------------------------------------------------------------------------------------------------


def test_a_row_becomes_a_record_with_all_it_says(import_text):
    topic, wales = make_topic("evaluation"), make_network("wales")
    report = import_text(
        HEADER
        + 'The Ladder,"Arnstein, Sherry R.; Nesta",1969,Planning Journal,https://x.example/a,,academic-paper,'
        "en;cy,wales;scotland,evaluation,On power.,https://seen.example,arnstein1969\r\n",
        networks=(wales,),
    )
    assert outcome(report) == (1, 0, 0, 0)
    resource = Resource.objects.get()
    assert resource.title == "The Ladder" and resource.live and resource.first_published_at
    assert resource.creators == [{"family": "Arnstein", "given": "Sherry R."}, {"literal": "Nesta"}]
    assert (resource.year, resource.format, resource.ref_key) == (1969, "academic-paper", "arnstein1969")
    assert (resource.container_title, resource.publisher) == ("Planning Journal", ""), (
        "a paper's publisher is its journal"
    )
    assert (resource.languages, resource.countries) == (["en", "cy"], ["wales", "scotland"])
    assert [text.summary for text in resource.texts.all()] == ["On power."]
    assert (list(resource.topics.all()), list(resource.networks.all())) == ([topic], [wales])


@pytest.mark.django_db
def test_the_real_library_comes_in_whole_and_again_changes_nothing(community_topics):
    files = [REAL / "resources.csv", REAL / "references.ris", REAL / "references.bib"]
    first = [import_file(path, Choices()) for path in files]
    assert [outcome(report) for report in first] == [(120, 0, 0, 0), (0, 24, 19, 0), (0, 0, 43, 0)]
    before = {row.pk: row.updated_at for row in Resource.objects.all()}
    again = [import_file(path, Choices()) for path in files]
    assert [outcome(report) for report in again] == [(0, 0, 120, 0), (0, 0, 43, 0), (0, 0, 43, 0)]
    assert {row.pk: row.updated_at for row in Resource.objects.all()} == before
    ladder = Resource.objects.get(ref_key="arnstein1969")
    assert (ladder.volume, ladder.issue, ladder.pages) == ("35", "4", "216-224"), (
        "the reference file filled this in"
    )
    # Two works at one address are two records, and somebody is told.
    assert [line for line, _note in first[0].notes] == [115]


@pytest.fixture
def community_topics(db):
    """The vocabulary that the real library uses."""
    import csv

    from community.topics.models import Topic

    path = REAL.parents[1] / "community" / "demo" / "topics.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    made = {}
    for row in rows:
        made[row["slug"]] = Topic.objects.create(
            slug=row["slug"], name_en=row["name_en"], name_cy=row["name_cy"], parent=made.get(row["parent"])
        )


def test_gaps_are_filled_and_what_differs_is_kept_and_said(import_text):
    make_resource(
        "A guide",
        ref_key="one",
        year=2020,
        publisher="",
        texts={"en": "Own words"},
        url="https://x.example/1",
    )
    row = "A guide,,2021,Nesta,https://x.example/1,,guide,en,,,Other words,,one\r\n"
    report = import_text(HEADER + row)
    assert outcome(report) == (0, 1, 0, 0)
    resource = Resource.objects.get()
    assert (resource.year, resource.publisher, resource.format) == (2020, "Nesta", "report")
    assert resource.text_in("en").summary == "Own words"
    [(line, note)] = report.notes
    assert line == 2 and "year, format, summary_en" in note
    assert outcome(import_text(HEADER + row)) == (0, 0, 1, 0)


def test_the_file_wins_where_it_is_told_to(import_text):
    make_resource("A guide", ref_key="one", year=2020, texts={"en": "Own words"}, url="https://x.example/1")
    row = "A guide,,2021,,https://x.example/1,,guide,en,,,Other words,,one\r\n"
    assert outcome(import_text(HEADER + row, overwrite=True)) == (0, 1, 0, 0)
    resource = Resource.objects.get()
    assert (resource.year, resource.format, resource.text_in("en").summary) == (2021, "guide", "Other words")
    assert outcome(import_text(HEADER + row, overwrite=True)) == (0, 0, 1, 0)


def test_a_curator_s_unfinished_draft_is_filled_as_well(import_text):
    resource = make_resource("A guide", ref_key="one", publisher="")
    draft = resource.get_latest_revision_as_object()
    draft.title = "A guide, revised"
    draft.save_revision(clean=False)
    import_text(HEADER + "A guide,,2021,Nesta,,,report,,,,,,one\r\n")
    resource = Resource.objects.get()
    assert (resource.title, resource.publisher) == ("A guide", "Nesta")
    draft = resource.get_latest_revision_as_object()
    assert (draft.title, draft.publisher, draft.year) == ("A guide, revised", "Nesta", 2021)


def test_new_records_may_wait_as_drafts(import_text):
    import_text(HEADER + "A guide,,,,,,guide,,,,Words,,\r\n", as_drafts=True)
    assert not Resource.objects.visible_to(None).exists()
    [draft] = Resource.objects.drafts()
    assert draft.latest_revision is not None and draft.first_published_at is None


@pytest.mark.parametrize(
    ("record", "row", "is_same"),
    [
        ({"doi": "10.1000/a"}, "Another title,,,,,https://doi.org/10.1000/A,report,,,,,,", True),
        ({"doi": "10.1000/a"}, "Working together,,,,,10.1000/b,report,,,,,,", False),
        ({"url": "https://x.example/a/"}, "Working Together!,,,,http://www.x.example/a?utm_source=m,,report,,,,,,", True),
        ({"url": "https://x.example/a"}, "Sheep farming,,,,https://x.example/a,,report,,,,,,", False),
        ({"ref_key": "k1", "url": ""}, "Working together: a guide,,,,,,report,,,,,,k1", True),
        ({"ref_key": "k1", "url": ""}, "Sheep farming in Wales,,,,,,report,,,,,,k1", False),
        ({"url": "", "year": 2020}, "WORKING TOGETHER,,2020,,,,report,,,,,,", True),
        ({"url": "", "year": 2020}, "Working together,,2021,,,,report,,,,,,", False),
        ({"url": "https://x.example/a"}, "Working together,,,,https://x.example/b,,report,,,,,,", False),
    ],
)  # fmt: skip
def test_when_two_rows_are_one_work(import_text, record, row, is_same):
    make_resource("Working together", **record)
    import_text(HEADER + row + "\r\n")
    assert Resource.objects.count() == (1 if is_same else 2)


# --- What is broken ---------------------------------------------------------------------------------------------------


def test_broken_rows_are_reported_with_line_and_reason_and_stop_nothing(db):
    make_topic("evaluation")
    report = import_file(FILES / "broken.csv", Choices())
    assert report.created == 3
    assert [(line, reason) for line, reason in report.broken] == [
        (3, "The title is missing."),
        (4, "“soon” is not a number."),
        (5, "There is no format “poem”."),
        (6, "“javascript:alert(1)” is not a web address."),
        (7, "“eleven” is not a DOI."),
        (8, "There is no topic “nowhere”."),
        (9, "There is no language “klingon”. There is no country “mars”."),
        (10, "The row has 15 cells, the first one has 13."),
        (11, "The format is missing."),
        (15, "“1” is not a year."),
    ]
    assert {"First sound row", "A title over two lines", "Last sound row"} == set(
        Resource.objects.values_list("title", flat=True)
    )


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (
            b"title,format\r\nCaf\xe9,guide\r\n",
            2,
            "The file is not in UTF-8. Save it as UTF-8 and import it again.",
        ),
        (b"\x00\x01", 1, "This is no text file."),
        ("name,kind\r\nA,B\r\n", 1, "These columns are missing: title, format."),
        ("", 1, "These columns are missing: title, format."),
        (
            'title,format\r\nA "guide,guide\r\n"B" x,guide\r\n',
            3,
            "The quotation marks of this row do not match.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(import_text, text, line, reason):
    report = import_text(text)
    assert (line, reason) in report.broken


def test_a_byte_order_mark_and_blank_lines_do_no_harm(import_text):
    report = import_text("\ufefftitle,format\r\n\r\nA guide,guide\r\n,\r\n")
    assert outcome(report) == (1, 0, 0, 0)


def test_a_file_of_another_kind_is_refused(tmp_path, db):
    path = tmp_path / "list.xlsx"
    path.write_text("")
    with pytest.raises(UnknownKind, match=r"list\.xlsx"):
        import_file(path, Choices())


def test_broken_ris_records_stop_no_other(db):
    report = import_file(FILES / "broken.ris", Choices())
    assert report.broken == [
        (1, "A record begins with a line “TY  - ”."),
        (7, "The title is missing."),
        (11, "RIS knows no type “POEM”."),
        (15, "“soon” is not a year."),
        (20, "“123” is neither an ISBN nor an ISSN."),
        (31, "The record does not end: a line “ER  - ” is missing."),
    ]
    [resource] = Resource.objects.all()
    assert resource.title == "A sound paper whose title goes on in the next line"
    assert resource.published_on.isoformat() == "2021-03-04"


def test_broken_bibtex_entries_stop_no_other(db):
    report = import_file(FILES / "broken.bib", Choices())
    assert [line for line, _reason in report.broken] == [5, 9, 13, 18]
    assert report.broken[0][1] == "The key “one” was used before in this file."
    assert report.broken[1][1] == "The title is missing."
    assert report.broken[2][1] == "These fields stand twice: title."
    assert report.broken[3][1] == "This entry cannot be read; perhaps a brace is missing."
    assert set(Resource.objects.values_list("title", flat=True)) == {
        "Müller & Söhne: 100% Power",
        "The last one",
    }
    last = Resource.objects.get(ref_key="last")
    assert last.creators == [
        {"family": "van Beethoven", "given": "Ludwig"},
        {"literal": "Welsh Government and Friends"},
        {"family": "King Jr", "given": "Martin"},
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.sampled_from([csv_file.read, ris_file.read, bibtex_file.read]))
def test_no_text_whatever_breaks_a_reader(text, read):
    for prefix in ("", "title,format\n", "TY  - JOUR\n", "@article{a,\n"):
        for found in read(prefix + text.replace("\x00", ""), text_language="en"):
            assert found.line >= 1
            assert isinstance(found, BrokenRow) is hasattr(found, "reason")


# --- There and back ---------------------------------------------------------------------------------------------------

WORD = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"], exclude_characters="\x00"),
    min_size=1,
    max_size=12,
).filter(lambda word: word.strip() and word.isprintable())
PLAIN = st.text(st.characters(codec="utf-8", categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=10)
PHRASE = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
NAMES = st.one_of(
    st.fixed_dictionaries({"family": PLAIN, "given": PLAIN}),
    st.fixed_dictionaries({"family": PLAIN, "given": PLAIN, "role": st.just("editor")}),
    st.fixed_dictionaries({"literal": st.lists(PLAIN, min_size=2, max_size=3).map(" ".join)}),
)
WORK = st.fixed_dictionaries(
    {
        "title": PHRASE,
        "creators": st.lists(NAMES, max_size=3).map(lambda made: sorted(made, key=lambda one: one.get("role", ""))),
        "year": st.one_of(st.none(), st.integers(1900, 2100)),
        "publisher": st.one_of(st.just(""), PHRASE),
        "container_title": st.one_of(st.just(""), PHRASE),
        "volume": st.one_of(st.just(""), st.integers(1, 99).map(str)),
        "issue": st.one_of(st.just(""), st.integers(1, 99).map(str)),
        "pages": st.sampled_from(["", "12", "12-15", "e2034"]),
        "url": st.sampled_from(["", "https://example.org/a_b?c=1&d=%20#e", "https://example.org/~x/50%25"]),
        "doi": st.sampled_from(["", "10.1000/a_b(1)", "10.1007/978-3-030-55509-2_5"]),
        "isbn": st.sampled_from(["", "9780306406157"]),
        "issn": st.sampled_from(["", "1471-9037"]),
        "ref_key": st.sampled_from(["", "arnstein1969", "a:b-c.d"]),
        "format": st.sampled_from(["academic-paper", "book", "report", "guide", "toolkit", "blog", "animation", "podcast"]),
        "languages": st.sampled_from([[], ["en"], ["cy", "en"], ["bsl"]]),
    }
)  # fmt: skip
SUMMARY = st.one_of(st.just(""), PHRASE)
ONLY_CSV = {"countries": ["wales", "uk"], "licence": "cc-by", "minutes": 12}
# What RIS and BibTeX have no place for.
NOT_IN_REFERENCES = {"countries", "licence", "minutes"}


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(facts=WORK, summary=SUMMARY)
@pytest.mark.parametrize("kind", ["csv", "ris", "bib"])
def test_what_is_exported_comes_back_the_same(db, kind, facts, summary):
    Resource.objects.all().delete()
    more = ONLY_CSV if kind == "csv" else {}
    original = make_resource(**facts, **more, texts={"en": summary} if summary else {})
    write = {"csv": csv_file.write, "ris": citing.ris, "bib": citing.bibtex}[kind]
    read = {"csv": csv_file.read, "ris": ris_file.read, "bib": bibtex_file.read}[kind]
    [candidate] = read(write([original]), text_language="en")
    assert not isinstance(candidate, BrokenRow), candidate
    for name in FACTS:
        if kind != "csv" and name in NOT_IN_REFERENCES:
            continue
        assert (name, getattr(candidate, name)) == (name, getattr(original, name))
    assert {code: words.summary for code, words in candidate.texts.items()} == (
        {"en": summary} if summary else {}
    )
    # And importing one's own export changes nothing.
    from knowledge.library.importing.applying import apply

    what, notes = apply(candidate.checked({}), topics={}, choices=Choices())
    assert what == "unchanged" and not notes


def test_a_whole_collection_comes_back_from_its_table_with_texts_and_topics(import_text):
    topic = make_topic("evaluation")
    make_resource(
        "One",
        topics=[topic],
        texts={"en": "Words, with “marks”", "cy": {"title": "Un", "summary": "Geiriau"}},
    )
    make_resource(
        "Two", texts={"gd": {"summary": "Faclan", "plain_summary": "Furasta"}}, source_language="gd"
    )
    table = csv_file.write(Resource.objects.order_by("pk"))
    Resource.objects.all().delete()
    assert outcome(import_text(table)) == (2, 0, 0, 0)
    one, two = Resource.objects.order_by("pk")
    assert [(text.language, text.title, text.summary) for text in one.texts.all()] == [
        ("en", "", "Words, with “marks”"), ("cy", "Un", "Geiriau"),
    ]  # fmt: skip
    assert list(one.topics.all()) == [topic]
    assert (two.text_in("gd").plain_summary, two.source_language) == ("Furasta", "gd")
    assert csv_file.write(Resource.objects.order_by("pk")) == table


# --- The command ------------------------------------------------------------------------------------------------------


def command(*arguments):
    out, errors = io.StringIO(), io.StringIO()
    call_command("import_resources", *map(str, arguments), stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


@pytest.mark.django_db
def test_the_command_reports_what_it_did(tmp_path):
    make_network("wales")
    path = tmp_path / "list.csv"
    path.write_text("title,format\nA guide,guide\n")
    out, errors = command(path, "--network", "wales")
    assert out == "list.csv: 1 rows: 1 new, 0 updated, 0 unchanged, 0 broken\n" and errors == ""
    assert [network.slug for network in Resource.objects.get().networks.all()] == ["wales"]


@pytest.mark.django_db
def test_a_dry_run_reports_the_same_and_changes_nothing(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("title,format\nA guide,guide\n")
    out, _errors = command(path, "--dry-run")
    assert "A dry run: nothing was changed." in out and "1 new" in out
    assert not Resource.objects.exists()


@pytest.mark.django_db
def test_broken_rows_end_the_command_with_a_word_but_not_the_import(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("title,format\n,guide\nA guide,guide\n")
    errors = io.StringIO()
    with pytest.raises(CommandError, match="Some rows could not be used") as refused:
        call_command("import_resources", str(path), stdout=io.StringIO(), stderr=errors)
    assert refused.value.returncode == 2
    assert "list.csv, line 2: The title is missing." in errors.getvalue()
    assert Resource.objects.count() == 1


@pytest.mark.django_db
def test_wrong_arguments_are_said_in_one_sentence(tmp_path):
    make_network("wales")
    with pytest.raises(CommandError, match=r"There is no network “mars”\. Known: wales\."):
        command(tmp_path / "x.csv", "--network", "mars")
    with pytest.raises(CommandError, match=r"x\.csv cannot be read: No such file or directory\."):
        command(tmp_path / "x.csv")
    (tmp_path / "x.txt").write_text("")
    with pytest.raises(CommandError, match="none of the files that can be imported"):
        command(tmp_path / "x.txt")
