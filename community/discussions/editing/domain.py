"""Changing the words of a post, with every earlier wording kept.

Permission is asked by the caller (``editing.permissions``); what the state of
post and thread forbids is refused here, under their locks.
"""

import hashlib

from django.utils import timezone

from community.search import index

from ..domain.posts import changing
from ..domain.threads import tidy_words
from ..models import Post
from ..refusals import ForeignPost
from .models import PostWording
from .permissions import is_in_grace
from .refusals import ChangedMeanwhile, ClosedForChanges, PostIsGone


def wording_key(post: Post) -> str:
    """Changes with words and language, and with nothing else: a form carries it to notice other hands."""
    return hashlib.sha256(f"{post.language}\n{post.html}".encode()).hexdigest()[:20]


class _SameWords(Exception):
    """Nothing is to be written."""


def edit_post(post: Post, *, html: str, language: str, based_on: str) -> bool:
    """Give ``post`` other words; returns whether anything changed. ``post`` shows them afterwards.

    ``based_on`` is the :func:`wording_key` of the words that were put before the writer. Within the grace
    (``is_in_grace``) they are replaced without a mark; after it the earlier wording is kept. Raises
    ``ChangedMeanwhile``, ``ClosedForChanges``, ``PostIsGone``, ``NothingSaid``, ``TooLong`` or ``NoSuchThread``.
    """
    html, text = tidy_words(html)
    try:
        with changing(post, "edited", quiet=is_in_grace(post)) as row:
            if (row.html, row.language) == (html, language):
                raise _SameWords
            if wording_key(row) != based_on:
                raise ChangedMeanwhile
            if not is_in_grace(row):
                if row.thread.is_closed:
                    raise ClosedForChanges
                _keep_wording(row)
            row.html, row.text, row.language = html, text, language
            index.changed("thread", row.thread_id)
    except _SameWords:
        return False
    except ForeignPost:
        raise PostIsGone from None
    for name in ("html", "text", "language", "edited_at", "edit_count"):
        setattr(post, name, getattr(row, name))
    return True


def _keep_wording(row: Post) -> None:
    """What the locked post says goes into its history."""
    now = timezone.now()
    PostWording.objects.create(
        post=row,
        number=row.edit_count + 1,
        html=row.html,
        language=row.language,
        written_at=row.edited_at or row.created_at,
        replaced_at=now,
    )
    row.edited_at, row.edit_count = now, row.edit_count + 1
