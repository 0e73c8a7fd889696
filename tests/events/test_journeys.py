"""Real browsers: registering, hosting, talking, and what changes on open pages by itself."""

from datetime import timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from events.gatherings.domain.cancelling import cancel_gathering
from events.gatherings.models import Gathering
from events.registrations.domain.places import give_up_place
from events.registrations.models import Registration
from tests.axe import assert_no_faults
from tests.factories import make_member, make_network, make_person, make_topic
from tests.factories.events import gathering_of, make_event_page, make_joining_details, make_registration

pytestmark = pytest.mark.browser


@pytest.fixture
def wales(live_site):
    return make_network(
        "wales", name_en="Co-production Network for Wales", colour_warp="#8c2f39", colour_weft="#3d4f63"
    )


@pytest.fixture
def gathering(wales):
    """A joint event in both languages with a place or two left."""
    scotland = make_network("scotland", colour_warp="#4f5d3a", colour_weft="#7b4f86")
    page = make_event_page(
        [wales, scotland],
        title="Learning together",
        intro="Bring a question and take one home.",
        venue="Pierhead, Cardiff",
        mode="hybrid",
        capacity=3,
        access_info="Captions and breaks.",
        interpretation_info="Welsh and BSL.",
        body=[("paragraph", "<p>Two rounds of small groups.</p>")],
        topics=[make_topic("peer-learning")],
        other_hosts="Rural Wisdom",
    )
    make_event_page(
        language="cy", translation_of=page, title="Dysgu gyda’n gilydd", intro="Dewch â chwestiwn.",
        venue="Pierhead, Caerdydd", body=[("paragraph", "<p>Dau gylch o grwpiau bach.</p>")],
    )  # fmt: skip
    gathering = gathering_of(page)
    make_joining_details(gathering)
    return gathering


def register(page, needs=""):
    page.get_by_label("What do you need to take part?").fill(needs)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name="You have a place")).to_be_visible()


def test_a_member_registers_reads_how_to_join_and_gives_the_place_up(gathering, signed_in_page):
    nia = make_person("Nia")
    page = signed_in_page(nia)
    page.goto(f"/en/events/{gathering.slug}/")
    expect(page.get_by_text("3 places left of 3")).to_be_visible()
    register(page, "A quiet corner")
    expect(page.get_by_role("link", name="Join the meeting")).to_have_attribute(
        "href", "https://meet.example/secret-room"
    )
    expect(page.get_by_text("2 places left of 3")).to_be_visible()
    page.get_by_role("link", name="Give up my place").click()
    page.get_by_role("button", name="Give up my place").click()
    expect(page.get_by_text("secret-room")).to_have_count(0)
    page.get_by_role("button", name="Take my place back").click()
    expect(page.get_by_text("A quiet corner")).to_be_visible()


def test_registering_works_without_script(gathering, no_script_page):
    nia = make_person("Nia")
    page = no_script_page(nia)
    page.goto(f"/en/events/{gathering.slug}/")
    register(page, "Large print")
    assert Registration.objects.get(user=nia).access_needs.text == "Large print"
    page.get_by_role("link", name="Change what I need").click()
    page.get_by_label("What do you need to take part?").fill("Large print and breaks")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Large print and breaks")).to_be_visible()
    page.get_by_role("link", name="Give up my place").click()
    page.get_by_role("button", name="Give up my place").click()
    expect(page.get_by_role("button", name="Take my place back")).to_be_visible()


def test_a_visitor_signs_in_and_is_back_at_the_event(gathering, page):
    nia = make_person("Nia")
    page.goto(f"/en/events/{gathering.slug}/")
    page.get_by_role("link", name="Sign in to register").click()
    page.locator("input[name=login]").fill(nia.email)
    page.locator("input[name=password]").fill("plethu-demo")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"**/en/events/{gathering.slug}/")
    expect(page.get_by_role("button", name="Register")).to_be_visible()


def test_open_pages_show_at_once_how_many_places_are_left(gathering, signed_in_page, page):
    page.goto(f"/cy/events/{gathering.slug}/")
    expect(page.get_by_text("3 lle ar ôl o 3")).to_be_visible()
    member = signed_in_page(make_person("Nia"))
    member.goto(f"/en/events/{gathering.slug}/")
    register(member)
    expect(page.get_by_text("2 le ar ôl o 3")).to_be_visible(timeout=4000)


def test_open_pages_say_that_the_event_is_cancelled(gathering, wales, page):
    host = make_member(wales, role="coordinator")
    page.goto(f"/en/events/{gathering.slug}/")
    expect(page.get_by_role("heading", name="Learning together")).to_be_visible()
    cancel_gathering(gathering, by=host, reason="The hall has flooded.")
    expect(page.get_by_text("The hall has flooded.")).to_be_visible(timeout=6000)


def test_a_reply_about_the_event_appears_in_the_other_browser(gathering, wales, signed_in_page):
    writer, reader = (
        signed_in_page(make_member(wales, name="Rhys")),
        signed_in_page(make_member(wales, name="Mair")),
    )
    for page in (reader, writer):
        page.goto(f"/en/events/{gathering.slug}/")
    composer = writer.locator("#discussion textarea").first
    composer.fill("Shall we bring cake?")
    writer.locator("#discussion").get_by_role("button", name="Send").click()
    expect(reader.locator("#discussion").get_by_text("Shall we bring cake?")).to_be_visible(timeout=6000)
    expect(writer.locator("#discussion").get_by_text("Shall we bring cake?").first).to_be_visible()


