"""A second web process on the test database: ``python -m tests.community.live.second_server PORT``.

The tests' own server is a thread of the test process. This one shares nothing with it but PostgreSQL and Redis,
as the processes of a served installation do.
"""

import os
import sys


def main(port: int) -> None:
    """Serve the site on a port of the loopback until told to stop; says ``ready`` when it answers."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    from config.server import _Server, open_port, uvicorn_config

    from config.asgi import site_application  # isort: skip  (sets Django up)
    from tests.server import static_files_from_memory

    application = site_application(wrap_pages=static_files_from_memory, jobs=False)
    server = _Server(uvicorn_config(application), lambda: print("ready", flush=True))
    server.run(sockets=[open_port("127.0.0.1", port)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
