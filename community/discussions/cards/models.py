"""Which posts show a card of which thing."""

from django.db import models


class PostLink(models.Model):
    """A post links to a thing of ours; when that changes, so does its card."""

    post = models.ForeignKey("community.Post", models.CASCADE, related_name="links")
    kind = models.CharField(max_length=20)  # of the search index
    object_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "kind", "object_id"], name="one_link_a_post_and_thing")
        ]
        indexes = [models.Index(fields=["kind", "object_id"], name="posts_linking_to")]

    def __str__(self):
        return f"{self.post_id} to {self.kind}:{self.object_id}"
