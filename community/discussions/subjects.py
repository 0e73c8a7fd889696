"""What conversations can hang on: a resource, an event, a page.

Upper floors register a :class:`SubjectKind`; making the thread and keeping its
audience is in ``domain.subjects``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from community.audience import MEMBERS_KEY, PUBLIC_KEY, Audience, network_key, viewer_of
from community.registry import Registry

from .models import Thread


@dataclass(frozen=True)
class SubjectKind:
    """Something a thread can hang on.

    ``load(pk)`` gives the thing or None. ``title(thing)`` and ``url(thing)`` are
    in the active language. ``audience(thing)`` is a pair: one of
    ``community.audience.Audience`` (PUBLIC, MEMBERS or NETWORKS) and the ids of
    the networks, where those decide. ``may_reply(user, thing)`` is asked of
    signed-in people who may see it. ``whereabouts`` is what lists of conversations call
    where the thing is, as they call others by their space. ``shows_typing``:
    whether those who are signed in see who is writing at this moment.
    """

    name: str
    load: Callable[[int], object | None]
    title: Callable[[object], str]
    url: Callable[[object], str]
    audience: Callable[[object], tuple[str, Iterable[int]]]
    may_reply: Callable[[object, object], bool]
    whereabouts: str
    shows_typing: bool = False


subjects: Registry[SubjectKind] = Registry("subject of discussions")


def stream_of_subject(kind: str, pk: int) -> str:
    """Key of the stream that pages listen to while nobody has said anything: it tells that a thread has begun."""
    return f"on:{kind}.{pk}"


def find_thread_on(kind: str, thing) -> Thread | None:
    """The thread that hangs on ``thing``, if somebody has written."""
    return Thread.objects.filter(subject_kind=kind, subject_id=thing.pk, removed_at__isnull=True).first()


def subject_of(thread: Thread):
    """The thing a thread hangs on, with its kind: ``(kind, thing)``; ``(None, None)`` for a thread of a space."""
    if not thread.subject_kind or thread.subject_kind not in subjects:
        return None, None
    kind = subjects.get(thread.subject_kind)
    return kind, kind.load(thread.subject_id)


def whereabouts_of(thread: Thread) -> str:
    """Where a thread is, for lists that mix: its space, or the place of what it hangs on. Needs no query but the space."""
    if thread.space_id:
        return thread.space.name
    described = subjects.find(thread.subject_kind)
    return str(described.whereabouts) if described else ""


def shows_typing(kind: str) -> bool:
    """Whether a conversation on that kind of subject shows who is writing; those of spaces have no kind, and do not."""
    described = subjects.find(kind) if kind else None
    return described is not None and described.shows_typing


def may_see_subject(user, kind: SubjectKind, thing) -> bool:
    """Whether ``user`` is among the audience of the thing."""
    audience, network_ids = kind.audience(thing)
    keys = {Audience.PUBLIC: {PUBLIC_KEY}, Audience.MEMBERS: {MEMBERS_KEY}}.get(
        audience, {network_key(pk) for pk in network_ids} if audience == Audience.NETWORKS else set()
    )
    return PUBLIC_KEY in keys or viewer_of(user).holds_any(keys)
