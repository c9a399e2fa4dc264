"""Thousands of rows into one table by one prepared statement: the driver gets tuples, nothing looks at them twice."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Table

from virtual_museum.core.db import db

# The serializer itself: most values are short, and the way around it would cost more than they do.
_write_json = TypeAdapter(Any).serializer.to_json


class BulkInsert:
    """An INSERT of `columns` into `table`; `constants` are values that all rows share.

    Values are as the database stores them: JSON as text (see `as_json`), moments and dates as the column's type
    writes them (see `stored`). Statements go past the session, so whoever uses it tells search and the pages.
    """

    def __init__(self, table: Table, columns: Sequence[str], constants: Mapping[str, Any] | None = None) -> None:
        self._fixed = tuple(stored(table, name, value) for name, value in (constants or {}).items())
        names = [db.engine.dialect.identifier_preparer.quote(name) for name in (*columns, *(constants or {}))]
        marks = ", ".join([_mark()] * len(names))
        self._statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"

    def write(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert the rows in the caller's transaction."""
        if rows:
            fixed = self._fixed
            full = [row + fixed for row in rows] if fixed else list(rows)
            db.session.connection().exec_driver_sql(self._statement, full)


class BulkUpdate:
    """An UPDATE of `columns` of rows of `table` found by their id; `counted` is a column that grows by one in each.

    Values and constants are as for BulkInsert.
    """

    def __init__(
        self, table: Table, columns: Sequence[str], constants: Mapping[str, Any] | None = None, counted: str = ""
    ) -> None:
        self._fixed = tuple(stored(table, name, value) for name, value in (constants or {}).items())
        quote, mark = db.engine.dialect.identifier_preparer.quote, _mark()
        sets = [f"{quote(name)} = {mark}" for name in (*columns, *(constants or {}))]
        sets += [f"{quote(counted)} = {quote(counted)} + 1"] if counted else []
        self._statement = f"UPDATE {table.name} SET {', '.join(sets)} WHERE id = {mark}"

    def write(self, rows: Iterable[tuple[int, tuple[Any, ...]]]) -> None:
        """Write (id, values) of each row in the caller's transaction."""
        full = [(*values, *self._fixed, row_id) for row_id, values in rows]
        if full:
            db.session.connection().exec_driver_sql(self._statement, full)


def _mark() -> str:
    """What stands for a value in a statement of the present database's driver."""
    return "?" if db.engine.dialect.paramstyle == "qmark" else "%s"


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
