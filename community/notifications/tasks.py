"""The timetable's side of the notices."""

from celery import shared_task

from .domain.notices import prune


@shared_task(name="community.notifications.tasks.prune_notices")
def prune_notices() -> None:
    """Delete notices nobody looks for any more."""
    prune()
