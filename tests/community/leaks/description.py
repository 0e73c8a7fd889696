"""A world written down before it is made: networks, homes of conversations, people, and a secret word in every thing.

Plain values, drawn by a seeded chance; nothing here knows the site. A home (a
space, an event, a record) is *born* with readers, and may end with others: most
of it is said while many could read, and closed to them afterwards, so that
whatever was kept for its former readers (notices, bookmarks, drafts, pages,
the search index) lies there and must no longer be handed out.
"""

import random
from dataclasses import dataclass, field

NETWORKS = ("ash", "birch", "cedar")
# Every title and text holds it, so that one search finds everything.
COMMON = "plaitwork"
PUBLIC, MEMBERS, OF_NETWORKS, OF_SPACE, OF_NOBODY = "public", "members", "networks", "space", "nobody"
# Roles whose holders look after conversations of a network.
TENDING_ROLES = ("facilitator", "moderator", "coordinator")
# … and who work for one at all.
WORKING_ROLES = (*TENDING_ROLES, "curator")


@dataclass
class Person:
    """Somebody who comes to the doors. ``ties`` are as they end: network → (state, role); all were active once."""

    name: str
    ties: dict[str, tuple[str, str]] = field(default_factory=dict)
    has_account: bool = True
    is_closed: bool = False  # the account, in the end
    places: set[str] = field(default_factory=set)  # closed spaces they are in, in the end
    lost_places: set[str] = field(default_factory=set)  # … and were in before
    calls: set[str] = field(default_factory=set)  # closed spaces they are invited to and have not answered


@dataclass
class Home:
    """Where conversations are held: its readers as they end, and as they were when it was born."""

    name: str
    kind: str  # space, event, resource
    audience: str
    networks: tuple[str, ...]
    born_audience: str
    born_networks: tuple[str, ...]
    is_archived: bool = False
    words: dict[str, str] = field(default_factory=dict)  # what it is → secret word


@dataclass
class Said:
    """A post; ``talk`` is where it stands in the end."""

    key: str
    author: str
    talk: str
    words: dict[str, str] = field(default_factory=dict)
    is_removed: bool = False
    links: list[str] = field(default_factory=list)  # talks it links to
    sender: str = ""  # whose mail it was made from, where nobody has claimed it


@dataclass
class Talk:
    """A conversation; ``home`` is where it is in the end, ``born`` where it was begun."""

    name: str
    born: str
    home: str
    author: str
    topic: str
    kind: str = "discussion"
    is_removed: bool = False
    merged_into: str = ""
    split_from: str = ""
    is_renamed: bool = False
    words: dict[str, str] = field(default_factory=dict)
    posts: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class Secret:
    """One word, and what it stands in: ``where`` names a talk or a home, ``whose`` the only person who wrote it."""

    word: str
    what: str
    where: str = ""
    whose: str = ""


@dataclass
class Description:
    """The whole world."""

    seed: int
    people: dict[str, Person]
    homes: dict[str, Home]
    talks: dict[str, Talk]
    topics: tuple[str, ...]
    secrets: dict[str, Secret] = field(default_factory=dict)
    drafts: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # (person, talk) → word in their draft there
    notes: dict[tuple[str, str], str] = field(default_factory=dict)  # … in the note on their bookmark there

    @property
    def spaces(self) -> list[Home]:
        return [home for home in self.homes.values() if home.kind == "space"]

    def standing_talks(self) -> list[Talk]:
        """Those that are there in the end."""
        return [talk for talk in self.talks.values() if not talk.is_removed and not talk.merged_into]

    def posts_in(self, talk: str) -> list[Said]:
        """What stands in a talk in the end."""
        return [post for one in self.talks.values() for post in one.posts if post.talk == talk]


def describe(seed: int) -> Description:
    """The world of ``seed``."""
    return _Writer(seed).write()


