"""Many readers in a process of its own, each with a real websocket, doing as little as a client can.

A reader keeps the guarantee the way the page's script does: it holds the number up to which it has everything, takes
only the next ones, asks over plain HTTP after a hole or a reset, and joins again after its number when it was cut.
"""

import asyncio
import base64
import contextlib
import json
import multiprocessing
import os
import random
import re
import resource
import struct
import time
from urllib.request import Request, urlopen

NUMBER = re.compile(rb'"number":(\d+)')
STREAM = re.compile(rb'^\{"stream":')


class Line(asyncio.Protocol):
    """A websocket's bytes, as a client: whole frames go to ``hear(text, at)``, the end of the line to ``ended()``."""

    def __init__(self, reader):
        self.reader = reader
        self.buffer = bytearray()
        self.is_open = False

    def connection_made(self, transport):
        self.transport = transport
        cookie = f"Cookie: {self.reader.cookies}\r\n" if self.reader.cookies else ""
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /live/?language={self.reader.language} HTTP/1.1\r\nHost: 127.0.0.1:{self.reader.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n{cookie}\r\n".encode()
        )

    def data_received(self, data):
        at = time.time()
        self.buffer += data
        if not self.is_open:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if b" 101 " not in self.buffer[:20]:
                self.transport.close()
                return
            del self.buffer[: end + 4]
            self.is_open = True
            self.reader.opened(self)
        while (frame := self._frame()) is not None:
            kind, text = frame
            if kind == 1:
                self.reader.hear(text, at)
            elif kind == 9:
                self._write(0x8A, text)
            elif kind == 8:
                self.transport.close()

    def _frame(self):
        buffer = self.buffer
        if len(buffer) < 2:
            return None
        length, start = buffer[1] & 0x7F, 2
        if length == 126:
            if len(buffer) < 4:
                return None
            length, start = struct.unpack_from(">H", buffer, 2)[0], 4
        elif length == 127:
            if len(buffer) < 10:
                return None
            length, start = struct.unpack_from(">Q", buffer, 2)[0], 10
        if len(buffer) < start + length:
            return None
        kind, text = buffer[0] & 0x0F, bytes(buffer[start : start + length])
        del buffer[: start + length]
        return kind, text

    def say(self, frame: dict) -> None:
        """Send a frame."""
        self._write(0x81, json.dumps(frame).encode())

    def _write(self, first: int, text: bytes) -> None:
        # A client masks what it sends; nobody minds by what.
        length = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + struct.pack(">H", len(text))
        self.transport.write(bytes([first]) + length + b"\0\0\0\0" + text)

    def connection_lost(self, _error):
        self.is_open = False
        self.reader.ended(self)


class Reader:
    """One reader of one stream. ``shown`` are the numbers of all events in the order in which they were shown."""

    def __init__(self, port, stream, number, *, cookies="", language="en", keeps_up=False):
        self.port, self.stream, self.number = port, stream, number
        self.cookies, self.language = cookies, language
        self.keeps_up = keeps_up  # whether it comes back, looks for holes and asks for what it missed
        self.line: Line | None = None
        self.joined = False
        self.arrivals: dict[int, float] = {}
        self.shown: list[int] = []
        self.asked = self.cuts = self.resets = self.redrawn = 0
        self.is_ending = False
        self._catching = False

    async def open(self):
        """Connect and begin the handshake; :meth:`opened` is called at its end. Raises OSError."""
        loop = asyncio.get_running_loop()
        _transport, line = await loop.create_connection(lambda: Line(self), "127.0.0.1", self.port)
        return line

    def opened(self, line):
        self.line = line
        line.say({"join": {self.stream: self.number}})

    def hear(self, text, at):
        if not STREAM.match(text):
            if self.keeps_up and text.startswith(b'{"heartbeat"'):
                number = json.loads(text)["heartbeat"].get(self.stream, 0)
                if number > self.number:
                    self._later(1.5)
            return
        if self.keeps_up:
            self.take(json.loads(text))
            self.joined = True
            return
        number = int(NUMBER.search(text)[1])
        for passed in range(self.number + 1, number + 1):
            self.arrivals[passed] = at
        self.number, self.joined = max(self.number, number), True

    def take(self, frame):
        """What the page's script does with a frame."""
        if frame.get("reset"):
            # The region is drawn again: everything up to here is on it, once.
            self.resets += 1
            self.redrawn += max(0, frame["number"] - self.number)
            self.shown.extend(range(self.number + 1, frame["number"] + 1))
            self.number = frame["number"]
            return
        for event in frame["events"]:
            if event["n"] <= self.number:
                continue
            if event["n"] > self.number + 1:
                break
            self.number = event["n"]
            self.shown.append(event["n"])
        if frame["number"] > self.number:
            self._later(0.1)

    def _later(self, seconds):
        if not self._catching and not self.is_ending:
            self._catching = True
            asyncio.get_running_loop().call_later(seconds, self._begin_to_catch_up)

    def _begin_to_catch_up(self):
        self._asking = asyncio.ensure_future(self.catch_up())

    async def catch_up(self):
        """Ask over plain HTTP for what came after the reader's number; answers whether the server answered."""
        self._catching = True
        self.asked += 1
        try:
            frame = await asyncio.to_thread(self._get, self.number)
            self.take(frame)
            return True
        except (OSError, ValueError):
            return False
        finally:
            self._catching = False

    def _get(self, after):
        address = f"http://127.0.0.1:{self.port}/live/events?stream={self.stream}&after={after}"
        with urlopen(Request(address, headers={"Cookie": self.cookies}), timeout=10) as answer:
            return json.loads(answer.read())

    def ended(self, line):
        if line is not self.line:
            return  # one that was given up
        self.line, self.joined = None, False
        if self.keeps_up and not self.is_ending:
            self._coming = asyncio.ensure_future(self._come_back())

    async def _come_back(self):
        while self.line is None and not self.is_ending:
            await asyncio.sleep(0.1 + 0.4 * random.random())
            try:
                line = await self.open()
            except OSError:
                continue
            # A server that is starting accepts connections long before it answers them.
            for _ in range(100):
                if line.is_open or line.transport.is_closing():
                    break
                await asyncio.sleep(0.1)
            else:
                line.transport.abort()

    def cut(self):
        """Break the connection without a word, as networks do."""
        if self.line is not None:
            self.cuts += 1
            self.line.transport.abort()


