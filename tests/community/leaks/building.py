"""Making a described world on the site, by the ways members have, and bringing it to its end."""

import io
from dataclasses import dataclass, field
from datetime import timedelta

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from community.discussions.attachments.domain import add_file
from community.discussions.bookmarks.models import Bookmark
from community.discussions.composing.places import place_of_thread
from community.discussions.domain import threads as talking
from community.discussions.domain.subjects import thread_on
from community.discussions.drafts.models import Draft
from community.discussions.editing.domain import edit_post, wording_key
from community.discussions.follows.models import SpaceFollow, TopicFollow
from community.discussions.mailing_lists.models import ImportedMail, MailImport
from community.discussions.models import Post, SpaceInvitation, Thread, ThreadPlace
from community.discussions.outcomes.domain import accept_answer, propose_summary, publish_summary
from community.discussions.polls.domain import add_poll, vote
from community.discussions.reactions.domain import react
from community.discussions.removing.domain import remove
from community.discussions.spaces.domain import archive_space, call_into, change_space, send_out
from community.discussions.tending.domain import change_thread, merge_threads, move_thread, split_thread
from community.jobs.queue import perform_all_due
from community.networks.domain.memberships import leave, suspend
from community.networks.models import Membership
from community.notifications.domain.notices import notify
from community.search import asking, telling
from community.search.domain.saved import save_search
from community.search.models import SavedSearch
from knowledge.pages.domain.network_pages import make_pages_of
from tests.factories import make_member, make_network, make_person, make_space, make_topic
from tests.factories.events import gathering_of, make_event_page
from tests.factories.library import make_resource
from tests.factories.notifications import let_mail_fall_due

from .description import COMMON, NETWORKS, OF_NOBODY, OF_SPACE, Description, Home, Said, Talk
from .oracle import could_read_at_birth

# Talks of whose bookmarks everybody is reminded.
REMINDED = ("closed-0", "single-0")


