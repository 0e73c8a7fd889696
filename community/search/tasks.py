"""Repeated work of the search."""

from celery import shared_task

from . import telling


@shared_task(name="community.search.tasks.tell_of_new_results")
def tell_of_new_results() -> None:
    """Have new results of kept searches looked for and told."""
    telling.queue_due()
