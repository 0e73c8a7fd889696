"""The event log that live updates are read from.

A stream has a consecutive number. A change appends one event under the
stream's row lock, in the transaction of the change itself, so commit order
equals number order and there are no holes.
"""

from django.db import models


class Stream(models.Model):
    """A sequence of changes that pages listen to, for example ``thread:12``."""

    key = models.CharField(max_length=60, unique=True)
    number = models.PositiveBigIntegerField(default=0)  # of the newest event; 0 before the first
    pruned_to = models.PositiveBigIntegerField(default=0)  # events up to this number are gone

    def __str__(self):
        return f"{self.key}@{self.number}"


class Event(models.Model):
    """One change. ``target`` and ``data`` say what to draw; the words are drawn on reading, once a language."""

    stream = models.ForeignKey(Stream, models.CASCADE, related_name="events")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=30)
    target = models.CharField(max_length=60, blank=True)  # id of the element it draws, "post-7"
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["stream_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="one_event_a_stream_and_number")
        ]

    def __str__(self):
        return f"{self.stream_id}@{self.number} {self.kind}"
