"""Adding files to what one writes, taking them away, and handing them out."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.refusals import Refusal

from ..composing.places import LONGEST_KEY, Place, find_place
from ..drafts.views import keep_words, wants_json, words_from
from ..refusals import FormHasExpired, SignedOut
from ..views.forms_that_expire import checks_form_key_itself, form_key_has_expired
from .domain import MOST_FILES, add_file, drop_file, file_for
from .reading import LARGEST_DOCUMENT, MEGABYTE
from .refusals import too_large
from .storage import FULL, SMALL, path_of, storage

# A request that says it is longer is not read at all.
LONGEST_REQUEST = MOST_FILES * LARGEST_DOCUMENT + MEGABYTE


def _place(request) -> Place:
    key = request.GET.get("place", "")
    place = find_place(request.user, key) if key and len(key) <= LONGEST_KEY else None
    if place is None:
        raise Http404
    return place


def _length(request) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdigit() else 0


@checks_form_key_itself
@require_http_methods(["GET", "HEAD", "POST"])
def attachment_add(request: HttpRequest) -> HttpResponse:
    """Keep the sent ``files`` for what is being written at ``?place=``.

    Script sends one at a time and gets its row as JSON; the button sends the whole form, which is kept as a draft.
    """
    if request.method != "POST":
        return redirect("drafts")
    place = _place(request)
    try:
        if not request.user.is_authenticated:
            raise SignedOut
        if _length(request) > LONGEST_REQUEST:
            raise too_large(_("Your file"), LARGEST_DOCUMENT // MEGABYTE)
        if form_key_has_expired(request):
            raise FormHasExpired
    except Refusal as refusal:
        return _refused(request, place, [str(refusal.message)])
    rows, problems = [], []
    for upload in request.FILES.getlist("files"):
        try:
            rows.append(add_file(request.user, place.key, upload))
        except Refusal as refusal:
            problems.append(str(refusal.message))
    if problems:
        return _refused(request, place, problems)
    if wants_json(request):
        template = "community/discussions/attachments/waiting.html"
        drawn = [
            render_to_string(template, {"file": row, "place": place.key}, request=request) for row in rows
        ]
        return JsonResponse({"files": drawn})
    keep_words(request, place)
    return redirect(place.url)


def _refused(request, place: Place, problems: list[str]) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"problems": problems}, status=422)
    if request.user.is_authenticated:
        keep_words(request, place)
        for problem in problems:
            messages.error(request, problem)
        return redirect(place.url)
    context = {"words": words_from(request.POST), "place": place.key, "signed_in": False}
    return render(request, "community/discussions/drafts/not_saved.html", context, status=403)


@checks_form_key_itself
@require_http_methods(["GET", "HEAD", "POST"])
def attachment_drop(request: HttpRequest) -> HttpResponse:
    """Take a file away that was not sent: ``drop`` is its key."""
    if request.method != "POST":
        return redirect("drafts")
    place = _place(request)
    if not request.user.is_authenticated or form_key_has_expired(request):
        if wants_json(request):
            return JsonResponse({"problems": [str(SignedOut.message)]}, status=403)
        return redirect(f"{reverse('account_login')}?next={place.url}")
    drop_file(request.user, request.POST.get("drop", ""))
    if wants_json(request):
        return JsonResponse({"dropped": True})
    keep_words(request, place)
    return redirect(place.url)


@require_safe
def attachment(request: HttpRequest, key: str, size: str, name: str) -> HttpResponse:
    """One file, to those who may see its thread; to everybody else there is none."""
    row = file_for(request.user, key)
    if row is None or size not in (FULL, SMALL) or (size == SMALL and not row.is_image):
        raise Http404
    kept, path = storage(), path_of(key, size)
    if not kept.exists(path):
        raise Http404
    # Asked for anew each time, so that a removed file is gone at once; what is unchanged is not sent again.
    etag = f'"{key}-{size}"'
    response = get_conditional_response(request, etag=etag)
    if response is None or response.status_code != 304:
        response = FileResponse(kept.open(path), content_type=row.content_type)
        response["Content-Disposition"] = content_disposition_header(not row.is_image, row.name)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Cookie",))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
