"""The list of notices, what reaches me, and the outbox of the demonstration."""

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.utils import translation
from django.utils.translation import gettext

from community.demo_loading import DemoLoad
from community.networks.domain import memberships
from community.notifications import outbox
from community.notifications.domain.notices import notify
from community.notifications.models import Notification
from tests.factories import make_member, make_network, make_person, make_post, make_space, make_thread
from tests.factories.notifications import make_follower
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def wales():
    return make_network("wales", name_en="Wales", name_cy="Cymru")


@pytest.fixture
def gwen(wales):
    return make_member(wales, name="Gwen Rees")


@pytest.fixture
def nia(wales):
    return make_member(wales, name="Nia Parry")


@pytest.fixture
def thread(wales, gwen, nia):
    thread = make_thread(make_space([wales], audience="networks"), gwen, title="How do you begin?")
    make_follower(thread, nia)
    return thread


def text(answer):
    return answer.content.decode()


def lines(page, name):
    return [line.words.title if line.words else None for line in page.context[name]]


# --- The list --------------------------------------------------------------------------------------------------------


def test_replies_of_one_thread_stand_in_one_line_that_leads_to_the_first_new_one(
    thread, nia, gwen, as_person, run_jobs
):
    for number in (2, 3):
        make_post(thread, gwen, html=f"<p>Reply {number}.</p>")
    other = make_thread(thread.space, gwen, title="And how do you end?")
    make_follower(other, nia)
    make_post(other, gwen)
    run_jobs()
    page = as_person(nia).get("/en/notices/")
    assert lines(page, "unread") == [
        "Gwen Rees replied in “And how do you end?”",
        "2 new replies in “How do you begin?”",
    ]
    grouped = page.context["unread"][1].words
    assert (grouped.excerpt, grouped.url) == ("Reply 3.", thread.posts.get(number=2).get_absolute_url())


def test_what_was_said_breaks_off_between_words(thread, nia, gwen, as_person, run_jobs):
    make_post(thread, gwen, html=f"<p>@{nia.handle} {'clinic ' * 40}</p>")
    make_post(thread, gwen, html=f"<p>{'clinic ' * 40}</p>")
    begun = make_thread(thread.space, gwen, title="And how do you end?")
    begun.posts.update(text="clinic " * 40)
    run_jobs()
    unread = as_person(nia).get("/en/notices/").context["unread"]
    excerpts = [line.words.excerpt for line in unread]
    assert excerpts and all(excerpt.endswith(" clinic…") for excerpt in excerpts)


def test_unread_stands_before_read(thread, nia, gwen, as_person, run_jobs):
    make_post(thread, gwen)
    run_jobs()
    client = as_person(nia)
    notice = Notification.objects.get(user=nia)
    assert client.post(f"/en/notices/{notice.pk}/read/").status_code == 302
    page = client.get("/en/notices/")
    assert (lines(page, "unread"), lines(page, "earlier")) == (
        [],
        ["Gwen Rees replied in “How do you begin?”"],
    )


def test_looking_at_the_list_reads_nothing(thread, nia, gwen, as_person, run_jobs):
    make_post(thread, gwen)
    run_jobs()
    as_person(nia).get("/en/notices/")
    assert Notification.objects.of(nia).unread().count() == 1


def test_all_that_was_listed_is_marked_and_said(thread, nia, gwen, as_person, run_jobs):
    make_post(thread, gwen)
    run_jobs()
    client = as_person(nia)
    newest = client.get("/en/notices/").context["newest_id"]
    make_post(thread, gwen)
    run_jobs()
    answer = client.post("/en/notices/read/", {"up_to": newest}, follow=True)
    assert "1 notice marked as read." in text(answer)
    assert Notification.objects.of(nia).unread().count() == 1


