"""The timetable's side of imports from the desk."""

from celery import shared_task

from . import imports


@shared_task(name="community.discussions.mailing_lists.tasks.wake_silent_imports")
def wake_silent_imports() -> None:
    """Have imports worked on whose job has died."""
    imports.wake_silent()


@shared_task(name="community.discussions.mailing_lists.tasks.forget_archives")
def forget_archives() -> None:
    """Delete uploaded archives that were kept long enough."""
    imports.forget_archives()
