"""What a record says to machines: schema.org data, and tags that search engines for scholars read."""

from .citing import first_and_last_page
from .creators import full_name, is_organisation
from .models import Resource
from .vocabulary import LICENCE_ADDRESSES, AccessibilityFact

# Facts in the vocabulary of schema.org's accessibilityFeature.
_ACCESSIBILITY = {
    AccessibilityFact.TAGGED: "taggedPDF",
    AccessibilityFact.LARGE_PRINT: "largePrint",
    AccessibilityFact.CAPTIONS: "captions",
    AccessibilityFact.TRANSCRIPT: "transcript",
    AccessibilityFact.SIGNED: "signLanguage",
    AccessibilityFact.AUDIO_DESCRIBED: "audioDescription",
}


def json_ld(resource: Resource, *, page_url: str) -> dict:
    """The work as schema.org data. ``page_url`` is the absolute address of the record's page."""
    text = resource.text
    data = {
        "@context": "https://schema.org",
        "@type": resource.words.schema_org if resource.words else "CreativeWork",
        "@id": f"{page_url}#work",
        "mainEntityOfPage": page_url,
        "name": resource.title,
        "abstract": text.summary if text else None,
        "url": resource.url or None,
        "datePublished": resource.published_on.isoformat() if resource.published_on else _text(resource.year),
        "inLanguage": resource.languages or None,
        "author": [_maker(creator) for creator in resource.creators if creator.get("role") != "editor"] or None,
        "editor": [_maker(creator) for creator in resource.creators if creator.get("role") == "editor"] or None,
        "publisher": {"@type": "Organization", "name": resource.publisher} if resource.publisher else None,
        "isPartOf": {"@type": "CreativeWork", "name": resource.container_title} if resource.container_title else None,
        "pagination": resource.pages or None,
        "isbn": resource.isbn or None,
        "license": LICENCE_ADDRESSES.get(resource.licence),
        "timeRequired": f"PT{resource.minutes}M" if resource.minutes else None,
        "isAccessibleForFree": True if resource.access == "open" else (False if resource.access == "paid" else None),
        "keywords": [topic.name for topic in resource.topics.all()] or None,
        "accessibilityFeature": [
            _ACCESSIBILITY[fact] for fact in resource.accessibility if fact in _ACCESSIBILITY
        ] or None,
        "identifier": {"@type": "PropertyValue", "propertyID": "doi", "value": resource.doi} if resource.doi else None,
        "sameAs": f"https://doi.org/{resource.doi}" if resource.doi else None,
    }  # fmt: skip
    return data


def _text(value) -> str | None:
    return str(value) if value else None


def _maker(creator: dict) -> dict:
    if is_organisation(creator):
        return {"@type": "Organization", "name": creator["literal"]}
    maker = {
        "@type": "Person",
        "name": full_name(creator),
        "familyName": creator["family"],
        "givenName": creator["given"],
    }
    if creator.get("orcid"):
        maker["@id"] = f"https://orcid.org/{creator['orcid']}"
    return maker


def highwire(resource: Resource) -> list[tuple[str, str]]:
    """``citation_…`` tags of a scholarly work, in the order Google Scholar asks for; none for others."""
    if not (resource.words and resource.words.is_scholarly and resource.year and resource.creators):
        return []
    first, last = first_and_last_page(resource.pages)
    day = resource.published_on
    container = "citation_inbook_title" if resource.format == "book" else "citation_journal_title"
    tags = [("citation_title", resource.title)]
    tags += [("citation_author", full_name(creator)) for creator in resource.creators]
    tags += [
        ("citation_publication_date", day.strftime("%Y/%m/%d") if day else str(resource.year)),
        (container, resource.container_title),
        ("citation_publisher", resource.publisher),
        ("citation_volume", resource.volume),
        ("citation_issue", resource.issue),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        ("citation_doi", resource.doi),
        ("citation_isbn", resource.isbn),
        ("citation_issn", resource.issn),
        ("citation_language", resource.title_language),
    ]
    return [(name, value) for name, value in tags if value]
