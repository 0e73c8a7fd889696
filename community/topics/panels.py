"""What stands on a topic's page: each room shows its own things about the topic."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from community.registry import Registry

from .models import Topic

# How many things a panel lists; the rest is one link away.
SHOWN = 6


@dataclass(frozen=True)
class TopicItem:
    """One thing about the topic; ``lang`` is the language of its title where that is not the reader's."""

    title: str
    url: str
    kicker: str = ""
    meta: str = ""
    lang: str = ""
    when: datetime | None = None
    person: object = None


@dataclass(frozen=True)
class TopicContent:
    """The first few things, and where all of them stand (empty: nowhere else)."""

    items: list[TopicItem] = field(default_factory=list)
    more_url: str = ""


@dataclass(frozen=True)
class TopicPanel:
    """What one room shows.

    ``draw(topic, topic_ids, user)`` answers with what ``user`` may see about any of ``topic_ids`` (the topic
    and, for one of the first level, those under it), in the active language, in a number of queries that does
    not depend on the rows.
    """

    slug: str
    label: str  # lazy translation
    draw: Callable[[Topic, list[int], object], TopicContent]
    order: int = 50


panels: Registry[TopicPanel] = Registry("topic panel")
