"""Who sees which record, everywhere records are shown."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from community.search.query import ids_for
from knowledge.library import finding, panels, sitemap
from knowledge.library.domain.duplicates import record_at, similar_titles
from knowledge.library.models import Resource
from tests.factories import make_member, make_network, make_person, make_topic
from tests.factories.library import make_resource

# Rows: record. Columns: who sees it.
TABLE = {
    "public": {"anyone", "stranger", "member", "curator"},
    "members": {"stranger", "member", "curator"},
    "networks": {"member", "curator"},
    "only_me": set(),
    "people": set(),
    "draft": set(),
}


@pytest.fixture
def house(db, run_jobs):
    wales, scotland = make_network("wales"), make_network("scotland")
    topic = make_topic("power")
    people = {
        "anyone": AnonymousUser(),
        "stranger": make_member(scotland, name="Fiona"),
        "member": make_member(wales, name="Rhys"),
        "curator": make_member(wales, role="curator", name="Mared"),
    }
    records = {}
    for name in TABLE:
        live = name != "draft"
        records[name] = make_resource(
            f"Secret treasure of the {name} shelf",
            audience="public" if name == "draft" else name,
            networks=[wales],
            topics=[topic],
            live=live,
            texts={"en": f"Treasure words of {name}"},
        )
        finding.kinds.get("resource")
        from community.search.index import changed

        changed("resource", records[name].pk)
    run_jobs()
    return people, records, topic


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("who", ["anyone", "stranger", "member", "curator"])
def test_every_door_agrees_on_who_sees_a_record(house, as_person, client, name, who):
    people, records, topic = house
    person, resource = people[who], records[name]
    browser = client if who == "anyone" else as_person(person)
    may_see = who in TABLE[name]

    assert Resource.objects.visible_to(person).filter(pk=resource.pk).exists() is may_see
    page = browser.get(reverse("resource", args=[resource.pk, resource.slug]))
    assert page.status_code == (200 if may_see else 404)
    for ending in ("ris", "bib", "json"):
        cite = browser.get(reverse("resource-citation", args=[resource.pk, resource.slug, ending]))
        assert cite.status_code == (200 if may_see else 404)
    assert (resource.title in browser.get(reverse("library")).text) is may_see
    assert (resource.title in browser.get(reverse("library"), {"q": "treasure"}).text) is may_see
    assert (resource.pk in ids_for(kind="resource", text="treasure", user=person)) is may_see
    assert (record_at(resource.url, user=person) == resource) is may_see
    assert (resource in [one.resource for one in similar_titles(resource.title, user=person)]) is may_see
    shown_on_topic = [item.title for item in panels.draw_of_topic(topic, [topic.pk], person).items]
    assert (resource.title in shown_on_topic) is may_see


@pytest.mark.parametrize("name", TABLE)
def test_what_machines_read_holds_only_what_everybody_may_see(house, as_person, name):
    people, records, _topic = house
    resource = records[name]
    is_public = name == "public"
    # The feed answers everybody alike, also one who is signed in.
    feed = as_person(people["curator"]).get(reverse("library-feed"))
    assert (resource.title in feed.text) is is_public
    assert (resource in sitemap.ResourceSitemap().items()) is is_public
    shown = panels.new_in_library("en", None)
    assert (resource.title in [slip.title for slip in shown["slips"]]) is is_public
    assert shown["total"] == 1


def test_missing_and_hidden_look_the_same(house, client):
    _people, records, _topic = house
    pages = []
    for pk in (records["only_me"].pk, 999_999):
        address = reverse("resource", args=[pk, "x"])
        answer = client.get(address)
        assert answer.status_code == 404
        pages.append(answer.text.replace(address.removeprefix("/en"), "/here"))
    assert pages[0] == pages[1]


def test_related_records_are_those_the_reader_may_see(house, as_person, client):
    people, records, _topic = house
    url = reverse("resource", args=[records["public"].pk, records["public"].slug])
    assert records["members"].title not in client.get(url).text
    page = as_person(people["member"]).get(url).text
    assert records["members"].title in page and records["networks"].title in page
    assert records["draft"].title not in page and records["only_me"].title not in page


def test_a_suspended_account_sees_what_everybody_sees(house):
    people, records, _topic = house
    person = make_person("Gone", is_active=False)
    assert list(Resource.objects.visible_to(person)) == [records["public"]]
