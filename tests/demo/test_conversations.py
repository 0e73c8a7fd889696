"""What the loaded demonstration shows of conversations, found as a newcomer finds it."""

import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from PIL import Image

from community.discussions.attachments.models import Attachment
from community.discussions.attachments.storage import path_of, storage
from community.discussions.bookmarks.models import Bookmark
from community.discussions.drafts.models import Draft
from community.discussions.follows.models import SpaceFollow, TopicFollow
from community.discussions.inbox.filters import inbox_filters, threads_of
from community.discussions.mailing_lists.claims import claimable
from community.discussions.mailing_lists.models import ImportedMail
from community.discussions.mentions.models import Mention
from community.discussions.models import Post, PostKind, Space, SpaceInvitation, Thread, ThreadKind
from community.discussions.outcomes.models import SummaryState, ThreadSummary
from community.discussions.polls.models import Poll, Vote
from community.discussions.reactions.models import Reaction, ReactionKind
from community.discussions.spaces.models import SpaceCall
from community.discussions.tending.models import PostRedirect
from community.jobs.models import Job
from community.notifications.models import Notification

# Each of these begins with the demonstration as it was loaded; the database is put back afterwards.
pytestmark = pytest.mark.usefixtures("demo_site")


def person(handle):
    return get_user_model().objects.get(handle=handle)


def thread(title):
    return Thread.objects.get(title__startswith=title)


def notes_of(one):
    return [post.facts["verb"] for post in one.posts.filter(kind=PostKind.NOTE)]


def everything():
    """All that conversations hold, to compare; what a job does of its own is left out."""
    models = (
        Attachment, Bookmark, Draft, ImportedMail, Mention, Notification, Poll, Post, PostRedirect, Reaction, Space,
        SpaceCall, SpaceFollow, SpaceInvitation, Thread, ThreadSummary, TopicFollow, Vote,
    )  # fmt: skip
    return {
        model.__name__: sorted(map(repr, model.objects.order_by("pk").values_list(*_told(model))))
        for model in models
    }


def _told(model):
    """All columns but those of mails: they fall due while a slow machine is loading."""
    return [
        field.attname
        for field in model._meta.concrete_fields
        if not field.name.startswith(("mail", "withheld"))
    ]


