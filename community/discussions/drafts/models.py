"""What somebody is writing and has not sent."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.languages import LanguageField


class Draft(models.Model):
    """One person's unsent words at one place; deleted when they are sent.

    ``version`` rises with every change, so that a page knows whether another one
    has written since. What lost against newer words is kept in ``others``.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=60)  # "thread:5", "space:2": see composing.places
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)  # cleaned; only of those who write with the editor
    language = LanguageField()
    in_reply_to = models.PositiveIntegerField(null=True, blank=True)  # number of the post
    # A new conversation has these as well.
    title = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    topics = models.JSONField(default=list, blank=True)
    others = models.JSONField(default=list, blank=True)  # [{"text", "html", "title", "at"}], newest first
    file_count = models.PositiveSmallIntegerField(default=0)  # attachments that wait here
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="one_draft_a_person_and_place")]
        indexes = [models.Index(fields=["user", "-written_at"], name="drafts_of_person")]

    def __str__(self):
        return f"{self.user_id} at {self.place}"
