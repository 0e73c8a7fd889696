"""A coordinator brings an archive in: uploaded, looked through, confirmed, imported in portions, reported."""

import csv
import gzip
import io
import os
import re
import signal
import struct
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.utils import timezone, translation
from playwright.sync_api import expect

from community.audience import Audience
from community.discussions.mailing_lists import importing, imports, notices, receiving, streams, words
from community.discussions.mailing_lists.importing import Report
from community.discussions.mailing_lists.models import ImportedMail, MailImport
from community.discussions.mailing_lists.refusals import (
    AnotherIsOpen,
    ArchivedSpace,
    ArchiveRefused,
    BrokenPackage,
    EmptyArchive,
    FileHasGone,
    ListservLog,
    LockedPackage,
    NoMbox,
    OtherPackage,
    OutlookFile,
    SeveralFiles,
    SingleMail,
    WebPage,
)
from community.discussions.mailing_lists.states import NEXT_STATES, ImportState
from community.discussions.mailing_lists.storage import kept_keys, path_of, storage
from community.discussions.models import Post, SpaceInvitation, Thread
from community.discussions.spaces.domain import archive_space
from community.discussions.spaces.refusals import SpaceCoordinatorsOnly
from community.jobs import queue
from community.jobs.models import Job
from community.live.log import LoggedEvent, number_of
from community.notifications.models import Notification
from tests.axe import assert_no_faults
from tests.factories import make_member, make_network, make_person, make_space

from .conftest import confirm, data_of, mail, take, three_mails, upload_of

PAGE = "/en/desk/spaces/practice/mails/"
LIMIT = 1024 * 1024  # bytes, in the tests of limits


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """No archive of one test lies about in another."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def client_of_mair(as_person, mair):
    return as_person(mair)


def some_mails(count):
    """Conversations of one to three mails."""
    return [
        mail(
            n, subject=f"Subject {n // 3}", day=1 + n % 28,
            **({"In_Reply_To": f"<{n - n % 3}@post.example>"} if n % 3 else {}),
        )
        for n in range(3, count + 3)
    ]  # fmt: skip


def said(row):
    row.refresh_from_db()
    return row.state


def all_posts():
    """Everything that was said: title, number, words, number that is answered."""
    return sorted(
        Post.objects.values_list("thread__title", "number", "text", "in_reply_to__number", "created_at")
    )


# --- What is taken -----------------------------------------------------------------------------------------------


def zipped(files):
    """A .zip of these files, name → bytes; of nothing but bytes, a file called "a"."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items() if isinstance(files, dict) else [("a", files)]:
            package.writestr(name, data)
    return out.getvalue()


MBOX = data_of(mail(1))
EML = mail(1)


class TestReceiving:
    @pytest.mark.parametrize(
        "data",
        [
            MBOX,
            b"\n\n" + MBOX,
            b"\xef\xbb\xbf" + MBOX,
            gzip.compress(MBOX),
            gzip.compress(MBOX[:99]) + gzip.compress(MBOX[99:]),
            zipped({"list.mbox": MBOX}),
            zipped({"Takeout/Groups/list/topics.mbox": MBOX, "Takeout/archive_browser.html": "<html></html>"}),
            zipped({"list.mbox": MBOX, "__MACOSX/._list.mbox": MBOX, ".DS_Store": "x", "folder/": ""}),
        ],
        ids=["plain", "empty lines", "mark", "gz", "gz in parts", "zip", "Takeout", "zip of a Mac"],
    )  # fmt: skip
    def test_it_is_kept_unpacked(self, data):
        size = receiving.receive(upload_of(data), "k")
        kept = (storage().open(path_of("k"))).read()
        assert kept.lstrip(b"\n") == MBOX
        assert size == len(kept)

    @pytest.mark.parametrize(
        ("data", "refusal"),
        [
            (b"", EmptyArchive),
            (b"hello", NoMbox),
            (b"\x00" * 500, NoMbox),
            (b"!BDN" + b"\x00" * 500, OutlookFile),
            (EML, SingleMail),
            (b"<!DOCTYPE html><html><body>", WebPage),
            (b"=" * 73 + b"\nDate: Mon, 2 Mar 2015\n", ListservLog),
            (b"BZh91AY", OtherPackage),
            (b"7z\xbc\xaf\x27\x1c", OtherPackage),
            (b"x".ljust(257, b"\0") + b"ustar\0", OtherPackage),
            (gzip.compress(b""), EmptyArchive),
            (gzip.compress(b"hello"), NoMbox),
            (gzip.compress(zipped(MBOX)), OtherPackage),
            (gzip.compress(MBOX * 400)[:-30], BrokenPackage),
            (gzip.compress(MBOX)[:-4] + b"\0\0\0\0", BrokenPackage),
            (zipped({}), SeveralFiles),
            (zipped({"a": MBOX, "b": MBOX}), SeveralFiles),
            (zipped({"a": "one", "b": "two"}), SeveralFiles),
            (zipped("one"), NoMbox),
            (zipped({f"f{n}": "x" for n in range(201)}), SeveralFiles),
            (zipped(MBOX * 400)[:-40], BrokenPackage),
            (zipped(MBOX).replace(MBOX[:1], b"\xff", 1)[:60], BrokenPackage),
        ],
        ids=lambda part: getattr(
            part, "__name__", ""
        ),  # compressed bytes hold the time of day: workers would not agree on the names
    )
    def test_what_is_something_else_is_refused_by_name_and_leaves_nothing(self, data, refusal):
        with pytest.raises(ArchiveRefused) as refused:
            receiving.receive(upload_of(data), "k")
        assert type(refused.value) is refusal
        assert kept_keys() == []

    def test_a_locked_package_and_an_odd_one(self):
        locked = bytearray(zipped(MBOX))
        for at in (locked.index(b"PK\x03\x04") + 6, locked.index(b"PK\x01\x02") + 8):
            locked[at] |= 1
        with pytest.raises(LockedPackage):
            receiving.receive(upload_of(bytes(locked)), "k")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as package:
            package.writestr("a", MBOX)
        with pytest.raises(OtherPackage):
            receiving.receive(upload_of(out.getvalue()), "k")
        assert kept_keys() == []

    @pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: zipped(data)])
    def test_the_limit_counts_unpacked_and_to_the_byte(self, settings, pack):
        settings.MAIL_ARCHIVE_MEGABYTES = 1
        fits = MBOX + b"\n" * (LIMIT - len(MBOX))
        assert receiving.receive(upload_of(pack(fits)), "k") == LIMIT
        with pytest.raises(ArchiveRefused, match="at most 1 megabyte, unpacked as well"):
            receiving.receive(upload_of(pack(fits + b"\n")), "k2")
        assert kept_keys() == ["k"]

    def test_a_bomb_is_refused_before_it_goes_off(self, settings, monkeypatch):
        settings.MAIL_ARCHIVE_MEGABYTES = 1
        bomb = zipped(MBOX + b"\0" * 80 * LIMIT)
        assert len(bomb) < LIMIT / 5
        written = []
        pieces = receiving._Unpacked.chunks
        monkeypatch.setattr(
            receiving._Unpacked,
            "chunks",
            lambda self, size=None: (written.append(len(piece)) or piece for piece in pieces(self)),
        )
        with pytest.raises(ArchiveRefused, match="too large"):
            receiving.receive(upload_of(bomb), "k")
        assert sum(written) <= LIMIT
        assert kept_keys() == []

    def test_a_list_of_contents_is_not_read_at_the_length_it_claims(self):
        asked = []

        class Watched(SimpleUploadedFile):
            def read(self, size=None):
                asked.append(size)
                return super().read(size)

        listed = (b"PK\x01\x02" + b"\0" * 42) * 30_000
        end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFE, 0xFFFE, len(listed), 4, 0)
        with pytest.raises(BrokenPackage):
            receiving.receive(Watched("x.zip", b"PK\x03\x04" + listed + end), "k")
        assert max(asked) == receiving.LONGEST_LIST + 1 < len(listed)

    def test_it_passes_through_in_pieces(self, monkeypatch):
        monkeypatch.setattr(receiving, "PIECE", 1000)
        asked = []

        class Watched(SimpleUploadedFile):
            def read(self, size=None):
                asked.append(size)
                return super().read(size)

        receiving.receive(Watched("list.mbox", MBOX * 50), "k")
        assert max(asked) <= receiving.SNIFFED and None not in asked


