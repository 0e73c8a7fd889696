"""What can be found, and keeping the index as it is.

A room registers a :class:`SearchKind` and calls :func:`changed` in the
transaction of every change. The job that follows loads the thing anew and
writes its documents, or takes them out when it is gone.
"""

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.audience import PUBLIC_KEY
from community.jobs.queue import enqueue, job
from community.prepared import Prepared
from community.registry import Registry

from .marks import WITHDRAWN, marks_of
from .terms import index_terms, index_terms_of, title_terms

LONGEST_BODY = 60_000  # characters of a text that are indexed
# In a body, between prose and facts; a character that nobody types.
_FACTS = "\x1e"


def body_of(prose: Iterable[str], facts: Iterable[str]) -> str:
    """A body of sentences, and of ``facts`` by which it is found and which are never shown: topics, makers, hosts."""
    return "\n".join([*filter(None, prose), _FACTS, *filter(None, facts)])


def shown_of(body: str) -> str:
    """What of a body is prose.

    >>> shown_of(body_of(["How they work.", ""], ["Equality and inclusion", "ILIS"]))
    'How they work.'
    """
    return body.partition(_FACTS)[0].rstrip()


@dataclass(frozen=True)
class SearchText:
    """One document of a thing: what it says, in which language, to whom, and where it is found.

    ``path`` has no language prefix (``/threads/7/how/``). ``part`` tells several
    documents of one thing apart. Without ``audience_keys`` nobody finds it.
    ``places`` are triples (character of the body, path, language): from there on
    the body is in that language, and what is found leads to that path. The first
    one is where the body begins.
    """

    pk: int
    language: str
    title: str
    body: str
    path: str
    audience_keys: Iterable[str]
    part: str = ""
    network_ids: Sequence[int] = ()
    space_id: int | None = None
    topic_ids: Sequence[int] = ()
    happened_at: datetime | None = None
    labels: Sequence[str] = field(default=())
    places: Sequence[tuple[int, str, str]] = ()


@dataclass(frozen=True)
class SearchKind:
    """A kind of thing that can be found.

    ``load(pks)`` gives the documents of those things, in few queries; a thing
    that is gone or not to be found gives none. ``all_pks()`` lists all things,
    for making the index anew.
    """

    slug: str
    label: str  # plural, for the facet: "Threads"
    load: Callable[[Sequence[int]], Iterable[SearchText]]
    all_pks: Callable[[], Iterable[int]]


kinds: Registry[SearchKind] = Registry("searchable kind")

# Called with (kind, numbers of things) in the job after their documents were written anew. May be called twice.
on_written: Registry[Callable[[str, Sequence[int]], None]] = Registry("hook for written documents")


def changed(kind: str, *pks: int) -> None:
    """Something of ``kind`` was made, changed or removed: have its documents written anew after commit."""
    for pk in pks:
        enqueue("search.index", key=f"{kind}:{pk}", kind=kind, pks=[pk])


def withdraw(kind: str, **which) -> None:
    """Have nobody find these documents (``object_id=7``, ``space_id=3``) until the job has written them anew.

    For what has fewer readers from now on, or must not be read any more: a job comes a moment later, or much later
    when workers are busy. Call it in the transaction of that change, beside :func:`changed`; it costs one query a
    set of readers, and cuts no terms.
    """
    from .models import SearchDocument

    documents = SearchDocument.objects.filter(kind=kind, **which).exclude(keys__startswith=WITHDRAWN)
    for keys in set(documents.order_by().values_list("keys", flat=True)):
        documents.filter(keys=keys).update(keys=" ".join(f"{WITHDRAWN}{key}" for key in keys.split()))


@job("search.index")
def index(*, kind: str, pks: list[int]) -> None:
    """Write the documents of these things anew."""
    write(kind, pks)
    for hook in on_written:
        hook(kind, pks)


@transaction.atomic
def write(kind_slug: str, pks: Sequence[int], *, anew: bool = False) -> int:
    """Make the documents of these things equal to what their kind loads; returns how many there are now.

    Documents that say what they said are left alone, and the vocabulary follows. With ``anew`` every document
    is cut into terms again, and the vocabulary is left to be counted anew by whoever asked for it.
    """
    from .models import SearchDocument

    kind = kinds.get(kind_slug)
    texts = {(text.pk, text.part): text for text in kind.load(list(pks)) if text.audience_keys}
    held = {(document.object_id, document.part): document for document in _held(kind_slug, list(pks))}
    before = [] if anew else _public_texts(held.values())
    gone = [document.pk for place, document in held.items() if place not in texts]
    if gone:
        SearchDocument.objects.filter(pk__in=gone).delete()
    documents, fresh, old = [], [], []
    for place, text in texts.items():
        document = held.get(place) or SearchDocument(kind=kind_slug, object_id=text.pk, part=text.part)
        if _fill(document, text) or anew:
            _cut(document)
            (old if document.pk else fresh).append(document)
        documents.append(document)
    SearchDocument.objects.bulk_create(fresh, batch_size=200)
    if len(old) > _FEW:
        SearchDocument.objects.bulk_update(old, _WRITTEN, batch_size=100)
    else:  # a query for each is still quicker than working out one for all
        for document in old:
            document.save(update_fields=_WRITTEN)
    if not anew:
        _learn(before, _public_texts(documents))
    return len(documents)


