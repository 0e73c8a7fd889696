"""An editor's way: write an event in the editors' area, look at it, publish it, translate it."""

import datetime as dt

import pytest

from community.networks.domain.memberships import change_role, join
from community.networks.domain.networks import make_network as make_whole_network
from events.gatherings.models import Gathering
from events.gatherings.pages import EventPage, GatheringsIndexPage
from tests.factories import make_person
from tests.factories.events import make_event_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def wales():
    return make_whole_network(
        slug="wales",
        name_en="Wales",
        name_cy="Cymru",
        short_name_en="Wales",
        short_name_cy="Cymru",
        joining="open",
    )


@pytest.fixture
def editor(wales):
    person, admin = make_person("Editor", time_zone="Europe/London"), make_person("Admin", is_superuser=True)
    change_role(join(wales, by=person), by=admin, role="curator")
    return type(person).objects.get(pk=person.pk)


def sent(wales, **fields):
    return {
        "title": "Learning together", "slug": "learning-together", "intro": "Bring a question.", "seo_title": "",
        "search_description": "", "starts_at": "2027-07-01 10:00", "ends_at": "2027-07-01 12:00",
        "time_zone": "Europe/Paris", "mode": "online", "venue": "", "hosts": [wales.pk], "other_hosts": "",
        "access_info": "Captions", "interpretation_info": "", "body-count": "0", "takes_registrations": "on",
        "capacity": "20", "registration_closes_at": "", "audience": "public", "date_precision": "time",
        "date_text": "", "more_url": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "", "go_live_at": "", "expire_at": "", **fields,
    }  # fmt: skip


def index_page(language="en"):
    return GatheringsIndexPage.objects.get(locale__language_code=language)


def test_an_editor_publishes_an_event_with_the_clocks_of_its_place(wales, editor, as_person, client):
    cms = as_person(editor)
    add = f"/cms/pages/add/events/eventpage/{index_page().pk}/"
    page = cms.get(add)
    assert page.status_code == 200
    assert "United Kingdom (London)" in page.content.decode()
    response = cms.post(add, {**sent(wales), "action-publish": "action-publish"})
    assert response.status_code == 302, response.context["form"].errors
    gathering = Gathering.objects.get()
    assert gathering.starts_at == dt.datetime(2027, 7, 1, 8, 0, tzinfo=dt.UTC)
    assert list(gathering.hosts.all()) == [wales]
    text = client.get("/en/events/learning-together/").content.decode()
    assert "Captions" in text
    edit = cms.get(f"/cms/pages/{EventPage.objects.get().pk}/edit/").content.decode()
    assert 'value="2027-07-01 10:00"' in edit


def test_a_fault_is_said_and_what_was_typed_is_kept(wales, editor, as_person):
    cms = as_person(editor)
    add = f"/cms/pages/add/events/eventpage/{index_page().pk}/"
    response = cms.post(add, {**sent(wales, ends_at="2027-07-01 09:00"), "action-publish": "action-publish"})
    assert response.status_code == 200
    text = response.content.decode()
    assert "An event ends after it starts." in text
    assert "Learning together" in text
    assert not EventPage.objects.exists()


def test_a_draft_is_previewed_as_it_will_be(wales, editor, as_person):
    page = make_event_page([wales], title="Published", starts_at=dt.datetime(2027, 7, 1, 8, 0, tzinfo=dt.UTC))
    page.title = "Only a draft"
    page.save_revision()
    cms = as_person(editor)
    response = cms.get(f"/cms/pages/{page.pk}/view_draft/")
    assert response.status_code == 200
    text = response.content.decode()
    assert "Only a draft" in text
    assert "This is a preview, so nothing is sent." in text
    assert Gathering.objects.get().title_en == "Published"
    unpublished = make_event_page([wales], title="Never published", publish=False)
    assert "Never published" in cms.get(f"/cms/pages/{unpublished.pk}/view_draft/").content.decode()


