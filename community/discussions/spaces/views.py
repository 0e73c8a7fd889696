"""The desk for spaces: for coordinators of the networks that hold them. For anybody else it is not there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.audience import Audience
from community.networks.permissions import networks_where
from community.refusals import Refusal, show_in

from ..models import Space, SpaceInvitation
from . import domain
from .effects import effects_of_changing, key_of
from .forms import CallForm, SpaceForm
from .models import SpaceCall, SpaceOffer

PEOPLE_A_PAGE = 50
NOT_ACCEPTED = 422


def _mine(user) -> list[int]:
    """Networks that ``user`` coordinates; none is as if there were no such page."""
    found = networks_where(user, "manages_members")
    if not found:
        raise Http404
    return found


def kept_space(user, slug: str) -> Space:
    """The space, if a network that ``user`` coordinates holds it."""
    held = Space.objects.filter(networks__in=_mine(user)).distinct().prefetch_related("networks")
    return get_object_or_404(held, slug=slug)


def desk_trail(*steps) -> list[dict]:
    """From the desk to a page about spaces."""
    return [
        {"label": _("Desk"), "url": reverse("desk")},
        {"label": _("Spaces"), "url": reverse("desk-spaces") if steps else ""},
        *({"label": label, "url": url} for label, url in steps),
    ]


@login_required
@require_safe
def desk_spaces(request: HttpRequest) -> HttpResponse:
    """The spaces my networks hold, and those they are asked to hold."""
    mine = _mine(request.user)
    rows = Space.objects.filter(networks__in=mine).distinct().prefetch_related("networks").with_last_thread()
    spaces = list(rows)
    return render(
        request,
        "community/discussions/spaces/list.html",
        {
            "spaces": [space for space in spaces if space.archived_at is None],
            "archived": [space for space in spaces if space.archived_at is not None],
            "offers": SpaceOffer.objects.filter(network__in=mine).select_related(
                "space", "network", "asked_by"
            ),
            "trail": desk_trail(),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_space_new(request: HttpRequest) -> HttpResponse:
    """A new space."""
    mine = _mine(request.user)
    form = SpaceForm(request.POST or None, initial={"networks": mine if len(mine) == 1 else []})
    if request.method == "POST" and form.is_valid():
        try:
            space = domain.make_space(
                by=request.user, networks=form.cleaned_data["networks"], **form.changed_values()
            )
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(request, _("The space “%(space)s” is open.") % {"space": space.name})
            return redirect(space)
    return _form_page(request, None, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_space(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a space."""
    space = kept_space(request.user, slug)
    # The form writes into the object it is given; the page's heading keeps the name that is.
    form = SpaceForm(request.POST or None, instance=kept_space(request.user, slug))
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("audience", "networks")}
        effects, key = effects_of_changing(space, by=request.user, **chosen), key_of(**chosen)
        if effects and request.POST.get("confirmed") != key:
            return _form_page(request, space, form, effects=effects, confirms=key)
        try:
            changed = domain.change_space(
                space, by=request.user, networks=form.cleaned_data["networks"], **form.changed_values()
            )
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            _say_changed(request, space, changed, form.cleaned_data["networks"])
            return redirect("desk-spaces")
    return _form_page(request, space, form)


def _say_changed(request, space: Space, changed: bool, chosen) -> None:
    """What was done, and which network stays although it was not chosen."""
    holders = list(space.networks.all())
    if not {network.pk for network in holders} & set(_mine(request.user)):
        said = _("The space “%(space)s” is changed, and your network holds it no longer.")
        messages.success(request, said % {"space": space.name})
    elif changed:
        messages.success(request, _("The space is changed. Who may read it is asked anew from now on."))
    else:
        messages.info(request, _("Nothing was changed."))
    chosen = {network.pk for network in chosen}
    for network in holders:
        if network.pk not in chosen:
            said = _("%(network)s holds the space still: only its own coordinators can take it out.")
            messages.info(request, said % {"network": network.name})


def _form_page(request, space, form, *, effects=(), confirms=""):
    name = space.name if space else _("A new space")
    return render(
        request,
        "community/discussions/spaces/form.html",
        {
            "space": space,
            "form": form,
            "effects": effects,
            "confirms": confirms,
            "waiting": space.offers.select_related("network") if space else [],
            "trail": desk_trail((name, "")),
        },
        status=NOT_ACCEPTED if form.is_bound and form.errors else 200,
    )


