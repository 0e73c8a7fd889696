"""What got another name and its old one again is reached by whoever has seen both."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from community.discussions.tending.domain import change_thread
from tests.factories import make_member, make_network, make_space, make_thread
from tests.factories.pages import home_page, make_page


@pytest.mark.django_db
def test_no_way_is_remembered_for_good(client):
    nia = make_member(make_network())
    thread = make_thread(make_space(), nia)
    page = make_page(home_page())
    Redirect.objects.create(old_path="/old-tea", redirect_page=page, is_permanent=True)
    for path in (f"/en/threads/{thread.pk}/another-name/", "/old-tea/", page.specific.url.rstrip("/")):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (301, "no-cache"), path


@pytest.mark.browser
def test_a_conversation_that_is_called_as_before_is_reached_by_a_browser_that_knows_the_name_between(
    page, live_site
):
    network = make_network()
    gwen = make_member(network, role="facilitator", name="Gwen Harris")
    thread = make_thread(make_space([network]), gwen, title="How do you begin?")

    def call_it(title):
        change_thread(thread, by=gwen, title=title, kind=thread.kind, language="en", topics=[])
        thread.refresh_from_db()
        return f"/en{thread.get_absolute_url().removeprefix('/en')}"

    first = call_it("How do you begin?")
    second = call_it("How do you end?")
    page.goto(first)
    assert page.url == f"{live_site.url}{second}"
    call_it("How do you begin?")
    page.goto(first)
    assert page.get_by_role("heading", name="How do you begin?", level=1).is_visible()
    page.goto(second)
    assert page.url == f"{live_site.url}{first}"
