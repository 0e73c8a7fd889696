"""The rows of jobs, written and claimed by SQL that is worked out once.

Four jobs or so follow from a post, and each is written, claimed and marked as done: by the ORM that was a fifth of the
time that follows from it. PostgreSQL and SQLite both understand what is used here (``ON CONFLICT``, ``RETURNING``).
"""

import json
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from .models import Job

_COLUMNS = ("name", "payload", "key", "state", "run_at", "attempts", "last_error", "created_at")
_INSERT = """
    INSERT INTO community_job (name, payload, key, state, run_at, attempts, last_error, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"""
# The condition is that of ``one_waiting_job_a_key``. Writing the key again locks the row until we commit, so that the job
# cannot start without our change.
_INSERT_OR_MERGE = """
    INSERT INTO community_job (name, payload, key, state, run_at, attempts, last_error, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (name, key) WHERE state = 'waiting' AND NOT (key = '') DO UPDATE SET key = excluded.key RETURNING id"""
_CLAIM = """
    UPDATE community_job SET state = 'running', started_at = %s
    WHERE id = %s AND state = 'waiting' AND run_at <= %s RETURNING name, payload"""
_FINISH = "UPDATE community_job SET state = 'done', finished_at = %s, last_error = '' WHERE id = %s"


class Claimed(NamedTuple):
    """A job that is ours to do."""

    name: str
    payload: dict


def write(name: str, key: str, payload: dict, run_at: datetime) -> int:
    """Write a waiting job, or find the one of this name and key; returns its number."""
    row = Job(name=name, key=key, payload=payload, run_at=run_at, created_at=timezone.now())
    values = [_stored(column, getattr(row, column)) for column in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_OR_MERGE if key else _INSERT, values)
        return cursor.fetchall()[0][0]


def claim(job_id: int, now: datetime) -> Claimed | None:
    """Mark the job as running if it is waiting and due."""
    moment = _stored("run_at", now)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [moment, job_id, moment])
        rows = cursor.fetchall()
    if not rows:
        return None
    name, payload = rows[0]
    return Claimed(name, json.loads(payload) if isinstance(payload, str) else payload)


def finish(job_id: int) -> None:
    """Mark the job as done."""
    with connection.cursor() as cursor:
        cursor.execute(_FINISH, [_stored("run_at", timezone.now()), job_id])


def _stored(column: str, value):
    """The value as the engine's driver takes it."""
    return Job._meta.get_field(column).get_db_prep_save(value, connection)