@login_required
@require_POST
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Read only from now on, and out of the lists."""
    domain.archive_space(kept_space(request.user, slug), by=request.user)
    messages.success(request, _("The space is archived. It can still be read, and taken back into use."))
    return redirect("desk-spaces")


@login_required
@require_POST
def unarchive(request: HttpRequest, slug: str) -> HttpResponse:
    """In use again."""
    domain.unarchive_space(kept_space(request.user, slug), by=request.user)
    messages.success(request, _("The space is in use again."))
    return redirect("desk-spaces")


# --- Networks that are asked --------------------------------------------------------------------------------------


def _answer(request, pk: int, verb, done: str) -> HttpResponse:
    """Do ``verb`` with a question to a network of mine, and say ``done``, or that somebody has answered it before."""
    offers = SpaceOffer.objects.filter(network__in=_mine(request.user)).select_related("space", "network")
    offer = offers.filter(pk=pk).first()
    # What never was, and what was asked of others, looks like what was answered.
    if offer is not None and verb(offer, by=request.user):
        messages.success(request, done)
    else:
        messages.info(request, _("This question is no longer open: it was answered, or taken back."))
    return redirect("desk-spaces")


@login_required
@require_POST
def offer_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """My network holds the space too."""
    return _answer(request, pk, domain.accept_offer, _("Your network holds the space with the others now."))


@login_required
@require_POST
def offer_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """My network does not."""
    return _answer(request, pk, domain.decline_offer, _("Your network does not hold the space."))


@login_required
@require_POST
def offer_withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask a network no longer."""
    space = kept_space(request.user, slug)
    offer = space.offers.filter(pk=pk).first()
    if offer is not None and domain.withdraw_offer(offer, by=request.user):
        messages.success(request, _("The question is taken back."))
    else:
        messages.info(request, _("This question is no longer open: it was answered, or taken back."))
    return redirect("desk-space", space.slug)


# --- People in a closed space -------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in a closed space, who is invited, and the form to invite."""
    space = kept_space(request.user, slug)
    if space.audience != Audience.SPACE:
        return redirect("desk-space", space.slug)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            call = domain.call_into(space, who=form.cleaned_data["who"], by=request.user)
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(request, _("%(whom)s is invited.") % {"whom": call.user.display_name})
            return redirect("desk-space-people", space.slug)
    inside = space.invitations.select_related("user").order_by("user__display_name", "pk")
    return render(
        request,
        "community/discussions/spaces/people.html",
        {
            "space": space,
            "form": form,
            "page": Paginator(inside, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
            "calls": space.calls.select_related("user").order_by("-pk"),
            "trail": desk_trail((space.name, reverse("desk-space", args=[space.slug])), (_("People"), "")),
        },
        status=NOT_ACCEPTED if form.is_bound and form.errors else 200,
    )


@login_required
@require_POST
def person_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody's place in a closed space."""
    held = SpaceInvitation.objects.filter(space__networks__in=_mine(request.user)).distinct()
    found = get_object_or_404(held.select_related("space", "user"), pk=pk)
    domain.send_out(found, by=request.user)
    messages.success(
        request, _("%(person)s is no longer in the space.") % {"person": found.user.display_name}
    )
    return redirect("desk-space-people", found.space.slug)


@login_required
@require_POST
def call_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    held = SpaceCall.objects.filter(space__networks__in=_mine(request.user)).distinct()
    found = get_object_or_404(held.select_related("space", "user"), pk=pk)
    domain.withdraw_call(found, by=request.user)
    messages.success(
        request, _("The invitation to %(whom)s is withdrawn.") % {"whom": found.user.display_name}
    )
    return redirect("desk-space-people", found.space.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, slug: str) -> HttpResponse:
    """My invitation to a closed space; for everybody else there is no such page."""
    calls = SpaceCall.objects.filter(user=request.user, declined_at__isnull=True)
    call = get_object_or_404(
        calls.select_related("space", "invited_by").prefetch_related("space__networks"), space__slug=slug
    )
    if request.method == "POST":
        accepts = request.POST.get("answer") == "accept"
        try:
            domain.answer_call(call, accept=accepts)
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
            return redirect("spaces")
        if accepts:
            messages.success(request, _("Welcome to “%(space)s”.") % {"space": call.space.name})
            return redirect(call.space)
        messages.success(request, _("You declined the invitation."))
        return redirect("spaces")
    return render(
        request, "community/discussions/spaces/invitation.html", {"call": call, "space": call.space}
    )
