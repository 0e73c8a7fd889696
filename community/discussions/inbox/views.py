"""The inbox: conversations that concern a member, across all their networks."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.audience import viewer_of
from community.languages import active_language

from .. import fragments
from ..models import Space, Thread, ThreadPlace
from ..subjects import whereabouts_of
from ..views.spaces import THREADS_A_PAGE, place_of, read_place
from .filters import ALL, UNREAD, filters_in_order, inbox_filters, threads_of
from .marking import mark_read, take_back
from .unread import Standing, marks_of, words_of_unread

# ``?space=-``: conversations under resources, events and pages.
ELSEWHERE = "-"


@dataclass(frozen=True)
class _Wanted:
    """What the address asks for; ``show`` is always a filter that exists."""

    show: str
    network: str
    space: str

    @classmethod
    def of(cls, values) -> "_Wanted":
        show = values.get("show", ALL)
        return cls(
            show if show in inbox_filters else ALL,
            values.get("network", "")[:60],
            values.get("space", "")[:60],
        )

    def narrowed(self, threads):
        """Those of the network or space asked for."""
        if self.space == ELSEWHERE:
            return threads.filter(space__isnull=True)
        if self.space:
            return threads.filter(space__slug=self.space)
        if self.network:
            held = Space.objects.filter(networks__slug=self.network).order_by()
            return threads.filter(space__in=held.values("pk"))
        return threads

    def address(self, **changes) -> str:
        """The inbox with this choice, but for ``changes``."""
        values = {"show": self.show, "network": self.network, "space": self.space, **changes}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{reverse('inbox')}?{query}" if query else reverse("inbox")


@login_required
@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What concerns me, newest first, by filter, network and space; ten queries at most."""
    wanted = _Wanted.of(request.GET)
    found = inbox_filters.get(wanted.show)
    now = timezone.now()
    counts = _counts(request.user)
    side = _side(request.user, wanted, counts)
    threads = wanted.narrowed(threads_of(request.user, found)).select_related("author", "space")
    before = read_place(request.GET.get("before", ""))
    shown = list(threads.older_than(before)[: THREADS_A_PAGE + 1])
    has_older = len(shown) > THREADS_A_PAGE
    shown = shown[:THREADS_A_PAGE]
    standing = {thread.pk: Standing(thread.read_number, thread.read_number) for thread in shown}
    unread = sum(counts.values())
    language = active_language()
    return render(
        request,
        "community/discussions/inbox/inbox.html",
        {
            "rows": [
                fragments.row_fragment(
                    thread,
                    language,
                    unread=standing[thread.pk].unread_in(thread),
                    whereabouts=whereabouts_of(thread),
                    marks=True,
                )
                for thread in shown
            ],
            "marks": marks_of(shown, standing),
            "words": words_of_unread(),
            "filter": found,
            "wanted": wanted,
            "unread": unread,
            "unread_here": _count_of(side, wanted, unread),
            "tabs": [
                {
                    "label": one.label,
                    "url": wanted.address(show=name),
                    "current": name == wanted.show,
                    **({"count": _count_of(side, wanted, unread)} if name == UNREAD else {}),
                }
                for name, one in filters_in_order()
            ],
            "side": side,
            "is_narrowed": bool(wanted.network or wanted.space),
            "whole_url": wanted.address(network="", space=""),
            "seen_at": int(now.timestamp() * 1_000_000),
            "marked": _marked(request),
            "here": wanted.address(),
            "older_url": wanted.address(before=place_of(shown[-1])) if has_older else "",
            "newest_url": wanted.address() if before is not None else "",
        },
    )


def _counts(user) -> dict[int | None, int]:
    """Space id → number of conversations with unread posts; None for those that hang on something."""
    rows = (
        Thread.objects.in_inbox_of(user).unread().order_by().values_list("space_id").annotate(n=Count("pk"))
    )
    return dict(rows)


def _side(user, wanted: _Wanted, counts) -> dict:
    """My networks, then my spaces, each with its number of unread conversations. Two queries."""
    viewer = viewer_of(user)
    spaces = (
        Space.objects.visible_to(user)
        .filter(
            Q(pk__in=[pk for pk in counts if pk])
            | Q(pk__in=viewer.space_ids)
            | Q(pk__in=Space.networks.through.objects.filter(network__in=viewer.network_ids).values("space"))
        )
        .prefetch_related("networks")
    )
    networks, lines = {}, []
    for space in spaces:
        count = counts.get(space.pk, 0)
        lines.append(
            {
                "label": space.name,
                "count": count,
                "url": wanted.address(space=space.slug, network=""),
                "current": wanted.space == space.slug,
            }
        )
        for network in space.networks.all():
            line = networks.setdefault(
                network.pk,
                {
                    "label": network.short_name,
                    "count": 0,
                    "url": wanted.address(network=network.slug, space=""),
                    "current": wanted.network == network.slug and not wanted.space,
                },
            )
            line["count"] += count
    if counts.get(None) or wanted.space == ELSEWHERE:
        lines.append(
            {
                "label": _("About resources and events"),
                "count": counts.get(None, 0),
                "url": wanted.address(space=ELSEWHERE, network=""),
                "current": wanted.space == ELSEWHERE,
            }
        )
    return {"networks": sorted(networks.values(), key=lambda line: line["label"]), "spaces": lines}


def _count_of(side, wanted: _Wanted, unread: int) -> int:
    """How many conversations are unread in what is chosen at the side."""
    if not (wanted.network or wanted.space):
        return unread
    return sum(line["count"] for line in (*side["networks"], *side["spaces"]) if line["current"])


def _moment(text: str) -> datetime | None:
    """Microseconds as written into an address or a form; None for nonsense."""
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        return None
    seconds, rest = divmod(int(text), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


def _marked(request) -> dict | None:
    """What was just marked as read and can be taken back: ``?marked=…``. One query, where it is asked for."""
    at = _moment(request.GET.get("marked", ""))
    count = ThreadPlace.objects.filter(user=request.user, marked_at=at).count() if at else 0
    if not count:
        return None
    words = ngettext(
        "%(count)s conversation is marked as read.", "%(count)s conversations are marked as read.", count
    ) % {"count": count}
    return {"words": words, "at": request.GET["marked"]}


@login_required
@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Mark as read: one conversation (``thread``), or all that the inbox lists for the filter, network and space."""
    wanted = _Wanted.of(request.POST)
    one = request.POST.get("thread", "")
    if one.isascii() and one.isdigit() and len(one) < 18:
        threads = Thread.objects.in_inbox_of(request.user).filter(pk=one)
    else:
        threads = wanted.narrowed(threads_of(request.user, inbox_filters.get(wanted.show)))
    at = mark_read(threads, by=request.user, seen_at=_moment(request.POST.get("seen_at", "")))
    return redirect(wanted.address(marked=int(at.timestamp() * 1_000_000) if at else ""))


@login_required
@require_POST
def unmark(request: HttpRequest) -> HttpResponse:
    """Take back a marking."""
    at = _moment(request.POST.get("marked", ""))
    if at is not None:
        take_back(by=request.user, at=at)
    address = request.POST.get("next", "")
    if not (
        address.startswith("/")
        and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    ):
        address = reverse("inbox")
    return redirect(address)
