"""Keeping the log short."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from .models import Event, Stream

# How long a sleeping page can catch up event by event; after that its region is drawn afresh.
KEPT_FOR = timedelta(days=7)
_STREAMS_A_TURN = 200


@shared_task(name="community.live.tasks.prune_log")
def prune_log() -> int:
    """Drop events older than ``KEPT_FOR``; returns how many. Numbers go on, only the events are gone."""
    edge = timezone.now() - KEPT_FOR
    dropped = 0
    while True:
        newest_old = dict(
            Event.objects.filter(created_at__lt=edge)
            .order_by("stream_id")
            .values_list("stream_id")
            .annotate(Max("number"))[:_STREAMS_A_TURN]
        )
        if not newest_old:
            return dropped
        for stream_id, number in newest_old.items():
            with transaction.atomic():
                # Said first: a reader that finds the events gone also finds why.
                Stream.objects.filter(pk=stream_id, pruned_to__lt=number).update(pruned_to=number)
                dropped += Event.objects.filter(stream_id=stream_id, number__lte=number).delete()[0]