# --- Who may ------------------------------------------------------------------------------------------------------


def _people(network, space):
    other, second = make_network("scotland"), make_network("second")
    space.networks.add(second)
    return {
        "visitor": None,
        "outsider": make_person("Olwen"),
        "member": make_member(network),
        "facilitator": make_member(network, role="facilitator"),
        "curator": make_member(network, role="curator"),
        "moderator": make_member(network, role="moderator"),
        "coordinator of another network": make_member(other, role="coordinator"),
        "coordinator": make_member(network, role="coordinator"),
        "coordinator of the second network": make_member(second, role="coordinator"),
        "administrator": make_person("Robin", is_superuser=True),
    }


KEEPERS = {"coordinator", "coordinator of the second network", "administrator"}
VERBS = ("", "start/", "stop/", "stop/remove/", "file/remove/", "broken.csv")


class TestWhoMay:
    def test_everything_is_for_those_who_keep_the_space_and_not_there_for_others(
        self, network, space, looked, as_person
    ):
        row = looked(*three_mails(), b"no head at all\n")
        assert said(row) == "looked"
        before = MailImport.objects.values().get()
        people = _people(network, space)
        table = {}
        for name, person in people.items():
            if name in KEEPERS:
                continue
            client = as_person(person) if person else Client()
            answers = {
                "mails/": {
                    client.get(PAGE).status_code,
                    client.post(PAGE, {"archive": upload_of(MBOX), "language": "en"}).status_code,
                }
            }
            for verb in VERBS:
                path = f"{PAGE}{row.pk}/{verb}"
                asked = client.get(path) if verb in ("", "broken.csv") else client.post(path)
                answers[verb] = {asked.status_code}
            table[name] = answers
        expected = {verb: {404} for verb in ("mails/", *VERBS)}
        assert table.pop("visitor") == {verb: {302} for verb in ("mails/", *VERBS)}
        assert table == dict.fromkeys(table, expected)
        assert MailImport.objects.values().get() == before
        for name in KEEPERS:
            client = as_person(people[name])
            for verb in ("", "broken.csv"):
                assert client.get(f"{PAGE}{row.pk}/{verb}").status_code == 200, (name, verb)
            assert client.get(PAGE).status_code == 200, name

    def test_verbs_are_for_pressing(self, looked, client_of_mair):
        row = looked()
        for verb in VERBS[1:-1]:
            assert client_of_mair.get(f"{PAGE}{row.pk}/{verb}").status_code == 405

    def test_the_domain_asks_as_well(self, network, space, looked, run_jobs):
        row = looked()
        gwen = make_member(network, role="facilitator")
        with pytest.raises(SpaceCoordinatorsOnly):
            take(space, gwen, mail(9))
        for verb in (imports.stop_import, imports.go_on, imports.drop_file):
            with pytest.raises(SpaceCoordinatorsOnly):
                verb(row, by=gwen)
        with pytest.raises(SpaceCoordinatorsOnly):
            confirm(row, gwen)

    def test_an_import_belongs_to_its_space(self, looked, network, client_of_mair):
        make_space([network], slug="other")
        row = looked()
        assert client_of_mair.get(f"/en/desk/spaces/other/mails/{row.pk}/").status_code == 404

    def test_only_they_hear_of_it(self, looked, network, mair):
        row = looked()
        may_join = streams.streams.get("mails").may_join
        assert may_join(mair, str(row.pk)) is True
        assert may_join(make_member(network, role="facilitator"), str(row.pk)) is False
        assert may_join(make_member(make_network("s"), role="coordinator"), str(row.pk)) is False
        for ident in ("0", "x", "", "9" * 30, "-1"):
            assert may_join(mair, ident) is False

    def test_the_settings_of_a_space_lead_to_it(self, space, client_of_mair):
        assert f'href="{PAGE}"' in client_of_mair.get("/en/desk/spaces/practice/edit/").content.decode()


# --- From the upload to the report ---------------------------------------------------------------------------------


