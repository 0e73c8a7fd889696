"""Who may do what in a network. Roles are data in ``roles.py``; this asks them.

A *capability* is the name of a yes/no field of ``RoleDescription``, for example
``"manages_members"``. Administrators of the installation (superusers) have them
all. Nothing here widens what anybody may *see*: that is the audience's business.
"""

from collections.abc import Mapping

from community.audience import forget_viewer, viewer_of
from community.refusals import NotAllowed

from .models import Network
from .refusals import NotCoordinator
from .roles import DESCRIPTIONS, Role

CAPABILITIES = ("edits_pages", "curates_library", "moderates", "manages_members", "hosts_events")


def _counts(user) -> bool:
    return user is not None and user.is_authenticated and user.is_active


def roles_of(user) -> Mapping[int, str]:
    """Network id → role of each active membership; read together with the person's viewer and remembered with it."""
    return viewer_of(user).roles


def _has(role: str | None, capability: str) -> bool:
    if capability not in CAPABILITIES:
        raise LookupError(f"No capability is called {capability!r}; known: {', '.join(CAPABILITIES)}.")
    return role is not None and getattr(DESCRIPTIONS[Role(role)], capability)


def may(user, network: Network | int, capability: str) -> bool:
    """Whether ``user`` has ``capability`` in ``network`` (a network or its id). One query a request."""
    _has(None, capability)
    if not _counts(user):
        return False
    network_id = network if isinstance(network, int) else network.pk
    return user.is_superuser or _has(roles_of(user).get(network_id), capability)


def check_may(
    user, network: Network | int, capability: str, refusal: type[NotAllowed] = NotCoordinator
) -> None:
    """Raise ``refusal`` unless ``user`` has ``capability``. Reads the role anew: a change is about to be written."""
    if user is not None:
        forget_viewer(user)
    if not may(user, network, capability):
        raise refusal()


def networks_where(user, capability: str) -> list[int]:
    """Ids of the networks in which ``user`` has ``capability``, in ascending order."""
    _has(None, capability)
    if not _counts(user):
        return []
    if user.is_superuser:
        return list(Network.objects.order_by("pk").values_list("pk", flat=True))
    return sorted(pk for pk, role in roles_of(user).items() if _has(role, capability))


def has_desk(user) -> bool:
    """Whether any network gives ``user`` work at the desk."""
    if not _counts(user):
        return False
    return user.is_superuser or any(
        _has(role, capability) for role in roles_of(user).values() for capability in CAPABILITIES
    )


def is_member(user, network: Network | int) -> bool:
    """Whether ``user`` is an active member."""
    network_id = network if isinstance(network, int) else network.pk
    return network_id in roles_of(user)
