"""Accepting an answer, and taking it back."""

import re

import pytest

from community.discussions import refusals as talk_refusals
from community.discussions.domain.threads import remove_post
from community.discussions.models import Thread
from community.discussions.outcomes import refusals
from community.discussions.outcomes.domain import accept_answer, take_answer_back
from community.discussions.outcomes.permissions import check_can_accept, check_can_take_back
from community.discussions.permissions import why_not
from community.discussions.tending.domain import change_thread, merge_threads, split_thread
from community.live import replay
from tests.factories import make_member, make_post, make_thread


@pytest.fixture
def question(space, nia, rhys, gwen):
    """A question by Nia, answered by Rhys (2) and Gwen (3)."""
    thread = make_thread(space, nia, title="What is a time bank?", kind="question")
    make_post(thread, rhys, "<p>People give hours.</p>")
    make_post(thread, gwen, "<p>Hours for hours.</p>")
    return Thread.objects.get(pk=thread.pk)


def path_of(thread, verb=""):
    return f"/en/threads/{thread.pk}/{thread.slug}/{verb}"


def post(thread, number):
    found = thread.posts.get(number=number)
    found.thread = Thread.objects.get(pk=thread.pk)
    return found


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_answer_stands_at_the_top_and_is_marked_in_its_place(client, question, nia):
    assert accept_answer(post(question, 2), by=nia) is True
    page = client.get(path_of(question)).content.decode()
    head, _entries, below = page.partition('<div class="entries"')
    assert "People give hours." in head
    assert f'href="{path_of(question, "posts/2/")}"' in head
    assert (
        below.index("People give hours.") < below.index("Accepted as the answer") < below.index('id="post-3"')
    )
    assert "Nia Parry accepted post 2 as the answer." in words(below)


def test_another_one_takes_its_place(client, question, nia, gwen):
    accept_answer(post(question, 2), by=nia)
    accept_answer(post(question, 3), by=gwen)
    assert Thread.objects.get(pk=question.pk).accepted_post.number == 3
    page = client.get(path_of(question)).content.decode()
    assert page.count("Accepted as the answer") == 1
    assert [post(question, number).extras for number in (2, 3)] == [{}, {"accepted": True}]


def test_it_can_be_taken_back(client, question, nia):
    accept_answer(post(question, 2), by=nia)
    assert take_answer_back(post(question, 3), by=nia) is False
    assert take_answer_back(post(question, 2), by=nia) is True
    page = client.get(path_of(question)).content.decode()
    assert "Accepted as the answer" not in page
    assert (
        "People give hours." not in page.partition('<div class="entries"')[0].partition('id="discussion"')[2]
    )
    assert "the question is open again" in page


def test_lists_show_it_and_questions_without_answer_can_be_looked_at_alone(client, question, space, nia):
    make_thread(space, nia, title="Still open?", kind="question")
    make_thread(space, nia, title="Only talk")
    path = space.get_absolute_url()
    assert "Answered" not in client.get(path).content.decode()
    accept_answer(post(question, 2), by=nia)
    page = client.get(path).content.decode()
    assert page.count(">Answered<") + page.count("Answered</span>") >= 1
    page = client.get(f"{path}?kind=unanswered").content.decode()
    assert "Still open?" in page
    assert "What is a time bank?" not in page
    assert "Only talk" not in page


def test_open_pages_and_lists_are_told(question, space, nia):
    accept_answer(post(question, 2), by=nia)
    answer = replay.answer(question.stream_key, 3, "en")
    assert '"target":"post-2","place":"replace"' in answer
    assert '"target":"thread-head","place":"replace"' in answer
    assert "Answered" in replay.answer(space.stream_key, 3, "en")


