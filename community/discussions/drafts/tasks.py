"""The timetable's side of what waits to be sent."""

from celery import shared_task

from .domain import prune


@shared_task(name="community.discussions.drafts.tasks.prune_drafts")
def prune_drafts() -> None:
    """Delete drafts nobody looks for any more."""
    prune()
