"""Whoever uploaded an archive, or had it imported, is told when somebody has to look."""

import pytest
from django.core import mail as post
from django.utils import timezone, translation

from community.discussions.mailing_lists import imports, notices
from community.discussions.mailing_lists.states import ImportState
from community.discussions.mailing_lists.storage import delete_archive
from community.jobs.models import Job
from community.networks.models import Membership
from community.notifications.domain.notices import unread_count
from community.notifications.kinds import kinds
from community.notifications.listing import listed
from community.notifications.models import MailState, Notification
from tests.factories import make_member, make_network, make_person, make_space
from tests.queries import assert_flat

from .conftest import confirm, mail, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture(autouse=True)
def _named(space):
    space.name_en, space.name_cy = "Practice", "Ymarfer"
    space.save()


@pytest.fixture
def later(run_jobs):
    """A function that does all that waits for its time."""

    def passes():
        Job.objects.filter(state="waiting").update(run_at=timezone.now())
        run_jobs()

    return passes


@pytest.fixture
def dilys(network):
    """Another coordinator."""
    return make_member(network, role="coordinator", name="Dilys Coordinator")


def told(person, language="en"):
    """What the list of notices says, oldest first: title and what stands below it."""
    mine = Notification.objects.of(person).order_by("-pk")
    words = [kinds.get(one.kind).describe(_of(one, person), language) for one in reversed(mine)]
    return [(one.title, one.excerpt) for one in words if one]


def _of(notice, person):
    notice.user = person
    return notice


READ = "The archive “list.mbox” for “Practice” has been read: whether to import it is yours to decide"
CAME = "The archive “list.mbox” has been imported into “Practice”"
FAILED = "The archive “list.mbox” for “Practice” could not be imported"


class TestWhoIsTold:
    def test_whoever_uploaded_it_when_it_waits_for_a_decision(self, looked, mair, dilys):
        row = looked()
        assert told(mair) == [(READ, "3 posts would come.")]
        assert told(dilys) == []
        (line,) = listed(Notification.objects.of(mair), mair, "en")
        assert line.words.url == f"/en/desk/spaces/practice/mails/{row.pk}/"
        assert line.words.reason == "You are told because you uploaded this archive."

    def test_when_it_is_here_also_who_had_it_imported(self, looked, mair, dilys, run_jobs):
        confirm(looked(mail(1), b"no head\n"), dilys)
        run_jobs()
        assert told(mair)[1:] == [(CAME, "1 post has come. 1 mail is broken and left out.")]
        assert told(dilys) == told(mair)[1:]
        (line,) = listed(Notification.objects.of(dilys), dilys, "en")
        assert line.words.reason == "You are told because you had this archive imported."

    def test_one_person_is_told_once(self, looked, mair, run_jobs):
        confirm(looked(), mair)
        run_jobs()
        assert [title for title, _ in told(mair)] == [READ, CAME]

    def test_why_it_could_not_be(self, looked, mair, run_jobs):
        row = looked()
        confirm(row, mair)
        delete_archive(row.key)
        run_jobs()
        (_read, failed) = told(mair)
        assert failed[0] == FAILED
        assert failed[1].startswith("The uploaded file is no longer on the server.")

    def test_again_when_it_fails_again(self, looked, mair, monkeypatch, later):
        row = looked()
        confirm(row, mair)

        def stumbles(*args, **kwargs):
            raise RuntimeError("always")

        with monkeypatch.context() as patch:
            patch.setattr(imports, "import_archive", stumbles)
            for _ in range(imports.MOST_ATTEMPTS):
                later()
            imports.go_on(row, by=mair)
            for _ in range(imports.MOST_ATTEMPTS):
                later()
        assert [title for title, _ in told(mair)] == [READ, FAILED, FAILED]

    def test_that_the_week_is_over(self, looked, mair):
        row = looked()
        type(row).objects.update(uploaded_at=timezone.now() - imports.KEPT_FOR)
        imports.forget_archives()
        assert told(mair)[1][1].startswith("The import was not finished within a week")

    def test_nobody_of_what_somebody_stopped(self, looked, mair, space, run_jobs):
        imports.drop_file(looked(), by=mair)
        row = take(space, mair, mail(1))
        imports.stop_import(row, by=mair)
        run_jobs()
        assert len(told(mair)) == 1  # that the first one was read

    def test_nobody_else_and_nobody_who_no_longer_keeps_the_space(self, looked, mair, nia, rhys):
        looked()
        assert not Notification.objects.exclude(user=mair).exists()
        Membership.objects.filter(user=mair).update(role="member")
        assert told(type(mair).objects.get(pk=mair.pk)) == []

    def test_an_administrator_who_uploaded_it(self, space, run_jobs):
        robin = make_person("Robin Admin", is_superuser=True)
        take(space, robin, mail(1))
        run_jobs()
        assert told(robin) == [(READ, "1 post would come.")]

    def test_in_welsh(self, looked, mair):
        looked(mail(1), b"no head\n", b"no head\n")
        with translation.override("cy"):
            ((title, below),) = told(mair, "cy")
        assert title.startswith("Mae’r archif “list.mbox” ar gyfer “Ymarfer”")
        assert below == "Byddai 1 neges yn dod. Mae 2 e-bost wedi’u difrodi ac wedi’u gadael allan."


class TestMails:
    def test_who_stays_at_the_page_has_seen_it_and_gets_none(self, looked, mair, as_person, later):
        row = looked()
        assert unread_count(mair) == 1
        as_person(mair).get(f"/en/desk/spaces/practice/mails/{row.pk}/")
        assert unread_count(type(mair).objects.get(pk=mair.pk)) == 0
        later()
        assert post.outbox == []

    def test_who_has_left_gets_one(self, looked, mair, later):
        looked()
        assert post.outbox == []
        later()
        (sent,) = post.outbox
        assert sent.to == [mair.email]
        assert READ in sent.body
        assert "3 posts would come." in sent.body

    def test_what_has_gone_on_meanwhile_needs_none(self, looked, mair, dilys, later):
        row = looked()
        imports.drop_file(row, by=dilys)
        later()
        assert post.outbox == []
        assert Notification.objects.get(user=mair).mail_state == MailState.WITHHELD


def test_the_list_costs_the_same_for_many(mair, as_person, run_jobs):
    client = as_person(mair)

    def grow(count):
        for _ in range(count):
            network = make_network()
            make_member(network, person=mair, role="coordinator")
            take(make_space([network]), mair, mail(1))
        run_jobs()

    assert_flat(lambda: client.get("/en/notices/"), grow, at_most=12)


def test_every_state_that_waits_for_somebody_is_told(looked):
    row = looked()
    for state in ImportState:
        row.state, before = state, Notification.objects.count()
        notices.tell(row)
        is_told = Notification.objects.count() > before
        assert is_told == (state in (ImportState.LOOKED, ImportState.DONE, ImportState.FAILED))
