"""The two full-text engines behind one interface.

Both index the terms that ``terms`` cut and the ``marks`` beside them. SQLite
keeps them in an FTS5 table that follows the document table by triggers;
PostgreSQL in a generated ``tsvector`` column with a GIN index, asked through
two functions. Migrations make both.

A question is put as *sets*: each is the newest documents, at most so many,
that hold the query's words and one mark of each list. Newest means written
first into the index last: the order in which both engines can stop early.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple

from django.db import connection

from .analysis import Group, Query, Said
from .marks import CROWDED, WITHDRAWN, title_mark

# How much a word in the title counts beside one in the text; marks do not count.
_FTS5_WEIGHTS = "4.0, 1.0, 0.0"
_POSTGRESQL_WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"  # of D (text), C, B, A (title)
# Without those that ``index.withdraw`` took out: their marks are still those of their former readers.
_STANDING = f"substr(d.keys, 1, {len(WITHDRAWN)}) <> '{WITHDRAWN}'"


class Row(NamedTuple):
    """What is known of a document that matches, without its texts."""

    pk: int
    kind: str
    object_id: int
    language: str
    space_id: int | None
    moment: int | None  # when it happened, in seconds since 1970
    labels: str
    rank: float  # higher is better; compared only within one answer


@dataclass(frozen=True)
class Asked:
    """One set: documents that hold the query and one of each list of ``marks``, the newest ``most``.

    ``titled``: only those whose title holds all words. ``ranked``: whether the rows are to be put in order; ranks
    cost more than all else of a row, and a set that is only counted does without.
    """

    query: Query
    marks: tuple[tuple[str, ...], ...]
    most: int
    titled: bool = False
    ranked: bool = True


def found(sets: Sequence[Asked]) -> list[list[Row]]:
    """The rows of each set, newest first; one query for all of them."""
    parts, params = [], []
    one = _postgresql if connection.vendor == "postgresql" else _sqlite
    for number, asked in enumerate(sets):
        statement, values = one(number, asked)
        parts.append(f"SELECT * FROM ({statement}) AS set_{number}")  # noqa: S608
        params += values
    rows: list[list[Row]] = [[] for _asked in sets]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for row in cursor.fetchall():
            rows[row[0]].append(Row._make(row[1:]))
    for one_set in rows:
        one_set.sort(key=_pk, reverse=True)
    return rows


_pk = itemgetter(0)


def are_more(asked: Asked, number: int) -> bool:
    """Whether there are more than ``number`` documents of this set; one query that reads none of them."""
    counted = replace(asked, most=number + 1)
    statement, values = (_postgresql_count if connection.vendor == "postgresql" else _sqlite_count)(counted)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] > number


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _sqlite(number: int, asked: Asked) -> tuple[str, list]:
    source, values = _sqlite_source(asked, f" AND {_STANDING}")
    rank = f"-bm25(community_search_terms, {_FTS5_WEIGHTS})" if asked.ranked else "0.0"
    statement = f"""
        SELECT {number}, d.id, d.kind, d.object_id, d.language, d.space_id,
            CAST(strftime('%%s', d.happened_at) AS INTEGER), d.labels, {rank} {source}
    """
    return statement, values


def _sqlite_count(asked: Asked) -> tuple[str, list]:
    source, values = _sqlite_source(asked)
    return f"SELECT count(*) FROM (SELECT 1 {source})", values  # noqa: S608


def _sqlite_source(asked: Asked, standing: str = "") -> tuple[str, list]:
    said, values = [], []
    for one in asked.query.said:
        text = "d.terms_title" if one.in_title else "d.terms_title || d.terms_body"
        said.append(f" AND instr({text}, %s) {'= 0' if one.unwanted else '> 0'}")
        values.append(one.spaced)
    source = f"""
        FROM community_search_terms CROSS JOIN community_searchdocument d ON d.id = community_search_terms.rowid
        WHERE community_search_terms MATCH %s{standing}{"".join(said)}
        ORDER BY community_search_terms.rowid DESC LIMIT %s
    """
    return source, [fts5(asked), *values, asked.most]


def fts5(asked: Asked) -> str:
    """The question in FTS5's language. Terms and marks hold no quotes, so quoting is exact."""
    wanted = [_fts5_group(group) for group in _groups(asked)]
    wanted += ["(" + " OR ".join(f'"{mark}"' for mark in one_of) + ")" for one_of in asked.marks]
    text = " AND ".join(wanted)
    if asked.query.excluded:
        text = f"({text}) NOT (" + " OR ".join(_fts5_group(group) for group in asked.query.excluded) + ")"
    return text


