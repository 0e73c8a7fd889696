"""Stopping mails by one click, without signing in, and taking that back.

A mail carries a signed token that names the person, the kind and the group it
was about. Who holds it may stop (and resume) mails and do nothing else.
"""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from ..kinds import NotificationKind, kinds
from ..models import NotificationSetting

_SALT = "notifications.stop"
_UNDO_SALT = "notifications.stop.undo"

# What can be stopped, from least to most.
GROUP, KIND, EVERYTHING = "group", "kind", "everything"


def stop_path(user, *, kind: str, group_key: str, language: str) -> str:
    """Path of the page that stops mails like this one. It keeps working: mails are read years later."""
    token = signing.dumps({"u": user.pk, "k": kind, "g": group_key}, salt=_SALT, compress=True)
    with translation.override(language):
        return reverse("notices-stop", args=[token])


@dataclass(frozen=True)
class Stop:
    """What one token may stop: for ``user``, the notices of ``kind``, in the group ``group_key`` first of all."""

    user: object
    kind: NotificationKind
    group_key: str

    @property
    def group_label(self) -> str:
        """What the narrowest choice stops, in the active language; empty when only the whole kind can be."""
        if self.kind.group_stop is None or not self.group_key:
            return ""
        return self.kind.group_stop.label(self.user, self.group_key)

    @property
    def scopes(self) -> list[str]:
        """What may be chosen, narrowest first; the first is what one click stops."""
        return [*([GROUP] if self.group_label else []), KIND, EVERYTHING]


def read_token(token: str) -> Stop | None:
    """What ``token`` may stop; None for one that we never wrote or whose person or kind is gone."""
    try:
        said = signing.loads(token, salt=_SALT)
        user = get_user_model().objects.filter(pk=said["u"]).first()
        kind = kinds.find(said["k"])
        if user is None or kind is None:
            return None
        return Stop(user=user, kind=kind, group_key=said["g"])
    except (signing.BadSignature, KeyError, TypeError):
        return None


@transaction.atomic
def stop_mails(stop: Stop, *, scope: str) -> str:
    """Stop what ``scope`` names; returns a token for :func:`undo_stop`. Twice is as once."""
    if scope not in stop.scopes:
        raise ValueError(f"{scope!r} cannot be stopped here; one of {stop.scopes} can.")
    group, slugs = "", []
    if scope == GROUP:
        if stop.kind.group_stop.stop(stop.user, stop.group_key):
            group = stop.group_key
    else:
        chosen = [stop.kind] if scope == KIND else list(kinds)
        slugs = [kind.slug for kind in chosen if set_by_mail(stop.user, kind, wanted=False)]
    return signing.dumps({"u": stop.user.pk, "k": stop.kind.slug, "g": group, "s": slugs}, salt=_UNDO_SALT)


@transaction.atomic
def undo_stop(stop: Stop, undo_token: str) -> bool:
    """Take back what the stop that gave ``undo_token`` changed; False for a token of something else."""
    try:
        said = signing.loads(undo_token, salt=_UNDO_SALT)
    except signing.BadSignature:
        return False
    if said["u"] != stop.user.pk or said["k"] != stop.kind.slug:
        return False
    if said["g"] and stop.kind.group_stop is not None:
        stop.kind.group_stop.resume(stop.user, said["g"])
    for slug in said["s"]:
        if kind := kinds.find(slug):
            set_by_mail(stop.user, kind, wanted=True)
    return True


def set_by_mail(user, kind: NotificationKind, *, wanted: bool) -> bool:
    """Choose whether ``user`` gets mails of ``kind``; returns whether that changed."""
    setting = NotificationSetting.objects.filter(user=user, kind=kind.slug).first()
    if (setting.by_mail if setting else kind.default_by_mail) == wanted:
        return False
    choose(user, kind, on_site=setting.on_site if setting else True, by_mail=wanted)
    return True


def choose(user, kind: NotificationKind, *, on_site: bool, by_mail: bool) -> None:
    """Keep a person's choice for one kind; one that equals the kind's own default needs no row."""
    if on_site and by_mail == kind.default_by_mail:
        NotificationSetting.objects.filter(user=user, kind=kind.slug).delete()
    else:
        NotificationSetting.objects.update_or_create(
            user=user, kind=kind.slug, defaults={"on_site": on_site, "by_mail": by_mail}
        )
