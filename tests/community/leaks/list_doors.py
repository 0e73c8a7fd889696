"""The doors that show many things at once: lists, feeds, one's own pages, mails, and what programs ask for."""

from itertools import cycle

from community.discussions.bookmarks.models import Bookmark
from community.discussions.composing.places import place_of_thread
from community.discussions.drafts.models import Draft
from community.discussions.inbox.filters import inbox_filters
from community.discussions.mailing_lists.models import MailImport
from community.discussions.mentions.models import Mention
from community.discussions.models import SpaceInvitation, Thread, ThreadPlace
from community.discussions.spaces.models import SpaceCall
from community.live.kinds import streams
from community.live.listening import who_listens
from community.notifications.domain.stopping import stop_path
from community.notifications.models import Notification
from tests.factories.events import gathering_of

from .description import NETWORKS, OF_SPACE, PUBLIC, Talk
from .oracle import could_read_at_birth, is_signed_in, keeps, known_to, may_read, may_read_talk, takes_part
from .talk_doors import FORM, said_in, title_of
from .walking import EVERYTHING, NOWHERE, NothingWritten, Visitor, Walk, addresses, at, door

# Lists show so many at most: a topic's page, the home page, a person's page.
ABOUT_A_TOPIC, ON_HOME, BEGUN_LATELY = 6, 4, 5


def titles_of(talks) -> set[str]:
    """What they are called."""
    return {title_of(talk) for talk in talks}


def all_titles(walk: Walk) -> set[str]:
    """What talks of spaces are or were called."""
    return {
        word for talk in walk.said.talks.values() for what, word in talk.words.items()
        if "title" in what and in_space(walk, talk)
    }  # fmt: skip


def in_space(walk: Walk, talk: Talk) -> bool:
    """Whether it is held in a space, and not about a thing."""
    return walk.said.homes[talk.home].kind == "space"


def newest(walk: Walk, talks, most: int) -> list[Talk]:
    """Those written in last."""
    rows = walk.world.threads
    return sorted(talks, key=lambda one: (rows[one.name].last_post_at, rows[one.name].pk), reverse=True)[
        :most
    ]


def _space_names(walk: Walk) -> set[str]:
    return {home.words["name"] for home in walk.said.spaces}


# --- Spaces -----------------------------------------------------------------------------------------------------------


@door("spaces", "space", "thread-start", "space-feed")
def spaces(walk: Walk) -> None:
    """The list of spaces, the talks in each, beginning one, and the feed."""
    titles = all_titles(walk)
    with NothingWritten(walk, "beginning a talk where one may not read"):
        for visitor in walk:
            listed = {
                home.words["name"] for home in walk.said.spaces
                if may_read(visitor.person, home) and not home.is_archived
            }  # fmt: skip
            visitor.lists("/en/spaces/", listed, among=_space_names(walk))
        for home in walk.said.spaces:
            for visitor in walk.some(walk, 5):
                _one_space(walk, visitor, home, titles)
            _one_feed(walk, walk["visitor"], home)
            _one_feed(walk, walk.chance.choice(list(walk)), home)


def _one_space(walk: Walk, visitor: Visitor, home, titles) -> None:
    path, start = at("space", home.name), at("thread-start", home.name)
    if not may_read(visitor.person, home):
        pieces = [(f"/{home.name}/", "/nowhere/")]
        visitor.meets_nothing(path, at("space", "nowhere"), pieces=pieces)
        visitor.meets_nothing(start, at("thread-start", "nowhere"), FORM, method="post", pieces=pieces)
        return
    here = [talk for talk in walk.said.standing_talks() if talk.home == home.name]
    asked = [talk for talk in here if walk.world.threads[talk.name].kind == "question"]
    for query, talks in walk.some((("", here), ("?kind=question", asked)), 1):
        visitor.lists(path + query, titles_of(talks), among=titles)
    answer = visitor.ask(start)
    if (answer.status == 200) != takes_part(visitor.person, home):
        walk.fault(visitor, start, "answers", answer.status)


