"""Values out of ordinary forms: translated texts (`title.kk`, `title.ru` …), numbers and days that may be empty."""

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _l

from .config import KNOWN_LANGUAGES
from .errors import Invalid


def texts(form: Mapping[str, str], name: str) -> dict[str, str]:
    """The texts of the fields `name.<language>`; empty ones are left out."""
    found = {code: form.get(f"{name}.{code}", "").replace("\r\n", "\n").strip() for code in KNOWN_LANGUAGES}
    return {code: text for code, text in found.items() if text}


def line(form: Mapping[str, str], name: str) -> str:
    """One line of text without spaces around it."""
    return form.get(name, "").strip()


def whole_number(form: Mapping[str, str], name: str) -> int | None:
    """A whole number, or None where the field is empty. Raises Invalid."""
    value = line(form, name)
    if not value:
        return None
    try:
        return int(value)
    except ValueError as error:
        raise Invalid(fields={name: _l("Write a whole number.")}) from error


def decimal_number(form: Mapping[str, str], name: str) -> float | None:
    """A number with a comma or a point, or None where the field is empty. Raises Invalid."""
    value = line(form, name).replace(",", ".")
    if not value:
        return None
    try:
        number = float(value)
    except ValueError as error:
        raise Invalid(fields={name: _l("Write a number.")}) from error
    if number != number or number in (float("inf"), float("-inf")):
        raise Invalid(fields={name: _l("Write a number.")})
    return number


def day(form: Mapping[str, str], name: str) -> date | None:
    """A calendar day, or None where the field is empty. Raises Invalid."""
    value = line(form, name)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Invalid(fields={name: _l("Write the day as 2026-05-28.")}) from error