class Readers:
    """The readers' process, seen from outside. Every method waits for its answer."""

    def __init__(self):
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def _ask(self, *question):
        self._pipe.send(question)
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def open(self, places, **options) -> float:
        """Open a reader for each ``(port, stream, number, cookies, language)``; returns the seconds until all had joined."""
        return self._ask("open", places, options)

    def numbers(self) -> list[int]:
        """Up to where each reader has everything."""
        return self._ask("numbers")

    def arrivals(self) -> list[dict[int, float]]:
        """For each reader: number of event → when its frame had come, by the machine's clock. Forgotten then."""
        return self._ask("arrivals")

    def cut(self, share: float) -> int:
        """Break the connections of a random share of them; returns how many."""
        return self._ask("cut", share)

    def results(self) -> list[dict]:
        """What each reader was shown, and how often it was cut, asked and was told to draw afresh."""
        return self._ask("results")

    def close(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError, EOFError):
            self._pipe.send(("end",))
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()


def _run(pipe):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 20_000)), hard))
    try:
        import uvloop

        uvloop.run(_serve(pipe))
    except ImportError:
        asyncio.run(_serve(pipe))


async def _serve(pipe):
    readers: list[Reader] = []
    while True:
        question, *rest = await asyncio.to_thread(pipe.recv)
        try:
            if question == "end":
                break
            if question == "open":
                answer = await _open_all(readers, *rest)
            elif question == "numbers":
                answer = [reader.number for reader in readers]
            elif question == "arrivals":
                answer = [reader.arrivals for reader in readers]
                for reader in readers:
                    reader.arrivals = {}
            elif question == "cut":
                chosen = random.sample(readers, int(len(readers) * rest[0]))
                for reader in chosen:
                    reader.cut()
                answer = len(chosen)
            else:
                answer = [
                    {name: getattr(one, name) for name in ("shown", "cuts", "asked", "resets", "redrawn")}
                    for one in readers
                ]
        except Exception as error:
            answer = error
        pipe.send(answer)
    for reader in readers:
        reader.is_ending = True
        if reader.line is not None:
            reader.line.transport.close()


async def _open_all(readers, places, options):
    began = time.monotonic()
    fresh = [
        Reader(port, stream, number, cookies=cookies, language=language, **options)
        for port, stream, number, cookies, language in places
    ]
    for start in range(0, len(fresh), 100):
        await asyncio.gather(*(reader.open() for reader in fresh[start : start + 100]))
    readers += fresh
    while not all(reader.joined for reader in fresh):
        await asyncio.sleep(0.02)
        if time.monotonic() - began > 120:
            raise TimeoutError(f"{sum(not reader.joined for reader in fresh)} readers never joined.")
    return time.monotonic() - began
