"""The websocket that pages open; frames are described in docs/live-updates.md."""

import json
import logging
import time
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http.request import validate_host

from community.languages import MAIN_LANGUAGE, site_languages

from .hub import hub
from .kinds import kind_of
from .sockets import (
    CODE_FOREIGN_ORIGIN,
    CODE_NOT_UNDERSTOOD,
    CODE_TOO_LARGE,
    CODE_TOO_MANY,
    CODE_TRY_LATER,
    CODE_UNKNOWN_ADDRESS,
    Socket,
)

logger = logging.getLogger("plethu.live")

# Limits for one socket. A page has one region or two; a reader's script says little.
MOST_STREAMS = 20
LARGEST_FRAME = 4096  # bytes from the page
MOST_FRAMES = 60  # from the page, in FRAMES_SECONDS
FRAMES_SECONDS = 10


class LiveConsumer(AsyncWebsocketConsumer):
    """One page's line to the hub: says who is calling and passes frames on.

    It has no channel of its own in the channel layer; the hub has one for all.
    """

    channel_layer_alias = None

    async def dispatch(self, message):
        """Without the round through a thread that Channels makes for old connections: none is opened here."""
        await getattr(self, message["type"].replace(".", "_"))(message)

    async def connect(self):
        self.socket = None
        await self.accept()
        # After accepting, since before it a browser's script would not learn the reason.
        if not origin_is_ours(self.scope):
            await self.close(CODE_FOREIGN_ORIGIN)
            return
        self.frames_since, self.frame_count = time.monotonic(), 0
        self.socket = Socket(
            send=self._pass_on,
            close=self.close,
            language=language_of(self.scope),
            cookie=session_key_of(self.scope),
        )
        hub.enter(self.socket)

    async def _pass_on(self, frame: str) -> None:
        """Straight to the server: Channels' own way leads through two more coroutines, for each reader."""
        await self.base_send({"type": "websocket.send", "text": frame})

    async def receive(self, text_data=None, bytes_data=None):
        if self.socket is None or not self.socket.is_open:
            return
        if text_data is None or len(text_data) > LARGEST_FRAME:
            self.socket.shut(CODE_TOO_LARGE if text_data else CODE_NOT_UNDERSTOOD)
            return
        if self._speaks_too_much():
            self.socket.shut(CODE_TOO_MANY)
            return
        try:
            frame = read_frame(text_data)
        except ValueError:
            self.socket.shut(CODE_NOT_UNDERSTOOD)
            return
        if "ping" in frame:
            self.socket.push('{"pong":1}')
        if "typing" in frame:
            hub.typing(self.socket, frame["typing"])
        for key in frame.get("leave", ()):
            hub.leave(self.socket, key)
        await self._join(frame.get("join", {}))

    async def _join(self, places):
        held = len(self.socket.listeners)
        known = {}
        for key, after in places.items():
            if kind_of(key) is None or (
                key not in self.socket.listeners and held + len(known) >= MOST_STREAMS
            ):
                self.socket.push(json.dumps({"refused": key}))
            else:
                known[key] = after
        if not known:
            return
        try:
            await hub.join(self.socket, known)
        except Exception:
            logger.exception("A page could not join; it will come back.")
            self.socket.shut(CODE_TRY_LATER)

    def _speaks_too_much(self) -> bool:
        now = time.monotonic()
        if now - self.frames_since > FRAMES_SECONDS:
            self.frames_since, self.frame_count = now, 0
        self.frame_count += 1
        return self.frame_count > MOST_FRAMES

    async def disconnect(self, code):
        if self.socket is not None:
            hub.leave(self.socket)

    async def websocket_disconnect(self, message):
        await self.disconnect(message.get("code"))
        raise StopConsumer


async def unknown_address(scope, receive, send):
    """A websocket at any other address: accepted and closed with a reason instead of an error in the log."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": CODE_UNKNOWN_ADDRESS})


def read_frame(text: str) -> dict:
    """A page's frame, checked: ``{"join": {key: number or null}, "leave": [key], "ping": …, "typing": key}``.

    Else ValueError.
    """
    try:
        frame = json.loads(text)
    except RecursionError:
        raise ValueError("Nothing a page says is that deep.") from None
    if not isinstance(frame, dict):
        raise ValueError("A frame is an object.")
    join, leave = frame.get("join", {}), frame.get("leave", [])
    if (
        not isinstance(join, dict)
        or not isinstance(leave, list)
        or not all(isinstance(key, str) for key in leave)
    ):
        raise ValueError("join is an object and leave a list of keys.")
    if not isinstance(frame.get("typing", ""), str):
        raise ValueError("typing is a key.")
    for after in join.values():
        if after is not None and (
            not isinstance(after, int) or isinstance(after, bool) or not 0 <= after < 2**53
        ):
            raise ValueError("A number is whole and not negative.")
    return frame


def _header(scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def origin_is_ours(scope) -> bool:
    """Whether the page that opens the socket is of this site. Programs that send no origin carry no cookie either."""
    origin = _header(scope, b"origin")
    if not origin:
        return True
    asked = urlsplit(origin)
    if asked.netloc and asked.netloc == _header(scope, b"host"):
        return True
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    # Behind a proxy that rewrites the host. "*" is no statement about whose pages may call.
    named = [host for host in settings.ALLOWED_HOSTS if host != "*"]
    return bool(asked.hostname) and validate_host(asked.hostname, named)


def session_key_of(scope) -> str:
    """The session's key from the cookies, empty without one."""
    cookies = SimpleCookie()
    try:
        cookies.load(_header(scope, b"cookie"))
    except CookieError:
        return ""
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def language_of(scope) -> str:
    """The page's language, which the script puts in the address: ``/live/?language=cy``."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("language", [""])[0]
    return asked if asked in site_languages() else MAIN_LANGUAGE
