"""The whole site served for tests: the ASGI application with websockets, on the test database."""

import asyncio
import contextlib
import functools
import mimetypes
import socket
import threading
import time
from pathlib import Path

import pytest
import uvicorn
from django.conf import settings
from pytest_django.plugin import blocking_manager_key
from websockets.exceptions import InvalidState

from tests import axe, jobs


@functools.cache
def _static_file(name):
    """Kind and content of a static file, or None."""
    from django.contrib.staticfiles import finders

    if settings.STATIC_URL + name == axe.ADDRESS:
        return "text/javascript", axe.script().encode()
    path = finders.find(name)
    return path and (mimetypes.guess_type(path)[0] or "application/octet-stream", Path(path).read_bytes())


def static_files_from_memory(pages):
    """A WSGI application that answers for static files and leaves all else to ``pages``.

    Django's own looks for each file anew and lets browsers keep none, for files change while somebody works on them.
    During a run they do not, and a browser keeps them here as it does from the real server.
    """

    def application(environ, start_response):
        path = environ["PATH_INFO"]
        found = path.startswith(settings.STATIC_URL) and _static_file(path.removeprefix(settings.STATIC_URL))
        if not found:
            return pages(environ, start_response)
        kind, content = found
        headers = [
            ("Content-Type", kind), ("Content-Length", str(len(content))), ("Cache-Control", "max-age=3600"),
        ]  # fmt: skip
        start_response("200 OK", headers)
        return [content]

    return application


class _PromptServer(uvicorn.Server):
    """Uvicorn's server that is told to end and does not look for it now and then: its naps were a fifth of a second of
    each test, in which nothing was done."""

    def __init__(self, config):
        super().__init__(config)
        self.ready, self._end = threading.Event(), asyncio.Event()

    async def startup(self, sockets=None):
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets=sockets)
        self.ready.set()

    async def main_loop(self):
        await self.on_tick(0)  # the date of the answers
        await self._end.wait()

    def end(self):
        """Have it end; from any thread."""
        self._loop.call_soon_threadsafe(self._end.set)

    async def shutdown(self, sockets=None):
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            with contextlib.suppress(InvalidState):  # one that is closing already
                connection.shutdown()
        latest = time.monotonic() + self.config.timeout_graceful_shutdown
        while self.server_state.connections or self.server_state.tasks:
            if time.monotonic() > latest:
                for task in self.server_state.tasks:
                    task.cancel()
                break
            await asyncio.sleep(0.005)
        await self.lifespan.shutdown()


class LiveSite:
    """A running site; ``url`` has no slash at its end."""

    def __init__(self):
        from config.asgi import site_application

        self.server = _PromptServer(
            uvicorn.Config(
                site_application(wrap_pages=static_files_from_memory, jobs=False),
                host="127.0.0.1",
                port=0,
                log_level="warning",
                lifespan="on",
                ws_per_message_deflate=False,
                timeout_graceful_shutdown=2,
            )
        )
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def start(self):
        """Serve until :meth:`stop`; returns when connections are accepted."""
        self.thread.start()
        while not self.server.ready.wait(0.5):
            if not self.thread.is_alive():
                raise RuntimeError("The site did not start; its messages are above.")
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    def stop(self):
        """Stop serving and wait for it."""
        if self.thread.is_alive():
            self.server.end()
            self.thread.join(15)


@pytest.fixture
def live_site(request, django_db_setup, django_db_blocker, settings):
    """The site with an address of its own; the database is put back afterwards.

    The test sees what the site writes at once: nothing here runs in a transaction.
    """
    from django.db import connections

    with django_db_blocker.unblock():
        settings.ALLOWED_HOSTS = ["*"]
        site = LiveSite().start()
        settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = site.url
        try:
            yield site
        finally:
            site.stop()
            connections.close_all()
            request.config._plethu_template.restore()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    """What a test on the running site begins with is made as one: the jobs that follow from it are done at its end.

    Done after each step, as they are during the test, they took a third of the time.
    """
    if "live_site" not in item.fixturenames:
        return (yield)
    from community.jobs import queue

    carry = queue.carry
    with jobs.held():
        result = yield
    if queue.carry is not carry:  # this test does its jobs itself
        return result
    with item.config.stash[blocking_manager_key].unblock():
        queue.perform_all_due()
    return result


@pytest.fixture
def free_port():
    """A port of the loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
