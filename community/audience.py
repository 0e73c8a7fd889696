"""Who may see a thing: the one rule behind pages, search, feeds, sockets and mail.

A thing's audience is public, members (signed in), networks (these), space,
named people, or only me. A :class:`Viewer` holds what decides it about one
person, read from the database once a request. Both are compared in two forms
that are defined by each other:

* in SQL, by :func:`visible_q`, for querysets;
* in memory, by *keys*: a thing has a few (``public``, ``network:3``), a viewer
  holds many, and whoever holds one of the thing's keys may see it.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .prepared import Prepared


class Audience(models.TextChoices):
    """The audiences, from widest to narrowest."""

    PUBLIC = "public", _("Everyone, signed in or not")
    MEMBERS = "members", _("Everyone who is signed in")
    NETWORKS = "networks", _("Members of the chosen networks")
    SPACE = "space", _("Members of the space")
    PEOPLE = "people", _("The people named")
    ONLY_ME = "only_me", _("Only me")


# Audiences a member may choose for a field of the profile; networks there means "the networks I belong to".
PERSONAL_AUDIENCES = (Audience.PUBLIC, Audience.MEMBERS, Audience.NETWORKS, Audience.ONLY_ME)

PUBLIC_KEY = "public"
MEMBERS_KEY = "members"


def network_key(network_id: int) -> str:
    """The key held by active members of a network."""
    return f"network:{network_id}"


def space_key(space_id: int) -> str:
    """The key held by people with a place in a closed space that counts (``SpaceInvitation.objects.that_count``)."""
    return f"space:{space_id}"


def person_key(user_id: int) -> str:
    """The key held by one person."""
    return f"person:{user_id}"


@dataclass(frozen=True)
class Viewer:
    """What decides what one person may see; anonymous when ``user_id`` is None."""

    user_id: int | None = None
    network_ids: frozenset[int] = field(default_factory=frozenset)
    space_ids: frozenset[int] = field(default_factory=frozenset)
    # Network id → role. It widens nothing that may be seen: ``networks.permissions`` asks it what may be done.
    roles: Mapping[int, str] = field(default_factory=dict, compare=False)

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    def keys(self) -> frozenset[str]:
        """All audience keys this person holds."""
        keys = {PUBLIC_KEY}
        if self.user_id is not None:
            keys |= {MEMBERS_KEY, person_key(self.user_id)}
            keys |= {network_key(pk) for pk in self.network_ids}
            keys |= {space_key(pk) for pk in self.space_ids}
        return frozenset(keys)

    def holds_any(self, keys) -> bool:
        """Whether this person may see a thing with these keys."""
        return not self.keys().isdisjoint(keys)


ANYONE = Viewer()


def viewer_of(user) -> Viewer:
    """The viewer for ``user`` (None and anonymous allowed), remembered on the user object.

    Costs one query the first time. A user object lives as long as a request
    or a permission check of a socket, so what it remembers is never old.
    Suspended accounts (``is_active`` false) see what everyone sees.
    """
    if user is None or isinstance(user, AnonymousUser) or not user.is_authenticated or not user.is_active:
        return ANYONE
    remembered = getattr(user, "_plethu_viewer", None)
    if remembered is None:
        remembered = user._plethu_viewer = read_viewer(user.pk)
    return remembered


def read_viewer(user_id: int) -> Viewer:
    """The viewer as the database knows it now, in one query."""
    return read_viewers([user_id])[user_id]


def read_viewers(user_ids) -> dict[int, Viewer]:
    """User id → viewer for many people at once, in one query. Whether their accounts are open is not asked here."""
    user_ids = list(user_ids)
    if 0 < len(user_ids) <= _MANY:
        return _viewers(user_ids, _rows_of(user_ids))
    return _viewers(user_ids, _ties(user_id__in=user_ids))


def _ties(**whose):
    """(user id, network id, role) of active memberships and (user id, space id, "") of places in closed spaces."""
    from community.discussions.models import SpaceInvitation
    from community.networks.models import Membership

    networks = Membership.objects.active().filter(**whose).order_by()
    spaces = SpaceInvitation.objects.that_count().filter(**whose).order_by()
    return networks.values_list("user_id", "network_id", "role").union(
        spaces.values_list("user_id", "space_id", models.Value("")), all=True
    )


# Nearly every question is about one person, or about a few: the followers of a conversation. One query is worked out for
# one of them, one for two, one for four, …; who is asked for twice is found once.
_MANY = 64


@functools.cache
def _several(places: int) -> Prepared:
    names = [f"user_{place}" for place in range(places)]
    return Prepared(lambda **users: _ties(user_id__in=list(users.values())), **dict.fromkeys(names, int))


def _rows_of(user_ids: list[int]) -> list[tuple]:
    places = 1 << (len(user_ids) - 1).bit_length()
    asked = user_ids + user_ids[:1] * (places - len(user_ids))
    return _several(places).rows(**{f"user_{place}": pk for place, pk in enumerate(asked)})


def _viewers(user_ids: list[int], rows) -> dict[int, Viewer]:
    roles: dict[int, dict[int, str]] = {}
    space_ids: dict[int, set[int]] = {}
    for user_id, pk, role in rows:
        if role:
            roles.setdefault(user_id, {})[pk] = role
        else:
            space_ids.setdefault(user_id, set()).add(pk)
    return {
        user_id: Viewer(
            user_id=user_id,
            network_ids=frozenset(roles.get(user_id, ())),
            space_ids=frozenset(space_ids.get(user_id, ())),
            roles=roles.get(user_id, {}),
        )
        for user_id in user_ids
    }


def forget_viewer(user) -> None:
    """Drop what ``user`` remembers, after its memberships changed within a request."""
    # Not by ``user.__dict__``: a request's user is a lazy object with a dictionary of its own.
    if hasattr(user, "_plethu_viewer"):
        del user._plethu_viewer


def visible_q(viewer: Viewer, model, *, space: str = "", owner: str = "", people: str = "") -> Q:
    """The condition for rows of ``model`` (an :class:`Audienced` one) that ``viewer`` may see.

    ``space``, ``owner`` and ``people`` name the foreign key or many-to-many that
    the audiences SPACE, ONLY_ME and PEOPLE refer to; empty when the model has none.
    """
    condition = Q(audience=Audience.PUBLIC)
    if not viewer.is_signed_in:
        return condition
    condition |= Q(audience=Audience.MEMBERS)
    if viewer.network_ids:
        through = model.networks.through
        own = model.networks.field.m2m_field_name()
        other = model.networks.field.m2m_reverse_field_name()
        shared = through.objects.filter(**{own: OuterRef("pk"), f"{other}__in": viewer.network_ids})
        condition |= Q(audience=Audience.NETWORKS) & Q(Exists(shared))
    if space and viewer.space_ids:
        condition |= Q(**{"audience": Audience.SPACE, f"{space}__in": viewer.space_ids})
    if owner:
        condition |= Q(**{"audience": Audience.ONLY_ME, owner: viewer.user_id})
    if people:
        condition |= Q(**{"audience": Audience.PEOPLE, people: viewer.user_id})
    return condition


class Audienced(models.Model):
    """A thing with an audience of its own."""

    audience = models.CharField(
        _("who may see it"), max_length=10, choices=Audience.choices, default=Audience.PUBLIC
    )
    networks = models.ManyToManyField(
        "community.Network", blank=True, related_name="+", verbose_name=_("networks")
    )

    class Meta:
        abstract = True

    def audience_keys(self) -> frozenset[str]:
        """Keys of which a viewer needs one. Reads the networks only where they decide."""
        match self.audience:
            case Audience.PUBLIC:
                return frozenset({PUBLIC_KEY})
            case Audience.MEMBERS:
                return frozenset({MEMBERS_KEY})
            case Audience.NETWORKS:
                return frozenset(network_key(network.pk) for network in self.networks.all())
            case Audience.ONLY_ME:
                return self.owner_keys()
            case _:
                return self.people_keys()

    def owner_keys(self) -> frozenset[str]:
        """Keys for the audience ONLY_ME; a model with an owner overrides it."""
        return frozenset()

    def people_keys(self) -> frozenset[str]:
        """Keys for the audiences SPACE and PEOPLE; a model that uses them overrides it."""
        return frozenset()


PERSON = settings.AUTH_USER_MODEL
