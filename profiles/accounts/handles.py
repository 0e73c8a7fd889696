"""Handles: short unique names for addresses and mentions."""

import itertools
import re
import secrets

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

SHORTEST = 2
LONGEST = 40
PATTERN = r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$"
# Names that a handle must not wear: addresses of our own, and words that would speak for the house.
RESERVED = frozenset(
    [
        "about",
        "abuse",
        "account",
        "accounts",
        "admin",
        "administrator",
        "all",
        "anonymous",
        "api",
        "contact",
        "coordinator",
        "curator",
        "demo",
        "deleted",
        "everyone",
        "facilitator",
        "former-member",
        "guest",
        "help",
        "here",
        "home",
        "info",
        "inbox",
        "login",
        "logout",
        "mail",
        "me",
        "member",
        "members",
        "moderator",
        "network",
        "networks",
        "new",
        "nobody",
        "null",
        "official",
        "people",
        "plethu",
        "postmaster",
        "press",
        "privacy",
        "profile",
        "root",
        "safety",
        "search",
        "security",
        "settings",
        "signup",
        "staff",
        "support",
        "system",
        "team",
        "undefined",
        "user",
        "users",
        "webmaster",
        "you",
    ]
)


def tidy_handle(text: str) -> str:
    """What somebody typed as a handle, in the form it is kept: ``" @Sian-Jones "`` → ``"sian-jones"``."""
    return (text or "").strip().removeprefix("@").lower()


def check_handle(handle: str) -> None:
    """Refuse a handle that nobody may have, whoever holds it now; the words say how to mend it."""
    if not re.match(PATTERN, handle):
        raise ValidationError(
            _("Use small letters, digits and hyphens, beginning and ending with a letter or digit."),
            code="invalid",
        )
    if len(handle) < SHORTEST:
        raise ValidationError(_("Use at least two characters."), code="short")
    if handle.isdigit():
        raise ValidationError(_("Use at least one letter."), code="digits")
    if handle in RESERVED:
        raise ValidationError(
            _("This handle is kept for the site itself. Choose another one."), code="reserved"
        )


def is_taken(handle: str, *, by_others_than=None) -> bool:
    """Whether somebody (else) holds ``handle`` now or held it before: old addresses lead to their owner for good."""
    User, FormerHandle = apps.get_model("profiles", "User"), apps.get_model("profiles", "FormerHandle")
    holders, formers = User.objects.filter(handle=handle), FormerHandle.objects.filter(handle=handle)
    if by_others_than is not None:
        holders, formers = holders.exclude(pk=by_others_than.pk), formers.exclude(user=by_others_than)
    return holders.exists() or formers.exists()


def free_handle_for(name: str) -> str:
    """A handle nobody holds yet, made from ``name``: ``sian-jones``, then ``sian-jones-2``…"""
    User, FormerHandle = apps.get_model("profiles", "User"), apps.get_model("profiles", "FormerHandle")
    stem = slugify(name).replace("_", "-")[: LONGEST - 5].strip("-")
    if len(stem) < SHORTEST or stem.isdigit():
        stem = f"member-{stem}" if stem else "member"
    if stem not in RESERVED and not is_taken(stem):
        return stem
    taken = set(User.objects.filter(handle__startswith=f"{stem}-").values_list("handle", flat=True))
    taken.update(FormerHandle.objects.filter(handle__startswith=f"{stem}-").values_list("handle", flat=True))
    for number in itertools.islice(itertools.count(2), 200):
        if (handle := f"{stem}-{number}") not in taken:
            return handle
    return f"{stem}-{secrets.token_hex(2)}"
