"""What Wagtail's editors' area finds here."""

from .gatherings import admin  # noqa: F401
