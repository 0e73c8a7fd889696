"""Where somebody writes: a conversation, a space in which one begins, or a thing that nobody has talked about yet.

A place is named by a short key (``thread:5``, ``space:2``, ``on:resource.7``). A
conversation that hangs on something keeps the thing's key when it has begun,
so that what was being written is found again.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Space, Thread
from ..subjects import may_see_subject, stream_of_subject, subject_of, subjects

LONGEST_KEY = 60


@dataclass(frozen=True)
class Place:
    """A place that the person may see; ``title`` and ``url`` in the active language."""

    key: str
    title: str
    url: str
    is_new_thread: bool = False


def place_of_thread(thread: Thread) -> str:
    """Key of the place where replies to ``thread`` are written."""
    if thread.space_id:
        return f"thread:{thread.pk}"
    return stream_of_subject(thread.subject_kind, thread.subject_id)


def place_of_space(space: Space) -> str:
    """Key of the place where a conversation in ``space`` is begun."""
    return f"space:{space.pk}"


def find_places(user, keys) -> dict[str, Place]:
    """Key → place for those of ``keys`` that are there and that ``user`` may see; two queries and the hung ones'."""
    numbers: dict[str, dict[int, str]] = {"thread": {}, "space": {}}
    places = {}
    for key in keys:
        kind, _colon, rest = key.partition(":")
        if kind in numbers and rest.isascii() and rest.isdigit() and len(rest) < 16:
            numbers[kind][int(rest)] = key
        elif kind == "on" and (place := _hung_place(user, key, rest)) is not None:
            places[key] = place
    if numbers["thread"]:
        threads = Thread.objects.visible_to(user).filter(pk__in=numbers["thread"], space__isnull=False)
        for thread in threads:
            key = numbers["thread"][thread.pk]
            places[key] = Place(key, thread.title, f"{thread.get_absolute_url()}#reply")
    if numbers["space"]:
        for space in Space.objects.visible_to(user).filter(pk__in=numbers["space"]):
            key = numbers["space"][space.pk]
            title = _("A new conversation in %(space)s") % {"space": space.name}
            places[key] = Place(key, title, reverse("thread-start", args=[space.slug]), is_new_thread=True)
    return places


def find_place(user, key: str) -> Place | None:
    """The place called ``key``, if it is there and ``user`` may see it."""
    return find_places(user, [key]).get(key)


def _hung_place(user, key: str, rest: str) -> Place | None:
    name, _dot, number = rest.partition(".")
    described = subjects.find(name)
    if described is None or not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    thing = described.load(int(number))
    if thing is None or not may_see_subject(user, described, thing):
        return None
    return Place(key, described.title(thing), f"{described.url(thing)}#reply")


def keys_of_place(key: str) -> frozenset[str]:
    """Audience keys of which a reader of that place needs one; none where there is no such place."""
    kind, _colon, rest = key.partition(":")
    if kind == "on":
        name, _dot, number = rest.partition(".")
        thread = Thread(subject_kind=name, subject_id=int(number) if number.isdigit() else 0)
        described, thing = subject_of(thread)
        if thing is None:
            return frozenset()
        audience, network_ids = described.audience(thing)
        return _keys(audience, network_ids)
    if not rest.isdigit():
        return frozenset()
    if kind == "space":
        space = Space.objects.filter(pk=int(rest)).first()
        return space.audience_keys() if space else frozenset()
    thread = Thread.objects.filter(pk=int(rest)).select_related("space").first()
    return audience_keys(thread) if thread else frozenset()


def audience_keys(thread: Thread) -> frozenset[str]:
    """Keys of which a reader of ``thread`` needs one."""
    return (thread.space if thread.space_id else thread).audience_keys()


def _keys(audience, network_ids) -> frozenset[str]:
    from community.audience import MEMBERS_KEY, PUBLIC_KEY, Audience, network_key

    if audience == Audience.PUBLIC:
        return frozenset({PUBLIC_KEY})
    if audience == Audience.MEMBERS:
        return frozenset({MEMBERS_KEY})
    return frozenset(network_key(pk) for pk in network_ids) if audience == Audience.NETWORKS else frozenset()
