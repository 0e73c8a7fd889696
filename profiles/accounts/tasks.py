"""What time does to accounts."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from community.search import index

from .models import User

# Long enough for a mail that was overlooked over a weekend; then the address is free again for whoever it belongs to.
UNCONFIRMED_KEPT_FOR = timedelta(days=7)


@shared_task(name="profiles.accounts.tasks.forget_unconfirmed")
def forget_unconfirmed() -> int:
    """Delete accounts whose address nobody ever confirmed; returns how many."""
    edge = timezone.now() - UNCONFIRMED_KEPT_FOR
    forgotten = 0
    # One by one: whoever confirms at this moment wins, and an account that something hangs on is kept by the database.
    for pk in list(
        User.objects.filter(confirmed_at__isnull=True, date_joined__lt=edge, last_login__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)[:1000]
    ):
        gone, _rows = User.objects.filter(pk=pk, confirmed_at__isnull=True).delete()
        if gone:
            index.changed("person", pk)
            forgotten += 1
    return forgotten
