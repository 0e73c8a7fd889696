"""Unread posts of one reader in a list of threads, and what the page's script needs to keep them right."""

import json
from typing import NamedTuple

from django.utils.translation import ngettext

from ..follows.levels import Follows, topics_of
from ..models import FollowLevel

# From here on, the words for a number are the same in each of our languages.
_NUMBERS_SPELT = 21


class Standing(NamedTuple):
    """Where a reader stands in a thread: read up to ``now``, and up to ``later`` once more is written.

    None: nothing of it counts as unread. ``later`` is another than ``now`` for a thread never opened, in a space
    that is followed, in which nothing was said since.
    """

    now: int | None
    later: int | None
    is_muted: bool = False

    def unread_in(self, thread) -> int:
        """How many posts are unread."""
        return 0 if self.now is None else thread.unread_after(self.now)

    def for_script(self, thread):
        """A number, ``null`` for never, ``[last]`` for 0 once there is a post after ``last``."""
        return [thread.last_number] if self.now is None and self.later is not None else self.now


def standings(threads, follows: Follows) -> dict[int, Standing]:
    """Thread id → standing, for rows from ``with_unread_for``. What is muted is never unread.

    One never opened is unread only where its space or a topic is followed and something was said since that
    began. At most one query, and that only for who follows or mutes a topic.
    """
    topics = topics_of(thread.pk for thread in threads) if follows.topics and threads else {}
    return {thread.pk: _standing(thread, follows, topics.get(thread.pk, ())) for thread in threads}


def _standing(thread, follows: Follows, topic_ids) -> Standing:
    choice = None if thread.level else follows.choice_for(thread, topic_ids)
    level = thread.level or (choice.level if choice else "")
    if level == FollowLevel.MUTED:
        return Standing(None, None, is_muted=True)
    if thread.read_number is not None:
        return Standing(thread.read_number, thread.read_number)
    if choice is not None and level == FollowLevel.WATCHING:
        return Standing(0 if thread.last_post_at > choice.since else None, 0)
    return Standing(None, None)


def marks_of(threads, standing: dict[int, Standing]) -> str:
    """For the attribute ``data-marks`` of a list; threads never opened and not followed are left out."""
    told = {
        str(thread.pk): where.for_script(thread)
        for thread in threads
        if (where := standing[thread.pk]).is_muted or where.later is not None
    }
    return json.dumps(told, separators=(",", ":"))


def words_of_unread() -> str:
    """The words "3 new posts" for each number, as JSON: script then needs no rule for plurals."""
    return json.dumps(
        [new_posts(number).replace(str(number), "{n}", 1) for number in range(_NUMBERS_SPELT + 1)]
    )


def new_posts(number: int) -> str:
    """How many posts are new, in words."""
    return ngettext("%(counter)s new post", "%(counter)s new posts", number) % {"counter": number}
