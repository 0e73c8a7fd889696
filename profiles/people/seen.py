"""A profile as one viewer sees it: what they may not see is not there.

Templates are given these and never the profile itself, so that no page can show
too much by mistake.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from community.audience import Viewer

from .audiences import Closeness, closeness_of, is_seen
from .models import Profile


@dataclass
class SeenProfile:
    """The open parts of one profile. Wears the attributes of a person, so that ``avatar`` and ``person_chip`` draw it."""

    display_name: str
    handle: str
    avatar: str = ""  # address of the small picture
    portrait: str = ""  # address of the large one
    language: str = "en"
    pronouns: str = ""
    headline: str = ""
    about: str = ""
    area: Any = None
    sector: str = ""  # in words
    organisation: str = ""
    offers: str = ""
    asks: str = ""
    topics: list = field(default_factory=list)
    networks: list = field(default_factory=list)
    shared_networks: list = field(default_factory=list)  # those of the viewer among ``networks``

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.handle])

    @property
    def in_large(self) -> "SeenProfile":
        """The same person with the large picture, for the head of their page."""
        return replace(self, avatar=self.portrait)

    @property
    def says_nothing(self) -> bool:
        """Whether there is a name and nothing else."""
        return not (self.headline or self.about or self.offers or self.asks or self.topics or self.area)


def seen_by(profile: Profile, viewer: Viewer) -> SeenProfile:
    """``profile`` (loaded ``with_parts``) as ``viewer`` sees it; no query."""
    network_ids = {membership.network_id for membership in profile.user.active_memberships}
    return seen_from(profile, closeness_of(viewer, profile.user_id, network_ids), viewer.network_ids)


def seen_from(profile: Profile, closeness: Closeness, network_ids=frozenset()) -> SeenProfile:
    """The same for a viewer of whom only the closeness and their networks are known."""

    def part(name: str, value, empty: Any = ""):
        return value if is_seen(profile, name, closeness) else empty

    user = profile.user
    has_picture = bool(user.picture_key) and is_seen(profile, "picture", closeness)
    networks = part("networks", [membership.network for membership in user.active_memberships], [])
    return SeenProfile(
        display_name=user.display_name,
        handle=user.handle,
        avatar=user.avatar if has_picture else "",
        portrait=reverse("person-picture", args=[user.handle, user.picture_key, "large"])
        if has_picture
        else "",
        language=profile.language,
        pronouns=part("pronouns", profile.pronouns),
        headline=part("headline", profile.headline),
        about=part("about", profile.about),
        area=part("area", profile.area, None),
        sector=part("sector", profile.get_sector_display() if profile.sector else ""),
        organisation=part("organisation", profile.organisation),
        offers=part("offers", profile.offers),
        asks=part("asks", profile.asks),
        topics=part("topics", list(profile.topics.all()), []),
        networks=networks,
        shared_networks=[network for network in networks if network.pk in network_ids],
    )
