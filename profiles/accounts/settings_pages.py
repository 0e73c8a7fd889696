"""The pages on which people look after their account, in the order they are offered."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class SettingsPage:
    """One page: the name of its address, what it is called, and what is done there."""

    url_name: str
    label: str
    summary: str
    icon: str
    under: tuple[str, ...] = ()  # names of further addresses that belong to it


PAGES = (
    SettingsPage("me", _("Account"), _("Your name, handle, language and time zone."), "user"),
    SettingsPage("me-profile", _("Profile"), _("What others read about you, and who may read it."), "pencil"),
    SettingsPage(
        "me-networks", _("My networks"), _("What you belong to, where you are invited, and what else there is to join."),
        "people",
    ),
    SettingsPage("me-following", _("What I follow"), _("Spaces, topics and conversations, and what you muted."), "star"),
    SettingsPage("me-notifications", _("Notifications"), _("What we tell you here and by mail."), "bell"),
    SettingsPage(
        "me-searches", _("Saved searches"), _("What you look for again, and when we tell you of new results."), "search",
        ("search-change", "search-save"),
    ),
    SettingsPage(
        "account_email", _("E-mail address"), _("Where you sign in and get our mails."), "envelope",
        ("account_email_verification_sent",),
    ),
    SettingsPage(
        "me-mails", _("Posts from mailing lists"), _("Claim what you wrote on an old mailing list."), "reply"
    ),
    SettingsPage(
        "account_change_password", _("Password"), _("Choose a new one."), "lock", ("account_set_password",)
    ),
    SettingsPage(
        "mfa_list_webauthn", _("Passkeys"), _("Sign in with your fingerprint, face or a key."), "ticket",
        ("mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
    ),
    SettingsPage(
        "mfa_index", _("Second step"), _("A code from an app, and recovery codes."), "check",
        ("mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    ),
    SettingsPage("usersessions_list", _("Where I am signed in"), _("Your devices and browsers."), "globe"),
    SettingsPage("socialaccount_connections", _("Accounts elsewhere"), _("Sign in with another account."), "link"),
)  # fmt: skip


def pages_for(request) -> list[dict]:
    """``{label, summary, icon, url, current}`` of each page this installation has, for ``request``."""
    here = request.resolver_match.url_name if request is not None and request.resolver_match else ""
    offered = []
    for page in PAGES:
        if page.url_name == "socialaccount_connections" and not _can_connect():
            continue
        if page.url_name == "me-mails" and here != "me-mails" and not _has_old_mails():
            continue
        try:
            url = reverse(page.url_name)
        except NoReverseMatch:
            continue
        current = here == page.url_name or here in page.under
        offered.append(
            {"label": page.label, "summary": page.summary, "icon": page.icon, "url": url, "current": current}
        )
    return offered


def _has_old_mails() -> bool:
    """Whether the archive of any mailing list was ever imported here."""
    from community.discussions.mailing_lists.models import ImportedMail

    return ImportedMail.objects.exists()


def _can_connect() -> bool:
    from django.conf import settings

    return bool(settings.SOCIALACCOUNT_PROVIDERS)
