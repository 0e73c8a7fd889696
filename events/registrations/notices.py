"""What people who are registered are told: that they have a place, that something changed, that it is called off."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.batches import batches
from community.jobs.queue import job
from community.notifications.domain.notices import BATCH, notify
from community.notifications.kinds import Letter, NotificationKind, Words, kinds
from community.notifications.mail import absolute
from events.gatherings import wording
from events.gatherings.models import Gathering

from .models import Registration

CONFIRMED, CHANGED, CANCELLED = "registration_confirmed", "gathering_changed", "gathering_cancelled"
REGISTERED = "registered"
# An editor who corrects a correction sends one mail.
CHANGED_MAIL_DELAY = timedelta(minutes=3)


def group_of(gathering_id: int) -> str:
    """The group of all notices about one gathering."""
    return f"event:{gathering_id}"


# --- telling ----------------------------------------------------------------------------------------------------------


@job("events.confirm_registration")
def confirm_registration(*, registration_id: int) -> int:
    """Tell somebody that they have a place; says to how many this was new (none when they gave it up meanwhile)."""
    registration = Registration.objects.held().filter(pk=registration_id).first()
    if registration is None:
        return 0
    taken = _moment_of(registration)
    return notify(
        CONFIRMED,
        people=[(registration.user_id, REGISTERED)],
        subject_id=registration.gathering_id,
        event_key=f"registration:{registration.pk}:{taken}",
        group_key=group_of(registration.gathering_id),
        data={"taken": taken},
        happened_at=registration.registered_at,
    )


def _moment_of(registration: Registration) -> int:
    """The moment the place was taken, in microseconds: tells one taking of it from the next."""
    return int(registration.registered_at.timestamp() * 1_000_000)


@job("events.tell_registered")
def tell_registered(*, gathering_id: int, kind: str, change_number: int) -> int:
    """Tell everyone with a place of a change or cancellation, a batch at a time; says to how many it was new."""
    told = 0
    held = Registration.objects.held().filter(gathering_id=gathering_id, user__is_active=True)
    ids = held.order_by("user_id").values_list("user_id", flat=True)
    for batch in batches(lambda after: list(ids.filter(user_id__gt=after)[:BATCH]), BATCH):
        told += notify(
            kind,
            people=[(user_id, REGISTERED) for user_id in batch],
            subject_id=gathering_id,
            event_key=f"event-change:{gathering_id}:{change_number}",
            group_key=group_of(gathering_id),
            data={"change_number": change_number},
        )
    return told


# --- describing -------------------------------------------------------------------------------------------------------


def preload(notices) -> None:
    """Give each notice its ``gathering`` (with hosts) and the reader's ``registration``; None when gone."""
    gatherings = Gathering.objects.prefetch_related("hosts").in_bulk(
        {notice.subject_id for notice in notices}
    )
    places = {
        (place.user_id, place.gathering_id): place
        for place in Registration.objects.held().filter(
            gathering_id__in=gatherings, user_id__in={notice.user_id for notice in notices}
        )
    }
    for notice in notices:
        notice.gathering = gatherings.get(notice.subject_id)
        notice.registration = places.get((notice.user_id, notice.subject_id))


def _loaded(notice):
    if not hasattr(notice, "gathering"):
        preload([notice])
    return notice


def _reason() -> str:
    return _("You are told because you are registered for this event.")


def _sentence(notice) -> str:
    """What happened, as one sentence in the active language."""
    gathering = notice.gathering
    title = {"event": gathering.title}
    if notice.kind == CONFIRMED:
        return _("You have a place at “%(event)s”") % title
    if notice.kind == CANCELLED:
        return _("“%(event)s” is cancelled") % title
    return _("“%(event)s” has changed") % title


def _details(gathering) -> str:
    """When and where, in one line."""
    parts = (wording.when_in_text(gathering), wording.where(gathering))
    return " · ".join(part for part in parts if part)


def describe(notice, language: str) -> Words | None:
    """One notice; nothing once the person has no place any more or the event is hidden."""
    gathering = _loaded(notice).gathering
    if gathering is None or not gathering.is_live or notice.registration is None:
        return None
    excerpt = gathering.cancellation_reason if notice.kind == CANCELLED else _details(gathering)
    return Words(
        title=_sentence(notice),
        excerpt=excerpt,
        url=gathering.get_absolute_url(),
        reason=_reason(),
    )


def is_wanted(notice) -> bool:
    """The person still has the place, and nothing newer has happened to the event."""
    gathering = _loaded(notice).gathering
    if gathering is None or not gathering.is_live or notice.registration is None or gathering.is_over:
        return False
    if notice.kind == CONFIRMED:
        taken = _moment_of(notice.registration)
        return not gathering.is_cancelled and taken == notice.data.get("taken")
    is_newest = notice.data.get("change_number") == gathering.change_number
    return is_newest and gathering.is_cancelled == (notice.kind == CANCELLED)


def letter(notices, language: str) -> Letter:
    """The mail: when, where and the page. How to join stands on the page alone, which asks who is reading."""
    notice = _loaded(notices[-1])
    gathering = notice.gathering
    with timezone.override(ZoneInfo(notice.user.time_zone)):
        when = wording.when_in_text(gathering)
    return Letter(
        context={
            "gathering": gathering,
            "sentence": _sentence(notice),
            "when": when,
            "where": wording.where(gathering),
            "hosts": wording.hosts_in_text(gathering),
            "cancellation_reason": gathering.cancellation_reason if notice.kind == CANCELLED else "",
            "is_confirmation": notice.kind == CONFIRMED,
            "calendar_url": ""
            if notice.kind == CANCELLED
            else absolute(reverse("event-calendar", args=[gathering.slug])),
            "action_url": absolute(gathering.get_absolute_url()),
            "action_label": _("See the event"),
        },
        list_name=f"event-{gathering.pk}",
        list_label=gathering.title,
    )


def _register(slug, label, help_text, **fields) -> None:
    kinds.register(
        slug,
        NotificationKind(
            slug=slug,
            label=label,
            help=help_text,
            describe=describe,
            is_wanted=is_wanted,
            preload=preload,
            template="events/registrations/mail/place",
            letter=letter,
            **fields,
        ),
    )


_register(
    CONFIRMED,
    gettext_lazy("My places at events"),
    gettext_lazy("A confirmation with day, time and place when you register."),
)
_register(
    CHANGED,
    gettext_lazy("Changes of events I am registered for"),
    gettext_lazy("When the time or place changes, or when a cancellation is taken back."),
    mail_delay=CHANGED_MAIL_DELAY,
)
_register(
    CANCELLED,
    gettext_lazy("Cancellations of events I am registered for"),
    gettext_lazy("With the reason the hosts give."),
)
