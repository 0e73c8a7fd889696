"""A network's editors write its pages, and nobody else's, in the real editors' area."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, WorkflowPage
from wagtail.test.utils.form_data import nested_form_data, streamfield

from community.networks.domain import memberships as membership_doings
from community.networks.domain.networks import change_network, make_network
from community.networks.roles import Role
from knowledge.pages.domain.network_pages import follow_changes_of, keep_editors_in_step, make_pages_of
from knowledge.pages.models import NetworkEditors, NetworkHomePage, NewsIndexPage, NewsPage, StandardPage
from tests.factories import make_member, make_person
from tests.factories.pages import (
    home_page,
    make_editor,
    make_network_with_pages,
    make_news,
    make_page,
    network_home,
)

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def wales():
    return make_network_with_pages("wales")


@pytest.fixture
def scotland():
    return make_network_with_pages("scotland")


def page_form(title, slug, **more):
    """What the page editor posts for a plain page."""
    return nested_form_data(
        {
            "title": title,
            "slug": slug,
            "intro": "",
            "seo_title": "",
            "search_description": "",
            "body": streamfield([]),
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
            "comments-MIN_NUM_FORMS": 0,
            "comments-MAX_NUM_FORMS": "",
            **more,
        }
    )


# --- Made with the network --------------------------------------------------------------------------------------------


def test_making_a_network_makes_its_pages_group_collection_and_workflow(scotland):
    coordinator = make_person("Mared Hopcyn")
    network = make_network(
        "wales",
        name_en="Co-production Network for Wales",
        name_cy="Rhwydwaith Cydgynhyrchu Cymru",
        short_name_en="Wales network",
        coordinator=coordinator,
    )
    homes = NetworkHomePage.objects.filter(network=network).order_by("locale__pk")
    assert [(home.title, home.live, home.url) for home in homes] == [
        ("Co-production Network for Wales", True, "/en/networks/wales/"),
        ("Rhwydwaith Cydgynhyrchu Cymru", True, "/cy/networks/wales/"),
    ]
    assert len({home.translation_key for home in homes}) == 1
    assert all(NewsIndexPage.objects.child_of(home).filter(slug="news", live=True).exists() for home in homes)
    editors = NetworkEditors.objects.get(network=network)
    assert editors.group.name == "Wales network editors"
    assert set(editors.group.user_set.all()) == {coordinator}
    # Rooms above may add places of their own, for example where events are announced.
    rights = GroupPagePermission.objects.filter(group=editors.group, page__in=NetworkHomePage.objects.all())
    assert {(right.page_id, right.permission.codename) for right in rights} == {
        (home.pk, codename) for home in homes for codename in ("add_page", "change_page", "publish_page")
    }
    assert {place.page_id for place in WorkflowPage.objects.filter(workflow=editors.workflow)} == {
        home.pk for home in homes
    }


def test_making_the_pages_again_changes_nothing(wales):
    before = (Page.objects.count(), Group.objects.count(), GroupPagePermission.objects.count())
    make_pages_of(wales)
    assert (Page.objects.count(), Group.objects.count(), GroupPagePermission.objects.count()) == before


def test_two_networks_of_one_short_name_have_groups_of_their_own():
    first = make_network_with_pages("one", short_name_en="Same")
    second = make_network_with_pages("two", short_name_en="Same")
    assert first.editors.group.name == "Same editors"
    assert second.editors.group.name == "Same editors 2"


def test_titles_and_names_follow_when_the_network_is_called_otherwise(wales):
    coordinator = make_editor(wales, "coordinator")
    change_network(wales, by=coordinator, name_en="New name", short_name_en="New")
    assert network_home(wales, "en").title == "New name"
    assert NetworkEditors.objects.get(network=wales).group.name == "New editors"
    revision = network_home(wales, "en").get_latest_revision_as_object()
    assert revision.title == "New name"
    follow_changes_of(wales)  # nothing left to do, and no harm


# --- Who is an editor -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "state", "edits"),
    [
        ("member", "active", False),
        ("facilitator", "active", False),
        ("moderator", "active", False),
        ("curator", "active", True),
        ("coordinator", "active", True),
        ("curator", "suspended", False),
        ("coordinator", "left", False),
        ("curator", "invited", False),
    ],
)
def test_editors_are_the_active_curators_and_coordinators(wales, role, state, edits):
    person = make_member(wales, role=role, state=state)
    keep_editors_in_step(person.memberships.get())
    assert wales.editors.group.user_set.filter(pk=person.pk).exists() == edits


def test_a_change_of_role_puts_the_member_in_and_takes_them_out(wales):
    coordinator = make_editor(wales, "coordinator")
    person = make_member(wales, name="Rhys Bevan")
    membership = person.memberships.get()
    membership_doings.change_role(membership, by=coordinator, role=Role.CURATOR)
    assert person.has_perm("wagtailadmin.access_admin") is True
    membership.refresh_from_db()
    membership_doings.change_role(membership, by=coordinator, role=Role.MEMBER)
    assert not wales.editors.group.user_set.filter(pk=person.pk).exists()


def test_who_leaves_one_network_stays_editor_of_the_other(wales, scotland):
    person = make_editor(wales)
    make_member(scotland, role="curator", person=person)
    keep_editors_in_step(person.memberships.get(network=scotland))
    membership_doings.leave(wales, by=person)
    assert not wales.editors.group.user_set.filter(pk=person.pk).exists()
    assert scotland.editors.group.user_set.filter(pk=person.pk).exists()


# --- In the editors' area ---------------------------------------------------------------------------------------------


def test_a_member_without_such_a_role_does_not_get_in(wales, as_person):
    for address in ("/cms/", "/cms/pages/", "/cms/images/"):
        response = as_person(make_member(wales)).get(address)
        assert response.status_code == 403
        assert "This is where the editors of a network write its pages." in response.content.decode()


def test_a_visitor_is_led_to_sign_in_and_on_to_the_editors_area(client):
    response = client.get("/cms/", follow=True)
    assert response.redirect_chain[-1][0] == "/en/accounts/login/?next=/cms/"


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_curator_writes_and_publishes_a_page_of_the_own_network(wales, as_person, language):
    client = as_person(make_editor(wales))
    home = network_home(wales, language)
    response = client.post(
        reverse("wagtailadmin_pages:add", args=["knowledge", "standardpage", home.pk]),
        {**page_form("What we did", "what-we-did"), "action-publish": "1"},
    )
    made = StandardPage.objects.child_of(home).get(slug="what-we-did")
    assert response.status_code == 302
    assert made.live
    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[made.pk]),
        {**page_form("What we did next", "what-we-did"), "action-publish": "1"},
    )
    made.refresh_from_db()
    assert made.title == "What we did next"


def test_a_curator_edits_the_front_page_of_the_own_network(wales, as_person):
    client = as_person(make_editor(wales))
    home = network_home(wales)
    form = page_form("Wales, renamed", "wales", intro="We meet on Tuesdays.")
    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[home.pk]), {**form, "action-publish": "1"}
    )
    assert response.status_code == 302
    home.refresh_from_db()
    assert home.intro == "We meet on Tuesdays."


@pytest.mark.parametrize("what", ["edit", "add", "delete", "unpublish", "move", "copy", "publish"])
@pytest.mark.parametrize("whose", ["scotland", "house"])
def test_a_curator_is_refused_at_everybody_elses_pages(wales, scotland, as_person, whose, what):
    client = as_person(make_editor(wales))
    parent = network_home(scotland) if whose == "scotland" else home_page("en")
    page = make_page(parent, "Theirs", slug="theirs")
    addresses = {
        "edit": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "add": reverse("wagtailadmin_pages:add", args=["knowledge", "standardpage", parent.pk]),
        "delete": reverse("wagtailadmin_pages:delete", args=[page.pk]),
        "unpublish": reverse("wagtailadmin_pages:unpublish", args=[page.pk]),
        "move": reverse("wagtailadmin_pages:move", args=[page.pk]),
        "copy": reverse("wagtailadmin_pages:copy", args=[page.pk]),
        "publish": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    data = (
        {**page_form("Mine now", "theirs"), "action-publish": "1"}
        if what in ("edit", "add", "publish")
        else {}
    )
    for response in (client.get(addresses[what]), client.post(addresses[what], data)):
        assert response.status_code in (302, 403)
        if response.status_code == 302:
            assert response["Location"] == "/cms/"
    page.refresh_from_db()
    assert (page.title, page.live) == ("Theirs", True)
    assert Page.objects.filter(title="Mine now").count() == 0


def test_a_curator_does_not_find_other_networks_pages_in_the_editors_area(
    wales, scotland, as_person, run_jobs
):
    make_page(network_home(wales), "Ours to write")
    make_page(network_home(scotland), "Theirs to write")
    run_jobs()  # Wagtail's own index follows by job
    client = as_person(make_editor(wales))
    found = client.get(reverse("wagtailadmin_pages:search"), {"q": "write"}).content.decode()
    assert "Ours to write" in found
    assert "Theirs to write" not in found


@pytest.mark.parametrize("what", ["delete", "unpublish", "move"])
@pytest.mark.parametrize("which", ["own front page", "home page", "library", "news list"])
def test_nobody_takes_away_a_page_the_site_stands_on(wales, as_person, which, what):
    admin = make_person("Robin Ashdown", is_superuser=True)
    pages = {
        "own front page": network_home(wales),
        "home page": home_page("en"),
        "library": Page.objects.get(url_path__endswith="/home/library/"),
        "news list": NewsIndexPage.objects.child_of(network_home(wales)).get(),
    }
    page = pages[which]
    for person in (admin, make_editor(wales)):
        response = as_person(person).post(reverse(f"wagtailadmin_pages:{what}", args=[page.pk]))
        assert response.status_code in (302, 403)
    assert Page.objects.get(pk=page.pk).live


def test_the_address_of_such_a_page_cannot_be_changed(wales, as_person):
    client = as_person(make_editor(wales))
    home = network_home(wales)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[home.pk]),
        {**page_form("Wales", "cymru"), "action-publish": "1"},
    )
    home.refresh_from_db()
    assert home.slug == "wales"


def test_the_first_page_of_the_editors_area_shows_the_own_pages(wales, scotland, as_person):
    client = as_person(make_editor(wales, language="en"))
    shown = client.get("/cms/").content.decode()
    for language in ("en", "cy"):
        assert reverse("wagtailadmin_pages:edit", args=[network_home(wales, language).pk]) in shown
    assert reverse("wagtailadmin_pages:edit", args=[network_home(scotland).pk]) not in shown


def test_the_editors_area_speaks_the_language_of_the_account(wales, as_person):
    person = make_editor(wales, language="cy")
    shown = as_person(person).get("/cms/help/").content.decode()
    assert '<html lang="cy"' in shown
    person.language = "en"
    person.save()
    shown = as_person(person).get("/cms/help/").content.decode()
    assert '<html lang="en"' in shown
    assert "Writing a page" in shown


@pytest.mark.parametrize(("person", "shown"), [("curator", True), ("stranger", False), ("visitor", False)])
def test_the_way_to_edit_a_page_is_shown_to_its_editors_only(
    client, wales, scotland, as_person, person, shown
):
    page = make_page(network_home(wales), "Ours")
    people = {
        "curator": lambda: as_person(make_editor(wales)),
        "stranger": lambda: as_person(make_editor(scotland)),
        "visitor": lambda: client,
    }
    response = people[person]().get(page.url)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (address in response.content.decode()) == shown


# --- Workflow ---------------------------------------------------------------------------------------------------------


def submit(page, person):
    """Send the newest draft of ``page`` through its workflow, as the page editor does."""
    page.save_revision(user=person)
    return page.get_workflow().start(page, person)


def test_a_page_that_waits_comes_to_the_networks_editors_and_is_published_by_one(wales, scotland, as_person):
    author, editor = make_editor(wales, name="Rhys Bevan"), make_editor(wales, name="Cerys Vaughan")
    page = make_page(network_home(wales), "Waits", live=False)
    state = submit(page, author)
    assert state.workflow == wales.editors.workflow
    task_state = state.current_task_state
    stranger = as_person(make_editor(scotland))
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task_state.pk])
    stranger.post(address, {"comment": ""})
    page.refresh_from_db()
    assert not page.live
    as_person(editor).post(address, {"comment": "Good."})
    page.refresh_from_db()
    assert page.live


def test_news_of_a_network_are_written_under_its_own_list(wales, as_person):
    client = as_person(make_editor(wales))
    index = NewsIndexPage.objects.child_of(network_home(wales)).get()
    response = client.post(
        reverse("wagtailadmin_pages:add", args=["knowledge", "newspage", index.pk]),
        {
            **page_form("We met", "we-met", day="2026-11-20", author_line="Siân", picture=""),
            "action-publish": "1",
        },
    )
    assert response.status_code == 302
    assert NewsPage.objects.descendant_of(network_home(wales)).get().network == wales


@pytest.mark.parametrize(
    ("parent", "allowed"),
    [
        ("house", {"StandardPage"}),
        ("network", {"StandardPage"}),
        ("news", {"NewsPage"}),
        ("networks", set()),
        ("library", set()),
        ("page", {"StandardPage"}),
        ("item", set()),
    ],
)
def test_each_place_offers_the_pages_that_belong_there(wales, parent, allowed):
    places = {
        "house": lambda: home_page("en"),
        "network": lambda: network_home(wales),
        "news": lambda: NewsIndexPage.objects.child_of(network_home(wales)).get(),
        "networks": lambda: Page.objects.get(url_path__endswith="/home/networks/").specific,
        "library": lambda: Page.objects.get(url_path__endswith="/home/library/").specific,
        "page": lambda: make_page(),
        "item": lambda: make_news(),
    }
    place = places[parent]()
    offered = {
        model.__name__ for model in type(place).creatable_subpage_models() if model.can_create_at(place)
    }
    assert offered == allowed


@pytest.mark.parametrize("address", ["/cms/", "/cms/pages/", "/cms/help/", "/cms/account/", "/en/about/"])
def test_the_editors_area_has_a_policy_of_its_own_and_loads_nothing_from_elsewhere(wales, as_person, address):
    response = as_person(make_editor(wales)).get(address, follow=True)
    policy = response.headers["Content-Security-Policy"]
    assert ("script-src 'self' 'unsafe-inline'" in policy) == address.startswith("/cms/")
    assert "http" not in policy
    assert "object-src 'none'" in policy


# --- Translating ------------------------------------------------------------------------------------------------------


def translation_addresses(page, locale):
    """The two doors of wagtail-localize that ask for no right on the page itself."""
    from wagtail_localize.models import Translation, TranslationSource

    source, _created = TranslationSource.get_or_create_from_instance(page)
    Translation.objects.create(source=source, target_locale=locale).save_target(publish=False)
    return {
        "submit": reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
        "update": reverse("wagtail_localize:update_translations", args=[source.pk]),
    }


def test_a_curator_sends_an_own_page_to_be_translated_and_publishes_the_translation(wales, as_person):
    from wagtail.models import Locale

    client = as_person(make_editor(wales))
    page = make_page(network_home(wales), "Minutes", slug="minutes")
    welsh = Locale.objects.get(language_code="cy")
    client.post(
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
        {"locales": [welsh.pk], "include_subtree": ""},
    )
    copy = page.get_translation(welsh).specific
    assert not copy.live
    assert copy.get_parent().specific == network_home(wales, "cy")
    assert client.get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).status_code == 200
    client.post(reverse("wagtailadmin_pages:edit", args=[copy.pk]), {"action": "publish"})
    copy.refresh_from_db()
    assert copy.url == "/cy/networks/wales/minutes/"


@pytest.mark.parametrize("door", ["submit", "update"])
@pytest.mark.parametrize("whose", ["scotland", "house"])
def test_a_curator_may_not_translate_everybody_elses_pages(wales, scotland, as_person, whose, door):
    from wagtail.models import Locale

    parent = network_home(scotland) if whose == "scotland" else home_page("en")
    page = make_page(parent, "Theirs", slug="theirs")
    welsh = Locale.objects.get(language_code="cy")
    address = translation_addresses(page, welsh)[door]
    client = as_person(make_editor(wales))
    for response in (
        client.get(address),
        client.post(address, {"publish_translations": "on", "locales": [welsh.pk]}),
    ):
        assert response.status_code == 403
    assert not page.get_translation(welsh).live


def test_the_list_of_all_translations_is_for_administrators(wales, as_person):
    address = reverse("wagtail_localize:translations_report")
    assert as_person(make_editor(wales)).get(address).status_code == 403
    assert as_person(make_person("Robin Ashdown", is_superuser=True)).get(address).status_code == 200


def test_the_chooser_of_pages_hides_other_networks_drafts(wales, scotland, as_person):
    make_page(network_home(wales), "Our draft", live=False)
    make_page(network_home(scotland), "Their draft", live=False)
    make_page(network_home(scotland), "Their page")
    client = as_person(make_editor(wales))
    shown = {
        name: client.get(
            reverse("wagtailadmin_choose_page_child", args=[network_home(network).pk])
        ).content.decode()
        for name, network in (("wales", wales), ("scotland", scotland))
    }
    assert "Our draft" in shown["wales"]
    assert "Their page" in shown["scotland"]
    assert "Their draft" not in shown["scotland"]