class TestTheWay:
    def test_upload_look_confirm_import_read(
        self, space, client_of_mair, mair, run_jobs, django_capture_on_commit_callbacks
    ):
        broken = b"no head at all\n"
        sion = make_person("Sion Huws", email="sion@post.example")
        page = client_of_mair.get(PAGE).content.decode()
        for system in ("Mailman", "Google Groups", "Microsoft 365", "JISCMail"):
            assert system in page
        answer = client_of_mair.post(
            PAGE, {"archive": upload_of(data_of(*three_mails(), broken), "old list.mbox"), "language": "cy"}
        )
        row = MailImport.objects.get()
        here = f"{PAGE}{row.pk}/"
        assert (answer.status_code, answer.url) == (302, here)
        assert (row.state, row.file_name, row.language, row.uploaded_by, row.space) == (
            "to_look", "old list.mbox", "cy", mair, space,
        )  # fmt: skip
        page = client_of_mair.get(here).content.decode()
        assert "Waiting to be read" in page and "Look again" in page
        run_jobs()
        page = client_of_mair.get(here).content.decode()
        assert not Thread.objects.exists() and not ImportedMail.objects.exists()
        assert "Everyone will be able to read these conversations, signed in or not" in page
        assert "Those who wrote did so for the readers of their list." in page
        assert facts_in(page) == {
            "Mails in the file": "4", "Posts that would come": "3", "New conversations that would begin": "2",
            "Of these posts, by people with an account here": "1", "Broken mails": "1",
        }  # fmt: skip
        with django_capture_on_commit_callbacks(execute=False) as after:
            client_of_mair.post(f"{here}start/", {"readers": readers_in(page)})
            assert said(row) == "to_import"
            run_jobs()
        row.refresh_from_db()
        assert (row.state, row.confirmed_by, row.file_deleted_at is None) == ("done", mair, False)
        assert storage().exists(path_of(row.key))  # until the commit
        for callback in after:
            callback()
        assert kept_keys() == []
        page = client_of_mair.get(here).content.decode()
        assert "Everything is here except the broken mails" in page
        assert facts_in(page) == {
            "Mails in the file": "4", "New posts": "3", "New conversations": "2",
            "Of these posts, by people with an account here": "1", "Broken mails": "1",
        }  # fmt: skip
        assert "The uploaded file has been deleted." in page
        assert [post[:3] for post in all_posts()] == [
            ("Another thing", 1, "These are the words of mail 3."),
            ("Where to begin?", 1, "These are the words of mail 1."),
            ("Where to begin?", 2, "These are the words of mail 2."),
        ]
        assert Post.objects.get(author=sion).number == 2
        assert not Notification.objects.exclude(kind=notices.SLUG).exists()

    def test_a_second_time_finds_everything_known(self, looked, mair, run_jobs, client_of_mair):
        confirm(looked(), mair)
        run_jobs()
        before = all_posts()
        row = looked(*three_mails(), *three_mails())
        page = client_of_mair.get(f"{PAGE}{row.pk}/").content.decode()
        assert "Nothing new would come" in page and f"{row.pk}/start/" not in page
        assert facts_in(page) == {
            "Mails in the file": "6", "Posts that would come": "0", "New conversations that would begin": "0",
            "Imported before": "3", "Twice in the file": "3", "Broken mails": "0",
        }  # fmt: skip
        confirm(row, mair)
        run_jobs()
        assert said(row) == "done" and all_posts() == before

    def test_it_says_in_words_who_will_read(self, network, space, nia, mair):
        with_invited = make_space([network], audience="space")
        SpaceInvitation.objects.create(space=with_invited, user=nia)
        said_of = {audience: words.readers_in_words(space) for audience in self._each(space)}
        said_of["space"] = words.readers_in_words(with_invited)
        assert said_of == {
            "public": "Everyone will be able to read these conversations, signed in or not, and search engines will "
            "find them.",
            "members": "Everyone who has an account here will be able to read these conversations.",
            "networks": "All members of the networks that hold this space will be able to read these conversations: "
            "at present these are 2 people, and everybody who joins later.",
            "space": "Only people who were invited into this space will be able to read these conversations: at "
            "present that is 1 person, and everybody who is invited later.",
        }

    @staticmethod
    def _each(space):
        for audience in (Audience.PUBLIC, Audience.MEMBERS, Audience.NETWORKS):
            space.audience = audience
            yield audience.value

    def test_nothing_is_imported_for_other_readers_than_were_confirmed(
        self, space, looked, client_of_mair, run_jobs
    ):
        row = looked()
        here = f"{PAGE}{row.pk}/"
        readers = readers_in(client_of_mair.get(here).content.decode())
        space.audience = "networks"
        space.save()
        page = client_of_mair.post(f"{here}start/", {"readers": readers}, follow=True).content.decode()
        assert "Who may read this space has changed since you opened this page." in page
        assert "All members of the networks" in page
        run_jobs()
        assert said(row) == "looked" and not Thread.objects.exists()
        space.networks.add(make_network("second"))
        assert readers_in(page) != imports.readers_key(space)

    def test_two_presses_are_one_upload(self, space, client_of_mair):
        sent = {"language": "en", "submission_key": "abc"}
        answers = [
            client_of_mair.post(PAGE, sent | {"archive": upload_of(data_of(*three_mails()))})
            for _ in range(2)
        ]
        assert answers[0].url == answers[1].url
        assert MailImport.objects.count() == 1 and len(kept_keys()) == 1

    def test_two_presses_of_import_are_one_import(self, looked, client_of_mair, run_jobs):
        row = looked()
        page = client_of_mair.get(f"{PAGE}{row.pk}/").content.decode()
        for _ in range(2):
            client_of_mair.post(f"{PAGE}{row.pk}/start/", {"readers": readers_in(page)})
        assert Job.objects.filter(name="discussions.import_mails", state="waiting").count() == 1
        run_jobs()
        client_of_mair.post(f"{PAGE}{row.pk}/start/", {"readers": readers_in(page)})
        run_jobs()
        assert said(row) == "done" and Post.objects.count() == 3

    def test_one_archive_at_a_time_into_one_space(self, space, mair, looked, client_of_mair, network):
        row = looked()
        page = client_of_mair.get(PAGE).content.decode()
        assert "An archive is on its way into this space" in page and 'type="file"' not in page
        answer = client_of_mair.post(PAGE, {"archive": upload_of(MBOX), "language": "en"})
        assert answer.status_code == 422
        assert "has to be finished, or stopped, first" in answer.content.decode()
        assert MailImport.objects.get() == row and len(kept_keys()) == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            MailImport.objects.create(space=space, key="x", file_name="x", file_size=1)
        assert take(make_space([network]), mair, mail(1)).state == "to_look"  # another space is free

    def test_two_that_are_uploaded_at_once_are_one(self, space, mair, monkeypatch):
        first = receiving.receive

        def slow(upload, key):
            monkeypatch.setattr(receiving, "receive", first)
            take(space, mair, mail(1))  # the other one, meanwhile
            return first(upload, key)

        monkeypatch.setattr(receiving, "receive", slow)
        with pytest.raises(AnotherIsOpen):
            take(space, mair, mail(2))
        assert len(kept_keys()) == MailImport.objects.count() == 1

    @pytest.mark.parametrize(
        ("sent", "says"),
        [
            ({}, "Please choose a file."),
            ({"archive": upload_of(b"")}, "The file is empty."),
            ({"archive": upload_of(b"!BDN....", "x.pst")}, "This is an Outlook data file"),
            ({"archive": upload_of(gzip.compress(MBOX)[:-3], "x.gz")}, "The package is damaged"),
        ],
    )
    def test_what_is_wrong_stands_beside_the_field_and_the_rest_is_kept(
        self, space, client_of_mair, sent, says
    ):
        answer = client_of_mair.post(PAGE, {"language": "cy", **sent})
        page = answer.content.decode()
        assert answer.status_code == 422 and says in page
        chosen = [tag for tag in re.findall(r"<input[^>]*>", page) if " checked" in tag]
        assert [re.search(r'value="(\w+)"', tag)[1] for tag in chosen] == ["cy"]
        assert re.search(r'<input type="file"[^>]*aria-invalid="true"', page)
        assert not MailImport.objects.exists() and kept_keys() == []

    def test_what_says_it_is_too_long_is_not_read(self, space, client_of_mair, settings):
        settings.MAIL_ARCHIVE_MEGABYTES = 1
        answer = client_of_mair.post(PAGE, {"archive": upload_of(b"x" * 3 * LIMIT), "language": "en"})
        assert answer.status_code == 422
        assert "at most 1 megabyte, unpacked as well." in answer.content.decode()

    def test_a_form_that_has_expired_says_so_and_takes_nothing(self, space, mair):
        client = Client(enforce_csrf_checks=True)
        client.force_login(mair)
        answer = client.post(PAGE, {"archive": upload_of(MBOX), "language": "en"})
        assert answer.status_code == 422 and not MailImport.objects.exists()
        assert client.post(f"{PAGE}1/start/").status_code == 403

    def test_nothing_is_brought_into_a_space_that_is_put_away(self, space, mair, looked, client_of_mair):
        row = looked()
        archive_space(space, by=mair)
        row.space.refresh_from_db()
        with pytest.raises(ArchivedSpace):
            confirm(row, mair)
        imports.stop_import(row, by=mair)
        with pytest.raises(ArchivedSpace):
            imports.go_on(row, by=mair)
        page = client_of_mair.get(PAGE).content.decode()
        assert "This space is archived." in page and 'type="file"' not in page
        assert client_of_mair.post(PAGE, {"archive": upload_of(MBOX), "language": "en"}).status_code == 422

    def test_the_language_of_short_mails(self, space, mair, run_jobs):
        row = imports.take_archive(
            space, by=mair, upload=upload_of(data_of(mail(1, body="Ie.\n"))), language="cy"
        )
        run_jobs()
        confirm(row, mair)
        run_jobs()
        assert Thread.objects.get().language == "cy"


