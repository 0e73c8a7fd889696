"""A question to everybody in a thread, with a few answers to choose from."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Post

FEWEST_OPTIONS, MOST_OPTIONS = 2, 12
LONGEST_QUESTION, LONGEST_OPTION = 200, 120


class Method(models.TextChoices):
    """How one chooses."""

    SINGLE = "single", _("One choice")
    MULTIPLE = "multiple", _("Several choices")
    RANKED = "ranked", _("Putting the options in order")


class Showing(models.TextChoices):
    """When the results are to be seen, by everybody alike: the author too."""

    ALWAYS = "always", _("All the time, live")
    VOTED = "voted", _("To those who have voted; to everybody once it is closed")
    CLOSED = "closed", _("Once it is closed")


class Poll(models.Model):
    """The poll of one post. What it shows is kept in ``Post.extras["poll"]`` as well."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="poll")
    question = models.CharField(_("question"), max_length=LONGEST_QUESTION)
    method = models.CharField(max_length=8, choices=Method.choices)
    most_choices = models.PositiveSmallIntegerField(default=0)  # of several; 0: as many as there are
    is_named = models.BooleanField(default=False)
    showing = models.CharField(max_length=6, choices=Showing.choices)
    closes_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)  # the one that closing was meant in
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")

    def __str__(self):
        return self.question

    @property
    def is_open(self) -> bool:
        """Whether it takes votes by its own rule; its thread may be closed all the same."""
        return self.closed_at is None and (self.closes_at is None or self.closes_at > timezone.now())


class PollOption(models.Model):
    """One answer; ``number`` is its place in the list, from 1."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("option"), max_length=LONGEST_OPTION)
    lot = models.PositiveSmallIntegerField(default=0)  # drawn when the poll is made, see counting.py

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="one_option_a_poll_and_number")
        ]

    def __str__(self):
        return self.text


class Vote(models.Model):
    """What one person chose; "3,1,2" puts option 3 first. Without a person where nobody is to know any more."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="votes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="poll_votes"
    )
    choices = models.CharField(max_length=60)
    voted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "user"], name="one_vote_a_person_and_poll")]

    def __str__(self):
        return f"{self.choices} in {self.poll_id}"

    @property
    def numbers(self) -> list[int]:
        """The chosen options, best first."""
        return [int(number) for number in self.choices.split(",")]
