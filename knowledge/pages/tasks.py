"""Work of the timetable."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="knowledge.pages.tasks.publish_scheduled")
def publish_scheduled() -> None:
    """Publish and unpublish what editors have timed, on the minute or up to ten later."""
    call_command("publish_scheduled", verbosity=0)
