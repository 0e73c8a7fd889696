"""Queries whose SQL is worked out once.

Django works out the SQL of a queryset anew each time. For a query made on every
page that is most of its cost: three quarters of a millisecond of one and a
half for a small one, several for one that joins seven tables. A
:class:`Prepared` query keeps the text and binds values only.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.query import get_related_populators


class _Ready(NamedTuple):
    sql: str
    places: list[tuple[bool, object]]  # for each parameter: is it a name, and the name or the value itself
    compiler: object
    converters: dict
    # Of a query of whole objects: their model, its columns in the rows, and what fills the related ones.
    model: type | None = None
    columns: list[str] = []
    begin: int = 0
    related: list = []
    annotations: dict[str, int] = {}  # name and column


class Prepared:
    """``build`` makes the queryset from a stand-in for each name; the kinds say which.

    >>> mine = Prepared(lambda user: Draft.objects.filter(user=user).values_list("pk", "place"), user=int)
    >>> mine.rows(user=7)
    [(3, "thread:12")]
    >>> thread = Prepared(lambda pk: Thread.objects.filter(pk=pk).select_related("space"), pk=int)
    >>> thread.objects(pk=12)
    [<Thread: How do you begin?>]

    The shape must not depend on the values: no lists, no None. What ``prefetch_related`` and named tuples do is not
    done; annotations are. A stand-in that the SQL does not hold raises ``LookupError`` at the first use.
    """

    def __init__(self, build: Callable, **kinds: type):
        self._build = build
        self._kinds = kinds
        self._ready: dict[str, _Ready] = {}

    def rows(self, **values) -> list[tuple]:
        """All rows with these values, each as ``values_list`` gives it; one query."""
        ready = self._for_this_engine()
        return self._read(ready, values)

    def objects(self, **values) -> list:
        """All objects with these values, with annotations and those of ``select_related``; one query."""
        ready = self._for_this_engine()
        begin, end = ready.begin, ready.begin + len(ready.columns)
        found = []
        for row in self._read(ready, values):
            one = ready.model.from_db(DEFAULT_DB_ALIAS, ready.columns, row[begin:end])
            for related in ready.related:
                related.populate(row, one)
            for name, column in ready.annotations.items():
                setattr(one, name, row[column])
            found.append(one)
        return found

    def first(self, **values):
        """The first of :meth:`objects`, None without one."""
        return next(iter(self.objects(**values)), None)

    def _read(self, ready: _Ready, values) -> list[tuple]:
        bound = [values[place] if is_named else place for is_named, place in ready.places]
        with connection.cursor() as cursor:
            cursor.execute(ready.sql, bound)
            rows = cursor.fetchall()
        if ready.converters:
            return [tuple(row) for row in ready.compiler.apply_converters(rows, ready.converters)]
        return rows

    def _for_this_engine(self) -> _Ready:
        ready = self._ready.get(connection.vendor)
        if ready is None:
            ready = self._ready[connection.vendor] = self._prepare()
        return ready

    def _prepare(self) -> _Ready:
        # Numbers and words that nothing else in a query is. Larger ones than an integer column holds would make the
        # query an empty one.
        stand_ins = {
            name: 1_987_654_000 + at if kind is int else f"\x1astand-in {at}"
            for at, (name, kind) in enumerate(self._kinds.items())
        }
        query = self._build(**stand_ins).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        names = {value: name for name, value in stand_ins.items()}
        places = [(True, names[param]) if param in names else (False, param) for param in params]
        if missing := stand_ins.keys() - {name for is_named, name in places if is_named}:
            raise LookupError(f"The query does not ask for {', '.join(sorted(missing))}.")
        fields = [expression for expression, _sql, _alias in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(fields)
        if (about := compiler.klass_info) is None:
            return _Ready(sql, places, compiler, converters)
        # As ModelIterable does it.
        begin, end = about["select_fields"][0], about["select_fields"][-1] + 1
        return _Ready(
            sql, places, compiler, converters, about["model"],
            [field[0].target.attname for field in compiler.select[begin:end]], begin,
            get_related_populators(about, compiler.select, DEFAULT_DB_ALIAS), compiler.annotation_col_map or {},
        )  # fmt: skip
