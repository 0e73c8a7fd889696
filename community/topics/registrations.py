"""What the ground floor shows about a topic."""

from . import threads_panel  # noqa: F401
