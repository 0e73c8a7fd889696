"""The settings page of one's own account."""

from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.views import LogoutView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from community.refusals import Refusal

from .domain.details import change_details
from .forms import AccountDetailsForm
from .settings_pages import pages_for
from .sign_in import remember_language, site_language_of


@never_cache
@login_required
def me(request):
    """Name, handle, language and zone, and the ways to everything else about the account."""
    form = AccountDetailsForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            user = change_details(request.user, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            return _saved(request, user)
    others = [page for page in pages_for(request) if not page["current"]]
    return render(request, "profiles/accounts/me.html", {"form": form, "pages": others})


def _saved(request, user):
    """Back to the page, from now on in the language and zone just chosen."""
    request.session["time_zone"] = user.time_zone
    language = site_language_of(user)
    with translation.override(language):
        messages.success(request, _("Your account is saved."))
        response = redirect(reverse("me"))
    return remember_language(response, language)


class SignOutView(LogoutView):
    """Sign out, or give up signing up.

    allauth keeps the pretended verification of an address that has an account already, and drops the real one of a
    new account: whoever looked would see which it was.
    """

    def logout(self):
        super().logout()
        self.request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)


sign_out = SignOutView.as_view()
