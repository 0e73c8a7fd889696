"""The fan-out of one process: one reader of the log, one pre-written frame, many sockets.

A hub listens to the streams that its own sockets have joined. It is woken by
this process directly and by others through the channel layer (one channel and
one group a stream, whatever the number of sockets), and it looks at the
numbers in the database every moment or two, so that a lost wake-up heals. When
a stream has grown it reads the log once for all its readers, draws each event
once a language and puts the same text into every reader's queue.

Joining, catching up and living on are one thing here: a listener has a number
up to which it has everything, and gets what came after it. A join registers
first and reads then, so no event can fall between.

Everything runs in one event loop, except what reads the database, which runs
in threads of the hub's own: one reads, one asks who may listen.
"""

import asyncio
import contextlib
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor

from channels.layers import get_channel_layer
from django.db import DatabaseError, close_old_connections, connections

from . import log, wakeup
from .listening import who_listens
from .recheck import fingerprint_of
from .replay import Stretch, present_answer, stretch_of
from .sockets import CODE_COME_BACK, CODE_TRY_LATER, Listener, Socket

logger = logging.getLogger("plethu.live")

# How often the numbers are compared with the database, in seconds, for every thousand streams listened to. One
# query; it bounds how late a change is seen whose wake-up was lost, and how long a removed member still hears.
CHECK_SECONDS = 1.5
# How often each socket is sent the current numbers, so that the page knows the line is alive; some routers cut at 60.
HEARTBEAT_SECONDS = 15
# How long the channel layer may keep our own echo before we start it afresh.
ECHO_SECONDS = 10
# One socket says that its person is writing, and one person is shown as writing, at most once in so many seconds…
TYPING_SECONDS = 3
# …and is forgotten after so many. Pages forget them at the same time.
TYPING_ENDS_SECONDS = 6
# People shown as writing in one stream: pages name two and call more of them several, oneself not counted.
MOST_TYPING = 4


class _Stream:
    """What the hub knows of one stream that somebody here listens to."""

    __slots__ = ("is_grouped", "listeners", "number", "typing")

    def __init__(self):
        self.number = 0  # as last seen in the database
        self.listeners: set[Listener] = set()
        self.is_grouped = False  # whether the channel layer tells us of it
        self.typing: dict[int, float] = {}  # who is writing, and when they were last shown; a few at most


