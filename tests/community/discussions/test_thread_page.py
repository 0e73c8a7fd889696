"""The page of a thread, as visitors and members get it."""

import pytest

from community.discussions import showing, whole_pages
from community.discussions.domain.threads import close_thread, remove_post
from community.discussions.models import Post
from tests.factories import (
    make_member,
    make_network,
    make_person,
    make_post,
    make_space,
    make_thread,
    make_topic,
)
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(space, nia):
    return make_thread(space, nia, title="How do you begin?", posts=3)


def path_of(thread):
    return f"/en/threads/{thread.pk}/{thread.slug}/"


def test_a_visitor_reads_a_public_thread(client, thread):
    answer = client.get(path_of(thread))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<h1" in page
    assert "How do you begin?" in page
    assert [f'id="post-{number}"' in page for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert "Words of post 3." in page
    assert "Sign in to reply" in page
    assert "<textarea" not in page


def test_a_visitor_pays_five_queries_at_most_and_a_member_twelve(client, as_person, thread, nia, queries):
    for _ in range(17):
        make_post(thread, nia)
    client.get(path_of(thread))
    whole_pages.pages.clear()
    showing.forget()
    with queries(at_most=5):
        client.get(path_of(thread))
    with queries(at_most=3):
        client.get(path_of(thread))
    member = as_person(nia)
    showing.forget()
    with queries(at_most=12):
        member.get(path_of(thread))
    # What others have read already is remembered as long as it is true.
    with queries(at_most=10):
        member.get(path_of(thread))


def test_the_count_of_queries_does_not_grow_with_posts_authors_and_topics(as_person, space, network, nia):
    thread = make_thread(space, nia, posts=1)
    member = as_person(nia)

    def grow(more):
        for number in range(more):
            author = make_member(network, name=f"Author {number}")
            first = Post.objects.get(thread=thread, number=1)
            make_post(thread, author, in_reply_to=first)
            thread.topics.add(make_topic())

    assert_flat(lambda: member.get(path_of(thread)), grow, at_most=12, steps=(1, 3, 19))


def test_a_thread_of_a_network_is_not_there_for_others(client, as_person, network, nia):
    closed = make_thread(make_space([network], audience="networks"), nia)
    outsider = as_person(make_person("Olwen"))
    assert client.get(path_of(closed)).status_code == 404
    assert outsider.get(path_of(closed)).status_code == 404
    assert as_person(nia).get(path_of(closed)).status_code == 200
    assert client.get("/en/threads/999999/x/").status_code == 404


# --- Pages of a thread --------------------------------------------------------------------------------------------


def ids_on(answer):
    import re

    return [
        int(number)
        for number in re.findall(r'<article class="entry[^"]*" id="post-(\d+)"', answer.content.decode())
    ]


@pytest.fixture
def long_thread(space, nia):
    return make_thread(space, nia, title="Long", posts=45)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", range(1, 21)),
        ("?from=21", range(21, 41)),
        ("?from=30", range(21, 41)),
        ("?from=41", range(41, 46)),
        ("?from=999999", range(41, 46)),
        ("?from=0", range(1, 21)),
        ("?from=-5", range(1, 21)),
        ("?from=x", range(1, 21)),
        ("?from=99999999999999999999", range(1, 21)),
    ],
)
def test_a_page_holds_twenty_posts_and_its_address_always_the_same(client, long_thread, asked, shown):
    assert ids_on(client.get(path_of(long_thread) + asked)) == list(shown)


def test_pages_lead_to_one_another(client, long_thread):
    page = client.get(path_of(long_thread) + "?from=21").content.decode()
    here = path_of(long_thread)
    assert f'href="{here}?from=1"' in page
    assert f'href="{here}?from=41"' in page
    assert "Page 2 of 3" in page
    assert f'href="{here}?from=41#post-45"' in page


