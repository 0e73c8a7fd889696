"""Making and changing networks."""

from django.core.exceptions import ValidationError
from django.db import transaction

from ..models import Network
from ..permissions import check_may
from ..refusals import SlugTaken
from ..roles import Role
from . import hooks
from .memberships import enrol

# What a coordinator may change at the desk; the address stays, because links lead to it.
CHANGEABLE = (
    "name_en", "name_cy", "name_gd", "short_name_en", "short_name_cy", "short_name_gd",
    "description_en", "description_cy", "description_gd", "pledge_en", "pledge_cy", "pledge_gd",
    "country", "website", "colour_warp", "colour_weft", "languages", "joining",
)  # fmt: skip


@transaction.atomic
def make_network(slug: str, *, coordinator=None, **fields) -> Network:
    """A new network with what belongs to it (pages, groups: by hook); ``coordinator`` becomes its first one.

    ``fields`` are those of :class:`Network`. Raises :class:`SlugTaken`, or Django's ``ValidationError``.
    """
    if Network.objects.filter(slug=slug).exists():
        raise SlugTaken()
    network = Network(slug=slug, **fields)
    network.full_clean()
    network.save()
    for hook in hooks.on_network_made:
        hook(network)
    if coordinator is not None:
        enrol(network, person=coordinator, role=Role.COORDINATOR, by=coordinator)
    return network


@transaction.atomic
def change_network(network: Network, *, by, **fields) -> bool:
    """Write ``fields`` (of ``CHANGEABLE``) and tell the hooks; returns whether anything changed.

    Raises :class:`NotCoordinator` or ``ValidationError``. A new pledge binds who joins from now on;
    what earlier members accepted is kept with their membership.
    """
    check_may(by, network, "manages_members")
    if unknown := set(fields) - set(CHANGEABLE):
        raise TypeError(f"A network has no changeable {', '.join(sorted(unknown))}.")
    current = Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    changed = [name for name, value in fields.items() if getattr(current, name) != value]
    for name, value in fields.items():
        setattr(network, name, value)
    try:
        network.full_clean(exclude={"slug"})
    except ValidationError:
        network.refresh_from_db()
        raise
    if not changed:
        return False
    network.save(update_fields=changed)
    for hook in hooks.on_network_changed:
        hook(network)
    return True
