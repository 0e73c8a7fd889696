"""What is done to the demonstration's conversations: by the rooms' own functions, and then dated.

The functions write down that something happened now; in the demonstration it
happened some days ago, so the rows they made are given that moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from community.discussions.bookmarks.domain import set_bookmark
from community.discussions.bookmarks.models import Bookmark
from community.discussions.domain.threads import close_thread, reply_to
from community.discussions.editing.domain import edit_post, wording_key
from community.discussions.models import Post, PostKind, Thread
from community.discussions.outcomes.domain import accept_answer, propose_summary, publish_summary
from community.discussions.polls.domain import add_poll, close_poll, vote
from community.discussions.polls.models import Vote
from community.discussions.reactions.domain import react
from community.discussions.reactions.models import Reaction, ReactionKind
from community.discussions.removing.domain import remove
from community.discussions.tending.domain import change_thread, move_thread, pin_thread, split_thread
from community.registry import Registry

from .demo_loading import DemoContext

Deed = Callable[["DemoContext", "Conversation", dict, datetime], Thread | None]
# By the word of ``do`` in deeds.toml: (context, conversation, row, when), returns a thread that it made.
deeds: Registry[Deed] = Registry("deed of the demonstration")


@dataclass
class Conversation:
    """A thread while it is being written: its posts in order, without the notes."""

    thread: Thread
    posts: list[Post]

    def post(self, place: int) -> Post:
        """The post at ``place``, counted from 1; as it is now."""
        if not 1 <= place <= len(self.posts):
            raise LookupError(f"there is no post {place} yet")
        post = self.posts[place - 1]
        post.refresh_from_db()
        post.thread = self.thread
        return post


def do(context: DemoContext, talk: Conversation, row: dict) -> Thread | None:
    """Do what ``row`` says, and give what it made its moment; returns a thread that came of it."""
    deed = deeds.find(row["do"])
    if deed is None:
        raise ValueError(f"nobody knows how to “{row['do']}”")
    began, at = timezone.now(), context.ago(row["days_ago"])
    made = deed(context, talk, row, at)
    for thread in filter(None, (talk.thread, made)):
        thread.posts.filter(kind=PostKind.NOTE, created_at__gte=began).update(created_at=at)
    talk.thread.refresh_from_db()
    return made


def _by(context: DemoContext, row: dict):
    return context.find("people", row["by"])


@deeds.entry("accept")
def _accept(context, talk, row, at):
    accept_answer(talk.post(row["post"]), by=_by(context, row))


@deeds.entry("propose")
def _propose(context, talk, row, at):
    """What was learned; with ``published_by`` it stands at the head from ``published_days_ago`` on."""
    summary = propose_summary(talk.thread, by=_by(context, row), words=row["words"], language=row["language"])
    moments = {"proposed_at": at, "changed_at": at}
    if "published_by" in row:
        publish_summary(summary, by=context.find("people", row["published_by"]))
        moments["decided_at"] = context.ago(row["published_days_ago"])
    type(summary).objects.filter(pk=summary.pk).update(**moments)


@deeds.entry("poll")
def _poll(context, talk, row, at):
    """A poll with its votes, closed ``closed_days_ago`` or open for ``closes_in`` days."""
    post = talk.post(row["post"])
    closes_at = context.ago(-row["closes_in"], hour=18) if "closes_in" in row else None
    add_poll(
        post,
        by=post.author,
        question=row["question"],
        options=row["options"],
        method=row["method"],
        most_choices=row.get("most_choices", 0),
        is_named=row.get("is_named", False),
        showing=row.get("showing", "always"),
        closes_at=closes_at if closes_at and closes_at > timezone.now() else None,
        time_zone="Europe/London",
    )
    for number, cast in enumerate(row["votes"]):
        vote(post, cast["choices"], by=context.find("people", cast["by"]))
        moment = at + timedelta(hours=3 * number + 1)
        Vote.objects.filter(poll__post=post, user__handle=cast["by"]).update(voted_at=moment)
    if "closed_days_ago" in row:
        close_poll(post, by=post.author, at=context.ago(row["closed_days_ago"]))


@deeds.entry("react")
def _react(context, talk, row, at):
    """Any of the four kinds, each with the people who pressed it."""
    post = talk.post(row["post"])
    for kind in ReactionKind:
        for handle in row.get(kind.value, ()):
            person = context.find("people", handle)
            react(post, kind, by=person)
            Reaction.objects.filter(post=post, user=person, kind=kind).update(created_at=at)


@deeds.entry("edit")
def _edit(context, talk, row, at):
    """Its author gives a post other words; the ones in threads.toml were the first."""
    post = talk.post(row["post"])
    edit_post(post, html=row["html"], language=post.language, based_on=wording_key(post))
    post.wordings.filter(number=post.edit_count).update(replaced_at=at)
    Post.objects.filter(pk=post.pk).update(edited_at=at)


@deeds.entry("remove")
def _remove(context, talk, row, at):
    post = talk.post(row["post"])
    remove(post, by=_by(context, row), reason=row.get("reason", ""), language=row.get("language", ""))
    Post.objects.filter(pk=post.pk).update(removed_at=at)


@deeds.entry("say")
def _say(context, talk, row, at):
    """One more post, for a conversation that was made by splitting another."""
    talk.posts.append(
        reply_to(talk.thread, by=_by(context, row), html=row["html"], language=row["language"], at=at)
    )


@deeds.entry("pin")
def _pin(context, talk, row, at):
    pin_thread(talk.thread, by=_by(context, row))


@deeds.entry("close")
def _close(context, talk, row, at):
    close_thread(talk.thread, by=_by(context, row))
    Thread.objects.filter(pk=talk.thread.pk).update(closed_at=at)


@deeds.entry("rename")
def _rename(context, talk, row, at):
    thread = talk.thread
    change_thread(
        thread, by=_by(context, row), title=row["title"], kind=thread.kind, language=thread.language,
        topics=thread.topics.all(),
    )  # fmt: skip


@deeds.entry("move")
def _move(context, talk, row, at):
    move_thread(talk.thread, to=context.find("spaces", row["to"]), by=_by(context, row))


@deeds.entry("split")
def _split(context, talk, row, at):
    """Posts go into a conversation of their own, which later deeds know by ``key``."""
    fresh = split_thread(
        talk.thread,
        numbers=[talk.post(place).number for place in row["posts"]],
        title=row["title"],
        to=context.find("spaces", row["to"]),
        by=_by(context, row),
    )
    return fresh


@deeds.entry("bookmark")
def _bookmark(context, talk, row, at):
    """For oneself; ``remind_in`` so many days from the loading."""
    remind_on = context.ago(-row["remind_in"]).date() if "remind_in" in row else None
    mark = set_bookmark(
        talk.post(row["post"]), by=_by(context, row), note=row.get("note", ""), remind_on=remind_on
    )
    Bookmark.objects.filter(pk=mark.pk).update(created_at=at)
