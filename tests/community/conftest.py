"""A database that is really written."""

import pytest


@pytest.fixture
def written(request, django_db_setup, django_db_blocker, monkeypatch):
    """The database as it is, nothing rolled back; jobs wait until the test does them, as for a worker that is busy."""
    from django.db import connections

    monkeypatch.setattr("community.jobs.queue.carry", lambda job_id: None)
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            connections.close_all()
            request.config._plethu_template.restore()
