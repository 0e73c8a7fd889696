"""What events registers with the floors below it, and the jobs its rooms bring. Imported once the apps are ready."""

from . import demo_events  # noqa: F401
from .gatherings import registrations as _gatherings  # noqa: F401
from .registrations import notices  # noqa: F401
from .registrations.domain import forgetting  # noqa: F401