@pytest.mark.parametrize("up_to", ["", "x", "-1", "9" * 30, "²"])
def test_a_nonsensical_mark_is_no_error(nia, as_person, up_to):
    assert as_person(nia).post("/en/notices/read/", {"up_to": up_to}).status_code == 302
    assert as_person(nia).get(f"/en/notices/?before={up_to}").status_code == 200


def test_the_list_is_in_the_readers_language(thread, nia, gwen, as_person, run_jobs):
    make_post(thread, gwen)
    run_jobs()
    page = as_person(nia).get("/cy/notices/")
    assert lines(page, "unread") == ["Atebodd Gwen Rees yn “How do you begin?”"]
    assert page.context["unread"][0].words.url.startswith("/cy/threads/")


def test_nothing_of_a_closed_conversation_shows_after_leaving(thread, nia, gwen, as_person, run_jobs):
    make_post(thread, gwen, html="<p>Between us.</p>")
    run_jobs()
    memberships.leave(thread.space.networks.get(), by=nia)
    page = as_person(nia).get("/en/notices/")
    assert lines(page, "unread") == [None]
    assert "Between us." not in text(page)
    assert "How do you begin?" not in text(page)
    assert "no longer open to you" in text(page)


def test_nobody_sees_the_notices_of_another(thread, nia, gwen, as_person, run_jobs):
    make_post(thread, gwen)
    run_jobs()
    page = as_person(gwen).get("/en/notices/")
    assert (lines(page, "unread"), lines(page, "earlier")) == ([], [])
    notice = Notification.objects.get(user=nia)
    as_person(gwen).post(f"/en/notices/{notice.pk}/read/")
    assert Notification.objects.of(nia).unread().count() == 1


def test_visitors_are_led_to_signing_in(client):
    assert client.get("/en/notices/").status_code == 302
    assert client.get("/en/me/notifications/").status_code == 302


def test_an_empty_list_says_how_it_fills(nia, as_person):
    assert "When somebody replies in a conversation you follow" in text(as_person(nia).get("/en/notices/"))


def test_a_long_list_comes_in_pages_without_gaps_or_repeats(nia, as_person, monkeypatch):
    from community.notifications import views

    monkeypatch.setattr(views, "READ_A_PAGE", 3)
    for number in range(7):
        notify("reply", people=[(nia.pk, "following")], subject_id=number, event_key=f"post:{number}")
    Notification.objects.update(read_at="2026-01-01T00:00:00Z")
    client, seen, url = as_person(nia), [], "/en/notices/"
    while url:
        page = client.get(url)
        seen += [notice.event_key for line in page.context["earlier"] for notice in line.notices]
        url = page.context["older_url"]
    assert seen == [f"post:{number}" for number in reversed(range(7))]


def test_the_list_costs_the_same_for_many(thread, nia, gwen, as_person, run_jobs):
    client = as_person(nia)
    space = thread.space

    def grow(count):
        for number in range(count):
            one = make_thread(space, gwen, title=f"Thread {number}")
            make_follower(one, nia)
            make_post(one, make_member(space.networks.get(), name=f"Replier {number}"))
        run_jobs()

    assert_flat(lambda: client.get("/en/notices/"), grow, at_most=12)


def test_every_kind_costs_the_same_for_many(wales, as_person):
    carys = make_member(wales, role="coordinator", name="Carys Owen")
    wales.joining = "on_request"
    wales.save()
    client = as_person(carys)

    def grow(count):
        for number in range(count):
            memberships.join(wales, by=make_person(f"Asks {number}"))
        Notification.objects.update(group_key="")

    assert_flat(lambda: client.get("/en/notices/"), grow, at_most=12)


# --- What reaches me -------------------------------------------------------------------------------------------------


