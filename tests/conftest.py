"""Fixtures of the whole suite. People and things are made by ``tests.factories``."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django.plugin import blocking_manager_key

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright keeps an event loop in the main thread

pytest_plugins = ["tests.browser", "tests.server", "tests.pages", "tests.demo_site", "tests.order"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config):
    """Begin with the database, which takes one processor many seconds; and where nothing is compiled yet, have one
    process do that on the other, which each of the workers would do for itself at the same time."""
    from tests.template_database import make_meanwhile

    config.add_cleanup(make_meanwhile().wait)
    folder = Path(__file__).parent
    if not any(folder.glob("__pycache__/test_*-pytest-*.pyc")) and not sys.dont_write_bytecode:
        reading = [
            sys.executable,
            "-m",
            "pytest",
            "--collect-only",
            "-q",
            "-p",
            "no:cacheprovider",
            str(folder),
        ]
        subprocess.run(reading, stdout=subprocess.DEVNULL, check=False)  # what is wrong the workers say


def pytest_collection_finish(session):
    """Look for garbage seldom, and never again among the modules and tests that are loaded now: it was a tenth of the
    time of a test that makes many things."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, request):
    """The run's database: a copy of the migrated template."""
    from tests.template_database import template_for_engine

    with django_db_blocker.unblock():
        template = template_for_engine()
        template.create()
        request.config._plethu_template = template
    yield
    with django_db_blocker.unblock():
        template.drop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test that commits leaves its database empty: the tree of pages and all else that migrating makes is put back."""
    result = yield
    marker = item.get_closest_marker("django_db")
    if nextitem is not None and marker is not None and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            item.config._plethu_template.restore()
    return result


@pytest.fixture(autouse=True)
def _fresh_memory(request):
    """No cached answer, language or media of one test reaches another."""
    from django.utils import timezone, translation

    from community.components import drawn_once
    from community.discussions import fragments, showing, whole_pages
    from community.live import replay

    cache.clear()
    for drawn in (drawn_once.pieces, fragments.kept, whole_pages.pages, replay.drawn):
        drawn.clear()
    showing.forget()
    translation.activate("en")
    timezone.deactivate()
    yield
    translation.activate("en")


@pytest.fixture
def as_person(db):
    """A function from a person to a client signed in as them."""
    from django.test import Client

    def sign_in(person, **extra):
        client = Client(**extra)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def queries():
    """Counts queries: ``with queries(at_most=12) as seen: …``; ``exactly=`` works too."""
    from tests.queries import count_queries

    return count_queries


@pytest.fixture
def run_jobs(db):
    """A function that does all jobs that are due, as a worker would."""
    from community.jobs.queue import perform_all_due

    return perform_all_due
