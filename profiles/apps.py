"""The people: who they are and how they sign in."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "profiles"

    def ready(self):
        from . import registrations  # noqa: F401
