"""The mapping of our own exports: every column already has the name of its field."""

import re
from pathlib import Path

from flask_babel import gettext as _

from virtual_museum.catalogue.errors import ImportRefused
from virtual_museum.catalogue.importing.mapping import (
    DIMENSION_TYPES,
    LIST_FIELDS,
    Column,
    Mapping,
    Source,
    Target,
    known_fields,
)
from virtual_museum.catalogue.importing.reading import file_format, read_header

LIST_SEPARATOR = " | "
LIDO_KEY = "lidoRecID"
# What a spreadsheet would compute instead of showing it: «=HYPERLINK(…)», «+cmd|…», «@SUM(…)»; negative years are none.
_FORMULA = re.compile(r"'*(?:[=+@\t\r]|-(?!\d+(?:\.\d+)?\Z))")


def disarmed(cell: str) -> str:
    """A cell of an export that no spreadsheet computes: an apostrophe stands before what looks like a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def rearmed(cell: str) -> str:
    """The text that `disarmed` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def own_mapping(path: Path) -> Mapping:
    """A mapping for a file that needs none. Raises ImportRefused where no column is known."""
    source = Source()
    kind = file_format(path, source)
    columns = header = read_header(path, source)
    if kind in ("jsonl", "lido"):
        # A field may first appear far down the file.
        columns = list(dict.fromkeys((*columns, *sorted(known_fields()))))
    targets = tuple(target for name in columns if (target := _target(name, kind)) is not None)
    if not any(name.partition(".")[0] in ("title", "inventory_number") for name in header):
        raise ImportRefused(_("No column of this file has the name of a field; write a mapping for it."), 1)
    # Our own records are recognised by their short code, those of LIDO by the key they bring.
    return Mapping(Source(format=kind, key=LIDO_KEY if kind == "lido" else ""), targets, {}, own=True)


def _target(name: str, kind: str) -> Target | None:
    field, _dot, detail = name.partition(".")
    if field not in known_fields() or (field == "dimensions" and detail and detail not in DIMENSION_TYPES):
        return None
    split = LIST_SEPARATOR if kind == "csv" and field in LIST_FIELDS else ""
    return Target(field, detail, Column(column=name, split=split))
