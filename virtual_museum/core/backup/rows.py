"""Rows of all tables as JSON lines and back, in the order that foreign keys ask for.

The lines do not depend on the kind of database: what SQLite gave can be read into PostgreSQL.
"""

import base64
import json
import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Time,
    TypeDecorator,
    bindparam,
    column,
    func,
    select,
    table,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SAWarning
from sqlalchemy.types import TypeEngine

from virtual_museum.core.db import Base

VERSION_TABLE = "alembic_version"
BATCH = 500

_READERS: dict[type[TypeEngine[Any]], Callable[[Any], Any]] = {
    DateTime: datetime.fromisoformat,
    Date: date.fromisoformat,
    Time: time.fromisoformat,
    LargeBinary: base64.b64decode,
}


def _plain(value: object) -> object:
    """A value of the database as JSON can hold it."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(f"a backup cannot hold {type(value).__name__}")


def _reader(kept: Column[Any]) -> Callable[[Any], Any]:
    """What turns the JSON value of a column into the value its type expects."""
    stored = kept.type.impl_instance if isinstance(kept.type, TypeDecorator) else kept.type
    if isinstance(stored, Numeric) and stored.asdecimal:
        return Decimal
    return next((read for kind, read in _READERS.items() if isinstance(stored, kind)), lambda value: value)


def ordered_tables(metadata: MetaData) -> list[Table]:
    """All tables but that of the schema's version, those referred to first where there is no circle."""
    with warnings.catch_warnings():
        # Documents and their revisions refer to each other; `_late_columns` deals with the circle.
        warnings.simplefilter("ignore", SAWarning)
        return [found for found in metadata.sorted_tables if found.name != VERSION_TABLE]


def dump_table(connection: Connection, source: Table) -> Iterator[str]:
    """First the names of the columns, then each row, as lines of JSON."""
    yield json.dumps([kept.name for kept in source.columns])
    ordered = select(source).order_by(*source.primary_key.columns)
    for row in connection.execution_options(yield_per=BATCH).execute(ordered):
        yield json.dumps(list(row), ensure_ascii=False, default=_plain)


def _late_columns(tables: list[Table]) -> dict[str, list[str]]:
    """Columns that refer to rows which may come later: filled when all rows are there."""
    position = {found.name: number for number, found in enumerate(tables)}
    late: dict[str, list[str]] = {}
    for found in tables:
        for key in found.foreign_keys:
            refers_to = position.get(key.column.table.name, -1)
            if refers_to >= position[found.name] and key.parent.nullable:
                late.setdefault(found.name, []).append(key.parent.name)
    return late


def present_tables(connection: Connection) -> list[Table]:
    """The tables the database has now, with the types the museum knows for them."""
    present = MetaData()
    present.reflect(connection)
    for found in present.tables.values():
        known = Base.metadata.tables.get(found.name)
        for kept in found.columns:
            if known is not None and kept.name in known.columns:
                kept.type = known.columns[kept.name].type
    return ordered_tables(present)


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def load_tables(connection: Connection, lines_of: Callable[[str], Iterable[str] | None]) -> dict[str, int]:
    """Fill the empty tables from their lines; return how many rows each received.

    `lines_of(name)` gives the lines of a table, None where the backup has no such table.
    """
    tables = present_tables(connection)
    late = _late_columns(tables)
    counts: dict[str, int] = {}
    postponed: list[tuple[Table, list[dict[str, Any]]]] = []
    for target in tables:
        lines = lines_of(target.name)
        if lines is None:
            continue
        rows, later = _rows(target, iter(lines), late.get(target.name, []))
        counts[target.name] = _insert(connection, target, rows)
        postponed.append((target, later))
    for target, later in postponed:
        _fill_late(connection, target, late.get(target.name, []), later)
    if connection.dialect.name == "postgresql":
        _advance_sequences(connection, tables)
    return counts


def _rows(
    target: Table, lines: Iterator[str], late: list[str]
) -> tuple[Iterator[dict[str, Any]], list[dict[str, Any]]]:
    names = json.loads(next(lines))
    readers = [_reader(target.columns[name]) for name in names]
    keys = [key.name for key in target.primary_key.columns]
    later: list[dict[str, Any]] = []

    def rows() -> Iterator[dict[str, Any]]:
        for line in lines:
            values = json.loads(line)
            row = {
                name: None if value is None else read(value)
                for name, read, value in zip(names, readers, values, strict=True)
            }
            wanted = {name: row[name] for name in late if row.get(name) is not None}
            if wanted:
                later.append({f"key_{key}": row[key] for key in keys} | {name: row[name] for name in late})
                row |= dict.fromkeys(wanted)
            yield row

    return rows(), later


def _insert(connection: Connection, target: Table, rows: Iterator[dict[str, Any]]) -> int:
    # A bare table: the defaults the museum would fill in are for new rows, not for kept ones.
    bare = table(target.name, *(column(kept.name, kept.type) for kept in target.columns))
    count = 0
    for batch in _batches(rows):
        connection.execute(bare.insert(), batch)
        count += len(batch)
    return count


def _fill_late(connection: Connection, target: Table, late: list[str], rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    bare = table(target.name, *(column(kept.name, kept.type) for kept in target.columns))
    keys = [key.name for key in target.primary_key.columns]
    statement = bare.update().values({name: bindparam(name) for name in late})
    for key in keys:
        statement = statement.where(bare.c[key] == bindparam(f"key_{key}"))
    for batch in _batches(rows):
        connection.execute(statement, batch)


def _advance_sequences(connection: Connection, tables: list[Table]) -> None:
    """PostgreSQL numbers new rows by a counter of its own, which must pass the kept rows."""
    for target in tables:
        keys = list(target.primary_key.columns)
        if len(keys) != 1 or not isinstance(keys[0].type, Integer):
            continue
        names = {"table": f'"{target.name}"', "key": keys[0].name}
        counter = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :key)"), names)
        highest = connection.scalar(select(func.max(keys[0])))
        if counter and highest:
            connection.execute(text("SELECT setval(:counter, :highest)"), {"counter": counter, "highest": highest})
