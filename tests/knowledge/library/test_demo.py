"""The demonstration's library."""

import pytest

from community import demo_loading
from community.discussions.models import Post
from knowledge import demo_library
from knowledge.library.models import Resource, Submission
from tests.factories import make_member, make_network, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def context():
    """What earlier sections have made: topics, networks, and every member the library's file names."""
    import csv
    import tomllib

    from django.utils import timezone

    context = demo_loading.DemoContext(began_at=timezone.now(), say=lambda text: None)
    folder = demo_library.FOLDER.parents[1] / "community" / "demo"
    with (folder / "topics.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            parent = context.topics.get(row["parent"])
            context.topics[row["slug"]] = make_topic(row["slug"], name_en=row["name_en"], parent=parent)
    networks = {slug: make_network(slug) for slug in ("wales", "scotland")}
    context.networks.update(networks)
    for network in networks.values():
        make_member(network, role="curator", name="Curator")
    rows = tomllib.loads((demo_library.FOLDER / "community.toml").read_text(encoding="utf-8"))
    for row in [*rows["comment"], *rows["submission"]]:
        handle = row["author"]
        if handle not in context.people:
            person = make_member(networks["wales"], name=handle.title())
            context.people[handle] = make_member(networks["scotland"], person=person)
    return context


def state_of_things():
    return (
        sorted(Resource.objects.values_list("pk", "title", "first_published_at", "updated_at")),
        sorted(Submission.objects.values_list("pk", "state", "submitted_at")),
        sorted(Post.objects.values_list("pk", "text")),
    )


def test_the_whole_library_and_its_voices_are_loaded_and_again_nothing_changes(context):
    demo_library.load_library(context)
    demo_library.load_voices(context)
    assert context.broken == []
    assert Resource.objects.filter(live=True).count() == 120
    assert not Resource.objects.filter(live=True, networks__isnull=True).exists()
    assert Resource.objects.filter(texts__language="cy").count() >= 50
    assert Resource.objects.exclude(texts__plain_summary="").distinct().count() >= 20
    assert Post.objects.count() == 29
    states = sorted(Submission.objects.values_list("state", flat=True))
    assert states == ["accepted", "declined", "declined", "new", "new", "new"]
    assert all(row.submitted_at < context.began_at for row in Submission.objects.all())
    arrivals = set(Resource.objects.filter(live=True).values_list("first_published_at", flat=True))
    assert len(arrivals) == 120 and max(arrivals) < context.began_at

    before = state_of_things()
    demo_library.load_library(context)
    demo_library.load_voices(context)
    assert context.broken == [] and state_of_things() == before


def test_a_broken_row_is_reported_with_its_line_and_stops_nothing_else(context, tmp_path):
    (tmp_path / "resources.csv").write_text("title,format\nA guide,guide\n,guide\n")
    for name in ("references.ris", "references.bib"):
        (tmp_path / name).write_text("")
    (tmp_path / "community.toml").write_text(
        '[[translation]]\ntitle = "Nowhere"\nlanguage = "cy"\ntitle_cy = "x"\ndescription_cy = "y"\n\n'
        '[[translation]]\ntitle = "A guide"\nlanguage = "cy"\ntitle_cy = "Canllaw"\ndescription_cy = "Geiriau"\n\n'
        '[[comment]]\nresource = "A guide"\nauthor = "nobody"\ndays_ago = 1\nlanguage = "en"\nhtml = "<p>x</p>"\n'
    )
    demo_library.load_library(context, folder=tmp_path)
    demo_library.load_voices(context, folder=tmp_path)
    assert [(row.file, row.line) for row in context.broken] == [
        ("resources.csv", 3), ("community.toml", 1), ("community.toml", 13),
    ]  # fmt: skip
    assert Resource.objects.get().text_in("cy").title == "Canllaw"


def test_what_somebody_has_changed_since_stays(context):
    demo_library.load_library(context)
    resource = Resource.objects.get(ref_key="arnstein1969")
    text = resource.text_in("cy") or resource.text_in("en")
    text.summary = "Changed by a curator"
    resource.year = 1970
    resource.save()
    resource.texts.set([text])
    resource.save()
    demo_library.load_library(context)
    resource = Resource.objects.get(ref_key="arnstein1969")
    assert resource.year == 1970 and "Changed by a curator" in [text.summary for text in resource.texts.all()]
