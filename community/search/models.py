"""The index that members search, one row a thing and language, and the searches they keep."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.languages import LanguageField


class SearchDocument(models.Model):
    """What can be found, with its terms already cut (see ``terms`` and ``marks``).

    ``part`` tells several documents of one thing apart: a language's text, or
    what only some may see of a person. The full-text tables of the two engines
    are made by a migration and follow this table by triggers or a generated column.

    The narrow columns stand first: thousands of rows are read for the facets,
    the long texts only of the twenty that are shown.
    """

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    part = models.CharField(max_length=20, blank=True)
    language = LanguageField()
    space_id = models.PositiveBigIntegerField(null=True, blank=True)
    happened_at = models.DateTimeField(null=True, blank=True)
    labels = models.TextField(blank=True)  # "network:1 topic:5": what it can be narrowed by
    keys = models.TextField(blank=True)  # "public network:3": whoever holds one may find it
    indexed_at = models.DateTimeField(auto_now=True)
    title = models.CharField(max_length=300)
    path = models.CharField(max_length=300)  # without the language prefix
    marks = models.TextField(blank=True)
    terms_title = models.TextField(blank=True)
    terms_body = models.TextField(blank=True)
    body = models.TextField(blank=True)
    # [[340, "/threads/7/how/posts/2/", "cy"], …]: from which character on the body has an address of its own,
    # and the language it is written in there
    places = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "part"], name="one_document_a_thing_and_part"
            )
        ]
        indexes = [models.Index(fields=["path"], name="documents_by_path")]

    def __str__(self):
        return f"{self.kind}:{self.object_id} {self.title}"


class SearchWord(models.Model):
    """The vocabulary of the index, for "did you mean".

    Folded word, as it is mostly written, and in how many documents that everyone may read it stands.
    """

    folded = models.CharField(max_length=40, primary_key=True)
    written = models.CharField(max_length=40)
    count = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-count"], name="frequent_words")]

    def __str__(self):
        return self.written


class Frequency(models.TextChoices):
    """How often somebody wants to hear of new results."""

    NEVER = "never", _("Never")
    DAILY = "daily", _("Daily, when there is something new")
    WEEKLY = "weekly", _("Weekly, when there is something new")


class SavedSearch(models.Model):
    """A search that somebody keeps, to come back to or to be told of new results.

    ``seen`` holds what it has found for them so far, kind → numbers of things: what is found and not among
    them is new, whether it was just written, changed, or opened to this person. Where the search finds more
    than is counted, ``seen_from`` is the oldest document looked at: older ones are never new.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=80)
    text = models.CharField(max_length=200)
    filters = models.JSONField(default=dict, blank=True)  # {"kind": "thread", "topic": 5, "period": "month"}
    notify = models.CharField(
        _("tell me of new results"), max_length=6, choices=Frequency.choices, default=Frequency.WEEKLY
    )
    notify_before = models.CharField(max_length=6, blank=True)  # what one click stopped, to be taken back
    seen = models.JSONField(default=dict, blank=True)
    seen_from = models.PositiveBigIntegerField(null=True, blank=True)
    last_checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["notify", "last_checked_at"], name="searches_to_check")]

    def __str__(self):
        return self.name