def test_a_reply_about_the_event_works_without_script(gathering, no_script_page):
    registered = make_person("Rhian")
    make_registration(gathering, registered)
    page = no_script_page(registered)
    page.goto(f"/en/events/{gathering.slug}/")
    page.locator("#discussion textarea").first.fill("I can bring a cake.")
    page.locator("#discussion").get_by_role("button", name="Send").click()
    expect(page.get_by_text("I can bring a cake.").first).to_be_visible()
    assert f"/en/events/{gathering.slug}/" in page.url


def test_a_host_writes_how_to_join_and_cancels(gathering, wales, signed_in_page):
    make_registration(gathering, make_person("Rhian"), access_needs="A ramp")
    page = signed_in_page(make_member(wales, role="facilitator"))
    page.goto(f"/en/events/{gathering.slug}/")
    page.get_by_role("link", name="The hosts’ page").click()
    expect(page.get_by_text("A ramp")).to_be_visible()
    page.get_by_label("Link to the meeting").fill("https://meet.example/other-room")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("Kept.")).to_be_visible()
    page.get_by_role("link", name="Cancel the event…").click()
    page.get_by_label("Why is it cancelled?").fill("Snow")
    page.get_by_role("button", name="Cancel the event").click()
    expect(page.get_by_text("Snow")).to_be_visible()
    assert Gathering.objects.get(pk=gathering.pk).is_cancelled


def test_hosts_read_on_a_phone_what_people_need(gathering, wales, new_page):
    """A row is a block there, and the words have its width."""
    words = "A quiet corner near the door, captions on a screen that I can read, and a break every hour."
    make_registration(gathering, make_person("Rhian"), access_needs=words)
    page = new_page(
        person=make_member(wales, role="coordinator"),
        viewport={"width": 360, "height": 800},
        color_scheme="dark",
    )
    for path in ("host/", "host/list/"):
        page.goto(f"/en/events/{gathering.slug}/{path}")
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Rhian"))
        box = row.get_by_role("cell").filter(has_text=words).bounding_box()
        assert box["width"] > 250, path
        assert box["x"] + box["width"] <= 360, path
        assert_no_faults(page)


def test_the_hosts_pages_begin_where_header_and_footer_begin(gathering, wales, signed_in_page):
    page = signed_in_page(make_member(wales, role="coordinator"))
    for path in ("host/", "host/list/"):
        page.goto(f"/en/events/{gathering.slug}/{path}")
        begins = [
            page.locator(one).first.bounding_box()["x"] for one in ("h1", ".site-name", ".site-footer-words")
        ]
        assert begins == [begins[0]] * 3, path


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("cy", "dark")])
def test_nothing_on_the_events_pages_is_out_of_reach(gathering, wales, new_page, language, scheme):
    """Every state of the page, the list, the hosts' pages and the small forms: one language light, the other dark."""
    from django.utils import timezone

    host, nia, late = make_member(wales, role="coordinator"), make_person("Nia"), make_person("Late")
    url = f"/{language}/events/{gathering.slug}/"

    pages = {person: new_page(person=person, color_scheme=scheme) for person in (None, host, nia, late)}

    def look(person, path=url):
        page = pages[person]
        page.goto(path)
        assert_no_faults(page)

    look(None)
    look(late)
    make_registration(gathering, nia, access_needs="A quiet corner", language_wish="cy")
    look(nia)
    for part in ("needs/", "give-up/"):
        look(nia, url + part)
    for part in ("", "host/", "host/list/", "host/cancel/"):
        look(host, url + part)
    give_up_place(gathering, by=nia)
    look(nia)
    Gathering.objects.update(registration_closes_at=timezone.now())
    look(late)
    Gathering.objects.update(registration_closes_at=None, capacity=1)
    make_registration(gathering, nia)
    look(late)
    look(None, f"/{language}/events/")
    look(None, f"/{language}/events/?network=nowhere")
    cancel_gathering(gathering, by=host, reason="Snow")
    look(nia)
    look(host, f"{url}host/")
    look(None, f"/{language}/events/?network=wales")
    Gathering.objects.update(
        status="scheduled", cancelled_at=None, starts_at=timezone.now() - timedelta(days=2),
        ends_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    look(nia)
    look(None, f"/{language}/events/")


def test_a_refused_form_is_within_reach(gathering, new_page):
    page = new_page(person=make_person("Nia"))
    page.goto(f"/en/events/{gathering.slug}/")
    for number in range(3):
        make_registration(gathering, make_person(f"Quick {number}"))
    page.get_by_label("What do you need to take part?").fill("A quiet corner")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("Every place is taken.").first).to_be_visible()
    assert_no_faults(page)


def test_beside_a_long_form_the_words_begin_where_the_facts_end(gathering, new_page):
    page = new_page(person=make_person("Nia"), viewport={"width": 1280, "height": 900})
    page.goto(f"/cy/events/{gathering.slug}/")
    facts, part, words = (
        page.locator(f".event-{name}").bounding_box() for name in ("facts", "part", "words")
    )
    assert part["y"] + part["height"] > words["y"]  # else this shows nothing
    assert 0 < words["y"] - facts["y"] - facts["height"] < 80


def test_on_paper_sections_stand_apart_and_nothing_can_be_pressed(gathering, signed_in_page, page):
    nia = make_person("Nia")
    make_registration(gathering, nia)
    for sheet in (signed_in_page(nia), page):
        sheet.goto(f"/en/events/{gathering.slug}/")
        sheet.emulate_media(media="print", color_scheme="dark")
        pressed = [one for one in sheet.locator("main :is(button, .button)").all() if one.is_visible()]
        assert pressed == []
        sections = sheet.locator(
            ":is(.event-facts, .event-part, .event-side, .event-words, .event-talk)"
        ).all()
        boxes = [one.bounding_box() for one in sections if one.is_visible()]
        assert len(boxes) >= 4
        for above, below in pairwise(boxes):
            assert below["y"] - above["y"] - above["height"] >= 16
