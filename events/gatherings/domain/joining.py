"""Writing down how to get into the meeting."""

from django.db import transaction

from ..models import Gathering, JoiningDetails
from ..permissions import check_is_host

FIELDS = ("url", "phone", "passcode", "note_en", "note_cy", "note_gd")


@transaction.atomic
def write_joining_details(gathering: Gathering, *, by, **texts: str) -> JoiningDetails:
    """Keep the given ``FIELDS``; others stay as they are. Raises ``NotHost``, or ``ValidationError`` for bad ones."""
    check_is_host(by, gathering)
    details = JoiningDetails.objects.select_for_update().filter(gathering=gathering).first()
    details = details or JoiningDetails(gathering=gathering)
    for name, text in texts.items():
        if name not in FIELDS:
            raise TypeError(f"Joining details have no {name!r}.")
        setattr(details, name, text.strip())
    details.updated_by = by
    details.full_clean(exclude=["gathering"])
    details.save()
    return details
