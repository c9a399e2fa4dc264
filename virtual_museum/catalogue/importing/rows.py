"""A row of a file before anybody has looked what it means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from flask_babel import gettext as _

from virtual_museum.catalogue.errors import ImportRefused


@dataclass(frozen=True)
class Failure:
    """Why a row stays out: the line it began on, the column at fault and words for a curator."""

    line: int
    column: str
    reason: str


_NO_VALUES: Mapping[str, Any] = MappingProxyType({})


class Row(NamedTuple):
    """One row: its line, and values by column name; a failure instead when the row could not be read."""

    line: int
    values: Mapping[str, Any] = _NO_VALUES
    failure: Failure | None = None
    # True for a record of our own export, which is recognised by its short code.
    own: bool = False


def check_header(header: Sequence[str]) -> None:
    """Raises ImportRefused where two columns have one name."""
    seen: set[str] = set()
    for name in header:
        if name and name in seen:
            raise ImportRefused(_("The column “%(name)s” stands twice in the first line.", name=name), 1, name)
        seen.add(name)
