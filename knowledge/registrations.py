"""What knowledge registers with the floors below it."""

from . import demo_library as _demo_library  # noqa: F401
from . import demo_pages as _demo_pages  # noqa: F401
from .library import registrations as _library  # noqa: F401
from .pages import registrations as _pages  # noqa: F401
