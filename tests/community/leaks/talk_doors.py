"""The doors of one conversation: its pages, its posts, its files, and every verb on it."""

from itertools import cycle

from community.discussions.attachments.models import Attachment
from tests.factories.events import gathering_of

from .description import PUBLIC, Said, Talk
from .oracle import could_read_at_birth, covers, home_of, may_read, takes_part, tends
from .walking import EVERYTHING, NOWHERE, NothingWritten, Visitor, Walk, addresses, at, door

_ROUTE = "threads/<int:pk>/<slug:slug>/"
# Addresses that somebody tries at a talk that is not for them, and that one reader looks at.
TRIES, LOOKS = 2, 5
# A form that every verb would accept.
FORM = {
    "text": "Nobody wrote this.", "language": "en", "submission_key": "leak", "title": "Another title",
    "kind": "discussion", "reason": "Because.", "note": "A note", "level": "muted", "number": "1", "based_on": "-",
    "question": "Which?", "options": "This\nThat", "method": "single", "naming": "hidden", "showing": "always",
    "posts": ["2", "3"], "confirmed": "1", "other": "1", "choice": "", "react": "1:thanks", "choices": "1",
    "stamp": "", "proposal": "", "who": "anna", "take": "0", "name": "Theirs", "notify": "never",
}  # fmt: skip


def thread_names() -> dict[str, bool]:
    """Names of the addresses below a thread's own → whether they name a post as well."""
    return {
        one.name: "<int:number>" in one.route
        for one in addresses()
        if _ROUTE in one.route and one.module.startswith("community.discussions")
    }


def _path(name: str, pk: int, number: int | None, *, slug: str = "-") -> str:
    """By default without the title in it: what an address says, the answer repeats."""
    return at(name, pk, slug) if number is None else at(name, pk, slug, number)


def _pk(walk: Walk, talk: Talk) -> int:
    return walk.world.threads[talk.name].pk


# --- Who may not ------------------------------------------------------------------------------------------------------


