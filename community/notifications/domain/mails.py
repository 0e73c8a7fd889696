"""Mails about notices, decided late.

A notice's mail waits for the kind's ``mail_delay``. Then we look again: who
has read it on the site, who stopped such mails, whose account is closed, and
whether the kind still wants it (removed, no longer followed, no longer
visible). What is left of one group goes in one mail.
"""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from ..kinds import NotificationKind, kinds
from ..mail import list_id_for, mail_language, message_id_for, send_mail_to
from ..models import MailState, Notification, NotificationSetting, Withheld
from .stopping import stop_path

# Older news would only puzzle; happens when no mail could leave for days.
LATE_AFTER = timedelta(days=7)
# Who has not finished sending after this long has stopped in the middle.
SENDING_AT_MOST = timedelta(minutes=15)


class MailNotSent(Exception):
    """The mail server refused some mails; they wait for the job's next attempt."""


def decide_mails(*, kind: str, group_key: str, event_key: str, user_ids: list[int]) -> int:
    """Send or withhold the waiting mails of ``user_ids`` about one group, or one event that has no group.

    Returns how many mails left. Raises :class:`MailNotSent` after everyone else was served.
    """
    described = kinds.get(kind)
    same = Q(group_key=group_key) if group_key else Q(event_key=event_key)
    claimed = _claim(Notification.objects.filter(same, kind=kind, user_id__in=user_ids))
    if not claimed:
        return 0
    wanted = _withhold_unwanted(described, claimed)
    connection = get_connection()
    sent, refused = 0, []
    for user, notices in wanted:
        try:
            _send(described, user, notices, connection)
        except OSError as error:  # smtplib's errors are OSErrors; anything else is ours and fails the job
            _put_back(notices)
            refused.append(f"{user.pk}: {error}")
        except Exception:
            _put_back(notices)
            raise
        else:
            sent += 1
            Notification.objects.filter(pk__in=[notice.pk for notice in notices]).update(
                mail_state=MailState.SENT
            )
    if refused:
        raise MailNotSent("; ".join(refused))
    return sent


@transaction.atomic
def _claim(notices) -> list[Notification]:
    """Take the waiting ones, so that no second worker mails them; oldest first."""
    now = timezone.now()
    free = Q(mail_state=MailState.PENDING) | Q(
        mail_state=MailState.SENDING, mail_decided_at__lt=now - SENDING_AT_MOST
    )
    taken = list(notices.filter(free).select_for_update().order_by("pk"))
    Notification.objects.filter(pk__in=[notice.pk for notice in taken]).update(
        mail_state=MailState.SENDING, mail_decided_at=now
    )
    return taken


def _put_back(notices) -> None:
    Notification.objects.filter(
        pk__in=[notice.pk for notice in notices], mail_state=MailState.SENDING
    ).update(mail_state=MailState.PENDING, mail_decided_at=None)


def _withhold_unwanted(kind: NotificationKind, claimed) -> list[tuple]:
    """Write down why some are withheld; returns (person, notices) for the others."""
    people = get_user_model().objects.in_bulk({notice.user_id for notice in claimed})
    by_mail = dict(
        NotificationSetting.objects.filter(kind=kind.slug, user_id__in=people).values_list(
            "user_id", "by_mail"
        )
    )
    kind.preload(claimed)
    because: dict[str, list[int]] = {}
    wanted: dict[int, list[Notification]] = {}
    for notice in claimed:
        notice.user = people[notice.user_id]
        why = _why_not(kind, notice, by_mail.get(notice.user_id, kind.default_by_mail))
        if why:
            because.setdefault(why, []).append(notice.pk)
        else:
            wanted.setdefault(notice.user_id, []).append(notice)
    for why, pks in because.items():
        Notification.objects.filter(pk__in=pks).update(mail_state=MailState.WITHHELD, withheld_because=why)
    return [(people[user_id], notices) for user_id, notices in wanted.items()]


def _why_not(kind, notice, by_mail) -> str:
    """Why this mail is withheld; empty when it is to be sent."""
    if not notice.user.is_active:
        return Withheld.INACTIVE
    if not by_mail:
        return Withheld.STOPPED
    if notice.read_at is not None:
        return Withheld.READ
    if notice.created_at < timezone.now() - LATE_AFTER:
        return Withheld.LATE
    if not kind.is_wanted(notice):
        return Withheld.NOT_WANTED
    return ""


def _send(kind: NotificationKind, user, notices, connection) -> None:
    newest = notices[-1]
    language = mail_language(user.language)
    with translation.override(language):
        letter = kind.letter(notices, language)
        words = kind.describe(newest, language)
    send_mail_to(
        user,
        template=kind.template,
        context=letter.context,
        reason=words.reason if words else "",
        stop_url=stop_path(user, kind=kind.slug, group_key=newest.group_key, language=language),
        message_id=message_id_for("notice", newest.pk),
        # Nothing has this number: mails of one group point to it and so stand together in mail programs.
        in_reply_to=message_id_for("group", newest.group_key, user.pk) if newest.group_key else "",
        list_id=list_id_for(letter.list_name or kind.slug, letter.list_label),
        sender_name=letter.sender_name,
        connection=connection,
    )
