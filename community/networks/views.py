"""Joining, leaving and seeing who is there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.languages import language_of
from community.refusals import Refusal, show_in

from .domain import memberships
from .forms import JoinForm
from .invitations import read_invitation
from .models import AddressInvitation, Membership, Network
from .permissions import is_member
from .roles import Role
from .states import MembershipState

PEOPLE_A_PAGE = 60


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def network_join(request, slug):
    """The pledge and, where somebody answers requests, why I would like to join."""
    network = get_object_or_404(Network, slug=slug)
    key = request.POST.get("invitation") or request.GET.get("invitation", "")
    invitation = read_invitation(key) if key else None
    try:
        leads_to = memberships.way_in(network, request.user, invitation)
    except Refusal as refusal:
        return _closed(request, network, refusal, key and invitation is None)
    if leads_to is None:
        return redirect("me-networks")
    form = JoinForm(
        request.POST or None,
        initial={"invitation": key},
        asks_why=leads_to == MembershipState.REQUESTED,
        has_pledge=bool(network.pledge),
    )
    if request.method == "POST" and form.is_valid():
        try:
            membership = memberships.join(
                network,
                by=request.user,
                message=form.cleaned_data.get("message", ""),
                accept_pledge=form.cleaned_data.get("accept_pledge", False),
                invitation=invitation,
            )
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            if membership.is_active:
                messages.success(
                    request, _("Welcome: you are a member of %(network)s.") % {"network": network.name}
                )
                return redirect(network)
            messages.success(
                request,
                _("Your request is on its way to the coordinators of %(network)s.")
                % {"network": network.name},
            )
            return redirect("me-networks")
    return render(
        request,
        "community/networks/network_join.html",
        {
            "network": network,
            "form": form,
            "asks": leads_to == MembershipState.REQUESTED,
            "invited_by": _inviter(network, request.user, invitation),
            "pledge_language": language_of(network, "pledge"),
        },
        status=422 if form.errors else 200,
    )


def _closed(request, network, refusal, is_old_link):
    """There is no way in just now: say why, and what one can do."""
    membership = Membership.objects.filter(network=network, user=request.user).first()
    return render(
        request,
        "community/networks/network_closed.html",
        {"network": network, "reason": refusal.message, "membership": membership, "is_old_link": is_old_link},
        status=403,
    )


def _inviter(network, user, invitation):
    """Who invited ``user``, if anybody did."""
    if invitation is not None:
        return invitation.invited_by
    membership = (
        Membership.objects.filter(network=network, user=user, state=MembershipState.INVITED)
        .select_related("invited_by")
        .first()
    )
    if membership is not None:
        return membership.invited_by
    mine = AddressInvitation.objects.for_person(user).filter(network=network).first()
    return mine.invited_by if mine else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def network_leave(request, slug):
    """Leave, take a request back, or turn an invitation down; asked once more before it is done."""
    network = get_object_or_404(Network, slug=slug)
    membership = Membership.objects.filter(network=network, user=request.user).first()
    if membership is None or membership.state == MembershipState.LEFT:
        return redirect("me-networks")
    refused = None
    if request.method == "POST":
        try:
            memberships.leave(network, by=request.user)
        except Refusal as refusal:
            refused = refusal.message
        else:
            done = {
                MembershipState.REQUESTED: _("Your request to join %(network)s is taken back."),
                MembershipState.INVITED: _("You turned down the invitation to %(network)s."),
            }.get(membership.state, _("You have left %(network)s."))
            messages.success(request, done % {"network": network.name})
            return redirect("me-networks")
    return render(
        request,
        "community/networks/network_leave.html",
        {"network": network, "membership": membership, "refused": refused},
        status=422 if refused else 200,
    )


@login_required
@require_safe
def network_members(request, slug):
    """Names and roles of the members, for the members; for others this page is not there."""
    network = get_object_or_404(Network, slug=slug)
    if not is_member(request.user, network):
        raise Http404
    query = request.GET.get("q", "").strip()[:80]
    people = network.memberships.for_people_page()
    if query:
        people = people.filter(user__display_name__icontains=query)
    page = Paginator(people, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "community/networks/network_members.html",
        {
            "network": network,
            "query": query,
            "page": page,
            "people": [(membership.user, _role_shown(membership)) for membership in page],
        },
    )


def _role_shown(membership) -> str:
    """The role's name; plain members need none."""
    return "" if membership.role == Role.MEMBER else membership.get_role_display()


@login_required
@require_safe
def me_networks(request):
    """My ties to networks: what I belong to, what I asked for, where I am invited, and what else there is."""
    ties = list(
        Membership.objects.filter(user=request.user)
        .select_related("network", "invited_by")
        .order_by("network__name_en")
    )
    by_state = {state: [tie for tie in ties if tie.state == state] for state in MembershipState}
    invited = [
        {"network": tie.network, "by": tie.invited_by, "has_membership": True}
        for tie in by_state[MembershipState.INVITED]
    ]
    taken = {tie.network_id for tie in ties if tie.state != MembershipState.LEFT}
    for invitation in AddressInvitation.objects.for_person(request.user):
        if invitation.network_id not in taken:
            invited.append(
                {"network": invitation.network, "by": invitation.invited_by, "has_membership": False}
            )
            taken.add(invitation.network_id)
    left = {tie.network_id: tie for tie in by_state[MembershipState.LEFT]}
    others = [
        {"network": network, "declined": _declined(left.get(network.pk))}
        for network in Network.objects.exclude(pk__in=taken)
    ]
    return render(
        request,
        "community/networks/me_networks.html",
        {
            "active": by_state[MembershipState.ACTIVE],
            "requested": by_state[MembershipState.REQUESTED],
            "suspended": by_state[MembershipState.SUSPENDED],
            "invited": invited,
            "others": others,
        },
    )


def _declined(membership) -> str:
    """Why a request was declined, where that is how the last try ended."""
    return membership.reason if membership is not None and membership.reason else ""
