"""Preparing and keeping records: at the desk, through the network's workflow, and in the editors' area."""

import re

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from community.networks.domain.memberships import enrol
from community.networks.domain.networks import make_network as found_network
from knowledge.library.domain import records, submissions
from knowledge.library.models import Resource
from knowledge.library.refusals import ChangedMeanwhile, StaysAsItIs
from knowledge.library.workflows import workflow_of
from tests.factories import make_member, make_network, make_person, make_topic
from tests.factories.library import make_resource, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def wales():
    """A network with its pages, groups and workflow, as it is made in earnest."""
    return found_network(
        "wales",
        name_en="Wales",
        name_cy="Cymru",
        short_name_en="Wales",
        joining="open",
        languages=["cy", "en"],
    )


@pytest.fixture
def scotland():
    return found_network(
        "scotland",
        name_en="Scotland",
        name_cy="Yr Alban",
        short_name_en="Scotland",
        joining="open",
        languages=["en"],
    )


def curator_of(network, name="Mared"):
    person = make_person(name)
    enrol(network, person=person, role="curator")
    return person


def typed(resource, **changes):
    """What the browser sends when nothing but ``changes`` was typed."""
    resource.refresh_from_db()
    content = records.newest(resource)
    fields = {
        "revision": resource.latest_revision_id or 0,
        "title": content.title,
        "format": content.format,
        "url": content.url,
        "languages": content.languages,
        "source_language": content.source_language,
        "audience": content.audience,
        "topics": [topic.pk for topic in content.topics.all()],
    }
    for text in content.texts.all():
        for name in ("title", "summary", "plain_summary"):
            fields[f"text-{text.language}-{name}"] = getattr(text, name)
    return {**fields, **changes}


# --- Drafts -----------------------------------------------------------------------------------------------------------


def test_a_kept_draft_changes_nothing_for_readers_until_it_is_published(client, as_person):
    wales = make_network("wales")
    topic = make_topic("power")
    resource = make_resource("Old title", networks=[wales], texts={"en": "Old words"})
    desk = as_person(make_member(wales, role="curator"))
    url = reverse("desk-resource", args=[resource.pk])

    kept = desk.post(
        url,
        typed(
            resource, title="New title", topics=[topic.pk], **{"text-en-summary": "New words", "keep": "1"}
        ),
    )
    assert kept.status_code == 302 and kept.url == url
    page = client.get(resource.get_absolute_url()).text
    assert "Old title" in page and "Old words" in page and "New title" not in page and "New words" not in page
    assert "New title" in desk.get(url).text
    assert "In the library, with unpublished changes" in desk.get(reverse("desk-library")).text

    published = desk.post(url, typed(resource, publish="1"))
    assert published.status_code == 302
    page = client.get(resource.get_absolute_url()).text
    assert "New title" in page and "New words" in page and "Old title" not in page and "Old words" not in page
    resource = Resource.objects.get()
    assert list(resource.topics.all()) == [topic] and not resource.has_unpublished_changes


def test_typing_with_fault_keeps_everything_and_names_each_field(as_person):
    wales = make_network("wales")
    resource = make_resource("A record", networks=[wales])
    other = make_resource("Another", doi="10.1000/taken")
    desk = as_person(make_member(wales, role="curator"))
    answer = desk.post(
        reverse("desk-resource", args=[resource.pk]),
        typed(
            resource, title="", year="20x0", doi=other.doi, isbn="12", published_on="soon", languages=["xx"],
            creators="Ostrom, Elinor", **{"text-cy-title": "Teitl", "text-cy-summary": "", "publish": "1"},
        ),
    )  # fmt: skip
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) == {"title", "year", "isbn", "published_on", "languages", "doi"}
    assert "summary" in next(text for text in answer.context["texts"] if text.language == "cy").errors
    assert "20x0" in answer.text and "Ostrom, Elinor" in answer.text and "Teitl" in answer.text
    assert f"{answer.context['fault_count']} fields need another look." in answer.text
    linked = set(re.findall(r'<li><a href="#([^"]+)">', answer.text))
    assert linked and all(f'id="{one}"' in answer.text for one in linked)
    assert Resource.objects.get(pk=resource.pk).title == "A record" and resource.revisions.count() == 0


