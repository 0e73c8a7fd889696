"""Signing up and in, step by step, as a browser without script would."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from django.utils import timezone

from community.search.query import search
from profiles.accounts.models import User
from profiles.accounts.sealing import unseal
from profiles.accounts.tasks import forget_unconfirmed
from tests.factories import make_person
from tests.factories.people import sign_in_afresh, totp_code, with_passkey, with_recovery_codes, with_totp

pytestmark = pytest.mark.django_db

DETAILS = {
    "display_name": "Siân  Môn",
    "email": "Sian@Example.org",
    "password1": "pedair llwy o fêl",
    "language": "cy",
    "time_zone": "Europe/Paris",
}
CODE = re.compile(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b")


def code_in(message):
    """The code in a mail."""
    found = CODE.search(message.body)
    assert found, message.body
    return found.group()


def is_signed_in(client, person=None):
    """Whether the client has a session of somebody (of ``person``)."""
    pk = client.session.get(SESSION_KEY)
    return pk is not None and (person is None or pk == str(person.pk))


# --- Signing up -------------------------------------------------------------------------------------------------------


def test_signing_up_asks_for_a_code_and_then_lets_one_in():
    client = Client()
    answer = client.post("/en/accounts/signup/", DETAILS)
    assert answer.headers["Location"] == "/en/accounts/confirm-email/"
    person = User.objects.get()
    assert (person.email, person.display_name, person.handle, person.language, person.time_zone) == (
        "sian@example.org", "Siân Môn", "sian-mon", "cy", "Europe/Paris",
    )  # fmt: skip
    assert not is_signed_in(client)
    [message] = mail.outbox
    assert message.to == ["sian@example.org"]

    answer = client.post("/en/accounts/confirm-email/", {"code": code_in(message)})

    assert is_signed_in(client, person)
    assert EmailAddress.objects.get().verified
    # The first page is the own profile, in the language asked for, and the session knows the zone.
    assert answer.headers["Location"] == "/cy/me/profile/?welcome"
    assert client.session["time_zone"] == "Europe/Paris"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "cy"
    welcome = client.get("/cy/me/profile/?welcome")
    assert welcome.status_code == 200


def test_nobody_hears_of_an_account_before_its_address_is_confirmed(run_jobs):
    client, reader = Client(), sign_in_afresh(make_person("Reader"))
    client.post("/en/accounts/signup/", DETAILS)
    run_jobs()
    assert "Siân Môn" not in reader.get("/en/people/").content.decode()
    assert reader.get("/en/people/sian-mon/").status_code == 404
    assert search("Siân", user=User.objects.get(display_name="Reader")).total == 0
    client.post("/en/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})
    run_jobs()
    assert "Siân Môn" in reader.get("/en/people/").content.decode()
    assert search("Siân", user=User.objects.get(display_name="Reader")).total == 1


def test_accounts_that_were_never_confirmed_are_forgotten_after_a_week():
    nia = make_person("Nia")
    for days, name in ((6, "young"), (8, "old")):
        Client().post("/en/accounts/signup/", {**DETAILS, "email": f"{name}@example.org"})
        User.objects.filter(email=f"{name}@example.org").update(
            date_joined=timezone.now() - timedelta(days=days)
        )
    assert forget_unconfirmed() == 1
    assert set(User.objects.values_list("email", flat=True)) == {nia.email, "young@example.org"}
    assert forget_unconfirmed() == 0


def test_the_mail_is_in_the_language_asked_for_whatever_the_page_is():
    Client().post("/en/accounts/signup/", DETAILS)
    Client().post("/cy/accounts/signup/", {**DETAILS, "email": "ann@example.org", "language": "en"})
    welsh, english = mail.outbox
    assert welsh.extra_headers["Content-Language"] == "cy"
    assert english.extra_headers["Content-Language"] == "en"
    assert english.subject.startswith("Your code to finish your account: ")
    assert welsh.subject != english.subject
    html = english.alternatives[0].content
    assert '<html lang="en">' in html
    assert code_in(english) in html


def test_a_wrong_code_is_refused_beside_its_field_and_the_third_one_ends_it():
    client = Client()
    client.post("/en/accounts/signup/", DETAILS)
    for _attempt in range(2):
        answer = client.post("/en/accounts/confirm-email/", {"code": "AAA-BBB"})
        assert "This is not the code we sent" in answer.content.decode()
        assert 'aria-invalid="true"' in answer.content.decode()
    answer = client.post("/en/accounts/confirm-email/", {"code": "AAA-BBB"})
    assert answer.status_code == 302
    right = client.post("/en/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})
    assert right.status_code == 302
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified


def test_a_new_code_can_be_asked_for():
    client = Client()
    client.post("/en/accounts/signup/", DETAILS)
    client.post("/en/accounts/confirm-email/", {"action": "resend"})
    first, second = mail.outbox
    assert code_in(first) != code_in(second)
    client.post("/en/accounts/confirm-email/", {"code": code_in(second)})
    assert is_signed_in(client)


def test_that_a_code_was_sent_is_said_once_and_a_new_one_is_told_of():
    client = Client()
    page = client.post("/en/accounts/signup/", DETAILS, follow=True).content.decode()
    assert "We have sent an e-mail with a code to <strong>sian@example.org</strong>." in page
    assert page.count("sian@example.org") == 1
    page = client.post("/en/accounts/confirm-email/", {"action": "resend"}, follow=True).content.decode()
    assert "A new code is on its way to you." in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("display_name", "", "Tell us what to call you."),
        ("display_name", "https://spam.example", "Give a name here, not an address."),
        ("display_name", "<script>alert(1)</script>", "Give a name here, not an address."),
        ("display_name", "x\u202egnp.exe", "signs that cannot be seen"),
        ("display_name", "12345", "at least one letter"),
        ("display_name", "x" * 81, "at most 80 characters"),
        ("email", "not-an-address", "valid email address"),
        ("password1", "short", "too short"),
        ("password1", "password1234", "too common"),
        ("language", "xx", "Choose one of the languages"),
        ("time_zone", "Mars/Olympus", "Choose a time zone from the list."),
    ],
)
def test_bad_input_is_told_beside_its_field_and_the_rest_is_kept(field, value, words):
    answer = Client().post("/en/accounts/signup/", {**DETAILS, field: value})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert words in text
    assert "<script>alert" not in text
    if field != "email":
        assert 'value="Sian@Example.org"' in text
    if field != "display_name":
        assert "Siân" in text
    assert not User.objects.exists()
    assert not mail.outbox


def test_two_accounts_cannot_share_an_address_in_whatever_letters():
    make_person("Siân", email="sian@example.org")
    Client().post("/en/accounts/signup/", DETAILS)
    assert User.objects.count() == 1


def test_the_page_one_came_from_is_kept_through_signing_up():
    client = Client()
    form = client.get("/en/accounts/signup/?next=/en/people/").content.decode()
    assert '<input type="hidden" name="next" value="/en/people/">' in form
    client.post("/en/accounts/signup/", {**DETAILS, "next": "/en/people/"})
    answer = client.post("/en/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})
    assert answer.headers["Location"] == "/en/people/"


# --- Nobody learns who has an account ---------------------------------------------------------------------------------


def shown_after_signing_up(address):
    """Everything a stranger sees who signs up with ``address`` and then looks around."""
    client = Client()
    seen = []
    answer = client.post("/en/accounts/signup/", {**DETAILS, "email": address})
    seen.append((answer.status_code, answer.headers.get("Location")))
    for path in ("confirm-email", "signup", "login", "login/code", "password/reset"):
        answer = client.get(f"/en/accounts/{path}/")
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        seen.append(
            (path, answer.status_code, answer.headers.get("Location"), text.replace(address, "ADDRESS"))
        )
    answer = client.post("/en/accounts/confirm-email/", {"action": "resend"})
    seen.append(("resend", answer.status_code, answer.headers.get("Location")))
    answer = client.post("/en/accounts/confirm-email/", {"code": "AAA-BBB"})
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    seen.append(("wrong", answer.status_code, text.replace(address, "ADDRESS")))
    answer = client.post("/en/accounts/logout/", {"next": "/en/accounts/signup/"})
    seen.append(("again", answer.status_code, answer.headers.get("Location")))
    answer = client.get("/en/accounts/confirm-email/")
    seen.append(("after", answer.status_code, answer.headers.get("Location")))
    return seen


def test_signing_up_tells_a_stranger_nothing_about_who_has_an_account():
    make_person("Ann", email="taken@example.org")
    taken, free = shown_after_signing_up("taken@example.org"), shown_after_signing_up("free@example.org")
    assert taken == free
    to_owner = [message for message in mail.outbox if message.to == ["taken@example.org"]]
    assert [message.subject for message in to_owner] == ["You have an account already"]
    assert "/en/accounts/password/reset/" in to_owner[0].body


@pytest.mark.parametrize("path", ["login/code", "password/reset"])
def test_asking_for_a_code_tells_nothing_either(path):
    make_person("Ann", email="taken@example.org", language="cy")
    answers = []
    for address in ("taken@example.org", "nobody@example.org"):
        client = Client()
        answer = client.post(f"/en/accounts/{path}/", {"email": address})
        page = client.get(answer.headers["Location"])
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
        answers.append((answer.headers["Location"], page.status_code, text.replace(address, "ADDRESS")))
    assert answers[0] == answers[1]
    known, unknown = mail.outbox
    assert known.extra_headers["Content-Language"] == "cy"
    assert unknown.extra_headers["Content-Language"] == "en"
    assert unknown.subject == "No account with this address"


def test_a_wrong_password_and_an_unknown_address_are_refused_alike():
    make_person("Ann", email="taken@example.org")
    texts = []
    for address in ("taken@example.org", "nobody@example.org"):
        answer = Client().post("/en/accounts/login/", {"login": address, "password": "wrong"})
        assert "do not belong together" in answer.content.decode()
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        texts.append(text.replace(address, "ADDRESS"))
    assert texts[0] == texts[1]


# --- Signing in -------------------------------------------------------------------------------------------------------


def test_signing_in_with_a_password_leads_home_in_the_own_language():
    nia = make_person("Nia", email="nia@example.org", language="cy", time_zone="America/Toronto")
    client = Client()
    answer = client.post("/en/accounts/login/", {"login": "NIA@example.org ", "password": "plethu-demo"})
    assert is_signed_in(client, nia)
    assert answer.headers["Location"] == "/cy/"
    assert client.session["time_zone"] == "America/Toronto"
    assert client.get("/").headers["Location"] == "/cy/"


def test_signing_in_leads_back_to_where_one_came_from():
    make_person("Nia", email="nia@example.org", language="cy")
    answer = Client().post(
        "/en/accounts/login/",
        {"login": "nia@example.org", "password": "plethu-demo", "next": "/en/people/?q=x"},
    )
    assert answer.headers["Location"] == "/en/people/?q=x"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(address):
    make_person("Nia", email="nia@example.org")
    client = Client(headers={"host": "plethu.example"})
    answer = client.post(
        "/en/accounts/login/", {"login": "nia@example.org", "password": "plethu-demo", "next": address}
    )
    assert answer.headers["Location"] == "/en/"


def test_a_code_by_mail_signs_in():
    nia = make_person("Nia", email="nia@example.org", language="cy")
    client = Client()
    answer = client.post("/en/accounts/login/code/", {"email": "Nia@Example.org", "next": "/en/people/"})
    [message] = mail.outbox
    code = code_in(message)
    # Typed in small letters and without the hyphen, as people do.
    answer = client.post(
        answer.headers["Location"], {"code": code.lower().replace("-", ""), "next": "/en/people/"}
    )
    assert is_signed_in(client, nia)
    assert answer.headers["Location"] == "/en/people/"


def test_a_closed_account_cannot_sign_in():
    make_person("Nia", email="nia@example.org", is_active=False)
    client = Client()
    client.post("/en/accounts/login/", {"login": "nia@example.org", "password": "plethu-demo"}, follow=True)
    assert not is_signed_in(client)


def test_the_second_step_asks_for_a_code_from_the_app():
    nia = make_person("Nia", email="nia@example.org")
    secret = with_totp(nia)
    client = Client()
    answer = client.post("/en/accounts/login/", {"login": "nia@example.org", "password": "plethu-demo"})
    assert answer.headers["Location"] == "/en/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    wrong = client.post("/en/accounts/2fa/authenticate/", {"code": "000000"})
    assert "This is not the right code" in wrong.content.decode()
    assert not is_signed_in(client)
    client.post("/en/accounts/2fa/authenticate/", {"code": totp_code(secret)})
    assert is_signed_in(client, nia)


def test_a_recovery_code_opens_the_account_once():
    nia = make_person("Nia", email="nia@example.org")
    with_totp(nia)
    code = with_recovery_codes(nia)[0]
    for expected in (True, False):
        client = Client()
        client.post("/en/accounts/login/", {"login": "nia@example.org", "password": "plethu-demo"})
        client.post("/en/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(client) is expected


def test_a_code_by_mail_does_not_go_round_the_second_step():
    nia = make_person("Nia", email="nia@example.org")
    with_totp(nia)
    client = Client()
    answer = client.post("/en/accounts/login/code/", {"email": "nia@example.org"})
    answer = client.post(answer.headers["Location"], {"code": code_in(mail.outbox[0])})
    assert answer.headers["Location"] == "/en/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


def test_a_forgotten_password_is_replaced_with_a_code():
    nia = make_person("Nia", email="nia@example.org", language="cy")
    client = Client()
    client.post("/en/accounts/password/reset/", {"email": "nia@example.org"})
    answer = client.post("/en/accounts/password/reset/confirm/", {"code": code_in(mail.outbox[0])})
    assert answer.headers["Location"] == "/en/accounts/password/reset/complete/"
    short = client.post(answer.headers["Location"], {"password1": "short", "password2": "short"})
    assert "too short" in short.content.decode()
    client.post(answer.headers["Location"], {"password1": "tri mochyn bach", "password2": "tri mochyn bach"})
    nia.refresh_from_db()
    assert nia.check_password("tri mochyn bach")
    told = mail.outbox[-1]
    assert told.to == ["nia@example.org"]
    assert told.extra_headers["Content-Language"] == "cy"


def test_editors_sign_in_at_the_one_door():
    answer = Client().get("/cms/login/?next=/cms/pages/")
    assert answer.headers["Location"] == "/en/accounts/login/?next=%2Fcms%2Fpages%2F"
    refused = Client().post("/cms/login/", {"username": "a@b.example", "password": "x"})
    assert refused.headers["Location"].startswith("/en/accounts/login/")


# --- Looking after the account ----------------------------------------------------------------------------------------


def test_what_matters_asks_for_the_password_again(as_person):
    nia = make_person("Nia")
    client = as_person(nia)
    answer = client.get("/en/accounts/2fa/totp/activate/")
    assert answer.headers["Location"].startswith("/en/accounts/reauthenticate/?next=")
    wrong = client.post(answer.headers["Location"], {"password": "wrong"})
    assert "This is not your password" in wrong.content.decode()
    right = client.post(answer.headers["Location"], {"password": "plethu-demo"})
    assert right.headers["Location"] == "/en/accounts/2fa/totp/activate/"
    assert client.get(right.headers["Location"]).status_code == 200


def test_setting_up_an_app_gives_recovery_codes_and_a_mail(django_capture_on_commit_callbacks):
    nia = make_person("Nia", email="nia@example.org", language="cy", time_zone="Europe/Paris")
    client = sign_in_afresh(nia, headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    page = client.get("/en/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    assert 'src="data:image/svg+xml' in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/en/accounts/2fa/totp/activate/", {"code": totp_code(secret)})
    assert answer.headers["Location"] == "/en/accounts/2fa/recovery-codes/"
    kept = nia.authenticator_set.get(type="totp").data["secret"]
    assert secret not in kept
    assert unseal(kept) == secret
    [message] = mail.outbox
    assert message.extra_headers["Content-Language"] == "cy"
    assert "Firefox" in message.body
    assert "CET" in message.body or "CEST" in message.body


def test_a_new_address_takes_the_old_ones_place_when_its_code_was_typed_in():
    nia = make_person("Nia", email="old@example.org")
    client = sign_in_afresh(nia)
    page = client.post("/en/accounts/email/", {"email": "New@Example.org", "action_add": "1"}, follow=True)
    assert "a code to <strong>new@example.org</strong>" in page.content.decode()
    nia.refresh_from_db()
    assert nia.email == "old@example.org"
    [message] = mail.outbox
    assert message.to == ["new@example.org"]
    client.post("/en/accounts/confirm-email/", {"code": code_in(message)})
    nia.refresh_from_db()
    assert nia.email == "new@example.org"
    assert [address.email for address in nia.emailaddress_set.all()] == ["new@example.org"]
    told = mail.outbox[-1]
    assert told.to == ["old@example.org"]
    assert "from old@example.org to new@example.org" in told.body


def test_changing_the_password_signs_out_everywhere_else():
    nia = make_person("Nia")
    here, elsewhere = sign_in_afresh(nia), sign_in_afresh(nia)
    assert elsewhere.get("/en/me/").status_code == 200
    here.post(
        "/en/accounts/password/change/",
        {"oldpassword": "plethu-demo", "password1": "tri mochyn bach", "password2": "tri mochyn bach"},
    )
    assert here.get("/en/me/").status_code == 200
    assert elsewhere.get("/en/me/").status_code == 302
    assert mail.outbox[-1].subject == "Your password was changed"


def test_other_devices_can_be_signed_out():
    nia = make_person("Nia", email="nia@example.org")
    firefox = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
    phone = Client(headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18) Safari/605"})
    for client in (firefox, phone):
        client.post("/en/accounts/login/", {"login": "nia@example.org", "password": "plethu-demo"})
    page = firefox.get("/en/accounts/sessions/").content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    firefox.post("/en/accounts/sessions/")
    assert is_signed_in(firefox, nia)
    assert phone.get("/en/me/").status_code == 302


def test_a_passkey_can_be_renamed_and_removed_by_its_owner_only():
    nia, rhys = make_person("Nia"), make_person("Rhys")
    key = with_passkey(nia, "Old name")
    theirs = sign_in_afresh(rhys)
    assert theirs.post(f"/en/accounts/2fa/webauthn/keys/{key.pk}/remove/").status_code == 404
    client = sign_in_afresh(nia)
    client.post(f"/en/accounts/2fa/webauthn/keys/{key.pk}/edit/", {"name": "Work laptop"})
    assert "Work laptop" in client.get("/en/accounts/2fa/webauthn/").content.decode()
    client.post(f"/en/accounts/2fa/webauthn/keys/{key.pk}/remove/")
    assert not nia.authenticator_set.filter(type="webauthn").exists()
    assert mail.outbox[-1].subject == "A passkey was removed from your account"


def test_signing_out_leads_home_in_the_pages_language(as_person):
    client = as_person(make_person("Nia"))
    answer = client.post("/cy/accounts/logout/")
    assert answer.headers["Location"] == "/cy/"
    assert not is_signed_in(client)


def test_times_are_shown_in_the_zone_of_the_session():
    nia = make_person("Nia", time_zone="America/Toronto")
    client = sign_in_afresh(nia)
    session = client.session
    session["time_zone"] = nia.time_zone
    session.save()
    with_passkey(nia)
    assert timezone.get_current_timezone_name() == "Europe/London"
    assert 'data-zone="America/Toronto"' in client.get("/en/me/").content.decode()
