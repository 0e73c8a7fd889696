"""Gatherings in the search of the whole site: one document for each language that has words."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from community.context import rest_of
from community.discussions.cards.kinds import CardKind, cards
from community.languages import LANGUAGE_CODES
from community.search.index import SearchKind, SearchText, body_of, kinds

from .domain.gatherings import published_pages_of
from .models import Gathering

KIND = "event"


def texts_of(pks: Sequence[int]) -> list[SearchText]:
    """What each of these gatherings says. How to join is not here to be said."""
    gatherings = list(
        Gathering.objects.filter(pk__in=pks, is_live=True)
        .select_related("area")
        .prefetch_related("hosts", "topics", "networks")
    )
    pages = published_pages_of([gathering.translation_key for gathering in gatherings])
    return [
        _text_of(gathering, code, pages.get((gathering.translation_key, code)))
        for gathering in gatherings
        for code in LANGUAGE_CODES
        if getattr(gathering, f"title_{code}")
    ]


def _text_of(gathering, code, page) -> SearchText:
    with translation.override(code):
        path = "/" + (rest_of(reverse("event", args=[gathering.slug])) or "")
        hosts = [network.name for network in gathering.hosts.all()]
        area = gathering.area.name if gathering.area else ""
    prose = [getattr(gathering, f"summary_{code}")]
    if page is not None:
        prose += [page.access_info, page.interpretation_info]
        prose += page.body.stream_block.get_searchable_content(page.body)
    facts = [getattr(gathering, f"venue_{code}"), area, *hosts, gathering.other_hosts]
    return SearchText(
        pk=gathering.pk,
        part=code,
        language=code,
        title=getattr(gathering, f"title_{code}"),
        body=body_of(prose, facts),
        path=path,
        audience_keys=gathering.audience_keys(),
        network_ids=[network.pk for network in gathering.hosts.all()],
        topic_ids=[topic.pk for topic in gathering.topics.all()],
        happened_at=gathering.starts_at,
    )


def all_pks() -> list[int]:
    """Every gathering."""
    return list(Gathering.objects.values_list("pk", flat=True))


kinds.register(KIND, SearchKind(slug=KIND, label=_("Events"), load=texts_of, all_pks=all_pks))
cards.register(KIND, CardKind(_("Event"), "calendar"))
