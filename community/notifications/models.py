"""What a member is told, on the site and by mail."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .querysets import NotificationQuerySet


class MailState(models.TextChoices):
    """What became of a notice's mail."""

    PENDING = "pending"
    SENDING = "sending"  # a worker has taken it; put back when the mail server refuses
    SENT = "sent"
    WITHHELD = "withheld"  # decided late, for the reason in ``withheld_because``


class Withheld(models.TextChoices):
    """Why a notice's mail was not sent."""

    READ = "read"  # read on the site in the meantime
    STOPPED = "stopped"  # the person does not want mails of this kind
    INACTIVE = "inactive"  # the account is closed or suspended
    NOT_WANTED = "not_wanted"  # the kind says so: removed, no longer followed, no longer visible
    LATE = "late"  # so old that it would only puzzle


class Notification(models.Model):
    """One notice to one person about one event.

    ``event_key`` makes it at most one a person and event, whatever the number of
    networks and reasons. Words are made when shown or sent, in the reader's language.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    event_key = models.CharField(max_length=80)
    group_key = models.CharField(max_length=80, blank=True)  # what is read as one: "thread:12"
    subject_id = models.PositiveBigIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=40)  # why this person is told: "following"
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)  # when it happened
    read_at = models.DateTimeField(null=True, blank=True)
    # False for who wants this kind by mail only: the row decides the mail and is not listed.
    on_site = models.BooleanField(default=True)
    mail_state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.PENDING)
    mail_decided_at = models.DateTimeField(null=True, blank=True)
    withheld_because = models.CharField(max_length=10, choices=Withheld.choices, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "event_key"], name="one_notice_a_person_and_event")
        ]
        indexes = [
            models.Index(
                fields=["user"], condition=models.Q(read_at__isnull=True, on_site=True), name="unread_notices"
            ),
            models.Index(fields=["user", "group_key"], name="notices_of_group"),
        ]

    def __str__(self):
        return f"{self.kind} for {self.user_id}"


class NotificationSetting(models.Model):
    """A member's choice for one kind of notice, where it differs from the kind's own default."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_settings")
    kind = models.CharField(max_length=40)
    on_site = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_setting_a_person_and_kind")]

    def __str__(self):
        return f"{self.kind} of {self.user_id}"
