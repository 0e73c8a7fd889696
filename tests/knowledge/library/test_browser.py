"""The library in a real browser: journeys with and without script, and an accessibility scan of every page and state."""

import re

import pytest
from playwright.sync_api import expect

from community.discussions.domain.subjects import thread_on
from community.discussions.domain.threads import reply_to
from community.jobs.queue import perform_all_due
from community.search.index import changed
from knowledge.library.models import Resource, Submission
from tests.axe import assert_no_faults
from tests.factories import make_member, make_network, make_topic
from tests.factories.library import make_resource, make_submission

pytestmark = pytest.mark.browser


@pytest.fixture
def shelf(live_site):
    """A few records, people and suggestions, as a network has them."""
    wales = make_network("wales", colour_warp="#8a1f2d", colour_weft="#2f6b4f")
    methods = make_topic("methods", name_en="Methods", name_cy="Dulliau")
    facilitation = make_topic("facilitation", name_en="Facilitation", name_cy="Hwyluso", parent=methods)
    power = make_topic("power", name_en="Sharing power", name_cy="Rhannu grym")
    ladder = make_resource(
        "A Ladder of Citizen Participation", format="academic-paper", year=1969, minutes=40, licence="cc-by",
        creators=[{"family": "Arnstein", "given": "Sherry R."}], networks=[wales], topics=[power, facilitation],
        accessibility=["tagged", "plain"], access="open", doi="10.1000/ladder", isbn="9780306406157",
        texts={
            "en": {"summary": "Eight rungs of involvement.", "plain_summary": "A ladder of power."},
            "cy": {"summary": "Wyth gris.", "title": "Ysgol Cyfranogiad Dinasyddion", "source_hash": "old"},
        },
    )  # fmt: skip
    make_resource("Gwrando ar ein gilydd", format="podcast", languages=["cy"], texts={"cy": "Tri phennod."},
                  source_language="cy", topics=[facilitation], networks=[wales])  # fmt: skip
    make_resource("A film about rungs", format="video", year=2021, topics=[power])
    make_resource("A template to fill in", format="template", year=2015, topics=[facilitation])
    for resource in Resource.objects.all():
        changed("resource", resource.pk)
    perform_all_due()
    return {
        "wales": wales,
        "ladder": ladder,
        "member": make_member(wales, name="Rhys Bevan"),
        "curator": make_member(wales, role="curator", name="Mared Hopcyn"),
    }


def settle(page):
    """Wait for what script does on arrival."""
    page.wait_for_load_state("networkidle")


def test_a_visitor_narrows_searches_and_reads(page, shelf):
    page.goto("/en/library/")
    page.get_by_role("link", name=re.compile("^Methods")).click()
    expect(page.get_by_role("heading", name="3 resources")).to_be_visible()
    page.get_by_role("navigation", name="Narrow the list").get_by_role(
        "link", name=re.compile("^Podcast")
    ).click()
    expect(page.get_by_role("heading", name="1 resource")).to_be_visible()
    page.get_by_role("list", name="What is chosen").get_by_role("link", name=re.compile("^Methods")).click()
    assert page.url.endswith("/en/library/?format=podcast")
    page.get_by_role("link", name="Clear all choices").first.click()
    page.get_by_role("searchbox", name="Search the library").fill("rungs")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", name="2 resources for “rungs”")).to_be_visible()
    page.get_by_role("link", name="A Ladder of Citizen Participation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A Ladder of Citizen Participation")
    page.get_by_role("link", name="Cymraeg").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ysgol Cyfranogiad Dinasyddion")


def test_the_same_without_script(no_script_page, shelf):
    page = no_script_page(viewport={"width": 360, "height": 740})
    page.goto("/en/library/")
    page.locator("summary").filter(has_text="Narrow the list").click()
    page.get_by_role("link", name=re.compile("^Podcast")).click()
    expect(page.get_by_role("heading", name="1 resource")).to_be_visible()
    page.locator("summary").filter(has_text="Between two years").click()
    page.get_by_label("From year").fill("2000")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Nothing in the library fits this.")).to_be_visible()
    page.get_by_role("link", name="See the whole library").click()
    page.get_by_role("link", name="A film about rungs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A film about rungs")


