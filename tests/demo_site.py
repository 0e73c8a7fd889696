"""The site as a newcomer sees it: with the demonstration loaded, kept between runs for an hour.

Loading takes a processor 20 seconds, and every worker of every run wants it. What was loaded is kept beside the
migrated template, under the hash of all it follows from and of the hour, for what is said to come must still lie ahead:
the database, and the files that belong to it.
"""

import datetime
import hashlib
import io
import os
import shutil
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from community.jobs import queue
from tests import jobs, template_database

ROOT = Path(__file__).resolve().parents[1]
# What the loaded demonstration follows from. Its mails are drawn from templates, in the languages of the catalogues.
SOURCES = (
    "community",
    "config",
    "events",
    "knowledge",
    "profiles",
    "templates",
    "locale",
    "requirements.lock",
)


# One for all workers of a run, which may see another begin.
HOUR = os.environ.setdefault("PLETHU_TESTS_HOUR", f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H}")


def key() -> str:
    """Hash of all sources and of the hour in which the run began."""
    digest = hashlib.sha256(HOUR.encode())
    for name in SOURCES:
        place = ROOT / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and path.suffix not in (".pyc", ".mo"):  # those follow from others
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class Kept:
    """The loaded demonstration: the database ``name`` (a path with SQLite) and the folder ``files``."""

    def __init__(self, template):
        self.template = template
        self.files = template_database.CACHE_DIR / f"demo-{connection.vendor}-{key()}"
        self.name = template.beside(self.files.name)

    def make(self):
        """Load it where that was not done yet; then have its files in this run's folder."""
        with template_database.alone():
            if not (self.files.exists() and self.template.exists(self.name)):
                self._drop_old()
                self._load()
        shutil.copytree(self.files, settings.DATA_DIR, dirs_exist_ok=True)

    def _load(self):
        before = set(_files_here())
        with jobs.held():
            call_command("load_demo", stdout=io.StringIO())
        queue.perform_all_due()
        connections.close_all()
        self.template.copy(self.template.name, self.name)
        building = self.files.with_suffix(".building")
        for leftover in (building, self.files):
            shutil.rmtree(leftover, ignore_errors=True)
        building.mkdir()
        for path in set(_files_here()) - before:
            copy = building / path.relative_to(settings.DATA_DIR)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        os.rename(building, self.files)  # last: whoever finds it finds all
        self.template.restore()

    def put_back(self):
        """Have the run's database hold the demonstration as it was loaded."""
        connections.close_all()
        self.template.copy(self.name, self.template.name)

    def _drop_old(self):
        for old in template_database.CACHE_DIR.glob(f"demo-{connection.vendor}-*"):
            if old.is_dir() and old.stat().st_mtime < time.time() - 3 * 3600:
                self.template.remove(self.template.beside(old.name))
                shutil.rmtree(old, ignore_errors=True)


def _files_here():
    """Files that belong to what the database holds."""
    here = Path(settings.DATA_DIR)
    for path in here.rglob("*"):
        if path.is_file() and path.relative_to(here).parts[0] not in ("static", "assembled", "test.sqlite3"):
            yield path


@pytest.fixture(scope="session")
def _demo_content(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        kept = Kept(request.config._plethu_template)
        kept.make()
    return kept


@pytest.fixture
def demo_site(_demo_content, django_db_blocker, request):
    """A running site with the demonstration; what the test changes is undone afterwards."""
    with django_db_blocker.unblock():
        _demo_content.put_back()
    return request.getfixturevalue("live_site")