def test_another_networks_event_cannot_be_touched(wales, editor, as_person):
    scotland = make_whole_network(
        slug="scotland", name_en="Scotland", name_cy="Yr Alban", short_name_en="Scotland", joining="open"
    )
    page = make_event_page([scotland], title="Theirs")
    cms = as_person(editor)
    before = page.latest_revision_id
    data = {**sent(wales, slug=page.slug, hosts=[wales.pk]), "action-publish": "action-publish"}
    for path in (
        f"/cms/pages/{page.pk}/edit/",
        f"/cms/pages/{page.pk}/delete/",
        f"/cms/pages/{page.pk}/unpublish/",
    ):
        assert cms.post(path, data).status_code in (302, 403), path
    page.refresh_from_db()
    assert (page.title, page.live, page.latest_revision_id) == ("Theirs", True, before)
    assert [network.slug for network in page.hosts.all()] == ["scotland"]


def test_a_translation_takes_the_facts_along_and_has_words_of_its_own(wales, client):
    from wagtail.models import Locale
    from wagtail_localize.operations import translate_object

    page = make_event_page([wales], title="Learning together", capacity=12, access_info="Captions")
    translate_object(page, [Locale.objects.get(language_code="cy")])
    welsh = EventPage.objects.get(locale__language_code="cy")
    assert (welsh.slug, welsh.capacity, welsh.starts_at, welsh.live) == (page.slug, 12, page.starts_at, False)
    assert list(welsh.hosts.all()) == [wales]
    assert Gathering.objects.get().title_cy == ""
    welsh.title = "Dysgu gyda’n gilydd"
    welsh.save_revision().publish()
    assert Gathering.objects.get().title_cy == "Dysgu gyda’n gilydd"
    assert "Dysgu gyda’n gilydd" in client.get(f"/cy/events/{page.slug}/").content.decode()


def test_the_list_of_events_is_there_in_each_language_and_once(wales):
    from knowledge.pages.domain.tree import ensure_tree

    ensure_tree()
    pages = list(GatheringsIndexPage.objects.order_by("locale__language_code"))
    assert [(page.locale.language_code, page.slug, page.title) for page in pages] == [
        ("cy", "events", "Digwyddiadau"),
        ("en", "events", "Events"),
    ]
    assert len({page.translation_key for page in pages}) == 1


# --- A second pair of eyes --------------------------------------------------------------------------------------------


def test_what_is_submitted_comes_to_the_editors_of_a_host(wales, editor, as_person, mailoutbox):
    make_whole_network(slug="scotland", name_en="Scotland", name_cy="Yr Alban", short_name_en="Scotland")
    other = make_person("Second Editor", email="second@post.example")
    change_role(join(wales, by=other), by=make_person("Admin", is_superuser=True), role="curator")
    page = make_event_page([wales], publish=False)
    cms = as_person(editor)
    edit = f"/cms/pages/{page.pk}/edit/"
    assert "Wales pages" in cms.get(edit).content.decode()
    cms.post(edit, {**sent(wales), "action-submit": "action-submit"})
    assert "second@post.example" in [to for message in mailoutbox for to in message.to]
    assert "Learning together" in as_person(other).get("/cms/").content.decode()
    assert "workflow-action" in as_person(other).get(edit).content.decode()


def test_a_new_event_is_not_submitted_to_nobody(wales, editor, as_person):
    page = as_person(editor).get(f"/cms/pages/add/events/eventpage/{index_page().pk}/").content.decode()
    assert 'name="action-publish"' in page
    assert 'name="action-submit"' not in page


def test_an_event_without_hosts_has_no_workflow(wales):
    page = make_event_page([])
    assert page.get_workflow() is None
    assert page.has_workflow is False


def test_the_first_page_of_the_editors_area_begins_events(wales, editor, as_person):
    first = as_person(editor).get("/cms/").content.decode()
    for language in ("en", "cy"):
        assert f"/cms/pages/add/events/eventpage/{index_page(language).pk}/" in first
    nobody = make_person("Admin", is_superuser=True)
    assert as_person(nobody).get("/cms/").status_code == 200