def facts_in(page):
    """Label → value of the list of numbers on the page."""
    return dict(re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page))


def readers_in(page):
    return page.split('name="readers" value="')[1].split('"')[0]


class TestBrokenMails:
    MAILS = (mail(1), b"no head at all\n", mail(2, body="", subject="Nothing"))

    def test_each_is_named_with_its_place_and_reason(self, looked, client_of_mair, mair, run_jobs):
        row = looked(*self.MAILS)
        confirm(row, mair)
        run_jobs()
        file = client_of_mair.get(f"{PAGE}{row.pk}/broken.csv")
        assert file["Content-Type"] == "text/csv; charset=utf-8"
        assert file["Content-Disposition"] == f'attachment; filename="broken-mails-{row.pk}.csv"'
        data = data_of(*self.MAILS)
        starts = [at for at in range(len(data)) if data.startswith(b"From x@post", at)]
        assert list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")))) == [
            ["Number in the file", "Begins at byte", "Reason"],
            ["2", str(starts[1]), "it has no header"],
            ["3", str(starts[2]), "it has no text"],
        ]
        page = client_of_mair.get(f"{PAGE}{row.pk}/").content.decode()
        assert "it has no text" in page and "broken.csv" in page

    def test_of_many_some_are_shown_and_the_list_has_all(self, looked, client_of_mair):
        row = looked(*[b"no head\n"] * 30)
        page = client_of_mair.get(f"{PAGE}{row.pk}/").content.decode()
        assert page.count("it has no header") == 25
        assert "Shown here: 25. In the list to download: 30." in page
        file = client_of_mair.get(f"{PAGE}{row.pk}/broken.csv").content.decode()
        assert file.count("it has no header") == 30

    def test_in_welsh(self, looked, client_of_mair):
        row = looked(*self.MAILS)
        file = client_of_mair.get(f"{PAGE}{row.pk}/broken.csv".replace("/en/", "/cy/")).content.decode()
        assert "nid oes ganddo bennawd" in file and "it has" not in file

    def test_without_any_there_is_no_table(self, looked, client_of_mair):
        assert client_of_mair.get(f"{PAGE}{looked().pk}/broken.csv").status_code == 404

    def test_of_very_many_the_first_are_named_and_all_are_counted(
        self, looked, client_of_mair, monkeypatch, mair, run_jobs
    ):
        monkeypatch.setattr(importing, "MOST_NAMED", 3)
        monkeypatch.setattr(importing, "BATCH", 2)
        monkeypatch.setattr(imports, "PORTION", timedelta())
        row = looked(mail(1), *[b"no head\n"] * 4, *(mail(n, body="", subject=f"S{n}") for n in range(2, 7)))
        confirm(row, mair)
        run_jobs()
        row.refresh_from_db()
        report = Report.from_json(row.report)
        assert (report.broken_count, [one.number for one in report.broken], report.unnamed) == (
            9,
            [2, 3, 4],
            6,
        )
        assert "6 more are broken and not listed." in client_of_mair.get(f"{PAGE}{row.pk}/").content.decode()

    def test_a_report_is_the_same_after_it_was_kept(self):
        report = Report(mails=9, new=3, broken=[importing.BrokenMail(2, 100, "large", "50")], unnamed=2)
        assert Report.from_json(report.as_json()) == report
        assert report.broken[0].reason == "it is larger than 50 MB"


# --- In portions, and after accidents ------------------------------------------------------------------------------


@pytest.fixture
def uninterrupted(space, network, mair, run_jobs):
    """A function: what the same mails become, in another space, in one go; ``(posts, report)``."""

    def imported(*mails):
        other = make_space([network])
        row = take(other, mair, *mails)
        run_jobs()
        confirm(row, mair)
        run_jobs()
        row.refresh_from_db()
        posts = all_posts()
        report = row.report
        Thread.objects.filter(space=other).delete()
        return posts, report

    return imported


class Dies(BaseException):
    """What a killed worker looks like from inside: nothing catches it."""


