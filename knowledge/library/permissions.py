"""Who may do what in the library: one predicate for each verb."""

from community.networks.models import Network
from community.networks.permissions import may, networks_where

from .models import Resource, Submission
from .refusals import MayNotCurate, MaySuggestToOwnNetworksOnly


def networks_to_suggest_to(user):
    """Networks that ``user`` may suggest resources to: those they are an active member of."""
    return Network.objects.of(user)


def check_can_suggest(user, network: Network) -> None:
    """Members suggest to their own networks."""
    if not networks_to_suggest_to(user).filter(pk=network.pk).exists():
        raise MaySuggestToOwnNetworksOnly


def check_can_decide(user, submission: Submission) -> None:
    """Curators of the network that was asked decide."""
    if not may(user, submission.network, "curates_library"):
        raise MayNotCurate


def check_can_edit(user, resource: Resource) -> None:
    """Curators of any network that looks after the record edit and publish it."""
    own = set(networks_where(user, "curates_library"))
    if not own.intersection(network.pk for network in resource.networks.all()):
        raise MayNotCurate


def can_edit(user, resource: Resource) -> bool:
    """The yes or no of :func:`check_can_edit`."""
    try:
        check_can_edit(user, resource)
    except MayNotCurate:
        return False
    return True


def is_curator(user) -> bool:
    """Whether ``user`` curates the library of any network."""
    return bool(getattr(user, "is_authenticated", False)) and bool(networks_where(user, "curates_library"))
