"""What a change of a space would do, said before it is done."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.audience import Audience
from community.networks.models import Network
from community.networks.permissions import networks_where

from ..models import Space, Thread
from .domain import holders_after

# Who reads more than who, where the networks stay.
_WIDTH = {Audience.SPACE: 0, Audience.NETWORKS: 1, Audience.MEMBERS: 2, Audience.PUBLIC: 3}
# Who reads a space that is opened to more.
_READERS = {
    Audience.NETWORKS: gettext_lazy("All members of the networks that hold the space can then read it."),
    Audience.MEMBERS: gettext_lazy("Everyone who is signed in can then read the space."),
    Audience.PUBLIC: gettext_lazy(
        "Everyone can then read the space, signed in or not, and search engines find it."
    ),
}


def key_of(audience: str, networks: Iterable[Network]) -> str:
    """Stands for these readers in a form, so that what is confirmed is what was read."""
    return f"{audience}:{','.join(str(pk) for pk in sorted(network.pk for network in networks))}"


def effects_of_changing(space: Space, *, by, audience: str, networks: Iterable[Network]) -> list[str]:
    """Sentences on what ``by`` should know before ``space`` is changed so; none where nothing can be feared.

    That is: what was said for fewer is opened to more, or nobody of one's own holds the space any more.
    """
    held = {network.pk for network in space.networks.all()}
    holding = holders_after(held, by=by, networks=networks)
    said = []
    is_wider = _WIDTH[audience] > _WIDTH[space.audience] or (
        audience == space.audience == Audience.NETWORKS and holding - held
    )
    if is_wider and (count := Thread.objects.filter(space=space, removed_at__isnull=True).count()):
        said += [str(_READERS[audience]), _what_is_here(count)]
    mine = set(networks_where(by, "manages_members"))
    if holding and held & mine and not holding & mine:
        gone = Network.objects.filter(pk__in=held & mine).order_by("name_en")
        said += [_("%(network)s holds the space no longer.") % {"network": network.name} for network in gone]
        said.append(
            _("You can then not change it any more. Only those who hold it then can ask your network again.")
        )
    return said


def _what_is_here(count: int) -> str:
    return ngettext(
        "That includes %(count)s conversation that is here already, and was meant for fewer.",
        "That includes %(count)s conversations that are here already, and were meant for fewer.",
        count,
    ) % {"count": count}