class TestPortions:
    MAILS = [*some_mails(40), mail(60, body="", subject="Empty"), b"no head\n", *some_mails(4)]

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch):
        monkeypatch.setattr(importing, "BATCH", 5)

    def test_every_job_does_a_portion_and_the_end_is_the_same(
        self, looked, mair, uninterrupted, monkeypatch, run_jobs
    ):
        whole = uninterrupted(*self.MAILS)
        monkeypatch.setattr(imports, "PORTION", timedelta())
        row = looked(*self.MAILS)
        jobs = Job.objects.filter(name="discussions.import_mails", payload__import_id=row.pk)
        assert (row.state, jobs.count()) == ("looked", 13)
        confirm(row, mair)
        run_jobs()
        assert said(row) == "done"
        assert jobs.count() == 26
        assert (all_posts(), row.report) == whole
        assert {name: row.looked[name] for name in row.looked if name != "broken"} == {
            name: row.report[name] for name in row.report if name != "broken"
        }

    @pytest.mark.parametrize("after", range(9))
    def test_a_job_that_dies_in_the_middle_is_taken_up_and_nothing_is_lost_or_doubled(
        self, looked, mair, uninterrupted, monkeypatch, run_jobs, after
    ):
        whole = uninterrupted(*self.MAILS)
        row = looked(*self.MAILS)
        confirm(row, mair)
        keep, count = imports._Work.keep, [0]

        def die(work, position, report):
            if count[0] == after:
                count[0] += 1
                raise Dies
            count[0] += 1
            keep(work, position, report)

        monkeypatch.setattr(imports._Work, "keep", die)
        with pytest.raises(Dies):
            run_jobs()
        row.refresh_from_db()
        assert row.state == "importing" and row.lease
        assert run_jobs() == 0 or said(row) == "importing"
        imports.wake_silent()
        run_jobs()
        assert said(row) == "importing"  # its job may be alive as yet
        MailImport.objects.update(
            heard_at=timezone.now() - imports.SILENCE, uploaded_at=timezone.now() - timedelta(hours=1)
        )
        assert imports.wake_silent() == 1
        run_jobs()
        assert said(row) == "done"
        assert (all_posts(), row.report) == whole

    def test_a_job_that_dies_while_looking_counts_right_all_the_same(
        self, space, mair, uninterrupted, monkeypatch, run_jobs
    ):
        mails = [mail(1), *(mail(n, In_Reply_To="<1@post.example>") for n in range(2, 13)), *self.MAILS[4:]]
        _posts, report = uninterrupted(*mails)
        bring_in, count = importing._Importer.bring_in, [0]

        def die(importer, lot):
            count[0] += 1
            if count[0] in (2, 5):
                raise Dies
            bring_in(importer, lot)

        monkeypatch.setattr(importing._Importer, "bring_in", die)
        row = take(space, mair, *mails)
        for _ in range(2):
            with pytest.raises(Dies):
                run_jobs()
            self._fall_silent()
            imports.wake_silent()
        run_jobs()
        assert said(row) == "looked"
        assert {**row.looked, "broken": sorted(row.looked["broken"])} == {
            **report, "broken": sorted(report["broken"]),
        }  # fmt: skip

    @staticmethod
    def _fall_silent():
        MailImport.objects.update(
            heard_at=timezone.now() - 2 * imports.SILENCE, uploaded_at=timezone.now() - timedelta(hours=1)
        )

    def test_a_long_conversation_goes_on_in_its_own_thread_after_a_break(
        self, looked, mair, monkeypatch, run_jobs
    ):
        """Held together by its subject alone: nothing in the later mails names the earlier ones."""
        row = looked(mail(1), *(mail(n, subject="Re: Where to begin?") for n in range(2, 18)))
        confirm(row, mair)
        write, count = importing._Importer._write, [0]

        def die(importer, lot, letters):
            count[0] += 1
            if count[0] == 3:
                raise Dies
            write(importer, lot, letters)

        monkeypatch.setattr(importing._Importer, "_write", die)
        with pytest.raises(Dies):
            run_jobs()
        assert Post.objects.count() == 10
        self._fall_silent()
        imports.wake_silent()
        run_jobs()
        assert said(row) == "done"
        assert list(Post.objects.values_list("number", flat=True)) == list(range(1, 18))
        assert Thread.objects.get().post_count == 17

    def test_two_jobs_never_work_on_it_at_once(self, looked, mair, monkeypatch, run_jobs):
        row = looked(*self.MAILS)
        confirm(row, mair)
        bring_in, taken = importing._Importer.bring_in, []

        def another(importer, lot):
            taken.append(imports._take_lease(row.pk))
            bring_in(importer, lot)

        monkeypatch.setattr(importing._Importer, "bring_in", another)
        run_jobs()
        assert said(row) == "done" and set(taken) == {None} and len(taken) == 13

    def test_a_job_that_was_taken_for_dead_writes_nothing_more(self, looked, mair, monkeypatch, run_jobs):
        row = looked(*self.MAILS)
        confirm(row, mair)
        bring_in, count = importing._Importer.bring_in, [0]

        def overtaken(importer, lot):
            count[0] += 1
            if count[0] == 3:
                MailImport.objects.update(lease="another")
            bring_in(importer, lot)

        monkeypatch.setattr(importing._Importer, "bring_in", overtaken)
        run_jobs()
        row.refresh_from_db()
        assert (count[0], row.lease, row.state) == (3, "another", "importing")
        assert Post.objects.count() == row.report["new"] == 6

    def test_a_lot_that_takes_long_is_not_taken_for_dead(self, looked, mair, monkeypatch, run_jobs):
        """Large mails: the words of one lot take longer to read than a silent job is given."""
        monkeypatch.setattr(imports, "HEARD_EVERY", 0)
        row = looked(*self.MAILS)
        confirm(row, mair)
        read, heard = importing.read_letter, []

        def slow(*args, **options):
            MailImport.objects.filter(pk=row.pk).update(heard_at=timezone.now() - imports.SILENCE / 2)
            heard.append(imports._take_lease(row.pk))
            return read(*args, **options)

        monkeypatch.setattr(importing, "read_letter", slow)
        run_jobs()
        assert said(row) == "done" and set(heard) == {None}
        assert Post.objects.count() == row.report["new"] == 40
        monkeypatch.setattr(imports, "HEARD_EVERY", 5)
        row.lease = "another's by now"
        work = imports._Work(row)
        work.heard_at -= 6
        with pytest.raises(imports._LetGo):  # and who has lost it hears of that in the middle of a lot
            work.alive()

    def test_archives_of_two_spaces_take_turns(self, network, mair, looked, run_jobs, monkeypatch):
        row = looked(*self.MAILS)
        other = take(make_space([network]), mair, *three_mails())
        bring_in, states = importing._Importer.bring_in, set()

        def watched(importer, lot):
            states.add(
                (
                    importer.space.pk,
                    tuple(MailImport.objects.filter(lease__gt="").values_list("pk", flat=True)),
                )
            )
            bring_in(importer, lot)

        monkeypatch.setattr(importing._Importer, "bring_in", watched)
        confirm(row, mair)
        run_jobs()
        assert (said(row), said(other)) == ("done", "looked")
        assert states == {(row.space_id, (row.pk,)), (other.space_id, (other.pk,))}

    def test_who_waits_for_another_asks_again(self, network, mair, looked, run_jobs):
        row = looked()
        MailImport.objects.filter(pk=row.pk).update(state="importing", lease="x", heard_at=timezone.now())
        other = take(make_space([network]), mair, *three_mails())
        run_jobs()
        waiting = Job.objects.get(name="discussions.import_mails", state="waiting")
        assert said(other) == "to_look" and waiting.payload == {"import_id": other.pk}
        assert waiting.run_at > timezone.now()

    def test_stopping_ends_the_work_and_going_on_completes_it(
        self, looked, mair, uninterrupted, monkeypatch, run_jobs, client_of_mair
    ):
        whole = uninterrupted(*self.MAILS)
        row = looked(*self.MAILS)
        confirm(row, mair)
        tell, here = imports._Work.tell, f"{PAGE}{row.pk}/"

        def stop(work, progress):
            if progress.stage == "writing" and progress.done == 16:
                client_of_mair.post(f"{here}stop/")
            tell(work, progress)

        monkeypatch.setattr(imports._Work, "tell", stop)
        run_jobs()
        row.refresh_from_db()
        assert (row.state, row.stopped_by, row.position) == ("stopped", mair, 16)
        so_far = Post.objects.count()
        assert so_far == row.report["new"] and 0 < so_far < len(whole[0])
        page = client_of_mair.get(here).content.decode()
        assert "Mair Coordinator stopped it." in page and facts_in(page)["New posts"] == str(so_far)
        monkeypatch.undo()
        client_of_mair.post(f"{here}stop/remove/")
        client_of_mair.post(f"{here}stop/remove/")
        run_jobs()
        row.refresh_from_db()
        assert (row.state, row.stopped_at, row.stopped_by) == ("done", None, None)
        assert (all_posts(), row.report) == whole

    def test_what_was_stopped_while_it_was_looked_at_is_looked_at_again_first(self, space, mair, run_jobs):
        row = take(space, mair, *three_mails())
        assert imports.stop_import(row, by=mair) is True
        assert imports.stop_import(row, by=mair) is False
        run_jobs()
        assert said(row) == "stopped"
        assert imports.go_on(row, by=mair) is True
        run_jobs()
        assert said(row) == "looked" and not Thread.objects.exists()

    def test_what_was_left_off_waits_for_another_that_is_open(self, space, mair, looked):
        first = looked()
        imports.stop_import(first, by=mair)
        looked(mail(9))
        with pytest.raises(AnotherIsOpen):
            imports.go_on(first, by=mair)
        assert said(first) == "stopped"


