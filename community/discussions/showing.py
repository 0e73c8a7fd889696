"""What a page shows of one conversation, worked out before the template: posts, state, and what this reader may do.

The same for a thread's own page and for a conversation under a resource or event.
"""

from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from community.audience import Audience, viewer_of
from community.kept import Kept
from community.languages import active_language
from community.live.log import number_of, numbers_of
from community.prepared import Prepared
from community.refusals import Refusal

from . import fragments
from .composing.places import place_of_thread
from .composing.together import FirstOfEach
from .composing.tools import ComposerTools
from .drafts.models import Draft
from .follows.levels import follows_of
from .forms import ReplyForm
from .look import LOOK_STREAM
from .models import Post, Thread, ThreadPlace
from .pages import PostPage
from .parts import Mine
from .permissions import check_can_close, check_could_reply, may
from .quoting.quotations import asked_quotation
from .refusals import InvitationToSpaceNeeded, MembershipNeeded, NotForSubject, SignInNeeded
from .subjects import shows_typing, stream_of_subject, subject_of
from .verbs import Offered, offered, thread_verbs
from .writers import name_of_writer

_thread = Prepared(
    lambda pk: (
        Thread.objects.filter(pk=pk, removed_at__isnull=True)
        .select_related("space", "author", *fragments.SHOWN_WITH)
        .order_by()
    ),
    pk=int,
)


def find_thread(user, pk: int) -> Thread:
    """The thread that ``user`` may read, with its stream's number as it was *before* anything else is read; else 404.

    Three queries: the numbers, then the row with space and authors, then the networks.
    """
    numbers = numbers_of([f"thread:{pk}", LOOK_STREAM])
    found = _thread.objects(pk=pk)
    if not found:
        raise Http404
    (thread,) = found
    thread.stream_number, thread.look_number = numbers[f"thread:{pk}"], numbers[LOOK_STREAM]
    held_by = thread.space if thread.space_id else thread
    prefetch_related_objects([held_by], "networks")  # asked for more than once below
    # The same rule as ``visible_to``, asked by keys: for one row that is a third of the work.
    if not viewer_of(user).holds_any(held_by.audience_keys()):
        raise Http404
    return thread


# Topics of threads, by the number of the look. Networks are read anew each time: they decide who may read and write.
_topics = Kept(2000)

# Pages of posts: beginning of the first one, the rows, and number and fragment of each. About 100 kB a page.
_stretches = Kept(300)


# What one person has in a conversation: their draft, and their place.
_own = FirstOfEach(
    lambda user, place, thread: (
        Draft.objects.filter(user=user, place=place),
        ThreadPlace.objects.filter(thread=thread, user=user),
    ),
    place=str,
    thread=int,
)
_beginning = FirstOfEach(lambda user, place: (Draft.objects.filter(user=user, place=place),), place=str)


def forget() -> None:
    """Forget everything kept here, as a new process would."""
    for kept in (_topics, _stretches):
        kept.clear()


