"""Archives in a space: threads, repeats, what is passed over."""

import io
import itertools
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.discussions.domain.threads import remove_post, remove_thread, reply_to
from community.discussions.mailing_lists import importing
from community.discussions.mailing_lists.models import ImportedMail
from community.discussions.models import Post, Thread, ThreadPlace
from community.jobs.models import Job
from community.live.log import number_of
from community.notifications.models import Notification
from tests.factories import make_person, make_space

from .conftest import archive, mail


def tree():
    """Title → [(number, words, number it answers)] of all threads."""
    return {
        thread.title: [
            (post.number, post.text.split("\n")[0], post.in_reply_to and post.in_reply_to.number)
            for post in thread.posts.order_by("number").select_related("in_reply_to")
        ]
        for thread in Thread.objects.all()
    }


def words(number):
    return f"These are the words of mail {number}."


class TestThreads:
    def test_headers_make_threads(self, bring_in):
        report = bring_in(
            mail(1),
            mail(2, subject="Another thing"),
            mail(3, subject="Re: Where to begin?", In_Reply_To="<1@post.example>"),
            mail(4, subject="A new subject", References="<1@post.example> <3@post.example>"),
        )
        assert tree() == {
            "Where to begin?": [(1, words(1), None), (2, words(3), 1), (3, words(4), 2)],
            "Another thing": [(1, words(2), None)],
        }
        assert (report.mails, report.new, report.new_threads, report.broken) == (4, 4, 2, [])

    def test_the_order_of_the_file_does_not_matter(self, bring_in):
        answer = mail(2, subject="Re: Where to begin?", In_Reply_To="<1@post.example>")
        bring_in(mail(3, References="<1@post.example> <2@post.example>", subject="x"), answer, mail(1))
        assert tree() == {"Where to begin?": [(1, words(1), None), (2, words(2), 1), (3, words(3), 2)]}

    def test_nobody_answers_before_what_they_answer(self, bring_in):
        bring_in(mail(1, day=9), mail(2, day=3, In_Reply_To="<1@post.example>"))
        assert tree() == {"Where to begin?": [(1, words(1), None), (2, words(2), 1)]}
        thread = Thread.objects.get()
        assert thread.started_at == datetime(2015, 3, 3, 10, tzinfo=UTC)
        assert thread.last_post_at == datetime(2015, 3, 9, 10, tzinfo=UTC)

    def test_mails_that_name_each_other_in_a_circle(self, bring_in):
        bring_in(mail(1, In_Reply_To="<2@post.example>"), mail(2, In_Reply_To="<1@post.example>"))
        assert len(tree()["Where to begin?"]) == 2

    def test_answers_to_a_lost_mail_find_each_other(self, bring_in):
        bring_in(mail(1, In_Reply_To="<0@x>"), mail(2, subject="Other", References="<0@x>"))
        bring_in(mail(3, subject="Third", References="<0@x>"))
        assert tree() == {"Where to begin?": [(1, words(1), None), (2, words(2), None), (3, words(3), None)]}

    @pytest.mark.parametrize(("day", "month", "threads"), [(20, "Mar", 1), (25, "May", 2)])
    def test_without_headers_the_subject_tells_for_a_month(self, bring_in, day, month, threads):
        bring_in(
            mail(1, subject="[practice] Where to  begin?"),
            mail(2, subject="Ymateb: [practice] where to begin?", Date=f"{day} {month} 2015 10:00:00 +0000"),
        )
        assert Thread.objects.count() == threads

    def test_the_same_subject_anew_is_another_thread(self, bring_in):
        bring_in(mail(1, subject="Newsletter"), mail(2, subject="Newsletter"))
        assert Thread.objects.count() == 2

    def test_the_lists_tag_is_left_out_and_others_stay(self, bring_in):
        bring_in(
            mail(1, subject="[list] One"), mail(2, subject="[list] Two"), mail(3, subject="[Wales] Three")
        )
        assert set(tree()) == {"One", "Two", "[Wales] Three"}

    def test_a_mail_without_a_subject_has_a_title(self, bring_in):
        bring_in(
            mail(1, subject=None), mail(2, subject="", body="Mae gan bawb rywbeth ac mae hyn yn bwysig.\n")
        )
        assert set(tree()) == {"(no subject)", "(dim pwnc)"}

    def test_a_long_thread_is_written_in_pieces(self, bring_in, monkeypatch):
        monkeypatch.setattr(importing, "BATCH", 3)
        mails = [mail(1), *(mail(n, In_Reply_To=f"<{n - 1}@post.example>") for n in range(2, 12))]
        report = bring_in(*mails)
        assert [number for number, *_rest in tree()["Where to begin?"]] == list(range(1, 12))
        assert [parent for *_rest, parent in tree()["Where to begin?"]] == [None, *range(1, 11)]
        assert (report.new, report.new_threads) == (11, 1)

    def test_counters_and_dates(self, bring_in, space):
        bring_in(mail(1), mail(5, In_Reply_To="<1@post.example>"))
        thread = Thread.objects.get()
        assert (thread.space, thread.post_count, thread.last_number, thread.slug) == (
            space,
            2,
            2,
            "where-to-begin",
        )
        assert (thread.started_at.day, thread.last_post_at.day) == (1, 5)
        assert [post.created_at.day for post in thread.posts.all()] == [1, 5]

    def test_a_mail_without_a_possible_date_stands_where_the_archive_has_it(self, bring_in):
        separator = b"From x@post.example\n"
        mails = [mail(7), mail(2, Date="nonsense"), mail(9)]
        report = bring_in(io.BytesIO(b"".join(separator + one + b"\n" for one in mails)))
        assert report.undated == 1
        assert Post.objects.get(text=words(2)).created_at == datetime(2015, 3, 7, 10, tzinfo=UTC)


