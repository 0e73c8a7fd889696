"""What the search brings: its job and its kind of notice. Imported once the apps are ready."""

from . import telling  # noqa: F401
