"""Counting queries, and checking that the count does not grow with the rows."""

import contextlib

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextlib.contextmanager
def count_queries(*, at_most: int | None = None, exactly: int | None = None):
    """Fail with the list of statements when the block does more (or other) than said.

    Statements that only mark savepoints and transactions are not counted.
    """
    with CaptureQueriesContext(connection) as captured:
        seen: list[str] = []
        yield seen
    seen.extend(_statements(captured))
    listing = "\n".join(f"{number}. {sql[:300]}" for number, sql in enumerate(seen, 1))
    if exactly is not None:
        assert len(seen) == exactly, f"{len(seen)} queries instead of {exactly}:\n{listing}"
    if at_most is not None:
        assert len(seen) <= at_most, f"{len(seen)} queries, more than {at_most}:\n{listing}"


def _statements(captured):
    skip = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")
    return [entry["sql"] for entry in captured if not entry["sql"].upper().startswith(skip)]


def assert_flat(visit, grow, *, at_most: int, steps=(1, 3)):
    """Call ``visit()`` with 1 and then 3 (``steps``) rows and require the same number of queries.

    ``grow(n)`` makes rows until there are ``n``. The page is visited once before
    counting, so that what is cached for good does not disturb.
    """
    counts = {}
    made = 0
    for step in steps:
        grow(step - made)
        made = step
        visit()
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            visit()
        counts[step] = _statements(captured)
    sizes = {step: len(statements) for step, statements in counts.items()}
    assert len(set(sizes.values())) == 1, f"The number of queries grows with the rows: {sizes}\n" + "\n".join(
        counts[steps[-1]]
    )
    assert max(sizes.values()) <= at_most, f"{sizes} queries, more than {at_most}:\n" + "\n".join(
        counts[steps[-1]]
    )
