"""Every address of sign-in and account answers with a page of ours, in English and Welsh."""

import re

import pytest
from allauth import urls as allauth_urls
from django.test import Client
from django.urls import URLResolver, reverse
from django.utils import translation

from profiles.accounts.settings_pages import PAGES
from tests.factories import make_person
from tests.factories.people import (
    sign_in_afresh,
    with_passkey,
    with_recovery_codes,
    with_totp,
)

pytestmark = pytest.mark.django_db


def names_of(patterns):
    """Names of all addresses among ``patterns``."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


ALL = sorted(set(names_of(allauth_urls.urlpatterns)))
# Pages in the middle of a journey; test_journeys walks them.
ON_THE_WAY = {
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "mfa_authenticate",
    "mfa_signup_webauthn",
}
# Addresses that answer with something else than a page.
NO_PAGES = {"mfa_download_recovery_codes", "mfa_login_webauthn"}
VISITORS = {
    "account_login",
    "account_signup",
    "account_signup_by_passkey",
    "account_inactive",
    "account_request_login_code",
    "account_reset_password",
    "account_password_reset_completed",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
}
# Without an account waiting to be finished there is nothing to fill in.
LEADS_AWAY = {"socialaccount_signup": "account_login"}


@pytest.fixture
def nia(db):
    person = make_person("Nia Parry")
    with_totp(person)
    with_recovery_codes(person)
    return person


@pytest.fixture
def key(nia):
    return with_passkey(nia)


def path_of(name, key):
    return reverse(
        name, kwargs={"pk": key.pk} if name in ("mfa_edit_webauthn", "mfa_remove_webauthn") else None
    )


def is_ours(response, language):
    """The frame of the site, in this language, with one heading."""
    text = response.content.decode()
    assert f'<html lang="{language}"' in text
    assert text.count("<h1") == 1
    assert 'class="skip-link"' in text
    assert "<footer" in text
    return text


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("name", sorted(VISITORS))
def test_a_visitor_gets_a_page_of_ours(name, language):
    with translation.override(language):
        response = Client().get(reverse(name))
    assert response.status_code == (401 if name == "socialaccount_login_error" else 200)
    is_ours(response, language)


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("name", sorted(set(ALL) - ON_THE_WAY - NO_PAGES - VISITORS - set(LEADS_AWAY)))
def test_a_member_gets_a_page_of_ours(name, language, nia, key):
    if name == "mfa_activate_totp":
        nia.authenticator_set.filter(type="totp").delete()
    person = nia
    if name == "account_set_password":
        person = make_person("Emyr")
        person.set_unusable_password()
        person.save()
    client = sign_in_afresh(person)
    with translation.override(language):
        response = client.get(path_of(name, key))
    assert response.status_code == 200, response.headers
    is_ours(response, language)


@pytest.mark.parametrize(
    "name", [page.url_name for page in PAGES if page.url_name != "socialaccount_connections"]
)
def test_every_page_of_the_menu_of_settings_keeps_the_menu_and_is_marked_in_it(name, nia):
    text = sign_in_afresh(nia).get(reverse(name)).content.decode()
    menu = text.partition('<details class="settings-navigation"')[2].partition("</details>")[0]
    assert re.findall(r'<a href="([^"]+)" aria-current="page">', menu) == [reverse(name)]


@pytest.mark.parametrize("name", sorted(LEADS_AWAY))
def test_pages_with_nothing_to_fill_in_lead_to_the_form_that_has(name):
    assert Client().get(reverse(name)).headers["Location"] == reverse(LEADS_AWAY[name])


def test_recovery_codes_come_as_a_file_of_plain_text(nia):
    response = sign_in_afresh(nia).get(reverse("mfa_download_recovery_codes"))
    codes = nia.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.content.decode().split() == codes


def test_no_address_is_forgotten_by_these_tests():
    known = ON_THE_WAY | NO_PAGES | VISITORS | set(LEADS_AWAY)
    assert known <= set(ALL), known - set(ALL)
