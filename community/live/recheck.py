"""Asking again who may listen.

A person's memberships, invitations, blocks or account changed, or a thing's
audience did: open sockets must fall silent within two seconds, in every
process. So the order to look again is itself an event of a stream, which hubs
follow like any other: it cannot get lost.
"""

import hashlib

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from . import log


def recheck_person(user_id: int) -> None:
    """Let every open socket of this person prove again what it may listen to.

    Call it in the transaction that changes what the person may see, or after
    it; the sockets look again when that is committed.
    """
    with transaction.atomic():
        log.append(log.CONTROL_STREAM, "person", data={"user_id": user_id})


def recheck_stream(stream_key: str) -> None:
    """Let everyone who listens to this stream prove again that they may; for a changed audience."""
    with transaction.atomic():
        log.append(log.CONTROL_STREAM, "stream", data={"stream": stream_key})


def recheck_everybody() -> None:
    """Let every open socket prove again all it listens to; for a change that touches many streams at once."""
    with transaction.atomic():
        log.append(log.CONTROL_STREAM, "everybody")


def watch_accounts() -> None:
    """From now on, the open sockets of an account that is closed or deleted are asked again."""
    account = get_user_model()
    post_save.connect(_account_saved, sender=account, dispatch_uid="live-account-saved")
    post_delete.connect(_account_gone, sender=account, dispatch_uid="live-account-gone")


def _account_saved(sender, instance, created=False, update_fields=None, **_others):
    if created or instance.is_active or (update_fields is not None and "is_active" not in update_fields):
        return  # an open account loses nothing by being saved
    recheck_person(instance.pk)


def _account_gone(sender, instance, **_others):
    recheck_person(instance.pk)


def fingerprint_of(session_key: str) -> str:
    """What the log may hold of a session: enough to know it again, nothing to sign in with."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def watch_sessions() -> None:
    """From now on, a sign-in that ends (here, in another tab, by "sign out everywhere") silences its open sockets."""
    post_delete.connect(_session_ended, sender=Session, dispatch_uid="live-session-ended")


def _session_ended(sender, instance, **_others):
    if instance.expire_date < timezone.now() or SESSION_KEY not in instance.get_decoded():
        return  # swept up long after it ended, or nobody was signed in with it
    with transaction.atomic():
        log.append(log.CONTROL_STREAM, "session", data={"fingerprint": fingerprint_of(instance.session_key)})
