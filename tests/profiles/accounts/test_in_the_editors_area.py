"""Accounts in Wagtail's admin."""

import re

import pytest
from django.core.management import call_command

from profiles.accounts.models import User
from tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.odd_page]


@pytest.fixture
def admin(as_person):
    return as_person(make_person("Root", is_superuser=True, is_staff=True))


def test_an_administrator_makes_and_changes_accounts(admin):
    assert admin.get("/cms/users/new/").status_code == 200
    values = {"email": "New@Example.org", "display_name": "Gwen Hâf", "language": "cy", "is_active": "on"}
    assert admin.post("/cms/users/new/", values).status_code == 302
    gwen = User.objects.get(email="new@example.org")
    assert (gwen.handle, gwen.language, gwen.profile.sort_name) == ("gwen-haf", "cy", "gwen haf")
    page = f"/cms/users/edit/{gwen.pk}/"
    assert admin.get(page).status_code == 200
    answer = admin.post(page, {**values, "display_name": "Gwen Wyn", "email": "stolen@example.org"})
    assert answer.status_code == 302
    gwen.refresh_from_db()
    assert (gwen.display_name, gwen.email) == ("Gwen Wyn", "new@example.org")
    assert gwen.profile.sort_name == "gwen wyn"


def test_an_account_made_by_an_administrator_signs_in_with_one_code(admin, client, mailoutbox):
    admin.post("/cms/users/new/", {"email": "new@example.org", "display_name": "Gwen", "language": "en"})
    gwen = User.objects.get(email="new@example.org")
    assert not gwen.has_usable_password()
    answer = client.post("/en/accounts/login/code/", {"email": "new@example.org"})
    [message] = mailoutbox
    code = re.search(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b", message.body).group()
    client.post(answer.headers["Location"], {"code": code})
    assert client.session["_auth_user_id"] == str(gwen.pk)
    assert gwen.emailaddress_set.get().verified


@pytest.mark.parametrize(
    ("query", "found"), [("gwen", True), ("gwen-haf", True), ("new@ex", True), ("other", False)]
)
def test_accounts_are_found_by_name_handle_or_address(admin, query, found):
    make_person("Gwen Hâf", email="new@example.org")
    assert ("new@example.org" in admin.get(f"/cms/users/?q={query}").content.decode()) is found


def test_a_closed_account_disappears(admin, client):
    nia = make_person("Nia Parry")
    nia.is_active = False
    nia.save()
    assert admin.get("/en/people/nia-parry/").status_code == 404


def test_the_editors_area_offers_no_second_way_to_change_password_or_address(admin):
    page = admin.get("/cms/account/").content.decode()
    assert "current_password" not in page.lower()
    assert 'type="password"' not in page
    assert admin.get("/cms/password_reset/", follow=True).status_code == 404


def test_a_second_superuser_of_one_address_is_refused():
    make_person("Nia", email="nia@example.org")
    with pytest.raises(Exception, match=r"(?i)already|unique|exists"):
        call_command("createsuperuser", interactive=False, email="NIA@example.org", verbosity=0)
