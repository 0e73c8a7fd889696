"""Mails about notices: decided late, in the reader's language and zone, stoppable by one click."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from community.discussions.domain.threads import remove_post, remove_thread
from community.discussions.models import ThreadPlace
from community.jobs.models import Job
from community.networks.domain import memberships
from community.networks.models import Membership
from community.notifications.domain import stopping
from community.notifications.domain.notices import mark_read
from community.notifications.kinds import kinds
from community.notifications.mail import list_id_for, message_id_for
from community.notifications.models import MailState, Notification
from tests.factories import make_member, make_network, make_person, make_post, make_space, make_thread
from tests.factories.notifications import let_mail_fall_due, make_follower

pytestmark = pytest.mark.django_db


@pytest.fixture
def wales():
    return make_network("wales", name_en="Wales", name_cy="Cymru")


@pytest.fixture
def space(wales):
    return make_space(
        [wales], audience="networks", slug="workshop", name_en="The workshop", name_cy="Y Gweithdy"
    )


@pytest.fixture
def gwen(wales):
    return make_member(wales, name="Gwen Rees")


@pytest.fixture
def rhys(wales):
    """Follows the thread; reads Welsh in Lisbon."""
    return make_member(wales, name="Rhys Bevan", language="cy", time_zone="Europe/Lisbon")


@pytest.fixture
def thread(space, gwen, rhys, run_jobs):
    thread = make_thread(space, gwen, title="How do you begin?")
    ThreadPlace.objects.all().delete()
    make_follower(thread, rhys)
    run_jobs()
    return thread


@pytest.fixture
def reply(thread, gwen, run_jobs):
    post = make_post(thread, gwen, html="<p>With a <strong>question</strong> &amp; tea.</p>")
    run_jobs()
    return post


def states():
    return list(Notification.objects.order_by("pk").values_list("mail_state", "withheld_because"))


# --- Decided late ----------------------------------------------------------------------------------------------------


def test_a_mail_waits_before_it_is_decided(reply, run_jobs):
    assert mail.outbox == []
    assert states() == [(MailState.PENDING, "")]
    waiting = Job.objects.get(name="notifications.decide_mails", state="waiting")
    assert timedelta(minutes=9) < waiting.run_at - timezone.now() <= timedelta(minutes=10)


def test_an_unread_reply_is_mailed_once(reply, rhys, run_jobs):
    let_mail_fall_due()
    run_jobs()
    assert [message.to for message in mail.outbox] == [[rhys.email]]
    assert states() == [(MailState.SENT, "")]
    Job.objects.filter(name="notifications.decide_mails").update(state="waiting")
    run_jobs()
    assert len(mail.outbox) == 1


WITHHELD = {
    "read": lambda world: mark_read(world["rhys"], group_key=f"thread:{world['thread'].pk}"),
    "stopped": lambda world: stopping.choose(world["rhys"], kinds.get("reply"), on_site=True, by_mail=False),
    "inactive": lambda world: type(world["rhys"]).objects.update(is_active=False),
    "late": lambda world: Notification.objects.update(created_at=timezone.now() - timedelta(days=8)),
    "not_wanted: post removed": lambda world: remove_post(world["reply"], by=world["gwen"]),
    "not_wanted: thread removed": lambda world: remove_thread(world["thread"], by=world["gwen"]),
    "not_wanted: no longer followed": lambda world: ThreadPlace.objects.update(level="normal"),
    "not_wanted: muted": lambda world: ThreadPlace.objects.update(level="muted"),
    "not_wanted: left the network": lambda world: memberships.leave(world["wales"], by=world["rhys"]),
    "not_wanted: suspended": lambda world: Membership.objects.filter(user=world["rhys"]).update(
        state="suspended"
    ),
    "not_wanted: space closed": lambda world: type(world["space"]).objects.update(audience="space"),
    "not_wanted: post deleted": lambda world: world["reply"].delete(),
}


@pytest.mark.parametrize("change", WITHHELD)
def test_a_mail_is_withheld_when_things_changed_in_the_meantime(
    change, wales, space, thread, reply, rhys, gwen, run_jobs
):
    WITHHELD[change](
        {"wales": wales, "space": space, "thread": thread, "reply": reply, "rhys": rhys, "gwen": gwen}
    )
    let_mail_fall_due()
    run_jobs()
    assert mail.outbox == []
    assert states() == [(MailState.WITHHELD, change.partition(":")[0])]


def test_replies_of_the_waiting_time_come_in_one_mail(thread, gwen, reply, run_jobs):
    for number in (2, 3):
        make_post(thread, gwen, html=f"<p>Reply {number}.</p>")
    run_jobs()
    let_mail_fall_due()
    run_jobs()
    assert len(mail.outbox) == 1
    body = mail.outbox[0].body
    assert [body.index(words) for words in ("question & tea", "Reply 2.", "Reply 3.")] == sorted(
        body.index(words) for words in ("question & tea", "Reply 2.", "Reply 3.")
    )
    assert {state for state, _why in states()} == {MailState.SENT}


def test_replies_in_two_threads_come_in_two_mails(space, gwen, rhys, reply, run_jobs):
    other = make_thread(space, gwen, title="And how do you end?")
    make_follower(other, rhys)
    make_post(other, gwen)
    run_jobs()
    let_mail_fall_due()
    run_jobs()
    assert sorted(message.subject for message in mail.outbox) == [
        "Re: And how do you end?",
        "Re: How do you begin?",
    ]


def test_what_the_mail_server_refuses_waits_and_the_others_go(thread, gwen, wales, run_jobs, monkeypatch):
    make_follower(thread, make_member(wales, name="Refused", email="refused@people.example"))
    from community.notifications.domain import mails

    really_send = mails.send_mail_to

    def send(user, **kwargs):
        if user.email == "refused@people.example":
            raise smtplib.SMTPRecipientsRefused({user.email: (450, b"later")})
        really_send(user, **kwargs)

    monkeypatch.setattr(mails, "send_mail_to", send)
    post = make_post(thread, gwen)
    run_jobs()
    people = list(Notification.objects.values_list("user_id", flat=True))
    arguments = {
        "kind": "reply",
        "group_key": f"thread:{thread.pk}",
        "event_key": f"post:{post.pk}",
        "user_ids": people,
    }
    with pytest.raises(mails.MailNotSent):
        mails.decide_mails(**arguments)
    assert len(mail.outbox) == 1
    assert sorted(state for state, _why in states()) == [MailState.PENDING, MailState.SENT]
    monkeypatch.setattr(mails, "send_mail_to", really_send)
    assert mails.decide_mails(**arguments) == 1
    assert [message.to[0] for message in mail.outbox][1:] == ["refused@people.example"]
    assert {state for state, _why in states()} == {MailState.SENT}


def test_a_worker_that_died_while_sending_is_taken_over_later(thread, reply, rhys):
    from community.notifications.domain.mails import decide_mails

    arguments = {
        "kind": "reply", "group_key": f"thread:{thread.pk}", "event_key": f"post:{reply.pk}", "user_ids": [rhys.pk],
    }  # fmt: skip
    Notification.objects.update(
        mail_state=MailState.SENDING, mail_decided_at=timezone.now() - timedelta(minutes=2)
    )
    assert decide_mails(**arguments) == 0
    Notification.objects.update(mail_decided_at=timezone.now() - timedelta(minutes=16))
    assert decide_mails(**arguments) == 1


def test_deciding_for_many_reads_the_same_number_of_times(thread, gwen, wales, queries):
    from community.notifications.domain.mails import decide_mails
    from community.notifications.replies import tell_followers

    costs = {}
    for followers in (1, 10):
        for number in range(followers):
            make_follower(thread, make_member(wales, name=f"Follower {followers}-{number}"))
        post = make_post(thread, gwen)
        tell_followers(post_id=post.pk)
        people = list(
            Notification.objects.filter(event_key=f"post:{post.pk}").values_list("user_id", flat=True)
        )
        # All read: deciding alone is counted, since sending costs a mark a mail.
        Notification.objects.update(read_at=timezone.now())
        with queries() as seen:
            decide_mails(
                kind="reply", group_key=f"thread:{thread.pk}", event_key=f"post:{post.pk}", user_ids=people
            )
        costs[followers] = len(seen)
    assert costs[1] == costs[10]


# --- What stands in it -----------------------------------------------------------------------------------------------


@pytest.fixture
def sent(reply, run_jobs):
    let_mail_fall_due()
    run_jobs()
    return mail.outbox[0]


def test_the_mail_is_in_the_readers_language_and_says_why_it_came(sent):
    assert sent.subject == "Re: How do you begin?"
    assert "1 ateb newydd yn “How do you begin?”" in sent.body
    assert "Gwen Rees" in sent.body
    assert "Cewch wybod am eich bod yn dilyn y sgwrs hon." in sent.body
    html = sent.alternatives[0][0]
    assert '<html lang="cy">' in html
    assert "<strong>question</strong> &amp; tea." in html
    assert "With a question & tea." in sent.body
    assert sent.extra_headers["Content-Language"] == "cy"


def test_links_to_our_own_pages_are_whole_and_in_the_readers_language(thread, gwen, run_jobs, settings):
    settings.SITE_URL = "https://plethu.example"
    make_post(thread, gwen, html='<p><a href="/people/nia/">Nia</a></p>')
    run_jobs()
    let_mail_fall_due()
    run_jobs()
    assert '<a href="https://plethu.example/cy/people/nia/"' in mail.outbox[0].alternatives[0][0]


def test_times_are_in_the_readers_zone(sent, reply):
    from zoneinfo import ZoneInfo

    local = reply.created_at.astimezone(ZoneInfo("Europe/Lisbon"))
    assert f"{local:%H:%M} {local.tzname()}" in sent.body


def test_a_reader_of_english_gets_english(thread, gwen, wales, run_jobs):
    make_follower(thread, make_member(wales, name="Ann", language="en", email="ann@people.example"))
    make_post(thread, gwen)
    make_post(thread, gwen)
    run_jobs()
    let_mail_fall_due()
    run_jobs()
    english = next(message for message in mail.outbox if message.to == ["ann@people.example"])
    assert "2 new replies in “How do you begin?”" in english.body
    assert "You are told because you follow this conversation." in english.body
    assert "/en/threads/" in english.body


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 ateb newydd yn"),
        (2, "2 ateb newydd yn"),
        (3, "3 ateb newydd yn"),
        (8, "8 ateb newydd yn"),
    ],
)
def test_every_welsh_number_has_its_words(thread, gwen, count, words, run_jobs):
    for _number in range(count):
        make_post(thread, gwen)
    run_jobs()
    let_mail_fall_due()
    run_jobs()
    assert words in mail.outbox[0].body


def test_the_headers_let_mail_programs_sort_thread_and_stop(sent, thread, rhys):
    headers = sent.extra_headers
    assert headers["List-Id"] == "Y Gweithdy <space-workshop.localhost>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] == message_id_for("notice", Notification.objects.get().pk)
    assert (
        headers["In-Reply-To"]
        == headers["References"]
        == message_id_for("group", f"thread:{thread.pk}", rhys.pk)
    )
    assert re.fullmatch(r"<http://localhost:8000/cy/stop/[\w:-]+/>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"][1:-1] in sent.body
    assert sent.from_email == '"Gwen Rees (Plethu)" <hello@localhost>'


def test_words_of_members_cannot_break_out_of_the_mail(space, gwen, rhys, run_jobs):
    thread = make_thread(space, gwen, title="<script>alert(1)</script> & co")
    make_follower(thread, rhys)
    make_post(thread, gwen)
    run_jobs()
    let_mail_fall_due()
    run_jobs()
    message = mail.outbox[0]
    assert message.subject == "Re: <script>alert(1)</script> & co"
    assert "<script>" not in message.alternatives[0][0]
    assert "<script>alert(1)</script> & co" in message.body


def test_a_very_long_post_is_cut_in_the_mail(thread, gwen, run_jobs):
    make_post(thread, gwen, html="<p>" + "word " * 3000 + "</p>")
    run_jobs()
    let_mail_fall_due()
    run_jobs()
    assert len(mail.outbox[0].body) < 6000
    assert "…" in mail.outbox[0].body


def test_a_list_id_holds_nothing_that_ends_the_header():
    assert list_id_for("Space 1\r\nBcc: x", "A <b>\r\nBcc: y") == "A b Bcc y <space-1-bcc-x.localhost>"
    assert list_id_for("space-môn", "Môn") == "<space-m-n.localhost>"


# --- One click -------------------------------------------------------------------------------------------------------


def stop_url(message):
    return message.extra_headers["List-Unsubscribe"][1:-1].replace("http://localhost:8000", "")


def test_looking_at_the_stop_page_changes_nothing(sent, client, rhys):
    answer = client.get(stop_url(sent))
    assert answer.status_code == 200
    assert ThreadPlace.objects.get(user=rhys).level == "watching"
    assert "How do you begin?" in answer.content.decode()


def test_a_mail_program_stops_the_thread_without_cookies_or_sign_in(sent, rhys):
    from django.test import Client

    outside = Client(enforce_csrf_checks=True)
    answer = outside.post(stop_url(sent), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert ThreadPlace.objects.get(user=rhys).level == "normal"
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize(
    ("scope", "level", "stopped"),
    [
        ("group", "normal", set()),
        ("kind", "watching", {"reply"}),
        ("everything", "watching", {"reply", "membership", "join-request"}),
    ],
)
def test_one_may_stop_less_or_more_and_take_it_back(sent, client, rhys, scope, level, stopped):
    url = stop_url(sent)
    answer = client.post(url, {"scope": scope})
    assert ThreadPlace.objects.get(user=rhys).level == level
    now_stopped = set(rhys.notification_settings.filter(by_mail=False).values_list("kind", flat=True))
    assert now_stopped >= stopped
    assert (now_stopped == stopped) or scope == "everything"
    undo = re.search(r'name="undo" value="([^"]+)"', answer.content.decode())[1]
    assert client.post(url, {"undo": undo}).status_code == 200
    assert ThreadPlace.objects.get(user=rhys).level == "watching"
    assert not rhys.notification_settings.exists()


def test_taking_back_does_not_switch_on_what_was_off_before(sent, client, rhys):
    stopping.choose(rhys, kinds.get("membership"), on_site=True, by_mail=False)
    url = stop_url(sent)
    answer = client.post(url, {"scope": "everything"})
    undo = re.search(r'name="undo" value="([^"]+)"', answer.content.decode())[1]
    client.post(url, {"undo": undo})
    assert list(rhys.notification_settings.values_list("kind", "by_mail")) == [("membership", False)]


@pytest.mark.parametrize("token", ["nonsense", "a:b:c", "x" * 500])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_token_stops_nothing_and_says_so(sent, client, rhys, token, method):
    answer = getattr(client, method)(f"/en/stop/{token}/")
    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()
    assert ThreadPlace.objects.get(user=rhys).level == "watching"


def test_a_token_of_one_person_is_no_use_for_another(sent, client, rhys, gwen):
    mine = stopping.stop_path(gwen, kind="reply", group_key="", language="en")
    undo_of_rhys = re.search(r'name="undo" value="([^"]+)"', client.post(stop_url(sent)).content.decode())[1]
    assert client.post(mine, {"undo": undo_of_rhys}).status_code == 404
    assert ThreadPlace.objects.get(user=rhys).level == "normal"


def test_a_token_does_not_show_the_title_of_a_thread_that_was_closed_to_the_reader(sent, client, wales, rhys):
    memberships.leave(wales, by=rhys)
    answer = client.get(stop_url(sent))
    assert answer.status_code == 200
    assert "How do you begin?" not in answer.content.decode()


def test_an_unknown_choice_is_refused(sent, client, rhys):
    assert client.post(stop_url(sent), {"scope": "the world"}).status_code == 422
    assert ThreadPlace.objects.get(user=rhys).level == "watching"


# --- Memberships -----------------------------------------------------------------------------------------------------


def test_an_invitation_by_e_mail_leads_to_joining(wales, client, as_person, run_jobs):
    carys = make_member(wales, role="coordinator", name="Carys Owen")
    wales.joining = "invitation"
    wales.save()
    memberships.invite_address(wales, email="new@cyngor.example", by=carys, language="cy")
    run_jobs()
    message = mail.outbox[0]
    assert message.to == ["new@cyngor.example"]
    assert message.subject == "Mae Carys Owen yn eich gwahodd i ymuno â Cymru"
    path = re.search(r"http://localhost:8000(/cy/networks/wales/join/\?invitation=\S+)", message.body)[1]
    nia = make_person("Nia Parry", language="cy")
    assert as_person(nia).post(path, {"invitation": path.partition("=")[2]}).status_code == 302
    assert Membership.objects.get(user=nia).state == "active"


@pytest.mark.parametrize("state", ["active", "suspended"])
def test_who_belongs_already_gets_no_invitation(wales, state, run_jobs):
    carys = make_member(wales, role="coordinator", name="Carys Owen")
    member = make_member(wales, state=state)
    memberships.invite_address(wales, email=member.email, by=carys, language="en")
    run_jobs()
    assert mail.outbox == []


def test_a_request_answered_in_time_is_not_mailed_to_the_coordinators(wales, run_jobs):
    carys = make_member(wales, role="coordinator", name="Carys Owen", language="cy")
    wales.joining = "on_request"
    wales.save()
    for name in ("Nia Parry", "Emyr Lewis"):
        memberships.join(wales, by=make_person(name), message=f"I am {name}.")
    memberships.accept_request(Membership.objects.get(user__display_name="Emyr Lewis"), by=carys)
    let_mail_fall_due()
    run_jobs()
    to_carys = [message for message in mail.outbox if message.to == [carys.email]]
    assert len(to_carys) == 1
    assert "I am Nia Parry." in to_carys[0].body
    assert "Emyr" not in to_carys[0].body