def _fts5_group(group: Group) -> str:
    alternatives = [f'"{term}"' for term in _own_terms(group)]
    if group.prefix:
        alternatives.append(f'"{title_mark(group.prefix) if group.in_title else group.prefix}"*')
    if group.spelt:
        alternatives.append("(" + " AND ".join(_fts5_group(part) for part in group.spelt) + ")")
    return "(" + " OR ".join(alternatives) + ")"


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _postgresql(number: int, asked: Asked) -> tuple[str, list]:
    source, values = _postgresql_source(asked)
    rank, words = "0.0::real", []
    if asked.ranked:
        rank = f"ts_rank('{_POSTGRESQL_WEIGHTS}', d.terms_vector, %s::tsquery, 1)"
        words = [" & ".join(_tsquery_group(group) for group in asked.query.groups)]
    statement = f"""
        SELECT {number}, d.id, d.kind, d.object_id, d.language, d.space_id,
            floor(extract(epoch FROM d.happened_at))::bigint, d.labels, {rank}
        FROM {source} AS f(id) JOIN community_searchdocument d ON d.id = f.id WHERE {_STANDING}
    """  # noqa: S608
    return statement, [*words, *values]


def _postgresql_count(asked: Asked) -> tuple[str, list]:
    source, values = _postgresql_source(asked)
    return f"SELECT count(*) FROM {source} AS f(id)", values  # noqa: S608


def _postgresql_source(asked: Asked) -> tuple[str, list]:
    said = asked.query.said
    if said:
        source = "community_search_said(%s::tsquery, %s, %s::text[], %s::text[], %s::text[], %s::text[])"
        values = [
            [one.spaced for one in said if (one.unwanted, one.in_title) == place]
            for place in ((False, False), (False, True), (True, False), (True, True))
        ]
    else:
        source, values = "community_search_found(%s::tsquery, %s)", []
    return source, [tsquery(asked), asked.most, *values]


def tsquery(asked: Asked) -> str:
    """The question in PostgreSQL's language, from the same terms and marks."""
    wanted = [_tsquery_group(group) for group in _groups(asked)]
    wanted += [_tsquery_said(one) for one in asked.query.said if not one.unwanted and len(one.words) > 1]
    wanted += ["(" + " | ".join(f"'{mark}'" for mark in one_of) + ")" for one_of in asked.marks]
    if asked.query.excluded:
        wanted.append("!(" + " | ".join(_tsquery_group(group) for group in asked.query.excluded) + ")")
    return " & ".join(wanted)


def _tsquery_said(said: Said) -> str:
    """Quoted words by their places, where the vector knows all places: most that hold the words fail here.

    It takes words as neighbours that stand on two sides of a bar; ``community_search_said`` looks again.
    """
    neighbours = " <-> ".join(f"'{word}'" for word in said.words)
    return f"({neighbours} | '{CROWDED}')"


def _tsquery_group(group: Group) -> str:
    alternatives = [f"'{term}'" for term in _own_terms(group)]
    if group.prefix:
        alternatives.append(f"'{title_mark(group.prefix) if group.in_title else group.prefix}':*")
    if group.spelt:
        alternatives.append("(" + " & ".join(_tsquery_group(part) for part in group.spelt) + ")")
    return "(" + " | ".join(alternatives) + ")"


# --- Both -------------------------------------------------------------------------------------------------------------


def _groups(asked: Asked) -> list[Group]:
    groups = asked.query.groups
    # The words stay beside those for the title: FTS5 ranks by what it was asked, and marks do not count.
    return [*groups, *(group.for_title() for group in groups)] if asked.titled else groups


def _own_terms(group: Group) -> list[str]:
    return [title_mark(term) for term in group.any_of] if group.in_title else list(group.any_of)
