"""What many readers' pages share, remembered in this process as long as it is true.

A key holds everything that what is kept follows from: its own facts, or the
number of a stream that raises it with any change, read from the database on
every request. What is found under a key is what making it again would give, and
nothing is ever told to forget.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any


class Kept:
    """A dictionary of bounded size: what was not asked for longest goes first."""

    def __init__(self, most: int):
        self._most = most
        self._entries: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What is kept under ``key``; made, and kept, when it is not there."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                return self._entries[key]
        made = make()
        with self._lock:
            self._entries[key] = made
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything, as a new process would."""
        with self._lock:
            self._entries.clear()
