"""Taking a place in a gathering and giving it up: lock, count, then write."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from community.jobs.queue import enqueue
from community.live.log import append
from events.gatherings.models import Gathering

from ..models import AccessNeeds, Registration
from ..permissions import check_takes_registrations
from ..refusals import (
    FullHouse,
    NeedsTooLong,
    NotRegistered,
    NotVisible,
    Over,
    SignedOut,
    UnknownLanguageWish,
)
from ..states import NEXT_STATES, LanguageWish, RegistrationState

LONGEST_NEEDS = 2000  # characters
# Who gives up a place by mistake and takes it back within this time finds what they wrote still there.
KEEP_NEEDS_FOR_UNDOING = timedelta(hours=1)


@dataclass(frozen=True)
class Places:
    """How full a gathering is. ``capacity`` and ``left`` are None where there is no limit."""

    taken: int
    capacity: int | None

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.left == 0


def places_of(gathering: Gathering) -> Places:
    """Places taken and left just now, counted. For showing; deciding counts again under the lock."""
    return Places(taken=gathering.registrations.held().count(), capacity=gathering.capacity)


def register_for(
    gathering: Gathering, *, by, access_needs: str = "", language_wish: str = ""
) -> Registration:
    """Give ``by`` a place; whoever has one keeps it as it is.

    Raises :class:`FullHouse`, :class:`RegistrationClosed`, :class:`Cancelled`, :class:`Over`,
    :class:`NotVisible`, :class:`SignedOut`, or a refusal of what was written.
    """
    _check_person(by)
    access_needs = _checked(access_needs, language_wish)
    with transaction.atomic():
        _check_isolation()
        gathering = _locked(gathering, by)
        registration = Registration.objects.filter(gathering=gathering, user=by).first()
        if registration is not None and registration.is_held:
            return registration
        check_takes_registrations(gathering)
        # Counted after the lock was won: whoever held it before us has committed.
        if places_of(gathering).is_full:
            raise FullHouse()
        registration = _take(registration or Registration(gathering=gathering, user=by), language_wish)
        _write_needs(registration, access_needs, keep_old=True)
        _places_moved(gathering)
        enqueue("events.confirm_registration", registration_id=registration.pk)
    return registration


def give_up_place(gathering: Gathering, *, by) -> bool:
    """Give the place of ``by`` back; returns whether there was one. Nobody's place is given up after the end.

    What they wrote about access is hidden from the hosts at once and deleted an hour later.
    """
    _check_person(by)
    with transaction.atomic():
        _check_isolation()
        # Without asking what they may see: a place can be given up by somebody who has left the network.
        gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
        registration = Registration.objects.held().filter(gathering=gathering, user=by).first()
        if registration is None:
            return False
        if gathering.is_over:
            raise Over()
        _step(registration, RegistrationState.GIVEN_UP)
        registration.given_up_at = timezone.now()
        registration.save(update_fields=["state", "given_up_at"])
        _places_moved(gathering)
        enqueue(
            "events.forget_given_up",
            run_at=registration.given_up_at + KEEP_NEEDS_FOR_UNDOING,
            registration_id=registration.pk,
        )
    return True


def change_wishes(gathering: Gathering, *, by, access_needs: str, language_wish: str = "") -> Registration:
    """Write what a registered person needs and wishes anew; empty needs are taken out."""
    _check_person(by)
    access_needs = _checked(access_needs, language_wish)
    with transaction.atomic():
        registration = (
            Registration.objects.held().select_for_update().filter(gathering_id=gathering.pk, user=by).first()
        )
        if registration is None:
            raise NotRegistered()
        if gathering.is_over:
            raise Over()
        registration.language_wish = language_wish
        registration.save(update_fields=["language_wish"])
        _write_needs(registration, access_needs, keep_old=False)
    return registration


def _check_person(by) -> None:
    if by is None or not by.is_authenticated or not by.is_active:
        raise SignedOut()


def _checked(access_needs: str, language_wish: str) -> str:
    """``access_needs`` without blanks around them."""
    access_needs = access_needs.replace("\x00", "").strip()
    if len(access_needs) > LONGEST_NEEDS:
        raise NeedsTooLong()
    if language_wish not in LanguageWish.values:
        raise UnknownLanguageWish()
    return access_needs


def _check_isolation() -> None:
    """Refuse to count places from an old snapshot.

    Under REPEATABLE READ whoever waited for the lock counts what was true before it waited, and gives away more
    places than there are (measured: 69 for 20). On SQLite one transaction writes at a time.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        level = cursor.fetchone()[0]
    if level != "read committed":
        raise RuntimeError(
            f"Places are only given under READ COMMITTED, and this transaction is {level.upper()}."
        )


def _locked(gathering: Gathering, by) -> Gathering:
    locked = Gathering.objects.visible_to(by).select_for_update().filter(pk=gathering.pk).first()
    if locked is None:
        raise NotVisible()
    return locked


def _step(registration: Registration, state: RegistrationState) -> None:
    now = registration.state or None
    if state not in NEXT_STATES[now]:
        raise ValueError(f"A registration that is {now} cannot become {state}.")
    registration.state = state


def _take(registration: Registration, language_wish: str) -> Registration:
    _step(registration, RegistrationState.REGISTERED)
    registration.registered_at, registration.given_up_at = timezone.now(), None
    registration.language_wish = language_wish or registration.language_wish
    registration.save()
    return registration


def _write_needs(registration: Registration, text: str, *, keep_old: bool) -> None:
    """Keep ``text``; nothing written takes the old text out unless ``keep_old``."""
    if text:
        AccessNeeds.objects.update_or_create(registration=registration, defaults={"text": text})
    elif not keep_old:
        AccessNeeds.objects.filter(registration=registration).delete()


def _places_moved(gathering: Gathering) -> None:
    """Have open pages show how many places are left."""
    append(gathering.stream_key, "places", target="places")
