"""Writing down in a thread what was done to it."""

from community.live.log import Entry

from ..models import Post, PostKind, Thread, ThreadPlace


def write_note(thread: Thread, verb: str, *, by, facts: dict | None = None) -> Entry:
    """Add a note at the end of ``thread``, whose row is locked; returns the event to append for its stream.

    ``verb`` is an entry of ``discussions.notes``, ``facts`` its JSON. Nobody is
    told of a note, and whoever had read everything has still read everything.
    """
    number = thread.last_number + 1
    Post.objects.create(
        thread=thread,
        number=number,
        kind=PostKind.NOTE,
        facts={"verb": verb, **(facts or {})},
        author=by,
        html="",
        language=thread.language,
    )
    thread.last_number = number
    thread.note_numbers = [*thread.note_numbers, number]
    thread.save(update_fields=["last_number", "note_numbers"])
    places = ThreadPlace.objects.filter(thread=thread)
    places.filter(read_number=number - 1).update(read_number=number)
    places.filter(marked_number=number - 1).update(marked_number=number)
    return Entry(thread.stream_key, "note", f"post-{number}", {"post": number})