def test_a_doi_that_another_record_has_is_refused_beside_its_field(as_person):
    wales = make_network("wales")
    resource = make_resource("A record", networks=[wales])
    make_resource("Another", doi="10.1000/taken")
    desk = as_person(make_member(wales, role="curator"))
    answer = desk.post(
        reverse("desk-resource", args=[resource.pk]), typed(resource, doi="https://doi.org/10.1000/TAKEN")
    )
    assert answer.status_code == 422 and "There is a record with this DOI already." in answer.text


def test_two_curators_at_one_record_do_not_overwrite_one_another(as_person):
    wales = make_network("wales")
    resource = make_resource("A record", networks=[wales])
    first, second = (make_member(wales, role="curator", name=name) for name in ("Mared", "Elin"))
    url = reverse("desk-resource", args=[resource.pk])
    opened = typed(resource)
    as_person(first).post(url, {**opened, "title": "By Mared"})
    answer = as_person(second).post(url, {**opened, "title": "By Elin"})
    assert answer.status_code in (200, 422)
    assert (
        "Somebody else has changed this record since you opened it." in answer.text
        and "By Elin" in answer.text
    )
    assert records.newest(Resource.objects.get()).title == "By Mared"
    with pytest.raises(ChangedMeanwhile):
        records.save_draft(records.newest(Resource.objects.get()), by=second, based_on=0)


def test_who_cannot_publish_yet_is_in_no_conflict_with_their_own_draft(as_person):
    wales = make_network("wales")
    resource = make_resource("A record", networks=[wales], live=False)
    desk = as_person(make_member(wales, role="curator"))
    url = reverse("desk-resource", args=[resource.pk])
    without = {name: "" for name in typed(resource) if name.endswith("summary")}
    refused = desk.post(url, {**typed(resource, title="Once"), **without, "publish": "1"})
    assert refused.status_code == 422
    assert records.newest(Resource.objects.get()).title == "Once"
    shown = re.search(r'name="revision" value="(\d+)"', refused.text)[1]
    again = desk.post(url, {**typed(resource, title="Twice"), **without, "revision": shown})
    assert again.status_code == 302
    assert records.newest(Resource.objects.get()).title == "Twice"


def test_a_conflict_is_said_without_blaming_a_field_and_the_page_keeps_the_name_that_is_kept(as_person):
    wales = make_network("wales")
    resource = make_resource("A record", networks=[wales])
    desk = as_person(make_member(wales, role="curator"))
    url = reverse("desk-resource", args=[resource.pk])
    opened = typed(resource)
    desk.post(url, {**opened, "title": "By Mared"})
    answer = desk.post(url, {**opened, "title": "By Elin"})
    assert answer.status_code == 422
    assert "another look" not in answer.text
    assert "Somebody else has changed this record since you opened it." in answer.text
    assert re.findall(r"<h1[^>]*>\s*([^<]+?)\s*<", answer.text) == ["By Mared"]
    assert 'value="By Elin"' in answer.text


def test_a_name_that_was_emptied_still_stands_above_the_form(as_person):
    wales = make_network("wales")
    resource = make_resource("A record", networks=[wales])
    desk = as_person(make_member(wales, role="curator"))
    answer = desk.post(reverse("desk-resource", args=[resource.pk]), typed(resource, title=""))
    assert answer.status_code == 422 and "1 field needs another look." in answer.text
    assert re.findall(r"<h1[^>]*>\s*([^<]+?)\s*<", answer.text) == ["A record"]


