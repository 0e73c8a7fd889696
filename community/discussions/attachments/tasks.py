"""The timetable's side of attached files."""

from celery import shared_task

from .domain import delete_unwanted


@shared_task(name="community.discussions.attachments.tasks.delete_unwanted_files")
def delete_unwanted_files() -> None:
    """Delete files that were never sent, and those of posts removed long ago."""
    delete_unwanted()
