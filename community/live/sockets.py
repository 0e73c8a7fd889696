"""One open websocket, as the hub sees it: what it listens to, and a short queue of frames.

The hub never waits for a socket. Frames go into a bounded queue that a task of
the socket's own empties; a reader too slow for that is closed with
``CODE_TOO_SLOW`` and catches up when it comes back, so that nobody else waits.
"""

import asyncio
import contextlib
import functools
import types
from collections.abc import Awaitable, Callable, Coroutine

# Frames waiting for one reader. A burst of this many is more than any page needs at once.
LONGEST_QUEUE = 64
# With so many waiting, a reader is spared what may as well be missed.
FEW_WAITING = 8

# Why a socket is closed by us; the page's script reads the number.
CODE_COME_BACK = 1012  # as when the server is restarted
CODE_TRY_LATER = 1013
CODE_TOO_SLOW = 4008
CODE_NOT_UNDERSTOOD = 4400
CODE_FOREIGN_ORIGIN = 4403
CODE_UNKNOWN_ADDRESS = 4404
CODE_TOO_LARGE = 4413
CODE_TOO_MANY = 4429


class Listener:
    """One socket's ear on one stream. ``sent`` is the number the reader has everything up to."""

    __slots__ = ("is_held", "may_type", "owes_answer", "sent", "socket", "stream_key")

    def __init__(self, socket: "Socket", stream_key: str, sent: int | None):
        self.socket = socket
        self.stream_key = stream_key
        self.sent = sent  # None until the hub has looked: the page knows no number
        self.is_held = True  # nothing is sent before (and while) it is asked whether it may be
        self.owes_answer = True  # the first frame says "joined", even when nothing was missed
        self.may_type = False  # whether the others see that this person is writing


@types.coroutine
def _going_on(coroutine: Coroutine, waiting_for):
    """The rest of a coroutine that was begun outside of any task and now waits for ``waiting_for``."""
    while True:
        try:
            value = yield waiting_for
        except BaseException as error:
            step = functools.partial(coroutine.throw, error)
        else:
            step = functools.partial(coroutine.send, value)
        try:
            waiting_for = step()
        except StopIteration as ended:
            return ended.value


class Socket:
    """A reader's connection; ``cookie`` is the session key it came with, empty for a visitor."""

    __slots__ = ("_close", "_queue", "_send", "_writer", "checks", "cookie", "is_open", "keys", "language",
                 "listeners", "name", "typed_at", "user_id")  # fmt: skip

    def __init__(
        self,
        *,
        send: Callable[[str], Coroutine[None, None, None]],
        close: Callable[[int], Awaitable[None]],
        language: str,
        cookie: str = "",
    ):
        self._send, self._close = send, close
        self._queue: asyncio.Queue[str] = asyncio.Queue(LONGEST_QUEUE)
        self._writer: asyncio.Task | None = None
        self.language = language
        self.cookie = cookie
        self.user_id: int | None = None
        self.name = ""  # of the person, as others read it
        self.typed_at = float("-inf")  # when it last said that they were writing
        self.keys: frozenset[str] = frozenset()
        self.listeners: dict[str, Listener] = {}
        self.checks = 0  # raised by every order to ask again; an answer to an older question does not count
        self.is_open = True

    def push(self, frame: str) -> None:
        """Queue a frame; a full queue closes the socket. Never waits."""
        if not self.is_open:
            return
        if self._writer is None:
            self._send_at_once(frame)
            return
        try:
            self._queue.put_nowait(frame)
        except asyncio.QueueFull:
            self.shut(CODE_TOO_SLOW)

    def _send_at_once(self, frame: str) -> None:
        """Send in passing, as is nearly always possible; only what has to wait for the reader goes on in a task.

        A task for each reader and frame costs a third of the whole fan-out.
        """
        sending = self._send(frame)
        try:
            waiting_for = sending.send(None)
        except StopIteration:
            return
        except Exception:  # the connection broke; the consumer hears of it and leaves
            self.is_open = False
            return
        self._writer = asyncio.create_task(self._write(_going_on(sending, waiting_for)))

    def push_lightly(self, frame: str) -> None:
        """Queue a frame that may as well be missed: a reader who has more than a few waiting does not get it."""
        if self._queue.qsize() < FEW_WAITING:
            self.push(frame)

    async def _write(self, first: Awaitable[None]) -> None:
        """Finish ``first``, send what is queued, then end: an idle socket keeps no task of its own."""
        try:
            await first
            while not self._queue.empty():
                await self._send(self._queue.get_nowait())
            self._writer = None
        except asyncio.CancelledError:
            raise
        except Exception:  # the connection broke; the consumer hears of it and leaves
            self.is_open = False

    def shut(self, code: int) -> None:
        """Close from our side with ``code``. What is queued is dropped: the reader catches up later."""
        if not self.is_open:
            return
        self.is_open = False
        if self._writer is not None:
            self._writer.cancel()
        self._writer = asyncio.create_task(self._closing(code))

    async def _closing(self, code: int) -> None:
        with contextlib.suppress(Exception):
            await self._close(code)

    def gone(self) -> None:
        """The connection has ended."""
        self.is_open = False
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None
