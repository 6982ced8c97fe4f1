"""Many rows in one go, by the shortest way of each database. Not here: which rows, and what they say.

What is stored so gets no field filled in: whoever does it needs no more of the rows.
"""

# ruff: noqa: S608  (statements are put together from the names of our own tables and columns, never from values)
from __future__ import annotations

import uuid
from contextlib import contextmanager
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.db.models import AutoField, JSONField, Model
from django.db.models.base import ModelState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from django.db.models import Field

    Fields = Sequence[Field[Any, Any]]

Row = TypeVar("Row", bound=Model)

STEADY_SECONDS = 10


def made(model: type[Row], **columns: Any) -> Row:
    """A new row in memory, not stored: these columns, and the defaults of the others, a callable one's alike for all.

    Django's own way sends signals and looks at every field: twice the time of sealing a message.
    """
    row = model.__new__(model)
    row.__dict__.update(defaults(model), _state=ModelState(), **columns)
    return row


@cache
def defaults(model: type[Model]) -> dict[str, Any]:
    return {field.attname: field.get_default() for field in model._meta.concrete_fields}  # noqa: SLF001  (documented)


def read(model: type[Row], names: tuple[str, ...], condition: str, values: Sequence[Any]) -> list[Row]:
    """The rows for which this holds, with whatever follows it in the statement; other columns come when asked for."""
    statement = f"SELECT {columns(model, names)} FROM {named(model)} WHERE {condition}"
    if connection.vendor != "postgresql":
        return list(model._default_manager.raw(statement, values))  # noqa: SLF001  (documented)
    alias = connection.alias
    return [stored(model, zip(names, row, strict=True), alias) for row in answered(statement, values)]


def stored(model: type[Row], values: Iterable[tuple[str, Any]], alias: str) -> Row:
    """As Model.from_db makes it, without its look at every field."""
    row = model.__new__(model)
    own = row.__dict__
    own.update(values)
    own["_state"] = state = ModelState()
    state.adding, state.db = False, alias
    return row


@cache
def preparing() -> Any:
    """The kind of cursor that has PostgreSQL plan each statement once, and sends the values apart from it."""
    # By way of the connection: a small site, which has no PostgreSQL, starts sooner without loading its driver.
    driver: Any = connection.Database  # type: ignore[attr-defined]  # every backend has it

    class Prepared(driver.Cursor):  # type: ignore[misc]  # known when there is a connection
        def execute(self, query: Any, params: Any = None, **_more: Any) -> Any:
            return super().execute(query, params, prepare=True)

    return Prepared


def answered(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What PostgreSQL answers to a statement that it is asked again and again."""
    with prepared() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def tell(statement: str, values: Sequence[Any]) -> None:
    """A statement that PostgreSQL is told again and again, and whose answer is that there was no fault."""
    with prepared() as cursor:
        cursor.execute(statement, values)


def prepared() -> Any:
    connection.ensure_connection()
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrapped(preparing()(connection.connection))


@contextmanager
def together() -> Iterator[None]:
    """Statements that nobody waits for one by one: a fault of any of them is raised at the end."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def insert(rows: Sequence[Model]) -> None:
    """Store new rows of one model; a row that the database refuses refuses them all."""
    if not rows:
        return
    fields = [field for field in fields_of(rows) if not isinstance(field, AutoField) and not field.has_db_default()]
    into = f"{table_of(rows)} ({', '.join(map(column, fields))})"
    if connection.vendor == "postgresql":
        new, values = given(*by_column(rows, fields))
        tell(f"INSERT INTO {into} SELECT * FROM {new}", values)
        return
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", values_of(rows, fields))


def update(rows: Sequence[Model], *names: str, now: str = "") -> None:
    """Bring these fields of rows, found by their keys, to what they are in memory.

    The field named by `now` takes the database's time, unless it did so within the last STEADY_SECONDS: where nothing
    indexed changes, PostgreSQL writes the row alone and leaves its indexes as they are.
    """
    if not rows:
        return
    by_name = {field.name: field for field in fields_of(rows)}
    key = next(field for field in by_name.values() if field.primary_key)
    fields = [*(by_name[name] for name in names), key]
    table, moved = table_of(rows), f", {steady(table_of(rows), column(by_name[now]))}" if now else ""
    if connection.vendor == "postgresql":
        news = ", ".join(f"{column(field)} = new.{column(field)}" for field in fields[:-1])
        new, values = given(*by_column(rows, fields))
        source = f"{new} AS new({', '.join(map(column, fields))})"
        tell(f"UPDATE {table} SET {news}{moved} FROM {source} WHERE {table}.{column(key)} = new.{column(key)}", values)
        return
    news = ", ".join(f"{column(field)} = %s" for field in fields[:-1])
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {news}{moved} WHERE {column(key)} = %s", values_of(rows, fields))


def given(*columns: tuple[str, Sequence[Any]]) -> tuple[str, list[Any]]:
    """A table of these columns, each a PostgreSQL type and its values, to join with; and its parameters.

    A list of conditions would be planned one after the other; a table is joined by an index.
    """
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{kind}[]" for kind, _values in columns)
        return f"unnest({arrays})", [array(kind, values) for kind, values in columns]
    row = f"({', '.join(['%s'] * len(columns))})"
    flat = [value for values in zip(*(values for _kind, values in columns), strict=True) for value in values]
    plain = [value.hex if isinstance(value, uuid.UUID) else value for value in flat]
    return f"(VALUES {', '.join([row] * len(columns[0][1]))})", plain


def array(kind: str, values: Sequence[Any]) -> Any:
    """An array as PostgreSQL reads it: the driver would look twice at each value, whatever its kind."""
    write = LITERALS.get(kind)
    if write is None:
        return list(values)
    return f"{{{','.join(['NULL' if value is None else write(value) for value in values])}}}"


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


LITERALS: dict[str, Callable[[Any], str]] = {
    "uuid": attrgetter("hex"),
    "bigint": str,
    "integer": str,
    "varchar": quoted,
    "text": quoted,
    "bytea": lambda value: f'"\\\\x{value.hex()}"',
    "timestamp with time zone": lambda value: value.isoformat(),
}


def by_column(rows: Sequence[Model], fields: Fields) -> list[tuple[str, Sequence[Any]]]:
    """The type of each column and its values; without a length, since to cast a text to one cuts it off in silence."""
    kinds = [str(field.rel_db_type(connection)).partition("(")[0] for field in fields]
    return list(zip(kinds, zip(*values_of(rows, fields), strict=True), strict=True))


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
    return named(type(rows[0]))


@cache
def columns(model: type[Model], names: tuple[str, ...]) -> str:
    by_name = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001  (documented)
    return ", ".join(column(by_name[name]) for name in names)


def named(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001


def column(field: Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))


def steady(table: str, name: str) -> str:
    """The database's time for this column, where what stands there is too old."""
    return f"{name} = CASE WHEN {table}.{name} < {moment(STEADY_SECONDS)} THEN {moment()} ELSE {table}.{name} END"


def moment(seconds_ago: int = 0) -> str:
    """The database's time, as it says it, or so long before."""
    if connection.vendor == "postgresql":
        return f"STATEMENT_TIMESTAMP() - INTERVAL '{seconds_ago} s'" if seconds_ago else "STATEMENT_TIMESTAMP()"
    return f"STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', '-{seconds_ago} seconds')"