@pytest.mark.parametrize(
    ("number", "page"), [(1, ""), (20, ""), (21, "?from=21"), (45, "?from=41"), (999, "?from=41")]
)
def test_the_address_of_a_post_leads_to_the_page_that_holds_it(client, long_thread, number, page):
    answer = client.get(f"{path_of(long_thread)}posts/{number}/")
    assert (answer.status_code, answer.url) == (302, f"{path_of(long_thread)}{page}#post-{number}")


def test_another_slug_leads_to_the_right_one_with_its_query(client, thread):
    answer = client.get(f"/en/threads/{thread.pk}/something-else/?from=21")
    assert (answer.status_code, answer.url) == (301, f"{path_of(thread)}?from=21")


def test_the_posts_of_a_thread_of_any_length_cost_the_same(client, long_thread, queries):
    client.get(path_of(long_thread))
    whole_pages.pages.clear()
    with queries(at_most=5):
        client.get(path_of(long_thread) + "?from=41")


def test_the_whole_thread_can_be_had_on_one_page(client, long_thread, queries):
    with queries(at_most=5):
        assert ids_on(client.get(path_of(long_thread) + "print/")) == list(range(1, 46))


# --- What a page shows --------------------------------------------------------------------------------------------


def test_a_post_in_another_language_says_so_to_readers_and_machines(client, space, nia):
    thread = make_thread(space, nia, title="Sut mae dechrau?", language="cy")
    page = client.get(path_of(thread)).content.decode()
    assert '<h1 lang="cy">Sut mae dechrau?</h1>' in page
    assert '<div class="entry-body prose" lang="cy">' in page
    assert '<span lang="cy">Cymraeg</span>' in page
    assert (
        '<span lang="cy">Cymraeg</span>'
        not in client.get(path_of(thread).replace("/en/", "/cy/")).content.decode()
    )


def test_a_removed_post_leaves_a_trace_without_its_words(client, thread, nia):
    post = make_post(thread, nia, html="<p>Unkind words.</p>")
    assert "Unkind words." in client.get(path_of(thread)).content.decode()
    assert remove_post(post, by=nia) is True
    page = client.get(path_of(thread)).content.decode()
    assert "Unkind words." not in page
    assert 'id="post-4"' in page
    assert "This post was removed." in page
    assert remove_post(post, by=nia) is False


def test_the_unread_begins_at_a_line(as_person, thread, nia, rhys):
    from community.discussions.domain.reading import read_up_to

    read_up_to(thread, by=rhys, number=2)
    page = as_person(rhys).get(path_of(thread)).content.decode()
    assert page.index('id="post-2"') < page.index('id="unread"') < page.index('id="post-3"')
    assert 'id="unread"' not in as_person(nia).get(path_of(thread)).content.decode()


