"""Files on posts: added before sending, given to those who may see the thread, gone with the post."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.discussions.attachments.domain import MOST_FILES, add_file, delete_unwanted, file_for
from community.discussions.attachments.models import Attachment
from community.discussions.domain.threads import remove_post, remove_thread, reply_to
from community.discussions.drafts.domain import draft_at, forget
from tests.factories import make_member, make_network, make_person, make_space, make_thread

from .conftest import picture, upload

JSON = {"headers": {"accept": "application/json"}}
PDF = b"%PDF-1.7\nwords"


def place_of(thread):
    return f"thread:{thread.pk}"


def path_of(thread, verb=""):
    return f"/en/threads/{thread.pk}/{thread.slug}/{verb}"


def add_url(thread):
    return f"/en/attachments/?place={place_of(thread)}"


def with_file(thread, person, file=None):
    """A post with one file; both."""
    row = add_file(person, place_of(thread), file or upload("plan.pdf", PDF))
    post = reply_to(thread, by=person, html="<p>See the plan.</p>", language="en", attachments=[row])
    row.refresh_from_db()
    return post, row


class TestAdding:
    def test_script_adds_one_and_sends_it_with_the_post(self, as_person, thread, rhys, folder):
        client = as_person(rhys)
        answer = client.post(add_url(thread), {"files": picture()}, **JSON)
        row = Attachment.objects.get()
        (drawn,) = answer.json()["files"]
        assert f'name="attachments" value="{row.key}"' in drawn
        assert f'name="alt-{row.key}"' in drawn
        assert len(list(folder.rglob("*-*"))) == 2
        client.post(
            path_of(thread, "reply/"),
            {"text": "Look", "language": "en", "attachments": [row.key], f"alt-{row.key}": "Nia  by the sea"},
        )
        post = thread.posts.get(number=2)
        row.refresh_from_db()
        assert (row.post, row.alt) == (post, "Nia by the sea")
        assert post.extras["files"][0]["alt"] == "Nia by the sea"
        page = client.get(path_of(thread)).content.decode()
        image = re.search(r'<img src="(/en/attachments/[^"]+)"[^>]* alt="Nia by the sea"', page)
        assert image
        assert client.get(image[1])["Content-Type"] == "image/webp"

    def test_without_script_they_go_with_the_form(self, as_person, thread, rhys):
        page = as_person(rhys).get(path_of(thread)).content.decode()
        assert 'enctype="multipart/form-data"' in page and 'type="file" name="files"' in page
        files = [upload("plan.pdf", PDF), upload("notes.txt", b"words")]
        answer = as_person(rhys).post(
            path_of(thread, "reply/"), {"text": "Two", "language": "en", "files": files}
        )
        assert answer.status_code == 302
        post = thread.posts.get(number=2)
        assert [file["name"] for file in post.extras["files"]] == ["plan.pdf", "notes.txt"]
        assert post.attachments.count() == 2

    def test_without_script_a_button_adds_them_first_and_keeps_the_words(self, as_person, thread, rhys):
        client = as_person(rhys)
        answer = client.post(
            add_url(thread), {"text": "Half written", "language": "en", "files": [picture()]}
        )
        assert answer.url == f"{path_of(thread)}#reply"
        page = client.get(path_of(thread)).content.decode()
        assert "Half written" in page and Attachment.objects.get().key in page
        client.post(
            f"/en/attachments/drop/?place={place_of(thread)}",
            {"text": "Half written", "drop": Attachment.objects.get().key},
        )
        assert not Attachment.objects.exists()
        assert draft_at(rhys, place_of(thread)).file_count == 0

    def test_a_refused_file_says_why_beside_the_field_and_the_good_ones_wait(self, as_person, thread, rhys):
        files = [upload("plan.pdf", PDF), upload("virus.exe", b"MZ\x90\x00")]
        answer = as_person(rhys).post(
            path_of(thread, "reply/"), {"text": "Two", "language": "en", "files": files}
        )
        assert answer.status_code == 422
        page = answer.content.decode()
        assert re.search(r'id="id_files-error".*?“virus.exe” could not be added', page, re.DOTALL)
        assert Attachment.objects.get().key in page and "Two</textarea>" in page
        assert thread.posts.count() == 1

    def test_script_hears_why(self, as_person, thread, rhys):
        answer = as_person(rhys).post(add_url(thread), {"files": upload("virus.exe", b"MZ\x90\x00")}, **JSON)
        assert answer.status_code == 422
        assert "“virus.exe” could not be added" in answer.json()["problems"][0]

    def test_a_new_conversation_has_them_too(self, as_person, space, rhys):
        answer = as_person(rhys).post(
            f"/en/spaces/{space.slug}/start/",
            {
                "title": "T",
                "text": "Body",
                "kind": "discussion",
                "language": "en",
                "files": [upload("a.pdf", PDF)],
            },
        )
        assert answer.status_code == 302
        assert Attachment.objects.get().post.thread.title == "T"

    def test_a_post_has_so_many_and_no_more(self, as_person, thread, rhys):
        for _ in range(MOST_FILES):
            add_file(rhys, place_of(thread), upload("a.txt", b"a"))
        answer = as_person(rhys).post(add_url(thread), {"files": upload("b.txt", b"b")}, **JSON)
        assert answer.json()["problems"] == ["A post can have at most 8 files."]

    def test_only_who_counts_may_add(self, as_person, client, thread, rhys, nia, folder):
        assert client.post(add_url(thread), {"files": upload("a.txt", b"a")}, **JSON).status_code == 422
        forged = Client(enforce_csrf_checks=True)
        forged.force_login(rhys, backend="django.contrib.auth.backends.ModelBackend")
        assert forged.post(add_url(thread), {"files": upload("a.txt", b"a")}, **JSON).status_code == 422
        forged.post(
            path_of(thread, "reply/"), {"text": "x", "language": "en", "files": [upload("a.txt", b"a")]}
        )
        hidden = make_thread(make_space([make_network()], audience="networks"), nia)
        assert (
            as_person(rhys).post(add_url(hidden), {"files": upload("a.txt", b"a")}, **JSON).status_code == 404
        )
        assert not Attachment.objects.exists() and not list(folder.rglob("*-*"))

    def test_somebody_elses_file_cannot_be_sent(self, as_person, thread, rhys, nia):
        theirs = add_file(nia, place_of(thread), upload("a.pdf", PDF))
        answer = as_person(rhys).post(
            path_of(thread, "reply/"), {"text": "Mine", "language": "en", "attachments": [theirs.key]}
        )
        assert answer.status_code == 422
        assert "One of your files is no longer there" in answer.content.decode()
        theirs.refresh_from_db()
        assert theirs.post is None

    def test_pressed_twice_it_is_sent_once(self, as_person, thread, rhys):
        row = add_file(rhys, place_of(thread), upload("a.pdf", PDF))
        form = {"text": "Once", "language": "en", "attachments": [row.key], "submission_key": "k"}
        for _ in range(2):
            assert as_person(rhys).post(path_of(thread, "reply/"), form).status_code == 302
        assert thread.posts.count() == 2


class TestHandingOut:
    def test_headers_say_what_it_is_and_let_nothing_run(self, as_person, thread, rhys):
        _post, row = with_file(thread, rhys, upload("Cynllun tŷ.pdf", PDF))
        answer = as_person(rhys).get(row.get_absolute_url())
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Cynllun%20t%C5%B7.pdf")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cache-Control"] == "private, no-cache"
        again = as_person(rhys).get(row.get_absolute_url(), headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 304

    def test_a_picture_is_shown_in_two_sizes_and_no_other(self, as_person, thread, rhys):
        _post, row = with_file(thread, rhys, picture(size=(2000, 1000)))
        client = as_person(rhys)
        assert client.get(row.get_absolute_url())["Content-Disposition"].startswith("inline")
        assert client.get(row.small_url).status_code == 200
        assert client.get(f"/en/attachments/{row.key}/huge/x.webp").status_code == 404
        _post, document = with_file(thread, rhys)
        assert client.get(document.small_url).status_code == 404

    @pytest.mark.parametrize("audience", ["public", "members", "networks", "space"])
    def test_exactly_those_who_may_read_the_thread_get_the_file(self, as_person, client, audience):
        from community.discussions.models import SpaceInvitation, Thread

        network, other = make_network(), make_network()
        author = make_member(network, name="Nia Parry")
        space = make_space([network], audience=audience)
        if audience == "space":
            SpaceInvitation.objects.create(space=space, user=author)
        thread = make_thread(space, author)
        _post, row = with_file(thread, author)
        people = [None, make_person("Olwen Outside"), make_member(network), make_member(other), author]
        for person in people:
            asking = as_person(person) if person else client
            may_read = Thread.objects.visible_to(person).filter(pk=thread.pk).exists()
            assert asking.get(row.get_absolute_url()).status_code == (200 if may_read else 404), person
            assert (file_for(person or _visitor(), row.key) is not None) == may_read

    def test_unsent_it_is_its_owners_alone(self, as_person, client, thread, rhys, nia):
        row = add_file(rhys, place_of(thread), upload("a.pdf", PDF))
        assert as_person(rhys).get(row.get_absolute_url()).status_code == 200
        assert as_person(nia).get(row.get_absolute_url()).status_code == 404
        assert client.get(row.get_absolute_url()).status_code == 404

    def test_a_removed_post_gives_its_files_to_nobody(self, as_person, client, thread, rhys, nia):
        post, row = with_file(thread, rhys)
        remove_post(post, by=nia)
        for asking in (client, as_person(rhys), as_person(nia)):
            assert asking.get(row.get_absolute_url()).status_code == 404
        assert row.key not in client.get(path_of(thread)).content.decode()

    def test_nor_does_a_removed_conversation(self, as_person, thread, rhys, nia):
        _post, row = with_file(thread, rhys)
        remove_thread(thread, by=nia)
        assert as_person(rhys).get(row.get_absolute_url()).status_code == 404

    def test_a_page_full_of_files_costs_no_query_more(self, as_person, thread, rhys, queries):
        client = as_person(rhys)
        client.get(path_of(thread))
        with queries(at_most=12) as before:
            client.get(path_of(thread))
        for _ in range(6):
            with_file(thread, rhys, picture())
        forget(rhys, place_of(thread))
        client.get(path_of(thread))
        with queries(at_most=len(before)):
            client.get(path_of(thread))


class TestCleaning:
    @pytest.mark.django_db(transaction=True)
    def test_what_nobody_sent_is_deleted_with_its_files(self, thread, rhys, folder):
        _post, sent = with_file(thread, rhys)
        orphan = add_file(rhys, place_of(thread), upload("a.txt", b"a"))
        waiting = add_file(rhys, "space:1", upload("b.txt", b"b"))
        forget(rhys, place_of(thread))
        Attachment.objects.update(created_at=timezone.now() - timedelta(days=3))
        assert delete_unwanted() == 1
        assert not Attachment.objects.filter(pk=orphan.pk).exists()
        assert Attachment.objects.filter(pk__in=[sent.pk, waiting.pk]).count() == 2
        assert len(list(folder.rglob("*-full"))) == 2
        Attachment.objects.update(created_at=timezone.now() - timedelta(days=91))
        assert delete_unwanted() == 1
        assert Attachment.objects.get() == sent
        assert draft_at(rhys, "space:1") is None

    def test_files_of_a_post_removed_long_ago_go(
        self, thread, rhys, folder, django_capture_on_commit_callbacks
    ):
        post, _row = with_file(thread, rhys)
        remove_post(post, by=rhys)
        assert delete_unwanted() == 0
        type(post).objects.filter(pk=post.pk).update(removed_at=timezone.now() - timedelta(days=31))
        with django_capture_on_commit_callbacks(execute=True):
            assert delete_unwanted() == 1
        assert not list(folder.rglob("*-full"))


def _visitor():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()
