"""To a post by number or day, the whole on sheets, first unread, and what the keys do."""

import re
from datetime import UTC, datetime

import pytest

from community.discussions.domain.reading import read_up_to
from community.discussions.inbox.marking import mark_read
from community.discussions.models import Post, Thread
from community.discussions.navigation import views
from tests.factories import make_post, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_thread(space, nia):
    return make_thread(space, nia, title="Long", posts=45)


def go_path(thread):
    return f"/en/threads/{thread.pk}/{thread.slug}/go/"


class TestGoing:
    @pytest.mark.parametrize(("asked", "found"), [("30", 30), ("1", 1), ("0", 1), ("-4", 1), ("999", 45)])
    def test_by_number_to_the_nearest_there_is(self, client, long_thread, asked, found):
        answer = client.get(go_path(long_thread), {"number": asked, "day": ""})
        assert answer.url == f"/en/threads/{long_thread.pk}/long/posts/{found}/"

    def test_by_day_to_the_first_since(self, client, long_thread):
        for number, day in ((10, 3), (11, 9)):
            Post.objects.filter(thread=long_thread, number__gte=number).update(
                created_at=datetime(2026, 2, day, 12, tzinfo=UTC)
            )
        Post.objects.filter(thread=long_thread, number__lt=10).update(
            created_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        for day, found in (("2026-02-03", 10), ("2026-02-04", 11), ("1999-01-01", 1), ("2027-01-01", 45)):
            answer = client.get(go_path(long_thread), {"number": "", "day": day})
            assert answer.url.endswith(f"/posts/{found}/"), day
        assert client.get(go_path(long_thread), {"day": "0001-01-01"}).status_code == 302

    def test_a_day_begins_where_the_reader_lives(self, client, long_thread):
        Post.objects.filter(thread=long_thread).update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
        # Half past midnight of the 2nd of July in Cardiff.
        Post.objects.filter(thread=long_thread, number__gte=7).update(
            created_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
        )
        assert client.get(go_path(long_thread), {"day": "2026-07-02"}).url.endswith("/posts/7/")

    @pytest.mark.parametrize(
        ("asked", "says"),
        [
            ({"number": "six"}, "Write the number of the post in digits."),
            ({"day": "yesterday"}, "Write the day as year, month and day"),
            ({"number": "", "day": ""}, "Write the number of a post, or choose a day."),
        ],
    )
    def test_what_cannot_be_understood_is_said_beside_the_field(self, client, long_thread, asked, says):
        answer = client.get(go_path(long_thread), asked)
        assert answer.status_code in (200, 422)
        page = answer.content.decode()
        assert says in page
        assert all(f'value="{value}"' in page for value in asked.values() if value)

    def test_private_and_missing_look_the_same(self, client, network, nia):
        from tests.factories import make_space

        closed = make_thread(make_space([network], audience="networks"), nia)
        assert client.get(go_path(closed), {"number": "1"}).status_code == 404
        assert client.get(f"/en/threads/{closed.pk}/x/print/").status_code == 404

    def test_long_threads_alone_show_where_one_is(self, client, long_thread, thread):
        page = client.get(long_thread.get_absolute_url() + "?from=21").content.decode()
        assert "Post 21 of 45" in page
        assert f'action="{go_path(long_thread)}"' in page
        assert "data-progress" not in client.get(thread.get_absolute_url()).content.decode()


class TestFirstUnread:
    def test_a_way_leads_there_from_any_page(self, as_person, long_thread, rhys):
        read_up_to(long_thread, by=rhys, number=25)
        member, path = as_person(rhys), long_thread.get_absolute_url()
        assert f'href="{path}posts/26/"' in member.get(path).content.decode()
        page = member.get(f"{path}?from=21").content.decode()
        assert '<a href="#unread">' in page
        assert page.index('id="unread"') < page.index('id="post-26"')

    def test_what_was_marked_as_read_is_not_unread(self, as_person, long_thread, nia, rhys):
        read_up_to(long_thread, by=rhys, number=25)
        mark_read(Thread.objects.with_unread_for(rhys).visible_to(rhys), by=rhys)
        make_post(long_thread, nia)
        path = long_thread.get_absolute_url()
        assert f'href="{path}posts/46/"' in as_person(rhys).get(path).content.decode()


class TestSheets:
    def test_they_hold_every_post_once(self, client, long_thread, monkeypatch):
        monkeypatch.setattr(views, "POSTS_A_SHEET", 20)
        path = long_thread.get_absolute_url() + "print/"
        seen = []
        first = client.get(path).content.decode()
        starts = re.findall(r'<a href="\?from=(\d+)"[^>]*>\d+–\d+</a>', first)
        assert starts == ["1", "21", "41"]
        for start in starts:
            page = client.get(f"{path}?from={start}").content.decode()
            assert page.count('aria-current="page">' + start + "–") == 1
            seen += [
                int(number) for number in re.findall(r'<article class="entry[^"]*" id="post-(\d+)"', page)
            ]
        assert seen == list(range(1, 46))

    @pytest.mark.parametrize("asked", ["0", "x", "999999", "30"])
    def test_any_number_finds_its_sheet(self, client, long_thread, monkeypatch, asked):
        monkeypatch.setattr(views, "POSTS_A_SHEET", 20)
        answer = client.get(long_thread.get_absolute_url() + f"print/?from={asked}")
        assert answer.status_code == 200
        assert "<article" in answer.content.decode()

    def test_a_short_one_has_no_sheets(self, client, long_thread):
        page = client.get(long_thread.get_absolute_url() + "print/").content.decode()
        assert "This sheet holds" not in page
        assert len(re.findall(r"<article", page)) == 45

    def test_a_sheet_costs_the_same_at_any_length(self, client, long_thread, queries):
        with queries(at_most=5):
            client.get(long_thread.get_absolute_url() + "print/")


class TestKeys:
    def test_they_are_listed_and_can_be_turned_off_and_on(self, client, db):
        page = client.get("/en/keys/").content.decode()
        assert [f"<kbd>{key}</kbd>" in page for key in "jkru?"] == [True] * 5
        answer = client.post("/en/keys/", {"keys": "off", "next": "/en/keys/"}, follow=True)
        assert client.cookies["keys"].value == "off"
        assert not client.cookies["keys"]["httponly"]
        assert "Turn the keys on" in answer.content.decode()
        client.post("/en/keys/", {"keys": "on"})
        assert client.cookies["keys"].value == ""

    def test_the_dialog_gets_the_list_alone(self, client, db):
        part = client.get("/en/keys/?part=list").content.decode()
        assert "<html" not in part
        assert "<kbd>j</kbd>" in part

    def test_it_leads_nowhere_else(self, client, db):
        assert client.post("/en/keys/", {"keys": "off", "next": "//evil.example/"}).url == "/en/keys/"


class TestLongLists:
    """A space of 100,000 threads, made with few statements; how the engine would read it."""

    @pytest.fixture
    def big_space(self, space, nia, rhys):
        from django.db import connection

        make_thread(space, nia, title="T0")
        table = Thread._meta.db_table
        copied = [field.column for field in Thread._meta.concrete_fields if field.name != "id"]
        instead = {
            "title": "'T' || n",
            "kind": "CASE WHEN n % 50 = 0 THEN 'question' ELSE 'discussion' END",
            "last_post_at": "last_post_at - n * interval '1 second'"
            if connection.vendor == "postgresql"
            else "strftime('%Y-%m-%d %H:%M:%S', last_post_at, '-' || n || ' seconds')",
        }
        values = ", ".join(instead.get(name, name) for name in copied)
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 99999)"
                f" INSERT INTO {table} ({', '.join(copied)}) SELECT {values} FROM {table}, counted"
            )
            cursor.execute("ANALYZE")
        return space

    def test_it_is_listed_by_index_in_ten_queries(self, as_person, client, big_space, rhys, queries):
        from community.discussions.views.spaces import place_of

        member, path = as_person(rhys), big_space.get_absolute_url()
        middle = Thread.objects.get(title="T50000")
        for address in (path, f"{path}?kind=question", f"{path}?before={place_of(middle)}"):
            member.get(address)
            with queries(at_most=10):
                answer = member.get(address)
            assert len(answer.context["rows"]) == 25
        rows = Thread.objects.filter(space=big_space, removed_at__isnull=True)
        rows = rows.select_related("author").with_unread_for(rhys).by_latest()
        for listed, index in (
            (rows[:26], "threads_of_space"),
            (rows.filter(kind="question")[:26], "threads_of_space_and_kind"),
            (
                rows.filter(is_pinned=False).older_than((middle.last_post_at, middle.pk))[:26],
                "threads_of_space",
            ),
        ):
            plan = listed.explain()
            assert index in plan, plan
            assert "B-TREE FOR ORDER BY" not in plan, plan  # SQLite sorts
            assert not re.search(r"^\s*->?\s*Sort\b|^Sort|Sort Key.*last_post_at", plan, re.M), plan
