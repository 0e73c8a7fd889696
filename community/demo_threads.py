"""The demonstration's spaces and conversations.

People and what they say are invented; the questions are real ones, with the
page where each was found. What is done to a conversation (an answer accepted, a
vote, a split) is told in a file of its own, and happens at its time among the posts.
"""

from pathlib import Path

from django.utils.html import format_html

from community.discussions.attachments.domain import add_file
from community.discussions.domain.markup import plain_to_html
from community.discussions.domain.reading import follow
from community.discussions.domain.threads import reply_to, start_thread
from community.discussions.drafts.domain import forget
from community.discussions.follows.domain import choose
from community.discussions.follows.models import SpaceFollow, TopicFollow
from community.discussions.models import (
    FollowLevel,
    Post,
    PostKind,
    Space,
    SpaceInvitation,
    Thread,
    ThreadKind,
)
from community.discussions.quoting.quotations import quotation_of
from community.discussions.spaces.domain import call_into
from community.networks.models import Membership

from .demo_deeds import Conversation, do
from .demo_files import made_file
from .demo_loading import DemoContext, DemoSection, csv_rows, sections, toml_rows

FOLDER = Path(__file__).parent / "demo"
NETWORKS = "networks.toml"
THREADS = "threads.toml"
NOTES = "notes.toml"
QUESTIONS = "questions.csv"
DEEDS = "deeds.toml"

# Where a question of one country is asked; one of both, or from elsewhere, is asked in the space they share.
SPACES_OF_COUNTRIES = {"wales": "sgwrs-cymru", "scotland": "the-blether"}
SHARED_SPACE = "together"
# Where files lie before their post is there.
DESK = "demo"
# The first of them was asked this many days ago; they are a few days apart.
FIRST_QUESTION_DAYS = 380
DAYS_BETWEEN = 6


def load_spaces(context: DemoContext, *, folder: Path = FOLDER, only: str = "") -> None:
    """The networks' spaces, in the file's order; or the one called ``only``, before its time has come."""
    context.spaces.update((space.slug, space) for space in Space.objects.all())
    for position, (line, row) in enumerate(toml_rows(folder / NETWORKS, "space"), 1):
        slug = row.get("slug", "")
        if slug in context.spaces or (only and slug != only):
            continue
        with context.row(NETWORKS, line):
            context.spaces[slug] = _open_space(context, dict(row), position)


def _open_space(context: DemoContext, fields: dict, position: int) -> Space:
    networks = [context.find("networks", name) for name in fields.pop("networks")]
    people = [context.find("people", handle) for handle in fields.pop("people", ())]
    calls = fields.pop("calls", ())
    if (days := fields.pop("archived_days_ago", None)) is not None:
        fields["archived_at"] = context.ago(days)
    space = Space(position=position, **fields)
    space.full_clean()
    space.save()
    space.networks.set(networks)
    SpaceInvitation.objects.bulk_create(SpaceInvitation(space=space, user=person) for person in people)
    for call in calls:
        call_into(space, who=call["person"], by=context.find("people", call["by"]))
    return space


def load_threads(context: DemoContext, *, folder: Path = FOLDER) -> None:
    """Conversations with what was done to them, then the questions nobody asked in one, then who follows what."""
    deeds: dict[str, list[tuple[int, dict]]] = {}
    split_off = set()
    for line, row in toml_rows(folder / DEEDS, "deed"):
        deeds.setdefault(row.get("thread", ""), []).append((line, row))
        split_off.add(row.get("key", ""))
    threads = {}
    for line, row in toml_rows(folder / THREADS, "thread"):
        mine = deeds.pop(row.get("key", ""), [])
        with context.row(THREADS, line):
            # Known by its first post, wherever that was taken and whatever it is called by now.
            first = (
                Post.objects.filter(submission_key=_key_of(row), number=1).select_related("thread").first()
            )
            space = context.find("spaces", row["space"])
            found = first.thread if first else Thread.objects.filter(space=space, title=row["title"]).first()
            # What was done is done by the loading that makes the conversation: later it belongs to whoever is here.
            threads[row["key"]] = found or _write(context, space, row, mine, deeds, threads)
    known = {*threads, *split_off}
    for key, left in deeds.items():
        for line, _row in left if key not in known else ():
            context.report(DEEDS, line, f"there is no conversation “{key}”")
    asked = {row["question"] for _line, row in toml_rows(folder / NOTES, "asked")}
    asked |= set(Thread.objects.values_list("title", flat=True))
    _ask_questions(context, folder / QUESTIONS, asked)
    _follow(context, folder, threads)


def _key_of(row: dict) -> str:
    return f"demo:{row['key']}"[:40]