def _one_feed(walk: Walk, visitor: Visitor, home) -> None:
    """A feed reader signs in nowhere: what is not public has none, whoever asks."""
    path = at("space-feed", home.name)
    if home.audience == PUBLIC:
        here = (talk for talk in walk.said.standing_talks() if talk.home == home.name)
        visitor.gets(path, *(word for talk in here for word in said_in(walk, talk)))
    else:
        visitor.meets_nothing(path, at("space-feed", "nowhere"), pieces=[(f"/{home.name}/", "/nowhere/")])


def desk_names() -> dict[str, bool]:
    """Names of the addresses below a space's at the desk → whether they name an archive of mails as well."""
    return {
        one.name: "<int:pk>" in one.route for one in addresses() if "desk/spaces/<slug:slug>/" in one.route
    }


# What somebody finds by looking who keeps the space.
_KEPT = {
    "desk-space": "name",
    "desk-space-people": "name",
    "desk-space-mails": "archive",
    "desk-space-mail-import": "archive",
    # A form is sent to these, or there is nothing in them.
    "desk-space-archive": "",
    "desk-space-unarchive": "",
    "desk-space-offer-withdraw": "",
    "desk-space-mail-import-start": "",
    "desk-space-mail-import-stop": "",
    "desk-space-mail-import-go-on": "",
    "desk-space-mail-import-drop": "",
    "desk-space-mail-import-broken": "",
}


@door("desk-spaces", "desk-space-person-remove", "desk-space-call-withdraw", "space-invitation", *_KEPT)
def looking_after_spaces(walk: Walk) -> None:
    """The desk of those whose networks hold a space; for everybody else there is none. And one's own invitation."""
    names = desk_names()
    if unknown := set(names) - set(_KEPT):
        walk.fault("say what who keeps a space finds at", *sorted(unknown))
    queue = cycle([(name, method) for name in names for method in ("get", "post")])
    rows = {
        "desk-space-person-remove": SpaceInvitation.objects.order_by("pk").first(),
        "desk-space-call-withdraw": SpaceCall.objects.order_by("pk").first(),
    }
    with NothingWritten(walk, "the desk of a space that is not theirs"):
        for visitor in walk:
            kept = {home.words["name"] for home in walk.said.spaces if keeps(visitor.person, home)}
            if kept:
                visitor.lists("/en/desk/spaces/", kept, among=_space_names(walk))
            elif (answer := visitor.ask("/en/desk/spaces/")).status != (404 if visitor.is_signed_in else 302):
                walk.fault(visitor, "/en/desk/spaces/", "answers", answer.status)
            for home in walk.some(walk.said.spaces, 3):
                _at_the_desk(
                    walk, visitor, home, [next(queue) for _ in range(len(names) * 2 if EVERYTHING else 2)]
                )
            for name, row in rows.items():
                if row is not None and not keeps(visitor.person, walk.said.homes[row.space.slug]):
                    visitor.meets_nothing(
                        at(name, row.pk), at(name, NOWHERE), method="post",
                        pieces=[(f"/{row.pk}/", f"/{NOWHERE}/")],
                    )  # fmt: skip


def _at_the_desk(walk: Walk, visitor: Visitor, home, ways) -> None:
    pieces = [(f"/{home.name}/", "/nowhere/")]
    invitation, none = at("space-invitation", home.name), at("space-invitation", "nowhere")
    if home.name in visitor.person.calls and visitor.is_signed_in:
        visitor.gets(invitation, home.words["name"])
    else:
        visitor.meets_nothing(invitation, none, pieces=pieces)
    names = desk_names()
    archive = [MailImport.objects.get(key=home.name).pk]
    if keeps(visitor.person, home):
        for name, what in walk.some(_KEPT.items(), 3):
            path = at(name, home.name, *(archive if names.get(name) else ()))
            if what and (home.audience == OF_SPACE or name != "desk-space-people"):
                visitor.gets(path, home.words[what])
            else:
                visitor.ask(path)
        return
    for name, method in ways:
        rest = archive if names[name] else ()
        visitor.meets_nothing(
            at(name, home.name, *rest), at(name, "nowhere", *rest), FORM if method == "post" else None,
            method=method, pieces=pieces,
        )  # fmt: skip