@dataclass
class World:
    """A described world as it stands on the site."""

    said: Description
    networks: dict[str, object] = field(default_factory=dict)
    people: dict[str, object] = field(default_factory=dict)  # accounts, without the visitor
    homes: dict[str, object] = field(default_factory=dict)  # space, event page or record
    threads: dict[str, Thread] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)  # by key of the description
    topics: dict[str, object] = field(default_factory=dict)
    mails: list = field(default_factory=list)

    def client_of(self, name: str) -> Client:
        """A browser in which the person is signed in; a closed account's session is one from before."""
        client = Client()
        if name in self.people:
            client.force_login(self.people[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    def path(self, talk: str, rest: str = "", language: str = "en") -> str:
        """An address of a talk without its title in it: what the address says, every page repeats."""
        return f"/{language}/threads/{self.threads[talk].pk}/-/{rest}"

    def number_of(self, post: Said) -> int:
        """The number a post has in the end."""
        return self.posts[post.key].number


def build(said: Description) -> World:
    """Make the world as it was born, let everybody use it, and bring it to its end."""
    return _Builder(said).build()


def subject_kind_of(home: Home) -> str:
    """What the site calls the kind of thing that a talk hangs on."""
    return "" if home.kind == "space" else home.kind


class _Builder:
    def __init__(self, said: Description):
        self.said = said
        self.world = World(said)

    def build(self) -> World:
        begun = [talk for talk in self.said.talks.values() if not talk.split_from]
        # A few large transactions instead of thousands of small ones: that is what most of the time went into.
        with transaction.atomic():
            self._networks_and_people()
            for home in self.said.homes.values():
                self.world.homes[home.name] = self._home(home)
            self._use_homes()
            for talk in begun:
                self._begin(talk)
            for talk in begun:
                self._go_on(talk)
        with transaction.atomic():
            perform_all_due()
            self._tell_of_searches()
            for talk in begun:
                self._bring_fruit(talk)
                self._keep(talk)
            perform_all_due()
        self._look_around(begun)
        with transaction.atomic():
            self._end(begun)
        with transaction.atomic():
            perform_all_due()
            let_mail_fall_due()
            mail.outbox = []
            perform_all_due()
        self.world.mails = list(mail.outbox)
        posts = Post.objects.select_related("thread").in_bulk([post.pk for post in self.world.posts.values()])
        self.world.posts = {key: posts[post.pk] for key, post in self.world.posts.items()}
        rows = Thread.objects.in_bulk([thread.pk for thread in self.world.threads.values()])
        self.world.threads = {name: rows[thread.pk] for name, thread in self.world.threads.items()}
        return self.world

    # --- Born ----------------------------------------------------------------------------------------------------

    def _networks_and_people(self) -> None:
        world, long_ago = self.world, timezone.now() - timedelta(days=60)
        world.networks = {name: make_network(name) for name in NETWORKS}
        make_pages_of(world.networks[NETWORKS[0]])
        world.topics = {name: make_topic(name) for name in self.said.topics}
        for person in self.said.people.values():
            if person.has_account:
                account = make_person(person.name.title(), date_joined=long_ago, handle=person.name)
                for network, (_state, role) in person.ties.items():
                    make_member(world.networks[network], role=role, person=account)
                world.people[person.name] = account
        # Does what coordinators do, and comes to no door.
        self.chief = make_person("Chief", date_joined=long_ago)
        for network in world.networks.values():
            make_member(network, role="coordinator", person=self.chief)

    def _home(self, home: Home):
        held_by = [self.world.networks[name] for name in home.born_networks]
        if home.kind == "event":
            title = self.said.talks[f"{home.name}-0"].words["title"]
            return make_event_page(
                held_by, title=f"{COMMON} {title}", slug=home.name, audience=home.born_audience
            )
        if home.kind == "resource":
            title = self.said.talks[f"{home.name}-0"].words["title"]
            return make_resource(f"{COMMON} {title}", networks=held_by, audience=home.born_audience)
        space = make_space(
            held_by,
            audience=home.born_audience,
            slug=home.name,
            **{f"name_{code}": f"Space {home.words['name']}" for code in ("en", "cy")},
            **{f"description_{code}": home.words["description"] for code in ("en", "cy")},
            **{f"agreement_{code}": home.words["agreement"] for code in ("en", "cy")},
        )
        if home.born_audience == OF_SPACE:
            self._let_in(home, space)
        # Of a mailing list, brought in by those who keep the space.
        archive = f"{home.words['archive']}.mbox"
        MailImport.objects.create(space=space, state="done", key=home.name, file_name=archive, file_size=1)
        return space

    def _let_in(self, home, space) -> None:
        for person in self.said.people.values():
            if home.name in person.places | person.lost_places:
                SpaceInvitation.objects.create(space=space, user=self.world.people[person.name])

    def _use_homes(self) -> None:
        """Everybody follows every space they can read, and every topic, and keeps a search."""
        for name, account in self.world.people.items():
            for home in self.said.spaces:
                if could_read_at_birth(self.said.people[name], home):
                    SpaceFollow.objects.create(
                        user=account, space=self.world.homes[home.name], level="watching"
                    )
            TopicFollow.objects.bulk_create(
                TopicFollow(user=account, topic=topic, level="watching")
                for topic in self.world.topics.values()
            )
            save_search(account, asking.read({"q": COMMON}), name="Mine", notify="daily")

    # --- Talked about --------------------------------------------------------------------------------------------

    def _begin(self, talk: Talk) -> None:
        home, author = self.said.homes[talk.born], self.world.people[talk.author]
        first = talk.posts[0]
        words = self._html(first, talk)
        if home.kind == "space":
            thread = talking.start_thread(
                self.world.homes[home.name], by=author, title=f"{COMMON} {talk.words['title']}", html=words,
                kind=talk.kind, language="en", topics=[self.world.topics[talk.topic]],
            )  # fmt: skip
        else:
            thread = thread_on(home.kind, self._thing(home))
            talking.reply_to(thread, by=author, html=words, language="en")
        self.world.threads[talk.name] = thread
        self.world.posts[first.key] = thread.posts.get(number=1)
        for name, account in self.world.people.items():
            if name != talk.author and could_read_at_birth(self.said.people[name], home):
                ThreadPlace.objects.update_or_create(
                    thread=thread, user=account, defaults={"level": "watching"}
                )

    def _thing(self, home: Home):
        thing = self.world.homes[home.name]
        return gathering_of(thing) if home.kind == "event" else thing

    def _html(self, said: Said, talk: Talk) -> str:
        words = said.words.get("earlier", said.words["words"])
        links = " ".join(
            f'<a href="/threads/{self.world.threads[name].pk}/-/">this</a>'
            for name in said.links
            if name in self.world.threads
        )
        calls = " ".join(f"@{name}" for name in self.world.people) if said.key.endswith("/3") else ""
        return f"<p>{COMMON} {words} {links} {calls}</p>"

    def _go_on(self, talk: Talk) -> None:
        thread = self.world.threads[talk.name]
        for said in talk.posts[1:]:
            author = self.world.people[said.author]
            files = []
            if "picture" in said.words:
                place = place_of_thread(thread)
                picture = add_file(author, place, _picture(f"{said.words['picture']}.png"))
                picture.alt = said.words["alt"]
                contents = f"Held: {said.words['contents']}".encode()
                document = SimpleUploadedFile(f"{said.words['document']}.txt", contents)
                files = [picture, add_file(author, place, document)]
            post = talking.reply_to(
                thread, by=author, html=self._html(said, talk), language="en", attachments=files,
                in_reply_to=self.world.posts[f"{talk.name}/1"] if said.key.endswith("/2") else None,
            )  # fmt: skip
            self.world.posts[said.key] = post
            if said.sender:
                self._came_by_mail(post, said)
        Draft.objects.all().delete()  # of the files that were sent

    def _came_by_mail(self, post: Post, said: Said) -> None:
        address = self.world.people[said.sender].email
        post.author, post.extras = None, post.extras | {"sender": "Somebody"}
        post.save()
        ImportedMail.objects.create(
            space=post.thread.space, post=post, message_hash=said.key, root_hash=said.key,
            sent_at=timezone.now(), sender_address=address,
        )  # fmt: skip

    def _tell_of_searches(self) -> None:
        SavedSearch.objects.update(last_checked_at=timezone.now() - timedelta(days=2))
        telling.queue_due()
        perform_all_due()

    def _bring_fruit(self, talk: Talk) -> None:
        first, second = talk.posts[0], talk.posts[1]
        thread = Thread.objects.get(pk=self.world.threads[talk.name].pk)
        post = self._post(first)
        if "earlier" in first.words:
            new = self._html(Said("", "", "", {"words": first.words["words"]}), talk)
            assert edit_post(post, html=new, language="en", based_on=wording_key(post))
            assert post.edit_count == 1
        if "question" in first.words:
            options = [f"{COMMON} {first.words[name]}" for name in ("option", "other option")]
            add_poll(post, by=post.author, question=f"{COMMON} {first.words['question']}", options=options)
            vote(post, [1], by=self.chief)
        react(self._post(second), "thanks", by=self.chief)
        if "summary" in talk.words:
            words = f"{COMMON} {talk.words['summary']}"
            summary = propose_summary(thread, by=post.author, words=words, language="en")
            publish_summary(summary, by=self.chief)
        if "proposal" in talk.words:
            words = f"{COMMON} {talk.words['proposal']}"
            propose_summary(thread, by=self._some_reader(talk), words=words, language="en")
        if talk.kind == "question":
            accept_answer(self._post(second), by=post.author)

    def _some_reader(self, talk: Talk):
        return self.world.people[talk.posts[1].author]

    def _post(self, said: Said) -> Post:
        return Post.objects.select_related("thread__space", "author").get(pk=self.world.posts[said.key].pk)

    def _keep(self, talk: Talk) -> None:
        """Bookmarks with notes, drafts and reminders of everybody who can read it."""
        thread, home = self.world.threads[talk.name], self.said.homes[talk.born]
        post = self.world.posts[talk.posts[0].key]
        for name, account in self.world.people.items():
            if not could_read_at_birth(self.said.people[name], home):
                continue
            mark = Bookmark.objects.create(user=account, post=post, note=self.said.notes[name, talk.name])
            if talk.name in REMINDED:
                notify("bookmark", people=[(account.pk, "own")], subject_id=mark.pk,
                       event_key=f"bookmark:{mark.pk}", group_key=f"bookmark:{mark.pk}")  # fmt: skip
            if (word := self.said.drafts.get((name, talk.name))) is not None:
                Draft.objects.create(user=account, place=place_of_thread(thread), text=f"{COMMON} {word}")

    def _look_around(self, begun) -> None:
        """Visitors and a member look at everything, so that whatever pages are kept are kept now."""
        for client in (self.world.client_of("visitor"), self.world.client_of("both")):
            for address in ("/en/", f"/en/networks/{NETWORKS[0]}/", "/en/spaces/", "/sitemap-threads.xml"):
                client.get(address)
            for talk in begun:
                thread = self.world.threads[talk.name]
                client.get(Thread.objects.get(pk=thread.pk).get_absolute_url())
            for home in self.said.spaces:
                client.get(f"/en/spaces/{home.name}/")

    # --- Ended ---------------------------------------------------------------------------------------------------

    def _end(self, begun) -> None:
        for home in self.said.homes.values():
            self._end_home(home)
        for talk in begun:
            for said in talk.posts:
                if said.is_removed:
                    remove(self._post(said), by=self.chief, reason="Not here.", language="en")
        for talk in begun:
            thread = Thread.objects.get(pk=self.world.threads[talk.name].pk)
            if talk.is_renamed:
                change_thread(
                    thread, by=self.chief, title=f"{COMMON} {talk.words['new title']}", kind=thread.kind,
                    language="en", topics=[self.world.topics[talk.topic]],
                )  # fmt: skip
            if talk.home != talk.born:
                move_thread(thread, to=self.world.homes[talk.home], by=self.chief)
            if talk.is_removed:
                talking.remove_thread(thread, by=self.chief)
        for talk in self.said.talks.values():
            if talk.merged_into:
                threads = (self.world.threads[name] for name in (talk.name, talk.merged_into))
                source, target = (Thread.objects.get(pk=thread.pk) for thread in threads)
                merge_threads(source, into=target, by=self.chief)
        for talk in self.said.talks.values():
            if talk.split_from:
                self._split(talk)
        for person in self.said.people.values():
            self._end_person(person)

    def _end_home(self, home: Home) -> None:
        thing = self.world.homes[home.name]
        if home.kind == "event" and home.audience != home.born_audience:
            if home.audience == OF_NOBODY:
                thing.unpublish()
            else:
                thing.audience = home.audience
                thing.save_revision().publish()
        elif home.kind == "resource" and home.audience != home.born_audience:
            from knowledge.library.domain.records import content_changed

            thing.live = home.audience != OF_NOBODY
            if thing.live:
                thing.audience = home.audience
            thing.save()
            content_changed(thing)
        elif home.kind == "space":
            if home.audience != home.born_audience:
                change_space(thing, by=self.chief, audience=home.audience)
                if home.audience == OF_SPACE:
                    self._let_in(home, thing)
            if home.is_archived:
                archive_space(thing, by=self.chief)

    def _split(self, talk: Talk) -> None:
        source = Thread.objects.get(pk=self.world.threads[talk.split_from].pk)
        taken = next(
            post for one in self.said.talks.values() for post in one.posts
            if post.talk == talk.name
        )  # fmt: skip
        self.world.threads[talk.name] = split_thread(
            source, numbers=[self._post(taken).number], title=f"{COMMON} {talk.words['title']}",
            to=self.world.homes[talk.home], by=self.chief,
        )  # fmt: skip

    def _end_person(self, person) -> None:
        if not person.has_account:
            return
        account = self.world.people[person.name]
        for name in person.lost_places:
            send_out(SpaceInvitation.objects.get(space=self.world.homes[name], user=account), by=self.chief)
        for name in person.calls:
            call_into(self.world.homes[name], who=person.name, by=self.chief)
        for network, (state, _role) in person.ties.items():
            if state == "suspended":
                tie = Membership.objects.get(network=self.world.networks[network], user=account)
                suspend(tie, by=self.chief, reason="A pause.")
            elif state == "left":
                leave(self.world.networks[network], by=account)
        if person.is_closed:
            account.is_active = False
            account.save()


def _picture(name: str) -> SimpleUploadedFile:
    held = io.BytesIO()
    Image.new("RGB", (24, 16), "teal").save(held, "PNG")
    return SimpleUploadedFile(name, held.getvalue())