def _write(context: DemoContext, space: Space, row: dict, mine, deeds, threads) -> Thread:
    """A thread with all its posts and deeds, in order of time.

    Posts are counted from 1, the opening, by ``in_reply_to`` and by deeds: notes do not count.
    """
    opening, *replies = row["post"]
    thread = start_thread(
        space,
        by=context.find("people", row["author"]),
        title=row["title"],
        html=opening["html"],
        kind=row["kind"],
        language=row["language"],
        topics=[context.find("topics", slug) for slug in row.get("topics", ())],
        at=context.ago(row["days_ago"]),
        submission_key=_key_of(row),
        attachments=_files(context, row["author"], opening),
    )
    talk = Conversation(thread, [thread.posts.get(number=1)])
    waiting = sorted(mine, key=lambda pair: -float(pair[1].get("days_ago", 0)))
    for post in replies:
        while waiting and waiting[0][1].get("days_ago", 0) > post["days_ago"]:
            _do(context, talk, waiting.pop(0), deeds, threads)
        _reply(context, talk, post)
    for deed in waiting:
        _do(context, talk, deed, deeds, threads)
    return thread


def _reply(context: DemoContext, talk: Conversation, post: dict) -> None:
    earlier = talk.post(post["in_reply_to"]) if post.get("in_reply_to") else None
    html = post["html"]
    if (quote := post.get("quote")) is not None:
        quoted = talk.post(quote["post"])
        head = quotation_of(quoted, talk.thread).split("\n")[0]  # who said it, with the way there
        words = "\n".join(f"> {line}" for line in quote["words"].strip().split("\n"))
        html = plain_to_html(f"{head}\n>\n{words}") + html
    said = reply_to(
        talk.thread,
        by=context.find("people", post["author"]),
        html=html,
        language=post["language"],
        in_reply_to=earlier,
        at=context.ago(post["days_ago"]),
        attachments=_files(context, post["author"], post),
    )
    talk.posts.append(said)


def _files(context: DemoContext, handle: str, post: dict) -> list:
    """Pictures and documents of a post, drawn and written here: there are none in the tree."""
    person = context.find("people", handle)
    made = []
    for file in post.get("files", ()):
        row = add_file(person, DESK, made_file(file))
        row.alt = file.get("alt", "")
        made.append(row)
    if made:
        forget(person, DESK)  # the draft that a file makes where it is added
    return made


def _do(context: DemoContext, talk: Conversation, deed: tuple[int, dict], deeds, threads) -> None:
    """One deed at its time; a conversation that is split off goes on with deeds of its own."""
    line, row = deed
    with context.row(DEEDS, line):
        fresh = do(context, talk, row)
        if fresh is not None:
            threads[row["key"]] = fresh
            other = Conversation(fresh, list(fresh.posts.filter(kind=PostKind.POST).order_by("number")))
            for more in sorted(
                deeds.pop(row["key"], []), key=lambda pair: -float(pair[1].get("days_ago", 0))
            ):
                _do(context, other, more, deeds, threads)


def _follow(context: DemoContext, folder: Path, threads: dict[str, Thread]) -> None:
    for line, row in toml_rows(folder / NOTES, "follow"):
        with context.row(NOTES, line):
            follow(threads[row["thread"]], by=context.find("people", row["person"]))
    for line, row in toml_rows(folder / NOTES, "follow_space"):
        with context.row(NOTES, line):
            person, space = context.find("people", row["person"]), context.find("spaces", row["space"])
            if not SpaceFollow.objects.filter(user=person, space=space).exists():
                choose(space, by=person, level=FollowLevel.WATCHING, since=context.ago(row["days_ago"]))
    for line, row in toml_rows(folder / NOTES, "follow_topic"):
        with context.row(NOTES, line):
            person, topic = context.find("people", row["person"]), context.find("topics", row["topic"])
            if not TopicFollow.objects.filter(user=person, topic=topic).exists():
                choose(topic, by=person, level=FollowLevel.WATCHING, since=context.ago(row["days_ago"]))


def _ask_questions(context: DemoContext, path: Path, asked: set[str]) -> None:
    """Each question as a thread of its own, asked by a member of the country's network."""
    for position, (line, row) in enumerate(csv_rows(path)):
        question = row["question"]
        if question in asked:
            continue
        with context.row(QUESTIONS, line):
            space = context.find("spaces", SPACES_OF_COUNTRIES.get(row["country"], SHARED_SPACE))
            start_thread(
                space,
                by=_somebody_in(space, position),
                title=question,
                html=format_html(
                    "<p>{}</p><p>This question was put by practitioners: "
                    '<a href="{}">where we found it</a>. What would you answer today, and what have you tried?</p>',
                    question,
                    row["source_url"],
                ),
                kind=ThreadKind.QUESTION,
                language="en",
                topics=[context.find("topics", slug) for slug in row["topics"].split(";")],
                at=context.ago(FIRST_QUESTION_DAYS - position * DAYS_BETWEEN),
            )


def _somebody_in(space: Space, position: int):
    """A member of one of the space's networks, another one each time."""
    members = Membership.objects.active().filter(network__spaces=space).select_related("user").order_by("pk")
    people = list(dict.fromkeys(membership.user for membership in members))
    if not people:
        raise LookupError(f"the space “{space.slug}” has no members to ask")
    return people[position % len(people)]


sections.register("spaces", DemoSection("Spaces", load_spaces, order=40))
sections.register("threads", DemoSection("Conversations", load_threads, order=70))
