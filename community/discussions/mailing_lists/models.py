"""What came from the archive of a mailing list."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.languages import LanguageField

from .states import AT_WORK, LEFT_OFF, OPEN, RUNNING, WAITING, ImportState


class ImportedMail(models.Model):
    """One mail that became a post of a space: what tells it when it is met again.

    ``sender_name`` and ``sender_address`` are kept until somebody claims the post, and shown to nobody: the post
    shows the name alone. What was imported is known for good, also when its post is gone.
    """

    space = models.ForeignKey("community.Space", models.CASCADE, related_name="+")
    post = models.OneToOneField(
        "community.Post", models.SET_NULL, null=True, blank=True, related_name="imported_mail"
    )
    message_hash = models.CharField(max_length=64)
    # Of the oldest mail it refers to, so that answers to a lost one find each other.
    root_hash = models.CharField(max_length=64, db_index=True)
    subject_hash = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField()
    sender_name = models.CharField(max_length=80, blank=True)
    sender_address = models.CharField(max_length=254, blank=True)
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "message_hash"], name="one_import_a_mail_and_space")
        ]
        indexes = [
            models.Index(fields=["space", "subject_hash", "-sent_at"], name="imported_by_subject"),
            models.Index(
                fields=["sender_address"], condition=~models.Q(sender_address=""), name="imported_by_sender"
            ),
        ]

    def __str__(self):
        return f"{self.message_hash[:8]} in {self.space_id}"


class MailImport(models.Model):
    """An archive that a coordinator uploaded for a space: how far it is, and what became of it.

    The work is done by jobs, a few minutes each. What this row says of it is written in the transaction of the work
    itself, so whoever takes it up goes on from here; ``lease`` is held by the job that is at it.
    """

    space = models.ForeignKey("community.Space", models.CASCADE, related_name="mail_imports")
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.TO_LOOK)
    failure = models.CharField(max_length=10, blank=True)  # a code of ``states.FAILURES``
    language = LanguageField()  # of mails too short to show theirs
    key = models.CharField(max_length=32, unique=True)  # names the file where it is kept
    file_name = models.CharField(max_length=120)
    file_size = models.PositiveBigIntegerField()  # bytes, unpacked
    file_deleted_at = models.DateTimeField(null=True, blank=True)
    # Given by the form, so that a second press of the button finds the first one's import.
    submission_key = models.CharField(max_length=40, blank=True)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)  # the first work on it
    finished_at = models.DateTimeField(null=True, blank=True)

    lease = models.CharField(max_length=16, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)  # the last sign of life of the job that holds it
    attempts = models.PositiveSmallIntegerField(default=0)  # since something was last achieved
    bytes_read = models.PositiveBigIntegerField(default=0)
    # Mails that are settled, in the order of conversations, of how many; null before the first was.
    position = models.PositiveIntegerField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    pace = models.FloatField(default=0)  # mails a second
    # ``importing.Report`` as JSON: what would come, and what came. Of broken mails the first 500 are named.
    looked = models.JSONField(default=dict, blank=True)
    report = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space"], condition=models.Q(state__in=OPEN), name="one_open_import_a_space"
            ),
            models.UniqueConstraint(
                fields=["uploaded_by", "submission_key"],
                condition=~models.Q(submission_key=""),
                name="one_import_a_submission",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | models.Q(confirmed_at__isnull=False),
                name="import_confirmed_by_with_at",
            ),
            models.CheckConstraint(
                condition=models.Q(stopped_by__isnull=True) | models.Q(stopped_at__isnull=False),
                name="import_stopped_by_with_at",
            ),
        ]

    def __str__(self):
        return f"{self.file_name} into {self.space_id} ({self.state})"

    @property
    def stream_key(self) -> str:
        return f"mails:{self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def has_file(self) -> bool:
        return self.file_deleted_at is None

    @property
    def may_go_on(self) -> bool:
        """Whether it was left off and can be taken up."""
        return self.state in LEFT_OFF and self.has_file

    @property
    def reads_only(self) -> bool:
        """Whether nothing was to be written yet: nobody has confirmed it."""
        return self.confirmed_at is None
