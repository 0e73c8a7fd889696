"""What happens at every sign-in, by whichever door."""

from allauth.account.signals import email_confirmed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

_YEAR = 365 * 24 * 60 * 60  # seconds


@receiver(user_logged_in, dispatch_uid="profiles.accounts.remember_time_zone")
def remember_time_zone(sender, request, user, **_kwargs):
    """The session carries the zone, so that no page has to ask the database for it."""
    if request is not None and hasattr(request, "session"):
        request.session["time_zone"] = user.time_zone


@receiver(email_confirmed, dispatch_uid="profiles.accounts.confirm_account")
def confirm_account(sender, request, email_address, **_kwargs):
    """The first confirmed address makes the account count."""
    user = email_address.user
    if user.confirmed_at is None:
        user.confirmed_at = timezone.now()
        user.save(update_fields=["confirmed_at"])


def site_language_of(user) -> str:
    """The language ``user`` prefers, if this site speaks it, else the site's own."""
    spoken = [code for code, _label in settings.LANGUAGES]
    return user.language if user.language in spoken else settings.LANGUAGE_CODE


def remember_language(response, language: str):
    """Set the cookie by which addresses without a language find the reader's."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_YEAR,
        path=settings.LANGUAGE_COOKIE_PATH,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
    )
    return response