class _Writer:
    def __init__(self, seed: int):
        self.chance = random.Random(seed)
        self.seed = seed
        self.secrets: dict[str, Secret] = {}

    def word(self, what: str, **facts) -> str:
        """A fresh secret, which no dictionary and no other secret is near to."""
        while True:
            word = "zq" + "".join(self.chance.choice("bdfgklmnprstvaeiou") for _ in range(9))
            if word not in self.secrets:
                self.secrets[word] = Secret(word, what, **facts)
                return word

    def write(self) -> Description:
        people = self._people()
        homes = self._homes()
        self._into_closed_spaces(people, homes)
        topics = ("topic-oak", "topic-elm", "topic-yew")
        talks = self._talks(people, homes, topics)
        self._change(talks, homes)
        for talk in list(talks.values()):
            self._say(talk, people, homes, talks)
        self._move_posts(talks, homes)
        world = Description(self.seed, people, homes, talks, topics, self.secrets)
        for person in people.values():
            if person.has_account:
                self._keep(world, person)
        return world

    def _keep(self, world: Description, person: Person) -> None:
        """What somebody keeps of some talks for themselves: a draft, a note."""
        begun = [talk.name for talk in world.talks.values() if not talk.split_from]
        for talk in self.chance.sample(begun, 5):
            world.drafts[person.name, talk] = self.word("draft", whose=person.name)
        for talk in begun:
            world.notes[person.name, talk] = self.word("note", whose=person.name)

    # --- People --------------------------------------------------------------------------------------------------

    def _people(self) -> dict[str, Person]:
        ash, birch, cedar = NETWORKS
        people = [
            Person("visitor", has_account=False),
            Person("stranger"),
            Person("anna", {ash: ("active", "member")}),
            Person("bela", {birch: ("active", "member")}),
            Person("both", {ash: ("active", "member"), birch: ("active", "member")}),
            Person("gwen", {ash: ("active", "facilitator")}),
            # Coordinates another network than most is held by.
            Person("cora", {cedar: ("active", "coordinator")}),
            Person("sunk", {ash: ("suspended", "member")}),
            Person("left", {birch: ("left", "moderator"), cedar: ("active", "member")}),
            Person("inna", {self.chance.choice(NETWORKS): ("active", "member")}),
            Person("ousted", {ash: ("active", "member")}),
            Person("called", {ash: ("active", "member"), birch: ("active", "member")}),
            Person("shut", {ash: ("active", "member"), birch: ("active", "coordinator")}, is_closed=True),
        ]
        return {person.name: person for person in people}

    def _into_closed_spaces(self, people, homes) -> None:
        for home in homes.values():
            if home.audience != OF_SPACE:
                continue
            people["inna"].places.add(home.name)
            people["ousted"].lost_places.add(home.name)
            # A place does not outlive the ties by which one came to it.
            for name in ("sunk", "left", "shut"):
                people[name].places.add(home.name)
            if set(home.networks) & set(people["called"].ties):
                people["called"].calls.add(home.name)

    # --- Homes ---------------------------------------------------------------------------------------------------

    def _homes(self) -> dict[str, Home]:
        one, other, third = self.chance.sample(NETWORKS, 3)
        plans = [
            ("open", "space", PUBLIC, (one,)),
            ("signed", "space", MEMBERS, (other,)),
            ("single", "space", OF_NETWORKS, ("ash",)),
            ("double", "space", OF_NETWORKS, ("birch", "cedar")),
            ("closed", "space", OF_SPACE, (self.chance.choice(("ash", "birch")),)),
            ("ring", "space", OF_SPACE, (one, other)),
            ("shelf", "space", self.chance.choice((PUBLIC, OF_NETWORKS)), (third,)),
            ("gathering", "event", self.chance.choice((OF_NETWORKS, MEMBERS)), (one,)),
            ("cancelled", "event", OF_NOBODY, (other,)),
            ("report", "resource", self.chance.choice((PUBLIC, OF_NETWORKS)), (third,)),
            ("withdrawn", "resource", OF_NOBODY, (one,)),
        ]
        homes = {}
        for name, kind, audience, networks in plans:
            narrows = audience == OF_NOBODY or self.chance.random() < 0.7
            home = Home(name, kind, audience, networks, PUBLIC if narrows else audience, networks)
            home.is_archived = name == "shelf"
            homes[name] = home
        # And the other way about: closed at first, open in the end.
        homes["opened"] = Home("opened", "space", PUBLIC, (third,), OF_NETWORKS, (third,))
        for home in homes.values():
            if home.kind == "space":
                home.words = {
                    "name": self.word("space", where=home.name),
                    "description": self.word("space", where=home.name),
                    "agreement": self.word("agreement", where=home.name),
                    "archive": self.word("archive", where=home.name),
                }
        return homes

    # --- Talks ---------------------------------------------------------------------------------------------------

    def _talks(self, people, homes, topics) -> dict[str, Talk]:
        writers = [name for name, person in people.items() if person.ties]
        talks = {}
        for home in homes.values():
            for number in range(
                2 if home.kind == "space" and home.name in ("open", "single", "closed") else 1
            ):
                name = f"{home.name}-{number}"
                talks[name] = Talk(
                    name, home.name, home.name, self.chance.choice(writers), self.chance.choice(topics),
                    kind=self.chance.choice(("discussion", "question")) if home.kind == "space" else "discussion",
                )  # fmt: skip
        return talks

    def _change(self, talks, homes) -> None:
        """What becomes of some of them: moved, merged, removed, renamed."""
        movable = [
            talk for talk in talks.values() if homes[talk.born].kind == "space" and talk.born != "shelf"
        ]
        self.chance.shuffle(movable)
        moved, merged, removed, renamed = movable[0], movable[1], movable[2], movable[3]
        targets = [
            home for home in homes if homes[home].kind == "space" and home not in ("shelf", moved.born)
        ]
        moved.home = self.chance.choice(targets)
        merged.merged_into = self.chance.choice(
            [talk.name for talk in movable[3:] if talk.born != merged.born] or [movable[3].name]
        )
        removed.is_removed = True
        renamed.is_renamed = True

    def _say(self, talk: Talk, people, homes, talks) -> None:
        """Words for a talk and its posts. Each belongs to the talk until posts are moved."""

        def new(what, where=talk.name, **facts):
            return self.word(what, where=where, **facts)

        writers = [name for name, person in people.items() if person.ties]
        in_space = homes[talk.born].kind == "space"
        has_all = talk.name in ("closed-0", "single-0", "open-0")

        def wanted():
            return has_all or self.chance.random() < 0.4

        talk.words["title"] = new(
            "talk" if in_space else "subject", where=talk.name if in_space else talk.born
        )
        if talk.is_renamed:
            talk.words["new title"] = new("talk")
        if wanted():
            talk.words["summary"] = new("talk")
        if in_space and not talk.is_removed and not talk.merged_into and wanted():
            talk.words["proposal"] = new("proposal")
        for number in range(1, 5):
            author = talk.author if number == 1 else self.chance.choice(writers)
            said = Said(f"{talk.name}/{number}", author, talk.name, {"words": new("talk")})
            talk.posts.append(said)
        first, second, third, fourth = talk.posts
        if wanted():
            first.words["earlier"] = new("talk")
        if wanted():
            first.words |= {"question": new("talk"), "option": new("talk"), "other option": new("talk")}
        if wanted():
            second.words |= {
                "picture": new("talk"), "alt": new("talk"), "document": new("talk"), "contents": new("talk"),
            }  # fmt: skip
        if wanted():
            fourth.is_removed = True
            removed = fourth.words["words"]
            self.secrets[removed] = Secret(removed, "removed", where=talk.name)
        if in_space:
            third.sender = self.chance.choice(["anna", "bela", "cora", "inna"])
        others = [one for one in talks if one != talk.name]
        second.links = self.chance.sample(others, 2)

    def _move_posts(self, talks, homes) -> None:
        """Where posts stand in the end: in the talk that took theirs in, or in one of their own."""
        for talk in list(talks.values()):
            if talk.merged_into:
                self._carry(talk, talks[talk.merged_into])
        able = [
            talk
            for talk in talks.values()
            if homes[talk.home].kind == "space" and not (talk.is_removed or talk.merged_into)
            and talk.home != "shelf"
        ]  # fmt: skip
        source = self.chance.choice(able)
        targets = [
            home for home in homes if homes[home].kind == "space" and home not in ("shelf", source.home)
        ]
        fresh = Talk(
            "split-0", self.chance.choice(targets), "", source.author, source.topic, split_from=source.name
        )
        fresh.home = fresh.born
        fresh.words["title"] = self.word("talk", where=fresh.name)
        talks[fresh.name] = fresh
        taken = source.posts[1]
        taken.talk = fresh.name
        for word in taken.words.values():
            self.secrets[word] = Secret(word, "talk", where=fresh.name)

    def _carry(self, old: Talk, target: Talk) -> None:
        for word in [*old.words.values(), *(word for post in old.posts for word in post.words.values())]:
            secret = self.secrets[word]
            if secret.what != "removed":
                self.secrets[word] = Secret(word, secret.what, where=target.name)
            else:
                self.secrets[word] = Secret(word, "removed", where=target.name)
        for post in old.posts:
            post.talk = target.name
        if "summary" in old.words and "summary" in target.words:
            # The target keeps its own; the other goes with the talk that is gone.
            self.secrets[old.words["summary"]] = Secret(old.words["summary"], "nobody")
