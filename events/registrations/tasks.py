"""Repeated work on registrations, started by the timetable."""

from celery import shared_task

from .domain import forgetting


@shared_task
def forget_access_needs() -> int:
    """Delete access needs whose time is over."""
    return forgetting.forget_access_needs()
