"""Gatherings: event pages, registrations and calendars."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Members meeting: what it is about, who comes, and the calendar it stands in."""

    name = "events"
    verbose_name = _("Events")

    def ready(self):
        from . import wiring  # noqa: F401
