"""What was learned in a conversation."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.languages import LanguageField

from ..models import Thread


class SummaryState(models.TextChoices):
    """What became of a proposed summary. A decided one is never changed; who wants to, proposes another."""

    PROPOSED = "proposed", _("Proposed")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Declined")
    REPLACED = "replaced", _("Replaced by a newer one")


# From → to.
STEPS = {
    SummaryState.PROPOSED: {SummaryState.PUBLISHED, SummaryState.DECLINED},
    SummaryState.PUBLISHED: {SummaryState.REPLACED},
}


class ThreadSummary(models.Model):
    """What we learned: a text about a whole thread, proposed by somebody in it and published by a facilitator."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="summaries")
    state = models.CharField(max_length=9, choices=SummaryState.choices, default=SummaryState.PROPOSED)
    html = models.TextField()  # cleaned, safe to show
    text = models.TextField()
    source = models.TextField()  # as typed, for the form
    language = LanguageField(_("language"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="thread_summaries"
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)  # of the proposal, by whoever edited it last
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was declined

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=models.Q(state=state), name=f"one_{state}_summary_a_thread"
            )
            for state in ("proposed", "published")
        ]
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")

    def __str__(self):
        return f"{self.thread_id}: {self.state}"