class TestFailing:
    def test_an_error_that_passes_costs_a_pause(self, looked, mair, monkeypatch, run_jobs):
        row = looked()
        confirm(row, mair)
        bring_in, count = importing._Importer.bring_in, [0]

        def fails_once(importer, lot):
            count[0] += 1
            if count[0] == 1:
                raise RuntimeError("the disk is full")
            bring_in(importer, lot)

        monkeypatch.setattr(importing._Importer, "bring_in", fails_once)
        run_jobs()
        row.refresh_from_db()
        assert (row.state, row.lease, row.attempts) == ("importing", "", 1)
        Job.objects.filter(state="waiting").update(run_at=timezone.now())
        run_jobs()
        row.refresh_from_db()
        assert (row.state, row.attempts, Post.objects.count()) == ("done", 0, 3)

    def test_an_error_that_stays_is_said_plainly_and_can_be_tried_again(
        self, looked, mair, monkeypatch, run_jobs, client_of_mair
    ):
        row = looked()
        confirm(row, mair)

        def fails(importer, lot):
            raise RuntimeError("a mistake of ours")

        with monkeypatch.context() as patched:
            patched.setattr(importing._Importer, "bring_in", fails)
            for _ in range(imports.MOST_ATTEMPTS):
                Job.objects.filter(state="waiting").update(run_at=timezone.now())
                run_jobs()
        row.refresh_from_db()
        assert (row.state, row.failure, row.attempts) == ("failed", "stuck", imports.MOST_ATTEMPTS)
        page = client_of_mair.get(f"{PAGE}{row.pk}/").content.decode()
        assert "for a reason that is ours and not yours" in page and "a mistake of ours" not in page
        client_of_mair.post(f"{PAGE}{row.pk}/stop/remove/")
        run_jobs()
        assert said(row) == "done"

    def test_an_archive_that_kills_every_job_is_given_up(self, looked, mair, monkeypatch, run_jobs):
        row = looked()
        confirm(row, mair)

        def dies(importer, lot):
            raise Dies

        monkeypatch.setattr(importing._Importer, "bring_in", dies)
        for _ in range(imports.MOST_ATTEMPTS):
            with pytest.raises(Dies):
                run_jobs()
            TestPortions._fall_silent()
            imports.wake_silent()
        run_jobs()
        row.refresh_from_db()
        assert (row.state, row.failure) == ("failed", "stuck")

    def test_what_only_looked_like_an_archive(self, space, mair, run_jobs, client_of_mair):
        row = imports.take_archive(
            space, by=mair, upload=upload_of(b"From here on it is prose.\nIndeed.\n"), language="en"
        )
        run_jobs()
        row.refresh_from_db()
        assert (row.state, row.failure) == ("failed", "no_archive")
        assert (
            "it does not begin with a line “From …”"
            in client_of_mair.get(f"{PAGE}{row.pk}/").content.decode()
        )

    def test_a_file_that_is_gone(self, looked, mair, run_jobs):
        row = looked()
        confirm(row, mair)
        storage().delete(path_of(row.key))
        run_jobs()
        row.refresh_from_db()
        assert (row.state, row.failure) == ("failed", "file_gone")
        with pytest.raises(FileHasGone):
            imports.go_on(row, by=mair)

    def test_a_space_that_is_deleted_meanwhile(self, looked, mair, space, run_jobs):
        row = looked()
        confirm(row, mair)
        space.delete()
        run_jobs()
        assert not MailImport.objects.exists()

    def test_states_follow_the_table_and_nothing_else(self, looked):
        row = looked()
        for state in ImportState:
            row.state = state
            for following in ImportState:
                if following not in NEXT_STATES[state]:
                    with pytest.raises(ValueError, match="cannot become"), transaction.atomic():
                        imports._turn(row, following)
        assert said(row) == "looked"
        assert {state for state in NEXT_STATES if state is not None} == set(ImportState)

    def test_who_did_it_comes_with_when(self, looked, mair):
        row = looked()
        for name in ("confirmed", "stopped"):
            with pytest.raises(IntegrityError), transaction.atomic():
                MailImport.objects.filter(pk=row.pk).update(**{f"{name}_by": mair, f"{name}_at": None})


