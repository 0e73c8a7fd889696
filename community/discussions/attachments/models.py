"""Pictures and documents on posts."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class AttachmentKind(models.TextChoices):
    """How it is shown."""

    IMAGE = "image"
    DOCUMENT = "document"


class Attachment(models.Model):
    """A file that somebody added to what they write; without ``post`` it has not been sent.

    What a post shows of it is kept in ``Post.extras`` as well; this row decides who may have the file.
    """

    key = models.CharField(max_length=32, unique=True)  # names its files, and its address
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="attachments"
    )
    place = models.CharField(max_length=60, blank=True)  # where it was added
    post = models.ForeignKey(
        "community.Post", models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    kind = models.CharField(max_length=8, choices=AttachmentKind.choices)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes of what is kept
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    alt = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["owner", "place"], condition=models.Q(post__isnull=True), name="files_waiting"
            ),
            models.Index(fields=["owner", "-created_at"], name="files_of_person"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("attachment", args=[self.key, "full", self.name])

    @property
    def is_image(self) -> bool:
        return self.kind == AttachmentKind.IMAGE

    @property
    def small_url(self) -> str:
        """The picture in small."""
        return reverse("attachment", args=[self.key, "small", self.name])
