"""Who is at the other end of a socket, and what they may listen to. Reads the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser

from community.audience import viewer_of

from .kinds import kind_of


@dataclass(frozen=True, slots=True)
class Permission:
    """The answer: the person (None for a visitor), which streams, and the audience keys where some events hide.

    ``types_in`` are those of the streams where the others see that this person, called ``name``, is writing.
    """

    user_id: int | None
    allowed: frozenset[str]
    keys: frozenset[str] = frozenset()
    types_in: frozenset[str] = frozenset()
    name: str = ""


class _Request:
    """As much of a request as Django's own sign-in check reads."""

    def __init__(self, session):
        self.session = session
        self.META = {}


def user_of_session(session_key: str):
    """The person signed in with this session, as the database knows them now; a visitor where it has ended."""
    if not session_key:
        return AnonymousUser()
    store = import_module(settings.SESSION_ENGINE).SessionStore
    user = get_user(_Request(store(session_key)))
    return user if user.is_active else AnonymousUser()


def may_listen(user, stream_key: str) -> bool:
    """Whether ``user`` may listen to a stream; false for one of no known kind."""
    kind = kind_of(stream_key)
    return kind is not None and kind.may_join(user, stream_key.partition(":")[2])


def may_type(user, stream_key: str) -> bool:
    """Whether ``user``, who may listen to a stream, is shown there as writing."""
    kind = kind_of(stream_key)
    return (
        kind is not None and kind.may_type is not None and kind.may_type(user, stream_key.partition(":")[2])
    )


def keys_for(user, stream_keys: Iterable[str]) -> frozenset[str]:
    """Audience keys of ``user`` where one of the streams hides some of its events; else none, and no query."""
    kinds = (kind_of(key) for key in stream_keys)
    return viewer_of(user).keys() if any(kind and kind.hides_some for kind in kinds) else frozenset()


def who_listens(session_key: str, stream_keys: Iterable[str]) -> Permission:
    """Find out about a socket that came with ``session_key`` and wants these streams."""
    user = user_of_session(session_key)
    allowed = frozenset(key for key in stream_keys if may_listen(user, key))
    if not user.is_authenticated:
        return Permission(None, allowed, keys_for(user, allowed))
    types_in = frozenset(key for key in allowed if may_type(user, key))
    return Permission(user.pk, allowed, keys_for(user, allowed), types_in, user.display_name)