class TestForgetting:
    @pytest.fixture(autouse=True)
    def _committed(self, django_capture_on_commit_callbacks):
        self.committed = django_capture_on_commit_callbacks

    def test_a_file_is_deleted_before_the_seventh_day_is_over(self, looked, client_of_mair):
        row = looked()
        MailImport.objects.update(uploaded_at=timezone.now() - timedelta(days=6, hours=22))
        assert imports.forget_archives() == 0
        # The next round would be too late.
        MailImport.objects.update(uploaded_at=timezone.now() - timedelta(days=6, hours=23, minutes=5))
        with self.committed(execute=True):
            assert imports.forget_archives() == 1
        assert kept_keys() == []
        row.refresh_from_db()
        assert (row.state, row.failure, row.has_file) == ("failed", "expired", False)
        page = client_of_mair.get(f"{PAGE}{row.pk}/").content.decode()
        assert "The import was not finished within a week" in page and "stop/remove/" not in page
        assert imports.forget_archives() == 0

    def test_what_was_stopped_stays_stopped_when_its_file_goes(self, looked, mair):
        row = looked()
        imports.stop_import(row, by=mair)
        MailImport.objects.update(uploaded_at=timezone.now() - timedelta(days=8))
        with self.committed(execute=True):
            imports.forget_archives()
        assert said(row) == "stopped" and kept_keys() == []
        with pytest.raises(FileHasGone):
            imports.go_on(row, by=mair)

    def test_it_may_be_deleted_at_once(self, looked, client_of_mair):
        row = looked()
        with self.committed(execute=True):
            client_of_mair.post(f"{PAGE}{row.pk}/file/remove/")
        assert said(row) == "stopped" and kept_keys() == []
        with self.committed(execute=True):
            client_of_mair.post(f"{PAGE}{row.pk}/file/remove/")
        assert (
            "The uploaded file has been deleted." in client_of_mair.get(f"{PAGE}{row.pk}/").content.decode()
        )

    def test_not_from_under_the_work(self, space, mair):
        row = take(space, mair, *three_mails())
        assert imports.drop_file(row, by=mair) is False
        assert said(row) == "to_look" and kept_keys() == [row.key]

    def test_files_that_belong_to_nothing_go_after_a_day(self, looked):
        row = looked()
        place = storage()
        for name, hours in (("stray", 25), ("fresh", 1)):
            receiving.receive(upload_of(MBOX), name)
            then = (timezone.now() - timedelta(hours=hours)).timestamp()
            os.utime(place.path(path_of(name)), (then, then))
        os.utime(place.path(path_of(row.key)), (1, 1))
        assert imports.forget_archives() == 1
        assert sorted(kept_keys()) == sorted(["fresh", row.key])

    def test_the_timetable_knows_both_rounds(self, settings):
        from config.celery import app

        app.loader.import_default_modules()
        for entry in ("wake-silent-mail-imports", "forget-mail-archives"):
            assert settings.CELERY_BEAT_SCHEDULE[entry]["task"] in app.tasks


# --- While it works -------------------------------------------------------------------------------------------------


class TestProgress:
    def _row(self, **fields):
        values = {
            "state": "importing",
            "file_size": 1000,
            "confirmed_at": timezone.now(),
            "total": 4000,
            "position": 1000,
        }
        return MailImport(**values | fields)

    @pytest.mark.parametrize(
        ("fields", "text", "sentences"),
        [
            ({"position": None, "bytes_read": 505}, "50% of the file", []),
            ({"pace": 0}, "1000 of 4000 mails", []),
            ({"pace": 100}, "1000 of 4000 mails", ["That is 100 mails a second.", "It will take less than a minute more."]),
            ({"pace": 1.2}, "1000 of 4000 mails", ["That is 1 mail a second.", "It will take about 42 minutes more."]),
            ({"pace": 0.2}, "1000 of 4000 mails", [
                "That is less than one mail a second.", "It will take about 4 hours more.",
            ]),
        ],
    )  # fmt: skip
    def test_pace_and_what_is_left_are_said_in_words(self, fields, text, sentences):
        progress = words.progress_of(self._row(**fields))
        assert (progress["text"], progress["sentences"]) == (text, sentences)

    def test_it_is_told_live_to_those_who_look(self, space, mair, monkeypatch, run_jobs):
        monkeypatch.setattr(importing, "BATCH", 5)
        monkeypatch.setattr(imports, "TOLD_EVERY", 0)
        row = take(space, mair, *some_mails(20))
        number = number_of(row.stream_key)
        run_jobs()
        assert number_of(row.stream_key) > number + 4
        row.refresh_from_db()
        draw = streams.streams.get("mails").draw
        events = [
            LoggedEvent(row.stream_key, 1, "progress", "import-progress", {}),
            LoggedEvent(row.stream_key, 2, "turned", "", {"state": "looked"}),
        ]
        (fragment,) = draw(events, "en")
        assert (fragment.number, fragment.place, fragment.data) == (
            2,
            "reset",
            {"say": "Waits for your decision"},
        )
        MailImport.objects.update(state="importing", position=5, total=20, pace=2.5)
        (fragment,) = draw(events[:1] * 2, "en")
        assert (fragment.place, fragment.target, fragment.data) == (
            "replace",
            "import-progress",
            {"quiet": True},
        )
        assert 'id="import-progress"' in fragment.html and "5 of 20 mails" in fragment.html
        assert "That is 2 mails a second." in fragment.html
        with translation.override("cy"):
            assert "5 o 20 o negeseuon e-bost" in draw(events[:1], "cy")[0].html

    def test_the_page_is_drawn_as_the_fragment_is(self, looked, client_of_mair):
        row = looked()
        MailImport.objects.update(state="importing", position=1, total=3, pace=2, confirmed_at=timezone.now())
        row.refresh_from_db()
        page = client_of_mair.get(f"{PAGE}{row.pk}/").content.decode()
        events = [LoggedEvent(row.stream_key, 1, "progress", "import-progress", {})]
        assert streams.streams.get("mails").draw(events, "en")[0].html.strip() in page
        assert f'data-stream="mails:{row.pk}" data-number="{number_of(row.stream_key)}"' in page

    def test_pages_cost_what_they_cost(self, looked, client_of_mair, queries, mair, space):
        row = looked(mail(1), *[b"no head\n"] * 30)
        client_of_mair.get(PAGE)
        with queries(at_most=12):
            client_of_mair.get(f"{PAGE}{row.pk}/")
        imports.stop_import(row, by=mair)
        with queries() as one:
            client_of_mair.get(PAGE)
        for _ in range(3):
            imports.stop_import(take(space, mair, mail(1)), by=mair)
        with queries() as four:
            client_of_mair.get(PAGE)
        assert len(four) == len(one) <= 14


# --- A worker that is really killed ---------------------------------------------------------------------------------


def test_a_process_that_is_killed_in_the_middle_is_taken_up_by_another(live_site, monkeypatch):
    """Two processes on one database: the first one gets the signal that nobody can catch."""
    monkeypatch.setattr(importing, "BATCH", 5)
    monkeypatch.setattr(queue, "carry", lambda job_id: None)
    network = make_network("wales")
    mair = make_member(network, role="coordinator", name="Mair Coordinator")
    space = make_space([network], slug="practice")
    row = take(space, mair, *TestPortions.MAILS)
    queue.perform_all_due()
    confirm(row, mair)
    bring_in, count = importing._Importer.bring_in, [0]

    def killed(importer, lot):
        count[0] += 1
        bring_in(importer, lot)
        if count[0] == 4:
            os.kill(os.getpid(), signal.SIGKILL)

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            importing._Importer.bring_in = killed
            queue.perform_all_due()
        finally:
            os._exit(7)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    row.refresh_from_db()
    assert (row.state, row.position, Post.objects.count()) == ("importing", 13, 12)
    queue.perform_all_due()
    assert Post.objects.count() == 12  # its job may be alive as yet
    TestPortions._fall_silent()
    imports.wake_silent()
    queue.perform_all_due()
    row.refresh_from_db()
    assert (row.state, row.report["new"], row.report["doubled"]) == ("done", 40, 4)
    assert Post.objects.count() == ImportedMail.objects.count() == 40
    queue.sweep()  # the dead job's row
    queue.perform_all_due()
    assert Post.objects.count() == 40