def test_names_and_words_of_members_are_shown_as_text(client, space, network):
    sly = make_member(network, name="<script>alert(1)</script>")
    thread = make_thread(space, sly, title='"><script>alert(2)</script>')
    page = client.get(path_of(thread)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(2)" in page


def test_reading_a_page_changes_nothing(as_person, thread, rhys):
    from community.discussions.models import ThreadPlace
    from community.live.models import Event

    before = Event.objects.count()
    member = as_person(rhys)
    member.get(path_of(thread))
    member.get(f"{path_of(thread)}posts/2/")
    assert not ThreadPlace.objects.filter(user=rhys).exists()
    assert Event.objects.count() == before


# --- The visitor's page, kept whole -------------------------------------------------------------------------------


def test_a_kept_page_is_the_same_as_a_drawn_one_and_never_stale(client, thread, nia, queries):
    drawn = client.get(path_of(thread)).content
    with queries(exactly=3):
        assert client.get(path_of(thread)).content == drawn
    make_post(thread, nia, html="<p>Newer.</p>")
    assert "Newer." in client.get(path_of(thread)).content.decode()
    close_thread(thread, by=nia)
    assert "This conversation is closed" in client.get(path_of(thread)).content.decode()


@pytest.mark.parametrize("change", ["person", "space", "network", "topic"])
def test_a_kept_page_follows_every_name_it_shows(
    client, thread, nia, space, network, change, django_capture_on_commit_callbacks
):
    topic = make_topic(name_en="Old name")
    with django_capture_on_commit_callbacks(execute=True):
        thread.topics.add(topic)
    client.get(path_of(thread))
    thing, field = {
        "person": (nia, "display_name"), "space": (space, "name_en"),
        "network": (network, "short_name_en"), "topic": (topic, "name_en"),
    }[change]  # fmt: skip
    setattr(thing, field, "Renamed just now")
    with django_capture_on_commit_callbacks(execute=True):
        thing.save()
    assert "Renamed just now" in client.get(path_of(thread)).content.decode()


def test_signing_in_does_not_throw_kept_pages_away(client, as_person, thread, nia, queries):
    client.get(path_of(thread))
    as_person(nia)
    with queries(exactly=3):
        client.get(path_of(thread))


def test_a_kept_page_stays_within_its_language_and_theme(client, thread):
    english = client.get(path_of(thread)).content.decode()
    welsh = client.get(path_of(thread).replace("/en/", "/cy/")).content.decode()
    assert '<html lang="en"' in english
    assert '<html lang="cy"' in welsh
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get(path_of(thread)).content.decode()
    client.cookies["theme"] = "light"
    assert 'data-theme="light"' in client.get(path_of(thread)).content.decode()


def test_a_kept_page_is_not_shown_when_the_space_is_public_no_longer(client, thread, space):
    assert client.get(path_of(thread)).status_code == 200
    type(space).objects.filter(pk=space.pk).update(audience="networks")
    assert client.get(path_of(thread)).status_code == 404


def test_a_kept_page_comes_compressed_to_those_who_can_read_it(client, thread):
    import gzip

    plain = client.get(path_of(thread)).content
    packed = client.get(path_of(thread), headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_members_page_is_never_kept(as_person, client, thread, nia):
    as_person(nia).get(path_of(thread))
    assert "Nia Parry" not in client.get(path_of(thread)).content.decode().split("<main")[0]
    client.get(path_of(thread))
    assert "my menu" in as_person(nia).get(path_of(thread)).content.decode()


# --- What members' pages share ------------------------------------------------------------------------------------


def test_a_members_page_is_never_older_than_a_change(as_person, thread, nia, rhys, network):
    member = as_person(rhys)
    member.get(path_of(thread))
    post = make_post(thread, nia, html="<p>Newer.</p>")
    assert "Newer." in member.get(path_of(thread)).text
    remove_post(post, by=nia)
    assert "Newer." not in member.get(path_of(thread)).text


def test_a_members_page_follows_names_topics_and_networks(
    as_person, thread, nia, rhys, space, django_capture_on_commit_callbacks
):
    member = as_person(rhys)
    member.get(path_of(thread))
    with django_capture_on_commit_callbacks(execute=True):
        thread.topics.add(make_topic(name_en="Freshly tied"))
        space.networks.add(make_network("scotland", short_name_en="Come to join"))
        nia.display_name = "Nia Renamed"
        nia.save()
    page = member.get(path_of(thread)).text
    assert "Freshly tied" in page and "Come to join" in page and "Nia Renamed" in page


def test_a_space_that_is_closed_shuts_out_at_once(client, as_person, thread, olwen, nia, space):
    for reader in (client, as_person(olwen), as_person(nia)):
        assert reader.get(path_of(thread)).status_code == 200
    type(space).objects.filter(pk=space.pk).update(audience="networks")
    assert client.get(path_of(thread)).status_code == 404
    assert as_person(olwen).get(path_of(thread)).status_code == 404
    assert as_person(nia).get(path_of(thread)).status_code == 200
