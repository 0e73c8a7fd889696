"""What keeps accounts safe: rate limits, sealed secrets, and settings that must not loosen by accident."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.account import app_settings as account_settings
from allauth.mfa import app_settings as mfa_settings
from django.test import Client

from profiles.accounts.sealing import seal, unseal
from tests.factories import make_person

ROOT = Path(__file__).resolve().parents[3]


def in_a_fresh_process(code, **environment):
    """What ``code`` prints in a process that reads the settings as an installation would."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **environment}
    for name in ("DATABASE_URL", "REDIS_URL"):
        env.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, cwd=ROOT, env=env, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# --- Rate limits ------------------------------------------------------------------------------------------------------


@pytest.fixture
def limits_on(settings):
    """The suite switches limits off; these tests have them as an installation does."""
    del settings.ACCOUNT_RATE_LIMITS
    assert account_settings.RATE_LIMITS["login_failed"] == "10/m/ip,5/300s/key"


@pytest.mark.django_db
def test_guessing_a_password_is_stopped_after_five_tries_and_the_right_one_is_too(limits_on):
    make_person("Nia", email="nia@example.org")
    client = Client()
    for _attempt in range(5):
        client.post("/en/accounts/login/", {"login": "nia@example.org", "password": "wrong"})
    answer = client.post("/en/accounts/login/", {"login": "nia@example.org", "password": "plethu-demo"})
    assert "That was one try too many" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_codes_by_mail_cannot_be_used_to_flood_somebody(limits_on, mailoutbox):
    make_person("Nia", email="nia@example.org")
    for _attempt in range(6):
        Client().post("/en/accounts/login/code/", {"email": "nia@example.org"})
    assert len(mailoutbox) == 3


@pytest.mark.django_db
def test_too_many_requests_are_answered_with_a_page_of_ours(limits_on):
    client = Client()
    for _attempt in range(21):
        answer = client.post("/cy/accounts/signup/", {"email": "x"})
    assert answer.status_code == 429
    assert '<html lang="cy"' in answer.content.decode()


def test_an_installation_has_limits_and_the_rest_of_its_guards():
    code = """
from allauth.account import app_settings as a
from allauth.mfa import app_settings as m
from django.conf import settings as s
assert a.RATE_LIMITS["login"] and a.RATE_LIMITS["signup"] and a.RATE_LIMITS["request_login_code"]
assert m.RATE_LIMITS["webauthn_login"]
assert a.PREVENT_ENUMERATION is True and a.EMAIL_VERIFICATION.value == "mandatory"
assert a.REAUTHENTICATION_REQUIRED and m.REAUTHENTICATION_REQUIRED and a.EMAIL_NOTIFICATIONS
assert not m.WEBAUTHN_ALLOW_INSECURE_ORIGIN and not m.TOTP_INSECURE_BYPASS_CODE
assert s.SOCIALACCOUNT_PROVIDERS == {} and s.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] == ["'self'"]
print("safe")
"""
    assert in_a_fresh_process(code) == "safe"


def test_behind_a_proxy_people_are_told_apart_by_their_own_address():
    code = "from allauth import app_settings as a; print(a.TRUSTED_PROXY_COUNT)"
    safe = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "k3Zq8Vt1Lw6Bn0Xs5Dg2Hj7Rf4Ym9Pc8Ka1Ue6Io3Tb5Wn0Qz7Sx2",
        "ALLOWED_HOSTS": "plethu.example",
        "SITE_URL": "https://plethu.example",
    }
    assert in_a_fresh_process(code, **safe) == "1"


# --- Accounts elsewhere, only with keys -------------------------------------------------------------------------------


def test_with_keys_signing_in_elsewhere_is_offered_and_its_host_is_let_through():
    code = """
import django; django.setup()
from django.test import Client
from django.conf import settings
from unittest import mock
settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"  # there is no database
from allauth.socialaccount.models import SocialApp
without_rows = mock.patch.object(type(SocialApp.objects), "on_site", lambda apps, request: apps.none())
with mock.patch("community.context.is_demo", lambda: False), without_rows:
    page = Client().get("/en/accounts/login/")
text = page.content.decode()
assert "Go on with Google" in text, text
assert "https://accounts.google.com" in page.headers["Content-Security-Policy"]
assert "Microsoft" not in text
print("offered")
"""
    keys = {"GOOGLE_CLIENT_ID": "id", "GOOGLE_CLIENT_SECRET": "secret"}
    assert in_a_fresh_process(code, DJANGO_SETTINGS_MODULE="config.settings.test", **keys) == "offered"


@pytest.mark.django_db
def test_without_keys_it_is_not_offered(client):
    text = client.get("/en/accounts/login/").content.decode()
    assert "Google" not in text
    assert "Microsoft" not in text


# --- Sealed secrets ---------------------------------------------------------------------------------------------------


def test_a_sealed_secret_opens_with_the_same_key_only(settings):
    sealed = seal("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert unseal(sealed) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY = "another"
    with pytest.raises(ValueError, match="SECRET_KEY_FALLBACKS"):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = ["tests"]
    assert unseal(sealed) == "JBSWY3DPEHPK3PXP"


def test_the_second_factors_adapter_seals(settings):
    assert mfa_settings.ADAPTER == "profiles.accounts.adapters.SecondFactorAdapter"


# --- Mail servers fail ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_mail_server_that_does_not_answer_is_told_on_the_page(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("profiles.accounts.adapters.send_mail_to_address", refuse)
    make_person("Nia", email="nia@example.org")
    answer = client.post("/en/accounts/login/code/", {"email": "nia@example.org"}, follow=True)
    assert answer.status_code == 200
    assert "We could not send the e-mail just now." in answer.content.decode()