def test_a_record_somebody_has_locked_stays_as_it_is():
    wales = make_network("wales")
    holder, other = (make_member(wales, role="curator", name=name) for name in ("Mared", "Elin"))
    resource = make_resource("A record", networks=[wales])
    Resource.objects.update(locked=True, locked_by=holder)
    for act in (
        records.publish,
        records.unpublish,
        lambda r, by: records.save_draft(records.newest(r), by=by),
    ):
        with pytest.raises(StaysAsItIs):
            act(resource, by=other)
    records.save_draft(records.newest(resource), by=holder)


def test_a_translation_is_marked_old_when_its_source_changes_and_new_when_it_is_touched(as_person):
    wales = make_network("wales")
    resource = make_resource("A record", networks=[wales], texts={"en": "One"})
    desk = as_person(make_member(wales, role="curator"))
    url = reverse("desk-resource", args=[resource.pk])
    desk.post(url, typed(resource, **{"text-cy-summary": "Un"}))
    assert "Older than the original" not in desk.get(url).text
    desk.post(url, typed(resource, **{"text-en-summary": "One and two"}))
    assert "Older than the original" in desk.get(url).text
    desk.post(url, typed(resource, **{"text-cy-summary": "Un a dau"}))
    assert "Older than the original" not in desk.get(url).text


def test_a_text_emptied_is_a_text_taken_away(as_person):
    wales = make_network("wales")
    resource = make_resource("A record", networks=[wales], texts={"en": "One", "cy": "Un"})
    desk = as_person(make_member(wales, role="curator"))
    desk.post(
        reverse("desk-resource", args=[resource.pk]), typed(resource, publish="1", **{"text-cy-summary": ""})
    )
    assert [text.language for text in Resource.objects.get().texts.all()] == ["en"]


def test_a_record_is_taken_out_and_its_draft_stays(client, as_person):
    wales = make_network("wales")
    resource = make_resource("A record", networks=[wales])
    desk = as_person(make_member(wales, role="curator"))
    answer = desk.post(reverse("desk-resource-withdraw", args=[resource.pk]), follow=True)
    assert "Taken out of the library." in answer.text
    assert client.get(resource.get_absolute_url()).status_code == 404
    assert desk.get(reverse("desk-resource", args=[resource.pk])).status_code == 200
    assert not records.unpublish(resource, by=make_member(wales, role="curator")), "twice is once"


def test_the_list_finds_records_by_title_and_costs_the_same_for_many(as_person, queries):
    wales = make_network("wales")
    make_resource("Ysgol cyfranogiad", networks=[wales])
    make_resource("Of others", networks=[make_network("scotland")])
    desk = as_person(make_member(wales, role="curator"))
    page = desk.get(reverse("desk-library"), {"q": "CYFRANOGIAD"})
    assert "Ysgol cyfranogiad" in page.text
    assert "Of others" not in desk.get(reverse("desk-library"), {"view": "all"}).text
    for number in range(20):
        make_resource(f"Draft {number}", networks=[wales], live=False)
    with queries(at_most=14):
        assert desk.get(reverse("desk-library")).text.count("Draft ") >= 20


def test_everything_done_to_a_record_is_in_its_log(wales):
    curator = curator_of(wales)
    member = make_person("Rhys")
    enrol(wales, person=member, role="member")
    resource = submissions.accept(make_submission(wales, member), by=curator)
    records.publish(resource, by=curator)
    records.unpublish(resource, by=curator)
    entries = ModelLogEntry.objects.filter(object_id=str(resource.pk)).order_by("pk")
    done = [entry.action for entry in entries]
    assert {
        "wagtail.create",
        "wagtail.edit",
        "wagtail.workflow.start",
        "wagtail.publish",
        "wagtail.unpublish",
    } <= set(done)
    assert {entry.user for entry in entries} == {curator}


# --- The network's workflow -------------------------------------------------------------------------------------------


