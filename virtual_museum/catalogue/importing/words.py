"""What a check of the record has to say, in the words of the curator's language."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

# By the type of pydantic's error; its context fills the words.
_WORDS = {
    "string_too_long": _l("The text is longer than %(max_length)s characters."),
    "string_too_short": _l("The text is empty."),
    "greater_than_equal": _l("The number must not be below %(ge)s."),
    "less_than_equal": _l("The number must not be above %(le)s."),
    "too_long": _l("There are more than %(max_length)s entries."),
    "decimal_max_places": _l("The price has more than %(decimal_places)s digits after the point."),
    "decimal_max_digits": _l("The price has too many digits."),
    "decimal_whole_digits": _l("The price has too many digits."),
}
_SENTENCES = {
    "must start with http:// or https://": _l("An address begins with http:// or https://."),
    "the earliest year is after the latest year": _l("The earliest year is after the latest year."),
}
_KINDS = (
    (("date_", "datetime_"), _l("This is not a date.")),
    (("int_", "float_", "decimal_", "finite_"), _l("This is not a number.")),
    (("literal_",), _l("This is not one of the known values.")),
    (("extra_", "missing"), _l("This entry has other parts than are known.")),
)


def words_of(error: dict[str, Any]) -> str:
    """One error of a pydantic validation as a sentence."""
    words = _WORDS.get(error["type"])
    if words is not None:
        return str(words) % error.get("ctx", {})
    own = _SENTENCES.get(error["msg"].removeprefix("Value error, "))
    if own is not None:
        return str(own)
    for beginnings, sentence in _KINDS:
        if error["type"].startswith(beginnings):
            return str(sentence)
    return _("This value does not fit.")
