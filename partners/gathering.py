"""Rows of many small tables in one query, for a page that shows a little of each."""

import json
from datetime import UTC

from django.db import models
from django.db.models import F, IntegerField, Value
from django.db.models.functions import JSONObject
from django.utils import timezone


def gather(*querysets):
    """The rows of each queryset (plain tables, no related rows), as a list of lists in the order of keys.

    A row travels as a JSON object; it comes back as an instance that knows its table and key.
    """
    parts = [_part(number, queryset) for number, queryset in enumerate(querysets)]
    found = [[] for _queryset in querysets]
    for number, values in parts[0].union(*parts[1:], all=True):
        found[number].append(_instance(querysets[number].model, values))
    return [sorted(rows, key=lambda row: row.pk) for rows in found]


def _part(number, queryset):
    columns = {field.attname: F(field.attname) for field in queryset.model._meta.concrete_fields}
    table = Value(number, output_field=IntegerField())
    return queryset.order_by().values_list(table, JSONObject(**columns))


def _instance(model, values):
    fields = model._meta.concrete_fields
    return model.from_db(None, [field.attname for field in fields], [_read(field, values) for field in fields])


def _read(field, values):
    value = values[field.attname]
    if isinstance(field, models.JSONField):
        return json.loads(value) if isinstance(value, str) else value
    if isinstance(field, models.ForeignKey):
        return value
    read = field.to_python(value)
    if isinstance(field, models.DateTimeField) and read is not None and timezone.is_naive(read):
        return read.replace(tzinfo=UTC)  # SQLite keeps instants without saying that they are UTC
    return read