# --- Topics, networks, people, front pages ----------------------------------------------------------------------------


@door("topics", "topic", "topic-feed")
def topics(walk: Walk) -> None:
    """A topic's page shows the newest talks about it that one may read; its feed the public ones."""
    titles = all_titles(walk)
    for topic in walk.said.topics:
        walk.chance.choice(list(walk)).gets("/en/topics/")
        for visitor in walk:
            about = [talk for talk in walk.readable(visitor) if talk.topic == topic and in_space(walk, talk)]
            shown = newest(walk, about, ABOUT_A_TOPIC)
            visitor.lists(at("topic", topic), titles_of(shown), among=titles)
        public = [
            talk for talk in walk.readable(walk["visitor"]) if talk.topic == topic and in_space(walk, talk)
        ]
        for visitor in walk.some(walk, 2):
            visitor.gets(at("topic-feed", topic), *(word for talk in public for word in said_in(walk, talk)))


@door("network-feed")
def front_pages(walk: Walk) -> None:
    """The home page, a network's own and its feed, and what search engines are told."""
    titles = all_titles(walk)
    public = [talk for talk in walk.readable(walk["visitor"]) if in_space(walk, talk)]
    lively = [talk for talk in public if not walk.said.homes[talk.home].is_archived]
    network = NETWORKS[0]
    held = [home for home in walk.said.spaces if network in home.networks]
    for visitor in walk:
        visitor.lists("/en/", titles_of(newest(walk, lively, ON_HOME)), among=titles)
        answer = visitor.gets(f"/en/networks/{network}/")
        listed = {home.words["name"] for home in held if may_read(visitor.person, home)}
        if not listed <= answer.words:
            walk.fault(visitor, network, "lacks spaces", *(listed - answer.words))
    for name in NETWORKS:
        said = {
            word for talk in public if name in walk.said.homes[talk.home].networks
            for word in said_in(walk, talk)
        }  # fmt: skip
        for visitor in walk.some(walk, 2):
            visitor.gets(at("network-feed", name), *said)
    for visitor in walk.some(walk, 3):
        visitor.lists("/sitemap-threads.xml", titles_of(public), among=titles)


@door()
def peoples_pages(walk: Walk) -> None:
    """Everybody's own page, with what they began lately where the reader may see it."""
    titles, rows = all_titles(walk), walk.world.threads
    authors = {talk.author for talk in walk.said.talks.values()} - {"shut"}
    for visitor in walk:
        for author in walk.some(sorted(authors), 2):
            if (answer := visitor.ask(f"/en/people/{author}/")).status != 200:
                continue
            begun = [
                talk for talk in walk.readable(visitor)
                if in_space(walk, talk) and rows[talk.name].author_id == walk.world.people[author].pk
            ]  # fmt: skip
            begun.sort(key=lambda talk: (rows[talk.name].started_at, rows[talk.name].pk), reverse=True)
            if answer.words & titles != titles_of(begun[:BEGUN_LATELY]):
                walk.fault(
                    visitor, author, "shows", *answer.words, "instead of", *titles_of(begun[:BEGUN_LATELY])
                )


# --- One's own pages --------------------------------------------------------------------------------------------------


def _was_there(walk: Walk, visitor: Visitor, talk: Talk) -> bool:
    """Whether they could read it when it was begun, and so followed it and kept something of it."""
    return could_read_at_birth(visitor.person, walk.said.homes[talk.born])


