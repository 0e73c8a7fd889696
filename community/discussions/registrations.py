"""What the discussions bring: live streams, search, the job after a post. Imported once the apps are ready."""

from . import look, searching, streams  # noqa: F401
from .attachments import parts as _attachments  # noqa: F401
from .bookmarks import registrations as _bookmarks  # noqa: F401
from .cards import registrations as _cards  # noqa: F401
from .domain import threads  # noqa: F401
from .editing import registrations as _editing  # noqa: F401
from .follows import registrations as _follows  # noqa: F401
from .inbox import registrations as _inbox  # noqa: F401
from .mailing_lists import registrations as _mailing_lists  # noqa: F401
from .mentions import registrations as _mentions  # noqa: F401
from .outcomes import registrations as _outcomes  # noqa: F401
from .outside import registrations as _outside  # noqa: F401
from .polls import registrations as _polls  # noqa: F401
from .quoting import registrations as _quoting  # noqa: F401
from .reactions import registrations as _reactions  # noqa: F401
from .removing import registrations as _removing  # noqa: F401
from .spaces import panel as _spaces  # noqa: F401
from .tending import registrations as _tending  # noqa: F401

look.watch()
