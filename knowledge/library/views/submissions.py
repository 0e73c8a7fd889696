"""Members suggest resources and follow what became of them."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.refusals import Refusal

from ..addresses import shown_host
from ..domain.duplicates import similar_titles
from ..domain.submissions import suggest
from ..forms import SubmissionForm
from ..models import Resource, Submission
from ..permissions import networks_to_suggest_to
from ..refusals import AlreadyInLibrary
from ..shelves import STATE_BADGES, foreign, slip
from ..states import SubmissionState

LONGEST_PREFILL = 1000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Suggest a resource. Titles much like the one typed are shown first; sending again sends it all the same."""
    networks = list(networks_to_suggest_to(request.user))
    if not networks:
        return render(
            request, "knowledge/library/suggest_no_network.html", {"join_url": f"/{get_language()}/networks/"}
        )
    rows = networks_to_suggest_to(request.user)
    if request.method != "POST":
        form = SubmissionForm(networks=rows, initial=_prefill(request, networks))
        return render(request, "knowledge/library/suggest.html", {"form": form, "there": None, "similar": []})
    form = SubmissionForm(request.POST, networks=rows)
    there, similar = None, []
    if form.is_valid():
        typed = form.cleaned_data
        if "confirmed" not in request.POST:
            similar = similar_titles(typed["title"], user=request.user)
        if not similar:
            try:
                suggest(
                    typed["network"],
                    by=request.user,
                    url=typed["url"],
                    title=typed["title"],
                    why=typed["why"],
                    language=typed["language"],
                    submission_key=typed["key"],
                )
            except AlreadyInLibrary as refusal:
                there = refusal.resource
                form.add_error("url", refusal.message)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            else:
                messages.success(
                    request, _("Thank you. A curator will look at it and you will hear what becomes of it.")
                )
                return redirect("submissions-mine")
    context = {
        "form": form,
        "there": _link(there) if there else None,
        "similar": [_link(one.resource) for one in similar],
    }
    return render(request, "knowledge/library/suggest.html", context, status=200 if similar else 422)


def _prefill(request, networks) -> dict:
    """A fresh key, and what a bookmark or a link on another page brings along as ``?url=…&title=…``."""
    slug = request.GET.get("network")
    network = next((one for one in networks if one.slug == slug), networks[0])
    return {
        "key": secrets.token_urlsafe(20),
        "network": network.pk,
        "url": request.GET.get("url", "")[:LONGEST_PREFILL],
        "title": request.GET.get("title", "")[:400],
    }


def _link(resource: Resource) -> dict:
    return {
        "title": resource.shown_title,
        "lang": foreign(resource.shown_title_language),
        "url": resource.get_absolute_url(),
        "makers": slip(resource).makers,
        "year": resource.year,
    }


@login_required
@require_safe
def mine(request):
    """One's own suggestions: state, next step, reason, and the record each led to."""
    rows = list(Submission.objects.made_by(request.user)[:200])
    visible = set(
        Resource.objects.visible_to(request.user)
        .filter(pk__in=[row.resource_id for row in rows if row.resource_id])
        .values_list("pk", flat=True)
    )
    shown = [
        {
            "submission": row,
            "badge": STATE_BADGES[SubmissionState(row.state)],
            "next_step": _next_step(row),
            "host": shown_host(row.url),
            "record_url": row.resource.get_absolute_url() if row.resource_id in visible else "",
        }
        for row in rows
    ]
    return render(request, "knowledge/library/suggestions_mine.html", {"rows": shown})


def _next_step(submission: Submission) -> str:
    return {
        SubmissionState.NEW: _("A curator of the network will look at it. You will hear either way."),
        SubmissionState.ACCEPTED: _(
            "A curator is preparing the record. You will hear when it is in the library."
        ),
        SubmissionState.PUBLISHED: _("It is in the library, with your name as the one who suggested it."),
        SubmissionState.DECLINED: "",
    }[SubmissionState(submission.state)]
