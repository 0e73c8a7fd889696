"""Writing one's profile, and looking at it through other people's eyes."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from profiles.people.audiences import LISTED, PARTS
from profiles.people.domain.profiles import change_profile
from profiles.people.models import Profile
from profiles.people.refusals import NotYourProfile
from profiles.people.words import words_of
from tests.factories import (
    make_area,
    make_member,
    make_network,
    make_person,
    make_space,
    make_thread,
    make_topic,
)
from tests.factories.people import write_profile

pytestmark = pytest.mark.django_db

PAGE = "/en/me/profile/"


def form_of(**changes):
    """What the form sends when everything is filled."""
    return {
        "language": "cy",
        "pronouns": "hi/ei",
        "headline": "Gwrando",
        "about": "Helo.\n\nDyma fi.",
        "area": "",
        "sector": "council",
        "organisation": "Cyngor",
        "offers": "Te",
        "asks": "Bisgedi",
        "topics": [],
        "audience_listed": "public",
        **{part.column: "members" for part in PARTS},
    } | changes


@pytest.fixture
def nia(db):
    return make_person("Nia Parry")


def test_everything_that_was_typed_is_kept_with_its_audience(nia, as_person):
    area, topic = make_area(), make_topic("housing")
    answer = as_person(nia).post(PAGE, form_of(area=area.pk, topics=[topic.pk], audience_asks="networks"))
    assert answer.headers["Location"] == "/en/people/nia-parry/"
    profile = Profile.objects.get(user=nia)
    assert (profile.language, profile.headline, profile.about, profile.area, profile.sector) == (
        "cy", "Gwrando", "Helo.\n\nDyma fi.", area, "council",
    )  # fmt: skip
    assert list(profile.topics.all()) == [topic]
    assert (profile.audience_listed, profile.audience_asks, profile.audience_offers) == (
        "public",
        "networks",
        "members",
    )


def test_each_part_has_a_choice_of_audience_that_says_what_it_is_about(nia, as_person):
    page = as_person(nia).get(PAGE).content.decode()
    for part in (LISTED, *PARTS):
        assert page.count(f'name="audience_{part.name}"') == 1, part.name
        assert page.count(f'for="id_audience_{part.name}"') == 1, part.name
    assert "Who may see what I can offer" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"headline": "x" * 121}, "at most 120 characters"),
        ({"about": "x" * 3001}, "at most 3000 characters"),
        ({"topics": ["999999"]}, "One of the topics does not exist."),
        ({"topics": ["abc"]}, "is not a valid value"),
        ({"area": "999999"}, "Select a valid choice"),
        ({"sector": "piracy"}, "not one of the available choices"),
        ({"audience_about": "everybody"}, "not one of the available choices"),
        ({"audience_listed": ""}, "This field is required"),
        ({"language": "xx"}, "not one of the available choices"),
        ({"picture": SimpleUploadedFile("me.jpg", b"no picture")}, "not a picture we can read"),
        ({"picture": SimpleUploadedFile("me.jpg", b"x" * (8 * 1024 * 1024 + 1))}, "at most 8 megabytes"),
    ],
)
def test_bad_input_is_told_beside_its_field_what_was_typed_is_kept_and_nothing_is_written(
    nia, as_person, changes, words
):
    make_topic("housing")
    answer = as_person(nia).post(PAGE, form_of(organisation="Typed and kept", **changes))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert words in text
    assert 'aria-invalid="true"' in text
    assert 'value="Typed and kept"' in text
    profile = Profile.objects.get(user=nia)
    assert (profile.organisation, profile.headline, profile.audience_listed) == ("", "", "members")
    nia.refresh_from_db()
    assert nia.picture_key == ""


def test_more_than_twelve_topics_are_too_many(nia, as_person):
    topics = [make_topic().pk for _n in range(13)]
    text = as_person(nia).post(PAGE, form_of(topics=topics)).content.decode()
    assert "Choose up to twelve topics." in text
    assert Profile.objects.get(user=nia).topics.count() == 0


def test_script_in_a_profile_is_only_text(nia, as_person, client):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    answer = as_person(nia).post(
        PAGE,
        form_of(headline=evil, about=evil, offers=evil, organisation=evil, pronouns="<b>x</b>",
                **{part.column: "public" for part in PARTS}),
    )  # fmt: skip
    assert answer.status_code == 302
    for path in ("/en/people/nia-parry/", "/en/people/"):
        text = client.get(path).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;" in text


def test_a_picture_can_be_sent_and_removed(nia, as_person):
    data = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(data, "JPEG")
    client = as_person(nia)
    client.post(PAGE, form_of(picture=SimpleUploadedFile("me.jpg", data.getvalue())))
    nia.refresh_from_db()
    assert len(nia.picture_key) == 32
    assert 'name="remove_picture"' in client.get(PAGE).content.decode()
    client.post(PAGE, form_of(remove_picture="on"))
    nia.refresh_from_db()
    assert nia.picture_key == ""


def test_nobody_writes_another_persons_profile(nia):
    with pytest.raises(NotYourProfile):
        change_profile(nia.profile, by=make_person("Rhys"), headline="x")
    with pytest.raises(NotYourProfile):
        change_profile(nia.profile, by=None, headline="x")


def test_the_page_is_for_members_only(client):
    assert client.get(PAGE).headers["Location"] == f"/en/accounts/login/?next={PAGE}"


def test_the_editing_page_costs_few_queries_whatever_there_is_to_choose(nia, as_person, queries):
    for _number in range(15):
        make_topic()
        make_area()
    client = as_person(nia)
    client.get(PAGE)
    with queries(at_most=12):
        client.get(PAGE)


# --- One's own page ---------------------------------------------------------------------------------------------------


def test_the_own_page_shows_what_others_would_see(as_person):
    network = make_network("wales")
    nia = make_member(network, name="Nia Parry")
    write_profile(
        nia, headline="zheadline", about="zabout", offers="zoffers", asks="zasks", audience_listed="public",
        audience_headline="public", audience_about="members", audience_offers="networks", audience_asks="only_me",
    )  # fmt: skip
    client = as_person(nia)
    words = ["zheadline", "zabout", "zoffers", "zasks"]
    shown = {
        view: [word for word in words if word in client.get(f"/en/people/nia-parry/{view}").content.decode()]
        for view in ("?as=public", "?as=members", "?as=networks", "", "?as=nonsense")
    }
    assert shown == {
        "?as=public": words[:1],
        "?as=members": words[:2],
        "?as=networks": words[:3],
        "": words,
        "?as=nonsense": words,
    }


def test_nobody_else_can_look_through_other_eyes(as_person):
    nia = make_member(make_network("wales"), name="Nia Parry")
    write_profile(nia, offers="zoffers", audience_offers="networks")
    page = as_person(make_person("Mair")).get("/en/people/nia-parry/?as=networks").content.decode()
    assert "zoffers" not in page
    assert "This is your page" not in page


def test_the_own_page_says_when_others_do_not_see_it_at_all(nia, as_person):
    write_profile(nia, headline="zheadline", audience_listed="only_me")
    page = as_person(nia).get("/en/people/nia-parry/?as=members").content.decode()
    assert "They do not see this page" in page
    assert "zheadline" not in page


def test_conversations_on_the_page_are_those_the_reader_may_see(as_person, client):
    network = make_network("wales")
    nia = make_member(network, name="Nia Parry")
    write_profile(nia, audience_listed="public")
    make_thread(make_space([network], audience="public"), nia, title="An open question")
    make_thread(make_space([network], audience="networks"), nia, title="Among ourselves")
    stranger = client.get("/en/people/nia-parry/").content.decode()
    assert "An open question" in stranger
    assert "Among ourselves" not in stranger
    peer = as_person(make_member(network, name="Rhys")).get("/en/people/nia-parry/").content.decode()
    assert "Among ourselves" in peer
    own = as_person(nia)
    assert "Among ourselves" not in own.get("/en/people/nia-parry/?as=public").content.decode()
    assert "Among ourselves" not in own.get("/en/people/nia-parry/?as=members").content.decode()
    assert "Among ourselves" in own.get("/en/people/nia-parry/?as=networks").content.decode()


def test_shared_networks_are_named(as_person):
    network = make_network("wales")
    make_member(network, name="Nia Parry")
    page = as_person(make_member(network, name="Rhys")).get("/en/people/nia-parry/").content.decode()
    assert "You and Nia Parry share a network." in page


def test_a_missing_page_and_a_hidden_one_look_the_same(nia, client):
    hidden, missing = client.get("/en/people/nia-parry/"), client.get("/en/people/nobody-here/")
    assert hidden.status_code == missing.status_code == 404
    strip = lambda answer: answer.content.decode().replace("nia-parry", "X").replace("nobody-here", "X")  # noqa: E731
    assert strip(hidden) == strip(missing)
    assert "/en/accounts/login/?next=/en/people/X/" in strip(hidden)


def test_a_profile_page_costs_few_queries(as_person, queries):
    network = make_network("wales")
    nia = make_member(network, name="Nia Parry")
    write_profile(nia, topics=[make_topic(), make_topic()], area=make_area(), headline="x")
    client = as_person(make_member(network, name="Rhys"))
    client.get("/en/people/nia-parry/")
    with queries(at_most=10):
        client.get("/en/people/nia-parry/")


# --- Words ------------------------------------------------------------------------------------------------------------


def test_words_are_small_without_accents_and_without_signs():
    assert words_of("Ynys Môn – “tŷ’r bobl”, 2x!") == ["ynys", "mon", "ty'r", "bobl", "2x"]


def test_a_renamed_topic_or_area_is_found_by_its_new_name(nia, run_jobs):
    topic, area = make_topic("housing"), make_area(name_en="Old area")
    write_profile(nia, topics=[topic], area=area)
    topic.name_en, area.name_en = "Dwelling", "Newshire"
    topic.save()
    area.save()
    run_jobs()
    words = Profile.objects.get(user=nia).words_members
    assert " dwelling" in words
    assert " newshire" in words
    assert " housing" not in words.replace("pwnc housing", "")


def test_a_new_name_is_found_at_once_whoever_wrote_it(nia):
    nia.display_name = "Gwenllian Parry"
    nia.save()
    profile = Profile.objects.get(user=nia)
    assert profile.sort_name == "gwenllian parry"
    assert " gwenllian" in profile.words_members
