"""From events to the bytes a page receives: one way for replay, polling and sockets.

Everything here is synchronous and reads the database; the hub calls it in a
thread of its own, the view in the request's.
"""

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from django.utils import translation

from . import log
from .kinds import Fragment, kind_of

# Drawn events kept in this process; about 2 kB each.
_MOST_KEPT = 4000


class _Drawn:
    """Drawn events, least recently used ones forgotten first.

    The key holds the stream's number at drawing, because a fragment shows its
    thing as it is now: a removed post must not come back with its old words.
    """

    def __init__(self):
        self._kept: OrderedDict[tuple, tuple[str, frozenset | None]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key):
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key, value):
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)

    def clear(self):
        with self._lock:
            self._kept.clear()


drawn = _Drawn()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events of a stream drawn in some languages, ready to be put into frames.

    ``first`` is the number after which they are complete: a reader at an
    earlier one must draw afresh. ``bodies[language][number]`` is the event as
    JSON with who may see it (None: everyone).
    """

    stream_key: str
    first: int
    number: int
    bodies: dict[str, dict[int, tuple[str, frozenset | None]]] = field(default_factory=dict)

    @property
    def hides_some(self) -> bool:
        return any(only_for for bodies in self.bodies.values() for _text, only_for in bodies.values())

    def frame(self, after: int, language: str, keys: frozenset[str] = frozenset(), *, extra: str = "") -> str:
        """JSON for a reader at ``after`` who holds the audience ``keys``; ``extra`` is more JSON members.

        >>> Stretch("thread:1", 4, 4).frame(4, "en")
        '{"stream":"thread:1","number":4,"events":[]}'
        """
        head = f'{{"stream":{json.dumps(self.stream_key)},"number":{self.number}{extra}'
        if after < self.first or after > self.number or self.number - after > log.MOST_BEHIND:
            return head + ',"reset":true,"events":[]}'
        bodies = self.bodies.get(language, {})
        events = []
        for number in range(after + 1, self.number + 1):
            text, only_for = bodies.get(number, ("", None))
            visible = text and (only_for is None or not keys.isdisjoint(only_for))
            events.append(text if visible else f'{{"n":{number}}}')
        return f'{head},"events":[{",".join(events)}]}}'


def stretch_of(reading: log.Reading, languages) -> Stretch:
    """Draw what was read in each of ``languages``; drawn events are kept and shared."""
    bodies = {language: _bodies(reading, language) for language in languages}
    return Stretch(reading.stream_key, reading.first, reading.number, bodies)


def _bodies(reading: log.Reading, language: str) -> dict[int, tuple[str, frozenset | None]]:
    bodies, missing = {}, []
    for event in reading.events:
        found = drawn.get((reading.stream_key, event.number, language, reading.number))
        if found is None:
            missing.append(event)
        else:
            bodies[event.number] = found
    kind = kind_of(reading.stream_key)
    if missing and kind:
        with translation.override(language):
            fragments = {fragment.number: fragment for fragment in kind.draw(missing, language)}
        for event in missing:
            fragment = fragments.get(event.number)
            body = (body_of(fragment), fragment.only_for) if fragment else ("", None)
            drawn.keep((reading.stream_key, event.number, language, reading.number), body)
            bodies[event.number] = body
    return bodies


def body_of(fragment: Fragment) -> str:
    """The fragment as a JSON object."""
    body = {"n": fragment.number, "kind": fragment.kind, "target": fragment.target, "place": fragment.place}
    if fragment.html:
        body["html"] = fragment.html
    if fragment.data:
        body["data"] = fragment.data
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def answer(
    stream_key: str, after: int, language: str, keys: frozenset[str] = frozenset(), *, extra: str = ""
) -> str:
    """What a reader at ``after`` has missed, as JSON; permission is checked by the caller."""
    return stretch_of(log.read(stream_key, after), [language]).frame(after, language, keys, extra=extra)


def present_answer(stream_key: str, language: str, extra: str = "") -> tuple[int, str]:
    """For a reader whose page knows no number: the current one, and the frame that shows the state now.

    The number is read first, so that what happens in between is told twice
    rather than never. Permission is checked by the caller.
    """
    number = log.number_of(stream_key)
    kind = kind_of(stream_key)
    bodies = []
    if kind is not None and kind.now is not None:
        with translation.override(language):
            bodies = [body_of(fragment) for fragment in kind.now(stream_key.partition(":")[2], language)]
    head = f'{{"stream":{json.dumps(stream_key)},"number":{number}{extra},"present":true'
    return number, f'{head},"events":[{",".join(bodies)}]}}'
