"""What Wagtail finds by this file's name: our changes to the editors' area."""

from .pages import admin  # noqa: F401