def _held(kind_slug: str, pks: list[int]) -> Iterable:
    """The documents of these things, locked until we commit."""
    if len(pks) == 1:
        return _held_of_one().objects(kind=kind_slug, pk=pks[0])
    return _documents(kind_slug, pks)


def _documents(kind: str, pks: list[int]):
    from .models import SearchDocument

    return SearchDocument.objects.select_for_update().filter(kind=kind, object_id__in=pks)


@functools.cache
def _held_of_one() -> Prepared:
    return Prepared(lambda kind, pk: _documents(kind, [pk]), kind=str, pk=int)


_FEW = 3
_SAID = ("language", "title", "body", "path", "labels", "keys", "space_id", "happened_at", "places")
_WRITTEN = [*_SAID, "marks", "terms_title", "terms_body", "indexed_at"]


def _fill(document, text: SearchText) -> bool:
    """Have the document say what ``text`` says; returns whether it says anything else now."""
    labels = {f"topic:{pk}" for pk in text.topic_ids} | {f"network:{pk}" for pk in text.network_ids}
    labels |= set(text.labels)
    before = [getattr(document, name) for name in _SAID]
    document.language, document.title, document.body = (
        text.language,
        text.title[:300],
        text.body[:LONGEST_BODY],
    )
    document.path, document.space_id, document.happened_at = text.path, text.space_id, text.happened_at
    document.labels, document.keys = " ".join(sorted(labels)), " ".join(sorted(set(text.audience_keys)))
    document.places = [list(place) for place in text.places if place[0] < LONGEST_BODY] or None
    return document.pk is None or [getattr(document, name) for name in _SAID] != before


def _cut(document) -> None:
    """Cut what the document says into terms, and mark it."""
    document.terms_title = index_terms(document.title, document.language)
    document.terms_body = index_terms_of(_pieces(document))
    document.marks = marks_of(
        kind=document.kind,
        language=document.language,
        keys=document.keys.split(),
        labels=document.labels.split(),
        space_id=document.space_id,
        happened_at=document.happened_at,
        title_terms=title_terms(document.title, document.language),
        terms=document.terms_title + document.terms_body,
    )
    document.indexed_at = timezone.now()


def _pieces(document) -> list[tuple[str, str]]:
    """The body as (text, language), a piece for each of its places."""
    if not document.places:
        return [(document.body, document.language)]
    ends = [place[0] for place in document.places[1:]] + [len(document.body)]
    return [
        (document.body[start:end], language)
        for (start, _path, language), end in zip(document.places, ends, strict=True)
    ]


def _public_texts(documents) -> list[tuple[tuple, str, str]]:
    """(which document, title, what is looked at of the body) of those whose words are in the vocabulary: that everyone
    may read, or could."""
    from .vocabulary import LOOKED_AT

    public = {PUBLIC_KEY, WITHDRAWN + PUBLIC_KEY}
    return [
        ((document.object_id, document.part), document.title, document.body[:LOOKED_AT])
        for document in documents
        if not public.isdisjoint(document.keys.split())
    ]


def _learn(before, after) -> None:
    """Have the vocabulary follow; texts that did not change are left alone."""
    from . import vocabulary

    same = set(before) & set(after)
    vocabulary.learn(
        gone=[
            vocabulary.words_in(title, body)
            for which, title, body in before
            if (which, title, body) not in same
        ],
        come=[
            vocabulary.words_in(title, body)
            for which, title, body in after
            if (which, title, body) not in same
        ],
    )


def rebuild(kind_slug: str | None = None, *, batch: int = 200) -> int:
    """Make the whole index, or one kind's part of it, anew, and the vocabulary; returns the number of documents.

    Things that are gone, and kinds that nobody registers any more, lose their documents.
    """
    from . import vocabulary
    from .models import SearchDocument

    if kind_slug:
        kinds.get(kind_slug)
    else:
        SearchDocument.objects.exclude(kind__in=[slug for slug, _kind in kinds.items()]).delete()
    total = 0
    for slug, kind in kinds.items():
        if kind_slug and slug != kind_slug:
            continue
        pks = sorted(set(kind.all_pks()))
        for start in range(0, len(pks), batch):
            total += write(slug, pks[start : start + batch], anew=True)
        known = set(pks)
        held = SearchDocument.objects.filter(kind=slug).values_list("pk", "object_id")
        gone = [pk for pk, object_id in held.iterator(chunk_size=5000) if object_id not in known]
        for start in range(0, len(gone), 500):
            SearchDocument.objects.filter(pk__in=gone[start : start + 500]).delete()
    vocabulary.rebuild()
    return total
