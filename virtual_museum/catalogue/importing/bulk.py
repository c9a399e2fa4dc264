"""Thousands of rows into one table by one prepared statement: the driver gets tuples, nothing looks at them twice."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Table

from virtual_museum.core.db import db

_write_json = TypeAdapter(Any).dump_json


class BulkInsert:
    """An INSERT of `columns` into `table`; `constants` are values that all rows share.

    Values are as the database stores them: JSON as text (see `as_json`), moments and dates as the column's type
    writes them (see `stored`). Statements go past the session, so whoever uses it tells search and the pages.
    """

    def __init__(self, table: Table, columns: Sequence[str], constants: Mapping[str, Any] | None = None) -> None:
        self._fixed = tuple(stored(table, name, value) for name, value in (constants or {}).items())
        names = [db.engine.dialect.identifier_preparer.quote(name) for name in (*columns, *(constants or {}))]
        mark = "?" if db.engine.dialect.paramstyle == "qmark" else "%s"
        self._statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"

    def write(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert the rows in the caller's transaction."""
        if rows:
            fixed = self._fixed
            full = [row + fixed for row in rows] if fixed else list(rows)
            db.session.connection().exec_driver_sql(self._statement, full)


def as_json(value: Any) -> str:
    """A JSON value as the text the database keeps; the empty ones, which most are, cost nothing."""
    if not value:
        return "[]" if isinstance(value, list) else "{}"
    return _write_json(value).decode()


def stored(table: Table, column: str, value: Any) -> Any:
    """A Python value as the driver wants it for that column of the present database."""
    dialect = db.engine.dialect
    processor = table.c[column].type.dialect_impl(dialect).bind_processor(dialect)
    return processor(value) if processor is not None else value
