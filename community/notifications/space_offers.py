"""The kinds "space-offer" and "space-answer": a network is asked to hold a space too, and what it answered."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.discussions.models import Space
from community.discussions.spaces.domain import keeps
from community.discussions.spaces.models import SpaceOffer
from community.networks.models import Membership, Network
from community.networks.permissions import may

from .domain.notices import notify
from .kinds import NotificationKind, Words, kinds

OFFER, ANSWER = "space-offer", "space-answer"
COORDINATES, ASKED = "coordinates", "asked"


def tell_asked(offer: SpaceOffer) -> None:
    """Hook of the spaces: the coordinators of the network that is asked are told. A handful, so not by job."""
    ties = Membership.objects.that_may("manages_members").filter(network=offer.network_id)
    notify(
        OFFER,
        people=[(pk, COORDINATES) for pk in ties.values_list("user_id", flat=True)],
        subject_id=offer.pk,
        event_key=f"space-offer:{offer.pk}",
        actor=offer.asked_by,
    )


def tell_answered(offer: SpaceOffer, *, by, accepted: bool) -> None:
    """Hook of the spaces: whoever asked is told. The question is gone by then, so the notice says what it was."""
    if offer.asked_by_id is None:
        return
    notify(
        ANSWER,
        people=[(offer.asked_by_id, ASKED)],
        subject_id=offer.space_id,
        event_key=f"space-answer:{offer.pk}",
        actor=by,
        data={"network": offer.network_id, "accepted": accepted},
    )


# --- Being asked ------------------------------------------------------------------------------------------------------


def preload_offers(notices) -> None:
    """Give each notice its open ``offer``; None where it is answered, taken back, or not for its reader any more."""
    found = SpaceOffer.objects.select_related("space", "network", "asked_by").in_bulk(
        {notice.subject_id for notice in notices}
    )
    for notice in notices:
        offer = found.get(notice.subject_id)
        is_mine = offer is not None and may(notice.user, offer.network_id, "manages_members")
        notice.offer = offer if is_mine else None


def _offer(notice) -> SpaceOffer | None:
    if not hasattr(notice, "offer"):
        preload_offers([notice])
    return notice.offer


def is_offer_wanted(notice) -> bool:
    """Still open."""
    return _offer(notice) is not None


def describe_offer(notice, language: str) -> Words | None:
    """Who asks which network, and for which space."""
    offer = _offer(notice)
    if offer is None:
        return None
    return Words(
        title=offer.question,
        excerpt=offer.space.description,
        url=reverse("desk-spaces"),
        reason=_("You are told because you coordinate the network that is asked."),
    )


# --- The answer -------------------------------------------------------------------------------------------------------


def preload_answers(notices) -> None:
    """Give each notice its ``answer``, a pair of space and network; None where its reader does not keep the space."""
    spaces = Space.objects.prefetch_related("networks").in_bulk({notice.subject_id for notice in notices})
    networks = Network.objects.in_bulk({notice.data["network"] for notice in notices})
    for notice in notices:
        space, network = spaces.get(notice.subject_id), networks.get(notice.data["network"])
        notice.answer = (space, network) if space and network and keeps(notice.user, space) else None


def _answer(notice) -> tuple[Space, Network] | None:
    if not hasattr(notice, "answer"):
        preload_answers([notice])
    return notice.answer


def is_answer_wanted(notice) -> bool:
    """Whoever asked keeps the space still."""
    return _answer(notice) is not None


def describe_answer(notice, language: str) -> Words | None:
    """Whether the network holds the space now."""
    found = _answer(notice)
    if found is None:
        return None
    space, network = found
    if notice.data["accepted"]:
        title = _("%(network)s holds “%(space)s” with you now.")
    else:
        title = _("%(network)s does not want to hold “%(space)s”.")
    return Words(
        title=title % {"network": network.name, "space": space.name},
        url=space.get_absolute_url() if notice.data["accepted"] else reverse("desk-space", args=[space.slug]),
        reason=_("You are told because you asked."),
    )


kinds.register(
    OFFER,
    NotificationKind(
        slug=OFFER,
        order=31,
        label=gettext_lazy("Spaces that a network I coordinate is asked to hold"),
        describe=describe_offer,
        is_wanted=is_offer_wanted,
        preload=preload_offers,
    ),
)
kinds.register(
    ANSWER,
    NotificationKind(
        slug=ANSWER,
        order=32,
        label=gettext_lazy("Answers of networks that I asked to hold a space"),
        describe=describe_answer,
        is_wanted=is_answer_wanted,
        preload=preload_answers,
    ),
)
