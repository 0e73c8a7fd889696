"""One's own page through other people's eyes."""

from dataclasses import dataclass, field

from community.audience import Viewer

from .audiences import Closeness, is_seen
from .models import Profile
from .seen import SeenProfile, seen_from

# An account number nobody has: it owns nothing and belongs nowhere.
_NOBODY = 0


class StandIn:
    """Somebody signed in of whom only the networks are known; takes the place of a user when asking ``visible_to``."""

    is_authenticated = True
    is_active = True
    is_superuser = False
    pk = _NOBODY

    def __init__(self, viewer: Viewer):
        self._plethu_viewer = viewer


@dataclass(frozen=True)
class Viewpoint:
    """Whose eyes: ``public``, ``members`` or ``networks``."""

    name: str
    closeness: Closeness
    network_ids: frozenset[int] = field(default_factory=frozenset)

    @property
    def stand_in(self):
        """Who to ask ``visible_to`` for."""
        if self.closeness == Closeness.STRANGER:
            return None
        return StandIn(Viewer(user_id=_NOBODY, network_ids=self.network_ids))

    def see(self, profile: Profile) -> SeenProfile | None:
        """The profile as they see it; None when they do not see it at all."""
        if not is_seen(profile, "listed", self.closeness):
            return None
        return seen_from(profile, self.closeness, self.network_ids)


def viewpoint_of(name: str | None, profile: Profile) -> Viewpoint | None:
    """The viewpoint called ``name``, or None for the person's own."""
    match name:
        case "public":
            return Viewpoint("public", Closeness.STRANGER)
        case "members":
            return Viewpoint("members", Closeness.MEMBER)
        case "networks":
            own = frozenset(membership.network_id for membership in profile.user.active_memberships)
            # Without a network there are no peers, so they would see what members see.
            return Viewpoint("networks", Closeness.PEER if own else Closeness.MEMBER, own)
    return None