def test_choices_are_kept_and_shown_again(nia, as_person):
    client = as_person(nia)
    page = client.get("/en/me/notifications/")
    assert page.context["form"]["reply"].initial == ["site", "mail"]
    as_before = {name: field.initial for name, field in page.context["form"].fields.items()}
    chosen = as_before | {"reply": ["site"], "membership": []}
    answer = client.post("/en/me/notifications/", chosen, follow=True)
    assert "Your choices are saved." in text(answer)
    assert answer.context["form"]["reply"].initial == ["site"]
    assert dict(nia.notification_settings.values_list("kind", "by_mail")) == {
        "reply": False,
        "membership": False,
    }
    client.post("/en/me/notifications/", as_before)
    assert not nia.notification_settings.exists()


@pytest.mark.parametrize("language", ["en", "cy", "gd"])
def test_notices_and_the_choices_about_them_have_different_names(language):
    with translation.override(language):
        assert gettext("Notices") != gettext("Notifications")


def test_a_nonsensical_choice_is_refused_and_nothing_is_kept(nia, as_person):
    answer = as_person(nia).post("/en/me/notifications/", {"reply": ["pigeon"], "membership": []})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["reply"]
    assert not nia.notification_settings.exists()


# --- The outbox ------------------------------------------------------------------------------------------------------


@pytest.fixture
def shown_outbox(settings, tmp_path):
    """An embedded demonstration without a mail server."""
    settings.DATA_DIR = tmp_path
    settings.EMBEDDED = True
    settings.EMAIL_BACKEND = "community.notifications.outbox.OutboxBackend"
    DemoLoad.objects.create()


def send(subject="Hello", body="Words.", html="<html><head></head><body><p>Words.</p></body></html>"):
    message = EmailMultiAlternatives(subject, body, to=["nia@people.example"])
    message.attach_alternative(html, "text/html")
    message.send()


def test_mails_are_shown_as_they_were_sent(shown_outbox, client):
    send("Croeso – â ê î", "Geiriau ŵ.", "<html><head></head><body><p>Geiriau ŵ.</p></body></html>")
    (mail,) = client.get("/en/outbox/").context["mails"]
    assert (mail.subject, mail.to) == ("Croeso – â ê î", "nia@people.example")
    assert "Geiriau ŵ." in text(client.get(f"/en/outbox/{mail.name}/?as=text"))
    drawn = client.get(f"/en/outbox/{mail.name}/html/")
    assert "<p>Geiriau ŵ.</p>" in text(drawn)
    policy = drawn["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


def test_a_mail_without_html_is_shown_as_text(shown_outbox, client):
    send_mail("Plain", "Only text.", None, ["nia@people.example"])
    (mail,) = outbox.newest()
    assert "Only text." in text(client.get(f"/en/outbox/{mail.name}/"))
    assert client.get(f"/en/outbox/{mail.name}/html/").status_code == 404


@pytest.mark.parametrize("missing", ["demo", "embedded", "backend"])
def test_the_outbox_is_not_there_on_any_other_installation(shown_outbox, client, settings, missing):
    send()
    name = outbox.newest()[0].name
    if missing == "demo":
        DemoLoad.objects.all().delete()
    elif missing == "embedded":
        settings.EMBEDDED = False
    else:
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for address in ("", f"{name}/", f"{name}/html/"):
        assert client.get(f"/en/outbox/{address}").status_code == 404


@pytest.mark.parametrize("name", ["..", "x", "%2e%2e%2fplethu.sqlite3", "20261123T000000000000-00000000"])
def test_only_mails_are_read_from_the_outbox(shown_outbox, client, name):
    send()
    assert client.get(f"/en/outbox/{name}/").status_code == 404
    assert outbox.read("../plethu") is None


def test_the_outbox_keeps_the_newest_and_only_for_its_owner(shown_outbox, monkeypatch):
    monkeypatch.setattr(outbox, "MOST_KEPT", 3)
    for number in range(5):
        send(f"Mail {number}")
    assert [mail.subject for mail in outbox.newest()] == ["Mail 4", "Mail 3", "Mail 2"]
    files = list(outbox.folder().iterdir())
    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_an_empty_outbox_says_how_it_fills(shown_outbox, client):
    assert "No mails yet" in text(client.get("/en/outbox/"))
