"""The server's application: pages in threads, websockets in the event loop, and what lives as long as the process.

Pages are Django's WSGI application in a bounded pool of threads, because that
costs a third of the CPU of Django's own ASGI handler and keeps database
connections; websockets are native. See docs/decisions/ for the measurements.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import asyncio
import contextlib
import logging
import sys
import threading

import django

django.setup(set_prefix=False)

from a2wsgi import WSGIMiddleware  # noqa: E402
from channels.routing import ProtocolTypeRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402

from community.live.consumers import LiveConsumer, unknown_address  # noqa: E402
from community.live.hub import hub  # noqa: E402

logger = logging.getLogger("plethu.server")

# Pages that are worked on, some of them waiting for a slow sender, a lock or a turn.
PAGE_THREADS = 8
# Pages that are drawn at the same time: one, and others for while it waits for the database. With eight at once the
# threads spend half their time handing the interpreter to one another (measured: 22 ms of processor a page, not 15).
TURNS = 3
# Seconds that a page waits for its turn. Long work (an export, say) then costs the others no more than this.
PATIENCE = 0.5
# A request of more bytes may still be on its way, and waits outside.
LONGEST_QUICK_BODY = 64 * 1024
# How long a thread that draws a page may keep the others from running, in seconds. With Python's own 5 ms the event
# loop waits so long again and again while it hands one reply to a thousand sockets: that was most of the delay.
TURN_SECONDS = 0.0005
# Everything a socket's address may be.
LIVE_PATHS = {"/live/", "/live"}


def site_application(*, wrap_pages=None, jobs: bool | None = None):
    """The ASGI application.

    ``wrap_pages`` takes and returns a WSGI application (tests serve static files
    with it). ``jobs`` says whether background work runs in this process too; by
    default as the setting EMBEDDED says.
    """
    # Django was set up above. Its middleware is loaded here, once, and not at the first request.
    wsgi = in_turns(WSGIHandler())
    pages = WSGIMiddleware(wrap_pages(wsgi) if wrap_pages else wsgi, workers=PAGE_THREADS)
    live = LiveConsumer.as_asgi()

    async def websocket(scope, receive, send):
        await (live if scope["path"] in LIVE_PATHS else unknown_address)(scope, receive, send)

    lifespan = _Lifespan(pages.executor, settings.EMBEDDED if jobs is None else jobs)
    return ProtocolTypeRouter({"http": pages, "websocket": websocket, "lifespan": lifespan})


def in_turns(application, turns: int = TURNS, patience: float = PATIENCE):
    """The WSGI ``application``, so many calls at a time; whoever has waited ``patience`` seconds goes all the same.

    A turn ends when the answer begins: what is streamed after that has no part in it.
    """
    free = threading.Semaphore(turns)

    def page(environ, start_response):
        if int(environ.get("CONTENT_LENGTH") or 0) > LONGEST_QUICK_BODY:
            return application(environ, start_response)
        has_turn = free.acquire(timeout=patience)
        try:
            return application(environ, start_response)
        finally:
            if has_turn:
                free.release()

    return page


class _Lifespan:
    """What begins and ends with the server: the hub, and the background work when it is embedded."""

    def __init__(self, page_threads, with_jobs: bool):
        self._page_threads = page_threads
        self._with_jobs = with_jobs

    async def __call__(self, scope, receive, send):
        background = None
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                sys.setswitchinterval(TURN_SECONDS)
                await hub.start()
                if self._with_jobs:
                    # Imported here: a served process, which does not do background work, saves the memory.
                    from config.background import Background

                    background = Background()
                    await asyncio.to_thread(background.start)
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                with contextlib.suppress(Exception):
                    await hub.stop()
                if background is not None:
                    await asyncio.to_thread(background.stop)
                self._page_threads.shutdown(wait=False)
                await send({"type": "lifespan.shutdown.complete"})
                return


application = site_application()