class TestRepeating:
    MAILS = (mail(1), mail(2, In_Reply_To="<1@post.example>"), mail(3, subject="Other", Message_ID=None))

    def test_a_second_time_adds_nothing(self, bring_in, space):
        bring_in(*self.MAILS)
        before, number = tree(), number_of(space.stream_key)
        report = bring_in(*self.MAILS)
        assert (report.new, report.known) == (0, 3)
        assert tree() == before
        assert number_of(space.stream_key) == number

    def test_twice_in_one_file_is_once_here(self, bring_in):
        report = bring_in(*self.MAILS, *self.MAILS)
        assert (report.new, report.doubled) == (3, 3)

    def test_a_grown_archive_adds_to_its_threads(self, bring_in):
        bring_in(*self.MAILS)
        thread = Thread.objects.get(title="Where to begin?")
        number = number_of(thread.stream_key)
        late = mail(8, subject="Re: Where to begin?")
        report = bring_in(*self.MAILS, mail(4, In_Reply_To="<2@post.example>", subject="Re: x"), late)
        assert (report.new, report.new_threads, report.known) == (2, 0, 3)
        assert tree()["Where to begin?"][2:] == [(3, words(4), 2), (4, words(8), None)]
        thread.refresh_from_db()
        assert (thread.post_count, thread.last_number, thread.last_post_at.day) == (4, 4, 8)
        assert number_of(thread.stream_key) == number + 1  # open pages are drawn again

    def test_the_next_file_finds_the_threads_of_the_last_one(self, bring_in):
        bring_in(*self.MAILS)
        bring_in(mail(5, subject="Re: Where to begin?"))
        bring_in(mail(6, References="<1@post.example> <lost@x>", subject="Other words"))
        assert [said for _number, said, _parent in tree()["Where to begin?"]] == [
            words(n) for n in (1, 2, 5, 6)
        ]

    def test_what_members_wrote_meanwhile_keeps_its_number(self, bring_in, nia):
        bring_in(*self.MAILS)
        thread = Thread.objects.get(title="Where to begin?")
        reply_to(thread, by=nia, html="<p>And today?</p>", language="en")
        bring_in(mail(9, In_Reply_To="<2@post.example>"))
        assert [said for _number, said, _parent in tree()["Where to begin?"]] == [
            words(1), words(2), "And today?", words(9),
        ]  # fmt: skip

    def test_what_was_removed_here_does_not_come_back(self, bring_in, gwen):
        bring_in(*self.MAILS)
        thread = Thread.objects.get(title="Where to begin?")
        remove_post(thread.posts.get(number=2), by=gwen)
        remove_thread(thread, by=gwen)
        report = bring_in(*self.MAILS, mail(7, In_Reply_To="<2@post.example>"))
        assert (report.new, report.known, report.removed) == (0, 3, 1)
        Thread.objects.filter(pk=thread.pk).delete()
        assert bring_in(*self.MAILS).known == 3

    def test_an_import_that_was_broken_off_goes_on(self, bring_in, monkeypatch):
        monkeypatch.setattr(importing, "BATCH", 2)
        mails = [mail(n, subject=f"Subject {n}") for n in range(1, 8)]

        def stop(progress):
            if progress.stage == "writing" and progress.done >= 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            bring_in(*mails, tell=stop)
        assert Post.objects.count() == 4
        report = bring_in(*mails)
        assert (report.known, report.new) == (4, 3)

    def test_each_space_has_its_own(self, bring_in, network):
        bring_in(*self.MAILS)
        assert bring_in(*self.MAILS, to=make_space([network])).new == 3


