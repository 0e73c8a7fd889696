"""How the site is served: one process with pages, websockets and, when embedded, the background work."""

import socket

import uvicorn

from community.installation import NotReady, check_port

# How long open pages may finish when the server is told to stop, in seconds; sockets are closed at once.
_GRACE_SECONDS = 10
# A page's script says little to us; a larger frame is a mistake or an attack. Bytes.
_LARGEST_FRAME = 16_384


def open_port(host: str, port: int) -> socket.socket:
    """A socket that listens at the address; raises :class:`NotReady`, in plain words, where that cannot be."""
    check_port(host, port)
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(2048)
    except OSError as reason:  # taken since we looked
        raise NotReady(f"Cannot listen on {host}:{port}: {reason.strerror}.") from None
    bound.set_inheritable(True)
    return bound


def uvicorn_config(application="config.asgi:application", *, workers: int = 1, **changes) -> uvicorn.Config:
    """How the site is served, the same for ``serve``, tests and benches."""
    options = {
        "http": "httptools",
        "ws": "websockets-sansio",
        "lifespan": "on",
        # Small fragments gain nothing from it, and it costs 34 kB a socket and two thirds more CPU.
        "ws_per_message_deflate": False,
        "ws_max_size": _LARGEST_FRAME,
        "timeout_graceful_shutdown": _GRACE_SECONDS,
        "timeout_keep_alive": 20,
        "access_log": False,
        "log_level": "warning",
        "server_header": False,
        "workers": workers,
    }
    try:
        import uvloop  # noqa: F401

        options["loop"] = "uvloop"
    except ImportError:  # not made for every platform
        options["loop"] = "asyncio"
    return uvicorn.Config(application, **(options | changes))


def serve(bound: socket.socket, *, workers: int = 1, on_ready=None) -> None:
    """Serve at a bound socket until told to stop. ``on_ready`` is called when pages are answered (one process only)."""
    config = uvicorn_config(workers=workers)
    if workers > 1:
        from uvicorn.supervisors import Multiprocess

        Multiprocess(config, target=uvicorn.Server(config).run, sockets=[bound]).run()
        return
    server = _Server(config, on_ready)
    server.run(sockets=[bound])
    if not server.started:
        raise NotReady("The site could not be started; the lines above say why.")


class _Server(uvicorn.Server):
    """Uvicorn's server that says when it is ready."""

    def __init__(self, config, on_ready):
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets=None):
        await super().startup(sockets=sockets)
        if self.started and self._on_ready is not None:
            self._on_ready()
