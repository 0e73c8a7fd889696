"""Settings of the embedded mode: nothing set, everything in one process.

``config.settings.production`` tightens them for a served installation and
``config.settings.test`` makes them quick and repeatable for the suite.
"""

from .base import *  # noqa: F403
