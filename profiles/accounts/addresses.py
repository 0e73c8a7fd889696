"""Which addresses people have shown to be theirs, for the rooms that ask; and what a new one brings to light."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib import messages
from django.db.models.functions import Lower
from django.dispatch import receiver
from django.utils.translation import gettext as _

from community.discussions.mailing_lists.addresses import AddressBook, address_books
from community.discussions.mailing_lists.claims import claimable

_ADDRESSES_A_QUERY = 400


def verified_addresses(user) -> set[str]:
    """The verified addresses of ``user``, in small letters."""
    if not user.is_authenticated or not user.is_active:
        return set()
    rows = EmailAddress.objects.filter(user_id=user.pk, verified=True)
    return {address.lower() for address in rows.values_list("email", flat=True)}


def owners(addresses: Iterable[str]) -> dict[str, object]:
    """Address → open account that has verified it."""
    addresses, found = sorted(addresses), {}
    for start in range(0, len(addresses), _ADDRESSES_A_QUERY):
        rows = (
            EmailAddress.objects.annotate(small=Lower("email"))
            .filter(
                small__in=addresses[start : start + _ADDRESSES_A_QUERY], verified=True, user__is_active=True
            )
            .select_related("user")
        )
        found.update({row.small: row.user for row in rows})
    return found


address_books.register("accounts", AddressBook(of=verified_addresses, owners=owners))


@receiver(email_confirmed, dispatch_uid="profiles.accounts.offer_old_mails")
def offer_old_mails(sender, request, email_address, **_kwargs):
    """Somebody showed that an address is theirs: say so if mails were written with it."""
    if request is not None and hasattr(request, "_messages") and claimable(email_address.user).exists():
        messages.info(
            request,
            _(
                "Posts from a mailing list were written with this address. You can claim them in your settings, "
                "under “Posts from mailing lists”."
            ),
        )
