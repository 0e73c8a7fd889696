"""Where conversations and posts have gone."""

from django.db import models

from ..models import Post, Thread


class ThreadRedirect(models.Model):
    """The addresses of a thread that was merged into another lead there."""

    thread = models.OneToOneField(Thread, models.CASCADE, related_name="redirect")
    target = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.thread_id} → {self.target_id}"


class PostRedirect(models.Model):
    """The address that a post had in a thread before it was taken to another; leads wherever the post is now."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="one_redirect_a_thread_and_number")
        ]

    def __str__(self):
        return f"{self.thread_id}#{self.number} → {self.post_id}"
