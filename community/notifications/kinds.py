"""The kinds of notice, registered by the rooms that know what happened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from community.registry import Registry

if TYPE_CHECKING:
    from .models import Notification


@dataclass(frozen=True)
class Words:
    """A notice in one language, as plain text.

    ``title`` is a whole sentence; ``excerpt`` a few words of what was written, in the language
    ``excerpt_language`` (empty: the reader's); ``url`` a path with language prefix; ``reason`` a whole
    sentence saying why this person is told.
    """

    title: str
    excerpt: str = ""
    url: str = ""
    reason: str = ""
    excerpt_language: str = ""


@dataclass(frozen=True)
class Letter:
    """What a mail about one or more notices of a kind holds, beside what every mail has.

    ``context`` goes to the kind's template. ``sender_name`` stands before our address when a mail brings
    one person's words. ``list_name`` ("space-wales") with ``list_label`` makes the List-Id header, by which
    mail programs sort.
    """

    context: dict
    sender_name: str = ""
    list_name: str = ""
    list_label: str = ""


def no_preload(notifications: "list[Notification]") -> None:
    """Nothing to read beforehand."""


def plain_letter(notifications: "list[Notification]", language: str) -> Letter:
    """The words of each notice, one after the other."""
    kind = kinds.get(notifications[0].kind)
    words = [kind.describe(notification, language) for notification in notifications]
    return Letter(context={"items": [one for one in words if one is not None]})


@dataclass(frozen=True)
class GroupStop:
    """How one group of a kind ("thread:12") is stopped for one person by one click.

    ``stop(user, group_key)`` and ``resume(user, group_key)`` return whether anything changed;
    ``label(user, group_key)`` says what stops, in the active language, or "" when there is nothing to stop
    (any more) or the person may not see it.
    """

    label: "Callable[[object, str], str]"
    stop: "Callable[[object, str], bool]"
    resume: "Callable[[object, str], bool]"


@dataclass(frozen=True)
class NotificationKind:
    """What the list, the mail and the settings page need to know about one kind.

    ``describe(notification, language)`` is called with that language active; it answers None when the
    reader may no longer see what happened. ``is_wanted(notification)`` is asked late, just before the mail:
    false when it was removed, is no longer followed, or no longer visible to the person. Read already,
    settings and closed accounts are looked at for every kind and need not be repeated.
    ``preload(notifications)`` reads what these need for many notices at once.
    """

    slug: str
    label: str  # lazy translation: "Replies in conversations I follow"
    describe: "Callable[[Notification, str], Words | None]"
    is_wanted: "Callable[[Notification], bool]"
    mail_delay: timedelta = timedelta(0)
    default_by_mail: bool = True
    help: str = ""  # lazy translation: one sentence under the label on the settings page
    preload: "Callable[[list[Notification]], None]" = no_preload
    # The words for several notices of one group, oldest first; else the newest one's words are shown.
    describe_group: "Callable[[list[Notification], str], Words | None] | None" = None
    # The mail: templates by name without ending, and what goes into them.
    template: str = "community/notifications/mail/notices"
    letter: "Callable[[list[Notification], str], Letter]" = plain_letter
    group_stop: GroupStop | None = None
    order: int = 50  # place on the settings page


kinds: Registry[NotificationKind] = Registry("kind of notice")


def kinds_in_order() -> list[NotificationKind]:
    """All kinds as the settings page lists them."""
    return sorted(kinds, key=lambda kind: kind.order)
