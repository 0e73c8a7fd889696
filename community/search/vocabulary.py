"""The words of the index, and what was perhaps meant by one that is not among them.

Only words of texts that everyone may read are kept: a suggestion must not
betray what is private. A word's count is the number of documents it stands
in; it follows every change, and a word that is left by its last text goes.
"""

from collections import Counter
from collections.abc import Iterable

import simplemma
from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from .analysis import Query
from .models import SearchDocument, SearchWord
from .terms import LANGUAGES, terms_of, undone_mutations, words_of

SHORTEST, LONGEST = 4, 40
# Characters of a text whose words are learnt.
LOOKED_AT = 5000
# How many words are compared at most, the most frequent of a fitting length.
MOST_COMPARED = 30_000
_BATCH = 300


def words_in(title: str, body: str) -> dict[str, str]:
    """Word as it is compared → as it is written, of one document."""
    text = f"{title} {body[:LOOKED_AT]}"
    found: dict[str, str] = {}
    for _start, _end, word in words_of(text):
        key = _key(word)
        if key:
            found.setdefault(key, word.lower()[:LONGEST])
    return found


def _key(word: str) -> str:
    """The word as it is compared: folded and joined; empty for one that is not kept."""
    terms = terms_of(word, ())
    key = terms[0] if terms else ""
    return key if SHORTEST <= len(key) <= LONGEST and not any(sign.isdigit() for sign in key) else ""


def learn(gone: Iterable[dict[str, str]], come: Iterable[dict[str, str]]) -> None:
    """Count the words of documents that went (or were as they were before) and of those that came."""
    change: Counter[str] = Counter()
    written: dict[str, str] = {}
    for words in gone:
        change.subtract(words.keys())
    for words in come:
        change.update(words.keys())
        written.update(words)
    # In one order everywhere, so that two jobs do not wait for each other in a circle.
    rows = [(key, written.get(key, key), number) for key, number in sorted(change.items()) if number]
    for start in range(0, len(rows), _BATCH):
        _add(rows[start : start + _BATCH])
    if any(number < 0 for _key, _written, number in rows):
        SearchWord.objects.filter(count__lte=0).delete()


def _add(rows: list[tuple[str, str, int]]) -> None:
    table = connection.ops.quote_name(SearchWord._meta.db_table)
    places = ", ".join(["(%s, %s, %s)"] * len(rows))
    statement = f"""
        INSERT INTO {table} (folded, written, count) VALUES {places}
        ON CONFLICT (folded) DO UPDATE SET count = {table}.count + excluded.count
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])


def rebuild() -> int:
    """Count all words anew from the documents as they are; returns how many words there are."""
    counts: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    documents = SearchDocument.objects.filter(keys__contains="public").values_list("keys", "title", "body")
    for keys, title, body in documents.iterator(chunk_size=500):
        if "public" not in keys.split():
            continue
        words = words_in(title, body)
        counts.update(words.keys())
        for key, written in words.items():
            spellings.setdefault(key, Counter())[written] += 1
    SearchWord.objects.all().delete()
    SearchWord.objects.bulk_create(
        [
            SearchWord(folded=key, written=spellings[key].most_common(1)[0][0], count=count)
            for key, count in sorted(counts.items())
        ],
        batch_size=_BATCH,
    )
    return len(counts)


def suggest(asked: Query) -> str:
    """What was perhaps meant, with the words of public texts; empty when nothing is near.

    A word that the index or a dictionary knows stays, so that a Welsh word that happens to be in no text is not
    turned into an English one.
    """
    unknown = {key for _start, _end, word in asked.places if (key := _key(word)) and not _is_word(word)}
    unknown -= set(SearchWord.objects.filter(folded__in=unknown).values_list("folded", flat=True))
    if not unknown:
        return ""
    nearest = _nearest(unknown)
    text, changed = asked.text, False
    for start, end, word in reversed(asked.places):
        if meant := nearest.get(_key(word)):
            text, changed = text[:start] + meant + text[end:], True
    return text.strip() if changed else ""


def _is_word(word: str) -> bool:
    """Whether a dictionary has it, in any of our languages; what a Welsh mutation did is undone first."""
    small = word.lower()
    return any(simplemma.is_known(small, lang=language) for language in LANGUAGES) or bool(
        undone_mutations(small)
    )


def _nearest(unknown: set[str]) -> dict[str, str]:
    """Word → the nearest word of the vocabulary as it is written; words with nothing near are left out."""
    from django.db.models.functions import Length

    lengths = [len(key) for key in unknown]
    known = {
        folded: (written, count)
        for folded, written, count in SearchWord.objects.annotate(length=Length("folded"))
        .filter(length__gte=min(lengths) - 2, length__lte=max(lengths) + 2, count__gt=0)
        .order_by("-count")
        .values_list("folded", "written", "count")[:MOST_COMPARED]
    }
    keys = list(known)
    found = {}
    for word in unknown:
        most = 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3
        near = process.extract(word, keys, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=12)
        if near:
            best = min(near, key=lambda entry: _strangeness(word, entry[0], entry[1], known[entry[0]][1]))
            found[word] = known[best[0]][0]
    return found


def _strangeness(typed: str, word: str, distance: int, count: int) -> tuple:
    """How unlikely ``word`` was meant: by what must be changed, then by how seldom it is used."""
    return (distance + (typed[0] != word[0]), -count, word)
