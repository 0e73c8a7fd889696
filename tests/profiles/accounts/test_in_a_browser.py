"""Sign-in and account in a real browser: passkeys, nothing refused by the policy, nothing that keeps anybody out."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from profiles.accounts.models import User
from tests.axe import assert_no_faults
from tests.factories import make_person
from tests.factories.people import with_passkey, with_recovery_codes, with_totp

pytestmark = pytest.mark.browser


def code_in(message):
    return re.search(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b", message.body).group()


@pytest.fixture
def safe_url(live_site):
    """The site by a name: passkeys belong to names, never to numbers."""
    return live_site.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def device(new_page, safe_url):
    """A page in a browser whose device can make passkeys."""
    page = new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    def keys():
        return session.send("WebAuthn.getCredentials", {"authenticatorId": made["authenticatorId"]})[
            "credentials"
        ]

    def refuse():
        session.send(
            "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": False}
        )

    page.passkeys, page.refuse = keys, refuse
    return page


def sign_in(page, url, person):
    page.goto(f"{url}/en/accounts/login/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill("plethu-demo")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/en/$"))


def test_a_passkey_is_added_and_then_signs_in_by_itself(device, safe_url, live_site):
    nia = make_person("Nia Parry")
    sign_in(device, safe_url, nia)
    device.goto(f"{safe_url}/en/accounts/2fa/webauthn/add/")
    device.get_by_label("Your password").fill("plethu-demo")
    device.get_by_role("button", name="It is me").click()
    device.get_by_label("What to call it").fill("My laptop")
    device.get_by_role("button", name="Add this device or key").click()
    # The first key of an account brings recovery codes with it.
    device.wait_for_url(re.compile(r"/recovery-codes/$"))
    assert [key["isResidentCredential"] for key in device.passkeys()] == [True]
    device.goto(f"{safe_url}/en/accounts/2fa/webauthn/")
    assert device.get_by_text("Signs in by itself").is_visible()
    assert device.get_by_role("heading", name="My laptop").is_visible()

    device.context.clear_cookies()
    device.goto(f"{safe_url}/en/accounts/login/?next=/en/me/")
    device.get_by_role("button", name="Use a passkey").click()
    # No password and no second question.
    device.wait_for_url(re.compile(r"/en/me/$"))
    assert device.get_by_label("Your name").input_value() == "Nia Parry"


def test_an_account_can_be_made_with_a_passkey_and_no_password(device, safe_url, live_site):
    device.goto(f"{safe_url}/en/accounts/signup/")
    device.get_by_role("link", name="Make an account with a passkey").click()
    device.get_by_label("Your name").fill("Siân Môn")
    device.get_by_label("E-mail address").fill("sian@example.org")
    device.get_by_label("Cymraeg").check()
    device.get_by_role("button", name="Go on").click()
    device.get_by_label("Code from the e-mail").fill(code_in(mail.outbox[-1]))
    device.get_by_role("button", name="Go on").click()
    device.get_by_label("What to call it").fill("My phone")
    device.get_by_role("button", name="Make my passkey").click()
    device.wait_for_url(re.compile(r"/cy/me/profile/\?welcome$"))
    person = User.objects.get()
    assert (person.handle, person.language, person.has_usable_password()) == ("sian-mon", "cy", False)
    assert len(device.passkeys()) == 1


def test_a_security_key_can_be_the_second_step(device, safe_url, live_site):
    nia = make_person("Nia Parry")
    sign_in(device, safe_url, nia)
    device.goto(f"{safe_url}/en/accounts/2fa/webauthn/add/")
    device.get_by_label("Your password").fill("plethu-demo")
    device.get_by_role("button", name="It is me").click()
    device.get_by_label("Sign me in with this alone, without my password").uncheck()
    device.get_by_role("button", name="Add this device or key").click()
    device.wait_for_url(re.compile(r"/recovery-codes/$"))
    assert nia.authenticator_set.get(type="webauthn").wrap().is_passwordless is not True

    device.context.clear_cookies()
    device.goto(f"{safe_url}/en/accounts/login/")
    device.get_by_label("E-mail address").fill(nia.email)
    device.get_by_label("Password").fill("plethu-demo")
    device.get_by_role("button", name="Sign in", exact=True).click()
    device.wait_for_url(re.compile(r"/2fa/authenticate/$"))
    device.get_by_role("button", name="Use a passkey or security key").click()
    device.wait_for_url(re.compile(r"/en/$"))


def test_a_device_that_refuses_is_told_in_words_and_nothing_is_lost(device, safe_url, live_site):
    device.refuse()
    device.goto(f"{safe_url}/en/accounts/login/")
    device.get_by_role("button", name="Use a passkey").click()
    problem = device.locator(".passkey-problem")
    problem.wait_for(state="visible")
    assert "Nothing was done" in problem.inner_text()
    assert_no_faults(device)


def test_a_browser_without_passkeys_is_told_so(new_page, live_site):
    page = new_page()
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto("/en/accounts/login/")
    assert page.get_by_text("This browser cannot use passkeys.").is_visible()
    assert page.get_by_role("button", name="Use a passkey").is_disabled()


def test_the_form_guesses_the_time_zone_of_the_device(new_page, live_site):
    page = new_page(timezone_id="America/Toronto")
    page.goto("/en/accounts/signup/")
    assert page.get_by_label("Time zone").input_value() == "America/Toronto"
    # What was chosen by hand is not overruled when the form comes back.
    page.get_by_label("Time zone").select_option("Europe/Dublin")
    page.get_by_label("Your name").fill("Siân")
    page.get_by_role("button", name="Make my account", exact=True).click()
    page.locator("[data-form-summary]").wait_for()
    assert page.get_by_label("Time zone").input_value() == "Europe/Dublin"


def test_everything_but_passkeys_works_without_script(no_script_page, live_site):
    nia = make_person("Nia Parry", email="nia@example.org")
    page = no_script_page()
    page.goto("/en/accounts/login/")
    assert page.get_by_role("button", name="Use a passkey").count() == 0
    page.get_by_role("link", name="Send me a code by e-mail").click()
    page.get_by_label("E-mail address").fill("nia@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code from the e-mail").fill(code_in(mail.outbox[-1]))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/en/me/")
    page.get_by_label("Your name").fill("Nia Wyn")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your account is saved.").wait_for()
    nia.refresh_from_db()
    assert nia.display_name == "Nia Wyn"


# --- Every page, scanned ----------------------------------------------------------------------------------------------

VISITORS = [
    "account_login", "account_signup", "account_signup_by_passkey", "account_inactive", "account_request_login_code",
    "account_reset_password", "account_password_reset_completed", "socialaccount_login_cancelled",
]  # fmt: skip
MEMBERS = [
    "me", "account_email", "account_change_password", "account_logout", "usersessions_list", "socialaccount_connections",
    "mfa_index", "mfa_list_webauthn", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
]  # fmt: skip
AFTER_CONFIRMING = [
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_add_webauthn",
    "mfa_edit_webauthn", "mfa_remove_webauthn",
]  # fmt: skip
LOOKS = {"en": "light", "cy": "dark"}


@pytest.mark.parametrize("language", LOOKS)
def test_no_page_for_visitors_has_a_fault(new_page, live_site, language):
    page = new_page(color_scheme=LOOKS[language])
    for name in VISITORS:
        with translation.override(language):
            page.goto(reverse(name))
        assert_no_faults(page)
    # A form with errors, and the page for a code.
    page.goto(f"/{language}/accounts/signup/")
    page.locator("main form[action$='/signup/'] button[type=submit]").click()
    page.locator("[data-form-summary]").wait_for()
    assert_no_faults(page)
    page.goto(f"/{language}/accounts/login/code/")
    page.locator("main input[type=email]").fill("nobody@example.org")
    page.locator("main form[action$='/login/code/'] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/login/code/confirm/"))
    assert_no_faults(page)


@pytest.mark.parametrize("language", LOOKS)
def test_no_page_for_members_has_a_fault(new_page, live_site, language):
    nia = make_person("Nia Parry", language=language)
    with_totp(nia)
    with_recovery_codes(nia)
    key = with_passkey(nia)
    page = new_page(person=nia, color_scheme=LOOKS[language])
    with translation.override(language):
        for name in MEMBERS:
            page.goto(reverse(name))
            assert_no_faults(page)
        page.goto(f"{reverse('account_reauthenticate')}?next={reverse('mfa_view_recovery_codes')}")
        page.locator("main input[type=password]").fill("plethu-demo")
        page.locator("main form[action$='/reauthenticate/'] button[type=submit]").click()
        page.wait_for_url(re.compile("/recovery-codes/"))
        for name in AFTER_CONFIRMING:
            page.goto(reverse(name, kwargs={"pk": key.pk} if "edit" in name or "remove" in name else None))
            assert_no_faults(page)
        nia.authenticator_set.all().delete()
        for name in ("mfa_activate_totp", "mfa_index", "mfa_list_webauthn"):
            page.goto(reverse(name))
            assert_no_faults(page)
