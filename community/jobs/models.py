"""Work to be done after a change, written in the same transaction as the change."""

from django.db import models
from django.utils import timezone


class JobState(models.TextChoices):
    """How far a job has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(models.Model):
    """One piece of work. The row is the truth; Celery only carries its number.

    ``key`` merges repeats: while a job with that key waits, another is not made.
    """

    name = models.CharField(max_length=60)
    payload = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WAITING)
    run_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key"],
                condition=models.Q(state=JobState.WAITING) & ~models.Q(key=""),
                name="one_waiting_job_a_key",
            )
        ]
        indexes = [
            models.Index(
                fields=["run_at"],
                condition=models.Q(state__in=[JobState.WAITING, JobState.RUNNING]),
                name="jobs_to_do",
            )
        ]

    def __str__(self):
        return f"{self.name}#{self.pk} ({self.state})"
