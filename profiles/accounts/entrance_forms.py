"""allauth's forms in our words.

They stand apart from ``forms`` because allauth reads that module while its own
forms are still being made. ``settings.ACCOUNT_FORMS`` and ``MFA_FORMS`` name them.
"""

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from allauth.socialaccount import forms as social
from django.utils.translation import gettext_lazy as _

EMAIL = _("E-mail address")


class InOurWords:
    """Labels of our own and no placeholders: they vanish as one types, and repeat the label."""

    # Field → its label and, for some, its help.
    labels: dict = {}
    helps: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in ("email", "login"):
                field.label = EMAIL
            field.label = self.labels.get(name, field.label)
            if name in self.helps:
                field.help_text = self.helps[name]


PASSWORD_HELP = _("At least 10 characters. Three or four words in a row make a good one.")


class CodeForm(InOurWords):
    """A code that arrived by mail: told apart from a password for whoever fills forms in."""

    labels = {"code": _("Code from the e-mail")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            self.fields["code"].widget.attrs.update(
                {"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "one-time-code"}
            )


class LoginForm(InOurWords, account.LoginForm):
    """Sign in with a password."""

    helps = {"password": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class SignUpForm(InOurWords, account.SignupForm):
    """Make an account, with a password or (``by_passkey``) with a passkey."""

    mark_optional = False  # the one field that may stay empty, the time zone, has an answer already

    helps = {"email": _("We send a code to it, to be sure that it is yours. Other members never see it."),
             "password1": PASSWORD_HELP}  # fmt: skip


class AddEmailForm(InOurWords, account.AddEmailForm):
    """Another address; it takes the old one's place once its code was typed in."""

    labels = {"email": _("New e-mail address")}


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    """Change a password one knows."""

    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    helps = {"password1": PASSWORD_HELP, "oldpassword": ""}


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    """The first password of an account that had none."""

    labels = {"password1": _("New password"), "password2": _("New password again")}
    helps = {"password1": PASSWORD_HELP}


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):
    """Ask for a code that lets one choose a new password."""


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):
    """Choose the new password."""

    labels = {"password1": _("New password"), "password2": _("New password again")}
    helps = {"password1": PASSWORD_HELP}


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):
    """Type the password again before something that matters."""

    labels = {"password": _("Your password")}
    helps = {"password": ""}


class RequestLoginCodeForm(InOurWords, account.RequestLoginCodeForm):
    """Ask for a code to sign in with."""


class ConfirmLoginCodeForm(CodeForm, account.ConfirmLoginCodeForm):
    """Sign in with the code."""


class ConfirmEmailVerificationCodeForm(CodeForm, account.ConfirmEmailVerificationCodeForm):
    """Show that an address is one's own."""


class ConfirmPasswordResetCodeForm(CodeForm, account.ConfirmPasswordResetCodeForm):
    """Show that one reads the account's mail, to choose a new password."""


class AuthenticateForm(InOurWords, second_factor.AuthenticateForm):
    """The second step of signing in."""

    labels = {"code": _("Code from your app, or a recovery code")}


class ReauthenticateByCodeForm(InOurWords, second_factor.ReauthenticateForm):
    """The same before something that matters."""

    labels = {"code": _("Code from your app, or a recovery code")}


class ActivateTOTPForm(InOurWords, totp.ActivateTOTPForm):
    """Show that the app was set up."""

    labels = {"code": _("Code from your app")}


class AddPasskeyForm(InOurWords, passkeys.AddWebAuthnForm):
    """Keep a passkey or security key."""

    labels = {
        "name": _("What to call it"),
        "passwordless": _("Sign me in with this alone, without my password"),
    }
    helps = {
        "name": _("For example the device it is on: “my phone”, “work laptop”."),
        "passwordless": _(
            "It then asks for your fingerprint, your face or a PIN. "
            "Without this it is a second step after your password."
        ),
    }

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("passwordless", True)
        super().__init__(*args, **kwargs)


class SignUpPasskeyForm(InOurWords, passkeys.SignupWebAuthnForm):
    """The passkey of a new account without a password."""

    labels = {"name": _("What to call it")}
    helps = {"name": _("For example the device it is on: “my phone”, “work laptop”.")}


class EditPasskeyForm(InOurWords, passkeys.EditWebAuthnForm):
    """Call a passkey something else."""

    labels = {"name": _("What to call it")}


class SocialSignUpForm(InOurWords, social.SignupForm):
    """What is still missing when somebody comes with an account elsewhere."""
