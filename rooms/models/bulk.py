"""Many rows in one go, by the shortest way of each database. Not here: which rows, and what they say.

Nothing is returned and no field is filled in: whoever stores rows so needs no more of them.
"""

# ruff: noqa: S608  (statements are put together from the names of our own tables and columns, never from values)
from __future__ import annotations

import uuid
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import AutoField, JSONField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Field, Model

    Fields = Sequence[Field[Any, Any]]

# A copy asks the database twice, whatever its size.
FEW_ROWS = 4


def insert(rows: Sequence[Model]) -> None:
    """Store new rows of one model; a row that the database refuses refuses them all."""
    if not rows:
        return
    fields = [field for field in fields_of(rows) if not isinstance(field, AutoField) and not field.has_db_default()]
    into = f"{table_of(rows)} ({', '.join(map(column, fields))})"
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > FEW_ROWS:
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for values in values_of(rows, fields):
                    copy.write_row(values)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", values_of(rows, fields))


def update(rows: Sequence[Model], *names: str, now: str = "") -> None:
    """Bring these fields of rows, found by their keys, to what they are in memory.

    The field named by `now` takes the database's time.
    """
    if not rows:
        return
    by_name = {field.name: field for field in fields_of(rows)}
    key = next(field for field in by_name.values() if field.primary_key)
    fields = [*(by_name[name] for name in names), key]
    table, moved = table_of(rows), f", {column(by_name[now])} = {moment()}" if now else ""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            news = ", ".join(f"{column(field)} = new.{column(field)}" for field in fields[:-1])
            kinds = [str(field.rel_db_type(connection)) for field in fields]
            new, values = given(*zip(kinds, zip(*values_of(rows, fields), strict=True), strict=True))
            source = f"{new} AS new({', '.join(map(column, fields))})"
            cursor.execute(
                f"UPDATE {table} SET {news}{moved} FROM {source} WHERE {table}.{column(key)} = new.{column(key)}",
                values,
            )
        else:
            news = ", ".join(f"{column(field)} = %s" for field in fields[:-1])
            cursor.executemany(
                f"UPDATE {table} SET {news}{moved} WHERE {column(key)} = %s", values_of(rows, fields)
            )  # fmt: skip


def given(*columns: tuple[str, Sequence[Any]]) -> tuple[str, list[Any]]:
    """A table of these columns, each a PostgreSQL type and its values, to join with; and its parameters.

    A list of conditions would be planned one after the other; a table is joined by an index.
    """
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{kind}[]" for kind, _values in columns)
        return f"unnest({arrays})", [list(values) for _kind, values in columns]
    row = f"({', '.join(['%s'] * len(columns))})"
    flat = [value for values in zip(*(values for _kind, values in columns), strict=True) for value in values]
    plain = [value.hex if isinstance(value, uuid.UUID) else value for value in flat]
    return f"(VALUES {', '.join([row] * len(columns[0][1]))})", plain


def values_of(rows: Sequence[Model], fields: Fields) -> list[tuple[Any, ...]]:
    """The columns of each row, as the driver takes them."""
    if connection.vendor == "postgresql":
        # Its driver knows all types of our rows but JSON as they are; preparing all of them would cost the most of all.
        plain = list(map(attrgetter(*(field.attname for field in fields)), rows))
        places = [place for place, field in enumerate(fields) if isinstance(field, JSONField)]
        return [with_json(values, places) for values in plain] if places else plain
    return [tuple(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields) for row in rows]


def with_json(values: tuple[Any, ...], places: Sequence[int]) -> tuple[Any, ...]:
    return tuple(
        connection.ops.adapt_json_value(value, None) if place in places else value for place, value in enumerate(values)
    )


def fields_of(rows: Sequence[Model]) -> Fields:
    return type(rows[0])._meta.concrete_fields  # noqa: SLF001  (Django's documented way to a model's fields)


def table_of(rows: Sequence[Model]) -> str:
    return connection.ops.quote_name(type(rows[0])._meta.db_table)  # noqa: SLF001


def column(field: Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))


def moment() -> str:
    """The database's time, as it says it."""
    is_postgres = connection.vendor == "postgresql"
    return "STATEMENT_TIMESTAMP()" if is_postgres else "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')"
