"""What moved is found at its old address, and what never was costs one question."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from knowledge.pages.redirects import is_known
from tests.factories.pages import home_page, make_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("old", "asked"),
    [
        ("/old-tea", "/old-tea/"),
        ("/old-tea", "/old-tea"),
        ("/old-tea", "/old-tea/?from=mail"),
        ("/old-tea?id=7", "/old-tea/?id=7"),
        ("/old-tea?a=1&b=2", "/old-tea?b=2&a=1"),
        ("/te-i-bawb-ŵyl", "/te-i-bawb-%C5%B5yl/"),
        ("/te-i-bawb-%C5%B5yl", "/te-i-bawb-%C5%B5yl/"),
        ("/te?enw=Siân", "/te/?enw=Si%C3%A2n"),
    ],
)
@pytest.mark.parametrize("everywhere", [True, False], ids=["of any site", "of this site"])
def test_an_old_address_leads_on(client, old, asked, everywhere):
    page = make_page(home_page())
    site = None if everywhere else Site.objects.get(is_default_site=True)
    Redirect.objects.create(old_path=old, site=site, redirect_page=page, is_permanent=True)
    answer = client.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (301, page.specific.url)


def test_a_page_that_is_there_is_not_led_away_from(client):
    page = make_page(home_page())
    Redirect.objects.create(old_path=page.specific.url.rstrip("/"), redirect_link="/en/")
    assert client.get(page.specific.url).status_code == 200


@pytest.mark.parametrize(
    "asked", ["/en/nowhere/", "/en/nowhere/?with=words", "/en/nowhere/%C5%B5/?a=%C5%B5", "/en/no%00where/"]
)
def test_what_never_was_is_not_found(client, asked):
    Redirect.objects.create(old_path="/old-tea", redirect_link="/en/")
    assert client.get(asked).status_code == 404


def test_what_never_was_is_asked_for_once(queries):
    with queries(exactly=1):
        assert not is_known("/nowhere/%C5%B5/?with=words")
