"""The library and the editorial pages."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "knowledge"

    def ready(self):
        from . import registrations  # noqa: F401
