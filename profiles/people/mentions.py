"""People to mention: those of whom the writer may know, narrowed by who may read what is written."""

from collections.abc import Sequence

from django.db.models import Case, IntegerField, Q, Value, When

from community.audience import viewer_of
from community.discussions.mentions.people import Mentionable, PeopleSource
from community.search.fold import fold

from .models import Profile
from .seen import seen_by


def starting(user, typed: str, who: Q, first: Sequence[int], most: int) -> list[Mentionable]:
    """Profiles that ``user`` may know of, whose name or handle begins with ``typed`` and that meet ``who``."""
    folded = fold(typed)
    known = Profile.objects.visible_to(user).filter(who).exclude(user_id=user.pk)
    if folded:
        known = known.filter(
            Q(sort_name__startswith=folded)
            | Q(sort_name__contains=f" {folded}")
            | Q(user__handle__startswith=folded)
        )
    ranked = known.annotate(
        rank=Case(When(user_id__in=list(first), then=Value(0)), default=Value(1), output_field=IntegerField())
    ).order_by("rank", "sort_name", "pk")
    viewer = viewer_of(user)
    people = []
    for profile in ranked.with_parts()[:most]:
        seen = seen_by(profile, viewer)
        note = seen.headline or (seen.networks[0].name if seen.networks else "")
        people.append(Mentionable(profile.user_id, seen.handle, seen.display_name, seen.avatar, note))
    return people


def called(user, handles: Sequence[str], who: Q) -> dict[str, int]:
    """Handle → user id of the profiles among ``handles`` that ``user`` may know of and that meet ``who``."""
    known = Profile.objects.visible_to(user).filter(who, user__handle__in=handles)
    return dict(known.values_list("user__handle", "user_id"))


SOURCE = PeopleSource(starting=starting, called=called)
