"""Rows of registrations, by name."""

from django.db import models

from .states import RegistrationState


class RegistrationQuerySet(models.QuerySet):
    """Places, held and given up."""

    def held(self):
        """Places that count: people who are registered now."""
        return self.filter(state=RegistrationState.REGISTERED)

    def of(self, user):
        """The registrations of one person; none of visitors."""
        return self.filter(user_id=user.pk) if user is not None and user.is_authenticated else self.none()

    def for_hosts(self, gathering):
        """Everyone registered for ``gathering`` by name, with what they need. For its hosts' eyes only."""
        return (
            self.held()
            .filter(gathering=gathering)
            .select_related("user", "access_needs")
            .order_by("user__display_name", "pk")
        )
