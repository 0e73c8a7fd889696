"""Followers and notices."""

from datetime import timedelta

from django.utils import timezone


def make_follower(thread, person, level="watching"):
    """A person's place in a thread; returns the person."""
    from community.discussions.models import ThreadPlace

    ThreadPlace.objects.update_or_create(thread=thread, user=person, defaults={"level": level})
    return person


def let_mail_fall_due():
    """As if the waiting time of every waiting job were over."""
    from community.jobs.models import Job

    Job.objects.filter(state="waiting").update(run_at=timezone.now() - timedelta(seconds=1))
