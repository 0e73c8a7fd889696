"""Records and suggestions."""

import itertools

from django.utils import timezone

_count = itertools.count(1)


def make_resource(title=None, *, networks=(), topics=(), texts=None, live=True, **fields):
    """A record, in the library unless ``live=False``. ``texts`` maps a language to a summary, or to a dict of its parts."""
    from knowledge.library.models import Resource, ResourceText

    number = next(_count)
    fields.setdefault("format", "report")
    fields.setdefault("languages", ["en"])
    fields.setdefault("url", f"https://library.example/{number}")
    now = timezone.now()
    if live:
        fields.setdefault("first_published_at", now)
        fields.setdefault("last_published_at", now)
    resource = Resource(title=title or f"Working together {number}", live=live, **fields)
    resource.has_unpublished_changes = not live
    resource.save()
    resource.networks.set(list(networks))
    resource.topics.set(list(topics))
    texts = {"en": f"What report {number} says."} if texts is None else texts
    resource.texts.set(
        [
            ResourceText(language=code, **(parts if isinstance(parts, dict) else {"summary": parts}))
            for code, parts in texts.items()
        ]
    )
    resource.save()
    if not live:
        resource.save_revision(clean=False)
    return resource


def make_submission(network, submitter, **fields):
    """A suggestion that waits."""
    from knowledge.library.models import Submission

    number = next(_count)
    fields.setdefault("url", f"https://suggested.example/{number}")
    fields.setdefault("title", f"A suggested guide {number}")
    fields.setdefault("why", "It helped us to begin.")
    fields.setdefault("language", "en")
    return Submission.objects.create(network=network, submitter=submitter, **fields)
