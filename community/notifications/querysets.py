"""Rows of notices, by name."""

from django.db import models


class NotificationQuerySet(models.QuerySet):
    """What members are told."""

    def of(self, user):
        """What ``user`` finds in the list on the site, newest first."""
        return self.filter(user=user, on_site=True).order_by("-pk")

    def unread(self):
        """Not read yet."""
        return self.filter(read_at__isnull=True)

    def waiting_for_mail(self):
        """Those whose mail is still to be decided."""
        return self.filter(mail_state="pending")
