"""The site as a newcomer sees it: with the demonstration loaded, kept between the tests of a run."""

import io
import sqlite3

import pytest
from django.core.management import call_command
from django.db import connection, connections


@pytest.fixture(scope="session")
def _demo_content(request, django_db_setup, django_db_blocker):
    """Load the demonstration once and keep a copy of the database with it."""
    template = request.config._plethu_template
    with django_db_blocker.unblock():
        call_command("load_demo", stdout=io.StringIO())
        connections.close_all()
        copy = _keep(template)
        template.restore()
    yield copy
    with django_db_blocker.unblock():
        _drop(template, copy)


def _keep(template):
    copy = f"{template.name}_demo"
    if connection.vendor == "postgresql":
        template._admin(
            f'DROP DATABASE IF EXISTS "{copy}"', f'CREATE DATABASE "{copy}" TEMPLATE "{template.name}"'
        )
    else:
        with sqlite3.connect(template.name) as source, sqlite3.connect(copy) as target:
            source.backup(target)
    return copy


def _put_back(template, copy):
    connections.close_all()
    if connection.vendor == "postgresql":
        template._admin(
            f'DROP DATABASE IF EXISTS "{template.name}" WITH (FORCE)',
            f'CREATE DATABASE "{template.name}" TEMPLATE "{copy}"',
        )
    else:
        with sqlite3.connect(copy) as source, sqlite3.connect(template.name, timeout=20) as target:
            source.backup(target)


def _drop(template, copy):
    if connection.vendor == "postgresql":
        template._admin(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


@pytest.fixture
def demo_site(request, _demo_content, django_db_blocker):
    """A running site with the demonstration; what the test changes is undone afterwards."""
    with django_db_blocker.unblock():
        _put_back(request.config._plethu_template, _demo_content)
    return request.getfixturevalue("live_site")