class TestBesides:
    def test_nobody_is_told_and_nobody_follows(self, bring_in, run_jobs, nia):
        bring_in(mail(1, by=f"Nia <{nia.email}>"), mail(2, In_Reply_To="<1@post.example>"))
        run_jobs()
        assert not Notification.objects.exists() and not ThreadPlace.objects.exists()
        assert not Job.objects.filter(name="discussions.post_written").exists()

    def test_a_lot_is_one_job_for_the_index_and_one_event_for_the_space(
        self, bring_in, run_jobs, space, client
    ):
        number = number_of(space.stream_key)
        bring_in(*(mail(n, subject=f"Sourdough {n}") for n in range(1, 9)))
        assert Job.objects.filter(name="search.index", payload__kind="thread").count() == 1
        assert number_of(space.stream_key) == number + 1
        run_jobs()
        page = strip_tags(client.get("/en/search/?q=sourdough").content.decode())
        assert "Sourdough 8" in page and "Sourdough 1" in page

    def test_broken_mails_are_listed_and_the_others_come(self, bring_in):
        file = archive(
            mail(1), b"\nNo head.\n", mail(2, subject="Other"), mail(3, subject="Empty", body=" \n")
        )
        report = bring_in(file)
        assert report.new == 2
        assert [(one.number, one.reason) for one in report.broken] == [
            (2, "it has no header"),
            (4, "it has no text"),
        ]
        for one in report.broken:
            file.seek(one.offset)
            assert file.read(5) == b"From "

    def test_a_dry_run_counts_and_writes_nothing(self, bring_in, monkeypatch):
        monkeypatch.setattr(importing, "BATCH", 2)
        mails = [
            mail(1),
            *(mail(n, In_Reply_To=f"<{n - 1}@post.example>") for n in range(2, 6)),
            b"\nBroken\n",
        ]
        dry = bring_in(*mails, dry_run=True)
        assert not Post.objects.exists() and not ImportedMail.objects.exists()
        assert bring_in(*mails) == dry
        assert (dry.new, dry.new_threads, len(dry.broken)) == (5, 1, 1)

    def test_queries_do_not_grow_with_the_mails(self, bring_in, django_assert_max_num_queries):
        mails = [mail(n, subject=f"Subject {n}") for n in range(1, 100)]
        with django_assert_max_num_queries(25):
            bring_in(*mails)


