"""Getting an installation ready to serve: what is missing is made, what is wrong is said in one sentence.

Used by ``manage.py start`` (``make run``). Every step looks first whether it
has anything to do, so that a second start is quick.
"""

import errno
import hashlib
import os
import socket
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor


class NotReady(Exception):
    """Something outside our power stands in the way; the message is one plain sentence."""


def check_port(host: str, port: int) -> None:
    """Refuse a port that is taken or not ours to use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reasons = {
                errno.EADDRINUSE: f"Port {port} is in use: stop what listens there or choose another with PORT=8001.",
                errno.EACCES: f"This account may not listen on port {port}: choose one above 1023 with PORT=8001.",
                errno.EADDRNOTAVAIL: f"This machine has no address {host}: choose another with HOST=127.0.0.1.",
            }
            raise NotReady(
                reasons.get(error.errno, f"Cannot listen on {host}:{port}: {error.strerror}.")
            ) from None
        except (OverflowError, socket.gaierror):
            raise NotReady(f"{host}:{port} is not an address one can listen on.") from None


def check_data_dir() -> None:
    """Make the folder for what the site keeps, and refuse one that cannot be written."""
    folder = Path(settings.DATA_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_text("")
        probe.unlink()
        database = settings.DATABASES["default"]
        if (
            "sqlite" in database["ENGINE"]
            and Path(database["NAME"]).exists()
            and not os.access(database["NAME"], os.W_OK)
        ):
            raise PermissionError(errno.EACCES, "not writable", database["NAME"])
    except OSError as error:
        raise NotReady(
            f"Cannot write to {error.filename or folder}: "
            "give this account the right to, or choose another folder with PLETHU_DATA_DIR."
        ) from None


def check_database() -> None:
    """Refuse a database that does not answer."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        where = settings.DATABASES["default"]
        place = f"{where.get('HOST') or 'local socket'}:{where.get('PORT') or 5432}/{where['NAME']}"
        why = str(error).strip().splitlines()[-1].split("FATAL:")[-1].strip()
        raise NotReady(f"The database at {place} (DATABASE_URL) cannot be reached: {why}") from None


def check_redis() -> None:
    """Refuse a Redis that does not answer, when one is configured."""
    if not settings.REDIS_URL:
        return
    import redis

    try:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=3, socket_timeout=3)
        client.ping()
        client.close()
    except (redis.RedisError, OSError, ValueError) as error:
        raise NotReady(f"The Redis server of REDIS_URL cannot be reached: {error}") from None


def migrations_to_do() -> int:
    """How many migrations are missing."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Progress:
    """One line that counts up, on a terminal; a line each quarter, elsewhere."""

    def __init__(self, stdout, total: int, words: str):
        self.stdout, self.total, self.words, self.done, self.shown = stdout, total, words, 0, -1

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        percent = min(100, self.done * 100 // max(self.total, 1))
        if self.stdout.isatty():
            self.stdout.write(f"\r{self.words} {percent:3d} %", ending="")
            if percent == 100:
                self.stdout.write("")
        elif percent // 25 > self.shown:
            self.shown = percent // 25
            self.stdout.write(f"{self.words} {percent} %")
        self.stdout.flush()


def migrate(stdout) -> bool:
    """Bring the tables up to date, showing progress; returns whether there was anything to do."""
    todo = migrations_to_do()
    if not todo:
        return False
    progress = Progress(stdout, todo, "Preparing the database")
    from django.core.management.commands.migrate import Command as Migrate

    class Quiet(Migrate):
        def migration_progress_callback(self, action, migration=None, fake=False):
            if action == "apply_success":
                progress.step()

    call_command(Quiet(stdout=open(os.devnull, "w")), verbosity=1, interactive=False)  # noqa: SIM115
    return True


def _static_fingerprint() -> str:
    """Changes when any of our static files or any installed package changes."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.lock").read_bytes())
    for path in sorted(Path(settings.BASE_DIR / "static").rglob("*")):
        if path.is_file():
            seen = path.stat()
            digest.update(f"{path}{seen.st_mtime_ns}{seen.st_size}".encode())
    return digest.hexdigest()


def collect_static(stdout) -> bool:
    """Gather, hash and compress the static files when any changed; returns whether."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = _static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    stdout.write("Gathering style sheets, scripts and pictures …")
    stdout.flush()
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    stamp.write_text(fingerprint)
    return True


def is_empty() -> bool:
    """Whether nobody has used this database yet: no account and no network."""
    from django.contrib.auth import get_user_model

    from community.networks.models import Network

    return not get_user_model().objects.exists() and not Network.objects.exists()
