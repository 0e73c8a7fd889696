"""Finding what the library has already, before somebody suggests or imports it again."""

from dataclasses import dataclass

from django.db.models import Q

from ..addresses import canonical_url, normal_doi
from ..models import Resource
from ..titles import most_alike, sort_title

# Titles at least this alike (0 to 100) are shown as perhaps the same.
ALIKE = 86
MOST_SHOWN = 3


@dataclass(frozen=True)
class Similar:
    """A record with a title like the one typed. ``likeness`` is 0 to 100."""

    resource: Resource
    likeness: float


def at_address_q(url: str, doi: str = "") -> Q | None:
    """The condition for records at this address or with this DOI; None where neither says anything."""
    condition = None
    if address := canonical_url(url):
        condition = Q(canonical_url=address)
    if doi := normal_doi(doi) or normal_doi(url):
        condition = Q(doi=doi) if condition is None else condition | Q(doi=doi)
    return condition


def record_at(url: str, *, user) -> Resource | None:
    """The record at this address, or with the DOI in it, that ``user`` may see."""
    condition = at_address_q(url)
    if condition is None:
        return None
    return Resource.objects.visible_to(user).filter(condition).order_by("pk").first()


def similar_titles(title: str, *, user, other_than=()) -> list[Similar]:
    """Records ``user`` may see whose title is much like ``title``, most alike first; at most three.

    ``other_than`` are numbers of records to leave out.
    """
    if len(sort_title(title)) < 8:
        return []
    titles = dict(
        Resource.objects.visible_to(user)
        .exclude(pk__in=list(other_than))
        .order_by("pk")
        .values_list("pk", "sort_title")
    )
    best = most_alike(title, titles, at_least=ALIKE, most=MOST_SHOWN)
    rows = Resource.objects.in_bulk([pk for pk, _score in best])
    return [Similar(rows[pk], score) for pk, score in best]
