"""What the networks bring to the desk."""

from . import panels  # noqa: F401
