"""The coordinators' desk: what waits, who belongs to the network, and the network itself.

For anybody else these pages are not there.
"""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import weave
from community.desk import panels
from community.refusals import Refusal, show_in
from community.templatetags.formatting import moment

from .domain import memberships
from .domain.networks import change_network
from .forms import InviteForm, NetworkForm, ReasonForm, RoleForm
from .models import AddressInvitation, Membership, Network
from .permissions import has_desk, may, networks_where
from .refusals import NobodyOfThatName, WrongStep
from .roles import DESCRIPTIONS, Role
from .states import MembershipEnd, MembershipState

PEOPLE_A_PAGE = 50
REQUESTS, MEMBERS, INVITED, SUSPENDED = "requests", "members", "invited", "suspended"
STATE_SHOWN = {
    REQUESTS: MembershipState.REQUESTED,
    MEMBERS: MembershipState.ACTIVE,
    INVITED: MembershipState.INVITED,
    SUSPENDED: MembershipState.SUSPENDED,
}


@login_required
@require_safe
def desk(request):
    """What waits for me, in all networks where I have work."""
    if not has_desk(request.user):
        raise Http404
    shown = []
    for panel in sorted(panels, key=lambda panel: (panel.order, panel.slug)):
        network_ids = networks_where(request.user, panel.capability)
        if network_ids:
            shown.append((panel, panel.draw(request.user, network_ids)))
    mine = Network.objects.filter(pk__in=networks_where(request.user, "manages_members"))
    edits = bool(networks_where(request.user, "edits_pages"))
    return render(request, "community/desk/desk.html", {"panels": shown, "networks": mine, "edits": edits})


def _my_networks(user) -> list[Network]:
    """The networks whose members ``user`` looks after; none is as if there were no such page."""
    found = list(Network.objects.filter(pk__in=networks_where(user, "manages_members")))
    if not found:
        raise Http404
    return found


def _chosen_network(request) -> tuple[Network, list[Network]]:
    """The network named in the address (else my first one), and all of mine."""
    mine = _my_networks(request.user)
    slug = request.GET.get("network") or request.POST.get("network")
    if not slug:
        return mine[0], mine
    for network in mine:
        if network.slug == slug:
            return network, mine
    raise Http404


def members_url(network, shown=REQUESTS) -> str:
    """Address of the list of a network's people at the desk."""
    return f"{reverse('desk-members')}?{urlencode({'network': network.slug, 'show': shown})}"


