"""Forms for accounts in the editors' area."""

from allauth.account.models import EmailAddress
from django.db import transaction
from wagtail.users.forms import UserCreationForm, UserEditForm

from .names import check_name, tidy_name


class _OfAccount:
    """Accounts have one name, and passwords are their owner's business: whoever has none signs in with a code."""

    password_enabled = False

    def clean_email(self):
        return self.cleaned_data["email"].strip().lower()

    def clean_display_name(self):
        name = tidy_name(self.cleaned_data["display_name"])
        check_name(name)
        return name


class AccountCreationForm(_OfAccount, UserCreationForm):
    """A new account made by an administrator; its owner confirms the address when they first sign in."""

    first_name = None
    last_name = None

    class Meta(UserCreationForm.Meta):
        fields = ("email", "display_name", "language", "is_superuser", "groups")

    @transaction.atomic
    def save(self, commit=True):
        self.instance.set_unusable_password()
        user = super().save(commit)
        if commit:
            EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
        return user


class AccountEditForm(_OfAccount, UserEditForm):
    """An account changed by an administrator. Its address and its handle are changed by its owner alone."""

    first_name = None
    last_name = None
    email = None

    class Meta(UserEditForm.Meta):
        fields = ("display_name", "language", "is_active", "is_superuser", "groups")

    def clean_email(self):
        return self.instance.email
