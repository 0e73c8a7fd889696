"""What is said in public, for feed readers."""

import xml.etree.ElementTree as ET

import pytest

from community.discussions.domain.threads import remove_post, reply_to
from community.topics.models import Topic
from tests.factories import make_network, make_post, make_space, make_thread
from tests.queries import count_queries

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    return list(ET.fromstring(answer.content).iter(f"{ATOM}entry"))


def titles(client, path):
    return [entry.find(f"{ATOM}title").text for entry in entries(client, path)]


def test_a_space_tells_its_posts_newest_first(client, thread, rhys):
    reply_to(thread, by=rhys, html="<p>With a <b>cup</b> of tea.</p>", language="en")
    found = entries(client, "/en/spaces/practice/feed.atom")
    assert [entry.find(f"{ATOM}title").text for entry in found] == [
        "Rhys Bevan in “How do you begin?”", "How do you begin?",
    ]  # fmt: skip
    assert found[0].find(f"{ATOM}author/{ATOM}name").text == "Rhys Bevan"
    assert found[0].find(f"{ATOM}summary").text == "<p>With a <b>cup</b> of tea.</p>"
    assert (
        found[0].find(f"{ATOM}link").get("href").endswith(f"/en/threads/{thread.pk}/{thread.slug}/posts/2/")
    )


def test_entries_keep_their_identity_in_every_language(client, thread):
    ids = {
        entries(client, f"/{language}/spaces/practice/feed.atom")[0].find(f"{ATOM}id").text
        for language in ("en", "cy")
    }
    assert len(ids) == 1


def test_what_was_removed_is_not_told(client, thread, rhys):
    post = reply_to(thread, by=rhys, html="<p>Sorry.</p>", language="en")
    remove_post(post, by=rhys)
    assert titles(client, "/en/spaces/practice/feed.atom") == ["How do you begin?"]


@pytest.mark.parametrize("audience", ["members", "networks", "space"])
def test_a_place_that_is_not_public_has_no_feed_whoever_asks(client, as_person, nia, network, audience):
    closed = make_space([network], audience=audience, slug="closed")
    thread = make_thread(closed, nia, title="Among us")
    for reader in (client, as_person(nia)):
        assert reader.get("/en/spaces/closed/feed.atom").status_code == 404
        assert reader.get(f"/en/threads/{thread.pk}/{thread.slug}/feed.atom").status_code == 404
        assert titles(reader, "/en/networks/wales/conversations/feed.atom") == []


def test_a_topic_tells_of_itself_and_what_is_below_it(client, space, nia):
    care = Topic.objects.create(slug="care", name_en="Care", name_cy="Gofal")
    carers = Topic.objects.create(slug="carers", name_en="Carers", name_cy="Gofalwyr", parent=care)
    make_thread(space, nia, title="About carers").topics.add(carers)
    make_thread(space, nia, title="About nothing")
    assert titles(client, "/en/topics/care/feed.atom") == ["About carers"]
    assert titles(client, "/en/topics/carers/feed.atom") == ["About carers"]


def test_a_network_tells_of_spaces_it_holds_alone_or_with_others(client, network, nia):
    other = make_network("scotland")
    make_thread(make_space([network, other]), nia, title="Together")
    make_thread(make_space([other]), nia, title="Theirs")
    assert titles(client, "/en/networks/wales/conversations/feed.atom") == ["Together"]


def test_a_conversation_has_a_feed_and_its_page_names_it(client, thread):
    address = f"/en/threads/{thread.pk}/{thread.slug}/feed.atom"
    assert titles(client, address) == ["How do you begin?"]
    assert f'href="{address}"' in client.get(thread.get_absolute_url()).text


def test_only_the_newest_thirty_are_told_at_the_same_cost(client, space, nia, thread):
    path = "/en/spaces/practice/feed.atom"
    client.get(path)
    with count_queries() as few:
        client.get(path)
    for number in range(40):
        make_post(thread, nia, html=f"<p>Word {number}</p>")
    with count_queries(at_most=len(few)):
        found = entries(client, path)
    assert len(found) == 30
    assert "Word 39" in found[0].find(f"{ATOM}summary").text


@pytest.mark.parametrize("path", ["spaces/x", "topics/x", "networks/x/conversations", "threads/9/x"])
def test_what_is_not_there_is_missing(client, path):
    assert client.get(f"/en/{path}/feed.atom").status_code == 404