@login_required
@require_safe
def desk_members(request):
    """Requests, members, people invited and people suspended, one list at a time."""
    network, mine = _chosen_network(request)
    counts = dict(network.memberships.order_by().values_list("state").annotate(Count("pk")))
    addresses = AddressInvitation.objects.open().filter(network=network)
    sizes = {shown: counts.get(state, 0) for shown, state in STATE_SHOWN.items()}
    sizes[INVITED] += addresses.count()
    shown = request.GET.get("show")
    if shown not in STATE_SHOWN:
        shown = REQUESTS if sizes[REQUESTS] else MEMBERS
    query = request.GET.get("q", "").strip()[:80]
    ties = network.memberships
    people = ties.for_people_page() if shown == MEMBERS else ties.in_state(STATE_SHOWN[shown])
    if query:
        people = people.filter(user__display_name__icontains=query)
        addresses = addresses.filter(email__icontains=query)
    page = Paginator(people, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    labels = {
        REQUESTS: _("Requests"),
        MEMBERS: _("Members"),
        INVITED: _("Invited"),
        SUSPENDED: _("Suspended"),
    }
    return render(
        request,
        "community/desk/members.html",
        {
            "network": network,
            "networks": mine,
            "shown": shown,
            "query": query,
            "kept": {"network": network.slug, "show": shown},
            "page": page,
            "addresses": addresses if shown == INVITED and page.number == 1 else [],
            "tabs": [
                {
                    "label": labels[name],
                    "url": members_url(network, name),
                    "current": name == shown,
                    "count": sizes[name],
                }
                for name in STATE_SHOWN
            ],
            "network_tabs": [
                {"label": one.short_name, "url": members_url(one, shown), "current": one == network}
                for one in mine
            ],
            "trail": _trail((_("Members"), "")),
        },
    )


def _trail(*steps) -> list[dict]:
    """The way from the desk to this page; steps are (label, address), the last without one."""
    return [
        {"label": _("Desk"), "url": reverse("desk")},
        *({"label": label, "url": url} for label, url in steps),
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_invite(request):
    """Invite somebody by e-mail or by handle."""
    network, mine = _chosen_network(request)
    form = InviteForm(request.POST or None, network=network)
    if request.method == "POST" and form.is_valid():
        try:
            whom = _invite(network, form, request.user)
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(request, _("%(whom)s is invited.") % {"whom": whom})
            return redirect(members_url(network, INVITED))
    return render(
        request,
        "community/desk/invite.html",
        {
            "network": network,
            "networks": mine,
            "form": form,
            "back": members_url(network, INVITED),
            "trail": _trail((_("Members"), members_url(network, MEMBERS)), (_("Invite"), "")),
        },
        status=422 if form.errors else 200,
    )


def _invite(network, form, by) -> str:
    who = form.cleaned_data["who"]
    if form.is_address:
        return memberships.invite_address(
            network, email=who, by=by, language=form.cleaned_data["language"]
        ).email
    person = get_user_model().objects.filter(handle=who, is_active=True).first()
    if person is None:
        raise NobodyOfThatName()
    membership = memberships.invite(network, person=person, by=by)
    return membership.user.display_name


@login_required
@require_POST
def desk_invitation_withdraw(request, pk):
    """Take an invitation by e-mail back."""
    invitation = get_object_or_404(
        AddressInvitation.objects.select_related("network"),
        pk=pk,
        network__in=networks_where(request.user, "manages_members"),
    )
    if memberships.withdraw_invitation(invitation, by=request.user):
        messages.success(request, _("The invitation to %(whom)s is withdrawn.") % {"whom": invitation.email})
    return redirect(members_url(invitation.network, INVITED))


def _membership(request, pk) -> Membership:
    """A membership I look after; any other is not there."""
    return get_object_or_404(
        Membership.objects.select_related("network", "user", "invited_by"),
        pk=pk,
        network__in=networks_where(request.user, "manages_members"),
    )


@login_required
@require_safe
def desk_member(request, pk):
    """One person in one network: role, pledge, what happened so far, and what can be done."""
    membership = _membership(request, pk)
    changes = list(membership.changes.select_related("changed_by").order_by("-pk"))
    last = changes[0] if changes else None
    # The words of the request stay beside the answer they were given.
    was_declined = last is not None and last.end == MembershipEnd.DECLINED
    return render(
        request,
        "community/desk/member.html",
        {
            "membership": membership,
            "network": membership.network,
            "changes": changes,
            "facts": _facts(membership, last),
            "is_request": membership.state == MembershipState.REQUESTED or was_declined,
            "summary": DESCRIPTIONS[Role(membership.role)].summary,
            "trail": _trail(
                (_("Members"), members_url(membership.network, MEMBERS)), (membership.user.display_name, "")
            ),
        },
    )


def _facts(membership, last) -> list[dict]:
    # Who never was a member has not left.
    is_told = last is not None and last.state == membership.state
    facts = [{"label": _("State"), "value": last.shown_state if is_told else membership.get_state_display()}]
    if membership.is_active:
        facts.append({"label": _("Role"), "value": membership.get_role_display()})
    if membership.joined_at:
        facts.append({"label": _("Joined"), "value": moment(membership.joined_at, style="day")})
    if membership.invited_by:
        facts.append({"label": _("Invited by"), "value": membership.invited_by.display_name})
    if membership.pledge_accepted_at:
        facts.append(
            {"label": _("Pledge accepted"), "value": moment(membership.pledge_accepted_at, style="day")}
        )
    return facts


@login_required
@require_POST
def desk_member_accept(request, pk):
    """Accept a request."""
    membership = _membership(request, pk)
    return _do(
        request,
        membership,
        lambda: memberships.accept_request(membership, by=request.user),
        _("%(person)s is now a member of %(network)s."),
        members_url(membership.network, REQUESTS),
    )


@login_required
@require_POST
def desk_member_withdraw(request, pk):
    """Take an invitation to somebody with an account back."""
    membership = _membership(request, pk)
    return _do(
        request,
        membership,
        lambda: memberships.withdraw_invitation(membership, by=request.user),
        _("The invitation to %(person)s is withdrawn."),
        members_url(membership.network, INVITED),
    )


def _do(request, membership, step, done, destination):
    """Take a step and say so, or say why not; either way lead on to ``destination``."""
    try:
        step()
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(
            request, done % {"person": membership.user.display_name, "network": membership.network.name}
        )
    return redirect(destination)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_member_decline(request, pk):
    """Decline a request, with the reason."""
    membership = _membership(request, pk)
    return _with_reason(
        request,
        membership,
        expected=MembershipState.REQUESTED,
        step=memberships.decline_request,
        title=_("Decline the request of %(person)s"),
        text=_("They will be told, and may ask again."),
        button=_("Decline the request"),
        done=_("The request of %(person)s is declined."),
        destination=members_url(membership.network, REQUESTS),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_member_suspend(request, pk):
    """Suspend a member, with the reason."""
    membership = _membership(request, pk)
    return _with_reason(
        request,
        membership,
        expected=MembershipState.ACTIVE,
        step=memberships.suspend,
        title=_("Suspend %(person)s"),
        text=_(
            "They stay signed in but no longer see or take part in what only members may, from this moment on."
        ),
        button=_("Suspend"),
        done=_("%(person)s is suspended."),
        destination=reverse("desk-member", args=[membership.pk]),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_member_reinstate(request, pk):
    """Lift a suspension, with a word about it if wished."""
    membership = _membership(request, pk)
    return _with_reason(
        request,
        membership,
        expected=MembershipState.SUSPENDED,
        step=memberships.reinstate,
        title=_("Lift the suspension of %(person)s"),
        text=_("They are a member again, in the role they had."),
        button=_("Lift the suspension"),
        done=_("%(person)s is a member again."),
        destination=reverse("desk-member", args=[membership.pk]),
        is_needed=False,
    )


def _too_late(request, membership):
    """Back to the person: what they were when the page or the link was drawn they are no longer."""
    messages.error(request, str(WrongStep.message))
    return redirect("desk-member", membership.pk)


def _with_reason(
    request, membership, *, expected, step, title, text, button, done, destination, is_needed=True
):
    """A page that asks for a reason and then takes the step; where the step is past, back to the person, saying so."""
    if membership.state != expected:
        is_own_step = membership.changed_by_id == request.user.pk
        if is_own_step and request.POST.get("reason", "").strip() == membership.reason:
            return redirect("desk-member", membership.pk)  # pressed twice: nothing is lost
        return _too_late(request, membership)
    names = {"person": membership.user.display_name}
    form = ReasonForm(request.POST or None, is_needed=is_needed)
    if request.method == "POST" and form.is_valid():
        try:
            step(membership, by=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(request, done % names)
            return redirect(destination)
    return render(
        request,
        "community/desk/member_reason.html",
        {
            "membership": membership,
            "network": membership.network,
            "form": form,
            "title": title % names,
            "text": text,
            "button": button,
            "is_danger": is_needed,
            "back": destination,
            "trail": _trail(
                (_("Members"), members_url(membership.network, MEMBERS)),
                (membership.user.display_name, reverse("desk-member", args=[membership.pk])),
                (button, ""),
            ),
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_member_role(request, pk):
    """Give a member another role."""
    membership = _membership(request, pk)
    own_page = reverse("desk-member", args=[membership.pk])
    if not membership.is_active:
        return _too_late(request, membership)
    form = RoleForm(request.POST or None, initial={"role": membership.role})
    if request.method == "POST" and form.is_valid():
        try:
            changed = memberships.change_role(membership, by=request.user, role=form.cleaned_data["role"])
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(
                request,
                _("%(person)s now has the role: %(role)s.")
                % {"person": membership.user.display_name, "role": changed.get_role_display()},
            )
            # Who gave away their own role as coordinator has no desk to go back to.
            return redirect(
                own_page if may(request.user, membership.network, "manages_members") else "me-networks"
            )
    return render(
        request,
        "community/desk/member_role.html",
        {
            "membership": membership,
            "network": membership.network,
            "form": form,
            "is_own": membership.user_id == request.user.pk,
            "back": own_page,
            "trail": _trail(
                (_("Members"), members_url(membership.network, MEMBERS)),
                (membership.user.display_name, own_page),
                (_("Role"), ""),
            ),
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_network(request, slug):
    """Names, descriptions, pledge, colours, joining and languages of a network."""
    network = get_object_or_404(Network, slug=slug, pk__in=networks_where(request.user, "manages_members"))
    before = Network.objects.get(pk=network.pk)
    form = NetworkForm(request.POST or None, instance=network)
    previewed = before
    if request.method == "POST":
        is_valid = form.is_valid()
        previewed = _previewed(form, before)
        if is_valid and "preview" not in request.POST:
            try:
                changed = change_network(before, by=request.user, **form.changed_values())
            except Refusal as refusal:
                show_in(form, refusal)
            else:
                messages.success(
                    request, _("The network is saved.") if changed else _("Nothing was changed.")
                )
                return redirect("desk-network", before.slug)
    return render(
        request,
        "community/desk/network.html",
        {
            "network": before,
            "previewed": previewed,
            "form": form,
            "band_url": reverse("desk-network-band"),
            "trail": _trail((before.short_name, "")),
        },
        status=422 if form.errors and "preview" not in request.POST else 200,
    )


def _previewed(form, network):
    """The network with the colours as typed, where they are colours."""
    shown = Network(name_en=network.name_en, colour_warp=network.colour_warp, colour_weft=network.colour_weft)
    for name in ("colour_warp", "colour_weft"):
        if form.cleaned_data.get(name):
            setattr(shown, name, form.cleaned_data[name])
    return shown


@login_required
@require_safe
def desk_network_band(request):
    """A piece of cloth in the colours ``?warp=&weft=``, as markup, for the preview while choosing."""
    if not has_desk(request.user):
        raise Http404
    try:
        cloth = weave.Cloth(request.GET.get("warp", ""), request.GET.get("weft", ""))
    except ValueError:
        raise Http404 from None
    return HttpResponse(weave.band_svg((cloth,), "l"))