# --- In the browser -------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(live_site, monkeypatch):
    """A coordinator and a space on a running site whose jobs wait until the test does them."""
    monkeypatch.setattr(queue, "carry", lambda job_id: None)
    network = make_network("wales", name_en="Wales", name_cy="Cymru")
    mair = make_member(network, role="coordinator", name="Mair Coordinator")
    make_space([network], slug="practice", name_en="Practice", name_cy="Ymarfer", audience="networks")
    return mair


@pytest.fixture
def mbox_file(tmp_path):
    """An archive on the coordinator's device."""
    path = tmp_path / "old list.mbox.gz"
    path.write_bytes(gzip.compress(data_of(*three_mails(), b"no head at all\n")))
    return path


@pytest.mark.browser
class TestInTheBrowser:
    def test_the_whole_way_without_script(self, desk, mbox_file, no_script_page):
        page = no_script_page(desk)
        page.goto("/en/desk/spaces/practice/edit/")
        page.get_by_role("link", name="Bring in the archive of a mailing list").click()
        page.get_by_role("button", name="Upload and look first").click()
        expect(page.get_by_text("Please choose a file.").first).to_be_visible()
        page.get_by_label("Archive", exact=True).set_input_files(mbox_file)
        page.get_by_role("button", name="Upload and look first").click()
        expect(page.get_by_role("heading", name="Waiting to be read")).to_be_visible()
        queue.perform_all_due()
        page.get_by_role("link", name="Look again").click()
        expect(page.get_by_text("at present that is 1 person")).to_be_visible()
        assert not Thread.objects.exists()
        page.get_by_role("button", name="Import", exact=True).click()
        expect(page.get_by_role("heading", name="Waiting to be imported")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Mair Coordinator stopped it.")).to_be_visible()
        page.get_by_role("button", name="Go on").click()
        queue.perform_all_due()
        page.get_by_role("link", name="Look again").click()
        expect(page.get_by_text("Everything is here except the broken mails")).to_be_visible()
        expect(page.get_by_role("cell", name="it has no header")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the list (CSV)").click()
        assert "it has no header" in download.value.path().read_text("utf-8-sig")
        page.get_by_role("link", name="See the conversations").click()
        expect(page.get_by_role("link", name="Where to begin?")).to_be_visible()
        assert Post.objects.count() == 3

    def test_with_script_the_page_follows_the_work_by_itself(
        self, desk, mbox_file, signed_in_page, monkeypatch
    ):
        monkeypatch.setattr(imports, "TOLD_EVERY", 0)
        page = signed_in_page(desk)
        page.goto("/en/desk/spaces/practice/mails/")
        page.get_by_label("Archive", exact=True).set_input_files(mbox_file)
        page.get_by_role("button", name="Upload and look first").click()
        expect(page.get_by_role("heading", name="Waiting to be read")).to_be_visible()
        expect(page.get_by_role("link", name="Look again")).to_be_hidden()
        queue.perform_all_due()
        page.get_by_role("button", name="Import", exact=True).click()
        expect(page.get_by_role("heading", name="Waiting to be imported")).to_be_visible()
        bring_in = importing._Importer.bring_in

        def watched(importer, lot):
            bring_in(importer, lot)
            expect(page.get_by_role("heading", name="Being imported")).to_be_visible()

        monkeypatch.setattr(importing._Importer, "bring_in", watched)
        queue.perform_all_due()
        expect(page.get_by_text("Everything is here except the broken mails")).to_be_visible()
        expect(page.locator("#announcer")).to_have_text("Imported", timeout=15_000)

    @pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1280), ("cy", "dark", 360)])
    def test_axe_finds_nothing_in_any_state_and_nothing_is_wider_than_the_screen(
        self, desk, signed_in_page, language, scheme, width
    ):
        space = desk.memberships.get().network.spaces.get()
        page = signed_in_page(desk, color_scheme=scheme, viewport={"width": width, "height": 900})

        def look(path="", expects=None):
            page.goto(f"/{language}/desk/spaces/practice/mails/{path}")
            assert_no_faults(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            if expects:
                expect(
                    page.get_by_role("heading", name=str(ImportState(expects).label)).first
                ).to_be_visible()

        with translation.override(language):
            look()
            page.get_by_role("button", name="Uwchlwytho" if language == "cy" else "Upload").click()
            page.locator("[aria-invalid=true]").wait_for()
            assert_no_faults(page)
            row = take(space, desk, *three_mails(), *[b"no head\n"] * 30)
            at = f"{row.pk}/"
            look()
            look(at, "to_look")
            MailImport.objects.update(state="looking", position=2, total=33, pace=1.5)
            look(at, "looking")
            MailImport.objects.update(state="to_look", position=None)
            queue.perform_all_due()
            look(at, "looked")
            imports.drop_file(row, by=desk)
            look(at, "stopped")
            look()
            row = take(space, desk, *three_mails(), *[b"no head\n"] * 30)
            at = f"{row.pk}/"
            queue.perform_all_due()
            confirm(row, desk)
            MailImport.objects.filter(pk=row.pk).update(state="importing", position=2, total=33, pace=0.001)
            look(at, "importing")
            MailImport.objects.filter(pk=row.pk).update(state="to_import", position=None)
            queue.perform_all_due()
            look(at, "done")
            MailImport.objects.filter(pk=row.pk).update(state="failed", failure="stuck", file_deleted_at=None)
            look(at, "failed")
            row = take(space, desk, mail(1))
            queue.perform_all_due()
            look(f"{row.pk}/", "looked")  # with nothing new in it
            confirm(row, desk)
            queue.perform_all_due()
            look(f"{row.pk}/", "done")  # without broken ones
            space.archived_at = timezone.now()
            space.save()
            look()

    def test_by_keyboard_alone(self, desk, mbox_file, signed_in_page):
        row = take(desk.memberships.get().network.spaces.get(), desk, *three_mails())
        queue.perform_all_due()
        page = signed_in_page(desk)
        page.goto(f"/en/desk/spaces/practice/mails/{row.pk}/")
        page.get_by_role("heading", name="What would come").wait_for()
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()") == "Import":
                break
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Waiting to be imported")).to_be_visible()
