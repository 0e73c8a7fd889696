"""A member's own stream, ``member:<id>``: small facts that every page of theirs shows, such as counters."""

from collections.abc import Callable

from community.registry import Registry

from .kinds import TELL, Fragment, StreamKind, streams

# Counters in the header, by name ("notices"): each takes a user id and counts now.
counters: Registry[Callable[[int], int]] = Registry("counter")


def stream_of(user_id: int) -> str:
    """Key of a member's stream."""
    return f"member:{user_id}"


def _may_join(user, ident: str) -> bool:
    return user.is_authenticated and user.is_active and str(user.pk) == ident


def _draw(events, language: str) -> list[Fragment]:
    """A ``counter`` event names a counter, which is counted when drawn; other events pass their data on as it is."""
    counted: dict[str, int] = {}
    fragments = []
    for event in events:
        data = event.data
        if event.kind == "counter":
            name = data.get("name", "")
            if name not in counters:
                continue
            if name not in counted:
                counted[name] = counters.get(name)(int(event.ident))
            data = {"name": name, "value": counted[name]}
        fragments.append(Fragment(event.number, event.kind, event.target, TELL, data=data))
    return fragments


def _now(ident: str, language: str) -> list[Fragment]:
    """All counters, for a page that has just opened."""
    return [
        Fragment(0, "counter", data={"name": name, "value": count(int(ident))})
        for name, count in counters.items()
    ]


member_streams = streams.register("member", StreamKind("member", _may_join, _draw, now=_now))
