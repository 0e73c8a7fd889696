"""What members say to a post with one press."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Post


class ReactionKind(models.TextChoices):
    """The four that mean something among practitioners; there are no others."""

    THANKS = "thanks", _("Thanks")
    ME_TOO = "me_too", _("Me too")
    TRIED = "tried", _("We tried this")
    LEARNED = "learned", _("I learned something")


class Reaction(models.Model):
    """One person's reaction of one kind to one post. It outlives the account, as a number without a name."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="reactions"
    )
    kind = models.CharField(max_length=8, choices=ReactionKind.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "user", "kind"], name="one_reaction_a_person_post_and_kind"
            )
        ]
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")

    def __str__(self):
        return f"{self.kind} to {self.post_id} by {self.user_id}"
