"""Where allauth asks us."""

import logging
import smtplib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from community.languages import active_language
from community.notifications.mail import mail_language, send_mail_to_address

from .mail_words import reason_for, words_of_change
from .models import User
from .names import tidy_name
from .sealing import seal, unseal
from .sign_in import remember_language, site_language_of

logger = logging.getLogger("plethu.accounts")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts without user names, mails in the reader's language, and ways on after signing in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and password do not belong together. Check both."),
        "too_many_login_attempts": _("That was one try too many. Wait a few minutes, then try again."),
        "incorrect_code": _("This is not the code we sent. Check it, or ask for a new one."),
        "incorrect_password": _("This is not your password. Try again."),
        "enter_current_password": _("This is not your current password. Try again."),
        "rate_limited": _("That was a lot at once. Wait a little, then try again."),
        "same_as_current": _("This is the address you have already."),
        "duplicate_email": _("This is the address you have already."),
    }

    def populate_username(self, request, user):
        """We have none; the handle is made on saving."""

    def save_user(self, request, user, form, commit=True):
        """The new account with what its form asked for; before the first save, since the handle follows the name."""
        data = form.cleaned_data
        user.confirmed_at = None
        user.display_name = tidy_name(data.get("display_name", ""))
        user.language = data.get("language") or active_language()
        user.time_zone = data.get("time_zone") or settings.TIME_ZONE
        return super().save_user(request, user, form, commit=commit)

    # --- where to go ---------------------------------------------------------------------------------------------------

    def get_login_redirect_url(self, request):
        """Home, in the person's own language."""
        return f"/{site_language_of(request.user)}/"

    def get_signup_redirect_url(self, request):
        """A first look at the own profile: a page that says nothing is found by nobody."""
        with translation.override(site_language_of(request.user)):
            return f"{reverse('me-profile')}?welcome"

    def get_logout_redirect_url(self, request):
        return f"/{active_language()}/"

    def get_password_change_redirect_url(self, request):
        return reverse("me")

    def post_login(self, request, user, **hook):
        response = super().post_login(request, user, **hook)
        return remember_language(response, site_language_of(user))

    # --- mails ---------------------------------------------------------------------------------------------------------

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """The same, for a change to the account of ``user``; an old address gets it in their language, too."""
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)

    def send_mail(self, template_prefix, email, context):
        """One of allauth's mails, in our frame and the recipient's language; the page's when we do not know them.

        A mail server that does not answer is told on the page and in the log; nothing else is lost by it, since
        every one of these mails can be asked for again.
        """
        request = allauth_context.request
        owner = self._owner_of(email, context, request)
        language = mail_language(owner.language if owner else active_language())
        words = {
            **{key: _in_language(value, language) for key, value in context.items() if key != "request"},
            "email": email,
            "owner": owner,
            "settings_url": "",
            **words_of_change(context, owner, language),
        }
        with translation.override(language):
            reason = reason_for(template_prefix)
        try:
            send_mail_to_address(
                email, language=language, template=template_prefix, context=words, reason=str(reason)
            )
        except (smtplib.SMTPException, OSError):
            logger.exception("The mail %s could not be sent.", template_prefix)
            if request is not None and not template_prefix.endswith("_changed"):
                self.add_message(
                    request,
                    messages.ERROR,
                    message=_(
                        "We could not send the e-mail just now. Wait a few minutes and ask for it again."
                    ),
                )

    @staticmethod
    def _owner_of(email, context, request):
        """Whose mail it is: the account the address belongs to, or (a new address) the one it is meant for."""
        user = context.get("user")
        if isinstance(user, User) and user.pk:
            return user
        known = User.objects.filter(email=email.lower()).first()
        if known is None and request is not None and request.user.is_authenticated:
            return request.user
        return known


def _in_language(value, language: str):
    """Addresses of ours that were made for the page's language, turned into the mail's."""
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        return translate_url(value, language)
    return value


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors under our site's name, their secrets sealed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the right code, or its time has run out. Try again."),
    }

    def encrypt(self, text):
        return seal(text)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user, type):
        """A name to start from; the person gives a better one."""
        from allauth.mfa.models import Authenticator

        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        if number == 1:
            return str(_("My passkey"))
        return str(_("My passkey %(number)d") % {"number": number})

    def _get_site_name(self):
        return settings.SITE_NAME


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in with an account elsewhere."""

    def populate_user(self, request, sociallogin, data):
        """What the other site says of the person, as a suggestion for the sign-up form."""
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name") or "", data.get("last_name") or "")
        user.display_name = tidy_name(data.get("name") or " ".join(parts))[:80]
        return user

    def get_signup_form_initial_data(self, sociallogin):
        initial = super().get_signup_form_initial_data(sociallogin)
        return {**initial, "display_name": sociallogin.user.display_name}
