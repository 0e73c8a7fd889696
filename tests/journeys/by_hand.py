"""A network with people of each kind and conversations that hold everything a conversation can hold."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from community.discussions.attachments.domain import add_file
from community.discussions.bookmarks.domain import set_bookmark
from community.discussions.domain.reading import follow, read_up_to
from community.discussions.drafts.domain import Words, save
from community.discussions.editing.domain import edit_post, wording_key
from community.discussions.models import Post, Thread
from community.discussions.outcomes.domain import accept_answer, propose_summary, publish_summary
from community.discussions.polls.domain import add_poll, vote
from community.discussions.reactions.domain import react
from community.discussions.removing.domain import remove
from community.jobs.queue import perform_all_due
from tests.factories import make_member, make_network, make_post, make_space, make_thread, make_topic

AGREEMENT = "What is said here may be told on; who said it stays here."
AGREEMENT_CY = "Gellir ailadrodd yr hyn a ddywedir yma; mae pwy a’i dywedodd yn aros yma."
PDF = b"%PDF-1.7\nwords"
ADDRESS = "https://www.example.org/cydgynhyrchu/adroddiadau/2026/" + "gwerthuso-a-dysgu-gyda-phobl-" * 3


def picture(name="hall.png", colour="teal", size=(640, 400)) -> dict:
    """A file as Playwright's ``set_input_files`` takes it."""
    held = io.BytesIO()
    Image.new("RGB", size, colour).save(held, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": held.getvalue()}


def uploaded(file: dict) -> SimpleUploadedFile:
    return SimpleUploadedFile(file["name"], file["buffer"], content_type=file["mimeType"])


def long_ago(thread: Thread, **since) -> None:
    """Have the posts of ``thread`` been written before the time in which mending them leaves no mark."""
    at = timezone.now() - timedelta(**(since or {"days": 2}))
    Post.objects.filter(thread=thread).update(created_at=at)


class Village:
    """People and spaces, and one thread by Nia with an answer by Rhys. Made afresh by each test."""

    @transaction.atomic  # as one change: each job that follows from it is done once
    def __init__(self):
        self.network = make_network("wales", name_en="Practice Wales", name_cy="Ymarfer Cymru",
                                    short_name_en="Wales", short_name_cy="Cymru")  # fmt: skip
        self.nia = make_member(self.network, name="Nia Parry")
        self.rhys = make_member(self.network, name="Rhys Bevan")
        self.gwen = make_member(self.network, role="facilitator", name="Gwen Harris")
        self.mair = make_member(self.network, role="coordinator", name="Mair Llewelyn-Williams")
        self.topic = make_topic("evaluation", name_en="Evaluation", name_cy="Gwerthuso")
        self.space = make_space(
            [self.network], slug="practice", name_en="Practice", name_cy="Ymarfer",
            agreement_en=AGREEMENT, agreement_cy=AGREEMENT_CY,
            description_en="What we try, and what comes of it.", description_cy="Beth a geisiwn, a beth a ddaw ohono.",
        )  # fmt: skip
        self.other_space = make_space(
            [self.network], slug="evidence", name_en="Evidence", name_cy="Tystiolaeth"
        )
        self.thread = make_thread(self.space, self.nia, title="How do you begin?", kind="question")
        make_post(self.thread, self.rhys, "<p>With a cup of tea and a blank sheet.</p>")
        self.thread.topics.set([self.topic])

    def path(self, more="", language="en", thread=None):
        thread = thread or self.thread
        return f"/{language}/threads/{thread.pk}/{thread.slug}/{more}"

    def post(self, number, thread=None) -> Post:
        """That post as it is now, with what domain functions ask of it."""
        rows = Post.objects.select_related("thread__space", "author")
        return rows.get(thread=thread or self.thread, number=number)

    def fresh(self, thread=None) -> Thread:
        return Thread.objects.get(pk=(thread or self.thread).pk)

    def fill(self):
        """Everything at once, in :attr:`thread`: for looking at it."""
        self._fill()
        perform_all_due()
        self.thread.refresh_from_db()

    @transaction.atomic
    def _fill(self):
        thread, nia, rhys, gwen = self.thread, self.nia, self.rhys, self.gwen
        quoted = (
            f'<blockquote><p><a href="/threads/{thread.pk}/{thread.slug}/posts/2/">Rhys Bevan, post 2</a>:</p>'
            "<p>With a cup of tea and a blank sheet.</p></blockquote><p>So did we. What we wrote down:</p>"
            "<ul><li>who is not in the room</li><li>what would make it worth their while</li></ul>"
            f"<p>There is more at {ADDRESS}.</p><pre>one line of code that is a good deal longer than a telephone is "
            "wide, and that nobody wants broken</pre>"
        )
        make_post(thread, nia, quoted, in_reply_to=self.post(2))
        make_post(thread, rhys, "<p>This was said in anger, and it is better gone.</p>")
        waiting = [
            add_file(gwen, f"thread:{thread.pk}", uploaded(picture())),
            add_file(
                gwen, f"thread:{thread.pk}",
                SimpleUploadedFile("Minutes of the second meeting in Machynlleth, final version.pdf", PDF),
            ),
        ]  # fmt: skip
        waiting[0].alt = "The hall in Machynlleth, chairs in a ring"
        make_post(
            thread, gwen, "<p>Dyma lun o’r neuadd, a’r cofnodion.</p>", attachments=waiting, language="cy"
        )
        make_post(thread, nia, "<p>Two questions for everybody: which day, and in which order?</p>")
        make_post(thread, nia, f"<p>@{rhys.handle}, would you write it up?</p>", in_reply_to=self.post(2))
        long_ago(thread)
        edited = self.post(3)
        edit_post(
            edited, html=edited.html.replace("So did we.", "So did we, twice."), language="en",
            based_on=wording_key(edited),
        )  # fmt: skip
        remove(self.post(4), by=gwen, reason="It names somebody who is not here.", language="en")
        add_poll(
            self.post(1), by=nia, question="Where shall we meet next?",
            options=["Bangor", "Machynlleth, in the hall of the old school by the river", "Online"],
        )  # fmt: skip
        add_poll(
            self.post(6), by=nia, question="What shall we look at first?", method="ranked", is_named=True,
            options=["Who is not in the room", "What it costs", "What changed"],
        )  # fmt: skip
        add_poll(
            self.post(7), by=nia, question="Which days suit you?", method="multiple", most_choices=2,
            showing="voted", options=["Monday", "Wednesday", "Friday"],
        )  # fmt: skip
        for person, place in ((nia, 2), (gwen, 1), (self.mair, 2), (rhys, 2)):
            vote(self.post(1), [place], by=person)
        vote(self.post(6), [2, 1], by=gwen)
        vote(self.post(6), [1, 3], by=self.mair)
        vote(self.post(6), [3], by=nia)
        for person, number, kind in (
            (nia, 2, "thanks"), (gwen, 2, "thanks"), (self.mair, 2, "learned"), (rhys, 1, "me_too"),
            (rhys, 3, "tried"),
        ):  # fmt: skip
            react(self.post(number), kind, by=person)
        accept_answer(self.post(2), by=nia)
        proposal = propose_summary(
            thread, by=rhys, language="en",
            words="Begin small, with the people it is about.\n\n- ask who is missing\n- write down what you hear",
        )  # fmt: skip
        publish_summary(proposal, by=gwen)
        follow(thread, by=rhys)
        read_up_to(thread, by=rhys, number=5)
        set_bookmark(
            self.post(2), by=rhys, note="For the board", remind_on=(timezone.now() + timedelta(30)).date()
        )
        save(rhys, f"thread:{thread.pk}", Words(text="What I wanted to say", language="en"))
        self.long = make_thread(
            self.space, nia, title="Profiad pobl yn sgwrsio’n hir am bethau bychain y maen nhw’n eu cofio",
            language="cy", posts=25,
        )  # fmt: skip
        follow(self.long, by=rhys)
        read_up_to(self.long, by=rhys, number=3)
