"""Following or muting a whole space, or a topic wherever it comes up."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from ..models import FollowLevel


class SpaceFollow(models.Model):
    """A member's choice for a space. Without a row, topics decide; without those, nothing is told."""

    space = models.ForeignKey("community.Space", models.CASCADE, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="space_follows")
    level = models.CharField(max_length=8, choices=FollowLevel.choices)
    # Following begins here: what was said before does not turn up as unread.
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "space"], name="one_follow_a_person_and_space")
        ]
        indexes = [models.Index(fields=["space", "level", "user"], name="followers_of_space")]

    def __str__(self):
        return f"{self.user_id} and space {self.space_id}: {self.level}"


class TopicFollow(models.Model):
    """A member's choice for a topic and, where it is of the first level, those under it."""

    topic = models.ForeignKey("community.Topic", models.CASCADE, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="topic_follows")
    level = models.CharField(max_length=8, choices=FollowLevel.choices)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="one_follow_a_person_and_topic")
        ]
        indexes = [models.Index(fields=["topic", "level", "user"], name="followers_of_topic")]

    def __str__(self):
        return f"{self.user_id} and topic {self.topic_id}: {self.level}"