@door("inbox", "inbox-read", "inbox-unread")
def inboxes(walk: Walk) -> None:
    """Every filter of the inbox, and spaces and networks in it. Everybody follows all that they could ever read."""
    titles = all_titles(walk)
    for visitor in walk:
        if not visitor.is_signed_in:
            visitor.ask("/en/inbox/")
            continue
        # By their topics, which everybody follows, all of them are in it.
        mine = [talk for talk in walk.readable(visitor) if in_space(walk, talk)]
        expected = {
            "": mine,
            "mentions": [talk for talk in mine if _mentions_stand(walk, visitor, talk)],
            "bookmarked": [talk for talk in mine if _bookmark_stands(walk, visitor, talk)],
        }
        for name, _filter in walk.some(inbox_filters.items(), 2):
            path = f"/en/inbox/?show={name}"
            if name in expected:
                visitor.lists(path, titles_of(expected[name]), among=titles)
            else:
                visitor.gets(path)
        for home in walk.some(walk.said.spaces, 1):
            here = [talk for talk in mine if talk.home == home.name]
            visitor.lists(f"/en/inbox/?space={home.name}", titles_of(here), among=titles)
        for query in walk.some(("space=-", *(f"network={name}" for name in NETWORKS)), 1):
            visitor.gets(f"/en/inbox/?{query}")
    with NothingWritten(walk, "marking as read what is not for somebody"):
        for visitor in walk:
            hidden = (talk for talk in walk.said.talks.values() if not visitor.may_read(talk))
            for talk in walk.some(hidden, 1):
                visitor.ask("/en/inbox/read/", {"thread": walk.world.threads[talk.name].pk}, method="post")
            visitor.ask("/en/inbox/read/undo/", {"marked": "1"}, method="post")


def _mentions_stand(walk: Walk, visitor: Visitor, talk: Talk) -> bool:
    posts = [walk.world.posts[post.key].pk for post in walk.said.posts_in(talk.name) if not post.is_removed]
    return Mention.objects.filter(user=visitor.account, post__in=posts).exists()


def _bookmark_stands(walk: Walk, visitor: Visitor, talk: Talk) -> bool:
    return any(
        one.posts[0].talk == talk.name and _was_there(walk, visitor, one)
        for one in walk.said.talks.values() if one.posts
    )  # fmt: skip


@door("drafts", "draft-state", "draft-save", "draft-delete", "draft-other")
def drafts(walk: Walk) -> None:
    """One's own words stay; where one wrote them is said only to who may know it. Others' are not there."""
    titles = all_titles(walk)
    with NothingWritten(walk, "drafts that are not theirs"):
        for visitor in walk:
            if visitor.is_signed_in:
                mine = {
                    walk.said.talks[talk].name: word for (name, talk), word in walk.said.drafts.items()
                    if name == visitor.name and _was_there(walk, visitor, walk.said.talks[talk])
                }  # fmt: skip
                seen = [walk.said.talks[name] for name in mine if visitor.may_read(walk.said.talks[name])]
                seen = [talk for talk in seen if in_space(walk, talk)]
                answer = visitor.lists("/en/inbox/drafts/", titles_of(seen), among=titles)
                if not set(mine.values()) <= answer.words:
                    walk.fault(visitor, "/en/inbox/drafts/", "lacks own words")
                _drafts_of_others(visitor)
            _at_hidden_places(walk, visitor, (("draft-state", "get"), ("draft-save", "post")))


def _drafts_of_others(visitor: Visitor) -> None:
    other = Draft.objects.exclude(user=visitor.account).order_by("pk").first()
    for name in ("draft-delete", "draft-other"):
        visitor.meets_nothing(
            at(name, other.pk), at(name, NOWHERE), FORM, method="post",
            pieces=[(f"/{other.pk}/", f"/{NOWHERE}/")],
        )  # fmt: skip


def _place(walk: Walk, talk: Talk) -> str:
    return place_of_thread(Thread.objects.get(pk=walk.world.threads[talk.name].pk))


