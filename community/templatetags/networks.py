"""A network's way in, on any page."""

from django import template

from community.networks.domain.memberships import way_in
from community.networks.models import AddressInvitation, Membership
from community.networks.permissions import has_desk, may
from community.networks.states import MembershipState
from community.refusals import Refusal

register = template.Library()


@register.inclusion_tag("community/networks/join_box.html", takes_context=True)
def join_box(context, network):
    """What the reader can do about ``network`` now: join, ask, answer an invitation, see where a request stands.

    ``{% load networks %}{% join_box network %}``. Two queries at most for a member, one for a visitor.
    """
    request = context.get("request")
    user = getattr(request, "user", None)
    found = {
        "network": network,
        "user": user,
        "state": "",
        "leads_to": "",
        "refused": "",
        "may_manage": False,
    }
    if user is None or not user.is_authenticated:
        found["leads_to"] = network.joining
        return found
    membership = Membership.objects.filter(network=network, user=user).first()
    found["membership"] = membership
    found["state"] = membership.state if membership else ""
    if found["state"] == MembershipState.ACTIVE:
        found["may_manage"] = may(user, network, "manages_members")
        return found
    try:
        leads_to = way_in(network, user)
    except Refusal:
        found["refused"] = True
        return found
    found["leads_to"] = leads_to or ""
    if not found["state"] or found["state"] == MembershipState.LEFT:
        found["is_invited"] = (
            leads_to == MembershipState.ACTIVE
            and network.joining != "open"
            and AddressInvitation.objects.for_person(user).filter(network=network).exists()
        )
    return found


@register.simple_tag(takes_context=True)
def may_in(context, network, capability):
    """Whether the reader has ``capability`` in ``network``: ``{% may_in network "edits_pages" as may_edit %}``."""
    request = context.get("request")
    return may(getattr(request, "user", None), network, capability)


@register.simple_tag(takes_context=True)
def has_work_at_desk(context):
    """Whether to show the reader the way to the desk: ``{% has_work_at_desk as shows_desk %}``."""
    request = context.get("request")
    return has_desk(getattr(request, "user", None))
