"""Whether a candidate is in the library already: by DOI, reference key, address, then title."""

from ..addresses import canonical_url
from ..models import Resource
from ..titles import likeness, same_title, sort_title
from .candidate import Candidate

# Reference keys are chosen by people and addresses may be those of a whole series, so the titles must speak for it too.
TITLE_BACKS_KEY = 60
TITLE_BACKS_ADDRESS = 80


def match(candidate: Candidate) -> tuple[Resource | None, Resource | None]:
    """The record of the same work, and otherwise one at the same address that is another work."""
    if candidate.doi and (found := Resource.objects.filter(doi=candidate.doi).first()):
        return found, None
    if candidate.ref_key:
        for found in Resource.objects.filter(ref_key=candidate.ref_key).order_by("pk"):
            if _may_be(candidate, found) and likeness(candidate.title, found.title) >= TITLE_BACKS_KEY:
                return found, None
    neighbour = None
    if address := canonical_url(candidate.url):
        for found in Resource.objects.filter(canonical_url=address).order_by("pk"):
            if _may_be(candidate, found) and likeness(candidate.title, found.title) >= TITLE_BACKS_ADDRESS:
                return found, None
            neighbour = neighbour or found
    for found in Resource.objects.filter(sort_title=sort_title(candidate.title)[:400]).order_by("pk"):
        if _may_be(candidate, found) and _same_by_title(candidate, found):
            return found, None
    return None, neighbour


def _may_be(candidate: Candidate, found: Resource) -> bool:
    """Two DOIs are two works, whatever else agrees."""
    return not (candidate.doi and found.doi and candidate.doi != found.doi)


def _same_by_title(candidate: Candidate, found: Resource) -> bool:
    """The same title in the same year at no other address; many reports are called "Annual report"."""
    if not same_title(candidate.title, found.title):
        return False
    if candidate.year and found.year and candidate.year != found.year:
        return False
    address = canonical_url(candidate.url)
    return not (address and found.canonical_url and address != found.canonical_url)
