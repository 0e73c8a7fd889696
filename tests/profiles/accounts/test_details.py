"""Name, handle, language and zone: what people change about their account."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from profiles.accounts.domain.details import change_details, holder_of
from profiles.accounts.handles import RESERVED, check_handle, free_handle_for
from profiles.accounts.models import User
from profiles.accounts.refusals import HandleChangedOften, HandleRefused, HandleTaken, NotYourAccount
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def details_of(person, **changes):
    """The form's values with ``changes``."""
    return {
        "display_name": person.display_name,
        "handle": person.handle,
        "language": person.language,
        "time_zone": person.time_zone,
    } | changes


# --- Handles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Siân Môn", "sian-mon"),
        ("  Llŷr  ap Gwilym ", "llyr-ap-gwilym"),
        ("Admin", "admin-2"),
        ("王小明", "member-2"),
        ("7", "member-7"),
        ("x" * 80, "x" * 35),
    ],
)
def test_a_handle_is_made_from_the_name(name, handle):
    assert free_handle_for(name) == handle


@pytest.mark.parametrize(
    "handle", ["a", "-ab", "ab-", "Ab", "a b", "a_b", "é", "12", "x" * 41, *sorted(RESERVED)[:3]]
)
def test_handles_nobody_may_have(handle):
    with pytest.raises(ValidationError):
        check_handle(handle)


def test_an_old_address_leads_to_its_owner_and_nobody_else_can_take_it(as_person):
    nia, rhys = make_person("Nia Parry"), make_person("Rhys")
    change_details(nia, by=nia, **details_of(nia, handle="nia"))
    assert holder_of("nia-parry") == nia
    answer = as_person(rhys).get("/en/people/nia-parry/")
    assert answer.headers["Location"] == "/en/people/nia/"
    with pytest.raises(HandleTaken):
        change_details(rhys, by=rhys, **details_of(rhys, handle="nia-parry"))
    assert make_person("Nia Parry").handle == "nia-parry-2"


def test_a_person_may_go_back_to_a_handle_of_their_own():
    nia = make_person("Nia Parry")
    nia = change_details(nia, by=nia, **details_of(nia, handle="nia"))
    nia = change_details(nia, by=nia, **details_of(nia, handle="@Nia-Parry"))
    assert nia.handle == "nia-parry"
    assert [former.handle for former in nia.former_handles.all()] == ["nia"]


def test_a_handle_cannot_be_changed_all_the_time():
    nia = make_person("Nia Parry")
    for handle in ("n1a", "n2a", "n3a"):
        nia = change_details(nia, by=nia, **details_of(nia, handle=handle))
    with pytest.raises(HandleChangedOften):
        change_details(nia, by=nia, **details_of(nia, handle="n4a"))
    nia.refresh_from_db()
    assert nia.handle == "n3a"


def test_reserved_handles_are_refused_with_a_reason():
    nia = make_person("Nia")
    with pytest.raises(HandleRefused, match="kept for the site itself"):
        change_details(nia, by=nia, **details_of(nia, handle="admin"))


def test_nobody_changes_another_persons_account():
    nia, rhys = make_person("Nia"), make_person("Rhys")
    with pytest.raises(NotYourAccount):
        change_details(nia, by=rhys, **details_of(nia, display_name="Gwen"))


# --- The tables themselves --------------------------------------------------------------------------------------------


def test_the_database_refuses_a_second_account_of_one_address():
    make_person("Nia", email="nia@example.org")
    other = make_person("Rhys")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=other.pk).update(email="NIA@example.org")


def test_the_database_refuses_capitals_in_a_handle():
    nia = make_person("Nia")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=nia.pk).update(handle="Nia")


def test_an_account_made_at_the_command_line_can_sign_in_at_once(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "tri mochyn bach")
    call_command("createsuperuser", interactive=False, email="Root@Example.org", verbosity=0)
    root = User.objects.get()
    assert (root.email, root.display_name, root.is_superuser, root.is_staff) == (
        "root@example.org",
        "Root",
        True,
        True,
    )
    assert EmailAddress.objects.get(user=root).verified
    answer = client.post("/en/accounts/login/", {"login": "root@example.org", "password": "tri mochyn bach"})
    assert answer.headers["Location"] == "/en/"


# --- The page ---------------------------------------------------------------------------------------------------------


def test_the_settings_page_saves_and_goes_on_in_the_new_language(as_person):
    nia = make_person("Nia")
    client = as_person(nia)
    answer = client.post(
        "/en/me/",
        {"display_name": "Nia  Wyn", "handle": "@Nia-Wyn", "language": "cy", "time_zone": "Asia/Tokyo"},
    )
    assert answer.headers["Location"] == "/cy/me/"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "cy"
    nia.refresh_from_db()
    assert (nia.display_name, nia.handle, nia.language, nia.time_zone) == (
        "Nia Wyn",
        "nia-wyn",
        "cy",
        "Asia/Tokyo",
    )
    page = client.get("/cy/me/").content.decode()
    assert 'data-zone="Asia/Tokyo"' in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("display_name", " ", "Tell us what to call you."),
        ("handle", "admin", "kept for the site itself"),
        ("handle", "rhys", "Somebody else has this handle"),
        ("handle", "no spaces", "Use small letters, digits and hyphens"),
        ("language", "de", "Choose one of the languages"),
        ("time_zone", "Nowhere", "Choose a time zone from the list."),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_written(as_person, field, value, words):
    nia = make_person("Nia")
    make_person("Rhys")
    values = {"display_name": "New name", "handle": "new-handle", "language": "cy", "time_zone": "Asia/Tokyo"}
    answer = as_person(nia).post("/en/me/", {**values, field: value})
    text = answer.content.decode()
    assert words in text
    if field != "display_name":
        assert 'value="New name"' in text
    nia.refresh_from_db()
    assert (nia.display_name, nia.handle, nia.language) == ("Nia", "nia", "en")


def test_the_settings_page_is_for_members_only(client):
    answer = client.get("/en/me/")
    assert answer.headers["Location"] == "/en/accounts/login/?next=/en/me/"


def test_the_settings_page_leads_to_everything_about_the_account(as_person):
    page = as_person(make_person("Nia")).get("/en/me/").content.decode()
    for path in (
        "/en/me/profile/",
        "/en/accounts/email/",
        "/en/accounts/password/change/",
        "/en/accounts/2fa/webauthn/",
        "/en/accounts/2fa/",
        "/en/accounts/sessions/",
    ):
        assert f'href="{path}"' in page, path
