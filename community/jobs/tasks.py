"""Celery's side of the jobs."""

from celery import shared_task

from . import queue


@shared_task(name="community.jobs.tasks.run")
def run(job_id: int) -> None:
    """Do the job of this number, if nobody has."""
    queue.perform(job_id)


@shared_task(name="community.jobs.tasks.sweep")
def sweep() -> None:
    """Hand over waiting jobs that lost their carrier."""
    queue.sweep()
