"""Choosing how closely to follow, and the list of what one follows."""

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.topics.models import Topic

from ..models import FollowLevel, Space, Thread, ThreadPlace
from .domain import choose
from .menu import KINDS, name_of_level
from .models import SpaceFollow, TopicFollow

# Lines of one kind on the settings page.
MOST_LISTED = 500
CHOSEN = (FollowLevel.WATCHING, FollowLevel.MUTED)


def _found(user, kind: str, pk: int):
    """The thread, space or topic, where ``user`` may see it; else 404."""
    if kind == "topic":
        return get_object_or_404(Topic, pk=pk)
    rows = {"thread": Thread.objects, "space": Space.objects}.get(kind)
    if rows is None:
        raise Http404
    return get_object_or_404(rows.visible_to(user), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_level(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Choose ``level`` for a thread, space or topic and go back to it, or to ``next``."""
    thing = _found(request.user, kind, pk)
    address = _next(request) or thing.get_absolute_url()
    if request.method != "POST":
        return redirect(thing)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={thing.get_absolute_url()}")
    level = request.POST.get("level", "")
    if level not in ("", *FollowLevel.values):
        raise Http404
    since = _moment(request.POST.get("since", ""))
    choose(thing, by=request.user, level=level, since=since)
    messages.success(request, str(KINDS[kind].said[level]))
    return redirect(address)


def _next(request) -> str:
    address = request.POST.get("next", "")
    fits = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if fits and address.startswith("/") else ""


def _moment(text: str) -> datetime | None:
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        return None
    seconds, rest = divmod(int(text), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


@login_required
@never_cache
@require_safe
def me_following(request: HttpRequest) -> HttpResponse:
    """All that I follow or have muted, each with the way to end it; what I ended last can be taken back."""
    user = request.user
    spaces = Space.objects.visible_to(user).values("pk")
    threads = Thread.objects.visible_to(user).values("pk")
    places = ThreadPlace.objects.filter(user=user, level__in=CHOSEN, thread__in=threads)
    groups = [
        ("space", SpaceFollow.objects.filter(user=user, space__in=spaces).select_related("space"), "space"),
        ("topic", TopicFollow.objects.filter(user=user).select_related("topic"), "topic"),
        ("thread", places.select_related("thread"), "thread"),
    ]
    shown = []
    for kind, rows, name in groups:
        lines = [_line(kind, getattr(row, name), row) for row in rows.order_by("-pk")[:MOST_LISTED]]
        shown.append({"kind": kind, "heading": KINDS[kind].heading, "lines": lines})
    return render(
        request,
        "community/discussions/follows/me_following.html",
        {
            "groups": shown,
            "has_any": any(group["lines"] for group in shown),
            "ended": _ended(request),
        },
    )


def _line(kind: str, thing, row) -> dict:
    title = thing.title if kind == "thread" else thing.name
    since = getattr(row, "since", None)
    return {
        "title": title,
        "lang": thing.language if kind == "thread" else "",
        "url": thing.get_absolute_url(),
        "level": row.level,
        "level_name": name_of_level(row.level),
        "action": reverse("follow-end", args=[kind, thing.pk]),
        "since": int(since.timestamp() * 1_000_000) if since else "",
    }


@login_required
@require_http_methods(["POST"])
def end_follow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take a choice away; the list then offers to take that back."""
    thing = _found(request.user, kind, pk)
    before = choose(thing, by=request.user, level="")
    since = request.POST.get("since", "")
    query = f"?ended={kind}-{pk}-{before}-{since if _moment(since) else ''}" if before else ""
    return redirect(f"{reverse('me-following')}{query}")


def _ended(request) -> dict | None:
    """What was just ended: ``?ended=space-3-watching-…``; nothing for nonsense or what may not be seen."""
    kind, _dash, rest = request.GET.get("ended", "").partition("-")
    pk, _dash, rest = rest.partition("-")
    level, _dash, since = rest.partition("-")
    if (
        kind not in KINDS
        or level not in FollowLevel.values
        or not (pk.isascii() and pk.isdigit() and len(pk) < 18)
    ):
        return None
    try:
        thing = _found(request.user, kind, int(pk))
    except Http404:
        return None
    return {
        "title": thing.title if kind == "thread" else thing.name,
        "level": level,
        "action": reverse("follow-level", args=[kind, thing.pk]),
        "since": since if _moment(since) else "",
    }
