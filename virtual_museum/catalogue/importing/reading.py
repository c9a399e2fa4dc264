"""Rows out of files: CSV of every dialect, TSV, XLSX, JSON lines and LIDO, each with the line it began on."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from virtual_museum.catalogue.errors import ImportRefused
from virtual_museum.catalogue.importing.encodings import find_encoding, opened
from virtual_museum.catalogue.importing.lido import lido_rows
from virtual_museum.catalogue.importing.mapping import Source
from virtual_museum.catalogue.importing.rows import Failure, Row, check_header
from virtual_museum.catalogue.importing.sheets import sheet_header, sheet_rows

__all__ = ["Failure", "Row", "file_format", "read_header", "read_rows"]

SUFFIXES = {".csv": "csv", ".txt": "csv", ".tsv": "tsv", ".tab": "tsv", ".xlsx": "xlsx", ".jsonl": "jsonl",
            ".ndjson": "jsonl", ".xml": "lido", ".lido": "lido"}  # fmt: skip
MAX_RECORD_LINES = 2_000
MAX_CELL = 1_000_000
DELIMITERS = (",", ";", "\t", "|")


def file_format(path: Path, source: Source) -> str:
    """The format stated, else the one the file's name says, else CSV."""
    if source.format:
        return source.format
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    return SUFFIXES.get(suffixes[-1] if suffixes else "", "csv")


def read_header(path: Path, source: Source) -> list[str]:
    """The columns of a file. Raises ImportRefused for a file that cannot be read at all."""
    kind = file_format(path, source)
    if kind in ("csv", "tsv"):
        return _Table(path, source, kind).header
    if kind == "xlsx":
        return sheet_header(path, source)
    names: dict[str, None] = {}
    for number, row in enumerate(read_rows(path, source)):
        names.update(dict.fromkeys(row.values))
        if number >= 200:
            break
    return list(names)


def read_rows(path: Path, source: Source) -> Iterator[Row]:
    """All rows in order. Raises ImportRefused where nothing sensible can be read."""
    kind = file_format(path, source)
    if kind in ("csv", "tsv"):
        yield from _Table(path, source, kind).rows()
    elif kind == "xlsx":
        yield from sheet_rows(path, source)
    elif kind == "jsonl":
        yield from _json_rows(path, source)
    else:
        with opened(path) as file:
            for line, values, own in lido_rows(file):
                yield Row(line, values, own=own)


class _Table:
    """A CSV or TSV file. A row with a broken quote is reported with its line and the next line is tried afresh."""

    def __init__(self, path: Path, source: Source, kind: str) -> None:
        self.path = path
        self.encoding = find_encoding(path, source.encoding)
        with self._lines() as lines:
            first = lines.readline()
        self.delimiter = source.delimiter or ("\t" if kind == "tsv" else guess_delimiter(first))
        found = next(self._records(), None)
        if found is None or isinstance(found[1], str):
            raise ImportRefused(_("The first line must name the columns."), line=1)
        self.header = [name.strip().removeprefix("\ufeff") for name in found[1]]
        check_header(self.header)

    def _lines(self) -> Any:
        stack = opened(self.path)
        return _TextLines(stack, self.encoding)

    def rows(self) -> Iterator[Row]:
        """The rows after the header."""
        width = len(self.header)
        records = self._records()
        next(records)
        for line, cells in records:
            if isinstance(cells, str):
                yield Row(line, failure=Failure(line, "", cells))
            elif not "".join(cells).strip():
                continue
            elif len(cells) == width or not any(cells[width:]) and len(cells) > width:
                # Spreadsheets like to leave empty cells at the end of a row.
                yield self._row(line, cells[:width])
            else:
                reason = _("The row has %(found)s cells instead of %(wanted)s.", found=len(cells), wanted=width)
                yield Row(line, failure=Failure(line, "", reason))

    def _row(self, line: int, cells: list[str]) -> Row:
        values = dict(zip(self.header, cells, strict=True))
        if "\x00" in "".join(cells):
            name = next(name for name, cell in zip(self.header, cells, strict=True) if "\x00" in cell)
            return Row(line, failure=Failure(line, name, _("The cell holds a zero byte; it is damaged.")))
        return Row(line, values)

    def _records(self) -> Iterator[tuple[int, list[str] | str]]:
        with self._lines() as file:
            lines = _Pushback(file)
            width = 0
            while True:
                line = lines.take()
                if line is None:
                    return
                number = lines.number
                cells, taken = self._parse(line, lines)
                if taken and (isinstance(cells, str) or (width and len(cells) != width)):
                    # A quote opened here and closed far below: only this line is at fault, the others are tried again.
                    lines.give_back(taken)
                    cells = _("A quotation mark is opened and not closed.")
                if not isinstance(cells, str):
                    width = width or len(cells)
                yield number, cells

    def _parse(self, line: str, lines: "_Pushback") -> tuple[list[str] | str, list[str]]:
        taken: list[str] = []
        text = line
        while True:
            if text.count('"') % 2 == 0:
                try:
                    return next(csv.reader([text], delimiter=self.delimiter, strict=True), []), taken
                except csv.Error as error:
                    if "unexpected end" not in str(error):
                        return _broken(error), taken
            more = lines.take()
            if more is None or len(taken) >= MAX_RECORD_LINES or len(text) > MAX_CELL:
                if more is not None:
                    taken.append(more)
                return _("A quotation mark is opened and not closed."), taken
            taken.append(more)
            text += more


class _TextLines:
    """A text file whose lines keep their ends, so that CRLF inside a cell survives."""

    def __init__(self, stack: Any, encoding: str) -> None:
        self._stack, self._encoding = stack, encoding

    def __enter__(self) -> TextIOWrapper:
        raw = self._stack.__enter__()
        self._text = TextIOWrapper(raw, encoding=self._encoding, newline="")
        return self._text

    def __exit__(self, *details: Any) -> None:
        self._text.detach()
        self._stack.__exit__(*details)


class _Pushback:
    """Lines with their number; lines may be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: list[str] = []
        self.number = 0

    def take(self) -> str | None:
        """The next line, or None at the end."""
        line = self._back.pop() if self._back else next(self._lines, None)
        if line is not None:
            self.number += 1
        return line

    def give_back(self, lines: list[str]) -> None:
        """Put lines back, to be taken again in the same order."""
        self._back.extend(reversed(lines))
        self.number -= len(lines)


def guess_delimiter(line: str) -> str:
    """The separator that stands most often in the header outside of quotes."""
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _broken(error: csv.Error) -> str:
    if "limit" in str(error):
        return _("A cell is too long.")
    if "NUL" in str(error):
        return _("The cell holds a zero byte; it is damaged.")
    return _("A quotation mark stands where none may stand.")


def _json_rows(path: Path, source: Source) -> Iterator[Row]:
    encoding = find_encoding(path, source.encoding)
    with opened(path) as file, TextIOWrapper(file, encoding=encoding) as text:
        for number, line in enumerate(text, 1):
            if not line.strip():
                continue
            try:
                values = json.loads(line)
            except (ValueError, RecursionError):
                yield Row(number, failure=Failure(number, "", _("The line is not valid JSON.")))
                continue
            if r"\u0000" in line:
                yield Row(number, failure=Failure(number, "", _("The cell holds a zero byte; it is damaged.")))
                continue
            if not isinstance(values, dict):
                yield Row(number, failure=Failure(number, "", _("The line is not a JSON object.")))
                continue
            yield Row(number, values)
