"""What a check of data has to say, in the asker's language: pydantic's errors as sentences, field by field.

A check of our own says it by `raise ValueError(_l("…"))`. A test walks over all schemas and finds every type of error
that they can raise; one without a sentence here fails it.
"""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from pydantic import ValidationError

_NUMBER, _WHOLE = _l("Write a number."), _l("Write a whole number.")
_DAY = _l("Write the day as 2026-05-28.")
_MOMENT = _l("Write the date and time as 2026-05-28 10:00.")
_OBJECT = _l("This must be an object with named parts.")
_LIST = _l("This must be a list.")
_TEXT = _l("This must be a text.")
_DIGITS = _l("The number has too many digits.")
_KNOWN = _l("Use one of: %(known)s.")

# By the type of pydantic's error; its context fills the words.
WORDS: dict[str, Any] = {
    "missing": _l("This part is missing."),
    "extra_forbidden": _l("There is no such field."),
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_long": _l("The text is longer than %(max_length)s characters."),
    "string_too_short": _l("The text is empty."),
    "string_pattern_mismatch": _l("The text does not have the form %(pattern)s."),
    "greater_than": _l("The number must be above %(gt)s."),
    "greater_than_equal": _l("The number must not be below %(ge)s."),
    "less_than": _l("The number must be below %(lt)s."),
    "less_than_equal": _l("The number must not be above %(le)s."),
    "finite_number": _NUMBER,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _DIGITS,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_max_places": _l("The number has more than %(decimal_places)s digits after the point."),
    "decimal_max_digits": _DIGITS,
    "decimal_whole_digits": _DIGITS,
    "bool_type": _l("Write true or false."),
    "bool_parsing": _l("Write true or false."),
    "too_long": _l("There are more than %(max_length)s entries."),
    "too_short": _l("There are fewer than %(min_length)s entries."),
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "literal_error": _KNOWN,
    "enum": _KNOWN,
    "union_tag_invalid": _KNOWN,
    "union_tag_not_found": _l("The part %(discriminator)s is missing."),
}
# Where pydantic lists what is possible: «'main', 'temporary' or 'loan'».
_LISTED = ("expected", "expected_tags")
_BETWEEN = re.compile(r", | or ")


def words_of(error: Mapping[str, Any]) -> str:
    """One error of a validation as a sentence."""
    context = dict(error.get("ctx", {}))
    if error["type"] in ("value_error", "assertion_error"):
        return str(context["error"])
    for name in _LISTED:
        if name in context:
            context["known"] = ", ".join(word.strip("'") for word in _BETWEEN.split(str(context[name])))
    words = WORDS.get(error["type"])
    return str(words) % context if words is not None else str(_l("This value does not fit."))


def field_errors(error: ValidationError) -> dict[str, object]:
    """A sentence for each wrong field by its dotted path; what concerns no single field stands under "record"."""
    return {".".join(str(part) for part in e["loc"]) or "record": words_of(e) for e in error.errors()}