def _at_hidden_places(walk: Walk, visitor: Visitor, ways) -> None:
    """Addresses that take ``?place=``, at some places that are not for them."""
    hidden = [talk for talk in walk.said.talks.values() if not visitor.may_read(talk)]
    for talk in walk.some(hidden, 3):
        place, nowhere = _place(walk, talk), f"thread:{NOWHERE}"
        for name, method in walk.some(ways, 1):
            if name in ("draft-save",) and not visitor.is_signed_in:
                visitor.ask(f"{at(name)}?place={place}", FORM, method=method)  # nobody's words are kept
                continue
            visitor.meets_nothing(
                f"{at(name)}?place={place}", f"{at(name)}?place={nowhere}", FORM if method == "post" else None,
                method=method, pieces=[(place, nowhere)],
            )  # fmt: skip


@door("attachment-add", "attachment-drop", "mention-people")
def what_the_editor_asks(walk: Walk) -> None:
    """Adding files and naming people, at places that are not for them; and whom it names at those that are."""
    ways = (("attachment-add", "post"), ("attachment-drop", "post"), ("mention-people", "get"))
    handles = set(walk.world.people)
    with NothingWritten(walk, "the editor at a place that is not theirs"):
        for visitor in walk:
            _at_hidden_places(walk, visitor, ways)
            if not visitor.is_signed_in:
                continue
            for talk in walk.some(walk.readable(visitor), 2):
                answer = visitor.gets(f"{at('mention-people')}?place={_place(walk, talk)}&q=")
                people = walk.said.people.values()
                readers = {
                    one.name for one in people if is_signed_in(one) and may_read_talk(walk.said, one, talk)
                }
                named = {name for name in handles if f'"handle": "{name}"' in answer.text}
                if named - readers:
                    walk.fault(visitor, talk.name, "is offered", *(named - readers))


@door("bookmarks", "bookmark-remove")
def bookmarks(walk: Walk) -> None:
    """One's own notes stay; what was bookmarked is shown only as far as one may read it."""
    begun = [talk for talk in walk.said.talks.values() if talk.posts]
    with NothingWritten(walk, "bookmarks of others"):
        for visitor in walk:
            if not visitor.is_signed_in:
                visitor.ask("/en/inbox/bookmarks/")
                continue
            mine = [talk for talk in begun if _was_there(walk, visitor, talk)]
            seen = {
                talk.posts[0].words["words"] for talk in mine
                if visitor.may_read(walk.said.talks[talk.posts[0].talk])
            }  # fmt: skip
            firsts = {talk.posts[0].words["words"] for talk in begun}
            answer = visitor.lists("/en/inbox/bookmarks/", seen, among=firsts)
            if not {walk.said.notes[visitor.name, talk.name] for talk in mine} <= answer.words:
                walk.fault(visitor, "/en/inbox/bookmarks/", "lacks own notes")
            other = Bookmark.objects.exclude(user=visitor.account).order_by("pk").first()
            for pk in (other.pk, NOWHERE):
                answer = visitor.ask(at("bookmark-remove", pk), method="post")
                if (answer.status, answer.location) != (302, "/en/inbox/bookmarks/"):
                    walk.fault(visitor, "bookmark-remove", answer.status, answer.location)


@door("me-following", "follow-level", "follow-end")
def following(walk: Walk) -> None:
    """The list of what one follows, and choosing to follow what is not for one."""
    titles, names = all_titles(walk), _space_names(walk)
    with NothingWritten(walk, "following what is not for somebody"):
        for visitor in walk:
            if visitor.is_signed_in:
                rows = ThreadPlace.objects.filter(user=visitor.account, level="watching")
                watched = set(rows.values_list("thread", flat=True))
                talks = [
                    talk for talk in walk.readable(visitor)
                    if in_space(walk, talk) and walk.world.threads[talk.name].pk in watched
                ]  # fmt: skip
                homes = {
                    home.words["name"] for home in walk.said.spaces
                    if may_read(visitor.person, home) and could_read_at_birth(visitor.person, home)
                }  # fmt: skip
                visitor.lists("/en/me/following/", titles_of(talks) | homes, among=titles | names)
            else:
                visitor.ask("/en/me/following/")
            for kind, pk in walk.some(_hidden_from(walk, visitor), 2):
                for name in ("follow-level", "follow-end"):
                    visitor.meets_nothing(
                        at(name, kind, pk), at(name, kind, NOWHERE), {"level": "watching"}, method="post",
                        pieces=[(f"/{pk}/", f"/{NOWHERE}/")],
                    )  # fmt: skip
                visitor.ask(f"/en/me/following/?ended={kind}-{pk}-watching-")


