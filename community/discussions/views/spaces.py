"""Spaces, and the threads in one."""

from datetime import UTC, datetime

from django.db.models import CharField, OuterRef, Value, prefetch_related_objects
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from community.audience import Audience, viewer_of
from community.languages import active_language
from community.prepared import Prepared

from .. import fragments
from ..follows.levels import follows_of
from ..inbox.unread import marks_of, standings, words_of_unread
from ..look import LOOK_STREAM
from ..models import Space, Thread, ThreadKind
from ..permissions import check_can_start, why_not
from ..querysets import number_of_stream
from ..refusals import MembershipNeeded, SignInNeeded
from ..whole_pages import kept_page, may_be_kept

THREADS_A_PAGE = 25
# Views of a space: what the address says, and what it is called.
UNANSWERED = "unanswered"
VIEWS = (
    ("", _("All")),
    (ThreadKind.QUESTION, _("Questions")),
    (UNANSWERED, _("Questions without answer")),
    (ThreadKind.ANNOUNCEMENT, _("Announcements")),
)
_PARAMETERS = frozenset({"kind", "before"})


def _with_numbers(slug: str):
    """The space, with the number of its stream and that of the look of everything *before* anything else is read."""
    stream_key = Concat(Value("space:"), Cast(OuterRef("pk"), CharField()))
    return Space.objects.filter(slug=slug).annotate(
        look_number=number_of_stream(LOOK_STREAM), stream_number=number_of_stream(stream_key)
    )


def _threads_of(space: int):
    """Its threads, newest talk first."""
    threads = Thread.objects.filter(space=space, removed_at__isnull=True)
    return threads.select_related("author").by_latest()


_by_slug = Prepared(lambda slug: _with_numbers(slug).order_by(), slug=str)
# The page that nearly everybody asks for. Its SQL takes longer to work out than to answer.
_newest = Prepared(
    lambda space, user: _threads_of(space).with_unread_of_member(user)[: THREADS_A_PAGE + 1],
    space=int,
    user=int,
)


def _find(user, slug: str) -> Space:
    found = _by_slug.objects(slug=slug)
    if not found:
        raise Http404
    (space,) = found
    if space.audience != Audience.PUBLIC:
        prefetch_related_objects(found, "networks")
    if not viewer_of(user).holds_any(space.audience_keys()):
        raise Http404
    return space


@require_safe
def spaces(request: HttpRequest) -> HttpResponse:
    """All spaces this reader may enter: first those of their own networks."""
    rows = (
        Space.objects.visible_to(request.user)
        .filter(archived_at__isnull=True)
        .with_last_thread()
        .prefetch_related("networks")
    )
    viewer = viewer_of(request.user)
    mine, others = [], []
    for space in rows:
        held_by = {network.pk for network in space.networks.all()}
        is_mine = space.pk in viewer.space_ids or not viewer.network_ids.isdisjoint(held_by)
        (mine if is_mine else others).append(space)
    return render(request, "community/discussions/spaces.html", {"mine": mine, "others": others})


@require_safe
def space(request: HttpRequest, slug: str) -> HttpResponse:
    """The threads of a space, newest talk first."""
    found = _find(request.user, slug)
    stream_number = found.stream_number
    kind = request.GET.get("kind", "")
    kind = kind if kind in (*ThreadKind.values, UNANSWERED) else ""
    before = read_place(request.GET.get("before", ""))

    def draw():
        return render(
            request, "community/discussions/space.html", _space(request, found, stream_number, kind, before)
        )

    if may_be_kept(request, parameters=_PARAMETERS):
        return kept_page(request, ("space", found.pk, stream_number, found.look_number), draw)
    return draw()


def _space(request, space, stream_number, kind, before) -> dict:
    prefetch_related_objects([space], "networks")  # for the page and for who may start
    shown = _rows(request.user, space, kind, before)
    has_older = len(shown) > THREADS_A_PAGE
    shown = shown[:THREADS_A_PAGE]
    follows = follows_of(request.user)
    standing = standings(shown, follows)
    language = active_language()
    here = space.get_absolute_url()
    query = f"kind={kind}&" if kind else ""
    refusal = why_not(check_can_start, request.user, space)
    return {
        "space": space,
        "networks": list(space.networks.all()),
        "rows": [
            fragments.row_fragment(thread, language, unread=standing[thread.pk].unread_in(thread))
            for thread in shown
        ],
        "marks": marks_of(shown, standing),
        "words": words_of_unread(),
        "follow_level": follows.of_space(space.pk),
        "kind": kind,
        # Live where a new thread belongs at the top of what is shown.
        "is_live": before is None and not kind,
        "stream_number": stream_number,
        "tabs": [
            {"label": label, "url": f"{here}?kind={value}" if value else here, "current": value == kind}
            for value, label in VIEWS
        ],
        "older_url": f"{here}?{query}before={place_of(shown[-1])}" if has_older else "",
        "newest_url": f"{here}?{query}".rstrip("?&") if before is not None else "",
        "may_start": refusal is None,
        "is_visitor": isinstance(refusal, SignInNeeded),
        "may_join": isinstance(refusal, MembershipNeeded),
        "sign_in_url": f"{reverse('account_login')}?next={here}",
    }


def _rows(user, space, kind, before) -> list[Thread]:
    """A page of its threads, and one more where there are older ones."""
    if user.is_authenticated and not kind and before is None:
        return _newest.objects(space=space.pk, user=user.pk)
    threads = _threads_of(space.pk).with_unread_for(user)
    if kind == UNANSWERED:
        threads = threads.unanswered()
    elif kind:
        threads = threads.filter(kind=kind)
    if before is not None:
        # From here on by age alone: the pinned ones stand on the first page.
        threads = threads.filter(is_pinned=False).older_than(before)
    return list(threads[: THREADS_A_PAGE + 1])


def place_of(thread: Thread) -> str:
    """A thread's place in a list by age, for an address: microseconds and id."""
    return f"{int(thread.last_post_at.timestamp() * 1_000_000)}-{thread.pk}"


def read_place(text: str) -> tuple[datetime, int] | None:
    """The reverse of :func:`place_of`; None for nonsense."""
    micros, _dash, pk = text.partition("-")
    if not (micros.isascii() and micros.isdigit() and pk.isascii() and pk.isdigit()) or len(text) > 36:
        return None
    try:
        seconds, rest = divmod(int(micros), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(pk)
    except (ValueError, OverflowError, OSError):
        return None
