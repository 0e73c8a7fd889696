"""Whom posts mention, to be found from the side of who is mentioned."""

from django.conf import settings
from django.db import models

from ..models import Post


class Mention(models.Model):
    """One person mentioned in one post. The post itself keeps the handles (``extras``); this finds it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")
    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "post"], name="one_mention_a_person_and_post")]

    def __str__(self):
        return f"{self.user_id} in {self.post_id}"
