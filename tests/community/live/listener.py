"""A page's script in a few lines: joins streams over a real websocket and gathers frames."""

import contextlib
import json
import time

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


class Listener:
    """One socket to a live site. Frames are kept in ``frames``; ``numbers`` are those of events heard, in order."""

    def __init__(self, site, *, cookie="", origin=None, language="en", path="/live/", **options):
        headers = {"Cookie": cookie} if cookie else {}
        address = site.url.replace("http://", "ws://") + f"{path}?language={language}"
        self.socket = connect(
            address,
            additional_headers=headers,
            origin=origin,
            proxy=None,
            compression=None,
            legacy=True,
            **options,
        )
        self.frames = []

    def say(self, frame):
        self.socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    def join(self, **places):
        """``join(thread_12=57)`` joins ``thread:12`` after 57."""
        self.say({"join": {name.replace("_", ":"): after for name, after in places.items()}})

    def receive(self, timeout=5.0):
        frame = json.loads(self.socket.recv(timeout))
        self.frames.append(frame)
        return frame

    def until(self, wanted, timeout=8.0):
        """Receive until a frame for which ``wanted(frame)`` holds, and return it."""
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            frame = self.receive(left)
            if wanted(frame):
                return frame
        raise TimeoutError

    def until_number(self, number, timeout=8.0):
        """Receive until the stream has reached ``number``."""
        return self.until(lambda frame: frame.get("number", 0) >= number, timeout)

    def silence(self, seconds):
        """Receive for a while; returns the events that came, heartbeats left out."""
        deadline = time.monotonic() + seconds
        before = len(self.events)
        with contextlib.suppress(TimeoutError):
            while (left := deadline - time.monotonic()) > 0:
                self.receive(left)
        return self.events[before:]

    @property
    def events(self):
        return [event for frame in self.frames for event in frame.get("events", ())]

    @property
    def numbers(self):
        return [event["n"] for event in self.events]

    def close_code(self, timeout=5.0):
        """The code the server closed with, None while it has not; whatever it still sent is dropped."""
        deadline = time.monotonic() + timeout
        with contextlib.suppress(ConnectionClosed, TimeoutError):
            while time.monotonic() < deadline:
                self.socket.recv(max(0.05, deadline - time.monotonic()))
        return self.socket.close_code

    def close(self):
        self.socket.close()


def cookie_of(person):
    """The cookie of a fresh session of ``person``."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
