"""Every change that open pages hear of, each as a small story told to a scene.

A story prepares, then ``yield``\\ s the further pages that are open by then, if any, then does what it is about. The
thread of the scene and the list of its space are always open. What it calls and what that writes to the log is said in
front of it, and which of the pages look different afterwards, and to whom.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from community.jobs.models import Job
from tests.factories import make_member, make_network, make_post, make_space, make_thread, make_topic

from .listener import cookie_of

VISITOR, MEMBER, CYMRAEG = "visitor", "member", "member in Welsh"
ALL = frozenset({VISITOR, MEMBER, CYMRAEG})
MEMBERS = ALL - {VISITOR}
THREAD, SPACE = "thread", "space"


class Cast:
    """The networks and people of all scenes."""

    def __init__(self):
        self.network, self.other_network = make_network("wales"), make_network("scotland")
        self.nia = make_member(self.network, role="coordinator", name="Nia Parry")
        make_member(self.other_network, role="coordinator", person=self.nia)
        self.carys = make_member(self.network, name="Carys Rees")
        # Who has the pages open, besides a visitor.
        self.rhys = make_member(self.network, name="Rhys Bevan")
        self.elin = make_member(self.network, name="Elin Vaughan", language="cy")
        cookies = {MEMBER: cookie_of(self.rhys), CYMRAEG: cookie_of(self.elin)}
        # Who looks: the cookie and the language of their pages.
        self.readers = {
            VISITOR: ("", "en"),
            MEMBER: (cookies[MEMBER], "en"),
            CYMRAEG: (cookies[CYMRAEG], "cy"),
        }


class Scene:
    """A question in a public space with four posts, a second conversation, and the people of it."""

    def __init__(self, cast: Cast):
        vars(self).update(vars(cast))
        with patch(
            "community.jobs.queue.carry"
        ):  # what comes after writing is of no account here, and takes long
            self._begin()
        Job.objects.all().delete()

    def _begin(self):
        self.space, self.elsewhere, self.bare = (make_space([self.network]) for _ in range(3))
        self.inner = make_space([self.network], audience="networks")
        self.topics = [make_topic(), make_topic()]
        self.other = make_thread(self.space, self.nia, title="Where do you meet?", posts=2)
        self.thread = make_thread(self.space, self.carys, kind="question", topics=self.topics[:1])
        second = make_post(self.thread, self.nia, html="<p>Ask people first.</p>")
        make_post(self.thread, self.rhys, html="<p>Then listen.</p>", in_reply_to=second)
        make_post(self.thread, self.carys, html="<p>Thank you.</p>")

    def post(self, number, thread=None):
        """A post as its row is now."""
        thread = thread or self.thread
        return thread.posts.select_related("thread__space", "author").get(number=number)


Story = Callable[[Scene], Iterator[dict | None]]


@dataclass(frozen=True)
class Change:
    """``tells`` is what is appended to whose streams ("thread:post"), ``shows`` which pages differ for whom."""

    name: str
    story: Story
    verbs: frozenset[str]
    tells: frozenset[str]
    shows: dict[str, frozenset[str]] = field(hash=False)
    gone: dict[str, frozenset[str]] = field(hash=False)


changes: list[Change] = []


def change(*verbs: str, tells: str, gone=None, **shows):
    """Register a story. ``shows``: page → who sees something else; ``gone``: page → to whom it is no longer there."""

    def register(story):
        told = frozenset(tells.split())
        changes.append(Change(story.__name__, story, frozenset(verbs), told, shows, gone or {}))
        return story

    return register


# --- Words --------------------------------------------------------------------------------------------------------


@change(
    "domain.threads.start_thread",
    tells="thread:post space:thread member:read member:counter member:followed",
    space=ALL,
)
def a_thread_is_started(scene):
    yield
    make_thread(scene.space, scene.carys, title="How do you end?")


@change(
    "domain.threads.start_thread",
    tells="thread:post space:thread member:read member:counter member:followed",
    bare=ALL,
)
def the_first_thread_of_a_space_is_started(scene):
    yield {"bare": scene.bare}
    make_thread(scene.bare, scene.carys)


@change(
    "domain.threads.start_thread",
    tells="thread:post space:thread member:read member:counter member:followed",
    space=ALL,
)
def a_thread_is_started_under_a_pinned_one(scene):
    from community.discussions.tending.domain import pin_thread

    pin_thread(scene.other, by=scene.nia)
    yield
    make_thread(scene.space, scene.carys, title="How do you end?")


@change(
    "domain.threads.reply_to",
    tells="thread:post space:reply member:read member:counter",
    thread=ALL,
    space=ALL,
)
def a_reply(scene):
    yield
    make_post(scene.thread, scene.nia, html="<p>Gladly.</p>", in_reply_to=scene.post(3))


@change(
    "domain.threads.reply_to", tells="thread:post space:reply member:read member:counter member:followed",
    space=ALL,
)  # fmt: skip
def a_reply_raises_another_thread(scene):
    yield
    make_post(scene.other, scene.carys)


@change(
    "domain.threads.reply_to",
    tells="thread:post space:reply member:read member:counter",
    thread=ALL,
    space=ALL,
)
def a_reply_in_another_language(scene):
    yield
    make_post(scene.thread, scene.nia, html="<p>Croeso.</p>", language="cy")


@change(
    "domain.threads.reply_to",
    tells="thread:post space:reply member:read member:counter member:followed",
    thread=ALL, space=ALL,
)  # fmt: skip
def the_readers_own_first_reply_in_another_tab(scene):
    yield
    make_post(scene.thread, scene.elin)


@change(
    "attachments.domain.add_file", "domain.threads.reply_to",
    tells="thread:post space:reply member:read member:counter", thread=ALL, space=ALL,
)  # fmt: skip
def a_reply_with_a_file(scene):
    from community.discussions.attachments.domain import add_file

    yield
    plan = SimpleUploadedFile("plan.pdf", b"%PDF-1.7\nwords")
    row = add_file(scene.nia, f"thread:{scene.thread.pk}", plan)
    make_post(scene.thread, scene.nia, attachments=[row])


def _edit(post, html):
    from community.discussions.editing.domain import edit_post, wording_key

    edit_post(post, html=html, language="en", based_on=wording_key(post))


@change("editing.domain.edit_post", "domain.posts.changing", tells="thread:edited", thread=ALL)
def an_edit_just_after_writing(scene):
    yield
    _edit(scene.post(4), "<p>Thank you very much.</p>")


@change("editing.domain.edit_post", "domain.posts.changing", tells="thread:edited", thread=ALL)
def an_edit_later_on(scene):
    scene.thread.posts.update(created_at=timezone.now() - timedelta(days=3))
    yield
    _edit(scene.post(2), "<p>Ask everybody first.</p>")


@change("editing.domain.edit_post", "domain.posts.changing", tells="thread:edited", thread=ALL)
def an_edit_of_the_accepted_answer(scene):
    from community.discussions.outcomes.domain import accept_answer

    accept_answer(scene.post(2), by=scene.nia)
    yield
    _edit(scene.post(2), "<p>Ask everybody first.</p>")


def _link_to(thread):
    return f'<p>See <a href="/threads/{thread.pk}/{thread.slug}/">there</a>.</p>'


@change("editing.domain.edit_post", "cards.domain.note_links", tells="thread:edited", thread=ALL)
def a_link_to_another_conversation_is_edited_in(scene):
    there = make_thread(scene.elsewhere, scene.nia, title="Where do you meet?")
    yield
    _edit(scene.post(4), _link_to(there))


@change(
    "cards.domain.index_changed", "tending.domain.change_thread",
    tells="thread:cards thread:note thread:renamed space:changed", thread=ALL,
)  # fmt: skip
def a_conversation_that_is_linked_to_gets_another_name(scene):
    from community.discussions.tending.domain import change_thread

    there = make_thread(scene.elsewhere, scene.nia, title="Where do you meet?")
    make_post(scene.thread, scene.nia, html=_link_to(there))
    yield
    change_thread(there, by=scene.nia, title="When?", kind="discussion", language="en", topics=[])


# --- In one breath: delivered together, as after a sleep -----------------------------------------------------------


@change(
    "domain.threads.start_thread", "tending.domain.change_thread",
    tells="thread:post thread:note thread:renamed space:thread space:changed member:read member:counter member:followed",
    space=ALL,
)  # fmt: skip
def a_thread_is_started_and_renamed(scene):
    from community.discussions.tending.domain import change_thread

    yield
    with transaction.atomic():
        thread = make_thread(scene.space, scene.carys, title="How do you ned?")
        change_thread(
            thread, by=scene.carys, title="How do you end?", kind="question", language="en", topics=[]
        )


@change(
    "domain.threads.reply_to", "domain.threads.close_thread", "tending.domain.pin_thread",
    tells="thread:post thread:note thread:closed space:reply space:closed space:pinned member:read member:counter "
    "member:followed",
    space=ALL,
)  # fmt: skip
def another_thread_is_replied_to_and_closed_and_one_pinned(scene):
    from community.discussions.domain.threads import close_thread
    from community.discussions.tending.domain import pin_thread

    third = make_thread(scene.space, scene.nia, title="A third")
    yield
    with transaction.atomic():
        make_post(scene.other, scene.carys)
        close_thread(scene.other, by=scene.nia)
        pin_thread(third, by=scene.nia)


@change(
    "domain.threads.reply_to", "domain.threads.close_thread",
    tells="thread:post thread:note thread:closed space:reply space:closed member:read member:counter",
    thread=ALL, space=ALL,
)  # fmt: skip
def two_threads_are_replied_to_and_one_closed(scene):
    from community.discussions.domain.threads import close_thread

    make_post(scene.other, scene.carys)
    yield
    with transaction.atomic():
        make_post(scene.thread, scene.nia)
        make_post(scene.other, scene.nia)
        close_thread(scene.thread, by=scene.nia)


# --- Taken away and put back --------------------------------------------------------------------------------------


@change("removing.domain.remove", "domain.threads.remove_post", tells="thread:removed space:removed",
        thread=ALL, space=ALL)  # fmt: skip
def a_post_is_removed_by_its_author(scene):
    from community.discussions.removing.domain import remove

    yield
    remove(scene.post(4), by=scene.carys)


@change("removing.domain.remove", "domain.threads.remove_post", tells="thread:removed space:removed",
        thread=ALL, space=ALL)  # fmt: skip
def a_post_that_was_replied_to_is_removed_with_a_reason(scene):
    from community.discussions.removing.domain import remove

    yield
    remove(scene.post(2), by=scene.nia, reason="It names somebody.", language="en")


@change(
    "removing.domain.remove", "domain.threads.remove_post", "outcomes.domain.forget_answer",
    tells="thread:removed thread:unaccepted thread:outcome space:removed", thread=ALL, space=ALL,
)  # fmt: skip
def the_accepted_answer_is_removed(scene):
    from community.discussions.outcomes.domain import accept_answer
    from community.discussions.removing.domain import remove

    accept_answer(scene.post(2), by=scene.nia)
    yield
    remove(scene.post(2), by=scene.nia)


@change("removing.domain.restore", tells="thread:restored space:restored", thread=ALL, space=ALL)
def a_removed_post_is_put_back(scene):
    from community.discussions.removing.domain import remove, restore

    remove(scene.post(2), by=scene.nia)
    yield
    restore(scene.post(2))


@change(
    "domain.threads.remove_thread", tells="thread:gone space:gone control:stream member:counter",
    thread=ALL, space=ALL, gone={THREAD: ALL},
)  # fmt: skip
def a_thread_is_removed(scene):
    from community.discussions.domain.threads import remove_thread

    yield
    remove_thread(scene.thread, by=scene.nia)


@change(
    "domain.threads.remove_thread", tells="thread:gone space:gone control:stream member:counter",
    bare=ALL,
)  # fmt: skip
def the_last_thread_of_a_space_is_removed(scene):
    from community.discussions.domain.threads import remove_thread

    only = make_thread(scene.bare, scene.carys)
    yield {"bare": scene.bare}
    remove_thread(only, by=scene.nia)


# --- One press ----------------------------------------------------------------------------------------------------


@change("reactions.domain.react", "domain.posts.changing", tells="thread:reacted member:counter", thread=ALL)
def a_reaction(scene):
    from community.discussions.reactions.domain import react

    yield
    react(scene.post(4), "thanks", by=scene.nia)


@change("reactions.domain.react", "domain.posts.changing", tells="thread:reacted", thread=ALL)
def a_reaction_to_what_the_readers_have_reacted_to(scene):
    from community.discussions.reactions.domain import react

    react(scene.post(4), "thanks", by=scene.rhys)
    react(scene.post(4), "tried", by=scene.elin)
    yield
    react(scene.post(4), "thanks", by=scene.nia)


@change("reactions.domain.react", "domain.posts.changing", tells="thread:reacted member:counter", thread=ALL)
def a_reaction_to_the_readers_own_post(scene):
    from community.discussions.reactions.domain import react

    yield
    react(scene.post(3), "learned", by=scene.nia)


@change("reactions.domain.take_back", "domain.posts.changing", tells="thread:reacted", thread=ALL)
def a_reaction_is_taken_back(scene):
    from community.discussions.reactions.domain import react, take_back

    react(scene.post(4), "thanks", by=scene.nia)
    react(scene.post(4), "thanks", by=scene.rhys)
    yield
    take_back(scene.post(4), "thanks", by=scene.nia)


# --- Polls --------------------------------------------------------------------------------------------------------


def _ask(scene, **fields):
    from community.discussions.polls.domain import add_poll

    fields = {"question": "Where shall we meet?", "options": ["Bangor", "Perth", "Online"], **fields}
    return add_poll(scene.post(1), by=scene.carys, **fields)


@change("polls.domain.add_poll", "domain.posts.changing", tells="thread:poll", thread=ALL)
def a_poll_is_added(scene):
    yield
    _ask(scene)


@change("polls.domain.start_thread_with_poll",
        tells="thread:post thread:poll space:thread member:read member:counter member:followed", space=ALL)  # fmt: skip
def a_thread_is_started_with_a_poll(scene):
    from community.discussions.polls.domain import start_thread_with_poll

    yield
    start_thread_with_poll(
        scene.space, by=scene.carys, title="Where?", html="<p>You decide.</p>", language="en",
        poll={"question": "Where?", "options": ["Here", "There"]},
    )  # fmt: skip


@change("polls.domain.vote", "domain.posts.changing", tells="thread:voted", thread=ALL)
def a_vote(scene):
    from community.discussions.polls.domain import vote

    _ask(scene)
    vote(scene.post(1), [2], by=scene.rhys)
    yield
    vote(scene.post(1), [1], by=scene.nia)


@change("polls.domain.vote", "domain.posts.changing", tells="thread:voted", thread=ALL)
def a_vote_changes(scene):
    from community.discussions.polls.domain import vote

    _ask(scene, method="multiple")
    vote(scene.post(1), [1, 2], by=scene.nia)
    vote(scene.post(1), [1], by=scene.elin)
    yield
    vote(scene.post(1), [3], by=scene.nia)


@change("polls.domain.vote", "domain.posts.changing", tells="thread:voted", thread=ALL)
def a_vote_in_a_poll_that_shows_its_results_to_who_has_voted(scene):
    from community.discussions.polls.domain import vote

    _ask(scene, showing="voted")
    vote(scene.post(1), [2], by=scene.rhys)
    yield
    vote(scene.post(1), [1], by=scene.nia)


@change("polls.domain.vote", "domain.posts.changing", tells="thread:voted", thread=ALL)
def a_vote_in_a_ranked_poll(scene):
    from community.discussions.polls.domain import vote

    _ask(scene, method="ranked")
    vote(scene.post(1), [2, 1], by=scene.rhys)
    yield
    vote(scene.post(1), [1, 3], by=scene.nia)


@change("polls.domain.withdraw", "domain.posts.changing", tells="thread:voted", thread=ALL)
def a_vote_is_withdrawn(scene):
    from community.discussions.polls.domain import vote, withdraw

    _ask(scene)
    vote(scene.post(1), [1], by=scene.nia)
    yield
    withdraw(scene.post(1), by=scene.nia)


@change("polls.domain.close_poll", "domain.posts.changing", tells="thread:poll", thread=ALL)
def a_poll_is_closed(scene):
    from community.discussions.polls.domain import close_poll, vote

    _ask(scene, showing="closed", is_named=True)
    vote(scene.post(1), [1], by=scene.rhys)
    vote(scene.post(1), [1], by=scene.nia)
    yield
    close_poll(scene.post(1), by=scene.carys)


@change("polls.domain.close_when_due", tells="thread:poll", thread=ALL)
def a_poll_closes_when_its_time_has_come(scene):
    from community.discussions.polls.domain import close_when_due

    poll = _ask(scene, closes_at=timezone.now() + timedelta(hours=1), time_zone="Europe/London")
    yield
    type(poll).objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    close_when_due(poll_id=poll.pk)


@change("polls.domain.remove_poll", "domain.posts.changing", tells="thread:poll", thread=ALL)
def a_poll_is_taken_away(scene):
    from community.discussions.polls.domain import remove_poll

    _ask(scene)
    yield
    remove_poll(scene.post(1), by=scene.carys)


# --- Outcomes -----------------------------------------------------------------------------------------------------


@change("outcomes.domain.accept_answer", "domain.notes.write_note",
        tells="thread:accepted thread:note thread:outcome space:changed", thread=ALL, space=ALL)  # fmt: skip
def an_answer_is_accepted(scene):
    from community.discussions.outcomes.domain import accept_answer

    yield
    accept_answer(scene.post(2), by=scene.carys)


@change("outcomes.domain.accept_answer", "outcomes.domain.forget_answer",
        tells="thread:accepted thread:unaccepted thread:note thread:outcome space:changed",
        thread=ALL, space=ALL)  # fmt: skip
def another_answer_is_accepted(scene):
    from community.discussions.outcomes.domain import accept_answer

    accept_answer(scene.post(2), by=scene.carys)
    yield
    accept_answer(scene.post(3), by=scene.carys)


@change("outcomes.domain.take_answer_back", "outcomes.domain.forget_answer",
        tells="thread:unaccepted thread:note thread:outcome space:changed", thread=ALL, space=ALL)  # fmt: skip
def an_answer_is_taken_back(scene):
    from community.discussions.outcomes.domain import accept_answer, take_answer_back

    accept_answer(scene.post(2), by=scene.carys)
    yield
    take_answer_back(scene.post(2), by=scene.carys)


def _propose(scene, words="Ask, then listen."):
    from community.discussions.outcomes.domain import propose_summary

    return propose_summary(scene.thread, by=scene.carys, words=words, language="en")


@change("outcomes.domain.propose_summary", "outcomes.domain.edit_proposal", tells="")
def a_summary_is_proposed_and_reworded(scene):
    """It waits at the desk; the conversation shows nothing of it."""
    from community.discussions.outcomes.domain import edit_proposal

    yield
    edit_proposal(_propose(scene), words="Ask, then listen well.", language="en")


@change("outcomes.domain.publish_summary", "domain.notes.write_note",
        tells="thread:note thread:outcome space:changed member:counter", thread=ALL, space=ALL)  # fmt: skip
def a_summary_is_published(scene):
    from community.discussions.outcomes.domain import publish_summary

    proposal = _propose(scene)
    yield
    publish_summary(proposal, by=scene.nia)


@change(
    "outcomes.domain.publish_summary",
    tells="thread:note thread:outcome space:changed member:counter",
    thread=ALL,
    space=ALL,
)
def a_summary_is_published_in_place_of_another(scene):
    from community.discussions.outcomes.domain import publish_summary

    publish_summary(_propose(scene), by=scene.nia)
    proposal = _propose(scene, "Ask twice.")
    yield
    publish_summary(proposal, by=scene.nia)


@change("outcomes.domain.decline_summary", tells="member:counter")
def a_summary_is_declined(scene):
    """Who proposed it is told; the conversation shows nothing of it."""
    from community.discussions.outcomes.domain import decline_summary

    proposal = _propose(scene)
    yield
    decline_summary(proposal, by=scene.nia, reason="Too short.")


# --- Tending ------------------------------------------------------------------------------------------------------


def _change(scene, **fields):
    from community.discussions.tending.domain import change_thread

    usual = {"title": scene.thread.title, "kind": "question", "language": "en", "topics": scene.topics[:1]}
    change_thread(scene.thread, by=scene.nia, **{**usual, **fields})


@change(
    "tending.domain.change_thread", tells="thread:note thread:renamed space:changed", thread=ALL, space=ALL
)
def a_thread_gets_another_title(scene):
    yield
    _change(scene, title="How do you start <well> & good?")


@change(
    "tending.domain.change_thread", tells="thread:note thread:renamed space:changed", thread=ALL, space=ALL
)
def a_thread_gets_other_topics(scene):
    yield
    _change(scene, topics=scene.topics[1:])


@change(
    "tending.domain.change_thread", tells="thread:note thread:renamed space:changed", thread=ALL, space=ALL
)
def a_thread_loses_its_topics(scene):
    yield
    _change(scene, topics=[])


@change("tending.domain.change_thread", "outcomes.domain.forget_answer",
        tells="thread:unaccepted thread:outcome thread:note thread:renamed space:changed",
        thread=ALL, space=ALL)  # fmt: skip
def an_answered_question_becomes_a_discussion(scene):
    from community.discussions.outcomes.domain import accept_answer

    accept_answer(scene.post(2), by=scene.carys)
    yield
    _change(scene, kind="discussion")


@change(
    "tending.domain.change_thread", tells="thread:note thread:renamed space:changed", thread=ALL, space=ALL
)
def a_thread_gets_another_language(scene):
    yield
    _change(scene, language="cy")


@change("tending.domain.pin_thread", tells="thread:note space:pinned", thread=ALL, space=ALL)
def a_thread_is_pinned(scene):
    from community.discussions.tending.domain import pin_thread

    yield
    pin_thread(scene.thread, by=scene.nia)


@change("tending.domain.unpin_thread", tells="thread:note space:unpinned", space=ALL)
def a_thread_is_unpinned(scene):
    from community.discussions.tending.domain import pin_thread, unpin_thread

    pin_thread(scene.other, by=scene.nia)
    yield
    unpin_thread(scene.other, by=scene.nia)


@change("domain.threads.close_thread", "domain.notes.write_note", tells="thread:note thread:closed space:closed",
        thread=ALL, space=ALL)  # fmt: skip
def a_thread_is_closed(scene):
    from community.discussions.domain.threads import close_thread

    yield
    close_thread(scene.thread, by=scene.nia)


@change("domain.threads.reopen_thread", "domain.notes.write_note",
        tells="thread:note thread:reopened space:reopened", thread=ALL, space=ALL)  # fmt: skip
def a_thread_is_opened_again(scene):
    from community.discussions.domain.threads import close_thread, reopen_thread

    close_thread(scene.thread, by=scene.nia)
    yield
    reopen_thread(scene.thread, by=scene.nia)


@change("tending.domain.move_thread", tells="thread:note thread:moved space:left space:thread control:stream member:counter",
        thread=ALL, space=ALL, elsewhere=ALL)  # fmt: skip
def a_thread_is_moved(scene):
    from community.discussions.tending.domain import move_thread

    yield {"elsewhere": scene.elsewhere}
    move_thread(scene.thread, to=scene.elsewhere, by=scene.nia)


@change("tending.domain.move_thread", tells="thread:note thread:moved space:left space:thread control:stream member:counter",
        thread=ALL, space=ALL, gone={THREAD: frozenset({VISITOR})})  # fmt: skip
def a_thread_is_moved_to_where_only_members_read(scene):
    from community.discussions.tending.domain import move_thread

    yield
    move_thread(scene.thread, to=scene.inner, by=scene.nia)


@change("tending.domain.split_thread", tells="thread:reshaped thread:note space:reordered space:thread member:counter member:marked",
        thread=ALL, space=ALL)  # fmt: skip
def a_thread_is_split(scene):
    from community.discussions.tending.domain import split_thread

    make_post(scene.other, scene.carys)
    make_post(scene.thread, scene.carys)
    yield
    split_thread(scene.thread, numbers=[3, 5], title="On listening", to=scene.space, by=scene.nia)


@change(
    "tending.domain.split_thread", "outcomes.domain.forget_answer",
    tells="thread:unaccepted thread:outcome thread:reshaped thread:note space:reordered space:thread member:counter member:marked",
    thread=ALL, space=ALL, elsewhere=ALL,
)  # fmt: skip
def the_accepted_answer_is_split_off_to_another_space(scene):
    from community.discussions.outcomes.domain import accept_answer
    from community.discussions.tending.domain import split_thread

    accept_answer(scene.post(2), by=scene.carys)
    yield {"elsewhere": scene.elsewhere}
    split_thread(scene.thread, numbers=[2], title="On asking", to=scene.elsewhere, by=scene.nia)


@change(
    "tending.domain.merge_threads", "outcomes.domain.carry_over",
    tells="thread:note thread:reshaped thread:gone space:gone space:reordered control:stream member:counter member:marked",
    thread=ALL, space=ALL, other=ALL,
)  # fmt: skip
def another_thread_is_merged_into_it(scene):
    from community.discussions.tending.domain import merge_threads

    make_post(scene.other, scene.carys)
    yield {"other": scene.other}
    merge_threads(scene.other, into=scene.thread, by=scene.nia)


@change(
    "tending.domain.merge_threads", "outcomes.domain.carry_over",
    tells="thread:note thread:reshaped thread:gone thread:unaccepted thread:outcome space:gone space:reordered "
    "control:stream member:counter member:marked",
    thread=ALL, space=ALL,
)  # fmt: skip
def it_is_merged_into_another_thread_with_its_answer(scene):
    from community.discussions.outcomes.domain import accept_answer
    from community.discussions.tending.domain import merge_threads

    accept_answer(scene.post(2), by=scene.carys)
    third = make_thread(scene.space, scene.nia, title="A third")
    make_post(scene.other, scene.carys)
    yield
    merge_threads(scene.thread, into=third, by=scene.nia)


# --- Spaces -------------------------------------------------------------------------------------------------------


@change("spaces.domain.change_space", tells="space:reshaped thread:reshaped", thread=ALL, space=ALL)
def a_space_gets_another_name(scene):
    from community.discussions.spaces.domain import change_space

    yield
    change_space(scene.space, by=scene.nia, name_en="The orchard", name_cy="Y berllan")


@change("spaces.domain.change_space", tells="space:reshaped thread:reshaped control:everybody", thread=frozenset({VISITOR}), space=ALL,
        gone={THREAD: frozenset({VISITOR}), SPACE: frozenset({VISITOR})})  # fmt: skip
def a_space_is_made_narrower(scene):
    from community.discussions.spaces.domain import change_space

    yield
    change_space(scene.space, by=scene.nia, audience="networks")


@change("spaces.domain.archive_space", tells="space:reshaped thread:reshaped", thread=MEMBERS, space=ALL)
def a_space_is_archived(scene):
    from community.discussions.spaces.domain import archive_space

    yield
    archive_space(scene.space, by=scene.nia)


@change("spaces.domain.unarchive_space", tells="space:reshaped thread:reshaped", thread=MEMBERS, space=ALL)
def a_space_lives_again(scene):
    from community.discussions.spaces.domain import archive_space, unarchive_space

    archive_space(scene.space, by=scene.nia)
    yield
    unarchive_space(scene.space, by=scene.nia)


@change(
    "spaces.domain.accept_offer",
    tells="space:reshaped thread:reshaped control:everybody",
    thread=ALL,
    space=ALL,
)
def another_network_holds_the_space_too(scene):
    from community.discussions.spaces.domain import accept_offer
    from community.discussions.spaces.models import SpaceOffer

    offer = SpaceOffer.objects.create(space=scene.space, network=scene.other_network, asked_by=scene.nia)
    yield
    accept_offer(offer, by=scene.nia)


# --- Mailing lists ------------------------------------------------------------------------------------------------


def _mails(scene, *mails):
    from community.discussions.mailing_lists.importing import import_archive
    from tests.community.discussions.mailing_lists.conftest import archive

    import_archive(archive(*mails), scene.space)
    return scene.space.threads.order_by("-pk").first()


def _mail(number, **fields):
    from tests.community.discussions.mailing_lists.conftest import mail

    return mail(number, **fields)


@change("mailing_lists.importing.import_archive", tells="space:reshaped", space=ALL)
def mails_are_brought_in(scene):
    yield
    _mails(scene, _mail(1), _mail(2, subject="Another thing"))


@change(
    "mailing_lists.importing.import_archive", tells="space:reshaped thread:reshaped", mails=ALL, space=ALL
)
def mails_are_added_to_a_thread(scene):
    thread = _mails(scene, _mail(1))
    yield {"mails": thread}
    _mails(scene, _mail(1), _mail(2, In_Reply_To="<1@post.example>", subject="Re: Where to begin?"))


@change(
    "mailing_lists.claims.claim_all", "mailing_lists.claims.claim_some", tells="thread:edited thread:reshaped space:edited",
    mails=ALL, space=ALL,
)  # fmt: skip
def mails_are_claimed(scene):
    from community.discussions.mailing_lists.claims import claim_all

    thread = _mails(
        scene,
        _mail(1, by="Eleri <eleri.jones@post.example>"),
        _mail(2, by="Huw <huw@post.example>", In_Reply_To="<1@post.example>", subject="Re: Where?"),
    )
    eleri = make_member(scene.network, name="Eleri Jones", email="eleri.jones@post.example")
    yield {"mails": thread}
    assert claim_all(eleri) == (1, False)


# --- What one member does elsewhere --------------------------------------------------------------------------------


@change("domain.reading.read_up_to", tells="member:read member:counter", space=frozenset({MEMBER}))
def a_thread_is_read_in_another_tab(scene):
    from community.discussions.domain.reading import read_up_to

    yield
    read_up_to(scene.thread, by=scene.rhys, number=4)


@change("inbox.marking.mark_read", tells="member:marked member:counter", space=frozenset({MEMBER}))
def threads_are_marked_as_read(scene):
    from community.discussions.inbox.marking import mark_read
    from community.discussions.models import Thread

    yield
    mark_read(Thread.objects.with_unread_for(scene.rhys), by=scene.rhys)


@change("inbox.marking.take_back", tells="member:marked member:counter", space=frozenset({MEMBER}))
def marks_are_taken_back(scene):
    from community.discussions.inbox.marking import mark_read, take_back
    from community.discussions.models import Thread

    at = mark_read(Thread.objects.with_unread_for(scene.rhys), by=scene.rhys)
    yield
    take_back(by=scene.rhys, at=at)


@change(
    "domain.reading.follow", "domain.reading.set_level", tells="member:counter member:followed",
    thread=frozenset({CYMRAEG}), space=frozenset({CYMRAEG}),
)  # fmt: skip
def a_thread_is_followed_in_another_tab(scene):
    from community.discussions.domain.reading import follow

    yield
    follow(scene.thread, by=scene.elin)


@change(
    "domain.reading.unfollow", "domain.reading.set_level", tells="member:counter member:followed",
    thread=frozenset({MEMBER}),
)  # fmt: skip
def a_thread_is_not_followed_any_more(scene):
    from community.discussions.domain.reading import unfollow

    yield
    unfollow(scene.thread, by=scene.rhys)


@change("follows.domain.choose", "domain.reading.set_level", tells="member:counter member:followed",
        thread=frozenset({MEMBER}), space=frozenset({MEMBER}))  # fmt: skip
def a_thread_is_muted(scene):
    from community.discussions.follows.domain import choose

    yield
    choose(scene.thread, by=scene.rhys, level="muted")


@change("follows.domain.choose", tells="member:counter member:followed", thread=frozenset({CYMRAEG}),
        space=frozenset({CYMRAEG}))  # fmt: skip
def a_space_is_followed(scene):
    from community.discussions.follows.domain import choose

    yield
    choose(scene.space, by=scene.elin, level="watching")


@change("follows.domain.choose", tells="member:counter member:followed", thread=frozenset({CYMRAEG}))
def a_topic_is_followed(scene):
    from community.discussions.follows.domain import choose

    yield
    choose(scene.topics[0], by=scene.elin, level="watching")


# --- Conversations that hang on something --------------------------------------------------------------------------


def _gathering(scene, **fields):
    from tests.factories.events import gathering_of, make_event_page

    page = make_event_page([scene.network], **fields)
    make_event_page(language="cy", translation_of=page, title="Cyfarfod")
    return gathering_of(page)


@change(
    "domain.subjects.thread_on", "domain.threads.reply_to",
    tells="on:begun thread:post member:read member:counter member:followed", event=ALL,
)  # fmt: skip
def the_first_word_about_a_gathering(scene):
    from community.discussions.domain.subjects import thread_on

    gathering = _gathering(scene)
    yield {"event": gathering}
    make_post(thread_on("event", gathering), scene.carys)


@change("domain.threads.reply_to", tells="thread:post member:read member:counter member:followed", event=ALL)
def a_word_about_a_gathering(scene):
    from community.discussions.domain.subjects import thread_on

    gathering = _gathering(scene)
    thread = thread_on("event", gathering)
    make_post(thread, scene.nia)
    yield {"event": gathering}
    make_post(thread, scene.carys)


@change(
    "domain.subjects.audience_changed",
    tells="thread:reshaped control:stream",
    talk=frozenset({VISITOR}),
    gone={"talk": frozenset({VISITOR})},
)
def what_a_conversation_hangs_on_is_made_narrower(scene):
    from community.discussions.domain.subjects import audience_changed, thread_on

    gathering = _gathering(scene)
    thread = thread_on("event", gathering)
    make_post(thread, scene.nia)
    yield {"talk": thread}
    gathering.audience = "members"
    gathering.save(update_fields=["audience"])
    audience_changed("event", gathering)
