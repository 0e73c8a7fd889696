"""Living conversations on front pages: only what everybody may read."""

import pytest

from community.discussions.home_panel import living_threads
from tests.factories import make_network, make_person, make_post, make_space, make_thread

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def titles(network=None):
    shown = living_threads("en", network)
    return [row["title"] for row in shown["rows"]] if shown else None


def test_nothing_is_shown_where_nobody_has_spoken():
    make_space([make_network("wales")])
    assert titles() is None


def test_only_public_conversations_are_shown_the_liveliest_first():
    person, network = make_person("Nia Parry"), make_network("wales")
    first = make_thread(make_space([network]), person, title="First")
    make_thread(make_space([network]), person, title="Second")
    for audience in ("members", "networks", "space"):
        make_thread(make_space([network], audience=audience), person, title=f"For {audience}")
    assert titles() == ["Second", "First"]
    make_post(first, person, html="<p>News.</p>")
    assert titles() == ["First", "Second"]


def test_a_networks_page_shows_its_own_and_shared_conversations():
    person = make_person("Nia Parry")
    wales, scotland = make_network("wales"), make_network("scotland")
    make_thread(make_space([wales]), person, title="Welsh")
    make_thread(make_space([scotland]), person, title="Scottish")
    make_thread(make_space([wales, scotland]), person, title="Shared")
    assert titles(wales) == ["Shared", "Welsh"]


def test_a_removed_post_is_not_quoted():
    person = make_person("Nia Parry")
    thread = make_thread(make_space([make_network("wales")]), person, title="First")
    make_post(thread, person, html="<p>Regretted words.</p>")
    thread.posts.filter(number=2).update(removed_at=thread.started_at)
    (row,) = living_threads("en", None)["rows"]
    assert "Regretted" not in row["excerpt"]
    assert row["excerpt"] == "The first words."


def test_what_was_said_breaks_off_between_words():
    person = make_person("Nia Parry")
    thread = make_thread(make_space([make_network("wales")]), person)
    make_post(thread, person, html=f"<p>{'practice ' * 40}</p>")
    (row,) = living_threads("en", None)["rows"]
    assert row["excerpt"] == "practice " * 14 + "practice…"


def test_words_in_another_language_are_marked(client):
    person = make_person("Nia Parry")
    make_thread(make_space([make_network("wales")]), person, title="Sut mae dechrau?", language="cy")
    text = client.get("/en/").content.decode()
    assert '<h3 class="row-title" lang="cy">' in text
    assert '<p lang="cy">The first words.</p>' in text


def test_it_costs_the_same_for_more_conversations(queries):
    person, space = make_person("Nia Parry"), make_space([make_network("wales")])
    for number in range(6):
        make_thread(space, person, title=f"Thread {number}")
    with queries(exactly=2):
        assert len(living_threads("en", None)["rows"]) == 4
