"""The ground floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    """Networks, topics, live updates, discussions, notices, jobs and search."""

    name = "community"
    verbose_name = _("Community")

    def ready(self):
        from . import registrations  # noqa: F401
