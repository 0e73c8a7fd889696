"""The list of accounts in the editors' area."""

from wagtail.users.views.users import IndexView, UserViewSet

from .cms_forms import AccountCreationForm, AccountEditForm


class AccountIndexView(IndexView):
    """Accounts, found by name, handle or address."""

    search_fields = {"display_name", "handle", "email"}


class AccountViewSet(UserViewSet):
    """Accounts with the fields that ours have."""

    index_view_class = AccountIndexView
    create_template_name = "profiles/accounts/cms/create.html"
    edit_template_name = "profiles/accounts/cms/edit.html"

    def get_form_class(self, for_update=False):
        return AccountEditForm if for_update else AccountCreationForm
