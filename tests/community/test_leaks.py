"""Nothing is given to anybody whom it is not for: a generated world, its people, and every door of the community.

The world is written down first (``leaks.description``), with a secret word in
every thing; who may know which is said once more in plain Python
(``leaks.oracle``). Then it is made on the site, used while much of it could be
read by many, and closed to most of them (``leaks.building``). ``DOORS`` send
everybody everywhere: who may gets the secret; who may not gets no secret, and
the very answer that what does not exist gives.
"""

import ast
import os
from pathlib import Path

import pytest

from tests.community.live.listener import Listener
from tests.server import LiveSite

from .leaks import description, list_doors, oracle, search_doors, talk_doors  # noqa: F401
from .leaks.building import build
from .leaks.description import describe
from .leaks.list_doors import streams_for
from .leaks.walking import DOORS, Walk, addresses

# Each is another world; one takes half a minute.
SEEDS = [int(seed) for seed in os.environ.get("PLETHU_LEAKS_SEEDS", "1").split(",")]

# Addresses that the walk leaves out, each with its reason.
EXCEPTIONS = {
    "keys": "says what keys do",
    "clean-pasted": "gives back what was sent with the question",
    "me-notifications": "one's own choices by kind of notice",
    "me-typing": "one's own choice whether others see one writing",
    "desk-space-new": "an empty form, for coordinators",
    "desk-space-offer-accept": "names no thing of a conversation; for coordinators of the network that is asked",
    "desk-space-offer-decline": "names no thing of a conversation; for coordinators of the network that is asked",
    "outbox": "is there only where the demonstration is loaded",
    "outbox-mail": "is there only where the demonstration is loaded",
    "outbox-mail-html": "is there only where the demonstration is loaded",
}


# --- A world and all its doors ----------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_who_may_gets_the_secret_and_who_may_not_gets_nothing(written, settings, seed):
    walk, faults = Walk(build(describe(seed))), []
    for name, door in DOORS.items():
        walk.begin(name)
        door.walk(walk)
        faults += [f"{name}: {fault}" for fault in walk.faults]
        assert walk.asked >= door.names, name
    walk.begin("sockets")
    _listen(walk, settings)
    faults += walk.faults
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:100])


def _listen(walk, settings) -> None:
    """Some people by real sockets, at streams that are for them and at others."""
    site = LiveSite().start()
    try:
        for visitor in walk.some(walk, 6):
            keys = streams_for(walk, visitor)
            session = visitor.client.cookies.get(settings.SESSION_COOKIE_NAME)
            cookie = f"{settings.SESSION_COOKIE_NAME}={session.value}" if session else ""
            ear = Listener(site, cookie=cookie)
            # A socket listens to twenty streams at most.
            walk.chance.shuffle(mixed := list(keys))
            heard = [key for key in mixed if keys[key]][:6]
            refused = [key for key in mixed if not keys[key]][:8]
            ear.say({"join": {key: None if key.startswith("member:") else 0 for key in [*heard, *refused]}})
            frames = [ear.receive() for _ in (*heard, *refused)]
            if {frame["refused"] for frame in frames if "refused" in frame} != set(refused):
                walk.fault(visitor, "was not refused", *refused)
            if {frame["stream"] for frame in frames if frame.get("joined")} != set(heard):
                walk.fault(visitor, "did not hear", *heard)
            said = str(frames)
            for word in {word for word in walk.said.secrets if word in said} - visitor.known:
                walk.fault(visitor, "hears", walk.said.secrets[word])
            ear.close()
    finally:
        site.stop()


# --- That nothing is forgotten ----------------------------------------------------------------------------------------


def test_every_address_is_walked_or_left_out_for_a_reason():
    there = {address.name for address in addresses()}
    walked = {name for door in DOORS.values() for name in door.names}
    assert there - walked - set(EXCEPTIONS) == set()
    assert set(EXCEPTIONS) - there == set()
    assert walked & set(EXCEPTIONS) == set()


def test_the_oracle_knows_nothing_of_the_site():
    for module in (description, oracle):
        tree = ast.parse(Path(module.__file__).read_text())
        named = {
            name
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names] if isinstance(node, ast.Import)
                else ["." * node.level + (node.module or "")] if isinstance(node, ast.ImportFrom)
                else []
            )
        }  # fmt: skip
        assert named <= {"random", "dataclasses", ".description"}, named
