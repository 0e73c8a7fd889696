"""Conversations in the search: every post is found, and the hit leads to it."""

from dataclasses import replace

import pytest

from community.discussions import searching
from community.discussions.domain import threads
from community.discussions.domain.subjects import thread_on
from community.discussions.outcomes.domain import propose_summary, publish_summary
from community.search import vocabulary
from community.search.models import SearchDocument
from tests.factories import (
    make_member,
    make_network,
    make_person,
    make_post,
    make_space,
    make_thread,
    make_topic,
)
from tests.factories.library import make_resource
from tests.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(run_jobs):
    """A thread in an open space, its first post about housing."""
    made = make_thread(make_space(), make_person("Gwen Rees"), title="How do you begin?")
    make_post(made, made.author, html="<p>We began with housing.</p>")
    run_jobs()
    return made


def hits(client, text, **chosen):
    return client.get("/en/search/", {"q": text, "kind": "thread", **chosen}).context["results"].rows


def test_a_hit_leads_to_the_post_that_says_it(client, thread, run_jobs):
    make_post(thread, make_person("Cai"), html="<p>Timebanks were the way in for us.</p>")
    run_jobs()
    (row,) = hits(client, "timebank")
    assert row.url == f"/en/threads/{thread.pk}/{thread.slug}/posts/3/"
    landed = client.get(row.url)
    assert landed["Location"].endswith("#post-3")
    assert [piece for piece, found in row.hit.excerpt if found] == ["Timebanks"]
    assert "housing" not in "".join(piece for piece, _found in row.hit.excerpt)


def test_of_several_posts_the_one_that_says_most_is_led_to(client, thread, run_jobs):
    make_post(thread, make_person("Cai"), html="<p>Budgets, and more of housing.</p>")
    run_jobs()
    (row,) = hits(client, "housing budget")
    assert row.url.endswith("/posts/3/")


def test_a_quoted_phrase_leads_to_where_it_stands(client, thread, run_jobs):
    make_post(thread, make_person("Cai"), html="<p>Living experience, lived well, an experience.</p>")
    make_post(thread, make_person("Mair"), html="<p>Ask for lived experience first.</p>")
    run_jobs()
    (row,) = hits(client, '"lived experience"')
    assert row.url.endswith("/posts/4/")


def test_words_of_several_posts_find_their_thread(client, thread, run_jobs):
    make_post(thread, make_person("Cai"), html="<p>And then came orchards.</p>")
    run_jobs()
    assert len(hits(client, "housing orchards")) == 1


def test_each_post_is_found_by_the_forms_of_its_own_language(client, thread, run_jobs):
    make_post(
        thread, make_person("Cai"), html="<p>Aethom i’r nghymunedau gyda phobl ifanc.</p>", language="cy"
    )
    run_jobs()
    (row,) = hits(client, "cymuned")
    assert row.url.endswith("/posts/3/")
    assert (row.hit.language, row.hit.excerpt_language) == ("en", "cy")
    assert hits(client, '"housing aethom"') == []


def test_a_title_alone_leads_to_the_beginning(client, thread):
    (row,) = hits(client, "title:begin")
    assert row.url == f"/en/threads/{thread.pk}/{thread.slug}/"


def test_the_last_post_of_a_long_thread_is_found_and_the_thread_stands_once(
    client, thread, run_jobs, monkeypatch
):
    monkeypatch.setattr(searching, "PART_LENGTH", 200)
    cai = make_person("Cai")
    for number in range(12):
        make_post(thread, cai, html=f"<p>Filling {'words ' * 20} and word{number}</p>")
    last = make_post(thread, cai, html="<p>At last the kingfisher.</p>")
    run_jobs()
    assert SearchDocument.objects.filter(kind="thread", object_id=thread.pk).count() > 5
    (row,) = hits(client, "kingfisher")
    assert row.url.endswith(f"/posts/{last.number}/")
    assert len(hits(client, "begin")) == 1


