"""What a person is called on screen."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def display_name(user) -> str:
    """The name shown for an account; allauth asks for it too."""
    return user.display_name


def tidy_name(text: str) -> str:
    """A name as it is kept: composed letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def check_name(name: str) -> None:
    """Refuse names that are not names: invisible or direction-changing characters, addresses, no letter at all."""
    # Zero-width joiners are letters' business in some scripts; the rest of category C hides or reorders text.
    if any(unicodedata.category(sign)[0] == "C" and sign not in "\u200c\u200d" for sign in name):
        raise ValidationError(_("The name holds signs that cannot be seen. Type it again."), code="invisible")
    if "://" in name or "@" in name or "<" in name or name.lower().startswith("www."):
        raise ValidationError(_("Give a name here, not an address."), code="address")
    if not any(unicodedata.category(sign)[0] == "L" for sign in name):
        raise ValidationError(_("A name needs at least one letter."), code="letterless")
