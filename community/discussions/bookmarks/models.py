"""Posts that a member wants to find again."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Post


class Bookmark(models.Model):
    """One member's bookmark on a post. Nobody else sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey(Post, models.CASCADE, related_name="bookmarks")
    note = models.CharField(_("note"), max_length=300, blank=True)
    remind_on = models.DateField(_("day of the reminder"), null=True, blank=True)  # in the member's time zone
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "post"], name="one_bookmark_a_person_and_post")
        ]

    def __str__(self):
        return f"{self.user_id} on {self.post_id}"