class TestWhatThereIs:
    def test_an_accepted_answer_and_both_kinds_of_what_we_learned(self):
        paying = thread("How can we pay people")
        assert (paying.kind, paying.accepted_post.author.handle) == (ThreadKind.QUESTION, "zainab-qadir")
        assert paying.summary.state == SummaryState.PUBLISHED
        assert notes_of(paying) == ["answered", "summary"]
        waiting = ThreadSummary.objects.get(state=SummaryState.PROPOSED)
        assert waiting.thread == thread("How do we call out")
        page = Client().get(paying.get_absolute_url()).content.decode()
        assert "Before anybody is offered a penny" in page

    def test_three_polls_that_agree_with_the_words_beside_them(self):
        shown = {
            poll.method: (
                poll.is_named,
                poll.showing,
                poll.is_open,
                poll.votes.count(),
                poll.votes.filter(user=None).count(),
            )
            for poll in Poll.objects.all()
        }
        assert shown == {
            "single": (False, "closed", False, 17, 17),
            "multiple": (True, "always", True, 8, 0),
            "ranked": (False, "voted", True, 9, 0),
        }
        counts = Post.objects.get(poll__method="single").extras["poll"]["counts"]
        # "More of us got their expenses and nothing else than were paid in money, and the largest group is on a salary."
        assert counts["3"] > counts["1"]
        assert max(counts, key=counts.get) == "6"

    def test_all_four_reactions(self):
        assert set(Reaction.objects.values_list("kind", flat=True)) == set(ReactionKind.values)
        wall = thread("Banc amser").posts.get(number=7)
        assert wall.extras["reactions"] == {"thanks": 2, "tried": 1, "learned": 3, "me_too": 1}

    def test_a_post_that_was_thought_over_shows_what_it_said_first(self):
        post = thread("Banc amser").posts.get(number=5)
        assert post.edit_count == 1
        assert "assumes has family" in post.text
        assert "the person nobody likes" in post.wordings.get().html
        page = Client().get(f"/en/threads/{post.thread_id}/-/posts/5/history/", follow=True).content.decode()
        assert "nobody likes" in page.replace("<del>", "").replace("</del>", "")

    def test_removed_posts_leave_a_trace(self):
        removed = Post.objects.filter(removed_at__isnull=False).order_by("removed_at")
        assert [(post.author.handle, post.extras["removed"]["by"]) for post in removed] == [
            ("euan-lunn", "tending"), ("carys-maddocks", "author"),
        ]  # fmt: skip
        page = Client().get(thread("The empty chair").get_absolute_url()).content.decode()
        assert "It tells of one tenant who could be recognised" in page and "court case" not in page

    def test_a_pinned_announcement(self):
        (pinned,) = Thread.objects.filter(is_pinned=True)
        assert (pinned.kind, pinned.title) == (ThreadKind.ANNOUNCEMENT, "Welcome: what this space is for")

    def test_a_closed_space_is_there_for_those_in_it(self, as_person):
        closed = Space.objects.get(slug="critical-friends")
        assert closed.invitations.count() == 7
        talk = thread("I took the pen back")
        assert as_person(person("carys-maddocks")).get(talk.get_absolute_url()).status_code == 200
        for other in ("mared-hopcyn", "gethin-prosser"):
            seen = as_person(person(other)).get(talk.get_absolute_url()).status_code
            assert seen == (200 if other == "mared-hopcyn" else 404)
        assert Client().get(talk.get_absolute_url()).status_code == 404
        call = SpaceCall.objects.get()
        assert (call.user.handle, call.space, call.declined_at) == ("tendai-galbraith", closed, None)

    def test_an_archived_space_can_be_read_and_is_not_listed(self, as_person):
        client = as_person(person("carys-maddocks"))
        assert (
            "Planning the joint gathering" not in client.get("/en/spaces/").content.decode().split("<main")[1]
        )
        page = client.get("/en/spaces/planning-the-joint-gathering/").content.decode()
        assert "This space is archived." in page and "Who books the interpreters" in page
        assert thread("Who books the interpreters").is_closed

    def test_one_is_renamed_one_moved_and_one_split(self):
        renamed, moved, whole = (
            thread("Our evaluation is due"),
            thread("Could tenants"),
            thread("The empty chair"),
        )
        assert (notes_of(renamed), notes_of(moved), notes_of(whole)) == (
            ["changed"], ["moved"], ["split", "split-on", "split-on"],
        )  # fmt: skip
        assert moved.space.slug == "together"
        buses = thread("Buses decide")
        assert [post.author.handle for post in buses.posts.filter(kind=PostKind.POST)] == [
            "inga-flett", "wayne-cudlipp", "sion-trahaearn", "lowri-penhale",
        ]  # fmt: skip
        answer = Client().get(f"/en/threads/{whole.pk}/-/posts/5/", follow=True)
        assert answer.redirect_chain[-1][0].split("#")[0].startswith(buses.get_absolute_url().rstrip("/"))

    def test_notes_stand_at_their_time(self):
        load = Job.objects.order_by("created_at").first().created_at
        for note in Post.objects.filter(kind=PostKind.NOTE):
            assert note.created_at < load, note
            before = note.thread.posts.filter(number__lt=note.number, kind=PostKind.POST).last()
            after = note.thread.posts.filter(number__gt=note.number, kind=PostKind.POST).first()
            if note.facts["verb"] in ("split", "split-on", "split-off"):
                continue  # they stand where the posts were
            assert before.created_at < note.created_at, note
            assert after is None or note.created_at < after.created_at, note

    def test_a_quotation_leads_to_what_it_quotes(self):
        post = thread("Banc amser").posts.get(number=3)
        link = re.search(
            r'<blockquote><p><a href="(/threads/[^"]+)"[^>]*>Eluned Gwyther, post 2</a>', post.html
        )[1]
        assert Client().get(f"/en{link}", follow=True).status_code == 200

    def test_a_picture_with_its_description_and_a_document(self, as_person):
        pictures = Attachment.objects.filter(kind="image")
        assert [(row.post.thread.title[:10], bool(row.alt)) for row in pictures] == [
            ("The empty ", True),
            ("Made in, m", True),
        ]
        for row in pictures:
            with storage().open(path_of(row.key)) as file:
                assert Image.open(io.BytesIO(file.read())).size == (row.width, row.height)
        document = Attachment.objects.get(kind="document")
        assert document.name == "four-questions.txt"
        carys = as_person(person("carys-maddocks"))
        words = b"".join(carys.get(document.get_absolute_url()).streaming_content).decode()
        assert "3. What was stopped, given up or refused" in words
        assert Client().get(document.get_absolute_url()).status_code == 404
        assert not Draft.objects.exists()

    def test_languages_stand_side_by_side(self):
        in_welsh = thread("Adran 16")
        assert in_welsh.language == "cy"
        assert set(in_welsh.posts.filter(kind=PostKind.POST).values_list("language", flat=True)) == {
            "cy",
            "en",
        }
        mixed = thread("Banc amser")
        assert "Oes rhywun wedi datrys hyn? Has anybody cracked it?" in mixed.posts.get(number=1).text


