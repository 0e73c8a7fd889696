"""Who may know what, said once more in plain Python: the audience rule as it is written, without the site's code.

A thing is for everyone (public), for who is signed in (members), for active
members of one of its networks, or for those with a place in the closed space;
what is hidden is for nobody. A closed account is a visitor. A place in a
closed space counts until the ties to the networks that hold it have ended.
"""

from .description import (
    MEMBERS,
    OF_NETWORKS,
    OF_SPACE,
    PUBLIC,
    TENDING_ROLES,
    WORKING_ROLES,
    Description,
    Home,
    Person,
    Secret,
    Talk,
)


def is_signed_in(person: Person) -> bool:
    """Whether the site knows who it is."""
    return person.has_account and not person.is_closed


def active_in(person: Person, networks, roles=None) -> bool:
    """Whether they are an active member of one of ``networks``, in one of ``roles`` where those are given."""
    if not is_signed_in(person):
        return False
    ties = (person.ties.get(name, ("", "")) for name in networks)
    return any(state == "active" and (roles is None or role in roles) for state, role in ties)


def has_place(person: Person, home: Home) -> bool:
    """Whether they are in a closed space: not while every tie to the networks that hold it is over or suspended."""
    if not is_signed_in(person) or home.name not in person.places:
        return False
    held = [person.ties[name][0] for name in home.networks if name in person.ties]
    return not held or "active" in held


def may_read(person: Person, home: Home) -> bool:
    """Whether they may read what is said there, as things are in the end."""
    match home.audience:
        case "public":
            return True
        case "members":
            return is_signed_in(person)
        case "networks":
            return active_in(person, home.networks)
        case "space":
            return has_place(person, home)
    return False


def could_read_at_birth(person: Person, home: Home) -> bool:
    """The same when the world was young: all ties were active, all accounts open, all places held."""
    match home.born_audience:
        case "public":
            return True
        case "members":
            return person.has_account
        case "networks":
            return bool(set(home.born_networks) & set(person.ties))
        case "space":
            return home.name in person.places | person.lost_places
    return False


def takes_part(person: Person, home: Home) -> bool:
    """Whether they may write in a space."""
    if home.is_archived or not may_read(person, home):
        return False
    return has_place(person, home) if home.audience == OF_SPACE else active_in(person, home.networks)


def tends(person: Person, home: Home) -> bool:
    """Whether they look after what is said in a home that they may read; about a thing, where networks are its readers."""
    has_tenders = home.kind == "space" or home.audience == OF_NETWORKS
    return has_tenders and may_read(person, home) and active_in(person, home.networks, TENDING_ROLES)


def keeps(person: Person, home: Home) -> bool:
    """Whether they coordinate a network that holds the space: they know that it is there, not what is said in it."""
    return active_in(person, home.networks, ("coordinator",))


def home_of(world: Description, talk: Talk) -> Home | None:
    """Where a talk is in the end; None where it is gone."""
    return None if talk.is_removed or talk.merged_into else world.homes[talk.home]


def may_read_talk(world: Description, person: Person, talk: Talk) -> bool:
    """Whether they may read a talk."""
    home = home_of(world, talk)
    return home is not None and may_read(person, home)


def may_know(world: Description, person: Person, secret: Secret) -> bool:
    """Whether they may know a secret word."""
    if secret.whose:
        return person.name == secret.whose and is_signed_in(person)
    match secret.what:
        case "space" | "agreement":
            home = world.homes[secret.where]
            is_asked = home.name in person.calls and is_signed_in(person)
            return may_read(person, home) or keeps(person, home) or is_asked
        case "subject":
            # What a hidden event or record is called is known to those who work on it, at their desks.
            home = world.homes[secret.where]
            return may_read(person, home) or active_in(person, home.networks, WORKING_ROLES)
        case "archive":
            return keeps(person, world.homes[secret.where])
        case "nobody":
            return False
    talk = world.talks[secret.where]
    home = home_of(world, talk)
    if home is None or not may_read(person, home):
        return False
    match secret.what:
        case "removed":
            return tends(person, home)
        case "proposal":
            return takes_part(person, home) or tends(person, home)
    return True


def known_to(world: Description, person: Person) -> set[str]:
    """Every word that they may know."""
    return {word for word, secret in world.secrets.items() if may_know(world, person, secret)}


def covers(wider: Home, narrower: Home) -> bool:
    """Whether everybody who may read ``narrower`` may read ``wider``, whoever there is."""
    if wider.audience == PUBLIC:
        return True
    if wider.audience == MEMBERS:
        return narrower.audience != PUBLIC
    if wider.audience == OF_NETWORKS:
        return narrower.audience == OF_NETWORKS and set(narrower.networks) <= set(wider.networks)
    return wider.audience == OF_SPACE and wider is narrower
