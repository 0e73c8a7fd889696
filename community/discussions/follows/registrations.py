"""After a post: the open inboxes of those it concerns draw themselves again."""

from . import telling  # noqa: F401
