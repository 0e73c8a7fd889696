"""Titles offered while somebody types."""

from dataclasses import dataclass

from community.audience import viewer_of
from community.languages import active_language

from . import engines
from .analysis import Query
from .engines import Asked
from .marks import key_mark
from .models import SearchDocument
from .terms import LANGUAGES, terms_of, words_of

MOST_OFFERED = 8
# Of more titles that hold what was typed, the newest are ranked.
MOST_RANKED = 200


@dataclass(frozen=True)
class Title:
    """A thing offered by its title. ``path`` has no language prefix."""

    kind: str
    title: str
    language: str
    path: str


def titles_for(text: str, *, user) -> list[Title]:
    """At most ``MOST_OFFERED`` things whose titles hold every word of ``text``, best first, as ``user`` may find
    them; two queries and one for the viewer."""
    asked = Query(_begun(text))
    if not asked:
        return []
    viewer = viewer_of(user)
    keys = tuple(key_mark(key) for key in sorted(viewer.keys()))
    (rows,) = engines.found([Asked(asked, (keys,), MOST_RANKED, titled=True)])
    documents = SearchDocument.objects.only("kind", "object_id", "language", "title", "path", "keys").in_bulk(
        [row.pk for row in rows]
    )
    own_language = active_language()
    begun = _plain(text)

    def order(row):
        document = documents[row.pk]
        return (
            not _plain(document.title).startswith(begun),
            row.language != own_language,
            -row.rank,
            -row.pk,
        )

    best: dict[tuple[str, int], SearchDocument] = {}
    shown = [row for row in rows if row.pk in documents and viewer.holds_any(documents[row.pk].keys.split())]
    for row in sorted(shown, key=order):
        best.setdefault((row.kind, row.object_id), documents[row.pk])
    return [
        Title(document.kind, document.title, document.language, document.path)
        for document in list(best.values())[:MOST_OFFERED]
    ]


def _begun(text: str) -> str:
    """``text`` without a last word of which there is one letter only: that narrows nothing down yet."""
    words = text.split()
    if len(words) > 1 and len(words[-1]) == 1 and not text.endswith(" "):
        return " ".join(words[:-1])
    return text


def _plain(text: str) -> str:
    """The words of a text as they are compared, so that titles can be asked how they begin."""
    return " ".join(terms[0] for _s, _e, word in words_of(text) if (terms := terms_of(word, LANGUAGES)))
