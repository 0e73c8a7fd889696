"""What the measurements share: a throw-away installation, the real server on it, and what the server costs.

The server is ``manage.py serve`` in a process of its own, as an installation runs it. The installation is made by
``manage.py start --prepare-only``: migrations, style sheets, demonstration. With ``DATABASE_URL`` and ``REDIS_URL``
set, it gets a database of its own on that PostgreSQL, dropped at the end.
"""

import contextlib
import os
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
SPACE = "together"


@contextlib.contextmanager
def installation(prepared: str = ""):
    """A throw-away installation with the demonstration, and Django set up on it in this process.

    ``prepared`` is the data folder of an embedded installation to copy instead of making one, which takes a minute.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 20_000)), hard))
    # Told to stop, it still tidies up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="plethu-bench-"))
    given = os.environ.get("DATABASE_URL", "")
    try:
        os.environ["PLETHU_DATA_DIR"] = str(folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        os.environ.pop("PLETHU_EMBEDDED", None)
        if given:
            os.environ["DATABASE_URL"] = _own_database(given)
        if prepared and not given:
            shutil.copytree(prepared, folder, dirs_exist_ok=True)
        print("Preparing a throw-away site …", file=sys.stderr, flush=True)
        subprocess.run(
            [sys.executable, "manage.py", "start", "--prepare-only"],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        import django

        django.setup()
        yield
    finally:
        with contextlib.suppress(Exception):
            from django.db import connections

            connections.close_all()
        if given and os.environ["DATABASE_URL"] != given:
            _drop_database(given, os.environ["DATABASE_URL"])
        shutil.rmtree(folder, ignore_errors=True)


def _own_database(url: str) -> str:
    name = f"plethu_bench_{os.getpid()}"
    _administer(url, f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _drop_database(url: str, own: str) -> None:
    _administer(url, f'DROP DATABASE IF EXISTS "{urlsplit(own).path[1:]}" WITH (FORCE)')


def _administer(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


class Server:
    """The site, served. Use it as a context; ``url`` has no slash at its end."""

    def __init__(self, *, port: int = 0, **environment: str):
        self.port = port or _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | environment

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.stop()

    def start(self) -> None:
        """Start, and return when pages are answered."""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        for line in self.process.stdout:
            if "ready" in line:
                return
        raise SystemExit("The server did not start; the lines above say why.")

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End the process and wait for it; ``SIGKILL`` is how a machine that fails does it."""
        self.process.send_signal(how)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def cpu(self) -> float:
        """Seconds of processor time used so far, user and system."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> int:
        """Resident bytes."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# --- What the server is asked for -------------------------------------------------------------------------------------


def make_members(count: int) -> list:
    """More members of the first network, so that no one person writes too quickly."""
    from django.contrib.auth import get_user_model
    from django.db import transaction
    from django.utils import timezone

    from community.networks.models import Membership, Network

    network = Network.objects.order_by("pk").first()
    made = []
    with transaction.atomic():
        for number in range(count):
            person = get_user_model().objects.create_user(
                email=f"bench-{number}@bench.example", display_name=f"Bench {number}"
            )
            Membership.objects.create(
                network=network, user=person, role="member", state="active", joined_at=timezone.now()
            )
            made.append(person)
    return made


def make_thread(members: list, posts: int = 20):
    """A thread of so many posts in a space that everyone may read, written by several members."""
    from community.discussions.domain.threads import reply_to, start_thread
    from community.discussions.models import Space

    words = (
        "<p>We began with a meal and no agenda. Twelve people came, eight of whom had never been asked before, and by "
        "the end there was a list of what people wanted to change.</p><ul><li>Ask who is missing.</li>"
        "<li>Pay for travel on the day.</li></ul><p>What have others tried?</p>"
    )
    space = Space.objects.get(slug=SPACE)
    thread = start_thread(
        space, by=members[0], title="How do you begin a conversation?", html=words, language="en"
    )
    for number in range(1, posts):
        reply_to(thread, by=members[number % 7], html=words, language="en")
    thread.refresh_from_db()
    return thread


def cookies_of(person) -> str:
    """The Cookie header of a fresh sign-in of ``person``, form key included."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["time_zone"] = person.time_zone
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={FORM_KEY}"


FORM_KEY = "b" * 32


def get_request(path: str, cookies: str = "") -> bytes:
    """The bytes of a browser's request for a page."""
    cookie = f"Cookie: {cookies}\r\n" if cookies else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n"
        f"User-Agent: bench\r\n{cookie}\r\n"
    ).encode()


def reply_request(thread, cookies: str, text: str, after: int | None = None) -> bytes:
    """The bytes of the request with which the page's script sends a reply; without ``after``, as a plain form."""
    from urllib.parse import urlencode

    fields = {
        "text": text, "language": "en", "in_reply_to": "", "submission_key": secrets.token_hex(16),
        "csrfmiddlewaretoken": FORM_KEY,
    }  # fmt: skip
    if after is not None:
        fields["after"] = str(after)
    body = urlencode(fields).encode()
    accept = "text/html" if after is None else "application/json"
    head = (
        f"POST {thread.get_absolute_url()}reply/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n"
        f"Accept-Encoding: gzip\r\nUser-Agent: bench\r\nCookie: {cookies}\r\nX-CSRFToken: {FORM_KEY}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Connection:
    """One kept connection that sends ready-made requests; as little work as an HTTP client can do."""

    def __init__(self, port: int):
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request; returns the status and the body as it came."""
        for attempt in (1, 2):
            if self.socket is None:
                self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.file = self.socket.makefile("rb")
            try:
                self.socket.sendall(request)
                status = self.file.readline()
                if status:
                    return self._rest(status)
            except ConnectionError:
                pass
            self.close()  # the server ended a connection that had been idle
            if attempt == 2:
                raise ConnectionError("The server closed the connection without an answer.")
        raise AssertionError

    def _rest(self, status: bytes) -> tuple[int, bytes]:
        length, chunked = 0, False
        while (line := self.file.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif name.lower() == b"transfer-encoding":
                chunked = b"chunked" in value
        if not chunked:
            return int(status.split()[1]), self.file.read(length)
        body = b""
        while size := int(self.file.readline(), 16):
            body += self.file.read(size)
            self.file.readline()
        self.file.readline()
        return int(status.split()[1]), body

    def close(self) -> None:
        """End the connection."""
        if self.socket is not None:
            self.file.close()
            self.socket.close()
            self.socket = None


def percentile(values, share: float) -> float:
    """The value under which this share of ``values`` lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def wait_for_jobs(most_seconds: float = 60) -> None:
    """Until no job is waiting that is due."""
    from django.utils import timezone

    from community.jobs.models import Job, JobState

    deadline = time.monotonic() + most_seconds
    while time.monotonic() < deadline:
        due = Job.objects.filter(state=JobState.WAITING, run_at__lte=timezone.now())
        if not due.exists() and not Job.objects.filter(state=JobState.RUNNING).exists():
            return
        time.sleep(0.2)