@dataclass
class Discussion:
    """A conversation as one reader sees it.

    ``thread`` is None where nobody has said anything yet about the subject
    ``(kind, thing)``. ``asked`` is the post number the address asks for; None
    shows the beginning (a hung conversation: the end).
    """

    request: HttpRequest
    thread: Thread | None
    subject: tuple | None = None
    asked: int | None = None
    form: ReplyForm | None = None
    is_hung: bool = False  # under something else on that thing's own page

    stream_number: int = field(init=False)
    beginning: str = field(init=False, default="")  # words of the first post shown

    def __post_init__(self):
        self.user = self.request.user
        self.language = active_language()
        self.stream_number = self.thread.stream_number if self.thread else self._number_of_beginning()

    def _number_of_beginning(self) -> int:
        return number_of(self.stream_key)

    @property
    def stream_key(self) -> str:
        if self.thread is not None:
            return self.thread.stream_key
        kind, thing = self.subject
        return stream_of_subject(kind.name, thing.pk)

    # --- posts ---------------------------------------------------------------------------------------------------

    @cached_property
    def page(self) -> PostPage:
        """Which stretch of the thread is shown."""
        last = self.thread.last_number if self.thread else 0
        number = self.asked if self.asked is not None else (last if self.is_hung else 1)
        return PostPage.holding(number, last)

    @cached_property
    def posts(self) -> list[tuple[int, SafeString]]:
        """Number and fragment of each post on the page."""
        if self.thread is None:
            return []
        thread, page = self.thread, self.page
        key = (thread.pk, thread.stream_number, thread.look_number, page.first, page.end, self.language)
        self.beginning, posts, drawn = _stretches.get(key, self._read_posts)
        mine = Mine(self.user, posts)
        return [(number, mine.marked(number, html)) for number, html in drawn]

    def _read_posts(self) -> tuple[str, list[Post], list[tuple[int, SafeString]]]:
        rows = self.thread.posts.filter(number__gte=self.page.first, number__lte=self.page.end).for_reading()
        posts = list(rows)
        beginning = posts[0].text if posts and not posts[0].is_removed else ""
        drawn = [(post.number, fragments.post_fragment(post, self.thread, self.language)) for post in posts]
        return beginning, posts, drawn

    @property
    def state(self) -> SafeString | str:
        return fragments.state_fragment(self.thread, self.language) if self.thread else ""

    @property
    def head(self) -> SafeString | str:
        return fragments.head_fragment(self.thread, self.language) if self.thread else ""

    @property
    def is_closed(self) -> bool:
        return self.thread is not None and self.thread.is_closed

    # --- this reader ---------------------------------------------------------------------------------------------

    @cached_property
    def _own(self) -> list:
        """What this member was writing in the thread, and their place in it: one query."""
        if self.thread is None:
            return _beginning.rows(user=self.user.pk, place=self.writing_place)
        return _own.rows(user=self.user.pk, place=self.writing_place, thread=self.thread.pk)

    @property
    def place(self) -> ThreadPlace | None:
        if self.thread is None or not self.user.is_authenticated:
            return None
        return self._own[1]

    @cached_property
    def _follow(self) -> tuple[str, str]:
        """The level that counts for this reader, and where it comes from; the nearest choice wins."""
        if not self.user.is_authenticated:
            return "", ""
        if self.place is not None and self.place.level:
            return self.place.level, ""
        follows = follows_of(self.user)
        if (level := follows.of_space(self.thread.space_id)) != "":
            return level, _("As you chose for the space.")
        ids = [pk for topic in self.topics for pk in (topic.pk, topic.parent_id) if pk]
        choice = follows.choice_for(self.thread, ids)
        return (choice.level, _("As you chose for a topic.")) if choice else ("", "")

    @property
    def follow_level(self) -> str:
        """How closely this reader follows the thread; empty without any choice."""
        return self._follow[0]

    @property
    def follow_because(self) -> str:
        """Where that was chosen, if not here."""
        return self._follow[1]

    @property
    def first_unread(self) -> int | None:
        """Number of the first post this member has not read; None where there is none, or they never came before."""
        if self.place is None or not self.place.up_to or not self.thread.unread_after(self.place.up_to):
            return None
        return self.thread.past_notes(self.place.up_to) + 1

    @cached_property
    def refusal(self) -> Refusal | None:
        """Why this reader could not write here even were it open; None where they could."""
        try:
            if self.thread is not None:
                check_could_reply(self.user, self.thread)
            elif not self.user.is_authenticated:
                raise SignInNeeded
            else:
                kind, thing = self.subject
                if not kind.may_reply(self.user, thing):
                    raise NotForSubject
        except Refusal as refusal:
            return refusal
        return None

    @property
    def may_reply(self) -> bool:
        return self.refusal is None

    @property
    def sign_in_url(self) -> str:
        """Where a visitor goes to be able to write; empty for others."""
        if not isinstance(self.refusal, SignInNeeded):
            return ""
        return f"{reverse('account_login')}?next={self.here}"

    @property
    def networks_to_join(self) -> list:
        """Networks of which one would let this person write."""
        return list(self.thread.space.networks.all()) if isinstance(self.refusal, MembershipNeeded) else []

    @property
    def needs_invitation(self) -> bool:
        return isinstance(self.refusal, InvitationToSpaceNeeded)

    @cached_property
    def may_close(self) -> bool:
        return (
            self.thread is not None
            and self.user.is_authenticated
            and may(check_can_close, self.user, self.thread)
        )

    @cached_property
    def verbs(self) -> list[Offered]:
        """What this reader may do with the whole conversation."""
        return offered(thread_verbs, self.user, self.thread) if self.thread is not None else []

    @property
    def shows_typing(self) -> bool:
        """Whether this reader sees who else is writing."""
        kind = self.subject[0].name if self.subject is not None else self.thread.subject_kind
        return self.user.is_authenticated and shows_typing(kind)

    # --- writing -------------------------------------------------------------------------------------------------

    @property
    def agreement(self) -> str:
        return self.thread.space.agreement if self.thread is not None and self.thread.space_id else ""

    @property
    def reply_url(self) -> str:
        if self.thread is not None:
            return reverse("thread-reply", args=[self.thread.pk, self.thread.slug])
        kind, thing = self.subject
        return reverse("subject-reply", args=[kind.name, thing.pk])

    @cached_property
    def composer(self) -> ReplyForm | None:
        """The form to write with: the one that was sent and refused, or an empty one for who may write."""
        if self.form is not None:
            return self.form
        if not self.may_reply:
            return None
        initial = {"in_reply_to": self.replying_to_number, "text": asked_quotation(self)}
        return self._empty_form(self._own[0], self.draft_key, initial)

    def _empty_form(self, draft: Draft | None, draft_key: str, initial: dict) -> ReplyForm:
        tools = ComposerTools(self.user, self.writing_place)
        tools.draft = draft
        return ReplyForm(thread=self.thread, draft=draft_key, initial=initial, tools=tools)

    @property
    def may_write(self) -> bool:
        """Whether there is a form: for who may reply, and for who sent one that was refused."""
        return self.form is not None or self.may_reply

    @property
    def begins_blank(self) -> bool:
        """Whether the form has nothing in it that is this reader's own."""
        return self.form is None and self._own[0] is None and self.replying_to_number is None

    def blank_composer(self, *, draft_key: str, submission_key: str) -> ReplyForm:
        """The form of who begins blank, with keys that are given: those of everybody have gaps there."""
        return self._empty_form(None, draft_key, {"submission_key": submission_key})

    @property
    def shown_in_blank(self) -> tuple:
        """All that such a form shows, apart from those keys."""
        last_number = self.thread.last_number if self.thread is not None else None
        return (
            self.reply_url, self.writing_place, self.here, self.is_hung, self.agreement, last_number is None,
            bool(last_number),
        )  # fmt: skip

    @property
    def writing_place(self) -> str:
        """Key of the place where drafts and files for this conversation are kept."""
        return place_of_thread(self.thread) if self.thread is not None else self.stream_key

    @property
    def draft_key(self) -> str:
        return f"{self.stream_key}:{self.user.pk}"

    @property
    def replying_to_number(self) -> int | None:
        """``?reply=7``: the post that a reply without script refers to."""
        asked = self.request.GET.get("reply", "")
        return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else None

    @cached_property
    def asked_post(self) -> Post | None:
        """That post, where it is one of this thread."""
        return self._said(self.replying_to_number)

    @cached_property
    def replying_to(self) -> Post | None:
        """What the form's words reply to: as the address asks, or as a draft or a refused form has it."""
        form = self.form if self.form is not None else self.composer
        number = form["in_reply_to"].value() if form is not None else self.replying_to_number
        if str(number) == str(self.replying_to_number):
            return self.asked_post
        return self._said(number)

    def _said(self, number) -> Post | None:
        if not number or self.thread is None or not str(number).isdigit():
            return None
        return self.thread.posts.said().select_related("author").filter(number=number).first()

    @property
    def replying_to_name(self) -> str:
        return name_of_writer(self.replying_to)

    # --- what the page says about it -----------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The thread's; of a hung conversation what it hangs on is called in the reader's language."""
        if self.subject_of_thread is not None:
            kind, thing = self.subject_of_thread
            return kind.title(thing)
        return self.thread.title

    @property
    def title_language(self) -> str:
        return self.thread.language if self.thread is not None and self.thread.space_id else ""

    @property
    def kicker(self) -> str:
        """Where the conversation is held."""
        if self.thread is not None and self.thread.space_id:
            return self.thread.space.name
        return _("Conversation about")

    @property
    def kicker_url(self) -> str:
        if self.thread is not None and self.thread.space_id:
            return self.thread.space.get_absolute_url()
        if self.subject_of_thread is None:
            return ""
        kind, thing = self.subject_of_thread
        return kind.url(thing)

    @property
    def description(self) -> str:
        """For search engines: how the shown page begins."""
        return Truncator(self.beginning).chars(160) if self.posts and self.beginning else self.title

    @property
    def networks(self) -> list:
        """Whose band heads the page."""
        return (
            list(self.thread.space.networks.all()) if self.thread is not None and self.thread.space_id else []
        )

    @cached_property
    def topics(self) -> list:
        if self.thread is None:
            return []
        return _topics.get((self.thread.pk, self.thread.look_number), lambda: list(self.thread.topics.all()))

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it, so that it has a feed."""
        held_by = self.thread and (self.thread.space if self.thread.space_id else self.thread)
        return bool(held_by) and held_by.audience == Audience.PUBLIC

    # --- addresses -----------------------------------------------------------------------------------------------

    @property
    def here(self) -> str:
        """Address of the page this stands on; after a refused reply it is not the one that was asked for."""
        if self.is_hung:
            return self.request.path
        if self.thread is not None:
            return self.thread.get_absolute_url()
        kind, thing = self.subject
        return kind.url(thing)

    def _at(self, first: int | None, fragment: str = "") -> str:
        return f"{self.here}?from={first}{fragment}" if first is not None else ""

    @property
    def earlier_url(self) -> str:
        return self._at(self.page.previous, "#discussion" if self.is_hung else "")

    @property
    def later_url(self) -> str:
        return self._at(self.page.next, "#discussion" if self.is_hung else "")

    @property
    def newest_url(self) -> str:
        return self._at(self.page.newest, f"#post-{self.page.last_number}")

    @property
    def first_unread_url(self) -> str:
        """Where the unread begins; empty when that is at the head of this page."""
        if self.first_unread is None or self.page.first == self.first_unread:
            return ""
        if self.page.first < self.first_unread <= self.page.end:
            return "#unread"
        return reverse("thread-post", args=[self.thread.pk, self.thread.slug, self.first_unread])

    @property
    def subject_of_thread(self) -> tuple | None:
        """``(kind, thing)`` of a hung thread on its own page."""
        if self.subject is not None:
            return self.subject
        if self.thread is None or self.thread.space_id:
            return None
        kind, thing = subject_of(self.thread)
        return (kind, thing) if thing is not None else None


def asked_number(request: HttpRequest) -> int | None:
    """``?from=21`` as a number; None without one or with nonsense."""
    asked = request.GET.get("from", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
