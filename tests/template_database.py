"""A migrated database kept between runs, copied for each run and after each live test.

Migrating takes 20 seconds, copying a fraction of one. The copy's key is the
hash of all migrations and settings that shape the tables, so a change makes
a new template and old ones are dropped.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

CACHE_DIR = Path(tempfile.gettempdir()) / f"plethu-templates-{os.getuid()}"


def key() -> str:
    """Hash of all migrations known to the project and of the text of our own."""
    digest = hashlib.sha256()
    for name in sorted(MigrationLoader(None, ignore_no_migrations=True).disk_migrations):
        digest.update("/".join(name).encode())
    for label in ("community", "profiles", "knowledge", "events"):
        folder = Path(apps.get_app_config(label).path) / "migrations"
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    # The tree of pages is made after migrating, by this code.
    pages = Path(apps.get_app_config("knowledge").path) / "pages"
    for path in (pages / "domain" / "tree.py", pages / "structure.py", pages / "starter.toml"):
        digest.update(path.read_bytes())
    digest.update(repr(settings.LANGUAGES[0][0]).encode() + repr(len(settings.LANGUAGES)).encode())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def alone():
    """One process at a time builds a template."""
    CACHE_DIR.mkdir(exist_ok=True, mode=0o700)
    with open(CACHE_DIR / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(alias="default"):
    call_command("migrate", verbosity=0, interactive=False, database=alias)
    connections[alias].close()


class SQLiteTemplate:
    """The template as a file; the run's database is a copy of it."""

    def __init__(self):
        self.path = CACHE_DIR / f"template-{key()}.sqlite3"
        self.name = str(Path(tempfile.mkdtemp(prefix="plethu-db-")) / "test.sqlite3")

    def make(self):
        """Have the template there, migrated."""
        with alone():
            if not self.path.exists():
                for old in CACHE_DIR.glob("template-*.sqlite3"):
                    if old.stat().st_mtime < _days_ago(2):
                        old.unlink()
                building = str(self.path) + ".building"
                for leftover in ("", "-wal", "-shm"):  # of a run that was stopped while building
                    Path(building + leftover).unlink(missing_ok=True)
                self._use(building)
                _migrate()
                with sqlite3.connect(building) as made:
                    made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                made.close()
                os.rename(building, self.path)

    def create(self):
        """Make the run's database and point Django at it."""
        self.make()
        self._use(self.name)
        shutil.copyfile(self.path, self.name)

    def _use(self, name):
        connection.close()
        settings.DATABASES["default"]["NAME"] = name
        connection.settings_dict["NAME"] = name

    def restore(self):
        """Put the fresh content back, under open connections too."""
        connections.close_all()
        self.copy(self.path, self.name)

    def copy(self, source, target):
        """Have the database ``target`` hold what ``source`` holds."""
        opened = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
        filled = sqlite3.connect(target, timeout=20)
        with contextlib.closing(opened), contextlib.closing(filled):
            opened.backup(filled)

    def beside(self, name):
        """Name of a database that is kept between runs."""
        return str(CACHE_DIR / f"{name}.sqlite3")

    def exists(self, name):
        """Whether there is this database."""
        return Path(name).exists()

    def remove(self, name):
        """Remove a database that nobody uses any more."""
        Path(name).unlink(missing_ok=True)

    def drop(self):
        """Remove the run's database."""
        connections.close_all()
        shutil.rmtree(Path(self.name).parent, ignore_errors=True)


class PostgreSQLTemplate:
    """The template as a database of its own; copies are made by the server."""

    def __init__(self):
        self.template = f"plethu_tmpl_{key()}"
        self.name = f"plethu_test_{os.getpid()}"

    def make(self):
        """Have the template there, migrated."""
        with alone():
            if not self.exists(self.template):
                building = f"{self.template}_building"
                self._admin(f'DROP DATABASE IF EXISTS "{building}"', f'CREATE DATABASE "{building}"')
                self._use(building)
                _migrate()
                self._admin(f'ALTER DATABASE "{building}" RENAME TO "{self.template}"')

    def create(self):
        """Make the run's database and point Django at it."""
        self.make()
        self._use(self.name)
        self.copy(self.template, self.name)

    def _use(self, name):
        connection.close()
        settings.DATABASES["default"]["NAME"] = name
        connection.settings_dict["NAME"] = name

    def _admin(self, *statements):
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def exists(self, name):
        """Whether there is this database."""
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def copy(self, source, target):
        """Have the database ``target`` hold what ``source`` holds."""
        self.remove(target)
        self._admin(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def beside(self, name):
        """Name of a database that is kept between runs."""
        return f"plethu_{name}".replace("-", "_")

    def remove(self, name):
        """Remove a database that nobody uses any more."""
        self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def restore(self):
        """Put the fresh content back."""
        connections.close_all()
        self.copy(self.template, self.name)

    def drop(self):
        """Remove the run's database."""
        connections.close_all()
        self.remove(self.name)


def _days_ago(days):
    import time

    return time.time() - days * 86400


def template_for_engine():
    """The template that fits the configured engine."""
    return PostgreSQLTemplate() if connection.vendor == "postgresql" else SQLiteTemplate()


def make_meanwhile():
    """Have another process make the template, while this one and its workers read the tests."""
    return subprocess.Popen(
        [sys.executable, "-c", _MAKE],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        cwd=Path(__file__).resolve().parents[1],
    )


_MAKE = """
import django
django.setup()
from tests.template_database import template_for_engine
template_for_engine().make()
"""
