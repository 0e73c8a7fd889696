"""The hosts' page: who comes, what they need, how to join, and calling it off. For everybody else it is not there."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.refusals import NotFound, Refusal, show_in
from events.registrations.domain.forgetting import KEEP_NEEDS_FOR
from events.registrations.domain.places import places_of
from events.registrations.models import Registration
from events.registrations.states import LanguageWish

from ..domain.cancelling import cancel_gathering, reinstate_gathering
from ..domain.gatherings import published_pages
from ..domain.joining import write_joining_details
from ..forms import CancelForm, JoiningForm
from ..models import Gathering, JoiningDetails
from ..permissions import edits_for_one_of


def _hosted(request, slug) -> Gathering:
    """The gathering at this address if this person looks after it. Raises ``Http404`` for everybody else."""
    rows = Gathering.objects.hosted_by(request.user).select_related("area").prefetch_related("hosts")
    gathering = rows.filter(slug=slug).first()
    if gathering is None:
        raise Http404
    return gathering


def _shown(request, gathering, *, form=None):
    registrations = list(Registration.objects.for_hosts(gathering))
    details = JoiningDetails.objects.filter(gathering=gathering).first()
    response = render(
        request,
        "events/gatherings/host.html",
        {
            "gathering": gathering,
            "hosts": list(gathering.hosts.all()),
            "registrations": registrations,
            "places": places_of(gathering),
            "needs_count": sum(hasattr(registration, "access_needs") for registration in registrations),
            "wishes": _wishes(registrations),
            "form": form or JoiningForm(instance=details),
            "has_details": details is not None and not details.is_empty,
            "needs_kept_days": KEEP_NEEDS_FOR.days,
            "edit_url": _edit_url(request.user, gathering),
        },
        status=422 if form is not None and form.errors else 200,
    )
    return response


def _wishes(registrations) -> list[dict]:
    """How many would like to speak each language; no preference is none."""
    counts = Counter(
        registration.language_wish for registration in registrations if registration.language_wish
    )
    return [
        {"label": LanguageWish(code).label, "count": counts[code]}
        for code in LanguageWish.values
        if counts[code]
    ]


def _edit_url(user, gathering) -> str:
    """Where this person edits the event's words, if they may."""
    if not edits_for_one_of(user, [network.pk for network in gathering.hosts.all()]):
        return ""
    pages = published_pages(gathering.translation_key)
    page = next(iter(pages.values()), None)
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) if page is not None else ""


@login_required
@never_cache
@require_safe
def host(request, slug):
    """Everything the hosts need on one page."""
    return _shown(request, _hosted(request, slug))


@login_required
@never_cache
@require_safe
def host_list(request, slug):
    """The people and their needs alone, by name, for printing."""
    gathering = _hosted(request, slug)
    return render(
        request,
        "events/gatherings/host_list.html",
        {
            "gathering": gathering,
            "registrations": list(Registration.objects.for_hosts(gathering)),
            "needs_kept_days": KEEP_NEEDS_FOR.days,
        },
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def joining(request, slug):
    """Keep how to join."""
    gathering = _hosted(request, slug)
    if request.method != "POST":
        return redirect("event-host", slug=gathering.slug)
    form = JoiningForm(request.POST, instance=JoiningDetails.objects.filter(gathering=gathering).first())
    if not form.is_valid():
        return _shown(request, gathering, form=form)
    try:
        write_joining_details(gathering, by=request.user, **form.cleaned_data)
    except NotFound:
        raise Http404 from None
    except ValidationError as error:
        form.add_error(None, error)
        return _shown(request, gathering, form=form)
    messages.success(request, _("Kept. People who are registered see it on the event’s page."))
    return redirect("event-host", slug=gathering.slug)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, slug):
    """Ask why, then call it off."""
    gathering = _hosted(request, slug)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            if cancel_gathering(gathering, by=request.user, reason=reason):
                messages.success(
                    request, _("The event is cancelled. Everyone who is registered is being told.")
                )
            elif (gathering.cancelled_by_id, gathering.cancellation_reason) != (request.user.pk, reason):
                # Not the same press a second time: what was written now is not taken up.
                messages.info(
                    request, _("The event had been cancelled already. The reason given then still stands.")
                )
            return redirect("event-host", slug=gathering.slug)
        except NotFound:
            raise Http404 from None
        except Refusal as refusal:
            show_in(form, refusal)
    return render(
        request,
        "events/gatherings/cancel.html",
        {"gathering": gathering, "form": form, "places": places_of(gathering)},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def reinstate(request, slug):
    """Let it take place after all."""
    gathering = _hosted(request, slug)
    try:
        if reinstate_gathering(gathering, by=request.user):
            messages.success(
                request, _("The event takes place after all. Everyone who is registered is being told.")
            )
    except NotFound:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("event-host", slug=gathering.slug)
