"""The page of one record, and its citation as a file."""

from django.db.models import Count, F, OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.context import Offer, offer_languages
from community.languages import active_language, site_languages
from knowledge.pages.structured import as_script

from .. import citing, structured
from ..addresses import shown_host
from ..creators import full_name
from ..models import Resource, ResourceText
from ..permissions import can_edit, is_curator
from ..shelves import fallback_notice, foreign, topic_link, with_surroundings
from ..vocabulary import LICENCE_ADDRESSES, WORK_LANGUAGES, AccessibilityFact, Country, Medium, time_needed

MOST_RELATED = 4


@require_safe
def record(request, pk, slug):
    """One record. A drafted, withdrawn or hidden one looks like one that never was."""
    rows = Resource.objects.visible_to(request.user).select_related("cover", "document", "contributed_by")
    resource = get_object_or_404(rows, pk=pk)
    if slug != resource.slug:
        return redirect(resource, permanent=True)
    with_surroundings(resource)
    said = {text.language for text in resource.texts.all()}
    # The page is there in every language of the site; search engines are told where it says something of its own.
    offer_languages(
        request, {code: Offer(is_translated=code in said) for code in site_languages()} if said else {}
    )
    return render(request, "knowledge/library/record.html", record_context(resource, request))


@require_safe
def citation(request, pk, slug, ending):
    """The record's citation for reference managers: ``ris``, ``bib`` or ``json``."""
    resource = get_object_or_404(Resource.objects.visible_to(request.user).for_list(), pk=pk)
    if ending not in citing.EXPORTS:
        raise Http404
    write, content_type = citing.EXPORTS[ending]
    response = HttpResponse(write([resource]), content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, citing.file_name(resource, ending))
    response["X-Robots-Tag"] = "noindex"
    return response


def record_context(resource: Resource, request, *, is_preview: bool = False) -> dict:
    """What the page of ``resource`` shows this reader. A preview has no comments and no neighbours."""
    text = resource.text
    page_url = request.build_absolute_uri(resource.get_absolute_url()) if resource.pk else ""
    index_url = reverse("library")
    topics = list(resource.topics.all())
    return {
        "resource": resource,
        "is_preview": is_preview,
        "title_language": foreign(resource.shown_title_language),
        "own_title": resource.title if resource.title != resource.shown_title else "",
        "own_title_language": foreign(resource.title_language),
        "text": text,
        "text_language": foreign(text.language) if text else "",
        "language_notice": fallback_notice(resource),
        "is_machine_text": bool(text and text.status == "machine"),
        "is_stale_text": bool(text and text.is_stale(resource.source_text)),
        "makers": [full_name(creator) for creator in resource.creators],
        "facts": facts_of(resource),
        "accessibility": [str(AccessibilityFact(fact).label) for fact in resource.accessibility],
        "address": address_of(resource),
        "topics": [topic_link(topic) for topic in topics],
        "icon": resource.words.icon if resource.words else "file",
        "open_label": open_label(resource),
        "networks": list(resource.networks.all()),
        "trail": [{"label": _("Library"), "url": index_url}, {"label": resource.shown_title, "url": ""}],
        "citation": citing.harvard(resource),
        "citation_text": citing.harvard_text(resource),
        "citation_files": citation_files(resource) if resource.pk and not is_preview else [],
        "related": [] if is_preview else related_to(resource, topics, request.user),
        "edit_url": reverse("desk-resource", args=[resource.pk])
        if not is_preview and is_curator(request.user) and can_edit(request.user, resource)
        else "",
        "structured_data": as_script(structured.json_ld(resource, page_url=page_url)),
        "highwire": structured.highwire(resource),
    }


def address_of(resource: Resource) -> dict | None:
    """Where the work itself is: ``{url, host}``; the DOI's address where it has one, because that one lasts."""
    url = f"https://doi.org/{resource.doi}" if resource.doi else resource.url
    if not url and resource.document:
        return {"url": resource.document.url, "host": "", "is_file": True}
    return {"url": url, "host": shown_host(resource.url or url), "is_file": False} if url else None


def open_label(resource: Resource) -> str:
    """The words of the button that leads to the work."""
    return {Medium.LISTEN: _("Listen to it"), Medium.WATCH: _("Watch it"), Medium.USE: _("Open it")}.get(
        resource.medium, _("Read it")
    )


def facts_of(resource: Resource) -> list[dict]:
    """The record's facts as the component ``facts`` takes them; what nobody knows is left out."""
    index_url = reverse("library")
    part_of = resource.container_title
    numbers = ", ".join(
        words
        for words in (
            _("volume %(volume)s") % {"volume": resource.volume} if resource.volume else "",
            _("issue %(issue)s") % {"issue": resource.issue} if resource.issue else "",
            _("pages %(pages)s") % {"pages": citing.shown_pages(resource.pages)} if resource.pages else "",
        )
        if words
    )
    countries = [str(Country(code).label) for code in resource.countries]
    languages = [WORK_LANGUAGES.get(code, code) for code in resource.languages]
    found = [
        (_("Format"), resource.get_format_display(), f"{index_url}?format={resource.format}"),
        (_("Year"), resource.year, ""),
        (_("Part of"), part_of, ""),
        (_("Where in it"), numbers, ""),
        (_("Publisher"), resource.publisher, ""),
        (_("Language of the work"), ", ".join(languages), ""),
        (_("Country"), ", ".join(countries), ""),
        (_("Time"), str(time_needed(resource.medium, resource.minutes)) if resource.minutes else "", ""),
        (_("Access"), resource.get_access_display() if resource.access else "", ""),
        (
            _("Licence"),
            resource.get_licence_display() if resource.licence else "",
            LICENCE_ADDRESSES.get(resource.licence, ""),
        ),
        ("DOI", resource.doi, f"https://doi.org/{resource.doi}"),
        ("ISBN", resource.isbn, ""),
        ("ISSN", resource.issn, ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in found if value]


def citation_files(resource: Resource) -> list[dict]:
    """The citation's files as links."""
    labels = {"ris": "RIS", "bib": "BibTeX", "json": "CSL-JSON"}
    path = [resource.pk, resource.slug or "-"]
    return [
        {
            "label": labels[ending],
            "type": citing.EXPORTS[ending][1],
            "url": reverse("resource-citation", args=[*path, ending]),
        }
        for ending in labels
    ]


def related_to(resource: Resource, topics, user) -> list[dict]:
    """Visible records that share most topics with this one, as links; one query."""
    ids = [topic.pk for topic in topics]
    if not ids:
        return []
    translated = ResourceText.objects.filter(resource=OuterRef("pk"), language=active_language()).values(
        "title"
    )[:1]
    rows = (
        Resource.objects.visible_to(user)
        .filter(topics__in=ids)
        .exclude(pk=resource.pk)
        .annotate(shared=Count("topics", distinct=True), translated=Subquery(translated))
        .order_by("-shared", F("year").desc(nulls_last=True), "-pk")[:MOST_RELATED]
    )
    return [
        {
            "title": row.translated or row.title,
            "lang": "" if row.translated else foreign(row.title_language),
            "url": row.get_absolute_url(),
            "format": row.get_format_display(),
            "icon": row.words.icon if row.words else "file",
            "medium": row.medium,
            "year": row.year,
        }
        for row in rows
    ]
