"""What people can change about their own account."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from ..handles import check_handle, is_taken, tidy_handle
from ..models import FormerHandle, User
from ..refusals import HandleChangedOften, HandleRefused, HandleTaken, NotYourAccount

MOST_CHANGES = 3
CHANGES_COUNTED_FOR = timedelta(days=30)


@transaction.atomic
def change_details(user: User, *, by, display_name: str, handle: str, language: str, time_zone: str) -> User:
    """Write name, handle, language and zone of ``user``; values have passed the form's checks of their shape.

    A handle that is given up is kept for its owner: addresses with it go on leading to them. Raises
    :class:`NotYourAccount`, :class:`HandleRefused`, :class:`HandleTaken` or :class:`HandleChangedOften`.
    """
    if by is None or by.pk != user.pk:
        raise NotYourAccount()
    user = User.objects.select_for_update().get(pk=user.pk)
    handle = tidy_handle(handle)
    if handle != user.handle:
        _change_handle(user, handle)
    user.display_name, user.language, user.time_zone = display_name, language, time_zone
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        # Somebody took it between the look and the write.
        raise HandleTaken() from None
    return user


def _change_handle(user: User, handle: str) -> None:
    try:
        check_handle(handle)
    except ValidationError as error:
        raise HandleRefused(error.messages[0]) from None
    if is_taken(handle, by_others_than=user):
        raise HandleTaken()
    since = timezone.now() - CHANGES_COUNTED_FOR
    if user.former_handles.filter(given_up_at__gte=since).count() >= MOST_CHANGES:
        raise HandleChangedOften()
    user.former_handles.filter(handle=handle).delete()  # back to one they had before
    FormerHandle.objects.get_or_create(user=user, handle=user.handle)
    user.handle = handle


def holder_of(handle: str) -> User | None:
    """The active person who holds ``handle`` now, or once did and nobody else can have taken it since."""
    former = User.objects.filter(former_handles__handle=handle)
    return (User.objects.filter(handle=handle) | former).filter(is_active=True).distinct().first()
