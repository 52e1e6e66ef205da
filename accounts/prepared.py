"""Queries that are written once, for what nearly every page and every press asks.

Django writes the SQL of a query anew each time. For a wide one that takes several times as long as
reading the answer, and it is most of what a request costs.
"""

import copy
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)


class Given(Expression):
    """Stands in a query for the value called `name`, of the kind of `field`, known when it runs."""

    def __init__(self, name: str, field: Field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        return "%s", [self]


class Prepared(Generic[M]):
    """A query of whole models, with what it joins; `build` makes it, with Given() where it varies.

    `build` is called once in a process: what changes from one run to the next (who asks, the
    time, a language) must be Given. It returns no prefetched relations.
    """

    def __init__(self, build: Callable[[], QuerySet[M]]):
        self._build = build
        self._written: tuple | None = None

    def all(self, **values: Any) -> list[M]:
        """The rows for these values, read now. On every database a lock needs a transaction, else
        TransactionManagementError is raised."""
        connection = connections[DEFAULT_DB_ALIAS]
        queryset, compiler, sql, params = self._written or self._write()
        if queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("A row can be locked only inside a transaction.")
        bound = [
            one.output_field.get_db_prep_value(values[one.name], connection)
            if isinstance(one, Given)
            else one
            for one in params
        ]
        compiler = copy.copy(compiler)  # a connection belongs to one thread
        compiler.connection, compiler.as_sql = connection, lambda: (sql, bound)
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        read = SimpleNamespace(
            query=query, db=DEFAULT_DB_ALIAS, model=queryset.model, _known_related_objects={}
        )
        return list(ModelIterable(read))

    def first(self, **values: Any) -> M | None:
        """The row, None where there is none; all are read, so ask for one that is unique."""
        return next(iter(self.all(**values)), None)

    def _write(self) -> tuple:
        queryset = self._build()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        written = compiler.as_sql()
        # How each column is read does not change either.
        converters = compiler.get_converters([one[0] for one in compiler.select])
        compiler.get_converters = lambda expressions: converters
        self._written = (queryset, compiler, *written)
        return self._written
