"""The conversation on a gathering's page: the same threads as everywhere."""

from django.utils.translation import gettext_lazy as _

from community.audience import Audience
from community.discussions.subjects import SubjectKind, subjects

from .models import Gathering
from .permissions import may_discuss

KIND = "event"


def audience_of(gathering: Gathering) -> tuple[str, list[int]]:
    """Who may read the conversation: whoever sees the event; nobody while it is hidden."""
    if not gathering.is_live:
        return Audience.NETWORKS, []
    networks = gathering.networks.all() if gathering.audience == Audience.NETWORKS else ()
    return gathering.audience, [network.pk for network in networks]


subjects.register(
    KIND,
    SubjectKind(
        name=KIND,
        load=lambda pk: Gathering.objects.prefetch_related("hosts").filter(pk=pk).first(),
        title=lambda gathering: gathering.title,
        url=lambda gathering: gathering.get_absolute_url(),
        audience=audience_of,
        may_reply=may_discuss,
        whereabouts=_("Events"),
        shows_typing=True,
    ),
)
