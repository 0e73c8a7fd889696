"""What the ground floor registers about itself: each room's own entries."""

from community import demo_follows as _demo_follows  # noqa: F401
from community import demo_mails as _demo_mails  # noqa: F401
from community import demo_networks as _demo_networks  # noqa: F401
from community import demo_threads as _demo_threads  # noqa: F401
from community.discussions import home_panel as _living_threads  # noqa: F401
from community.discussions import registrations as _discussions  # noqa: F401
from community.jobs.queue import handlers
from community.jobs.wagtail_backend import TASK_JOB, run_task
from community.live import registrations as _live  # noqa: F401
from community.networks import registrations as _networks  # noqa: F401
from community.notifications import registrations as _notifications  # noqa: F401
from community.search import registrations as _search  # noqa: F401
from community.topics import registrations as _topics  # noqa: F401

handlers.register(TASK_JOB, run_task)
