"""Saving drafts, from script and by a button, and the list of one's own."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.previews import beginning_of

from ..composing.formatting import formatting_of, noted
from ..composing.places import LONGEST_KEY, Place, find_place, find_places
from ..views.forms_that_expire import checks_form_key_itself, form_key_has_expired
from .domain import Outcome, Saved, Words, draft_at, drop_other, forget, save, take_other
from .models import Draft

LONGEST_WAIT = timedelta(days=40)  # between typing without a connection and saving
EXCERPT = 200
DRAFTS_A_PAGE = 100


def words_from(data) -> Words:
    """What a form holds, whether it could be sent or not."""
    return Words(
        text=data.get("text", ""),
        html=formatting_of(data.get("html", ""), data.get("text", "")),
        language=data.get("language", ""),
        in_reply_to=_number(data.get("in_reply_to", "")) or None,
        title=data.get("title", ""),
        kind=data.get("kind", ""),
        topics=tuple(_number(pk) for pk in data.getlist("topics") if _number(pk)),
    )


def _number(value: str, *, longest: int = 9) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) <= longest else 0


def _place_of(request) -> Place | None:
    key = request.GET.get("place") or request.POST.get("place", "")
    return find_place(request.user, key) if key and len(key) <= LONGEST_KEY else None


@checks_form_key_itself
@require_http_methods(["GET", "HEAD", "POST"])
def draft_save(request: HttpRequest) -> HttpResponse:
    """Keep what is in the form. Script is answered with the draft as JSON, the button by going back to the form."""
    if request.method != "POST":
        return redirect("drafts")
    if not request.user.is_authenticated or form_key_has_expired(request):
        if wants_json(request):
            return JsonResponse({"signed_in": request.user.is_authenticated, "saved": False}, status=403)
        return _sign_in_first(request)
    place = _place_of(request)
    if place is None:
        raise Http404
    saved = keep_words(request, place)
    if wants_json(request):
        return JsonResponse(_described(saved))
    if saved.outcome is Outcome.NOTHING:
        messages.info(request, _("There is nothing to keep yet."))
    else:
        messages.success(request, _("Your draft is saved. You find it here and in your list of drafts."))
    return redirect(place.url)


def _sign_in_first(request) -> HttpResponse:
    """Without script the words stand in the form that was sent: it is shown again, to be saved once more."""
    words = words_from(request.POST)
    context = {
        "words": words,
        "place": request.GET.get("place", ""),
        "signed_in": request.user.is_authenticated,
    }
    return render(request, "community/discussions/drafts/not_saved.html", context, status=403)


def keep_words(request, place: Place) -> Saved:
    """Keep what is in the sent form, and the descriptions of its pictures, as the draft at ``place``."""
    from ..attachments.domain import keep_alts
    from ..attachments.forms import alts_of

    if alts := alts_of(request.POST):
        keep_alts(request.user, alts)
    age = timedelta(milliseconds=_number(request.POST.get("age", ""), longest=11))
    words, base = words_from(request.POST), _number(request.POST.get("base", ""))
    if base and not wants_json(request) and draft_at(request.user, place.key) is None:
        base = 0  # thrown away elsewhere, but here is somebody who presses a button to keep it
    return save(
        request.user,
        place.key,
        words,
        base=base,
        written_at=timezone.now() - min(age, LONGEST_WAIT),
        submission_key=request.POST.get("submission_key", ""),
    )


def wants_json(request) -> bool:
    """Whether a script of ours asks."""
    return request.headers.get("Accept", "").startswith("application/json")


def _described(saved: Saved) -> dict:
    """The draft for the page's script."""
    answer: dict = {"outcome": saved.outcome.value}
    if saved.draft is not None:
        answer |= _as_data(saved.draft)
    return answer


def _as_data(row: Draft) -> dict:
    return {
        "version": row.version,
        "age": max(0, int((timezone.now() - row.written_at).total_seconds() * 1000)),
        "text": row.text,
        "html": noted(row.html, row.text),
        "title": row.title,
        "language": row.language,
        "in_reply_to": row.in_reply_to,
        "others": row.others,
        "other_url": reverse("draft-other", args=[row.pk]),
    }


@never_cache
@login_required
@require_safe
def draft_state(request: HttpRequest) -> HttpResponse:
    """The draft at ``?place=`` as JSON, for a page that comes back to the front; version 0 where there is none."""
    place = _place_of(request)
    if place is None:
        raise Http404
    row = draft_at(request.user, place.key)
    return JsonResponse(_as_data(row) if row else {"version": 0})


@never_cache
@login_required
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Everything I began to write and have not sent, newest first."""
    rows = list(Draft.objects.filter(user=request.user)[:DRAFTS_A_PAGE])
    places = find_places(request.user, {row.place for row in rows})
    shown = [
        {
            "draft": row,
            "place": places.get(row.place),
            "excerpt": beginning_of(" ".join((row.text or row.title).split()), EXCERPT),
        }
        for row in rows
    ]
    return render(request, "community/discussions/drafts/drafts.html", {"rows": shown})


@login_required
@require_POST
def draft_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft of mine away."""
    row = Draft.objects.filter(user=request.user, pk=pk).first()
    if row is None:
        raise Http404
    forget(request.user, row.place)
    messages.success(request, _("The draft is deleted."))
    return redirect("drafts")


@login_required
@require_POST
def draft_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what was kept beside a draft in its stead, or throw it away: ``take`` or ``drop`` with its place in the list."""
    row = Draft.objects.filter(user=request.user, pk=pk).first()
    verb = "take" if "take" in request.POST else "drop"
    index = request.POST.get(verb, "")
    if row is None or not index.isdigit() or int(index[:4]) >= len(row.others):
        raise Http404
    wanted = row.others[int(index[:4])]
    place = find_place(request.user, row.place)
    if place is not None and "text" in request.POST:
        keep_words(request, place)  # the button stands in the form, where somebody may have gone on writing
    changed = (take_other if verb == "take" else drop_other)(request.user, row.place, wanted)
    if changed is None:
        raise Http404
    if wants_json(request):
        return JsonResponse(_as_data(changed))
    return redirect(place.url if verb == "take" and place else reverse("drafts"))
