"""The list of spaces, and the list of threads in one."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from community.discussions import whole_pages
from community.discussions.domain.reading import read_up_to
from community.discussions.domain.threads import close_thread
from community.discussions.models import SpaceInvitation, Thread
from community.discussions.views.spaces import place_of, read_place
from tests.factories import make_member, make_network, make_person, make_post, make_space, make_thread
from tests.queries import assert_flat


def titles_on(answer):
    found = re.findall(r'class="row-title"[^>]*><a[^>]*>(.*?)</a>', answer.content.decode())
    return [title.strip() for title in found]


def headings(answer):
    return re.findall(
        r"<h[23][^>]*>(?:<a[^>]*>)?([^<]+)", answer.content.decode().split("<main")[1].split("<footer")[0]
    )


class TestTheListOfSpaces:
    def test_everybody_sees_what_is_open_to_them_their_own_first(self, client, as_person, db):
        wales, scotland = make_network("wales"), make_network("scotland")
        make_space([wales], name_en="Open Wales", position=1)
        make_space([scotland], name_en="Open Scotland", position=2)
        make_space([wales], audience="networks", name_en="Members of Wales", position=3)
        make_space([scotland], audience="networks", name_en="Members of Scotland", position=4)
        make_space([wales], audience="members", name_en="Signed in", position=5)
        by_invitation = make_space([scotland], audience="space", name_en="By invitation", position=6)
        nia = make_member(wales)
        SpaceInvitation.objects.create(space=by_invitation, user=nia)

        def spaces(answer):
            return [
                heading for heading in headings(answer) if not heading.startswith(("Other spaces", "Spaces "))
            ]

        assert spaces(client.get("/en/spaces/")) == ["Open Wales", "Open Scotland"]
        assert spaces(as_person(make_person("Olwen")).get("/en/spaces/")) == [
            "Open Wales",
            "Open Scotland",
            "Signed in",
        ]
        answer = as_person(nia).get("/en/spaces/")
        assert spaces(answer) == [
            "Open Wales",
            "Members of Wales",
            "Signed in",
            "By invitation",
            "Open Scotland",
        ]
        page = answer.content.decode()
        assert (
            page.index("Spaces of my networks")
            < page.index("By invitation")
            < page.index("Other spaces")
            < page.index("Open Scotland")
        )

    def test_a_space_says_how_much_is_said_in_it(self, client, space, nia):
        make_thread(space, nia)
        make_thread(space, nia)
        assert "2 conversations" in client.get("/en/spaces/").content.decode()

    def test_without_any_it_says_what_to_do_next(self, client, db):
        page = client.get("/en/spaces/").content.decode()
        assert "There are no spaces yet" in page
        assert "/en/networks/" in page

    def test_its_cost_does_not_grow(self, as_person, network, nia):
        member = as_person(nia)

        def grow(more):
            for _ in range(more):
                make_thread(make_space([network, make_network()]), nia)

        assert_flat(lambda: member.get("/en/spaces/"), grow, at_most=10, steps=(1, 3, 20))


class TestTheThreadsOfASpace:
    @pytest.fixture
    def path(self, space):
        return f"/en/spaces/{space.slug}/"

    def test_newest_talk_comes_first_and_pinned_ones_before(self, client, path, space, nia):
        old, mid, _new = (make_thread(space, nia, title=title) for title in ("Old", "Mid", "New"))
        make_post(old, nia)
        Thread.objects.filter(pk=mid.pk).update(is_pinned=True)
        assert titles_on(client.get(path)) == ["Mid", "Old", "New"]

    def test_kinds_can_be_looked_at_alone(self, client, path, space, nia, gwen):
        make_thread(space, nia, title="Talk")
        make_thread(space, nia, title="Why?", kind="question")
        make_thread(space, gwen, title="News", kind="announcement")
        assert titles_on(client.get(f"{path}?kind=question")) == ["Why?"]
        assert titles_on(client.get(f"{path}?kind=announcement")) == ["News"]
        assert len(titles_on(client.get(f"{path}?kind=nonsense"))) == 3

    def test_what_is_removed_is_not_listed(self, client, path, space, nia):
        from community.discussions.domain.threads import remove_thread

        thread = make_thread(space, nia, title="Gone")
        assert titles_on(client.get(path)) == ["Gone"]
        remove_thread(thread, by=nia)
        assert titles_on(client.get(path)) == []

    def test_older_ones_follow_page_by_page_each_once(self, client, path, space, nia):
        start = timezone.now() - timedelta(days=10)
        for number in range(60):
            # Some at the very same moment: the id decides between them.
            make_thread(space, nia, title=f"T{number:02}", at=start + timedelta(hours=number // 3))
        seen, address = [], path
        for _ in range(5):
            answer = client.get(address)
            seen += titles_on(answer)
            older = re.search(r'rel="next" href="([^"]*before=[^"]*)"', answer.content.decode())
            if not older:
                break
            address = older[1].replace("&amp;", "&")
        assert seen == [f"T{number:02}" for number in reversed(range(60))]

    def test_a_hundred_threads_cost_what_one_costs(self, as_person, path, space, nia):
        member = as_person(nia)

        def grow(more):
            for _ in range(more):
                make_thread(space, nia)

        assert_flat(lambda: member.get(path), grow, at_most=10, steps=(1, 3, 100))

    def test_a_visitors_page_is_kept_and_never_stale(self, client, path, space, nia, gwen, queries):
        thread = make_thread(space, nia, title="First")
        client.get(path)
        with queries(exactly=1):
            client.get(path)
        make_thread(space, nia, title="Second")
        assert titles_on(client.get(path)) == ["Second", "First"]
        make_post(thread, nia)
        assert titles_on(client.get(path)) == ["First", "Second"]
        close_thread(thread, by=gwen)
        assert "Closed" in client.get(path).content.decode()
        whole_pages.pages.clear()
        with queries(at_most=6):
            client.get(path)

    def test_unread_posts_are_counted_for_who_was_there_before(
        self, as_person, client, path, space, nia, rhys
    ):
        thread = make_thread(space, nia, posts=2)
        read_up_to(thread, by=rhys, number=2)
        for _ in range(3):
            make_post(thread, nia)
        page = as_person(rhys).get(path).content.decode()
        assert "3 new posts" in page
        assert f"/en/threads/{thread.pk}/{thread.slug}/posts/3/" in page
        for somebody_else in (client, as_person(nia)):
            page = somebody_else.get(path).content.decode()
            # The words for every number stand in an attribute, for the page's script.
            assert "new post" not in re.sub(r'data-words="[^"]*"', "", page)

    def test_what_one_may_do_next_depends_on_who_one_is(
        self, client, as_person, path, space, nia, olwen, network
    ):
        assert "Sign in to take part" in client.get(path).content.decode()
        assert f"/en/networks/{network.slug}/join/" in as_person(olwen).get(path).content.decode()
        page = as_person(nia).get(path).content.decode()
        assert f"{path}start/" in page
        assert "Start the first one" in page

    def test_it_is_not_there_for_those_outside(self, client, as_person, network, olwen):
        closed = make_space([network], audience="networks")
        for somebody in (client, as_person(olwen)):
            assert somebody.get(f"/en/spaces/{closed.slug}/").status_code == 404
        assert client.get("/en/spaces/nowhere/").status_code == 404


@pytest.mark.parametrize(
    "nonsense", ["", "x", "1", "1-", "-1", "1-x", "9" * 40, "99999999999999999999-1", "1.5-2", "٣-1"]
)
def test_a_place_in_the_list_that_is_none_is_ignored(nonsense):
    assert read_place(nonsense) is None


def test_a_place_in_the_list_is_exact(thread):
    thread.refresh_from_db()
    assert read_place(place_of(thread)) == (thread.last_post_at, thread.pk)
