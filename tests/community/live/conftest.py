"""A place to talk, ears, and a second web process."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.conf import settings as site_settings

from tests.factories import make_member, make_network, make_space, make_thread

from .listener import Listener, cookie_of


@pytest.fixture
def listen(live_site):
    """A function that opens a socket to the live site, as a person or a visitor; all are closed at the end."""
    opened = []

    def open_one(person=None, **options):
        cookie = cookie_of(person) if person is not None else ""
        opened.append(Listener(live_site, cookie=cookie, **options))
        return opened[-1]

    def with_cookie(cookie, **options):
        opened.append(Listener(live_site, cookie=cookie, **options))
        return opened[-1]

    open_one.site, open_one.with_cookie = live_site, with_cookie
    yield open_one
    for listener in opened:
        listener.close()


@pytest.fixture
def talk(live_site):
    """A public thread on the live site, written by ``talk.author``; ``talk.key`` is its stream."""

    class Talk:
        network = make_network("wales")
        space = make_space([network])
        author = make_member(network, name="Nia Parry")
        thread = make_thread(space, author)
        key = thread.stream_key

        def say(self, html="<p>More.</p>"):
            from tests.factories import make_post

            return make_post(self.thread, self.author, html=html)

        @property
        def number(self):
            from community.live.log import number_of

            return number_of(self.key)

    return Talk()


@pytest.fixture
def second_site(live_site, free_port):
    """The address of another web process on the same database, without a slash at its end.

    Only PostgreSQL and Redis let processes serve side by side; embedded, it is the address of the only one.
    """
    if not site_settings.REDIS_URL:
        yield live_site.url
        return
    environment = os.environ | {"DATABASE_URL": _test_database_url()}
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.community.live.second_server", str(free_port)],
        cwd=site_settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        if server.stdout.readline() != "ready\n":
            pytest.fail("The second web process did not start; its messages are above.")
        yield f"http://127.0.0.1:{free_port}"
    finally:
        server.terminate()
        server.wait(20)
        server.stdout.close()


def _test_database_url():
    database = site_settings.DATABASES["default"]
    secret = f":{quote(database['PASSWORD'], safe='')}" if database["PASSWORD"] else ""
    place = f"{quote(database['HOST'], safe='')}:{database['PORT'] or 5432}"
    return f"postgres://{quote(database['USER'], safe='')}{secret}@{place}/{database['NAME']}"