def test_a_record_goes_through_the_workflow_of_its_first_network(wales, scotland):
    assert workflow_of(make_resource(networks=[scotland])) == scotland.editors.workflow
    assert workflow_of(make_resource(networks=[wales, scotland])) == wales.editors.workflow
    assert workflow_of(make_resource(networks=[])) is None
    assert workflow_of(make_resource(networks=[make_network("without")])) is None


def test_without_a_workflow_curators_publish_directly():
    network = make_network("without")
    member, curator = make_member(network), make_member(network, role="curator")
    resource = submissions.accept(make_submission(network, member), by=curator)
    assert resource.current_workflow_state is None
    assert records.publish(resource, by=curator).live


def test_a_draft_sent_back_can_still_be_published_from_the_desk(wales):
    curator = curator_of(wales)
    resource = submissions.accept(make_submission(wales, make_person("Rhys")), by=curator)
    waiting = resource.current_workflow_task_state
    waiting.task.specific.on_action(waiting, curator, "reject", comment="Not yet")
    assert resource.current_workflow_state.status == "needs_changes"
    assert records.publish(resource, by=curator).live
    assert resource.current_workflow_state is None


def test_in_the_editors_area_a_curator_sees_what_waits_for_their_network_and_nothing_else(
    wales, scotland, as_person
):
    mared, fiona = curator_of(wales, "Mared"), curator_of(scotland, "Fiona")
    resource = submissions.accept(
        make_submission(wales, make_person("Rhys"), title="Waits for Wales"), by=mared
    )
    edit = reverse("wagtailsnippets_knowledge_resource:edit", args=[resource.pk])
    listing = reverse("wagtailsnippets_knowledge_resource:list")
    assert as_person(mared).get(edit).status_code == 200
    assert as_person(fiona).get(edit).status_code in (302, 403)
    assert as_person(make_member(wales)).get(edit).status_code in (302, 403)
    for person in (mared, fiona):
        answer = as_person(person).get(listing)
        assert answer.status_code in (302, 403) or "Waits for Wales" not in answer.text


def test_approving_in_the_editors_area_publishes_and_tells_the_member(wales, as_person):
    curator, member = curator_of(wales), make_person("Rhys")
    enrol(wales, person=member, role="member")
    submission = make_submission(wales, member)
    resource = submissions.accept(submission, by=curator)
    task = resource.current_workflow_task_state
    approve = reverse(
        "wagtailsnippets_knowledge_resource:workflow_action", args=[resource.pk, "approve", task.pk]
    )
    as_person(curator).post(approve, {"comment": ""})
    submission.refresh_from_db()
    assert Resource.objects.get().live and submission.state == "published"


# --- The editors' area ------------------------------------------------------------------------------------------------


@pytest.fixture
def admin(as_person):
    return as_person(make_person("Robin", is_staff=True, is_superuser=True))


def test_an_administrator_lists_filters_edits_and_previews_records(admin):
    topic = make_topic("power")
    resource = make_resource(
        "A record in Welsh", languages=["cy"], topics=[topic], texts={"cy": "Geiriau"}, live=False
    )
    make_resource("Another record", languages=["en"], format="guide")
    listing = reverse("wagtailsnippets_knowledge_resource:list")
    assert "A record in Welsh" in admin.get(listing).text
    for query in (
        {"language": "cy"},
        {"topics": topic.pk},
        {"live": "false"},
        {"format": "report"},
        {"q": "Welsh"},
    ):
        page = admin.get(listing, query).text
        assert "A record in Welsh" in page and "Another record" not in page
    edit = admin.get(reverse("wagtailsnippets_knowledge_resource:edit", args=[resource.pk]))
    assert edit.status_code == 200 and "Geiriau" in edit.text
    preview = reverse("wagtailsnippets_knowledge_resource:preview_on_edit", args=[resource.pk])
    data = {
        "title": "Title being typed", "format": "guide", "creators": "Ostrom, Elinor", "languages": ["cy"],
        "audience": "public", "source_language": "cy", "topics": [topic.pk],
        "texts-TOTAL_FORMS": "1", "texts-INITIAL_FORMS": "1", "texts-MIN_NUM_FORMS": "0", "texts-MAX_NUM_FORMS": "3",
        "texts-0-id": resource.texts.get().pk, "texts-0-language": "cy", "texts-0-summary": "Words being typed",
        "texts-0-status": "human",
    }  # fmt: skip
    assert admin.post(preview, data).json()["is_valid"]
    page = admin.get(preview, {"mode": ""})
    assert page.status_code == 200 and "Title being typed" in page.text and "Words being typed" in page.text


