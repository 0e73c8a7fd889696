"""What we learned: proposed, edited, published, declined, revised."""

import threading

import pytest
from django.db import connection

from community.discussions.models import SpaceInvitation, Thread
from community.discussions.outcomes import refusals
from community.discussions.outcomes.domain import (
    decline_summary,
    edit_proposal,
    propose_summary,
    publish_summary,
)
from community.discussions.outcomes.models import SummaryState, ThreadSummary
from community.discussions.tending.domain import merge_threads
from community.live import replay
from community.notifications.models import Notification
from community.search.models import SearchDocument
from tests.factories import make_member, make_network, make_space, make_thread


def path_of(thread, verb=""):
    return f"/en/threads/{thread.pk}/{thread.slug}/{verb}"


def propose(thread, by, words="Begin small.\n\n- Ask first."):
    return propose_summary(thread, by=by, words=words, language="en")


def states(thread):
    return list(thread.summaries.order_by("pk").values_list("state", flat=True))


def test_published_it_stands_at_the_top_with_names_and_day(client, thread, rhys, gwen):
    summary = propose(thread, rhys)
    assert "Begin small." not in client.get(path_of(thread)).content.decode()
    publish_summary(summary, by=gwen)
    page = client.get(path_of(thread)).content.decode()
    head = page.partition('<div class="entries"')[0]
    assert "<p>Begin small.</p><ul><li>Ask first.</li></ul>" in head
    assert "Written by Rhys Bevan, published by Gwen Facilitator on" in head
    assert "Gwen Facilitator</a> published what we learned here." in page


def test_search_finds_it(thread, rhys, gwen, run_jobs):
    run_jobs()
    publish_summary(propose(thread, rhys, "Marmalade helps."), by=gwen)
    run_jobs()
    assert "Marmalade" in SearchDocument.objects.get(kind="thread", object_id=thread.pk).body


def test_open_pages_are_told(thread, rhys, gwen):
    publish_summary(propose(thread, rhys), by=gwen)
    answer = replay.answer(thread.stream_key, 1, "en")
    assert '"target":"thread-head","place":"replace"' in answer
    assert "Begin small." in answer


def test_a_newer_version_takes_its_place(client, thread, rhys, nia, gwen):
    publish_summary(propose(thread, rhys), by=gwen)
    publish_summary(propose(thread, nia, "Begin smaller."), by=gwen)
    assert states(thread) == [SummaryState.REPLACED, SummaryState.PUBLISHED]
    page = client.get(path_of(thread)).content.decode()
    assert "Begin smaller." in page
    assert "Begin small.<" not in page
    assert "published a new version of what we learned here" in page


def test_one_proposal_waits_at_a_time(thread, rhys, nia):
    propose(thread, rhys)
    with pytest.raises(refusals.ProposalWaits):
        propose(thread, nia)
    assert states(thread) == [SummaryState.PROPOSED]


def test_what_was_changed_since_it_was_read_is_not_published(thread, rhys, gwen):
    summary = propose(thread, rhys)
    read_at = summary.changed_at
    edit_proposal(summary, words="Something else.", language="en")
    with pytest.raises(refusals.ProposalChanged):
        publish_summary(summary, by=gwen, as_read_at=read_at)
    assert states(thread) == [SummaryState.PROPOSED]


def test_a_decision_is_made_once(thread, rhys, gwen):
    summary = propose(thread, rhys)
    decline_summary(summary, by=gwen, reason="Too short.")
    for again in (
        lambda: publish_summary(summary, by=gwen),
        lambda: decline_summary(summary, by=gwen, reason="x"),
        lambda: edit_proposal(summary, words="x", language="en"),
    ):
        with pytest.raises(refusals.ProposalDecided):
            again()
    assert states(thread) == [SummaryState.DECLINED]


def test_a_reason_is_needed(thread, rhys, gwen):
    summary = propose(thread, rhys)
    with pytest.raises(refusals.ReasonMissing):
        decline_summary(summary, by=gwen, reason="  ")


class TestNotices:
    def test_whoever_proposed_is_told_the_decision_and_the_reason(
        self, as_person, thread, rhys, gwen, run_jobs
    ):
        decline_summary(propose(thread, rhys), by=gwen, reason="Please say who tried it.")
        run_jobs()
        notice = Notification.objects.get(user=rhys, kind="summary")
        assert notice.actor == gwen
        page = as_person(rhys).get("/en/notices/").content.decode()
        assert "Your summary of “How do you begin?” was not published" in page
        assert "Please say who tried it." in page

    def test_who_publishes_their_own_is_not_told(self, thread, gwen, run_jobs):
        publish_summary(propose(thread, gwen), by=gwen)
        run_jobs()
        assert not Notification.objects.filter(kind="summary").exists()

    def test_nothing_is_said_of_a_thread_they_may_not_see_any_more(
        self, as_person, thread, network, rhys, gwen, run_jobs
    ):
        from community.discussions.tending.domain import move_thread

        publish_summary(propose(thread, rhys), by=gwen)
        run_jobs()
        closed = make_space([network], audience="space")
        SpaceInvitation.objects.create(space=closed, user=gwen)
        move_thread(thread, to=closed, by=gwen)
        assert "How do you begin" not in as_person(rhys).get("/en/notices/").content.decode()


