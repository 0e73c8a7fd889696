"""What hundreds of tests begin with is worked out once by a worker, and then written again as it was written.

A network's pages take Wagtail some 430 queries, of which a quarter write; what they write follows from the network and
from what the database holds, and both are the same in nearly every test.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection, transaction

# Trees whose shape decides what is written; of all other tables the last number given does.
_TREES = ("wagtailcore_page", "wagtailcore_collection")


class _Written(NamedTuple):
    numbers: dict[str, int]
    trees: list
    statements: list[tuple]


_kept: dict[Hashable, list[_Written]] = defaultdict(list)


def written_again(make: Callable[[], None], *about: Hashable) -> None:
    """Do ``make()``, which follows from ``about`` and the database; or write what it wrote then, if both are as before.

    Only in tests whose changes are taken back: elsewhere what follows on commit is part of it, and PostgreSQL gives a
    number once.
    """
    if connection.vendor != "sqlite" or not any(block._from_testcase for block in connection.atomic_blocks):
        make()
        return
    numbers, trees = _last_numbers(), _trees()
    for kept in _kept[about]:
        if kept.trees == trees and all(numbers.get(table) == last for table, last in kept.numbers.items()):
            _write(kept.statements)
            return
    statements: list[tuple] = []
    with connection.execute_wrapper(_Recorder(statements)):
        make()
    given = {table for table, last in _last_numbers().items() if numbers.get(table) != last}
    _kept[about].append(_Written({table: numbers.get(table) for table in given}, trees, statements))


class _Recorder:
    """Keeps the statements that change something."""

    def __init__(self, statements):
        self.statements = statements

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE", "REPLACE")):
            params = [tuple(row) for row in params] if many else params
            self.statements.append((sql, params, many))
        return execute(sql, params, many, context)


def _write(statements):
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, params, many in statements:
            (cursor.executemany if many else cursor.execute)(sql, params)
    cache.clear()  # as by Wagtail's signals


def _last_numbers() -> dict[str, int]:
    """Table → the last number it gave."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        return dict(cursor.fetchall())


def _trees() -> list:
    """Place, number and count of children of every page and collection."""
    rows = []
    with connection.cursor() as cursor:
        for table in _TREES:
            cursor.execute(f"SELECT path, id, numchild FROM {table} ORDER BY path")
            rows.append(cursor.fetchall())
    return rows
