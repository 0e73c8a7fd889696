"""Making a thread that hangs on something, and keeping it as its subject is.

What can be talked about registers a :class:`SubjectKind`. The thread is made
with the first reply. It always has the audience of its subject; whoever
changes that calls :func:`audience_changed` in the same transaction.
"""

from django.db import IntegrityError, transaction

from community.languages import active_language
from community.live.log import append
from community.live.recheck import recheck_stream
from community.search import index

from ..models import Thread
from ..subjects import SubjectKind, find_thread_on, stream_of_subject, subject_of, subjects
from .taking_out import take_out
from .threads import LONGEST_TITLE, slug_of

__all__ = [
    "SubjectKind", "audience_changed", "find_thread_on", "stream_of_subject", "subject_of", "subjects", "thread_on",
]  # fmt: skip


def thread_on(kind: str, thing) -> Thread:
    """The thread that hangs on ``thing``; made, empty, when there is none yet."""
    described = subjects.get(kind)
    if (thread := find_thread_on(kind, thing)) is not None:
        return thread
    title = (described.title(thing) or "–")[:LONGEST_TITLE]
    audience, network_ids = described.audience(thing)
    try:
        with transaction.atomic():
            thread = Thread.objects.create(
                subject_kind=kind,
                subject_id=thing.pk,
                title=title,
                slug=slug_of(title),
                language=active_language(),
                audience=audience,
            )
            thread.networks.set(network_ids)
            append(stream_of_subject(kind, thing.pk), "begun", data={"thread": thread.pk})
    except IntegrityError:  # made by somebody else at the same moment
        return Thread.objects.get(subject_kind=kind, subject_id=thing.pk)
    return thread


def audience_changed(kind: str, thing) -> None:
    """Give the thread on ``thing``, if there is one, its present audience and title; listeners are asked again."""
    described = subjects.get(kind)
    with transaction.atomic():
        thread = Thread.objects.select_for_update().filter(subject_kind=kind, subject_id=thing.pk).first()
        if thread is None:
            # Nothing was said yet; pages listen for the first word.
            recheck_stream(stream_of_subject(kind, thing.pk))
            return
        audience, network_ids = described.audience(thing)
        title = (described.title(thing) or "–")[:LONGEST_TITLE]
        network_ids = set(network_ids)
        before = (thread.audience, set(thread.networks.values_list("pk", flat=True)))
        if (audience, network_ids) != before or title != thread.title:
            thread.audience, thread.title, thread.slug = audience, title, slug_of(title)
            thread.save(update_fields=["audience", "title", "slug"])
            thread.networks.set(network_ids)
            index.changed("thread", thread.pk)
            append(thread.stream_key, "reshaped")
        if (audience, network_ids) != before:
            take_out(thread)
            recheck_stream(thread.stream_key)
