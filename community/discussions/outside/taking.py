"""A conversation as a file to take away: HTML to read and print, JSON for programs.

Both are made piece by piece, so that a conversation of any length costs little
memory. What was removed is left out but for its trace. The JSON is described
in ``docs/taking-a-conversation.md``.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone, translation

from ..models import Post, Thread
from ..writers import name_of_writer

FORMAT = "plethu-thread"
VERSION = 1
_AT_ONCE = 500


@dataclass(frozen=True)
class Taken:
    """One entry of the file."""

    post: Post

    @property
    def name(self) -> str:
        return name_of_writer(self.post)

    @property
    def address(self) -> str:
        return settings.SITE_URL + self.post.get_absolute_url()


def entries(thread: Thread) -> Iterator[Taken]:
    """All posts in order, some hundreds a query."""
    number = 0
    while True:
        rows = list(thread.posts.filter(number__gt=number).for_reading()[:_AT_ONCE])
        for post in rows:
            post.thread = thread
            yield Taken(post)
        if len(rows) < _AT_ONCE:
            return
        number = rows[-1].number


def as_json(thread: Thread, language: str) -> Iterator[str]:
    """The conversation as JSON text; ``language`` decides names and addresses."""
    with translation.override(language):
        head = {
            "format": FORMAT,
            "version": VERSION,
            "taken_at": timezone.now().isoformat(),
            "address": settings.SITE_URL + thread.get_absolute_url(),
            "title": thread.title,
            "kind": thread.kind,
            "language": thread.language,
            "space": thread.space.name if thread.space_id else None,
            "agreement": (thread.space.agreement if thread.space_id else "") or None,
            "topics": [topic.name for topic in thread.topics.all()],
            "started_at": thread.started_at.isoformat(),
            "closed_at": thread.closed_at.isoformat() if thread.closed_at else None,
        }
    yield json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "posts": ['
    separator = "\n"
    for taken in entries(thread):
        with translation.override(language):
            text = json.dumps(_post(taken), ensure_ascii=False)
        yield f"{separator}  {text}"
        separator = ",\n"
    yield "\n ]\n}\n"


def _post(taken: Taken) -> dict:
    post = taken.post
    told = {
        "number": post.number,
        "address": taken.address,
        "author": taken.name,
        "written_at": post.created_at.isoformat(),
        "in_reply_to": post.in_reply_to.number if post.in_reply_to else None,
    }
    if post.is_removed:
        return {**told, "removed": True}
    return {
        **told,
        "edited_at": post.edited_at.isoformat() if post.edited_at else None,
        "language": post.language,
        "html": post.html,
        "text": post.text,
    }


def as_html(thread: Thread, language: str) -> Iterator[str]:
    """The conversation as one HTML document that needs nothing else."""
    with translation.override(language):
        address = settings.SITE_URL + thread.get_absolute_url()
        facts = {"thread": thread, "address": address, "language": language, "now": timezone.now()}
        yield get_template("community/discussions/outside/taken_head.html").render(facts)
    entry = get_template("community/discussions/outside/taken_post.html")
    for taken in entries(thread):
        with translation.override(language):
            yield entry.render({"taken": taken, "post": taken.post})
    yield "</main></body></html>\n"
