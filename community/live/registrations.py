"""What the live kernel listens to. Imported once the apps are ready."""

from . import members  # noqa: F401
from .recheck import watch_accounts, watch_sessions

watch_sessions()
watch_accounts()
