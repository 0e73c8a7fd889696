"""What the index must answer, worked out text by text without an engine."""

from collections import Counter
from datetime import timedelta

from community.search.analysis import Group, Query, index_terms
from community.search.query import PERIODS, Filters


def holds(asked: Query, *, title: str = "", body: str = "", language: str = "en") -> bool:
    """Whether a text is found by a query: each group, none of the excluded, all that was quoted."""
    in_title, in_body = index_terms(title, language), index_terms(body, language)
    title_terms = set(in_title.replace("|", " ").split())
    terms = title_terms | set(in_body.replace("|", " ").split())

    def has(group: Group) -> bool:
        where = title_terms if group.in_title else terms
        return bool(
            not where.isdisjoint(group.any_of)
            or (group.prefix and any(term.startswith(group.prefix) for term in where))
            or (group.spelt and all(has(part) for part in group.spelt))
        )

    return (
        bool(asked)
        and all(has(group) for group in asked.groups)
        and not any(has(group) for group in asked.excluded)
        and all(
            (said.spaced in in_title or (not said.in_title and said.spaced in in_body)) != said.unwanted
            for said in asked.said
        )
    )


def things(texts, asked: str, viewer, filters: Filters, *, without: str = "") -> set[tuple[str, int]]:
    """(kind, number) of what ``viewer`` may find among ``texts``, pairs of (kind, SearchText)."""
    query = Query(asked)
    return {
        (kind, text.pk)
        for kind, text in texts
        if viewer.holds_any(text.audience_keys)
        and _fits(kind, text, filters, without)
        and holds(query, title=text.title, body=text.body, language=text.language)
    }


def _fits(kind, text, filters, without) -> bool:
    truths = {
        "kind": kind == filters.kind,
        "network": filters.network in text.network_ids,
        "topic": filters.topic in text.topic_ids,
        "space": filters.space == text.space_id,
        "language": filters.language == text.language,
        "since": filters.since is not None
        and text.happened_at is not None
        and text.happened_at >= filters.since,
    }
    return all(truths[name] for name in filters.chosen() if name != without)


def facets(texts, asked: str, viewer, filters: Filters, now) -> dict[str, dict]:
    """Counts of every facet, named as in an answer."""
    values = {
        "kinds": ("kind", lambda kind, text: [kind]),
        "languages": ("language", lambda kind, text: [text.language]),
        "spaces": ("space", lambda kind, text: [text.space_id] if text.space_id else []),
        "networks": ("network", lambda kind, text: text.network_ids),
        "topics": ("topic", lambda kind, text: text.topic_ids),
        "periods": ("since", lambda kind, text: _periods(text, now)),
    }
    counted = {}
    for name, (own, values_of) in values.items():
        pairs = {
            (value, thing)
            for kind, text in texts
            for thing in things([(kind, text)], asked, viewer, filters, without=own)
            for value in values_of(kind, text)
        }
        counted[name] = dict(Counter(value for value, _thing in pairs))
    counted["periods"] = {name: counted["periods"].get(name, 0) for name in PERIODS}
    return counted


def _periods(text, now) -> list[str]:
    if text.happened_at is None:
        return []
    return [name for name, span in PERIODS.items() if text.happened_at >= now - span - timedelta(seconds=1)]


def holds_anything(asked: str) -> bool:
    """Whether there is a word in the question that could be looked for."""
    return bool(Query(asked))
