"""What the inbox brings: the counter in the header."""

from community.live.members import counters

from ..domain.reading import INBOX_COUNTER
from . import filters  # noqa: F401
from .contents import count_unread

counters.register(INBOX_COUNTER, count_unread)
