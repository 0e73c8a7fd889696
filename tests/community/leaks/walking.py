"""People who go to doors, and what they are noticed to bring back."""

import hashlib
import os
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from django.apps import apps
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse

from .building import World
from .description import Description, Person, Talk
from .oracle import is_signed_in, known_to, may_read_talk

# Rooms whose every address is walked, or excepted by name.
ROOMS = tuple(f"community.{room}" for room in ("discussions", "live", "search", "notifications", "topics"))
# People who read in Welsh: what is drawn once a language must be no other for them.
WELSH = ("bela", "gwen", "inna")
# With it, everybody goes to every door for everything, which takes many minutes; without, for some things each, by
# turns, so that each door meets every person and every thing.
EVERYTHING = "PLETHU_LEAKS_EVERYTHING" in os.environ
NOWHERE = 987654321  # a number that nothing has
_SECRET = re.compile(r"zq[a-z]{9}")
_KEY = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')


@dataclass(frozen=True)
class Answer:
    """What came back: where it led, what it says, and the secret words in it."""

    status: int
    location: str
    text: str
    words: frozenset[str]

    def without(self, *pieces: str) -> tuple:
        """What somebody learns from it, with ``pieces`` of the question, which a page may repeat, made the same."""
        body = self.text
        if "<main" in body:
            # Around it stands what is the person's own.
            title = body[body.find("<title") : body.find("</title>")]
            body = title + body[body.find("<main") : body.find("</main>")]
        said = (_KEY.sub(r"\1", body), self.location)
        for number, piece in enumerate(pieces):
            for form in (piece, quote(piece), quote(piece, safe="")):
                said = tuple(text.replace(form, f"⟨{number}⟩") for text in said)
        return self.status, *said


class Walk:
    """One round of the doors of a world. Faults are gathered, so that one run tells of all."""

    def __init__(self, world: World):
        self.world = world
        self.said: Description = world.said
        self.faults: list[str] = []
        self.asked: set[str] = set()  # names of addresses
        self.missing: dict[tuple, Answer] = {}
        self.chance = random.Random(self.said.seed)
        self._people = {name: Visitor(self, person) for name, person in self.said.people.items()}

    def begin(self, name: str) -> None:
        """Before a door."""
        self.faults.clear()
        self.asked.clear()
        self.chance = random.Random(f"{self.said.seed} {name}")

    def __iter__(self) -> Iterator["Visitor"]:
        return iter(self._people.values())

    def __getitem__(self, name: str) -> "Visitor":
        return self._people[name]

    def some(self, things: Iterable, most: int) -> list:
        """A few of them by turns of chance, or all."""
        things = list(things)
        return things if EVERYTHING or len(things) <= most else self.chance.sample(things, most)

    def fault(self, *words) -> None:
        """Something is not as it ought to be."""
        self.faults.append(" ".join(str(word) for word in words))

    def readable(self, visitor: "Visitor") -> list[Talk]:
        """Talks that stand and that they may read."""
        return [talk for talk in self.said.standing_talks() if visitor.may_read(talk)]


class _Browser(Client):
    """Django's own, without the notes it takes of templates: they cost more than the pages."""

    def request(self, **request):
        response = self.handler(self._base_environ(**request))
        if response.cookies:
            self.cookies.update(response.cookies)
        # What one page leaves to be said by the next would make two answers differ.
        self.cookies.pop("messages", None)
        return response


