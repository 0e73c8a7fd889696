"""The kind "space-invitation": I am invited into a closed space."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.discussions.spaces.models import SpaceCall

from .domain.notices import notify
from .kinds import NotificationKind, Words, kinds

SLUG = "space-invitation"
OWN = "own"


def tell_called(call: SpaceCall) -> None:
    """Hook of the discussions: whoever is invited is told. One person, so not by job."""
    notify(
        SLUG,
        people=[(call.user_id, OWN)],
        subject_id=call.pk,
        event_key=f"space-call:{call.pk}",
        actor=call.invited_by,
    )


def preload(notices) -> None:
    """Give each notice its open ``call``; None where it was answered or withdrawn."""
    calls = SpaceCall.objects.filter(declined_at__isnull=True).select_related("space", "invited_by")
    found = calls.in_bulk({notice.subject_id for notice in notices})
    for notice in notices:
        notice.call = found.get(notice.subject_id)


def _call(notice) -> SpaceCall | None:
    if not hasattr(notice, "call"):
        preload([notice])
    return notice.call


def describe(notice, language: str) -> Words | None:
    """Who invites me, and where."""
    call = _call(notice)
    if call is None:
        return None
    space = {"space": call.space.name}
    if call.invited_by is None:
        title = _("You are invited to the space “%(space)s”") % space
    else:
        title = _("%(person)s invites you to the space “%(space)s”") % {
            "person": call.invited_by.display_name, **space,
        }  # fmt: skip
    return Words(
        title=title,
        excerpt=call.space.description,
        url=reverse("space-invitation", args=[call.space.slug]),
        reason=_("You are told because somebody invited you."),
    )


def is_wanted(notice) -> bool:
    """Still open."""
    return _call(notice) is not None


kinds.register(
    SLUG,
    NotificationKind(
        slug=SLUG,
        order=22,
        label=gettext_lazy("Invitations to spaces"),
        describe=describe,
        is_wanted=is_wanted,
        preload=preload,
    ),
)
