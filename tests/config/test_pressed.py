"""Buttons that are pressed by who was signed out meanwhile, and their addresses called as pages."""

import pytest

from tests.factories import make_member, make_network

pytestmark = pytest.mark.django_db

BUTTON = "/en/desk/spaces/offers/1/accept/"
PAGE = "http://testserver/en/desk/spaces/?show=all"
SAID = "You had been signed out, so nothing was done. Please press the button once more."


def test_who_was_signed_out_comes_back_to_the_page_and_is_told(client):
    answer = client.post(BUTTON, headers={"referer": PAGE}, follow=True)
    assert answer.redirect_chain == [("/en/accounts/login/?next=%2Fen%2Fdesk%2Fspaces%2F%3Fshow%3Dall", 302)]
    assert SAID in answer.content.decode()


def test_in_welsh(client):
    answer = client.post("/cy/desk/spaces/offers/1/accept/", headers={"referer": PAGE}, follow=True)
    assert "Roeddech wedi’ch allgofnodi, felly ni wnaed dim." in answer.content.decode()


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/en/desk/", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(client, referer):
    answer = client.post(BUTTON, headers={"referer": referer})
    assert answer.url == "/en/accounts/login/?next=/en/desk/spaces/offers/1/accept/"


def test_scripts_hear_what_they_heard(client):
    answer = client.post(BUTTON, headers={"referer": PAGE, "sec-fetch-mode": "cors"})
    assert answer.url == "/en/accounts/login/?next=/en/desk/spaces/offers/1/accept/"


def test_signing_in_itself_is_left_alone(client):
    answer = client.post("/en/accounts/logout/", headers={"referer": PAGE})
    assert SAID not in str(answer.headers)


def test_the_address_of_a_button_shows_a_page_of_ours(as_person):
    mair = make_member(make_network(), role="coordinator")
    answer = as_person(mair).get(BUTTON)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "nothing has been done" in answer.content.decode()
    assert "Go to the home page" in answer.content.decode()


def test_scripts_get_no_page(as_person):
    mair = make_member(make_network(), role="coordinator")
    answer = as_person(mair).get(BUTTON, headers={"sec-fetch-mode": "cors"})
    assert (answer.status_code, answer.content) == (405, b"")
