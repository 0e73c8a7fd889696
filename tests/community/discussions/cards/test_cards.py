"""Cards of our own things below a post: there for everybody who may read the thread, or not at all."""

import pytest

from community.discussions.cards.domain import covers, own_paths
from community.discussions.cards.models import PostLink
from community.discussions.domain.posts import changing
from community.discussions.domain.threads import remove_thread, tidy_words
from community.search import index
from tests.factories import make_network, make_post, make_space, make_thread


@pytest.fixture
def linked(space, nia, run_jobs):
    """A public conversation that others link to, already in the index."""
    thread = make_thread(space, nia, title="What worked in Gwynedd")
    run_jobs()
    return thread


def path_of(thread, language="en"):
    return f"/{language}/threads/{thread.pk}/{thread.slug}/"


def link_to(thread, other, author, language="en"):
    return make_post(thread, author, html=f'<p>See <a href="{path_of(other, language)}posts/1/">this</a></p>')


def page(client, thread, language="en"):
    return client.get(path_of(thread, language)).content.decode()


def card(thread, language="en"):
    return f'<a class="link-card" href="{path_of(thread, language)}">'


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/en/library/3/plan/", "/library/3/plan/"),
        ("/cy/library/3/plan", "/library/3/plan/"),
        ("http://localhost:8000/gd/events/x/?a=1#b", "/events/x/"),
        ("https://localhost.evil.example/en/events/x/", None),
        ("//evil.example/en/events/x/", None),
        ("mailto:nia@example.org", None),
        ("http://[broken/en/x/", None),
    ],
)
def test_only_addresses_of_ours_are_looked_up(address, path):
    assert own_paths(f'<a href="{address}">x</a>') == ([path] if path else [])


@pytest.mark.parametrize(
    ("thing", "thread", "covered"),
    [
        ({"public"}, {"public"}, True),
        ({"public"}, {"space:4"}, True),
        ({"members"}, {"public"}, False),
        ({"members"}, {"network:1"}, True),
        ({"network:1", "network:2"}, {"network:1"}, True),
        ({"network:1"}, {"network:1", "network:2"}, False),
        ({"network:1"}, {"members"}, False),
        ({"space:4"}, {"space:4"}, True),
        (set(), {"public"}, False),
        ({"network:1"}, set(), False),
    ],
)
def test_a_card_needs_everybody_to_see_the_thing(thing, thread, covered):
    assert covers(thing, thread) is covered


class TestCards:
    def test_a_link_has_a_card_in_the_readers_language(self, client, thread, linked, rhys):
        link_to(thread, linked, rhys, "cy")
        assert card(linked) in page(client, thread)
        assert card(linked, "cy") in page(client, thread, "cy")
        assert "What worked in Gwynedd" in page(client, thread)
        assert "Sgwrs" in page(client, thread, "cy").partition("link-card")[2][:900]

    def test_what_not_everybody_sees_has_none(self, client, as_person, thread, nia, rhys, network, run_jobs):
        secret = make_thread(make_space([network], audience="networks"), nia, title="Not for all")
        run_jobs()
        link_to(thread, secret, rhys)
        run_jobs()
        for asking in (client, as_person(nia)):  # also she who may see it: the fragment is one for all
            assert "link-card" not in page(asking, thread)
            assert "Not for all" not in page(asking, thread)
        among = make_thread(make_space([network], audience="networks"), nia)
        link_to(among, secret, rhys)
        assert card(secret) in page(as_person(nia), among)

    def test_it_follows_the_thing(self, client, thread, linked, rhys, nia, run_jobs):
        post = link_to(thread, linked, rhys)
        run_jobs()
        assert PostLink.objects.get(post=post).object_id == linked.pk
        type(linked).objects.filter(pk=linked.pk).update(title="What worked in Eryri")
        index.changed("thread", linked.pk)
        run_jobs()
        assert "What worked in Eryri" in page(client, thread)
        remove_thread(linked, by=nia)
        run_jobs()
        assert "link-card" not in page(client, thread)

    def test_it_closes_with_the_thing(self, client, thread, space, linked, rhys, run_jobs):
        closed = make_space([make_network()], audience="networks")
        link_to(thread, linked, rhys)
        run_jobs()
        assert card(linked) in page(client, thread)
        type(linked).objects.filter(pk=linked.pk).update(space=closed)
        index.changed("thread", linked.pk)
        run_jobs()
        assert "What worked" not in page(client, thread)

    def test_changed_words_have_other_cards(self, client, thread, linked, rhys, run_jobs):
        post = link_to(thread, linked, rhys)
        run_jobs()
        with changing(post, "edited") as row:
            row.html, row.text = tidy_words("<p>No link any more</p>")
        run_jobs()
        assert "link-card" not in page(client, thread)
        assert not PostLink.objects.exists()

    def test_three_at_most_and_never_of_itself(self, client, thread, space, rhys, nia, run_jobs):
        others = [make_thread(space, nia, title=f"Other {number}") for number in range(4)]
        run_jobs()
        links = "".join(f'<a href="{path_of(other)}">x</a> ' for other in [thread, *others])
        make_post(thread, rhys, html=f"<p>{links}</p>")
        assert page(client, thread).count('class="link-card"') == 3
        assert card(thread) not in page(client, thread)

    def test_pages_with_cards_cost_no_query_more(self, as_person, thread, linked, rhys, queries):
        client = as_person(rhys)
        client.get(path_of(thread))
        with queries(at_most=12) as before:
            client.get(path_of(thread))
        for _ in range(6):
            link_to(thread, linked, rhys)
        client.get(path_of(thread))
        with queries(at_most=len(before)):
            client.get(path_of(thread))
