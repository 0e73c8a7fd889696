"""The timetable's side of the networks."""

from celery import shared_task

from .domain.memberships import forget_old_invitations as forget


@shared_task(name="community.networks.tasks.forget_old_invitations")
def forget_old_invitations() -> None:
    """Delete addresses that were kept for an invitation whose time is over."""
    forget()
