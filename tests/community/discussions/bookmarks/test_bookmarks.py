"""Bookmarks: one's own list, the sign on the page, and the reminder on its day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from community.discussions.bookmarks.domain import JOB, moment_of, remove_bookmark, set_bookmark, today_of
from community.discussions.bookmarks.models import Bookmark
from community.discussions.bookmarks.reminders import remind
from community.discussions.domain.threads import remove_post
from community.jobs.models import Job
from community.networks.models import Membership
from community.notifications.models import Notification
from tests.factories import make_member, make_post, make_space, make_thread
from tests.factories.notifications import let_mail_fall_due
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db
LIST = "/en/inbox/bookmarks/"


def at(post, language="en"):
    return f"/{language}/threads/{post.thread_id}/{post.thread.slug}/posts/{post.number}/bookmark/"


@pytest.fixture
def post(thread, nia):
    return make_post(thread, nia, html="<p>Worth keeping.</p>")


def a_day(user, days=3):
    return today_of(user) + timedelta(days=days)


def let_the_day_come(mark):
    """As if the bookmark had been set for a day that has begun."""
    Bookmark.objects.filter(pk=mark.pk).update(remind_on=today_of(mark.user) - timedelta(days=1))
    day = (today_of(mark.user) - timedelta(days=1)).isoformat()
    return remind(bookmark_id=mark.pk, day=day)


class TestSetting:
    def test_a_reader_bookmarks_a_post_with_note_and_day(self, as_person, post, rhys):
        day = a_day(rhys)
        page = as_person(rhys).get(at(post)).content.decode()
        assert "Worth keeping." in page
        answer = as_person(rhys).post(at(post), {"note": "For the report", "remind_on": day.isoformat()})
        assert answer.url == at(post).removesuffix("bookmark/")
        mark = Bookmark.objects.get()
        assert (mark.user, mark.post, mark.note, mark.remind_on) == (rhys, post, "For the report", day)

    def test_twice_changes_the_one(self, as_person, post, rhys):
        for note in ("a", "b"):
            as_person(rhys).post(at(post), {"note": note})
        assert list(Bookmark.objects.values_list("note", flat=True)) == ["b"]
        assert 'value="b"' in as_person(rhys).get(at(post)).content.decode()

    @pytest.mark.parametrize(
        ("day", "message"),
        [
            ("nonsense", "give the day as a date"),
            ("2020-01-01", "from tomorrow on"),
            ("2999-01-01", "within the next five years"),
        ],
    )
    def test_a_day_that_cannot_be_is_explained_and_the_note_kept(self, as_person, post, rhys, day, message):
        answer = as_person(rhys).post(at(post), {"note": "Mine", "remind_on": day})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert message in page
        assert 'value="Mine"' in page
        assert not Bookmark.objects.exists()

    def test_tomorrow_is_the_readers(self, as_person, network, post):
        for zone in ("Pacific/Auckland", "America/Los_Angeles"):
            person = make_member(network, time_zone=zone)
            today = today_of(person)
            assert as_person(person).post(at(post), {"remind_on": today.isoformat()}).status_code == 422
            tomorrow = today + timedelta(days=1)
            assert as_person(person).post(at(post), {"remind_on": tomorrow.isoformat()}).status_code == 302

    def test_a_visitor_is_asked_to_sign_in(self, client, post):
        assert client.get(at(post)).url == f"/en/accounts/login/?next={at(post)}"
        assert client.post(at(post)).status_code == 302
        assert not Bookmark.objects.exists()

    def test_what_one_may_not_read_cannot_be_bookmarked(self, as_person, network, nia, olwen):
        closed = make_thread(make_space([network], audience="networks"), nia).posts.get(number=1)
        assert as_person(olwen).get(at(closed)).status_code == 404
        assert as_person(olwen).post(at(closed)).status_code == 404
        assert not Bookmark.objects.exists()

    def test_the_menu_offers_it(self, as_person, post, rhys):
        assert at(post) in as_person(rhys).get(f"{post.get_absolute_url()}more/?part=menu").content.decode()


class TestTheSign:
    def test_it_is_on_my_page_and_on_nobody_elses(self, as_person, client, thread, post, rhys, nia):
        set_bookmark(post, by=rhys)
        shown, hidden = 'data-own="bookmark:2" href', 'data-own="bookmark:2" hidden href'
        assert shown in as_person(rhys).get(thread.get_absolute_url()).content.decode()
        for reader in (client, as_person(nia)):
            page = reader.get(thread.get_absolute_url()).content.decode()
            assert hidden in page
            assert shown not in page
        assert (
            'data-own="bookmark:1" hidden' in as_person(rhys).get(thread.get_absolute_url()).content.decode()
        )

    def test_fragments_that_all_share_have_none(self, thread, post, rhys):
        from community.live import replay

        set_bookmark(post, by=rhys)
        assert 'bookmark:2\\" hidden' in replay.answer(thread.stream_key, 1, "en")

    def test_a_page_of_bookmarked_posts_costs_twelve_queries_at_most(
        self, as_person, thread, rhys, nia, queries
    ):
        for _ in range(19):
            set_bookmark(make_post(thread, nia), by=rhys)
        member = as_person(rhys)
        member.get(thread.get_absolute_url())
        with queries(at_most=12):
            member.get(thread.get_absolute_url())


class TestTheList:
    def test_it_shows_mine_newest_first(self, as_person, thread, post, rhys, nia):
        set_bookmark(thread.posts.get(number=1), by=rhys, note="The beginning")
        set_bookmark(post, by=rhys, remind_on=date(2031, 3, 1))
        set_bookmark(post, by=nia, note="Nia’s own")
        page = as_person(rhys).get(LIST).content.decode()
        assert page.index("Worth keeping.") < page.index("The first words.")
        assert "The beginning" in page
        assert "1 March 2031" in page
        assert "Nia’s own" not in page

    def test_what_is_not_open_to_me_any_more_shows_my_note_alone(self, as_person, network, nia, rhys):
        space = make_space([network], audience="networks", name_en="Secret space")
        thread = make_thread(space, nia, title="Secret title")
        kept, gone = thread.posts.get(number=1), make_post(thread, nia, html="<p>Secret words</p>")
        set_bookmark(kept, by=rhys, note="Mine one")
        set_bookmark(gone, by=rhys, note="Mine two")
        remove_post(gone, by=nia)
        page = as_person(rhys).get(LIST).content.decode()
        assert "Secret words" not in page
        assert page.count("Secret title") == 2  # as a link, and for whom it is read out
        Membership.objects.filter(user=rhys).update(state="left")
        page = as_person(rhys).get(LIST).content.decode()
        assert "Secret" not in page
        assert page.count("A post that is not there any more") == 2
        assert "Mine one" in page
        assert "Mine two" in page

    def test_one_is_removed_by_its_owner_alone(self, as_person, post, rhys, nia):
        mark = set_bookmark(post, by=rhys)
        as_person(nia).post(f"{LIST}{mark.pk}/remove/")
        assert remove_bookmark(of=nia, pk=mark.pk) is False
        assert Bookmark.objects.exists()
        assert as_person(rhys).post(f"{LIST}{mark.pk}/remove/").url == LIST
        assert not Bookmark.objects.exists()

    def test_the_day_is_changed_from_the_list_and_leads_back(self, as_person, post, rhys):
        set_bookmark(post, by=rhys, remind_on=a_day(rhys))
        assert f"{at(post)}?next={LIST}" in as_person(rhys).get(LIST).content.decode()
        later = a_day(rhys, 9).isoformat()
        assert as_person(rhys).post(at(post), {"remind_on": later, "next": LIST}).url == LIST
        elsewhere = as_person(rhys).post(at(post), {"remind_on": later, "next": "//evil.example/"})
        assert elsewhere.url == at(post).removesuffix("bookmark/")

    def test_it_is_for_who_is_signed_in_and_can_be_empty(self, as_person, client, rhys):
        assert client.get(LIST).status_code == 302
        assert "You have no bookmarks yet" in as_person(rhys).get(LIST).content.decode()

    def test_the_inbox_leads_to_it(self, as_person, rhys):
        assert f'href="{LIST}"' in as_person(rhys).get("/en/inbox/").content.decode()

    def test_a_long_one_has_pages_and_costs_the_same(self, as_person, thread, rhys, nia):
        member = as_person(rhys)

        def grow(more):
            for _ in range(more):
                set_bookmark(make_post(thread, nia), by=rhys)

        assert_flat(lambda: member.get(LIST), grow, at_most=10, steps=(1, 3, 27))
        assert member.get(LIST).content.decode().count("bookmark-row") == 25
        oldest = Bookmark.objects.order_by("-pk")[24].pk
        assert member.get(f"{LIST}?before={oldest}").content.decode().count("bookmark-row") == 2


class TestTheReminder:
    def test_it_waits_for_eight_in_the_morning_where_the_member_is(self, network, post):
        for zone, hour in (("Europe/London", 8), ("America/New_York", 13)):
            person = make_member(network, time_zone=zone)
            mark = set_bookmark(post, by=person, remind_on=date(2031, 1, 15))
            job = Job.objects.get(name=JOB, payload__bookmark_id=mark.pk)
            assert job.run_at == datetime(2031, 1, 15, hour, tzinfo=UTC)
            assert moment_of(person, date(2031, 7, 1)).utcoffset() != job.run_at.utcoffset()

    def test_it_becomes_a_notice_and_a_mail_once(self, as_person, post, rhys, run_jobs, mailoutbox):
        mark = set_bookmark(post, by=rhys, note="For the report", remind_on=a_day(rhys))
        assert let_the_day_come(mark) is True
        assert let_the_day_come(mark) is False
        assert Notification.objects.filter(user=rhys, kind="bookmark").count() == 1
        page = as_person(rhys).get("/en/notices/").content.decode()
        assert "Reminder: Nia Parry’s post in “How do you begin?”" in page
        assert "For the report" in page
        let_mail_fall_due()
        run_jobs()
        (mail,) = mailoutbox
        assert mail.to == [rhys.email]
        assert "Reminder" in mail.subject
        assert "For the report" in mail.body
        assert post.get_absolute_url() in mail.body

    def test_it_does_not_come_before_its_day(self, post, rhys):
        day = a_day(rhys)
        mark = set_bookmark(post, by=rhys, remind_on=day)
        assert remind(bookmark_id=mark.pk, day=day.isoformat()) is False
        assert not Notification.objects.exists()
        assert Job.objects.filter(name=JOB, state="waiting").count() == 2  # put off, in case the member moved

    def test_another_day_takes_its_place_and_reminds_again(self, post, rhys):
        mark = set_bookmark(post, by=rhys, remind_on=a_day(rhys))
        old = a_day(rhys).isoformat()
        set_bookmark(post, by=rhys, remind_on=a_day(rhys, 5))
        assert remind(bookmark_id=mark.pk, day=old) is False
        assert let_the_day_come(mark) is True
        again = set_bookmark(post, by=rhys, remind_on=a_day(rhys, 8))
        assert again.reminded_at is None

    def test_none_of_what_was_removed_or_is_closed_to_me_now(
        self, as_person, network, nia, rhys, run_jobs, mailoutbox
    ):
        thread = make_thread(make_space([network], audience="networks"), nia, title="Secret title")
        kept, gone, late = thread.posts.get(number=1), make_post(thread, nia), make_post(thread, nia)
        marks = [set_bookmark(post, by=rhys, remind_on=a_day(rhys)) for post in (kept, gone, late)]
        remove_post(gone, by=nia)
        assert let_the_day_come(marks[1]) is False
        assert let_the_day_come(marks[2]) is True
        remove_post(late, by=nia)  # after the notice, before the mail
        Membership.objects.filter(user=rhys).update(state="left")
        assert let_the_day_come(marks[0]) is False
        let_mail_fall_due()
        run_jobs()
        assert mailoutbox == []
        assert "Secret title" not in as_person(rhys).get("/en/notices/").content.decode()

    def test_none_of_a_bookmark_that_was_removed(self, post, rhys):
        mark = set_bookmark(post, by=rhys, remind_on=a_day(rhys))
        remove_bookmark(of=rhys, pk=mark.pk)
        assert remind(bookmark_id=mark.pk, day=a_day(rhys).isoformat()) is False
        assert not Notification.objects.exists()

    def test_it_can_be_switched_off_like_every_notice(self, as_person, rhys):
        assert (
            "Reminders of posts I bookmarked" in as_person(rhys).get("/en/me/notifications/").content.decode()
        )

    def test_the_past_day_may_stay_when_the_note_changes(self, as_person, post, rhys):
        mark = set_bookmark(post, by=rhys, remind_on=a_day(rhys))
        let_the_day_come(mark)
        mark.refresh_from_db()
        answer = as_person(rhys).post(at(post), {"note": "New", "remind_on": mark.remind_on.isoformat()})
        assert answer.status_code == 302
        mark.refresh_from_db()
        assert mark.note == "New"
        assert mark.reminded_at <= timezone.now()


def test_what_was_said_breaks_off_between_words(as_person, thread, nia, rhys):
    set_bookmark(make_post(thread, nia, html=f"<p>{'practice ' * 40}</p>"), by=rhys, note="", remind_on=None)
    (row,) = as_person(rhys).get(LIST).context["rows"]
    assert row["excerpt"] == "practice " * 16 + "practice…"
