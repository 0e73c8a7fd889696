"""What a post said before it was changed."""

from django.db import models
from django.utils import timezone

from community.languages import LanguageField

from ..models import Post


class PostWording(models.Model):
    """An earlier wording of a post; the one of now stands on the post itself.

    ``number`` is consecutive: the first wording is 1, the one of now has the
    number after the last kept.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField()
    html = models.TextField()  # cleaned when it was written
    language = LanguageField()
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="one_wording_a_post_and_number")
        ]

    def __str__(self):
        return f"{self.post_id} as worded {self.number}"
