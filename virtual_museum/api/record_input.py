"""What programs send as a record: checked more strictly than what people type, so that no mistake is guessed away."""

import json
import re
from typing import Any

from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError

from virtual_museum.catalogue.records import TRANSLATED, ItemRecord, Maker
from virtual_museum.core.errors import Invalid
from virtual_museum.core.field_words import field_errors
from virtual_museum.core.xml_text import NOT_XML

# Blanks by name: \s means other characters in each language of patterns.
ADDRESS_PATTERN = (
    r"^(https?://[^\t\n\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\[\]]*)?$"
)
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
ADDRESS, LANGUAGE = re.compile(ADDRESS_PATTERN), re.compile(LANGUAGE_PATTERN)
UNREADABLE = "\ufffd"
EXACT = 2**53
DEEPEST = 20


def _most(part: type[BaseModel]) -> dict[str, int]:
    """How many characters a text of each field may have."""
    rules = (
        (name, getattr(rule, "max_length", None))
        for name, field in part.model_fields.items()
        for rule in field.metadata
    )
    return {name: most for name, most in rules if most}


LONGEST, LONGEST_OF_MAKER = _most(ItemRecord), _most(Maker)


def cleaned_record(value: Any, deep: int = 0) -> Any:
    """`value` as a database and every export can keep it.

    Characters that XML and databases refuse become the sign of an unreadable one; 3.0 is the whole number 3, as JSON
    Schema counts. Raises Invalid for what is nested deeper than any record.
    """
    if deep > DEEPEST:
        raise Invalid(_("The data are nested too deeply."))
    if isinstance(value, str):
        return NOT_XML.sub(UNREADABLE, value)
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return int(value)
    if isinstance(value, list):
        return [cleaned_record(one, deep + 1) for one in value]
    if isinstance(value, dict):
        return {cleaned_record(name): cleaned_record(one, deep + 1) for name, one in value.items()}
    return value


def ordered_years(data: dict[str, Any]) -> None:
    """Put the ends of a span in their order: it is the same span, whichever end was named first."""
    first, last = data.get("year_from"), data.get("year_to")
    if type(first) is int and type(last) is int and first > last:
        data["year_from"], data["year_to"] = last, first


def check_record(data: dict[str, Any]) -> None:
    """Check types as JSON has them: a number is not a text, a text is not a number. Raises Invalid by field."""
    ordered_years(data)
    problems: dict[str, object] = {}
    for name in TRANSLATED:
        value = data.get(name)
        if isinstance(value, dict):
            unknown = [code for code in value if not LANGUAGE.fullmatch(code)]
            problems |= {f"{name}.{code}": _("This is not a language.") for code in unknown}
            wrong = [code for code, text in value.items() if not isinstance(text, str)]
            problems |= {f"{name}.{code}": _("This must be a text.") for code in wrong}
    for name in ("rights_uri", "image_url"):
        if not ADDRESS.fullmatch(str(data.get(name, ""))):
            problems[name] = _("An address begins with http:// or https://, and has no blanks and brackets.")
    if isinstance(data.get("acquisition_price"), float):
        problems["acquisition_price"] = _("Write a sum with a fraction as a text, so that nothing is rounded.")
    problems |= _too_long(data)
    try:
        ItemRecord.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        problems = field_errors(error) | problems
    if problems:
        raise Invalid(fields=problems)


def _too_long(data: dict[str, Any]) -> dict[str, object]:
    """Texts beyond their length as they were sent: the description counts the blanks that are taken off later."""
    texts = [(name, data.get(name), most) for name, most in LONGEST.items()]
    makers = data.get("makers")
    for number, maker in enumerate(makers if isinstance(makers, list) else ()):
        named = maker if isinstance(maker, dict) else {"name": maker}
        texts += [(f"makers.{number}.{name}", named.get(name), most) for name, most in LONGEST_OF_MAKER.items()]
    return {
        name: _("The text is longer than %(max_length)s characters.", max_length=most)
        for name, text, most in texts
        if isinstance(text, str) and len(text) > most
    }
