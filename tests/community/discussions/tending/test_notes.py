"""Notes in a thread: numbered, told to open pages, and nobody's business to have read."""

import pytest
from django.utils import translation

from community.discussions import fragments, refusals
from community.discussions.domain.posts import changing
from community.discussions.domain.reading import follow, read_up_to
from community.discussions.domain.threads import close_thread, remove_post, reopen_thread, reply_to
from community.discussions.models import PostKind, Thread, ThreadPlace
from community.jobs.models import Job
from community.live import replay
from community.notifications.models import Notification
from community.search.models import SearchDocument
from tests.factories import make_post


def fresh(thread):
    return Thread.objects.get(pk=thread.pk)


def path_of(thread, verb=""):
    return f"/en/threads/{thread.pk}/{thread.slug}/{verb}"


@pytest.fixture
def closed(thread, gwen):
    close_thread(thread, by=gwen)
    return thread


def test_closing_leaves_a_numbered_note_by_who_did_it(closed, gwen):
    note = closed.posts.get(number=2)
    assert (note.kind, note.facts, note.author, note.text) == (PostKind.NOTE, {"verb": "closed"}, gwen, "")
    thread = fresh(closed)
    assert (thread.last_number, thread.post_count, thread.note_numbers) == (2, 1, [2])
    assert thread.last_post_at == closed.posts.get(number=1).created_at


def test_it_is_said_in_the_readers_language_and_kept_apart_for_each(client, closed, monkeypatch):
    from community.discussions import notes

    monkeypatch.setattr(notes, "_", lambda words: f"{translation.get_language()}: {words}")
    for language in ("en", "cy"):
        page = client.get(f"/{language}/threads/{closed.pk}/{closed.slug}/").content.decode()
        assert f'<p>{language}: <a href="/{language}/people/' in page
        assert "Gwen Facilitator</a> closed this conversation.</p>" in page


def test_it_has_nothing_that_a_post_has(as_person, closed, rhys):
    page = as_person(rhys).get(path_of(closed)).content.decode()
    note = page.partition('id="post-2"')[2].partition("entry-number")[0]
    assert note
    assert "data-reply" not in note
    assert "data-post-more" not in note
    assert as_person(rhys).get(path_of(closed, "posts/2/more/")).status_code == 404


def test_nobody_replies_to_it_changes_it_or_removes_it(thread, gwen, rhys):
    close_thread(thread, by=gwen)
    reopen_thread(thread, by=gwen)
    note = thread.posts.get(number=2)
    with pytest.raises(refusals.ForeignPost):
        reply_to(thread, by=rhys, html="<p>To the note.</p>", language="en", in_reply_to=note)
    with pytest.raises(refusals.ForeignPost), changing(note, "edited") as row:
        row.html = "<p>x</p>"
    assert remove_post(note, by=gwen) is False
    assert thread.posts.get(number=2).html == ""


def test_a_name_in_it_is_shown_as_text(client, thread, network):
    from tests.factories import make_member

    close_thread(thread, by=make_member(network, role="facilitator", name="<b>Bold</b> 100%(person)s"))
    page = client.get(path_of(thread)).content.decode()
    assert "<b>Bold</b>" not in page
    assert "&lt;b&gt;Bold&lt;/b&gt; 100%(person)s</a> closed" in page


class TestUnread:
    def test_whoever_had_read_everything_still_has(self, thread, gwen, rhys):
        read_up_to(thread, by=rhys, number=1)
        follow(thread, by=rhys)
        close_thread(thread, by=gwen)
        assert ThreadPlace.objects.get(user=rhys).read_number == 2
        assert not Thread.objects.in_inbox_of(rhys).unread().exists()

    def test_for_others_it_is_not_counted_whatever_its_place(self, thread, gwen, nia, rhys):
        read_up_to(thread, by=rhys, number=1)
        make_post(thread, nia)  # 2
        close_thread(thread, by=gwen)  # 3
        reopen_thread(thread, by=gwen)  # 4
        make_post(thread, nia)  # 5
        close_thread(thread, by=gwen)  # 6
        thread = fresh(thread)
        assert [thread.unread_after(number) for number in range(7)] == [3, 2, 1, 1, 1, 0, 0]
        assert [thread.first_of_unread(unread) for unread in (1, 2, 3)] == [5, 2, 1]

    def test_reading_the_last_post_reads_the_notes_after_it(self, as_person, thread, gwen, nia, rhys):
        read_up_to(thread, by=rhys, number=1)
        make_post(thread, nia)
        close_thread(thread, by=gwen)
        read_up_to(fresh(thread), by=rhys, number=2)
        assert ThreadPlace.objects.get(user=rhys).read_number == 3

    def test_the_first_unread_is_a_post(self, as_person, thread, gwen, nia, rhys):
        read_up_to(thread, by=rhys, number=1)
        ThreadPlace.objects.filter(user=rhys).update(read_number=1)
        close_thread(thread, by=gwen)
        reopen_thread(thread, by=gwen)
        ThreadPlace.objects.filter(user=rhys).update(read_number=1)
        make_post(thread, nia)
        page = as_person(rhys).get(path_of(thread)).content.decode()
        assert page.index('id="post-3"') < page.index('id="unread"') < page.index('id="post-4"')

    def test_a_note_alone_draws_no_line(self, as_person, thread, gwen, rhys):
        read_up_to(thread, by=rhys, number=1)
        close_thread(thread, by=gwen)
        ThreadPlace.objects.filter(user=rhys).update(read_number=1)
        assert 'id="unread"' not in as_person(rhys).get(path_of(thread)).content.decode()


def test_it_is_no_news_and_not_searched(thread, gwen, nia, rhys, run_jobs):
    follow(thread, by=rhys)
    run_jobs()
    close_thread(thread, by=gwen)
    assert not Job.objects.filter(name="discussions.post_written", payload__post_id=thread.posts.last().pk)
    run_jobs()
    assert not Notification.objects.filter(user=rhys).exists()
    assert "closed" not in SearchDocument.objects.get(kind="thread", object_id=thread.pk).body


def test_notes_do_not_slow_down_who_writes(thread, gwen):
    for _ in range(4):
        close_thread(thread, by=gwen)
        reopen_thread(thread, by=gwen)
    from community.discussions.permissions import check_pace

    check_pace(gwen)


def test_open_pages_get_it_quietly_and_have_it_read_out(thread, gwen):
    close_thread(thread, by=gwen)
    answer = replay.answer(thread.stream_key, 1, "en")
    assert '"target":"post-2","place":"end"' in answer
    assert '"quiet":true' in answer
    assert '"say":"Gwen Facilitator closed this conversation."' in answer


def test_a_note_nobody_knows_any_more_leaves_a_hidden_place(thread, gwen):
    close_thread(thread, by=gwen)
    note = thread.posts.get(number=2)
    note.facts = {"verb": "forgotten"}
    with translation.override("en"):
        drawn = fragments.note_fragment(note, thread, "en")
    assert drawn.strip() == '<span id="post-2" hidden></span>'
