"""Rows out of Excel workbooks: dates as dates, merged cells, formulas by the values that Excel had saved for them."""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import repeat, zip_longest
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

from virtual_museum.catalogue.errors import ImportRefused
from virtual_museum.catalogue.importing.mapping import Source
from virtual_museum.catalogue.importing.rows import Failure, Row, check_header

# Up to this size a workbook is looked through twice, which alone tells of formulas without a value and merged cells.
SMALL_BYTES = 6_000_000
# No sheet unpacks to more, or is packed so tightly.
LARGEST_PART = 1_500_000_000
SUSPICIOUS_PART = 30_000_000
MOST_PACKED = 120
# All that libraries answer to what is no workbook.
_BROKEN = (
    BadZipFile, InvalidFileException, KeyError, OSError, ValueError, TypeError, AttributeError, IndexError, ParseError,
    EOFError, zlib.error, NotImplementedError,
)  # fmt: skip
_MERGE_CELL = re.compile(rb'mergeCell\b[^>]*?ref="([A-Z]{1,3})(\d+):[A-Z]{1,3}(\d+)"')
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
        _refuse_bombs(path)
        yield from _streamed(path, source)
    except _BROKEN as error:
        raise ImportRefused(_("This is not an Excel workbook (.xlsx) or it is damaged.")) from error


def _refuse_bombs(path: Path) -> None:
    """Raises ImportRefused for what unpacks to more than any table is, by its size or by entities of its own."""
    with ZipFile(path) as archive:
        for part in archive.infolist():
            with archive.open(part) as file:
                own_entities = b"<!DOCTYPE" in file.read(1_000)
            if (
                own_entities
                or part.file_size > LARGEST_PART
                or part.file_size > SUSPICIOUS_PART + part.compress_size * MOST_PACKED
            ):
                raise ImportRefused(_("This is not an Excel workbook (.xlsx) or it is damaged."))


def _sheet(book: Any, source: Source) -> Any:
    if source.sheet and source.sheet not in book.sheetnames:
        raise ImportRefused(_("The workbook has no sheet “%(name)s”.", name=source.sheet))
    sheet = book[source.sheet] if source.sheet else book.worksheets[0]
    # What a sheet says of its own size is often wrong.
    sheet.reset_dimensions()
    return sheet


def _streamed(path: Path, source: Source) -> Iterator[tuple[int, list[Any]]]:
    """Row by row, as wide as the first one: a stray cell in the last corner of a sheet costs nothing."""
    small = path.stat().st_size <= SMALL_BYTES
    with path.open("rb") as file, path.open("rb") as again:
        sheet = _sheet(load_workbook(file, read_only=True, data_only=True), source)
        width = len(_trimmed(list(next(sheet.iter_rows(max_row=1, values_only=True), ())))) or 1
        written: Iterable[tuple[Any, ...]] = repeat(())
        merged: dict[int, list[_Merged]] = {}
        if small:
            written = _sheet(load_workbook(again, read_only=True), source).iter_rows(max_col=width, values_only=True)
            merged = _merged(path, sheet, width)
        for number, (cells, raw) in enumerate(zip(sheet.iter_rows(max_col=width, values_only=True), written), 1):  # noqa: B905 - one of them may have no end
            row = [_known(value, formula) for value, formula in zip_longest(cells, raw)]
            for column, areas in merged.items():
                row += [None] * (column - len(row))
                row[column - 1] = _spread(areas, number, row[column - 1])
            yield number, row


def _known(value: Any, formula: Any) -> Any:
    if value is None and isinstance(formula, str) and formula.startswith("="):
        return _Unsaved.words
    return value


@dataclass
class _Merged:
    """A cell merged over several rows speaks for each of them; one merged over columns heads its own column."""

    first: int
    last: int
    value: Any = None


def _merged(path: Path, sheet: Any, width: int) -> dict[int, list[_Merged]]:
    """The merged areas of each column, those that begin last at the end."""
    found: dict[int, list[_Merged]] = {}
    with ZipFile(path) as archive:
        text = archive.read(sheet._worksheet_path.lstrip("/"))
    for area in _MERGE_CELL.finditer(text):
        column, first, last = column_index_from_string(area[1].decode()), int(area[2]), int(area[3])
        if last > first and column <= width:
            found.setdefault(column, []).append(_Merged(first, last))
    for areas in found.values():
        areas.sort(key=lambda area: -area.first)
    return found


def _spread(areas: list[_Merged], row: int, value: Any) -> Any:
    """The value of a cell; those whose area has ended are forgotten."""
    while areas and areas[-1].last < row:
        areas.pop()
    if not areas or row < areas[-1].first:
        return value
    if row == areas[-1].first:
        areas[-1].value = value
    return areas[-1].value if value is None else value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
