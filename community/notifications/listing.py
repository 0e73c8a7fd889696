"""Notices as they are listed: those of one group together, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime

from .kinds import Words, kinds
from .models import Notification


@dataclass(frozen=True)
class Listed:
    """One line of the list: one notice, or all of a group. ``words`` is None when nothing may be shown any more."""

    notices: list[Notification]  # oldest first
    words: Words | None
    label: str  # of the kind

    @property
    def newest(self) -> Notification:
        return self.notices[-1]

    @property
    def happened_at(self) -> datetime:
        return self.newest.created_at

    @property
    def is_unread(self) -> bool:
        return self.newest.read_at is None


def listed(notices, reader, language: str) -> list[Listed]:
    """``notices`` of ``reader`` (newest first) as lines, newest first. Kinds that no longer exist are left out."""
    groups: dict[tuple, list[Notification]] = {}
    for notice in notices:
        if notice.kind in kinds:
            notice.user = reader  # one object for all, which remembers what it was asked
            key = (notice.kind, notice.group_key or notice.event_key)
            groups.setdefault(key, []).insert(0, notice)
    for kind in kinds:
        own = [notice for group in groups.values() for notice in group if notice.kind == kind.slug]
        if own:
            kind.preload(own)
    return [_line(group, language) for group in groups.values()]


def _line(group, language) -> Listed:
    kind = kinds.get(group[0].kind)
    if len(group) > 1 and kind.describe_group is not None:
        words = kind.describe_group(group, language)
    else:
        words = kind.describe(group[-1], language)
    return Listed(notices=group, words=words, label=str(kind.label))
