"""Which mails belong to one conversation, by what their heads say."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .letters import Head

# An answer that names nothing it answers belongs to the last mail of its subject, if that is not older than this.
WINDOW = timedelta(days=30)


@dataclass(slots=True)
class Strand:
    """Mails of one conversation, parents before children, otherwise by date; ``thread_id`` where it has begun."""

    heads: list[Head] = field(default_factory=list)
    thread_id: int | None = None

    @property
    def begins(self) -> tuple[datetime, int]:
        return self.heads[0].sent_at, self.heads[0].place.number


def weave(heads: Iterable[Head]) -> list[Strand]:
    """The conversations in order of their beginnings. Every head has a date; the file's order breaks ties."""
    heads = list(heads)
    known = {head.key: head for head in heads}
    roots = _Roots()
    for head in heads:
        roots.find(head.key)
        for reference in head.references:
            roots.join(head.key, reference)
    _join_by_subject(heads, known, roots)
    strands: dict[str, Strand] = {}
    for head in heads:
        strands.setdefault(roots.find(head.key), Strand()).heads.append(head)
    for strand in strands.values():
        _put_in_order(strand, known)
    return sorted(strands.values(), key=lambda strand: strand.begins)


def is_lost_answer(head: Head, known) -> bool:
    """An answer by its subject, which names nothing that is known."""
    return head.is_reply and bool(head.subject_key) and not any(one in known for one in head.references)


def _join_by_subject(heads: list[Head], known: dict[str, Head], roots: "_Roots") -> None:
    by_subject: dict[str, list[tuple[datetime, int, str]]] = {}
    for head in heads:
        if head.subject_key:
            by_subject.setdefault(head.subject_key, []).append((head.sent_at, head.place.number, head.key))
    for mails in by_subject.values():
        mails.sort()
    for head in heads:
        if not is_lost_answer(head, known):
            continue
        mails = by_subject[head.subject_key]
        at = bisect_left(mails, (head.sent_at, head.place.number, head.key))
        if at and head.sent_at - mails[at - 1][0] <= WINDOW:
            roots.join(head.key, mails[at - 1][2])


def _put_in_order(strand: Strand, known: dict[str, Head]) -> None:
    """Clocks are wrong at times: nobody answers before the mail they answer."""
    if len(strand.heads) == 1:
        return
    ranks: dict[str, tuple[datetime, int]] = {}
    for head in strand.heads:
        chain, seen = [], set()
        while head is not None and head.key not in ranks and head.key not in seen:
            seen.add(head.key)
            chain.append(head)
            head = next((known[one] for one in head.references if one in known), None)
        above = ranks.get(head.key) if head is not None else None
        for one in reversed(chain):
            above = (max(one.sent_at, above[0]), above[1] + 1) if above else (one.sent_at, 0)
            ranks[one.key] = above
    strand.heads.sort(key=lambda head: (*ranks[head.key], head.place.number))


class _Roots:
    """Sets of keys that were found to belong together."""

    def __init__(self):
        self._above: dict[str, str] = {}

    def find(self, key: str) -> str:
        above = self._above
        root = above.setdefault(key, key)
        while above[root] != root:
            root = above[root]
        while above[key] != root:
            above[key], key = root, above[key]
        return root

    def join(self, one: str, other: str) -> None:
        one, other = self.find(one), self.find(other)
        if one != other:
            self._above[other] = one
