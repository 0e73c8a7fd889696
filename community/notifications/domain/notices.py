"""Telling people, and keeping what they have read."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from community.jobs.queue import enqueue
from community.live.log import Entry, append_all
from community.live.members import stream_of
from community.prepared import Prepared

from ..kinds import kinds
from ..models import MailState, Notification, NotificationSetting, Withheld

# People in one transaction and one mail job. Small, so that writers in between need not wait.
BATCH = 100
# Older notices are deleted, read or not: the list is for news.
KEPT = timedelta(days=400)
# Name of the counter in the header.
COUNTER = "notices"


def notify(
    kind_slug: str,
    *,
    people: Iterable[tuple[int, str]],
    subject_id: int,
    event_key: str,
    group_key: str = "",
    actor=None,
    data: dict | None = None,
    happened_at=None,
) -> int:
    """Tell ``people``, pairs of (user id, reason); returns to how many this was new.

    At most one notice a person and ``event_key``, whatever the reasons and however often this is called.
    ``actor`` (who did it) is left out; so are closed accounts and those who want this kind neither on the
    site nor by mail. Counters follow on commit; the mail is decided the kind's ``mail_delay`` after
    ``happened_at`` (an aware datetime, now when not given).
    Costs grow with ``people``: for more than a handful call it from a job.
    """
    kind = kinds.get(kind_slug)
    reasons = {}
    for user_id, reason in people:
        reasons.setdefault(user_id, reason)
    if actor is not None:
        reasons.pop(actor.pk, None)
    happened_at = happened_at or timezone.now()
    shared = {
        "kind": kind.slug,
        "event_key": event_key,
        "group_key": group_key,
        "subject_id": subject_id,
        "actor": actor,
        "data": data or {},
        "created_at": happened_at,
    }
    told = 0
    waiting = sorted(reasons)
    for start in range(0, len(waiting), BATCH):
        told += _notify_batch(kind, {pk: reasons[pk] for pk in waiting[start : start + BATCH]}, shared)
    return told


@transaction.atomic
def _notify_batch(kind, reasons, shared) -> int:
    """Tell the people of ``reasons`` (user id → reason); ``shared`` is what all their notices have in common."""
    told_before = set(
        Notification.objects.filter(event_key=shared["event_key"], user_id__in=reasons).values_list(
            "user_id", flat=True
        )
    )
    ways = _ways(kind, set(reasons) - told_before)
    now = timezone.now()
    new = [
        Notification(
            **shared,
            user_id=user_id,
            reason=reasons[user_id],
            on_site=on_site,
            mail_state=MailState.PENDING if by_mail else MailState.WITHHELD,
            mail_decided_at=None if by_mail else now,
            withheld_because="" if by_mail else Withheld.STOPPED,
        )
        for user_id, (on_site, by_mail) in sorted(ways.items())
        if on_site or by_mail
    ]
    Notification.objects.bulk_create(new, ignore_conflicts=True)
    _move_counters(notice.user_id for notice in new if notice.on_site)
    to_mail = [notice.user_id for notice in new if notice.mail_state == MailState.PENDING]
    if to_mail:
        enqueue(
            "notifications.decide_mails",
            run_at=max(now, shared["created_at"] + kind.mail_delay),
            kind=kind.slug,
            group_key=shared["group_key"],
            event_key=shared["event_key"],
            user_ids=to_mail,
        )
    return len(new)


def _ways(kind, user_ids) -> dict[int, tuple[bool, bool]]:
    """User id → (on the site, by mail) for the open accounts among ``user_ids``."""
    open_accounts = (
        get_user_model().objects.filter(pk__in=user_ids, is_active=True).values_list("pk", flat=True)
    )
    ways = dict.fromkeys(open_accounts, (True, kind.default_by_mail))
    chosen = NotificationSetting.objects.filter(kind=kind.slug, user_id__in=list(ways))
    for user_id, on_site, by_mail in chosen.values_list("user_id", "on_site", "by_mail"):
        ways[user_id] = (on_site, by_mail)
    return ways


def unread_count(user) -> int:
    """How many unread notices ``user`` has; 0 for visitors. One query, remembered on the user object."""
    if user is None or not user.is_authenticated:
        return 0
    remembered = getattr(user, "_plethu_unread", None)
    if remembered is None:
        remembered = user._plethu_unread = count_unread(user.pk)
    return remembered


def count_unread(user_id: int) -> int:
    """The number of unread notices as the database knows it now."""
    rows = _unread.rows(user=user_id)
    return rows[0][0] if rows else 0


_unread = Prepared(
    lambda user: (
        Notification.objects.of(user)
        .unread()
        .order_by()
        .values("user")
        .annotate(count=Count("pk"))
        .values_list("count")
    ),
    user=int,
)


@transaction.atomic
def mark_read(user, *, group_key: str, up_to: int | None = None) -> int:
    """Mark what ``user`` was told about one group as read; returns how many were not.

    ``up_to`` leaves those alone whose ``data["number"]`` (place in the group) is higher.
    """
    if not user.is_authenticated:
        return 0
    notices = Notification.objects.filter(user=user, group_key=group_key)
    if up_to is not None:
        notices = notices.filter(data__number__lte=up_to)
    return _mark(user, notices)


@transaction.atomic
def mark_one_read(user, *, notice_id: int) -> int:
    """Mark one notice, and those grouped with it, as read. Somebody else's is not there."""
    notice = Notification.objects.filter(user=user, pk=notice_id).first()
    if notice is None:
        return 0
    same = Notification.objects.filter(user=user, pk__lte=notice_id)
    return _mark(
        user, same.filter(group_key=notice.group_key) if notice.group_key else same.filter(pk=notice_id)
    )


@transaction.atomic
def mark_all_read(user, *, up_to_id: int | None = None) -> int:
    """Mark everything as read that ``user`` has seen listed, up to the notice of that id."""
    notices = Notification.objects.filter(user=user)
    return _mark(user, notices.filter(pk__lte=up_to_id) if up_to_id else notices)


@transaction.atomic
def mark_groups_read(user, group_keys: list[str], at) -> int:
    """Mark what ``user`` was told about these groups until ``at`` as read at that moment; returns how many were not."""
    unread = Notification.objects.filter(user=user, read_at__isnull=True, created_at__lte=at)
    wanted = set(group_keys)
    ids = [pk for pk, group in unread.values_list("pk", "group_key") if group in wanted]
    return _mark(user, Notification.objects.filter(user=user, pk__in=ids), at) if ids else 0


@transaction.atomic
def mark_unread_again(user, at) -> int:
    """Take back :func:`mark_groups_read` of that moment; returns how many notices are unread again."""
    changed = Notification.objects.filter(user=user, read_at=at).update(read_at=None)
    if hasattr(user, "_plethu_unread"):
        del user._plethu_unread
    if changed:
        _move_counters([user.pk])
    return changed


def _mark(user, notices, at=None) -> int:
    changed = notices.filter(read_at__isnull=True).update(read_at=at or timezone.now())
    if hasattr(user, "_plethu_unread"):
        del user._plethu_unread
    if changed:
        _move_counters([user.pk])
    return changed


def _move_counters(user_ids) -> None:
    """Have these people's open pages show the new number of unread notices."""
    append_all(Entry(stream_of(user_id), "counter", data={"name": COUNTER}) for user_id in user_ids)


def prune() -> int:
    """Delete notices older than ``KEPT``; returns how many."""
    return Notification.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
