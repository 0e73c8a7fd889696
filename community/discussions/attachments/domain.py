"""Taking files in, giving them to a post, and deleting what nobody sent."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from ..drafts.domain import count_file
from ..drafts.models import Draft
from ..models import Thread
from .models import Attachment
from .reading import read_upload
from .refusals import FileIsGone, TooManyInADay, too_many
from .storage import delete_files, path_of, storage

MOST_FILES = 8  # on one post
MOST_IN_A_DAY = 120  # by one person
LONGEST_ALT = 400  # characters
# What was added and not sent is deleted after this long; sooner when its draft is gone.
UNSENT_FOR, ORPHANED_FOR = timedelta(days=90), timedelta(days=2)
# A removed post gives its files to nobody; they themselves go when nobody can want the post back.
REMOVED_FOR = timedelta(days=30)


def add_file(user, place: str, upload) -> Attachment:
    """Keep ``upload`` for what ``user`` writes at ``place``; raises a refusal that names the file."""
    today = Attachment.objects.filter(owner=user, created_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= MOST_IN_A_DAY:
        raise TooManyInADay
    if Attachment.objects.filter(owner=user, place=place, post__isnull=True).count() >= MOST_FILES:
        raise too_many(MOST_FILES)
    taken = read_upload(upload)
    key, kept = secrets.token_hex(16), storage()
    for size, content in taken.contents.items():
        kept.save(path_of(key, size), ContentFile(content))
    try:
        with transaction.atomic():
            count_file(user, place, 1)
            return Attachment.objects.create(
                key=key,
                owner=user,
                place=place,
                kind=taken.kind,
                name=taken.name,
                content_type=taken.content_type,
                size=taken.size,
                width=taken.width,
                height=taken.height,
            )
    except BaseException:
        delete_files(key)
        raise


def waiting_at(user, place: str) -> list[Attachment]:
    """Files that ``user`` added at ``place`` and has not sent, in order."""
    return list(Attachment.objects.filter(owner=user, place=place, post__isnull=True))


def drop_file(user, key: str) -> Attachment | None:
    """Delete a file that ``user`` has not sent; None where there is no such file."""
    with transaction.atomic():
        row = Attachment.objects.select_for_update().filter(owner=user, key=key, post__isnull=True).first()
        if row is None:
            return None
        row.delete()
        count_file(user, row.place, -1)
        transaction.on_commit(lambda: delete_files(key))
    return row


def waiting_among(user, keys: Sequence[str]) -> list[Attachment]:
    """The files called ``keys``, in that order; ``FileIsGone`` where one is not there, or not one's own."""
    keys = list(dict.fromkeys(keys))
    if not keys:
        return []
    if len(keys) > MOST_FILES:
        raise too_many(MOST_FILES)
    rows = {row.key: row for row in Attachment.objects.filter(owner=user, key__in=keys)}
    if len(rows) != len(keys):
        raise FileIsGone
    return [rows[key] for key in keys]


def file_for(user, key: str) -> Attachment | None:
    """The file, if ``user`` may have it: their own while unsent, then whoever may read the post's thread."""
    row = Attachment.objects.select_related("post").filter(key=key).first()
    if row is None:
        return None
    if row.post is None:
        return row if user.is_authenticated and row.owner_id == user.pk else None
    if row.post.removed_at is not None:
        return None
    return row if Thread.objects.visible_to(user).filter(pk=row.post.thread_id).exists() else None


def delete_unwanted() -> int:
    """Delete files nobody sent, and those of posts removed long ago; returns how many."""
    now = timezone.now()
    unsent = Attachment.objects.filter(post__isnull=True)
    doomed = list(unsent.filter(created_at__lt=now - UNSENT_FOR))
    drafts = set(Draft.objects.filter(file_count__gt=0).values_list("user_id", "place"))
    old = unsent.filter(created_at__lt=now - ORPHANED_FOR, created_at__gte=now - UNSENT_FOR)
    doomed += [row for row in old if (row.owner_id, row.place) not in drafts]
    doomed += Attachment.objects.filter(post__removed_at__lt=now - REMOVED_FOR)
    for row in doomed:
        with transaction.atomic():
            row.delete()
            if row.post_id is None and row.owner_id is not None:
                count_file(row.owner, row.place, -1)
            transaction.on_commit(lambda key=row.key: delete_files(key))
    return len(doomed)


def keep_alts(user, alts: dict[str, str]) -> None:
    """Note the descriptions of unsent pictures as they are being written."""
    mine = Attachment.objects.filter(owner=user, key__in=alts, post__isnull=True)
    for row in mine:
        alt = tidy_alt(alts[row.key])
        if alt != row.alt:
            Attachment.objects.filter(pk=row.pk, post__isnull=True).update(alt=alt)


def tidy_alt(alt: str) -> str:
    """A description in one line, within bounds."""
    return " ".join(alt.replace("\x00", "").split())[:LONGEST_ALT]
