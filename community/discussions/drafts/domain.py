"""Keeping drafts: the newest words win, and none are lost.

A page says which version it knew. Where another page or device has written
since, the older of the two wordings goes into ``others`` and is offered to the
writer, who alone can tell whether it is still wanted.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.languages import CONTENT_LANGUAGES, MAIN_LANGUAGE
from community.live.log import append
from community.live.members import stream_of

from ..domain import markup
from ..domain.threads import LONGEST_HTML, LONGEST_POST, LONGEST_TITLE
from ..models import Post, ThreadKind
from .models import Draft

LONGEST_DRAFT = 3 * LONGEST_POST  # characters; somebody who is too long is still shortening
MOST_OTHERS = 5
MOST_DRAFTS = 300  # of one person
_KINDS = frozenset(ThreadKind.values)
_LANGUAGES = frozenset(code for code, _label in CONTENT_LANGUAGES)


@dataclass(frozen=True)
class Words:
    """What is being written, as a form holds it."""

    text: str = ""
    html: str = ""
    language: str = MAIN_LANGUAGE
    in_reply_to: int | None = None
    title: str = ""
    kind: str = ""
    topics: tuple[int, ...] = field(default=())

    def __bool__(self):
        return bool(self.text.strip() or self.title.strip())

    def tidied(self) -> "Words":
        """Within bounds and safe to show; nothing typed is refused."""
        text = self.text.replace("\r\n", "\n").replace("\x00", "")[:LONGEST_DRAFT]
        html = markup.clean(self.html) if 0 < len(self.html) <= LONGEST_HTML else ""
        return replace(
            self,
            text=text,
            html=html,
            language=self.language if self.language in _LANGUAGES else MAIN_LANGUAGE,
            title=self.title.replace("\x00", "")[:LONGEST_TITLE],
            kind=self.kind if self.kind in _KINDS else "",
            topics=tuple(self.topics[:20]),
        )


class Outcome(Enum):
    """What became of a saving."""

    KEPT = "kept"  # these words are the draft now
    OLDER = "older"  # there were newer ones; these are kept beside them
    GONE = "gone"  # the draft was sent or thrown away, by another page perhaps
    NOTHING = "nothing"  # there is nothing to keep


@dataclass(frozen=True)
class Saved:
    """The outcome, with the draft as it is now."""

    outcome: Outcome
    draft: Draft | None = None


def draft_at(user, place: str) -> Draft | None:
    """What ``user`` was writing at ``place``."""
    return Draft.objects.filter(user=user, place=place).first()


def save(
    user,
    place: str,
    words: Words,
    *,
    base: int = 0,
    written_at: datetime | None = None,
    submission_key: str = "",
) -> Saved:
    """Keep ``words`` as the draft at ``place``.

    ``base`` is the version they continue, 0 where the page knew of none; ``written_at`` when they were typed.
    A form whose post was sent already (by its ``submission_key``) keeps nothing.
    """
    words = words.tidied()
    written_at = min(written_at or timezone.now(), timezone.now())
    if submission_key and Post.objects.filter(author=user, submission_key=submission_key[:40]).exists():
        return Saved(Outcome.GONE)
    with transaction.atomic():
        row = Draft.objects.select_for_update().filter(user=user, place=place).first()
        if row is None and base:
            return Saved(Outcome.GONE)
        if row is None:
            if not words:
                return Saved(Outcome.NOTHING)
            row = _made(user, place, words, written_at)
            if row is not None:
                return Saved(Outcome.KEPT, row)
            # Another page of the same person was quicker.
            row = Draft.objects.select_for_update().get(user=user, place=place)
        return _merged(row, words, base, written_at)


def _made(user, place, words, written_at) -> Draft | None:
    try:
        with transaction.atomic():
            row = Draft.objects.create(user=user, place=place, written_at=written_at, **_columns(words))
    except IntegrityError:
        return None
    surplus = Draft.objects.filter(user=user).values_list("pk", flat=True)[MOST_DRAFTS:]
    if surplus := list(surplus):
        Draft.objects.filter(pk__in=surplus).delete()
    return row


def _merged(row: Draft, words: Words, base: int, written_at: datetime) -> Saved:
    if words_of(row) == words:
        return Saved(Outcome.KEPT, row)
    continues = base == row.version or not row.text.strip() or row.text.strip() in words.text
    if not words:
        if not continues:
            return Saved(Outcome.OLDER, row)
        if not row.others and not row.file_count:
            row.delete()
            return Saved(Outcome.NOTHING)
    elif not continues:
        if words.text.strip() in row.text:
            return Saved(Outcome.OLDER, row)  # nothing is in them that is not kept
        if written_at < row.written_at:
            _keep_beside(row, words, written_at)
            row.version += 1
            row.save()
            return Saved(Outcome.OLDER, row)
        _keep_beside(row, words_of(row), row.written_at)
    for name, value in _columns(words).items():
        setattr(row, name, value)
    row.version, row.written_at = row.version + 1, max(written_at, row.written_at)
    row.save()
    return Saved(Outcome.KEPT, row)


def _keep_beside(row: Draft, words: Words, at: datetime) -> None:
    kept = {"text": words.text, "html": words.html, "title": words.title, "at": at.isoformat()}
    same = [other for other in row.others if other["text"].strip() != words.text.strip()]
    row.others = [kept, *same][:MOST_OTHERS]


def _columns(words: Words) -> dict:
    return {
        "text": words.text, "html": words.html, "language": words.language, "in_reply_to": words.in_reply_to,
        "title": words.title, "kind": words.kind, "topics": list(words.topics),
    }  # fmt: skip


def words_of(row: Draft) -> Words:
    """The words of a draft."""
    return Words(
        text=row.text, html=row.html, language=row.language, in_reply_to=row.in_reply_to, title=row.title,
        kind=row.kind, topics=tuple(row.topics),
    )  # fmt: skip


def take_other(user, place: str, wanted: dict) -> Draft | None:
    """Exchange the draft's words with ``wanted``, one of its ``others``; None where that is no longer there."""
    with transaction.atomic():
        row = Draft.objects.select_for_update().filter(user=user, place=place).first()
        if row is None or wanted not in row.others:
            return None
        row.others.remove(wanted)
        if row.text.strip():
            _keep_beside(row, words_of(row), row.written_at)
        row.text, row.html, row.title = wanted["text"], wanted["html"], wanted["title"] or row.title
        row.version, row.written_at = row.version + 1, timezone.now()
        row.save()
    return row


