"""Whether others see that I am writing, where conversations show it (``SubjectKind.shows_typing``)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

# A choice of this browser, like its theme: the page's script reads it and says nothing where it is off.
TYPING_COOKIE = "typing"
_LONGEST = 400 * 24 * 60 * 60  # seconds; browsers keep no cookie longer


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def me_typing(request: HttpRequest) -> HttpResponse:
    """What others see, and the choice; a POST makes it for this browser."""
    if request.method == "POST":
        return _choose(request)
    context = {
        "is_off": request.COOKIES.get(TYPING_COOKIE) == "off",
        "trail": [
            {"label": _("Settings"), "url": reverse("me")},
            {"label": _("While I am writing"), "url": ""},
        ],
    }
    return render(request, "community/discussions/typing/me_typing.html", context)


def _choose(request) -> HttpResponse:
    response = redirect("me-typing")
    if request.POST.get("typing") == "off":
        response.set_cookie(
            TYPING_COOKIE, "off", max_age=_LONGEST, samesite="Lax", secure=request.is_secure()
        )
        messages.success(request, _("Others do not see that you are writing, in this browser."))
    else:
        response.delete_cookie(TYPING_COOKIE, samesite="Lax")
        messages.success(request, _("Others see that you are writing, where that is shown."))
    return response
