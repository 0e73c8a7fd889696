"""The page on which people claim what they wrote to a mailing list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..models import Post
from .claims import claim_all, claimable

SHOWN = 10


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def me_mails(request: HttpRequest) -> HttpResponse:
    """What was written with my addresses; one press makes all of it mine."""
    if request.method == "POST":
        done, rest = claim_all(request.user)
        if rest:
            messages.success(
                request, _("The posts are being claimed. With so many that takes a few minutes.")
            )
        elif done:
            text = ngettext("%(count)s post is yours now.", "%(count)s posts are yours now.", done)
            messages.success(request, text % {"count": done})
        else:
            messages.info(request, _("There was nothing left to claim."))
        return redirect("me-mails")
    mails = claimable(request.user)
    newest = Post.objects.filter(imported_mail__in=mails.values("pk")).select_related("thread")
    return render(
        request,
        "community/discussions/mailing_lists/me_mails.html",
        {
            "count": mails.count(),
            "posts": newest.order_by("-created_at")[:SHOWN],
            "shown": SHOWN,
            "here": reverse("me-mails"),
        },
    )