def drop_other(user, place: str, wanted: dict) -> Draft | None:
    """Throw away ``wanted``, one of the draft's ``others``; None where that is no longer there."""
    with transaction.atomic():
        row = Draft.objects.select_for_update().filter(user=user, place=place).first()
        if row is None or wanted not in row.others:
            return None
        row.others.remove(wanted)
        row.version += 1
        row.save()
    return row


def count_file(user, place: str, more: int) -> None:
    """A file was put to the draft at ``place``, or taken away; the draft is made with its first one."""
    with transaction.atomic():
        row = Draft.objects.select_for_update().filter(user=user, place=place).first()
        if row is None:
            if more <= 0:
                return
            row = _made(user, place, Words(), timezone.now())
            if row is None:
                row = Draft.objects.select_for_update().get(user=user, place=place)
        row.file_count = max(0, row.file_count + more)
        if not row.file_count and not words_of(row) and not row.others:
            row.delete()
            return
        row.save(update_fields=["file_count"])


def forget(user, place: str) -> bool:
    """Delete the draft at ``place``, sent or not wanted; returns whether there was one. Open pages are told."""
    with transaction.atomic():
        gone, _by_model = Draft.objects.filter(user=user, place=place).delete()
        if gone:
            append(stream_of(user.pk), "draft-gone", data={"place": place})
    return bool(gone)


OLDEST = timedelta(days=400)


def prune() -> int:
    """Delete drafts nobody has touched for more than a year; returns how many."""
    return Draft.objects.filter(written_at__lt=timezone.now() - OLDEST).delete()[0]