def test_a_new_post_writes_the_last_document_only(thread, run_jobs, monkeypatch):
    monkeypatch.setattr(searching, "PART_LENGTH", 200)
    for _number in range(8):
        make_post(thread, thread.author, html=f"<p>{'words ' * 20}</p>")
    run_jobs()
    before = dict(SearchDocument.objects.values_list("part", "indexed_at"))
    make_post(thread, thread.author, html="<p>One more.</p>")
    run_jobs()
    after = dict(SearchDocument.objects.values_list("part", "indexed_at"))
    changed = [part for part, moment in after.items() if moment != before.get(part)]
    assert len(before) > 3
    assert len(changed) == 1


def test_a_post_beyond_the_words_that_are_counted_has_none_counted_anew(thread, run_jobs, monkeypatch):
    make_post(thread, thread.author, html=f"<p>{'Housing, and more of it. ' * 250}</p>")
    run_jobs()
    counted = []
    words_in = vocabulary.words_in
    monkeypatch.setattr(vocabulary, "words_in", lambda *text: counted.append(text) or words_in(*text))
    make_post(thread, thread.author, html="<p>Kingfisher.</p>")
    run_jobs()
    assert counted == []
    make_thread(thread.space, thread.author, title="Kingfishers")
    run_jobs()
    assert [title for title, _body in counted] == ["Kingfishers"]


def test_a_removed_post_is_found_no_longer(client, thread, run_jobs):
    post = make_post(thread, thread.author, html="<p>The kingfisher.</p>")
    run_jobs()
    assert len(hits(client, "kingfisher")) == 1
    threads.remove_post(post, by=thread.author)
    run_jobs()
    assert hits(client, "kingfisher") == []


def test_posts_of_a_closed_space_are_found_by_its_members_only(client, as_person, run_jobs):
    network = make_network()
    member = make_member(network)
    closed = make_thread(make_space([network], audience="networks"), member, title="Among us")
    make_post(closed, member, html="<p>The kingfisher.</p>")
    run_jobs()
    assert hits(client, "kingfisher") == []
    assert len(hits(as_person(member), "kingfisher")) == 1
    assert hits(as_person(make_person("Mair")), "kingfisher") == []


def test_loading_costs_the_same_for_any_number_of_threads(thread):
    costs = []
    for more in (0, 3):
        for _number in range(more):
            make_thread(thread.space, thread.author)
        with count_queries() as seen:
            list(searching.load(list(type(thread).objects.values_list("pk", flat=True))))
        costs.append(len(seen))
    assert costs[0] <= costs[1] <= 6


def loaded(pks):
    """The documents; in which order they name their networks and topics is of no account."""
    return [
        replace(text, network_ids=sorted(text.network_ids), topic_ids=sorted(text.topic_ids))
        for text in searching.load(pks)
    ]


def test_one_thread_is_loaded_as_among_many(thread):
    """With every post one is loaded, by queries that are worked out once."""
    wales, scotland = make_network("wales"), make_network("scotland")
    nia = make_member(wales, role="coordinator")
    resource = make_resource("Ladder", networks=[wales], audience="networks")
    made = [
        thread,
        make_thread(
            make_space([wales, scotland], audience="networks"),
            nia,
            posts=3,
            topics=[make_topic(), make_topic()],
        ),
        make_thread(make_space([wales], audience="space"), nia),
        make_thread(make_space([wales], audience="members"), nia),
        thread_on("resource", resource),
    ]
    make_post(made[-1], nia)
    proposal = propose_summary(made[1], by=nia, words="Begin small.", language="en")
    publish_summary(proposal, by=nia)
    empty = thread_on("resource", make_resource("Another"))
    removed = make_thread(thread.space, nia)
    threads.remove_thread(removed, by=nia)
    pks = [one.pk for one in (*made, empty, removed)]
    together = {}
    for text in loaded(pks):
        together.setdefault(text.pk, []).append(text)
    assert list(together) == [one.pk for one in made]
    for pk in pks:
        with count_queries(at_most=5):
            alone = loaded([pk])
        assert alone == together.get(pk, [])
