"""Rows out of Excel workbooks: dates as dates, merged cells, formulas by the values that Excel had saved for them."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from virtual_museum.catalogue.errors import ImportRefused
from virtual_museum.catalogue.importing.mapping import Source
from virtual_museum.catalogue.importing.rows import Failure, Row, check_header

# Up to this size a workbook is read whole, which alone tells of merged cells and of formulas without a value.
WHOLE_BYTES = 6_000_000
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})


def sheet_header(path: Path, source: Source) -> list[str]:
    """The names in the first row. Raises ImportRefused for what is no workbook."""
    header = _trimmed(next(_cells(path, source), (1, []))[1])
    if not header:
        raise ImportRefused(_("The first line must name the columns."), line=1)
    return header


def sheet_rows(path: Path, source: Source) -> Iterator[Row]:
    """The rows below the header; empty ones are passed over."""
    rows = _cells(path, source)
    header = _trimmed(next(rows, (1, []))[1])
    if not header:
        raise ImportRefused(_("The first line must name the columns."), line=1)
    check_header(header)
    for number, cells in rows:
        values = [_text(cell) for cell in cells]
        if not any(values):
            continue
        padded = [*values, *[""] * len(header)][: len(header)]
        yield _row(number, header, padded)


def _row(number: int, header: list[str], values: list[str]) -> Row:
    for name, value in zip(header, values, strict=True):
        if value in ERRORS:
            reason = _("The cell holds an error of the spreadsheet: %(value)s.", value=value)
            return Row(number, failure=Failure(number, name, reason))
        if value == _Unsaved.words:
            reason = _("The cell holds a formula without a saved value. Open the file in Excel, save it, try again.")
            return Row(number, failure=Failure(number, name, reason))
    return Row(number, dict(zip(header, values, strict=True)))


class _Unsaved:
    """Stands for a formula whose value nobody has computed."""

    words = "\x00formula"


def _trimmed(cells: list[Any]) -> list[str]:
    header = [_text(cell).strip() for cell in cells]
    while header and not header[-1]:
        header.pop()
    return header


def _cells(path: Path, source: Source) -> Iterator[tuple[int, list[Any]]]:
    try:
        if path.stat().st_size <= WHOLE_BYTES:
            yield from _whole(path, source)
        else:
            yield from _streamed(path, source)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise ImportRefused(_("This is not an Excel workbook (.xlsx) or it is damaged.")) from error


def _sheet(book: Any, source: Source) -> Any:
    if source.sheet and source.sheet not in book.sheetnames:
        raise ImportRefused(_("The workbook has no sheet “%(name)s”.", name=source.sheet))
    return book[source.sheet] if source.sheet else book.worksheets[0]


def _streamed(path: Path, source: Source) -> Iterator[tuple[int, list[Any]]]:
    with path.open("rb") as file:
        sheet = _sheet(load_workbook(file, read_only=True, data_only=True), source)
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, list(cells)


def _whole(path: Path, source: Source) -> Iterator[tuple[int, list[Any]]]:
    with path.open("rb") as file:
        sheet = _sheet(load_workbook(file, data_only=True), source)
        formulas = _sheet(load_workbook(file), source)
    # A cell merged over several rows speaks for each of them; one merged over columns is a heading of its own column.
    spread = {
        (row, area.min_col): sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row + 1, area.max_row + 1)
    }
    written = formulas.iter_rows(values_only=True)
    for number, (cells, raw) in enumerate(zip(sheet.iter_rows(values_only=True), written, strict=True), 1):
        yield (
            number,
            [
                _Unsaved.words
                if cell is None and isinstance(formula, str) and formula.startswith("=")
                else spread.get((number, column), cell)
                for column, (cell, formula) in enumerate(zip(cells, raw, strict=True), 1)
            ],
        )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
