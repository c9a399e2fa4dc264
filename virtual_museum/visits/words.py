"""What a form says about a field that cannot be kept."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from virtual_museum.core.field_words import words_of

KIND = _l("Choose a kind.")
TITLE = _l("An event needs a title in at least one language.")
LANGUAGE = _l("Choose among the museum's languages.")
PEOPLE = _l("Write whole numbers of people.")
ENDS_BEFORE = _l("The end must lie after the beginning.")
TOO_LONG = _l("A session lasts two weeks at most.")
_PROBLEMS: dict[str, object] = {
    "slug": _l("Small Latin letters, digits and hyphens."),
    "kind": KIND,
    "title": TITLE,
    "languages": LANGUAGE,
    "language": LANGUAGE,
    "capacity": _l("Write a number of places from 1 to 5000, or nothing."),
}


def problem_words(field: str, error: Mapping[str, Any]) -> object:
    """The sentence for a field; for others what the check itself has to say."""
    return _PROBLEMS.get(field) or words_of(error)
