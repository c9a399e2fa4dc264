"""What can go wrong in the catalogue, in words a curator can act on."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from virtual_museum.core.errors import Conflict, Refused


class EditConflict(Conflict):
    """Somebody saved the item in between. `differences` maps a field to (what is saved now, what you entered)."""

    default_message = _l(
        "Somebody saved this record while you were editing it. Nothing is lost: compare and save again."
    )

    def __init__(self, version: int, differences: Mapping[str, tuple[Any, Any]]) -> None:
        super().__init__(version=version)
        self.version = version
        self.differences = dict(differences)


class ImportRefused(Refused):
    """The file cannot be imported at all; nothing has been changed."""

    default_message = _l("This file cannot be imported. Nothing has been changed.")

    def __init__(self, message: object = None, line: int | None = None, column: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.column = column
