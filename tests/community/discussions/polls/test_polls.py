"""Making, answering and closing a poll: what is counted, what is refused, what is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.discussions.domain.threads import close_thread, remove_post, remove_thread, reopen_thread
from community.discussions.models import Post
from community.discussions.polls import refusals
from community.discussions.polls.domain import (
    add_poll,
    close_poll,
    close_when_due,
    remove_poll,
    vote,
    withdraw,
)
from community.discussions.polls.models import Poll, Vote
from community.discussions.polls.permissions import check_can_add_poll, check_can_close_poll, check_can_vote
from community.discussions.refusals import ForeignPost, MembershipNeeded
from community.jobs.models import Job
from community.live import log
from tests.factories import make_member, make_post

pytestmark = pytest.mark.django_db


def kept(post):
    post.refresh_from_db()
    return post.extras["poll"]


# --- Making one -----------------------------------------------------------------------------------------------------


def test_a_poll_stands_beside_the_words_of_its_post(ask):
    post = ask(options=["  Bangor ", "", "Perth\t(north)"])
    poll = kept(post)
    assert poll["question"] == "Where shall we meet?"
    assert poll["options"] == [[1, "Bangor"], [2, "Perth (north)"]]
    assert (poll["voters"], poll["counts"], poll["closed_at"]) == (0, {"1": 0, "2": 0}, "")
    assert sorted(Poll.objects.get().options.values_list("lot", flat=True)) == [0, 1]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"question": " \n "}, refusals.QuestionMissing),
        ({"options": ["Bangor"]}, refusals.TooFewOptions),
        ({"options": ["Bangor", "  "]}, refusals.TooFewOptions),
        ({"options": [f"Place {n}" for n in range(13)]}, refusals.TooManyOptions),
        ({"options": ["Bangor", "bangor"]}, refusals.SameOptionTwice),
        ({"options": ["Bangor", "x" * 121]}, refusals.OptionTooLong),
        ({"closes_at": timezone.now() - timedelta(minutes=1)}, refusals.ClosesTooSoon),
        ({"most_choices": 2}, refusals.WrongMost),
        ({"method": "multiple", "most_choices": 4}, refusals.WrongMost),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(ask, first_post, fields, refusal):
    with pytest.raises(refusal):
        ask(**fields)
    first_post.refresh_from_db()
    assert (Poll.objects.count(), first_post.extras, first_post.version) == (0, {}, 0)


def test_twelve_options_are_allowed(ask):
    assert len(kept(ask(options=[f"Place {n}" for n in range(12)]))["options"]) == 12


def test_one_poll_a_post(ask):
    ask()
    with pytest.raises(refusals.HasPoll):
        ask()
    assert Poll.objects.count() == 1


def test_only_the_author_adds_one_and_only_soon(first_post, nia, rhys, gwen, ask):
    check_can_add_poll(nia, first_post)
    for other in (rhys, gwen):
        with pytest.raises(refusals.NotYourPost):
            check_can_add_poll(other, first_post)
    first_post.created_at = timezone.now() - timedelta(minutes=31)
    with pytest.raises(refusals.GraceIsOver):
        check_can_add_poll(nia, first_post)
    first_post.created_at = timezone.now()
    ask()
    with pytest.raises(refusals.HasPoll):
        check_can_add_poll(nia, first_post)


# --- Voting ---------------------------------------------------------------------------------------------------------


def test_a_vote_is_counted_changed_and_withdrawn(ask, rhys, gwen):
    post = ask()
    assert vote(post, [1], by=rhys) is True
    assert vote(post, [2], by=gwen) is True
    assert kept(post)["counts"] == {"1": 1, "2": 1, "3": 0}
    assert vote(post, [1], by=rhys) is False
    assert vote(post, [2], by=rhys) is True
    assert (kept(post)["counts"], kept(post)["voters"]) == ({"1": 0, "2": 2, "3": 0}, 2)
    assert withdraw(post, by=rhys) is True
    assert withdraw(post, by=rhys) is False
    assert (kept(post)["counts"], kept(post)["voters"]) == ({"1": 0, "2": 1, "3": 0}, 1)


def test_several_choices_count_each_and_the_person_once(ask, rhys, gwen):
    post = ask(method="multiple", most_choices=2)
    vote(post, [3, 1], by=rhys)
    vote(post, [1], by=gwen)
    assert (kept(post)["counts"], kept(post)["voters"]) == ({"1": 2, "2": 0, "3": 1}, 2)
    with pytest.raises(refusals.TooManyChoices, match="Choose 2 options at most"):
        vote(post, [1, 2, 3], by=gwen)
    assert kept(post)["counts"] == {"1": 2, "2": 0, "3": 1}


def test_a_ranking_is_kept_in_order_and_counted_in_rounds(ask, network):
    post = ask(method="ranked")
    people = [make_member(network, name=f"Voter {n}") for n in range(5)]
    for person, ranking in zip(people, ([1, 2], [1, 2], [2, 1], [3, 2], [3, 2]), strict=True):
        vote(post, ranking, by=person)
    # 2-1-2: Perth goes, its ballot to Bangor, which has 3 of 5.
    outcome = kept(post)["outcome"]
    assert [one["votes"] for one in outcome["rounds"]] == [{"1": 2, "2": 1, "3": 2}, {"1": 3, "3": 2}]
    assert (outcome["winners"], outcome["rounds"][0]["out"]) == ([1], [2])
    assert Vote.objects.get(user=people[2]).numbers == [2, 1]
    # The other order is another vote.
    assert vote(post, [1, 2], by=people[2]) is True


@pytest.mark.parametrize(
    ("method", "choices", "refusal"),
    [
        ("single", [], refusals.NothingChosen),
        ("single", [1, 2], refusals.OneChoiceOnly),
        ("single", [4], refusals.ForeignOption),
        ("single", [0], refusals.ForeignOption),
        ("multiple", [1, 1], refusals.ChosenTwice),
        ("ranked", [1, 2, 1], refusals.ChosenTwice),
        ("ranked", [], refusals.NothingChosen),
        ("ranked", [1, 99], refusals.ForeignOption),
    ],
)
def test_a_vote_that_makes_no_sense_is_refused(ask, rhys, method, choices, refusal):
    post = ask(method=method)
    with pytest.raises(refusal):
        vote(post, choices, by=rhys)
    assert not Vote.objects.exists()


def test_the_option_of_another_poll_is_foreign(ask, thread, nia, rhys):
    ask()
    other = make_post(thread, nia)
    other = Post.objects.select_related("thread").get(pk=other.pk)
    other = ask(post=other, options=["Yes", "No"])
    with pytest.raises(refusals.ForeignOption):
        vote(other, [3], by=rhys)


def test_only_what_changes_reaches_open_pages_and_votes_are_quiet(ask, rhys):
    post = ask()
    number = log.number_of(post.thread.stream_key)
    vote(post, [1], by=rhys)
    vote(post, [1], by=rhys)
    withdraw(post, by=rhys)
    withdraw(post, by=rhys)
    events = log.read(post.thread.stream_key, number).events
    assert [(event.kind, event.data.get("quiet")) for event in events] == [("voted", True), ("voted", True)]


def test_who_could_not_reply_does_not_vote(ask, olwen, nia):
    post = ask()
    with pytest.raises(MembershipNeeded):
        check_can_vote(olwen, post)
    check_can_vote(nia, post)  # one's own poll too


# --- Closing --------------------------------------------------------------------------------------------------------


def test_after_closing_nothing_is_counted_changed_or_withdrawn(ask, rhys, gwen, nia):
    post = ask()
    vote(post, [1], by=rhys)
    assert close_poll(post, by=nia) is True
    assert close_poll(post, by=nia) is False
    for act in (
        lambda: vote(post, [2], by=gwen),
        lambda: withdraw(post, by=rhys),
        lambda: vote(post, [2], by=rhys),
    ):
        with pytest.raises(refusals.PollIsClosed):
            act()
    assert (kept(post)["counts"], bool(kept(post)["closed_at"])) == ({"1": 1, "2": 0, "3": 0}, True)


def test_the_clock_closes_even_before_the_job_has_run(ask, rhys):
    post = ask(closes_at=timezone.now() + timedelta(hours=1), time_zone="Europe/London")
    vote(post, [1], by=rhys)
    Poll.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(refusals.PollIsClosed):
        vote(post, [2], by=rhys)


def test_the_job_closes_at_the_time_that_was_set(ask, run_jobs):
    closes_at = timezone.now() + timedelta(hours=1)
    post = ask(closes_at=closes_at, time_zone="Europe/London")
    job = Job.objects.get(name="discussions.close_poll")
    assert job.run_at == closes_at
    close_when_due(poll_id=Poll.objects.get().pk)  # too early: nothing
    assert not kept(post)["closed_at"]
    past = timezone.now() - timedelta(seconds=1)
    Poll.objects.update(closes_at=past)
    Job.objects.filter(pk=job.pk).update(run_at=past)
    run_jobs()
    poll = Poll.objects.get()
    assert (poll.closed_at, poll.closed_by) == (past, None)
    assert kept(post)["closed_at"] == past.isoformat()


def test_the_job_bears_what_has_happened_meanwhile(ask, nia, gwen, thread):
    post = ask(closes_at=timezone.now() + timedelta(hours=1), time_zone="Europe/London")
    pk = Poll.objects.get().pk
    Poll.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    remove_post(post, by=nia)
    close_when_due(poll_id=pk)
    remove_thread(thread, by=gwen)
    close_when_due(poll_id=pk)
    close_when_due(poll_id=pk + 1)
    assert Poll.objects.get().closed_at is None


def test_of_an_anonymous_poll_nobodys_name_is_kept_after_closing(ask, rhys, gwen, nia):
    post = ask()
    vote(post, [1], by=rhys)
    vote(post, [1], by=gwen)
    assert set(Vote.objects.values_list("user", flat=True)) == {rhys.pk, gwen.pk}
    close_poll(post, by=nia)
    assert list(Vote.objects.values_list("user", flat=True)) == [None, None]
    assert kept(post)["voters"] == 2


def test_of_a_named_poll_names_stay(ask, rhys, nia):
    post = ask(is_named=True)
    vote(post, [1], by=rhys)
    close_poll(post, by=nia)
    assert Vote.objects.get().user == rhys


def test_a_vote_outlives_its_account(ask, rhys, gwen):
    post = ask()
    vote(post, [1], by=rhys)
    rhys.delete()
    vote(post, [1], by=gwen)
    assert (kept(post)["counts"]["1"], kept(post)["voters"]) == (2, 2)


def test_its_author_and_those_who_tend_close_it(ask, nia, rhys, gwen):
    post = ask()
    for person in (nia, gwen):
        check_can_close_poll(person, post)
    with pytest.raises(refusals.NotYoursToClose):
        check_can_close_poll(rhys, post)


def test_while_the_conversation_is_closed_nobody_votes(ask, thread, rhys, gwen):
    post = ask()
    vote(post, [1], by=rhys)
    close_thread(thread, by=gwen)
    for act in (lambda: vote(post, [2], by=rhys), lambda: withdraw(post, by=rhys)):
        with pytest.raises(refusals.ConversationIsClosed):
            act()
    # What has no closing time can still be closed, so that its results are not lost.
    reopen_thread(thread, by=gwen)
    assert vote(post, [2], by=rhys) is True
    close_thread(thread, by=gwen)
    assert close_poll(post, by=gwen) is True


def test_a_removed_post_takes_no_votes(ask, nia, rhys):
    post = ask()
    remove_post(post, by=nia)
    with pytest.raises(ForeignPost):
        vote(post, [1], by=rhys)
    assert not Vote.objects.exists()


def test_a_poll_without_votes_can_be_removed_and_made_anew(ask, nia, rhys):
    post = ask()
    vote(post, [1], by=rhys)
    with pytest.raises(refusals.HasVotes):
        remove_poll(post, by=nia)
    withdraw(post, by=rhys)
    remove_poll(post, by=nia)
    post.refresh_from_db()
    assert ("poll" in post.extras, Poll.objects.exists()) == (False, False)
    with pytest.raises(refusals.NoSuchPoll):
        vote(post, [1], by=rhys)
    assert kept(ask(question="Once more?"))["question"] == "Once more?"


def test_a_vote_costs_the_same_however_many_have_voted(ask, network, queries):
    post = ask(method="ranked")
    people = [make_member(network, name=f"Voter {n}") for n in range(8)]
    vote(post, [1, 2], by=people[0])
    with queries() as second:
        vote(post, [2, 1], by=people[1])
    for person in people[2:7]:
        vote(post, [3, 1], by=person)
    with queries(at_most=15) as last:
        vote(post, [1], by=people[7])
    assert len(last) == len(second)


def test_a_poll_that_cannot_be_made_takes_no_time_of_the_thread(thread, first_post, gwen, nia):
    close_thread(thread, by=gwen)
    first_post.thread.refresh_from_db()
    with pytest.raises(refusals.ConversationIsClosed):
        add_poll(first_post, by=nia, question="Where?", options=["Here", "There"])
    assert not Poll.objects.exists()