class TestThePages:
    def test_a_member_proposes_and_changes_it(self, as_person, thread, rhys):
        client = as_person(rhys)
        answer = client.post(path_of(thread, "summary/"), {"text": "Begin small.", "language": "en"})
        assert answer.url == path_of(thread, "summary/")
        summary = ThreadSummary.objects.get()
        assert (summary.proposed_by, summary.html) == (rhys, "<p>Begin small.</p>")
        page = client.get(path_of(thread, "summary/")).content.decode()
        assert "Begin small.</textarea>" in page
        assert "publish/" not in page
        client.post(
            path_of(thread, "summary/"), {"text": "Smaller.", "language": "cy", "proposal": summary.pk}
        )
        summary.refresh_from_db()
        assert (summary.text, summary.language) == ("Smaller.", "cy")

    def test_another_member_reads_it_and_cannot_change_it(self, as_person, thread, rhys, nia):
        summary = propose(thread, rhys)
        client = as_person(nia)
        page = client.get(path_of(thread, "summary/")).content.decode()
        assert "Begin small." in page
        assert "<textarea" not in page
        typed = {"text": "Mine.", "language": "en"}
        for more in ({}, {"proposal": summary.pk}):
            answer = client.post(path_of(thread, "summary/"), typed | more)
            assert answer.status_code == 422
            assert "Mine.</textarea>" in answer.content.decode()
        summary.refresh_from_db()
        assert summary.text.startswith("Begin small.")

    def test_a_facilitator_publishes_what_they_read(self, as_person, thread, rhys, gwen):
        summary = propose(thread, rhys)
        client = as_person(gwen)
        assert "summary/publish/" in client.get(path_of(thread, "summary/")).content.decode()
        answer = client.post(path_of(thread, "summary/publish/"), {"stamp": "2020-01-01"}, follow=True)
        assert "was changed while you read it" in answer.content.decode()
        answer = client.post(path_of(thread, "summary/publish/"), {"stamp": summary.changed_at.isoformat()})
        assert answer.url == path_of(thread)
        assert Thread.objects.get().summary == summary

    def test_declining_asks_for_a_reason(self, as_person, thread, rhys, gwen):
        propose(thread, rhys)
        client = as_person(gwen)
        answer = client.post(path_of(thread, "summary/decline/"), {"reason": ""})
        assert answer.status_code == 422
        assert "Please say why" in answer.content.decode()
        client.post(path_of(thread, "summary/decline/"), {"reason": "Too early."})
        assert ThreadSummary.objects.get().reason == "Too early."

    def test_members_decide_nothing(self, as_person, thread, rhys, nia):
        summary = propose(thread, rhys)
        client = as_person(nia)
        client.post(path_of(thread, "summary/publish/"), {"stamp": summary.changed_at.isoformat()})
        client.post(path_of(thread, "summary/decline/"), {"reason": "No."})
        assert states(thread) == [SummaryState.PROPOSED]

    def test_who_takes_no_part_proposes_nothing(self, client, as_person, thread, olwen):
        assert "/accounts/" in client.get(path_of(thread, "summary/")).url
        answer = as_person(olwen).post(path_of(thread, "summary/"), {"text": "x", "language": "en"})
        assert answer.url == path_of(thread)
        assert not ThreadSummary.objects.exists()

    def test_words_are_cleaned(self, client, thread, rhys, gwen):
        publish_summary(propose(thread, rhys, "<script>alert(1)</script> small"), by=gwen)
        assert "<script>alert(1)" not in client.get(path_of(thread)).content.decode()

    def test_it_waits_at_the_desk(self, as_person, thread, rhys, gwen, nia):
        propose(thread, rhys)
        page = as_person(gwen).get("/en/desk/").content.decode()
        assert "What we learned in “How do you begin?”" in page
        stranger = make_member(make_network("scotland"), role="facilitator", name="Morag")
        assert "How do you begin" not in as_person(stranger).get("/en/desk/").content.decode()

    def test_the_desk_shows_all_that_wait_as_no_list_elsewhere_does(
        self, as_person, space, thread, rhys, gwen
    ):
        propose(thread, rhys)
        for number in range(1, 7):
            propose(make_thread(space, rhys, title=f"Number {number}"), rhys)
        page = as_person(gwen).get("/en/desk/").content.decode()
        waiting = page.partition('id="summaries"')[2].partition("</section>")[0]
        assert waiting.count("What we learned in") == 7
        assert "panel-link" not in waiting


def test_merging_carries_a_summary_where_there_is_none(space, thread, rhys, gwen, nia):
    publish_summary(propose(thread, rhys), by=gwen)
    other = make_thread(space, nia, title="The same")
    merge_threads(thread, into=other, by=gwen)
    other.refresh_from_db()
    assert other.summary.text.startswith("Begin small.")


def test_two_who_propose_at_once_make_one_proposal(live_site):
    network = make_network()
    people = [make_member(network, name=f"M{n}") for n in range(4)]
    thread = make_thread(make_space([network]), people[0])
    start, refused = threading.Barrier(4), []

    def press(person):
        try:
            start.wait()
            propose(thread, person)
        except refusals.ProposalWaits:
            refused.append(person)
        finally:
            connection.close()

    hands = [threading.Thread(target=press, args=[person]) for person in people]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)
    assert (ThreadSummary.objects.count(), len(refused)) == (1, 3)
