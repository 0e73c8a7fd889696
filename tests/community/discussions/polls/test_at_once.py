"""Many people vote, change their minds and close at the same moment, on the engine the suite runs on."""

import threading

import pytest
from django.db import connections

from community.discussions.models import Post
from community.discussions.polls.domain import add_poll, close_poll, vote, withdraw
from community.discussions.polls.models import Vote
from community.discussions.polls.refusals import HasPoll, PollIsClosed
from community.discussions.reactions.domain import react, take_back
from community.discussions.reactions.models import Reaction
from community.live.models import Event
from community.refusals import Refusal
from tests.factories import make_member, make_network, make_space, make_thread


@pytest.fixture
def committed(request, django_db_setup, django_db_blocker):
    """The database without a transaction around the test, put back afterwards."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            connections.close_all()
            request.config._plethu_template.restore()


def at_once(*works):
    """Call every function in a thread and with a connection of its own, all starting together; what each answered."""
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            start.wait(30)
            answers[place] = work()
        except Refusal as refusal:
            answers[place] = type(refusal)
        except Exception as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


def load(post):
    """The post as a request would: every thread has its own object."""
    return Post.objects.select_related("thread__space", "author").get(pk=post.pk)


@pytest.fixture
def people(committed):
    network = make_network("wales")
    space = make_space([network])
    author = make_member(network, name="Nia Parry")
    others = [make_member(network, name=f"Person {number}") for number in range(12)]
    return author, others, make_thread(space, author).posts.get()


def test_one_vote_a_person_however_often_and_whatever_was_pressed(people):
    author, (nia, *_others), post = people
    add_poll(load(post), by=author, question="Where?", options=["A", "B", "C"])
    answers = at_once(*[lambda n=n: vote(load(post), [1 + n % 3], by=nia) for n in range(9)])
    assert all(isinstance(answer, bool) for answer in answers), answers
    (cast,) = Vote.objects.all()
    kept = load(post).extras["poll"]
    assert (kept["voters"], sum(kept["counts"].values())) == (1, 1)
    assert kept["counts"][cast.choices] == 1


def test_counts_are_exact_after_a_crowd_has_voted_reacted_and_withdrawn(people):
    author, others, post = people
    add_poll(load(post), by=author, question="Where?", options=["A", "B", "C"], method="ranked")
    for person in others[:4]:
        vote(load(post), [3], by=person)
        react(load(post), "thanks", by=person)
    before = Event.objects.filter(stream__key=post.thread.stream_key).count()
    works = [lambda person=person: withdraw(load(post), by=person) for person in others[:4]]
    works += [lambda person=person: take_back(load(post), "thanks", by=person) for person in others[:2]]
    works += [lambda n=n: vote(load(post), [1 + n % 2, 3], by=others[n]) for n in range(4, 12)]
    works += [lambda n=n: react(load(post), "tried", by=others[n]) for n in range(4, 12)]
    answers = at_once(*works)
    assert answers == [True] * len(works), answers
    now = load(post)
    assert now.extras["poll"]["counts"] == {"1": 4, "2": 4, "3": 8}
    assert (now.extras["poll"]["voters"], Vote.objects.count()) == (8, 8)
    assert now.extras["reactions"] == {"thanks": 2, "tried": 8}
    # Every change was told, once, and each drew the post anew.
    events = Event.objects.filter(stream__key=post.thread.stream_key).order_by("number")
    assert events.count() - before == len(works)
    assert [event.number for event in events] == list(range(1, events.count() + 1))
    assert now.version == events.count() - 1  # all but the post's own beginning


def test_no_vote_slips_in_behind_the_closing(people):
    author, others, post = people
    add_poll(load(post), by=author, question="Where?", options=["A", "B"])
    works = [lambda person=person: vote(load(post), [1], by=person) for person in others]
    works.insert(6, lambda: close_poll(load(post), by=author))
    answers = at_once(*works)
    counted = answers.count(True) - 1
    assert answers.count(PollIsClosed) == len(others) - counted, answers
    kept = load(post).extras["poll"]
    assert (kept["voters"], kept["counts"]["1"], Vote.objects.count()) == (counted, counted, counted)
    # And nobody's name slipped past the forgetting.
    assert not Vote.objects.exclude(user=None).exists()


def test_two_polls_made_at_once_are_one(people):
    author, _others, post = people
    answers = at_once(
        *[
            lambda: add_poll(load(post), by=author, question="Where?", options=["A", "B"]).pk
            for _n in range(4)
        ]
    )
    assert answers.count(HasPoll) == 3, answers


def test_a_double_press_reacts_once(people):
    _author, (nia, *_others), post = people
    answers = at_once(*[lambda: react(load(post), "learned", by=nia) for _n in range(6)])
    assert sorted(answers) == [False] * 5 + [True], answers
    assert (Reaction.objects.count(), load(post).extras["reactions"]) == (1, {"learned": 1})