class TestThePrintedAccounts:
    @pytest.mark.parametrize("handle", ["carys-maddocks", "tendai-galbraith"])
    def test_a_members_inbox_has_something_of_everything(self, handle):
        user = person(handle)
        counts = {
            name: threads_of(user, inbox_filters.get(name)).count()
            for name in ("unread", "mentions", "questions", "bookmarked")
        }
        assert all(counts.values()), counts
        mark = Bookmark.objects.get(user=user)
        assert mark.note and mark.remind_on and mark.reminded_at is None
        assert (
            Job.objects.filter(
                name="discussions.remind_of_bookmark", state="waiting", key__startswith=f"{mark.pk}:"
            ).count()
            == 1
        )
        assert Notification.objects.filter(user=user, kind="mention", read_at=None).count() == 1
        assert (
            SpaceFollow.objects.filter(user=user).exists() and TopicFollow.objects.filter(user=user).exists()
        )

    def test_the_inbox_page_says_so(self, as_person):
        page = as_person(person("carys-maddocks")).get("/en/inbox/").content.decode()
        rows = page.split("<main")[1]
        assert "Our evaluation is due in a fortnight" in rows and "1 new post" in rows
        newest = threads_of(person("carys-maddocks"), inbox_filters.get(""))[:5]
        # What was said about records of the library long ago is no news of today.
        assert all(one.space_id for one in newest)

    def test_a_facilitator_finds_the_proposal_at_the_desk(self, as_person):
        page = as_person(person("bethan-scourfield")).get("/en/desk/").content.decode()
        assert "What we learned in “How do we call out shallow" in page

    def test_what_waits_to_be_claimed(self, as_person):
        carys = person("carys-maddocks")
        assert sorted(claimable(carys).values_list("post__thread__title", flat=True)) == [
            "Is anybody still here?",
            "Vouchers",
        ]
        page = as_person(carys).get("/en/me/mailing-lists/").content.decode()
        assert "2 posts were written with your address" in page
        assert not Post.objects.filter(author=carys, imported_mail__isnull=False).exists()


class TestTheOldList:
    def test_twelve_mails_are_four_conversations_of_their_days(self):
        space = Space.objects.get(slug="the-old-mailing-list")
        held = {
            one.title: (one.post_count, one.language, one.started_at.year, one.last_post_at.year)
            for one in space.threads.all()
        }
        assert held == {
            "Beth yw’r gair?": (3, "cy", 2014, 2014),
            "Vouchers": (4, "en", 2014, 2015),
            "Section 16, and the first week": (3, "en", 2015, 2015),
            "Is anybody still here?": (2, "en", 2016, 2016),
        }
        assert ImportedMail.objects.count() == 12

    def test_quotations_and_signatures_are_folded_and_the_footer_is_gone(self):
        posts = Post.objects.filter(imported_mail__isnull=False)
        answer = posts.get(text__startswith="Reporting back")
        assert set(answer.extras["mail"]) == {"quoted", "signature"}
        assert answer.in_reply_to.text.startswith("It is exactly the right place.")
        for post in posts:
            whole = post.text + str(post.extras)
            assert "listinfo" not in whole and "old-post.example" not in whole, post
            assert "\n" not in post.text.replace("\n\n", ""), post  # lines flow

    def test_the_archive_can_be_written_and_brought_in_at_the_desk(self, tmp_path, as_person):
        """What the loading leaves out: one mail that is new, and one that is broken."""
        from community.discussions.mailing_lists.importing import import_archive

        path = tmp_path / "old.mbox"
        out = io.StringIO()
        call_command("load_demo", old_list=path, stdout=out)
        assert "14 mails are in" in out.getvalue()
        with path.open("rb") as file:
            report = import_archive(file, Space.objects.get(slug="the-old-mailing-list"))
        assert (report.mails, report.known, report.new, report.new_threads) == (14, 12, 1, 0)
        assert [(one.number, one.code) for one in report.broken] == [(14, "headless")]


def test_loading_twice_changes_nothing():
    before = everything()
    err = io.StringIO()
    call_command("load_demo", stdout=io.StringIO(), stderr=err)
    after = everything()
    assert err.getvalue() == ""
    for name, rows in before.items():
        assert after[name] == rows, name


def test_what_people_have_done_since_stays(as_person):
    """A second loading takes nothing back and does nothing again."""
    from community.discussions.domain.threads import remove_thread
    from community.discussions.outcomes.domain import take_answer_back
    from community.discussions.tending.domain import change_thread, unpin_thread

    paying, welcome, banc = thread("How can we pay"), thread("Welcome: what"), thread("Banc amser")
    ishbel = person("ishbel-kerr")
    take_answer_back(paying.accepted_post, by=person("tendai-galbraith"))
    unpin_thread(welcome, by=ishbel)
    change_thread(banc, by=ishbel, title="Renamed", kind=banc.kind, language="en", topics=banc.topics.all())
    remove_thread(thread("Buses decide"), by=ishbel)
    before = everything()
    err = io.StringIO()
    call_command("load_demo", stdout=io.StringIO(), stderr=err)
    assert err.getvalue() == ""
    after = everything()
    for name in ("Post", "Thread", "ThreadSummary", "Reaction", "Vote", "PostRedirect"):
        assert after[name] == before[name], name
