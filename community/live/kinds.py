"""What a stream may be: who may listen, and how its events are drawn.

A room that has something live registers a :class:`StreamKind` here. Keys are
``<prefix>:<ident>``: ``thread:12``, ``space:3``, ``event:5``, ``member:7``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from community.registry import Registry

from .log import LoggedEvent

# Where a fragment goes in the page; see docs/live-updates.md.
AT_END = "end"  # last in the region's list
AT_START = "start"  # first in the list; an element of that id that is there already moves
REPLACE = "replace"  # instead of the element with that id; nothing where it is not on the page
REMOVE = "remove"  # takes the element away
RESET = "reset"  # the whole region is drawn again from the page's address
TELL = "tell"  # no markup: a small fact for the page's script


@dataclass(frozen=True, slots=True)
class Fragment:
    """One event as a page can show it: the same for every viewer of one language.

    ``number`` is the event's. ``data`` is what script needs beside the markup.
    ``only_for`` holds audience keys of those who may see it; everyone else gets
    the bare number. None means everyone who may listen to the stream.
    """

    number: int
    kind: str = ""
    target: str = ""
    place: str = TELL
    html: str = ""
    data: dict | None = None
    only_for: frozenset[str] | None = None


@dataclass(frozen=True)
class StreamKind:
    """Streams of one prefix.

    ``may_join(user, ident)`` answers whether this user (or AnonymousUser) may
    listen; it must not raise for a nonsensical ident. ``draw(events, language)``
    turns events of one stream into fragments; the language is active while it
    runs. An event it leaves out reaches everyone as a bare number.
    ``now(ident, language)`` gives the state to somebody who joins without a
    number, because their page does not know it (counters in the header).
    """

    prefix: str
    may_join: Callable[[object, str], bool]
    draw: Callable[[Sequence[LoggedEvent], str], list[Fragment]]
    now: Callable[[str, str], list[Fragment]] | None = None
    # Whether this user, who may listen, may write there and be shown as writing; None where nobody ever is. Asked when
    # they join, and again with everything else.
    may_type: Callable[[object, str], bool] | None = None
    # Whether fragments may carry ``only_for``: only then are a listener's audience keys looked up.
    hides_some: bool = False


streams: Registry[StreamKind] = Registry("kind of stream")


def kind_of(stream_key: str) -> StreamKind | None:
    """The kind a key belongs to; None for a key of no known kind."""
    prefix, colon, ident = stream_key.partition(":")
    return streams.find(prefix) if colon and ident else None
