"""Taking a place, giving it up, saying what one needs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.refusals import NotFound, Refusal, show_in
from events.gatherings.models import Gathering
from events.gatherings.views.event import find_gathering, show

from .domain.places import change_wishes, give_up_place, register_for
from .forms import WishesForm
from .models import Registration


@require_http_methods(["GET", "HEAD", "POST"])
def register(request, slug):
    """Take a place; the form stands on the event's own page."""
    gathering = find_gathering(request.user, slug)
    if not request.user.is_authenticated:
        return redirect_to_login(gathering.get_absolute_url())
    if request.method != "POST":
        return redirect(f"{gathering.get_absolute_url()}#take-part")
    form = WishesForm(request.POST)
    if form.is_valid():
        try:
            register_for(gathering, by=request.user, **form.cleaned_data)
        except NotFound:
            raise Http404 from None
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(request, _("You have a place. A confirmation is on its way to you by e-mail."))
            return redirect(f"{gathering.get_absolute_url()}#take-part")
    return show(request, gathering, form=form)


def _held(request, slug) -> Registration | None:
    """The place this person holds at the gathering of this address; whether they may still see it is not asked."""
    return (
        Registration.objects.held()
        .of(request.user)
        .filter(gathering__slug=slug)
        .select_related("gathering", "access_needs")
        .first()
    )


def _without_place(request, slug):
    """Somebody went back to a page about a place they gave up: the event says how things stand, if they may see it."""
    return redirect(f"{find_gathering(request.user, slug).get_absolute_url()}#take-part")


def _back(request, gathering):
    """To the event's page, or the list for somebody who may not see it any more."""
    if Gathering.objects.visible_to(request.user).filter(pk=gathering.pk).exists():
        return redirect(f"{gathering.get_absolute_url()}#take-part")
    return redirect("events")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request, slug):
    """Ask, then give the place back."""
    if request.method == "POST":
        gathering = Gathering.objects.filter(slug=slug, registrations__user=request.user).first()
        if gathering is None:
            raise Http404
        try:
            if give_up_place(gathering, by=request.user):
                messages.success(
                    request, _("You have given up your place. Thank you for letting somebody else have it.")
                )
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        return _back(request, gathering)
    registration = _held(request, slug)
    if registration is None:
        return _without_place(request, slug)
    return render(request, "events/registrations/give_up.html", {"gathering": registration.gathering})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request, slug):
    """Say anew what one needs and which language one would like to speak."""
    registration = _held(request, slug)
    if registration is None:
        return _without_place(request, slug)
    gathering = registration.gathering
    form = WishesForm(request.POST or None, registration=registration)
    if request.method == "POST" and form.is_valid():
        try:
            change_wishes(gathering, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(request, _("Thank you: the hosts read what you wrote."))
            return _back(request, gathering)
    return render(
        request,
        "events/registrations/wishes.html",
        {"gathering": gathering, "form": form},
        status=422 if form.errors else 200,
    )