def _hidden_from(walk: Walk, visitor: Visitor) -> list[tuple[str, int]]:
    talks = (talk for talk in walk.said.talks.values() if not visitor.may_read(talk))
    homes = (home for home in walk.said.spaces if not may_read(visitor.person, home))
    return [
        *(("thread", walk.world.threads[talk.name].pk) for talk in talks),
        *(("space", walk.world.homes[home.name].pk) for home in homes),
    ]


@door("me-mails")
def mails_to_claim(walk: Walk) -> None:
    """What was written to a mailing list is offered to who wrote it, where they may read it."""
    titles = all_titles(walk)
    for visitor in walk:
        mine = {
            post.talk for talk in walk.said.talks.values() for post in talk.posts
            if post.sender == visitor.name and visitor.may_read(walk.said.talks[post.talk])
        }  # fmt: skip
        if visitor.is_signed_in:
            expected = titles_of(walk.said.talks[name] for name in mine)
            visitor.lists("/en/me/mailing-lists/", expected, among=titles)
        else:
            visitor.ask("/en/me/mailing-lists/")


# --- What people are told ---------------------------------------------------------------------------------------------


@door("notices", "notice-read", "notices-read", "notices-stop")
def notices(walk: Walk) -> None:
    """The list of notices; reading those of others; and the page that stops mails, for whoever holds its link."""
    for visitor in walk:
        if not visitor.person.has_account:
            continue
        answer = visitor.ask("/en/notices/")
        told = Notification.objects.of(visitor.account).filter(kind__in=("reply", "mention", "new-thread"))
        told = set(told.values_list("subject_id", flat=True))
        for talk in walk.readable(visitor) if visitor.is_signed_in else ():
            posts = {
                walk.world.posts[post.key].pk for post in walk.said.posts_in(talk.name) if not post.is_removed
            }
            if posts & told and title_of(talk) not in answer.words:
                walk.fault(visitor, "/en/notices/", "lacks", talk.name)
        for talk in walk.some(walk.said.talks.values(), 1):
            group = f"thread:{walk.world.threads[talk.name].pk}"
            for kind in ("reply", "new-thread"):
                visitor.ask(stop_path(visitor.account, kind=kind, group_key=group, language="en"))
    with NothingWritten(walk, "reading notices of others"):
        unread = Notification.objects.filter(read_at__isnull=True).order_by("pk")
        for visitor in walk:
            other = unread.exclude(user__display_name=visitor.name.title()).first()
            visitor.ask(at("notice-read", other.pk), method="post")
    walk["stranger"].ask("/en/notices/read/", {"up_to": "0"}, method="post")


