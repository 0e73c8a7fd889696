"""Putting work into the job table, and doing it.

A job is a row written in the transaction of the change that calls for it, so
it exists exactly if the change does. Celery is told its number after commit;
when Celery or its broker loses it, the sweeper finds the row again. Work may
therefore be done twice and every handler must bear that.
"""

import logging
import traceback
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from community.registry import Registry

from . import rows
from .models import Job, JobState

logger = logging.getLogger("plethu.jobs")

handlers: Registry = Registry("job handler")

MOST_ATTEMPTS = 6
# A job still marked as running after this long has lost its worker.
LONGEST_RUN = timedelta(minutes=15)


def job(name: str):
    """Decorator: the function does the jobs called ``name``. It takes the payload's entries by keyword."""
    return handlers.entry(name)


def enqueue(name: str, *, key: str = "", run_at=None, **payload) -> int:
    """Write a job and return its number; call it inside the transaction of the change.

    ``key`` merges it with a waiting job of the same name and key. ``run_at`` (an
    aware datetime) puts it off; such jobs start within 20 seconds of that moment.
    """
    handlers.get(name)  # a misspelt name fails here and not in a worker
    run_at = run_at or timezone.now()
    job_id = rows.write(name, key, payload, run_at)
    if run_at <= timezone.now():
        transaction.on_commit(lambda: carry(job_id))
    return job_id


def carry(job_id: int) -> None:
    """Tell a worker about a job. A broker that does not answer is no error: the sweeper will."""
    from .tasks import run

    try:
        run.apply_async((job_id,), retry=False, ignore_result=True)
    except Exception:  # kombu raises its transports' own errors
        logger.warning("Job %s could not be handed over now; the sweeper will.", job_id)


def perform(job_id: int) -> bool:
    """Do one job if it is waiting and due; returns whether it was done now.

    A failure is kept on the row and tried again after 10 s, 1 min, 6 min…
    """
    claimed = rows.claim(job_id, timezone.now())
    if claimed is None:
        return False
    try:
        handlers.get(claimed.name)(**claimed.payload)
    except Exception:
        _keep_failure(Job.objects.get(pk=job_id), traceback.format_exc())
        if getattr(settings, "TESTING", False):
            raise
        return False
    rows.finish(job_id)
    return True


def _keep_failure(row: Job, error: str) -> None:
    attempts = row.attempts + 1
    logger.error("Job %s (%s) failed at attempt %s:\n%s", row.pk, row.name, attempts, error)
    row.attempts, row.last_error = attempts, error[-4000:]
    newer = row.key and Job.objects.filter(name=row.name, key=row.key, state=JobState.WAITING).exists()
    if newer or attempts >= MOST_ATTEMPTS:
        # A newer job of the same key does this one's work as well.
        row.state, row.finished_at = JobState.FAILED, timezone.now()
    else:
        row.state = JobState.WAITING
        row.run_at = timezone.now() + timedelta(seconds=10 * 6 ** (attempts - 1))
    row.save(update_fields=["attempts", "last_error", "state", "run_at", "finished_at"])


def sweep(*, most: int = 500) -> int:
    """Hand over what is due and waiting, put back what lost its worker, drop old done rows; returns how many."""
    now = timezone.now()
    Job.objects.filter(state=JobState.RUNNING, started_at__lt=now - LONGEST_RUN, key="").update(
        state=JobState.WAITING, run_at=now
    )
    for stale in Job.objects.filter(state=JobState.RUNNING, started_at__lt=now - LONGEST_RUN):
        _keep_failure(stale, "The worker stopped in the middle.")
    due = list(
        Job.objects.filter(state=JobState.WAITING, run_at__lte=now - timedelta(seconds=2))
        .order_by("run_at")
        .values_list("pk", flat=True)[:most]
    )
    for job_id in due:
        carry(job_id)
    Job.objects.filter(state=JobState.DONE, finished_at__lt=now - timedelta(days=3)).delete()
    return len(due)


def perform_all_due() -> int:
    """Do everything that is due, here and now, until nothing is left; for tests and the demo loader."""
    done = 0
    while True:
        due = list(
            Job.objects.filter(state=JobState.WAITING, run_at__lte=timezone.now())
            .order_by("pk")
            .values_list("pk", flat=True)[:200]
        )
        if not due:
            return done
        done += sum(perform(job_id) for job_id in due)