OK = None


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("asker", OK),
        ("facilitator", OK),
        ("moderator", OK),
        ("coordinator", OK),
        ("member", refusals.AskerOrTenders),
        ("curator", refusals.AskerOrTenders),
        ("visitor", refusals.AskerOrTenders),
        ("suspended asker", talk_refusals.MembershipPaused),
    ],
)
def test_who_may(question, network, nia, who, expected):
    from django.contrib.auth.models import AnonymousUser

    if who == "suspended asker":
        nia.memberships.update(state="suspended")
    if who in ("facilitator", "moderator", "coordinator", "member", "curator"):
        nia = make_member(network, role=who)
    person = AnonymousUser() if who == "visitor" else nia
    refusal = why_not(check_can_accept, person, post(question, 2))
    assert (type(refusal) if refusal else None) == expected


def test_what_cannot_be_an_answer(question, space, nia, gwen):
    for one, refusal in (
        (post(question, 1), refusals.OpeningIsNoAnswer),
        (post(make_thread(space, nia, posts=2), 2), refusals.NotAQuestion),
    ):
        with pytest.raises(refusal):
            accept_answer(one, by=nia)
        assert type(why_not(check_can_accept, nia, one)) is refusal
    remove_post(post(question, 2), by=gwen)
    with pytest.raises(talk_refusals.ForeignPost):
        accept_answer(post(question, 2), by=nia)
    accept_answer(post(question, 3), by=nia)
    assert type(why_not(check_can_accept, nia, post(question, 3))) is refusals.IsTheAnswer
    assert type(why_not(check_can_take_back, nia, post(question, 2))) is refusals.NotTheAnswer


def test_a_removed_answer_answers_nothing(client, question, nia, gwen):
    accept_answer(post(question, 2), by=nia)
    remove_post(post(question, 2), by=gwen)
    assert Thread.objects.get(pk=question.pk).accepted_post is None
    assert "People give hours." not in client.get(path_of(question)).content.decode()


def test_what_is_no_question_any_more_has_no_answer(question, nia, gwen):
    accept_answer(post(question, 2), by=nia)
    change_thread(question, by=gwen, title=question.title, kind="discussion", language="en", topics=[])
    assert Thread.objects.get(pk=question.pk).accepted_post is None
    assert post(question, 2).extras == {}


def test_an_answer_split_off_or_merged_away(question, space, nia, gwen, rhys):
    accept_answer(post(question, 2), by=nia)
    aside = split_thread(question, numbers=[2], title="Aside", to=space, by=gwen)
    assert Thread.objects.get(pk=question.pk).accepted_post is None
    assert post(aside, 1).extras == {}
    accept_answer(post(question, 3), by=nia)
    other = make_thread(space, rhys, title="And what is one?", kind="question")
    merge_threads(question, into=other, by=gwen)
    other.refresh_from_db()
    assert other.accepted_post.text == "Hours for hours."
    assert other.is_answered


def test_the_menu_offers_it_and_the_buttons_work_without_script(as_person, question, nia, rhys):
    accept, back = path_of(question, "posts/2/accept/"), path_of(question, "posts/2/accept/remove/")
    assert accept in as_person(nia).get(path_of(question, "posts/2/more/")).content.decode()
    assert accept not in as_person(rhys).get(path_of(question, "posts/2/more/")).content.decode()
    answer = as_person(nia).post(accept)
    assert answer.url == path_of(question, "posts/2/")
    menu = as_person(nia).get(path_of(question, "posts/2/more/")).content.decode()
    assert back in menu
    assert f'action="{accept}"' not in menu
    as_person(rhys).post(back)
    assert Thread.objects.get(pk=question.pk).is_answered
    as_person(nia).get(back)
    assert Thread.objects.get(pk=question.pk).is_answered
    as_person(nia).post(back)
    assert not Thread.objects.get(pk=question.pk).is_answered


def test_a_visitor_is_asked_to_sign_in(client, question):
    assert "/accounts/" in client.post(path_of(question, "posts/2/accept/")).url
    assert not Thread.objects.get(pk=question.pk).is_answered