def test_a_narrow_screen_holds_everything(new_page, shelf):
    page = new_page(viewport={"width": 320, "height": 700})
    for path in ("/en/library/", f"/cy/library/{shelf['ladder'].pk}/{shelf['ladder'].slug}/"):
        page.goto(path)
        settle(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"


def test_the_desk_begins_where_header_and_footer_begin(signed_in_page, shelf):
    page = signed_in_page(shelf["curator"])
    for path in ("/en/desk/library/?view=all", "/en/desk/submissions/"):
        page.goto(path)
        begins = [
            page.locator(one).first.bounding_box()["x"] for one in ("h1", ".site-name", ".site-footer-words")
        ]
        assert begins == [begins[0]] * 3, path


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_suggestion_to_library(signed_in_page, no_script_page, shelf, script):
    open_page = signed_in_page if script else no_script_page
    member, curator = open_page(shelf["member"]), open_page(shelf["curator"])
    member.goto("/en/library/")
    member.get_by_role("link", name="Suggest a resource").first.click()
    member.get_by_label("Web address").fill("https://guides.example/paying-people")
    member.get_by_label("Title").fill("A Ladder of Citizen Participation, revised")
    member.get_by_label("Why should others know it?").fill("It is the one we use.")
    member.get_by_role("button", name="Suggest it").click()
    expect(member.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    assert_no_faults(member) if script else None
    member.get_by_role("button", name="It is another one: send it").click()
    expect(member.get_by_role("heading", name="My suggestions")).to_be_visible()
    expect(member.get_by_text("Waiting for a curator")).to_be_visible()

    curator.goto("/en/desk/submissions/")
    curator.get_by_role("link", name="A Ladder of Citizen Participation, revised").click()
    curator.get_by_role("button", name="Accept it").click()
    expect(curator.get_by_role("heading", level=1)).to_have_text("A Ladder of Citizen Participation, revised")
    curator.get_by_label("Made by").fill("Arnstein, Sherry R.")
    curator.get_by_label("Year").fill("2001")
    curator.get_by_role("checkbox", name="Sharing power").check()
    curator.get_by_role("button", name="Publish").click()
    expect(curator.get_by_text("Published. It is in the library as you left it.")).to_be_visible()

    member.goto("/en/library/suggestions/")
    expect(member.get_by_text("In the library", exact=True)).to_be_visible()
    member.get_by_role("link", name="A Ladder of Citizen Participation, revised").click()
    expect(member.get_by_role("heading", level=1)).to_have_text("A Ladder of Citizen Participation, revised")
    expect(member.get_by_role("main").get_by_text("Rhys Bevan").first).to_be_visible()
    assert Submission.objects.get().state == "published"


def test_a_comment_appears_without_a_reload(signed_in_page, shelf):
    path = f"/en/library/{shelf['ladder'].pk}/{shelf['ladder'].slug}/"
    writer, reader = signed_in_page(shelf["member"]), signed_in_page(shelf["curator"])
    reply_to(thread_on("resource", shelf["ladder"]), by=shelf["curator"], html="<p>First</p>", language="en")
    for page in (writer, reader):
        page.goto(path)
        settle(page)
    writer.get_by_role("main").get_by_role("textbox").first.fill("We drew it in chalk.")
    writer.get_by_role("button", name="Send").click()
    expect(writer.locator("#post-2").get_by_text("We drew it in chalk.")).to_be_visible()
    expect(reader.get_by_text("We drew it in chalk.").first).to_be_visible(timeout=5000)


PAGES = {
    "index": (None, "/library/"),
    "narrowed": (None, "/library/?topic=methods&format=podcast&from=1960"),
    "nothing": (None, "/library/?q=zzzz&format=guide"),
    "record": ("member", "record"),
    "welsh only": (None, "welsh"),
    "suggest": ("member", "/library/suggest/"),
    "mine": ("member", "/library/suggestions/"),
    "desk suggestions": ("curator", "/desk/submissions/"),
    "desk suggestion": ("curator", "submission"),
    "desk records": ("curator", "/desk/library/?view=all"),
    "desk drafts": ("curator", "/desk/library/"),
    "desk record": ("curator", "edit"),
}


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("cy", "dark")])
def test_axe_finds_nothing_on_any_page(new_page, shelf, language, scheme):
    ladder = shelf["ladder"]
    submission = make_submission(
        shelf["wales"], shelf["member"], title="A Ladder of Citizen Participation: again"
    )
    welsh = Resource.objects.get(title="Gwrando ar ein gilydd")
    reply_to(thread_on("resource", ladder), by=shelf["member"], html="<p>We tried it.</p>", language="en")
    addresses = {
        "record": f"/library/{ladder.pk}/{ladder.slug}/",
        "welsh": f"/library/{welsh.pk}/{welsh.slug}/",
        "submission": f"/desk/submissions/{submission.pk}/",
        "edit": f"/desk/library/{ladder.pk}/",
    }
    pages = {
        who: new_page(person=shelf[who] if who else None, color_scheme=scheme)
        for who in (None, "member", "curator")
    }
    for _name, (who, path) in PAGES.items():
        page = pages[who]
        page.goto(f"/{language}{addresses.get(path, path)}")
        settle(page)
        assert_no_faults(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_forms_with_errors(new_page, shelf, scheme):
    member = new_page(person=shelf["member"], color_scheme=scheme)
    member.goto("/cy/library/suggest/")
    member.get_by_role("button", name="Ei awgrymu").click()
    settle(member)
    assert_no_faults(member)
    member.goto("/en/library/suggest/?url=https://doi.org/10.1000/ladder&title=Ladder")
    member.get_by_label("Why should others know it?").fill("x")
    member.get_by_role("button", name="Suggest it").click()
    expect(member.get_by_text("It is there already")).to_be_visible()
    assert_no_faults(member)
    curator = new_page(person=shelf["curator"], color_scheme=scheme)
    curator.goto(f"/en/desk/library/{shelf['ladder'].pk}/")
    curator.get_by_label("Title", exact=True).fill("")
    curator.get_by_label("DOI").fill("eleven")
    curator.get_by_role("button", name="Publish").click()
    expect(curator.get_by_role("alert").get_by_text("fields need another look")).to_be_visible()
    assert_no_faults(curator)
    submission = make_submission(shelf["wales"], shelf["member"])
    curator.goto(f"/cy/desk/submissions/{submission.pk}/")
    curator.get_by_role("button", name="Gwrthod a dweud pam").click()
    settle(curator)
    assert_no_faults(curator)