class Hub:
    """See the module. One a process, started and stopped with the server's event loop."""

    def __init__(self):
        self.loop: asyncio.AbstractEventLoop | None = None
        self._forget_everything()

    def _forget_everything(self):
        self.sockets: set[Socket] = set()
        self.streams: dict[str, _Stream] = {}
        self._grown: set[str] = set()
        self._tasks: list[asyncio.Task] = []
        self._passing: set[asyncio.Task] = set()
        self._control_number: int | None = None
        self._channel: str | None = None
        self._echo_sent = self._echo_heard = 0.0

    # --- life ----------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Begin, in the running event loop."""
        self.loop = asyncio.get_running_loop()
        self._has_grown = asyncio.Event()
        self._layer_failed = asyncio.Event()
        # Apart, so that a thousand pages coming back after a restart do not hold up what is new.
        self._reader, self._asker = ThreadPoolExecutor(1, "live-reader"), ThreadPoolExecutor(1, "live-asker")
        supervised = [self._deliver_forever, self._check_forever]
        if wakeup.reaches_others():
            supervised.append(self._hear_others_forever)
        self._tasks = [asyncio.create_task(self._supervise(work)) for work in supervised]
        wakeup.own_hub = self

    async def stop(self) -> None:
        """End; sockets are closed by the server with 1012, after which pages come back to another process."""
        wakeup.own_hub = None
        ending = [*self._tasks, *self._passing]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        for socket in list(self.sockets):
            socket.gone()
        for thread in (self._reader, self._asker):
            with contextlib.suppress(Exception):
                await asyncio.get_running_loop().run_in_executor(thread, connections.close_all)
            thread.shutdown(wait=False)
        self.loop = None
        self._forget_everything()

    async def _supervise(self, work) -> None:
        """Do ``work`` for ever: whatever it stumbles over is written down, and it begins again."""
        while True:
            try:
                await work()
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.exception("%s stumbled and begins again.", work.__name__.strip("_"))
                await asyncio.sleep(1)

    def _in_passing(self, work) -> None:
        """Do a coroutine beside everything else; it is held until it ends, since the loop alone would forget it."""
        task = asyncio.create_task(work)
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)

    async def _read(self, work, *args):
        """Do ``work``, which reads the log, in the reader's thread."""
        return await asyncio.get_running_loop().run_in_executor(
            self._reader, _with_sound_connection, work, *args
        )

    # --- sockets -------------------------------------------------------------------------------------------------

    def enter(self, socket: Socket) -> None:
        """A socket was opened."""
        self.sockets.add(socket)

    def leave(self, socket: Socket, stream_key: str | None = None) -> None:
        """A socket was closed, or listens to one stream no longer."""
        for key in [stream_key] if stream_key is not None else list(socket.listeners):
            listener = socket.listeners.pop(key, None)
            stream = self.streams.get(key)
            if listener is None or stream is None:
                continue
            stream.listeners.discard(listener)
            if not stream.listeners:
                del self.streams[key]
                if stream.is_grouped:
                    self._in_passing(self._ungroup(key))
        if stream_key is None:
            self.sockets.discard(socket)
            socket.gone()

    async def join(self, socket: Socket, places: dict[str, int | None]) -> None:
        """Let ``socket`` listen to streams, each from a number (None: the page knows none); answers through the socket.

        The ears are there before anything is asked or read, so that neither an
        event nor the loss of a permission can fall between.
        """
        if self._control_number is None:
            # Before the first question: an order given after it is then one to obey, not one to begin with.
            number = await self._read(log.number_of, log.CONTROL_STREAM)
            if self._control_number is None:
                self._control_number = number
        ears = []
        for stream_key, after in places.items():
            self.leave(socket, stream_key)
            ears.append(Listener(socket, stream_key, after))
            socket.listeners[stream_key] = ears[-1]
            stream = self.streams.setdefault(stream_key, _Stream())
            stream.listeners.add(ears[-1])
            await self._group(stream_key, stream)
        await self._ask(socket, ears)

    async def _ask(self, socket: Socket, listeners: list[Listener]) -> None:
        """Hold these listeners, ask whether they may listen, then let them go on or send them away."""
        for listener in listeners:
            listener.is_held = True
        while True:
            question = socket.checks
            keys = [listener.stream_key for listener in listeners]
            answer = await asyncio.get_running_loop().run_in_executor(
                self._asker, _with_sound_connection, who_listens, socket.cookie, keys
            )
            if question == socket.checks:
                break
        socket.user_id, socket.keys, socket.name = answer.user_id, answer.keys, answer.name
        for listener in listeners:
            key = listener.stream_key
            if socket.listeners.get(key) is not listener:
                continue  # left meanwhile
            if key not in answer.allowed:
                self.leave(socket, key)
                socket.push(json.dumps({"refused": key}))
                continue
            if listener.sent is None:
                await self._show_present(listener)
            listener.may_type = key in answer.types_in
            listener.is_held = False
            self._mark(key)

    async def _show_present(self, listener: Listener) -> None:
        """For a page that knows no number: send the state as it is, and listen on from there."""
        socket, key = listener.socket, listener.stream_key
        number, frame = await self._read(present_answer, key, socket.language, ',"joined":true')
        socket.push(frame)
        listener.sent, listener.owes_answer = number, False

    # --- hearing -------------------------------------------------------------------------------------------------

    def hear(self, news: list[tuple[str, int]]) -> None:
        """Wake-ups: these streams have reached these numbers. Called in the loop."""
        for stream_key, number in news:
            if stream_key == log.CONTROL_STREAM:
                if self.sockets:
                    self._mark(stream_key)
                continue
            stream = self.streams.get(stream_key)
            if stream is not None and number > stream.number:
                self._mark(stream_key)

    def _mark(self, stream_key: str) -> None:
        self._grown.add(stream_key)
        self._has_grown.set()

    async def _hear_others_forever(self) -> None:
        """Listen to the channel layer; when it fails, start it afresh and join every group again."""
        layer = get_channel_layer()
        self._layer_failed.clear()
        try:
            self._channel = await layer.new_channel("live")
            self._echo_heard = self._echo_sent = time.monotonic()
            await layer.group_add(wakeup.group_of(log.CONTROL_STREAM), self._channel)
            for key, stream in list(self.streams.items()):
                await layer.group_add(wakeup.group_of(key), self._channel)
                stream.is_grouped = True
            failing = asyncio.ensure_future(self._layer_failed.wait())
            try:
                while not failing.done():
                    receiving = asyncio.ensure_future(layer.receive(self._channel))
                    await asyncio.wait({receiving, failing}, return_when=asyncio.FIRST_COMPLETED)
                    if not receiving.done():
                        receiving.cancel()
                        with contextlib.suppress(BaseException):
                            await receiving
                        break
                    self._take(receiving.result())
            finally:
                failing.cancel()
        except (TimeoutError, OSError, ConnectionError) as reason:
            logger.warning("The channel layer does not answer (%s); looking at the database instead.", reason)
        except Exception as reason:
            if type(reason).__module__.split(".")[0] != "redis":
                raise
            logger.warning("Redis does not answer (%s); looking at the database instead.", reason)
        finally:
            self._channel = None
            for stream in self.streams.values():
                stream.is_grouped = False
        with contextlib.suppress(Exception):
            await asyncio.wait_for(layer.flush(), 2)
        await asyncio.sleep(1)

    def _take(self, message: dict) -> None:
        if message.get("type") == "live.wake":
            self.hear([(message["stream"], message["number"])])
        elif message.get("type") == "live.typing":
            if message["by"] != self._channel:
                self._show_typing(message["stream"], message["user"], message["name"])
        elif message.get("type") == "live.echo":
            self._echo_heard = time.monotonic()

    async def _group(self, stream_key: str, stream: _Stream) -> None:
        """Ask the channel layer to tell us of this stream. If it cannot now, the check of the numbers will."""
        if self._channel is None or stream.is_grouped:
            return
        try:
            await asyncio.wait_for(
                get_channel_layer().group_add(wakeup.group_of(stream_key), self._channel), 2
            )
            stream.is_grouped = True
        except Exception as reason:
            logger.warning(
                "Could not subscribe to %s (%s); looking at the database instead.", stream_key, reason
            )

    async def _ungroup(self, stream_key: str) -> None:
        with contextlib.suppress(Exception):
            if self._channel is not None and stream_key not in self.streams:
                await get_channel_layer().group_discard(wakeup.group_of(stream_key), self._channel)
                if (stream := self.streams.get(stream_key)) is not None:
                    stream.is_grouped = False  # somebody joined while we unsubscribed
                    await self._group(stream_key, stream)

    # --- who is writing --------------------------------------------------------------------------------------------

    def typing(self, socket: Socket, stream_key: str) -> None:
        """The person at ``socket`` is writing; the others who listen and are signed in see it for a few seconds.

        Nothing of it is kept, and what comes too often or is not allowed is dropped without a word.
        """
        ear, person, now = socket.listeners.get(stream_key), socket.user_id, time.monotonic()
        if ear is None or ear.is_held or not ear.may_type or person is None:
            return
        if now - socket.typed_at < TYPING_SECONDS:
            return
        socket.typed_at = now
        if self._show_typing(stream_key, person, socket.name) and self._channel is not None:
            self._in_passing(self._tell_of_typing(stream_key, person, socket.name))

    def _show_typing(self, stream_key: str, user_id: int, name: str) -> bool:
        """Show it to our own sockets; returns whether it was shown, which a few people at a time are."""
        stream, now = self.streams.get(stream_key), time.monotonic()
        if stream is None:
            return False
        stream.typing = {
            who: since for who, since in stream.typing.items() if now - since < TYPING_ENDS_SECONDS
        }
        # A little less than what one socket may say, for what took longer on its way the time before.
        if now - stream.typing.get(user_id, float("-inf")) < TYPING_SECONDS * 0.8:
            return False
        if user_id not in stream.typing and len(stream.typing) >= MOST_TYPING:
            return False
        stream.typing[user_id] = now
        frame = json.dumps({"typing": stream_key, "id": user_id, "name": name}, separators=(",", ":"))
        for ear in stream.listeners:
            if not ear.is_held and ear.socket.user_id not in (None, user_id):
                ear.socket.push_lightly(frame)
        return True

    async def _tell_of_typing(self, stream_key: str, user_id: int, name: str) -> None:
        message = {
            "type": "live.typing", "by": self._channel, "stream": stream_key, "user": user_id, "name": name,
        }  # fmt: skip
        with contextlib.suppress(Exception):  # it may be missed
            await asyncio.wait_for(get_channel_layer().group_send(wakeup.group_of(stream_key), message), 2)

    # --- looking at the numbers ------------------------------------------------------------------------------------

    async def _check_forever(self) -> None:
        last_heartbeat = time.monotonic()
        while True:
            await asyncio.sleep(CHECK_SECONDS * (1 + len(self.streams) // 1000))
            if self.sockets:
                numbers = await self._read(log.numbers_of, [log.CONTROL_STREAM, *self.streams])
                self._compare(numbers)
                if time.monotonic() - last_heartbeat >= HEARTBEAT_SECONDS:
                    last_heartbeat = time.monotonic()
                    self._beat(numbers)
            await self._listen_for_echo()

    def _compare(self, numbers: dict[str, int]) -> None:
        """Mark what has grown without our hearing of it."""
        control = numbers.pop(log.CONTROL_STREAM)
        if control != self._control_number:
            self._mark(log.CONTROL_STREAM)
        for key, number in numbers.items():
            stream = self.streams.get(key)
            if stream is not None and number != stream.number:
                self._mark(key)

    def _beat(self, numbers: dict[str, int]) -> None:
        """Send every socket the numbers just read for its streams."""
        for socket in list(self.sockets):
            heard = {
                key: numbers[key]
                for key, ear in socket.listeners.items()
                if not ear.is_held and key in numbers
            }
            socket.push(json.dumps({"heartbeat": heard}, separators=(",", ":")))

    async def _listen_for_echo(self) -> None:
        """Send ourselves a message through the channel layer; when none comes back, start it afresh."""
        if self._channel is None:
            return
        now = time.monotonic()
        if self._echo_sent > self._echo_heard and now - self._echo_sent > ECHO_SECONDS:
            logger.warning("The channel layer has gone quiet; subscribing afresh.")
            self._layer_failed.set()
        elif self._echo_sent <= self._echo_heard and now - self._echo_sent > ECHO_SECONDS:
            self._echo_sent = now
            with contextlib.suppress(Exception):
                await asyncio.wait_for(get_channel_layer().send(self._channel, {"type": "live.echo"}), 2)
        for key, stream in list(self.streams.items()):
            if not stream.is_grouped:
                await self._group(key, stream)

    # --- delivering ------------------------------------------------------------------------------------------------

    async def _deliver_forever(self) -> None:
        while True:
            await self._has_grown.wait()
            self._has_grown.clear()
            grown, self._grown = self._grown, set()
            try:
                # Orders first: who may no longer listen must not hear what follows.
                if log.CONTROL_STREAM in grown:
                    await self._obey()
                await self._deliver(grown - {log.CONTROL_STREAM})
            except Exception:
                # The database does not answer: nothing is lost, only late.
                self._grown |= grown
                self._has_grown.set()
                raise

    async def _deliver(self, keys) -> None:
        """Bring every listener of these streams up to date: one reading, one drawing a language, one text."""
        wanted: dict[str, list[int]] = {}
        languages: dict[str, set[str]] = {}
        listening: dict[str, list[Listener]] = {}
        for key in keys:
            ears = [ear for ear in self._ears_of(key) if ear.sent is not None]
            sent = [ear.sent for ear in ears if ear.sent is not None]
            if sent:
                # Whoever joins while we read gets a reading of their own: ours may be older than their page.
                listening[key] = ears
                wanted[key] = sorted(set(sent))
                languages[key] = {ear.socket.language for ear in ears}
        if not wanted:
            return
        for key, stretch in (await self._read(_read_and_draw, wanted, languages)).items():
            stream = self.streams.get(key)
            if stream is not None:
                stream.number = stretch.number
                self._hand_out(stretch, [ear for ear in listening[key] if ear in stream.listeners])

    def _ears_of(self, key: str) -> list[Listener]:
        stream = self.streams.get(key)
        return [ear for ear in stream.listeners if not ear.is_held] if stream else []

    def _hand_out(self, stretch: Stretch, ears: list[Listener]) -> None:
        frames: dict[tuple, str] = {}
        hides_some = stretch.hides_some
        for ear in ears:
            if ear.is_held or ear.sent is None or (ear.sent == stretch.number and not ear.owes_answer):
                continue
            socket = ear.socket
            keys = socket.keys if hides_some else frozenset()
            shape = (ear.sent, socket.language, ear.owes_answer, keys)
            if (frame := frames.get(shape)) is None:
                extra = ',"joined":true' if ear.owes_answer else ""
                frame = frames[shape] = stretch.frame(ear.sent, socket.language, keys, extra=extra)
            ear.sent, ear.owes_answer = stretch.number, False
            socket.push(frame)

    # --- asking again ----------------------------------------------------------------------------------------------

    async def _obey(self) -> None:
        """Read the control stream and ask again where it says so."""
        asked_after = self._control_number
        if asked_after is None:
            return  # nobody has joined yet: who does is asked after this order
        reading = await self._read(log.read, log.CONTROL_STREAM, asked_after)
        self._control_number = reading.number
        if reading.first != asked_after or any(event.kind == "everybody" for event in reading.events):
            self._ask_again(list(self.sockets))
            return
        people = {event.data.get("user_id") for event in reading.events if event.kind == "person"}
        ended = {event.data.get("fingerprint") for event in reading.events if event.kind == "session"}
        keys = {event.data.get("stream") for event in reading.events if event.kind == "stream"}
        if people:
            # A socket whose first question is not answered yet has no user; it has to ask again as well.
            self._ask_again(
                [s for s in self.sockets if s.user_id in people or (s.cookie and s.user_id is None)]
            )
        for socket in list(self.sockets):
            if ended and socket.cookie and fingerprint_of(socket.cookie) in ended:
                # The page comes back and is asked who it is now: a visitor, or the same person with a new session.
                socket.shut(CODE_COME_BACK)
        for key in keys & self.streams.keys():
            for ear in list(self.streams[key].listeners):
                self._ask_again([ear.socket], only=key)

    def _ask_again(self, sockets: list[Socket], *, only: str | None = None) -> None:
        """Silence these sockets at once, and let them go on when they may."""
        for socket in sockets:
            socket.checks += 1
            ears = [ear for key, ear in socket.listeners.items() if only in (None, key)]
            for ear in ears:
                ear.is_held = True
            if ears:
                self._in_passing(self._ask_safely(socket, ears))

    async def _ask_safely(self, socket: Socket, ears: list[Listener]) -> None:
        try:
            await self._ask(socket, ears)
        except Exception:
            # Without an answer nobody hears anything; the page comes back and asks itself.
            logger.exception("Could not find out what a socket may listen to; closing it.")
            socket.shut(CODE_TRY_LATER)


def _with_sound_connection(work, *args):
    """In a thread: a connection that broke or grew old is closed before and after, as around a request."""
    close_old_connections()
    try:
        return work(*args)
    finally:
        close_old_connections()


def _read_and_draw(wanted: dict[str, list[int]], languages: dict[str, set[str]]) -> dict[str, Stretch]:
    """Stretches for readers at these numbers of these streams. Who is too far behind for events costs no drawing."""
    least = {key: sent[0] for key, sent in wanted.items()}
    readings = log.read_all(least, most=log.MOST_BEHIND, in_part=True)
    return {key: _drawn(reading, wanted[key], languages[key]) for key, reading in readings.items()}


def _drawn(reading: log.Reading, sent: list[int], languages: set[str]) -> Stretch:
    # From the furthest behind who can still be given events; the others draw their region afresh.
    first = next((number for number in sent if reading.first <= number <= reading.number), reading.number)
    events = tuple(event for event in reading.events if event.number > first)
    try:
        return stretch_of(log.Reading(reading.stream_key, first, reading.number, events), languages)
    except DatabaseError:
        raise  # all of it is tried again
    except Exception:
        # One stream's mistake must not silence the others: its readers draw their region afresh.
        logger.exception("Events of %s up to %s could not be drawn.", reading.stream_key, reading.number)
        return Stretch(reading.stream_key, reading.number, reading.number)


hub = Hub()