def _tried_by_others(walk: Walk) -> None:
    """Everybody who may not read a talk, at addresses below it, by looking and by sending a form."""
    names = thread_names()
    ways = [(name, method) for name in names for method in ("get", "post")]
    walk.chance.shuffle(ways)
    pairs = [
        (visitor, talk)
        for talk in walk.said.talks.values()
        for visitor in walk
        if not visitor.may_read(talk) and not _leads_on(walk, visitor, talk)
    ]
    walk.chance.shuffle(pairs)
    form = FORM | {"space": str(walk.world.homes["open"].pk)}
    # All of them at each, or a few by turns; each way is tried in any case.
    tries = len(ways) if EVERYTHING else max(TRIES, -(-len(ways) // len(pairs)))
    queue, tried = cycle(ways), set()
    with NothingWritten(walk, "a verb on a conversation that is not for somebody"):
        for visitor, talk in pairs:
            for name, method in (next(queue) for _ in range(tries)):
                number = _some_number(walk, talk) if names[name] else None
                headers = {"accept": "application/json"} if walk.chance.random() < 0.2 else {}
                visitor.meets_nothing(
                    _path(name, _pk(walk, talk), number), _path(name, NOWHERE, 1 if names[name] else None),
                    form if method == "post" else None, method=method,
                    pieces=[(f"threads/{_pk(walk, talk)}/", f"threads/{NOWHERE}/"), (f"posts/{number}/", "posts/1/")],
                    **headers,
                )  # fmt: skip
                tried.add((name, method))
    if set(ways) - tried:
        walk.fault("nobody tried", *sorted(set(ways) - tried))


def _leads_on(walk: Walk, visitor: Visitor, talk: Talk) -> bool:
    """Whether the addresses of a talk that is gone, or of its posts, lead them to another."""
    targets = {post.talk for post in talk.posts if post.talk != talk.name} | {talk.merged_into} - {""}
    return any(visitor.may_read(walk.said.talks[name]) for name in targets)


def _some_number(walk: Walk, talk: Talk) -> int:
    posts = walk.said.posts_in(talk.name)
    return walk.world.number_of(walk.chance.choice(posts)) if posts else 1


# --- Who may ----------------------------------------------------------------------------------------------------------

ABSENT = object()  # it answers as if it were not there, to readers as well


def title_of(talk: Talk) -> str:
    """What a talk is called in the end."""
    return talk.words["new title" if talk.is_renamed else "title"]


def words_of(post: Said) -> set[str]:
    """What a post shows of itself."""
    return {word for what, word in post.words.items() if what not in ("earlier", "contents")}


def standing(walk: Walk, talk: Talk) -> list[Said]:
    """Posts that can be read in a talk."""
    return [post for post in walk.said.posts_in(talk.name) if not post.is_removed]


def said_in(walk: Walk, talk: Talk) -> set[str]:
    """The words of those posts."""
    return {post.words["words"] for post in standing(walk, talk)}


# Each says what a reader finds at an address: secret words, or ABSENT.


def _page(walk, talk, visitor, post):
    """Everything said, hung on it and learned, where it is held and what was agreed there."""
    found = {title_of(talk)}
    for one in standing(walk, talk):
        found |= words_of(one)
    if "summary" in talk.words:
        found.add(talk.words["summary"])
    home = home_of(walk.said, talk)
    for name in (name for one in standing(walk, talk) for name in one.links):
        # A card of what it links to, where everybody who reads here may see that.
        there = home_of(walk.said, walk.said.talks[name])
        if there is not None and name != talk.name and covers(there, home):
            found.add(title_of(walk.said.talks[name]))
    return found | ({home.words["name"], home.words["agreement"]} if home.kind == "space" else set())


def _title(walk, talk, visitor, post):
    return {title_of(talk)}


def _nothing(walk, talk, visitor, post):
    """It leads back, or asks a question without words of the conversation."""
    return set()


def _printed(walk, talk, visitor, post):
    return said_in(walk, talk) | {title_of(talk)}


def _taken(walk, talk, visitor, post):
    return _printed(walk, talk, visitor, post) if visitor.is_signed_in else set()


def _to_be_taken(walk, talk, visitor, post):
    return {title_of(talk)} if visitor.is_signed_in else set()


def _feed(walk, talk, visitor, post):
    return said_in(walk, talk) if home_of(walk.said, talk).audience == PUBLIC else ABSENT


def _post(walk, talk, visitor, post):
    return {post.words["words"]}


def _poll(walk, talk, visitor, post):
    return {
        post.words[what] for what in ("question", "option", "other option") if what in post.words
    } or ABSENT


def _history(walk, talk, visitor, post):
    return {post.words["words"], post.words["earlier"]} if "earlier" in post.words else set()


def _own_note(walk, talk, visitor, post):
    born = walk.said.talks[post.key.partition("/")[0]]
    was_there = could_read_at_birth(visitor.person, walk.said.homes[born.born])
    if not (post is born.posts[0] and visitor.is_signed_in and was_there):
        return set()
    return {walk.said.notes[visitor.name, born.name]}


def _summary(walk, talk, visitor, post):
    home = home_of(walk.said, talk)
    if home.kind != "space" or not (takes_part(visitor.person, home) or tends(visitor.person, home)):
        return set()
    return {talk.words[what] for what in ("summary", "proposal") if what in talk.words} | {title_of(talk)}


def _for_tenders(show):
    """What ``show`` says, to who looks after the space; others are led back."""

    def shown(walk, talk, visitor, post):
        home = home_of(walk.said, talk)
        return (
            show(walk, talk, visitor, post) if home.kind == "space" and tends(visitor.person, home) else set()
        )

    return shown


def _to_be_split(walk, talk, visitor, post):
    return {one.words["words"] for one in standing(walk, talk) if walk.world.number_of(one) > 1}


# Name → what a reader finds there by looking.
SHOWS = {
    "thread": _page,
    "thread-print": _printed,
    "thread-post": _title,
    "thread-go": _title,
    "thread-do": _title,
    "thread-reply": _title,
    "thread-close": _title,
    "thread-reopen": _title,
    "thread-follow": _title,
    "thread-unfollow": _title,
    "thread-read": _title,
    "thread-pin": _title,
    "thread-unpin": _title,
    "thread-rename": _for_tenders(_title),
    "thread-move": _for_tenders(_title),
    "thread-split": _for_tenders(_to_be_split),
    "thread-merge": _for_tenders(_title),
    "thread-summary": _summary,
    "thread-feed": _feed,
    "thread-take": _to_be_taken,
    "thread-take-html": _taken,
    "thread-take-json": _taken,
    "post-more": _post,
    "post-accept": _nothing,
    "post-take-back": _nothing,
    "post-poll": _poll,
    "post-poll-add": _nothing,
    "post-edit": _nothing,
    "post-history": _history,
    "post-remove": _nothing,
    "post-bookmark": _own_note,
    # To these a look is no answer: a form is sent there, or there is nothing to see for what was chosen.
    "summary-publish": None,
    "summary-decline": None,
    "post-poll-close": None,
    "post-poll-remove": None,
    "post-restore": None,
}


def _looked_at_by_readers(walk: Walk) -> None:
    """Those who may read a talk at its page, and one of them at other addresses of it.

    First they come, then who may not, then one of them again, or the other way about: what is kept for the one
    must not be given to the other.
    """
    names = thread_names()
    if unknown := set(names) - set(SHOWS):
        walk.fault("say in SHOWS what readers find at", *sorted(unknown))
    others_to_look = cycle(sorted(set(names) & set(SHOWS) - {"thread"}))
    for talk in walk.said.standing_talks():
        readers = [visitor for visitor in walk if visitor.may_read(talk)]
        if not readers:
            continue
        others = walk.some((visitor for visitor in walk if visitor not in readers), 2)
        shown_to = walk.some(readers, 3)
        order = [*shown_to, *others, *shown_to[:1]]
        if walk.chance.random() < 0.5:
            order = [*others, *shown_to, *others[:1]]
        for visitor in order:
            if visitor in readers:
                _look(walk, "thread", names, talk, visitor)
            else:
                visitor.meets_nothing(
                    _path("thread", _pk(walk, talk), None), _path("thread", NOWHERE, None),
                    pieces=[(f"threads/{_pk(walk, talk)}/", f"threads/{NOWHERE}/")],
                )  # fmt: skip
        for _turn in range(len(names) if EVERYTHING else LOOKS):
            _look(walk, next(others_to_look), names, talk, walk.chance.choice(readers))


def _look(walk: Walk, name: str, names, talk: Talk, visitor: Visitor) -> None:
    post = walk.chance.choice(standing(walk, talk))
    number = walk.world.number_of(post) if names[name] else None
    path = _path(name, _pk(walk, talk), number, slug=walk.world.threads[talk.name].slug)
    wanted = SHOWS[name](walk, talk, visitor, post) if SHOWS[name] else None
    if wanted is None:
        visitor.ask(path)
    elif wanted is ABSENT:
        if (answer := visitor.ask(path)).status != 404:
            walk.fault(visitor, path, "answers", answer.status)
    else:
        visitor.gets(path, *sorted(wanted))


@door(*SHOWS)
def every_address_of_a_conversation(walk: Walk) -> None:
    """All addresses below a thread's own, those that are made tomorrow among them."""
    _looked_at_by_readers(walk)
    _tried_by_others(walk)


# --- More than the plain addresses ------------------------------------------------------------------------------------


@door("thread", "post-more", "post-poll", "thread-print", "thread-go")
def parts_of_a_conversation(walk: Walk) -> None:
    """What stands behind a question mark: a stretch, a reply to be begun, a quotation, a part of a page."""
    asked = (
        ("thread", "?from=1"), ("thread", "?reply=2"), ("thread", "?reply=2&quote=2"), ("thread-print", "?from=1"),
        ("post-more", "?part=menu"), ("post-poll", "?part=results"), ("thread-go", "?number=2"),
        ("thread-go", "?day=2020-01-01"),
    )  # fmt: skip
    names, queue = thread_names(), cycle(asked)
    pairs = [(visitor, talk) for talk in walk.said.standing_talks() for visitor in walk]
    for visitor, talk in walk.some(pairs, 48):
        for name, query in (next(queue) for _ in range(len(asked) if EVERYTHING else 1)):
            pk, number = _pk(walk, talk), 1 if names[name] else None
            slug = walk.world.threads[talk.name].slug
            if visitor.may_read(talk):
                visitor.ask(_path(name, pk, number, slug=slug) + query)
                continue
            visitor.meets_nothing(
                _path(name, pk, number) + query, _path(name, NOWHERE, number) + query,
                pieces=[(f"threads/{pk}/", f"threads/{NOWHERE}/")],
            )  # fmt: skip


@door("post-restore", "post-history", "post-edit", "post-remove")
def removed_posts(walk: Walk) -> None:
    """What a removed post said is for those who look after the conversation, and nobody else."""
    for talk in walk.said.standing_talks():
        for post in walk.said.posts_in(talk.name):
            if not post.is_removed:
                continue
            path = [_pk(walk, talk), walk.world.threads[talk.name].slug, walk.world.number_of(post)]
            home = home_of(walk.said, talk)
            readers = [visitor for visitor in walk if visitor.may_read(talk)]
            tending = [visitor for visitor in readers if tends(visitor.person, home)]
            for visitor in {*walk.some(readers, 3), *walk.some(tending, 1)}:
                for name in walk.some(("post-history", "post-edit", "post-remove"), 2):
                    visitor.ask(at(name, *path))
                answer = visitor.ask(at("post-restore", *path))
                # What others removed of one's own, others put back.
                if (post.words["words"] in answer.words) != (
                    visitor in tending and visitor.name != post.author
                ):
                    walk.fault(visitor, "finds what is gone from", talk.name, answer.status, *answer.words)


@door("thread", "thread-post", "thread-print")
def addresses_of_before(walk: Walk) -> None:
    """Talks that were merged and posts that were taken elsewhere: old addresses lead on for who may read there."""
    for talk in walk.said.talks.values():
        pk = _pk(walk, talk)
        old = [
            (at(name, pk, "-"), at(name, NOWHERE, "-"), talk.merged_into)
            for name in ("thread", "thread-print")
        ]
        old = old if talk.merged_into else []
        for number, post in enumerate(talk.posts, 1):
            if post.talk != talk.name:
                old.append(
                    (at("thread-post", pk, "-", number), at("thread-post", NOWHERE, "-", number), post.talk)
                )
        for path, missing, name in old:
            target = walk.said.talks[name]
            for visitor in walk.some(walk, 6):
                if visitor.may_read(target):
                    answer = visitor.ask(path)
                    if answer.status != 302 or f"/threads/{_pk(walk, target)}/" not in answer.location:
                        walk.fault(visitor, path, "leads to", answer.status, answer.location)
                else:
                    pieces = [(f"threads/{pk}/", f"threads/{NOWHERE}/")]
                    visitor.meets_nothing(path, missing, pieces=pieces)


@door("attachment")
def attached_files(walk: Walk) -> None:
    """Files by their own addresses, whole and small; of who may not have them, their keys are all that is known."""
    rows = {row.name.partition(".")[0]: row for row in Attachment.objects.all()}
    for talk in walk.said.talks.values():
        for post in talk.posts:
            if "picture" not in post.words:
                continue
            where = walk.said.talks[post.talk]
            picture, document = (rows[post.words[what]] for what in ("picture", "document"))
            asked = [
                (picture, "full", {post.words["picture"]}), (picture, "small", {post.words["picture"]}),
                (document, "full", {post.words["document"], post.words["contents"]}),
            ]  # fmt: skip
            for visitor in walk:
                for row, size, words in walk.some(asked, 1):
                    path, nowhere = (at("attachment", key, size, "x.webp") for key in (row.key, "0" * 32))
                    if visitor.may_read(where):
                        visitor.gets(path, *words)
                    else:
                        visitor.meets_nothing(path, nowhere, pieces=[(row.key, "0" * 32)])


@door("subject-reply")
def talks_about_things(walk: Walk) -> None:
    """Conversations on events and records: on their own pages, and by their reply address."""
    with NothingWritten(walk, "replying about what is not for somebody"):
        for home in walk.said.homes.values():
            if home.kind == "space":
                continue
            talk, thing = walk.said.talks[f"{home.name}-0"], walk.world.homes[home.name]
            pk = gathering_of(thing).pk if home.kind == "event" else thing.pk
            path, missing = (at("subject-reply", home.kind, one) for one in (pk, NOWHERE))
            for visitor in walk.some(walk, 6):
                if may_read(visitor.person, home):
                    visitor.gets(path)
                    page = at("event", home.name) if home.kind == "event" else at("resource", pk, thing.slug)
                    visitor.gets(page, *said_in(walk, talk))
                    continue
                pieces = [(f"/{home.kind}/{pk}/", f"/{home.kind}/{NOWHERE}/")]
                visitor.meets_nothing(path, missing, pieces=pieces)
                visitor.meets_nothing(path, missing, FORM, method="post", pieces=pieces)
                page = at("event", home.name) if home.kind == "event" else at("resource", pk, "-")
                if (answer := visitor.ask(page)).status != 404:
                    walk.fault(visitor, page, "answers", answer.status)