@door()
def mails(walk: Walk) -> None:
    """Mails were decided after everything had changed: nobody is told what they may not know any more."""
    by_address = {account.email: name for name, account in walk.world.people.items()}
    told: dict[str, set[str]] = {name: set() for name in walk.said.people}
    for letter in walk.world.mails:
        name = by_address.get(letter.to[0])
        if name is None:
            continue
        person = walk.said.people[name]
        pieces = [letter.subject, letter.body, *(part for part, _type in letter.alternatives)]
        text = " ".join([*pieces, *map(str, letter.extra_headers.values())]).lower()
        words = {word for word in walk.said.secrets if word in text}
        told[name] |= words
        for word in words - known_to(walk.said, person):
            walk.fault("a mail to", name, "gives away", walk.said.secrets[word], letter.subject)
        if person.is_closed:
            walk.fault("a mail went to a closed account:", letter.subject)
    # Whoever was there and may still read has the words of others.
    for visitor in walk:
        for talk in walk.readable(visitor) if visitor.is_signed_in else ():
            if not _was_there(walk, visitor, talk) or visitor.name == talk.author:
                continue
            for post in talk.posts[1:]:
                stands = post.talk == talk.name and not (post.is_removed or post.sender)
                if stands and post.author != visitor.name and post.words["words"] not in told[visitor.name]:
                    walk.fault(visitor, "was not told by mail of", post.key)


@door("live-events")
def polling(walk: Walk) -> None:
    """What sockets may join and polling hears: the streams of talks, spaces, things and people."""
    missing = f"/live/events?stream=thread:{NOWHERE}&after=0"
    known = {key.partition(":")[0] for key in streams_for(walk, walk["visitor"])}
    if forgotten := {prefix for prefix, _kind in streams.items()} - known:
        walk.fault("nobody listens to streams of", *forgotten)
    for visitor in walk:
        keys = streams_for(walk, visitor)
        session = visitor.client.cookies.get("sessionid")
        heard = who_listens(session.value if session else "", keys).allowed
        if heard != {key for key, may in keys.items() if may}:
            walk.fault(visitor, "may join", heard, "instead of", {key for key, may in keys.items() if may})
        for key in walk.some((key for key, may in keys.items() if not may), 3):
            visitor.meets_nothing(f"/live/events?stream={key}&after=0", missing)
            visitor.meets_nothing(f"/live/events?stream={key}&after=now", missing.replace("=0", "=now"))
        for key in walk.some((key for key, may in keys.items() if may and not key.startswith("thread:")), 2):
            visitor.gets(f"/live/events?stream={key}&after=0")
        for talk in walk.some(walk.readable(visitor), 2):
            answer = visitor.gets(f"/live/events?stream={walk.world.threads[talk.name].stream_key}&after=0")
            # Posts that came from another talk are told by having the region drawn afresh.
            if '"place":"reset"' not in answer.text and not said_in(walk, talk) <= answer.words:
                walk.fault(visitor, "does not hear", talk.name, *(said_in(walk, talk) - answer.words))


def streams_for(walk: Walk, visitor: Visitor) -> dict[str, bool]:
    """Key of every stream there is, and of some there are not → whether they may listen."""
    keys = {
        walk.world.threads[talk.name].stream_key: visitor.may_read(talk) for talk in walk.said.talks.values()
    }
    for home in walk.said.homes.values():
        keys |= dict.fromkeys(_streams_of(walk, home), may_read(visitor.person, home))
    for row in MailImport.objects.select_related("space"):
        keys[row.stream_key] = keeps(visitor.person, walk.said.homes[row.space.slug])
    for name, account in walk.world.people.items():
        keys[f"member:{account.pk}"] = name == visitor.name and visitor.is_signed_in
    keys |= {"control": False, "look": False, "nonsense": False}
    return keys


def _streams_of(walk: Walk, home) -> list[str]:
    thing = walk.world.homes[home.name]
    if home.kind == "event":
        gathering = gathering_of(thing)
        return [f"on:event.{gathering.pk}", gathering.stream_key]
    return [f"space:{thing.pk}"] if home.kind == "space" else [f"on:resource.{thing.pk}"]


@door()
def the_desk(walk: Walk) -> None:
    """What waits for a decision is shown to those who decide, of what they may read."""
    for visitor in walk:
        works = any(state == "active" and role != "member" for state, role in visitor.person.ties.values())
        answer = visitor.ask("/en/desk/")
        if visitor.is_signed_in and (answer.status == 200) != works:
            walk.fault(visitor, "/en/desk/", "answers", answer.status)