def test_an_administrator_makes_and_publishes_a_record(admin, client):
    wales = make_network("wales")
    data = {
        "title": "Made in the editors’ area", "format": "guide", "creators": "Nesta\nOstrom, Elinor", "year": "2020",
        "languages": ["en"], "audience": "public", "source_language": "en", "networks": [wales.pk],
        "texts-TOTAL_FORMS": "1", "texts-INITIAL_FORMS": "0", "texts-MIN_NUM_FORMS": "0", "texts-MAX_NUM_FORMS": "3",
        "texts-0-language": "en", "texts-0-summary": "Words", "texts-0-status": "human", "action-publish": "1",
    }  # fmt: skip
    answer = admin.post(reverse("wagtailsnippets_knowledge_resource:add"), data)
    assert answer.status_code == 302
    resource = Resource.objects.get()
    assert resource.live and resource.creators == [
        {"literal": "Nesta"},
        {"family": "Ostrom", "given": "Elinor"},
    ]
    assert "Words" in client.get(resource.get_absolute_url()).text


def test_the_editors_area_refuses_an_identifier_that_is_none(admin):
    resource = make_resource("A record")
    data = {"title": "x", "format": "guide", "doi": "eleven", "audience": "public", "source_language": "en",
            "texts-TOTAL_FORMS": "0", "texts-INITIAL_FORMS": "0",
            "texts-MIN_NUM_FORMS": "0", "texts-MAX_NUM_FORMS": "3"}  # fmt: skip
    answer = admin.post(reverse("wagtailsnippets_knowledge_resource:edit", args=[resource.pk]), data)
    assert answer.status_code == 200 and "This is not a DOI." in answer.text


def test_a_record_that_waits_in_the_editors_area_leads_to_the_desk(as_person, wales):
    curator = curator_of(wales)
    resource = submissions.accept(make_submission(wales, make_member(wales)), by=curator)
    first = as_person(curator_of(wales, "Elin")).get("/cms/").content.decode()
    assert f'<a href="/en/desk/library/{resource.pk}/"' in first
    elsewhere = curator_of(make_network("elsewhere"), "Nia")
    assert f"/desk/library/{resource.pk}/" not in as_person(elsewhere).get("/cms/").content.decode()


# --- The first page of the desk ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waiting", "suggestions", "drafts"),
    [
        (0, "Suggestions by state", "All records"),
        (2, "Suggestions by state", "All records"),
        (6, "See all 6", "See all 6"),
    ],
)
def test_the_librarys_desk_is_one_link_away_whatever_waits(as_person, wales, waiting, suggestions, drafts):
    curator = curator_of(wales)
    for number in range(waiting):
        make_submission(wales, curator)
        make_resource(f"Draft {number}", networks=[wales], live=False)
    page = as_person(curator).get("/en/desk/").text
    for slug, label in {"suggestions": suggestions, "drafts": drafts}.items():
        panel = page.partition(f'id="{slug}"')[2].partition("</section>")[0]
        address, words = re.search(r'class="panel-link" href="([^"]+)">([^<]+)<', panel).groups()
        assert words == label
        assert as_person(curator).get(address).status_code == 200
