"""Who wrote it: what is shown, what is kept to ourselves, and how it becomes one's own."""

import pytest
from allauth.account.models import EmailAddress

from community.demo_loading import is_demo
from community.discussions.mailing_lists import claims
from community.discussions.mailing_lists.claims import claim_all, claim_rest, claimable
from community.discussions.mailing_lists.models import ImportedMail
from community.discussions.models import Post, Thread
from community.live.log import number_of
from tests.factories import make_member, make_person, make_space

from .conftest import mail

PAGE = "/en/me/mailing-lists/"


@pytest.fixture
def mails(bring_in):
    return bring_in(
        mail(1, body="Hello.\n\n-- \nEleri\neleri@post.example\n"),
        mail(2, by="Sion <sion@post.example>", In_Reply_To="<1@post.example>"),
        mail(3, by="nameless@post.example", subject="Other"),
    )


@pytest.fixture
def eleri(mails):
    """Joined after the import, with the address she wrote from."""
    return make_person("Eleri Jones-Parry", email="eleri@post.example")


class TestShown:
    def test_the_name_and_never_the_address(self, mails, client, space):
        pages = [client.get(thread.get_absolute_url()).content.decode() for thread in Thread.objects.all()]
        pages += [
            client.get(f"{thread.get_absolute_url()}print/").content.decode()
            for thread in Thread.objects.all()
        ]
        pages += [client.get(space.get_absolute_url()).content.decode()]
        pages += [client.get(f"/spaces/{space.slug}/feed.atom").content.decode()]
        whole = "\n".join(pages)
        assert "Eleri Jones" in whole and "Somebody on the mailing list" in whole
        assert "Started by Eleri Jones" in pages[-2]
        assert "In reply to Eleri Jones, post 1" in whole
        assert "Former member" not in whole
        assert "@post.example" not in whole and "nameless" not in whole

    def test_what_it_repeats_is_folded(self, mails, client):
        page = client.get(Thread.objects.get(title="Where to begin?").get_absolute_url()).content.decode()
        assert '<details class="mail-folded"><summary>Signature' in page
        assert Post.objects.get(number=1, thread__title="Where to begin?").text == "Hello."

    def test_a_page_costs_what_it_costs_elsewhere(self, mails, client, django_assert_max_num_queries):
        thread = Thread.objects.get(title="Where to begin?")
        is_demo()  # asked once a minute
        with django_assert_max_num_queries(5):
            client.get(thread.get_absolute_url())


class TestClaiming:
    def test_one_press_claims_all(self, eleri, client, run_jobs):
        thread = Thread.objects.get(title="Where to begin?")
        client.get(thread.get_absolute_url())  # kept whole from now on
        number = number_of(thread.stream_key)
        client.force_login(eleri)
        page = client.get(PAGE).content.decode()
        assert "1 post was written with your address" in page and "Where to begin?" in page
        answer = client.post(PAGE, follow=True).content.decode()
        assert "1 post is yours now." in answer and "Nothing waits to be claimed" in answer
        post = thread.posts.get(number=1)
        thread.refresh_from_db()
        assert (post.author, thread.author, thread.sender_name) == (eleri, eleri, None)
        assert thread.posts.get(number=2).author is None
        # The post is drawn again, and the page around it, which says who began.
        assert number_of(thread.stream_key) == number + 2
        client.logout()
        page = client.get(thread.get_absolute_url()).content.decode()
        assert "Eleri Jones-Parry" in page and "Sion" in page

    def test_nothing_of_the_sender_is_kept_beside_the_account(self, eleri):
        claim_all(eleri)
        kept = ImportedMail.objects.get(post__author=eleri)
        assert (kept.sender_name, kept.sender_address) == ("", "")

    def test_an_address_that_is_not_verified_claims_nothing(self, mails):
        olwen = make_person("Olwen")
        EmailAddress.objects.create(user=olwen, email="eleri@post.example", verified=False)
        assert claim_all(olwen) == (0, False)
        assert not Post.objects.filter(author=olwen).exists()

    def test_a_further_address_counts(self, mails, nia):
        EmailAddress.objects.create(user=nia, email="Eleri@Post.example", verified=True)
        assert claim_all(nia) == (1, False)

    def test_what_one_may_not_read_is_not_there(self, bring_in, network):
        closed = make_space([network], audience="networks")
        bring_in(mail(1), to=closed)
        eleri = make_person("Eleri", email="eleri@post.example")
        assert not claimable(eleri).exists() and claim_all(eleri) == (0, False)
        member = make_member(network, name="Eleri Two")
        EmailAddress.objects.create(user=member, email="eleri@post.example", verified=False)
        EmailAddress.objects.filter(user=eleri).delete()
        EmailAddress.objects.filter(user=member).update(verified=True)
        assert claim_all(member) == (1, False)

    def test_many_are_claimed_by_a_job(self, bring_in, monkeypatch, run_jobs, client):
        monkeypatch.setattr(claims, "AT_ONCE", 2)
        monkeypatch.setattr(claims, "BATCH", 2)
        bring_in(*(mail(n, subject=f"Subject {n}") for n in range(1, 8)))
        eleri = make_person("Eleri", email="eleri@post.example")
        client.force_login(eleri)
        page = client.post(PAGE, follow=True).content.decode()
        assert "The posts are being claimed." in page
        run_jobs()
        assert Post.objects.filter(author=eleri).count() == 7
        claim_rest(user_id=eleri.pk)  # twice is as good as once

    def test_the_page_is_for_who_is_signed_in(self, client, db):
        assert client.get(PAGE).status_code == 302

    def test_settings_offer_the_page_where_there_was_an_import(self, client, olwen, bring_in):
        client.force_login(olwen)
        assert PAGE not in client.get("/en/me/").content.decode()
        bring_in(mail(1))
        assert PAGE in client.get("/en/me/").content.decode()

    def test_a_verified_address_says_what_it_brings(self, mails, rf, olwen):
        from allauth.account.signals import email_confirmed
        from django.contrib.messages import get_messages
        from django.contrib.messages.storage.fallback import FallbackStorage

        request = rf.get("/")
        request.session = {}
        request._messages = FallbackStorage(request)
        address = EmailAddress.objects.create(user=olwen, email="sion@post.example", verified=True)
        email_confirmed.send(sender=EmailAddress, request=request, email_address=address)
        assert "You can claim them" in "".join(map(str, get_messages(request)))

    def test_in_welsh(self, eleri, client):
        client.force_login(eleri)
        page = client.get(PAGE.replace("/en/", "/cy/")).content.decode()
        assert "Hawlio pob un" in page
