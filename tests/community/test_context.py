"""What every page knows, and that knowing it costs a visitor nothing."""

import pytest
from django.utils import translation

from community.context import navigation, site, works_at_desk
from tests.factories import make_member, make_network, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def ask(rf, path="/en/library/", user=None):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get(path)
    request.user = user or AnonymousUser()
    return request


def test_a_visitors_page_costs_no_query_once_things_are_remembered(client, queries):
    client.get("/en/gallery/")
    with queries(exactly=0):
        assert client.get("/en/gallery/").status_code == 200


def test_the_part_of_the_site_one_is_in_is_marked(rf):
    entries = navigation(ask(rf, "/en/library/7/a-guide/"))
    assert [entry["url"] for entry in entries if entry["current"]] == ["/en/library/"]
    assert [str(entry["label"]) for entry in entries] == [
        "Networks",
        "Conversations",
        "Library",
        "Events",
        "People",
    ]


@pytest.mark.parametrize("page", ["", "rename/", "move/", "split/", "merge/", "posts/3/edit/"])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_conversation_and_what_is_done_to_it_belong_to_conversations(rf, language, page):
    with translation.override(language):
        entries = navigation(ask(rf, f"/{language}/threads/7/how-do-you-begin/{page}"))
    assert [entry["url"] for entry in entries if entry["current"]] == [f"/{language}/spaces/"]


def test_every_address_in_the_navigation_is_there(client, rf):
    make_network("wales")
    for language in ("en", "cy"):
        for entry in navigation(ask(rf)):
            address = entry["url"].replace("/en/", f"/{language}/", 1)
            assert client.get(address).status_code in (200, 302), address


@pytest.mark.parametrize(
    ("role", "works"),
    [("member", False), ("facilitator", True), ("curator", True), ("moderator", True), ("coordinator", True)],
)
def test_the_desk_is_for_those_with_work_there(rf, role, works):
    person = make_member(make_network("wales"), role=role)
    assert works_at_desk(ask(rf, user=person)) == works


def test_notices_are_counted_only_where_they_are_shown(rf, queries):
    request = ask(rf, user=make_person("Nia Parry"))
    with queries(exactly=0):
        context = site(request)
    with queries(exactly=1):
        assert str(context["notices_count"]) == "0"
    assert not context["notices_count"]


def test_an_installation_says_whether_it_is_a_demonstration(rf):
    from django.core.cache import cache

    from community.demo_loading import DemoLoad

    assert not site(ask(rf))["is_demo"]
    DemoLoad.objects.create()
    cache.clear()
    assert site(ask(rf))["is_demo"]
