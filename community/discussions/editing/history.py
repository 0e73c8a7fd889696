"""The wordings of a post, newest first, each with what changed in it."""

from dataclasses import dataclass
from datetime import datetime

from ..models import Post
from .differences import Change, differences
from .models import PostWording
from .writing import writing_of

WORDINGS_A_PAGE = 10


@dataclass(frozen=True)
class Step:
    """One wording. ``changes`` are against the one before; the first has its words as one stretch that is the same."""

    number: int
    written_at: datetime
    language: str
    language_before: str  # empty where it is the same
    changes: list[Change]
    is_now: bool

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def only_form_changed(self) -> bool:
        """Other markup around the same words, such as emphasis."""
        return (
            not self.is_first
            and not self.language_before
            and all(change.kind == "same" for change in self.changes)
        )


def steps_of(post: Post, *, before: int | None = None) -> tuple[list[Step], int | None]:
    """A page of wordings with numbers under ``before``, and the number to go on from (None at the end). One query."""
    now = post.edit_count + 1
    last = now if before is None else min(before - 1, now)
    first = max(1, last - WORDINGS_A_PAGE + 1)
    rows = {
        row.number: (row.html, row.language, row.written_at)
        for row in PostWording.objects.filter(post=post, number__gte=first - 1, number__lte=last)
    }
    rows[now] = (post.html, post.language, post.edited_at or post.created_at)
    shown = []
    for number in range(last, first - 1, -1):
        if number not in rows:
            continue
        html, language, written_at = rows[number]
        old = rows.get(number - 1)
        words = writing_of(html)
        shown.append(
            Step(
                number=number,
                written_at=written_at,
                language=language,
                language_before=old[1] if old and old[1] != language else "",
                changes=differences(writing_of(old[0]), words) if old else [Change("same", words)],
                is_now=number == now,
            )
        )
    return shown, first if first > 1 else None
