"""Mail about pages that wait, in the recipient's language and with addresses they may open."""

import pytest
from django.core import mail
from wagtail.users.models import UserProfile

from tests.factories import make_member
from tests.factories.pages import make_editor, make_network_with_pages, make_page, network_home

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def wales():
    return make_network_with_pages("wales")


@pytest.fixture
def waiting(wales, django_capture_on_commit_callbacks):
    """A page that an editor handed in: (page, workflow state, author)."""
    author = make_editor(wales, name="Rhys Bevan", language="cy")
    page = make_page(network_home(wales), "Tea & <talk>", slug="tea", live=False)
    page.save_revision(user=author)
    return page, page.get_workflow().start(page, author), author


def finish(page, person, action, comment=""):
    task_state = page.current_workflow_task_state
    task_state.task.specific.on_action(task_state, person, action, comment=comment)


def test_each_editor_of_the_network_is_told_in_their_language(wales, settings):
    settings.SITE_URL = "https://plethu.example"
    english, welsh = make_editor(wales, language="en"), make_editor(wales, language="cy")
    stranger = make_editor(make_network_with_pages("scotland"))
    author = make_editor(wales, name="Rhys Bevan")
    page = make_page(network_home(wales), "Tea & <talk>", slug="tea", live=False)
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    told = {message.to[0]: message for message in mail.outbox}
    assert told.keys() == {english.email, welsh.email}
    assert stranger.email not in told
    assert told[english.email].subject == "Waits for you: Tea & <talk>"
    assert told[english.email].body.startswith(f"Hello {english.display_name},")
    assert f"https://plethu.example/cms/pages/{page.pk}/edit/" in told[english.email].body
    assert told[welsh.email].subject != told[english.email].subject
    assert "Wagtail" not in told[english.email].body
    assert not told[english.email].alternatives


def test_administrators_of_the_installation_are_left_in_peace(wales):
    from tests.factories import make_person

    admin = make_person("Robin Ashdown", is_superuser=True)
    author = make_editor(wales)
    page = make_page(network_home(wales), "Tea", live=False)
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    assert admin.email not in [message.to[0] for message in mail.outbox]


def test_the_author_is_told_of_the_approval_with_the_public_address(wales, settings):
    settings.SITE_URL = "https://plethu.example"
    author, editor = make_editor(wales, name="Rhys Bevan"), make_editor(wales)
    page = make_page(network_home(wales), "Tea", slug="tea", live=False)
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    mail.outbox.clear()
    finish(page, editor, "approve")
    (message,) = mail.outbox
    assert message.to == [author.email]
    assert message.subject == "Approved: Tea"
    assert "https://plethu.example/en/networks/wales/tea/" in message.body
    assert "/cms/pages/" not in message.body


def test_the_author_is_told_what_to_change(waiting, wales):
    page, _state, author = waiting
    author.language = "en"
    author.save()
    mail.outbox.clear()
    finish(page, make_editor(wales, name="Cerys Vaughan"), "reject", comment="Say who it is for.")
    (message,) = mail.outbox
    assert message.to == [author.email]
    assert message.subject == "Please change something: Tea & <talk>"
    assert "Cerys Vaughan has read “Tea & <talk>” and asks you to change something" in message.body
    assert "Say who it is for." in message.body


def test_a_member_who_may_not_enter_the_editors_area_gets_no_address_there(wales):
    """A record handed in by a member comes back to the member, whose mail must not end at a closed door."""
    member = make_member(wales, name="Nia Parry")
    page = make_page(network_home(wales), "Tea", slug="tea", live=False)
    page.save_revision(user=member)
    page.get_workflow().start(page, member)
    mail.outbox.clear()
    finish(page, make_editor(wales), "reject", comment="Say who it is for.")
    (message,) = mail.outbox
    assert message.to == [member.email]
    assert "/cms/" not in message.body


def test_wagtails_row_for_an_account_follows_its_language_and_zone(wales):
    person = make_editor(wales, language="cy")
    profile = UserProfile.objects.get(user=person)
    assert (profile.preferred_language, profile.current_time_zone) == ("cy", "Europe/London")
    person.language, person.time_zone = "en", "Europe/Paris"
    person.save(update_fields=["language", "time_zone"])
    profile.refresh_from_db()
    assert (profile.preferred_language, profile.current_time_zone) == ("en", "Europe/Paris")


def test_signing_in_costs_no_extra_query(wales, queries):
    person = make_editor(wales)
    with queries(exactly=1):
        person.save(update_fields=["last_login"])
