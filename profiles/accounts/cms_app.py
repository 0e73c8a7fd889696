"""Wagtail's users app, told to show accounts our way. Stands in INSTALLED_APPS in the place of ``wagtail.users``."""

from wagtail.users.apps import WagtailUsersAppConfig


class EditorsAccountsConfig(WagtailUsersAppConfig):
    """Wagtail's own configuration with our views."""

    user_viewset = "profiles.accounts.cms_users.AccountViewSet"
