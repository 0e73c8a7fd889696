"""Profiles and the directory in a real browser."""

import pytest

from profiles.people.models import Profile
from tests.axe import assert_no_faults
from tests.factories import make_area, make_member, make_network, make_person, make_topic
from tests.factories.people import write_profile

pytestmark = pytest.mark.browser
LOOKS = {"en": "light", "cy": "dark"}


@pytest.fixture
def nia(live_site):
    network = make_network("wales")
    person = make_member(network, name="Nia Parry")
    write_profile(
        person, topics=[make_topic("housing", name_en="Housing", name_cy="Tai")], area=make_area(),
        headline="Listens first", about="I work with neighbours.\n\nTwo paragraphs.", sector="housing",
        organisation="Cartref", pronouns="she/her", offers="Tea.", asks="Biscuits.", audience_listed="public",
        audience_headline="public",
    )  # fmt: skip
    return person


@pytest.mark.parametrize("language", LOOKS)
def test_no_page_has_a_fault(new_page, nia, language):
    page = new_page(person=nia, color_scheme=LOOKS[language])
    stranger = new_page(color_scheme=LOOKS[language])
    for path in (
        "people/",
        "people/?q=nobody-of-that-name",
        "people/nia-parry/",
        "people/nia-parry/?as=public",
        "me/profile/",
    ):
        page.goto(f"/{language}/{path}")
        assert_no_faults(page)
    for path in ("people/", "people/nia-parry/", "people/nobody-here/"):
        stranger.goto(f"/{language}/{path}")
        assert_no_faults(stranger)
    empty = new_page(person=make_person("Emyr"), color_scheme=LOOKS[language])
    for path in ("people/emyr/", "me/profile/?welcome"):
        empty.goto(f"/{language}/{path}")
        assert_no_faults(empty)


def test_each_part_of_the_profile_says_by_its_label_who_may_see_it(new_page, nia):
    page = new_page(person=nia)
    page.goto("/en/me/profile/")
    page.get_by_label("What I can offer", exact=False).first.fill("Cake.")
    page.get_by_label("Who may see what I can offer").select_option(label="My networks")
    page.get_by_role("button", name="Save my profile").click()
    page.get_by_text("Your profile is saved.").wait_for()
    profile = Profile.objects.get(user=nia)
    assert (profile.offers, profile.audience_offers) == ("Cake.", "networks")
    page.get_by_role("link", name="Members", exact=True).click()
    assert page.get_by_text("Cake.").count() == 0
    page.get_by_role("link", name="My networks", exact=True).click()
    assert page.get_by_text("Cake.").is_visible()


def test_finding_somebody_by_topic_and_words(new_page, nia):
    page = new_page(person=make_person("Mair"))
    page.goto("/en/people/")
    page.get_by_role("link", name="Housing").click()
    page.get_by_role("searchbox", name="Search people").fill("neighbours")
    page.get_by_role("button", name="Search").click()
    assert "topic=housing" in page.url
    page.get_by_role("link", name="Nia Parry").click()
    page.get_by_role("heading", name="Nia Parry", level=1).wait_for()


def test_nothing_is_wider_than_a_small_telephone(new_page, nia):
    page = new_page(person=nia, viewport={"width": 320, "height": 640})
    for path in ("people/", "people/nia-parry/", "me/", "me/profile/", "accounts/2fa/", "accounts/sessions/"):
        page.goto(f"/en/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
