"""Who looks after a gathering, who may read how to join it, who may write in its discussion."""

from datetime import timedelta

from django.utils import timezone

from community.networks.permissions import is_member, may

from .refusals import NotHost

# Meetings run over; the link is still wanted then. Later it is of no use to anyone.
LINK_SHOWN_AFTER_END = timedelta(hours=12)


def is_host(user, gathering) -> bool:
    """Whether ``user`` is a facilitator or coordinator of one of the networks that host it."""
    return any(may(user, network.pk, "hosts_events") for network in gathering.hosts.all())


def check_is_host(user, gathering) -> None:
    """Raise :class:`NotHost`, which looks like a page that is not there."""
    if not is_host(user, gathering):
        raise NotHost()


def is_registered(user, gathering) -> bool:
    """Whether ``user`` holds a place."""
    return gathering.registrations.held().of(user).exists()


def is_link_of_use(gathering) -> bool:
    """Whether anyone but a host still needs to know how to join."""
    if gathering.is_cancelled or gathering.ends_at is None:
        return False
    return timezone.now() < gathering.ends_at + LINK_SHOWN_AFTER_END


def may_read_joining_details(user, gathering) -> bool:
    """Hosts always; people with a place until shortly after the end; nobody else ever."""
    return is_host(user, gathering) or (is_link_of_use(gathering) and is_registered(user, gathering))


def may_discuss(user, gathering) -> bool:
    """Whether ``user`` may write in the discussion: members of a host network, and people with a place."""
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    return any(is_member(user, network.pk) for network in gathering.hosts.all()) or is_registered(
        user, gathering
    )


def edits_for_one_of(user, network_ids) -> bool:
    """Whether ``user`` may edit pages of one of these networks."""
    return any(may(user, network_id, "edits_pages") for network_id in network_ids)


def may_edit_page_hosted_by(user, through, page_id: int) -> bool:
    """Whether ``user`` edits for one of the hosts of the kept page ``page_id``; a page without hosts is free.

    ``through`` is the model that joins pages and hosts.
    """
    hosts = list(through.objects.filter(eventpage_id=page_id).values_list("network_id", flat=True))
    return not hosts or edits_for_one_of(user, hosts)
