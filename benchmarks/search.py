"""How long a search with facets takes: ``python -m benchmarks.search [documents]``.

Fills an empty database (``DATABASE_URL``, or a file of its own that is thrown
away) with invented texts whose words are spread as in real ones, then asks for
rare, middling and frequent words, for several, quoted and typed ones, with and
without a filter, and prints p50 and p95 in milliseconds: of the clock, and of
the work itself, which other load on the machine makes no longer.
"""

import functools
import itertools
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from datetime import timedelta

BATCH = 2000


def main(documents: int) -> None:
    """Fill, ask, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    own_folder = ""
    if not os.environ.get("DATABASE_URL") and not os.environ.get("PLETHU_DATA_DIR"):
        own_folder = os.environ["PLETHU_DATA_DIR"] = tempfile.mkdtemp(prefix="plethu-bench-")
    try:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        words = fill(documents)
        ask(words)
        suggest(words)
        look_again(words)
    finally:
        if own_folder:
            shutil.rmtree(own_folder, ignore_errors=True)


def vocabulary(chance, size=20_000):
    """Words and weights: the n-th is n times rarer than the first."""
    letters = "abcdefghijklmnoprstuvwy"
    words = ["".join(chance.choices(letters, k=chance.randint(3, 10))) for _ in range(size)]
    return words, [1 / rank for rank in range(1, size + 1)]


def fill(documents):
    """Invented threads in 2 networks, 40 topics, 60 spaces; one in ten is kept by a network. Returns the words."""
    from django.db import connection
    from django.utils import timezone

    from community.search.marks import marks_of
    from community.search.models import SearchDocument

    chance = random.Random(4)
    words, weights = vocabulary(chance)
    summed = list(itertools.accumulate(weights))  # else summed anew for every text
    now = timezone.now()
    already = SearchDocument.objects.count()
    started = time.perf_counter()
    for start in range(already, documents, BATCH):
        rows = []
        for number in range(start, min(start + BATCH, documents)):
            title = " ".join(chance.choices(words, cum_weights=summed, k=7))
            body = " ".join(chance.choices(words, cum_weights=summed, k=60))
            place = {
                "kind": "thread" if number % 10 else "resource",
                "language": "cy" if number % 5 == 0 else "en",
                "space_id": number % 60,
                "happened_at": now - timedelta(minutes=number),
            }
            keys = ["network:1" if number % 10 == 3 else "public"]
            labels = [f"network:{number % 2 + 1}", f"topic:{number % 40}"]
            rows.append(
                SearchDocument(
                    **place, object_id=number, keys=" ".join(keys), labels=" ".join(labels),
                    title=title, body=body, path=f"/threads/{number}/",
                    places=[[start, f"/threads/{number}/{start}/", "en"] for start in (0, 120, 240)],
                    terms_title=f" {title} |", terms_body=f" {body} |",
                    marks=marks_of(**place, keys=keys, labels=labels, title_terms=title.split()),
                )
            )  # fmt: skip
        SearchDocument.objects.bulk_create(rows)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE community_searchdocument")
    print(f"{documents} documents; filled in {time.perf_counter() - started:.0f} s", flush=True)
    return words


def ask(words):
    """Ask for words of several frequencies, with and without filters."""
    from django.contrib.auth.models import AnonymousUser
    from django.utils import timezone

    from community.search.query import Filters, search

    groups = {
        "rare": words[8000:8040],
        "middling": words[300:340],
        "frequent": words[4:12],
        "most frequent": words[0:2],
        "two words": [f"{one} {other}" for one, other in zip(words[20:40], words[200:220], strict=True)],
        "two frequent": [f"{one} {other}" for one, other in zip(words[0:8], words[8:16], strict=True)],
        "typing": [word[:3] for word in words[100:140]],
        "typing 2": [word[:2] for word in words[100:140]],
        "quoted": [f'"{one} {other}"' for one, other in zip(words[0:8], words[8:16], strict=True)],
        "without": [f"{one} -{other}" for one, other in zip(words[0:8], words[2:10], strict=True)],
    }
    choices = (
        Filters(),
        Filters(network=1),
        Filters(kind="resource", since=timezone.now() - timedelta(days=31)),
        Filters(kind="thread", language="cy", topic=5),
    )
    print(f"{'':26} {'hits':>8} {'p50 ms':>8} {'p95 ms':>8} {'cpu p50':>8} {'cpu p95':>8}")
    everything = []
    for name, asked in groups.items():
        measured, hits = [], []
        for text in asked * (2 if len(asked) > 8 else 6):
            for filters in choices:
                answer, took = _timed(search, text, user=AnonymousUser(), filters=filters)
                hits.append(answer.total)
                measured.append(took)
        everything += measured
        _show(name, measured, statistics.median(hits))
    _show("all of them", everything)


def suggest(words):
    """Titles for beginnings of words, as the search box asks for them."""
    from django.contrib.auth.models import AnonymousUser

    from community.search.suggestions import titles_for

    for length in (1, 2, 3, 5):
        answers = [_timed(titles_for, word[:length], user=AnonymousUser()) for word in words[:200]]
        median = statistics.median(len(titles) for titles, _took in answers)
        _show(f"suggest, {length} letters", [took for _titles, took in answers], median)


def look_again(words):
    """What is found for a kept search, without its texts, as the timetable asks for it."""
    from django.contrib.auth.models import AnonymousUser

    from community.search.query import Filters, things_for

    for name, asked in {"rare": words[8000:8040], "most frequent": words[0:4]}.items():
        answers = [_timed(things_for, word, user=AnonymousUser(), filters=Filters()) for word in asked]
        median = statistics.median(len(things.documents) for things, _took in answers)
        _show(f"kept, {name}", [took for _things, took in answers], median)


def _timed(call, *args, **kwargs):
    """The answer, and (clock, work) in milliseconds."""
    clock, work = time.perf_counter(), _work()
    answer = call(*args, **kwargs)
    return answer, ((time.perf_counter() - clock) * 1000, (_work() - work) * 1000)


def _work() -> float:
    """Seconds of work so far of this process and, where it can be seen, of the one that PostgreSQL runs for it."""
    try:
        with open(f"/proc/{_backend()}/schedstat") as file:
            return time.process_time() + int(file.read().split()[0]) / 1e9
    except OSError:
        return time.process_time()


@functools.cache
def _backend() -> int:
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _show(name, measured, hits=None):
    from django.db import connection

    figures = []
    for column in (0, 1):
        took = sorted(one[column] for one in measured)
        figures += [statistics.median(took), took[int(len(took) * 0.95)]]
    shown = " ".join(f"{figure:8.0f}" for figure in figures)
    print(f"{connection.vendor + ': ' + name:26} {hits if hits is not None else '':>8} {shown}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
