"""Rows of several tables in one query, each as its own model."""

import json
from collections.abc import Callable
from datetime import UTC

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from community.prepared import Prepared


class FirstOfEach:
    """The first row of each of several querysets of one person, in one query whose SQL is worked out once.

    ``build`` makes the querysets from stand-ins, ``user`` among them: see :class:`community.prepared.Prepared`.
    """

    def __init__(self, build: Callable, **kinds: type):
        self._build = build
        self._models: list[type[models.Model]] = []
        self._query = Prepared(self._packed, user=int, **kinds)

    def _packed(self, user, **values):
        querysets = self._build(user=user, **values)
        self._models = [rows.model for rows in querysets]
        packed = {
            f"row_{index}": Subquery(
                rows.order_by().values(
                    packed=JSONObject(**{f.attname: f.attname for f in rows.model._meta.concrete_fields})
                )[:1]
            )
            for index, rows in enumerate(querysets)
        }
        return get_user_model().objects.filter(pk=user).values_list(*packed.values())

    def rows(self, *, user: int, **values) -> list[models.Model | None]:
        """A row of each, None where there is none. ``user`` is the id of a person with an account."""
        found = self._query.rows(user=user, **values)
        packed = found[0] if found else [None] * len(self._models)
        return [_unpacked(model, row) for model, row in zip(self._models, packed, strict=True)]


def _unpacked(model, values: dict | None) -> models.Model | None:
    if values is None:
        return None
    names = [field.attname for field in model._meta.concrete_fields]
    row = model.from_db(None, names, [_value(field, values) for field in model._meta.concrete_fields])
    row._state.db = "default"
    return row


def _value(field, values):
    """The engines write some kinds of value into JSON each in its own way."""
    value = values[field.attname]
    if value is None:
        return None
    if isinstance(field, models.DateTimeField):
        when = parse_datetime(value)
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    if isinstance(field, models.JSONField):
        return json.loads(value) if isinstance(value, str) else value
    return bool(value) if isinstance(field, models.BooleanField) else value
