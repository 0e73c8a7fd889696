"""The link in an invitation by e-mail."""

from django.core import signing
from django.urls import reverse

from .models import AddressInvitation

_SALT = "networks.invitation"


def invitation_path(invitation: AddressInvitation) -> str:
    """Path of the joining page with the key that proves the mail was read; in the active language."""
    return f"{reverse('network-join', args=[invitation.network.slug])}?invitation={signing.dumps(invitation.pk, salt=_SALT)}"


def read_invitation(key: str) -> AddressInvitation | None:
    """The open invitation that ``key`` belongs to, or None for any other text."""
    try:
        return AddressInvitation.objects.open().filter(pk=signing.loads(key, salt=_SALT)).first()
    except (signing.BadSignature, TypeError, ValueError):
        return None