class Visitor:
    """One person at the doors. Whatever they bring back that they may not know is a fault of the walk."""

    def __init__(self, walk: Walk, person: Person):
        self.walk, self.person, self.name = walk, person, person.name
        self.known = known_to(walk.said, person)
        self.language = "cy" if self.name in WELSH else "en"
        self.client = _Browser()
        # A closed account comes with its session of before.
        if person.has_account:
            account = walk.world.people[person.name]
            self.client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")

    def __repr__(self):
        return self.name

    @property
    def is_signed_in(self) -> bool:
        return is_signed_in(self.person)

    @property
    def account(self):
        return self.walk.world.people[self.name]

    def may_read(self, talk: Talk) -> bool:
        return may_read_talk(self.walk.said, self.person, talk)

    def ask(self, path: str, data=None, *, method="get", echo=(), **headers) -> Answer:
        """Ask for ``path``, in one's own language; ``echo`` are words of the question, which the answer may repeat."""
        if not path.startswith("/en/events/"):  # of those there are pages in English alone
            path = path.replace("/en/", f"/{self.language}/", 1)
        response = getattr(self.client, method)(path, data or {}, headers=headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = body.decode("utf-8", "replace")
        heads = " ".join(response.headers.values())
        # A form's key may by chance look like a secret.
        found = set(_SECRET.findall(f"{text} {heads}".lower())) & self.walk.said.secrets.keys()
        words = frozenset(found - set(echo))
        self.walk.asked.add(resolve(path.partition("?")[0]).url_name)
        location = response.headers.get("Location", "").replace(f"/{self.language}/", "/en/", 1)
        answer = Answer(response.status_code, location, text, words)
        if answer.status >= 500:
            self.walk.fault(self.name, method, path, "fails")
        for word in sorted(words - self.known):
            self.walk.fault(self.name, method, path, "gives away", self.walk.said.secrets[word])
        return answer

    def gets(self, path: str, *wanted: str, **more) -> Answer:
        """Ask for something that is for them: it is there, with these words."""
        answer = self.ask(path, **more)
        if answer.status not in (200, 302):
            self.walk.fault(self.name, path, "answers", answer.status, "to somebody it is for")
        for word in wanted:
            if word not in answer.words:
                self.walk.fault(self.name, path, "lacks", self.walk.said.secrets[word])
        return answer

    def lists(self, path: str, expected: set[str], *, among: set[str], **more) -> Answer:
        """Ask for a list that has exactly these words of those that it could have."""
        answer = self.gets(path, **more)
        if answer.words & among != expected:
            lacks, has = expected - answer.words, (answer.words & among) - expected
            self.walk.fault(self.name, path, "lacks", *lacks, "and has", *has)
        return answer

    def meets_nothing(
        self, path: str, missing: str, data=None, *, method="get", pieces=(), **headers
    ) -> None:
        """Ask for something that is not for them: the same answer as for ``missing``, and not a word.

        ``pieces`` are what of the two questions is not the same, in pairs.
        """
        got = self.ask(path, data, method=method, **headers)
        if self.language != "en" and not EVERYTHING:
            # What is not there is asked for in one language: that spares a third.
            self.compare(f"{method} {path}", got, got)
            return
        key = (self.is_signed_in, self.language, missing, method, *headers.values())
        if key not in self.walk.missing:
            self.walk.missing[key] = self.ask(missing, data, method=method, **headers)
        mine, theirs = zip(*pieces, strict=True) if pieces else ((), ())
        self.compare(f"{method} {path}", got, self.walk.missing[key], mine, theirs)

    def compare(self, what: str, got: Answer, other: Answer, mine=(), theirs=()) -> None:
        """Fault where ``got`` tells anything that ``other``, of what is not there, does not."""
        if got.words:
            self.walk.fault(self.name, what, "gives words to somebody it is not for:", *got.words)
        leads_to_sign_in = not self.is_signed_in and got.status == 302 and "/accounts/" in got.location
        if got.status not in (404, 405) and not leads_to_sign_in:
            self.walk.fault(self.name, what, "answers", got.status, got.location)
        if got.without(*mine) != other.without(*theirs):
            self.walk.fault(self.name, what, "answers otherwise than for what is not there")


# --- Doors ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Door:
    """``walk(walk)`` sends everybody to the addresses called ``names``."""

    names: frozenset[str]
    walk: Callable[[Walk], None]


DOORS: dict[str, Door] = {}


def door(*names: str):
    """Decorator: the function walks the addresses of these names."""

    def registered(function):
        DOORS[function.__name__] = Door(frozenset(names), function)
        return function

    return registered


@dataclass(frozen=True)
class Address:
    """One address of the site: its name, its route, and the module that answers."""

    name: str
    route: str
    module: str


def addresses() -> list[Address]:
    """All addresses of the rooms."""
    found = []

    def gather(resolver, route):
        for pattern in resolver.url_patterns:
            whole = route + str(pattern.pattern)
            if not isinstance(pattern, URLPattern):
                gather(pattern, whole)
                continue
            view = pattern.callback
            module = view.__module__ if hasattr(view, "__name__") else type(view).__module__
            if module.startswith(ROOMS):
                found.append(Address(pattern.name or whole, whole, module))

    gather(get_resolver(), "")
    return found


def at(name: str, *args) -> str:
    """The address of that name."""
    return reverse(name, args=args)


# --- What is written --------------------------------------------------------------------------------------------------


def everything_written() -> dict[str, str]:
    """Table → digest of all its rows, of the whole community."""
    digests = {}
    for model in apps.get_app_config("community").get_models():
        rows = model.objects.order_by("pk").values_list()
        digests[model.__name__] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return digests


@dataclass
class NothingWritten:
    """``with NothingWritten(walk, "…"):`` faults when a table of the community is another afterwards."""

    walk: Walk
    what: str
    before: dict[str, str] = field(default_factory=dict)

    def __enter__(self):
        self.before = everything_written()

    def __exit__(self, *_error):
        changed = [name for name, digest in everything_written().items() if self.before[name] != digest]
        if changed:
            self.walk.fault(self.what, "wrote into", *changed)