class TestCommand:
    def run(self, path, *options, space="practice"):
        out, errors = io.StringIO(), io.StringIO()
        call_command("import_mbox", str(path), "--space", space, *options, stdout=out, stderr=errors)
        return out.getvalue(), errors.getvalue()

    def test_it_imports_and_reports(self, tmp_path, space):
        path = tmp_path / "list.mbox"
        path.write_bytes(archive(mail(1), mail(2)).getvalue())
        assert "A dry run" in self.run(path, "--dry-run")[0]
        out, errors = self.run(path)
        assert "reading: 100%" in out and "writing: 100%, 2 of 2 mails" in out
        assert "2 new, in 2 new conversations" in out and "0 broken" in out and not errors
        assert "2 imported before" in self.run(path)[0]

    def test_broken_mails_are_named(self, tmp_path, space):
        path = tmp_path / "list.mbox"
        path.write_bytes(archive(b"\nx\n", mail(2)).getvalue())
        errors = io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("import_mbox", str(path), "--space", "practice", stdout=io.StringIO(), stderr=errors)
        assert ended.value.code == 2
        assert "Mail 1 at byte 0 is broken: it has no header." in errors.getvalue()
        assert Post.objects.count() == 1

    def test_mistakes_are_said(self, tmp_path, space):
        path = tmp_path / "list.mbox"
        path.write_bytes(b"%PDF-1.7")
        with pytest.raises(CommandError, match="no mbox file"):
            self.run(path)
        with pytest.raises(CommandError, match="No space"):
            self.run(path, space="nowhere")
        with pytest.raises(CommandError, match="cannot be read"):
            self.run(tmp_path / "missing")


_spaces = itertools.count()
NUMBERS = st.integers(1, 9)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(
    st.lists(
        st.tuples(NUMBERS, st.lists(NUMBERS, max_size=3), st.sampled_from(["A", "Re: A", "B", "Re: B"]), st.integers(1, 28)),
        min_size=1,
        max_size=12,
        unique_by=lambda one: one[0],
    ),
    st.data(),
)  # fmt: skip
def test_whole_or_in_two_goes_each_mail_is_there_once(network, mails, data):
    """Threads never have holes, answers stand in the thread of what they answer, later than it."""
    space = make_space([network], slug=f"made-{next(_spaces)}")
    raw = [
        mail(
            number,
            subject=subject,
            day=day,
            References=" ".join(f"<{one}@post.example>" for one in named) or None,
        )
        for number, named, subject, day in mails
    ]
    cut = data.draw(st.integers(0, len(raw)))
    importing.import_archive(archive(*raw[:cut]), space)
    importing.import_archive(archive(*raw), space)
    assert importing.import_archive(archive(*raw), space).new == 0
    posts = Post.objects.filter(thread__space=space).select_related("in_reply_to")
    assert sorted(post.text for post in posts) == sorted(words(number) for number, *_rest in mails)
    for thread in Thread.objects.filter(space=space):
        numbers = [post.number for post in posts if post.thread_id == thread.pk]
        assert sorted(numbers) == list(range(1, thread.last_number + 1)) and thread.post_count == len(numbers)
    for post in posts:
        if post.in_reply_to is not None:
            assert post.in_reply_to.thread_id == post.thread_id


def test_an_account_is_the_author_from_the_start(bring_in):
    eleri = make_person("Eleri Jones", email="eleri@post.example")
    report = bring_in(mail(1, by="E. J. <ELERI@post.example>"), mail(2, by="other@post.example", subject="x"))
    assert report.with_account == 1
    post = Post.objects.get(text=words(1))
    assert (post.author, post.thread.author, post.thread.sender_name) == (eleri, eleri, None)
    assert "sender" not in post.extras
    kept = ImportedMail.objects.get(post=post)
    assert (kept.sender_name, kept.sender_address) == ("", "")
