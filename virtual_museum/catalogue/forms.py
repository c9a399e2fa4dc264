"""The studio's form of an item: what stands in its fields, and the record a posted form means."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from virtual_museum.catalogue.dates import years_of
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.records import TERM_FIELDS, TERM_LISTS, TRANSLATED
from virtual_museum.core.errors import Invalid
from virtual_museum.core.form_values import decimal_number, line, texts, whole_number
from virtual_museum.core.i18n import languages, translated_text

EMPTY_ROWS = 2
MAX_ROWS = 100
LINES = (
    "inventory_number",
    "scientific_number",
    "fund",
    "acquisition_method",
    "acquisition_source_category",
    "acquisition_source",
    "acquisition_document",
    "acquisition_currency",
    "condition",
    "condition_note",
    "rights_uri",
    "image_url",
)
NUMBERS = ("year_from", "year_to")


def form_values(item: Item | None) -> dict[str, Any]:
    """What the fields show, by field name; lists one name a line, with labels in the curator's language."""
    if item is None:
        return {"fund": "main", "quantity": 1, "dimensions": _padded([]), "notes": _padded([])}
    values: dict[str, Any] = {name: dict(getattr(item, name) or {}) for name in TRANSLATED}
    values |= {name: getattr(item, name) for name in (*LINES, *NUMBERS, "quantity")}
    values["acquisition_date"] = item.acquisition_date.isoformat() if item.acquisition_date else ""
    values["acquisition_price"] = "" if item.acquisition_price is None else f"{item.acquisition_price:.2f}"
    for name in TERM_FIELDS:
        term = getattr(item, name)
        values[name] = translated_text(term.label) or term.slug if term else ""
    values["place"] = translated_text(item.place.name) or item.place.slug if item.place else ""
    for name, (_vocabulary, relation) in TERM_LISTS.items():
        ties = [tie.term for tie in item.terms if tie.relation == relation]
        values[name] = "\n".join(translated_text(term.label) or term.slug for term in ties)
    values["makers"] = "\n".join(f"{made.agent.sort_name}; {made.role}" for made in item.makers)
    values["dimensions"] = _padded([dict(one) for one in item.dimensions or ()])
    values["weight"] = dict(item.weight or {})
    values["notes"] = _padded([{"name": name, "value": value} for name, value in (item.notes or {}).items()])
    return values


def _padded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*rows, *({} for _ in range(EMPTY_ROWS))]


def posted_values(form: MultiDict[str, str]) -> dict[str, Any]:
    """The posted form in the same shape, to be shown again as it was entered."""
    values: dict[str, Any] = {name: line(form, name) for name in (*LINES, *NUMBERS, *TERM_FIELDS)}
    values |= {name: texts(form, name) for name in TRANSLATED}
    for name in ("quantity", "acquisition_date", "acquisition_price", "place", "makers", *TERM_LISTS):
        values[name] = form.get(name, "")
    values["dimensions"] = _padded(_rows(form, "dimension", ("type", "value", "unit", "part")))
    values["weight"] = {"value": line(form, "weight.value"), "unit": line(form, "weight.unit")}
    values["notes"] = _padded(_rows(form, "note", ("name", "value")))
    return values


def posted_record(form: MultiDict[str, str]) -> dict[str, Any]:
    """The posted form as a record. Raises Invalid for what is not even a number.

    Years that are left empty are read from the date as written.
    """
    record: dict[str, Any] = {name: line(form, name) for name in (*LINES, *TERM_FIELDS, "place")}
    record |= {name: _texts(form, name) for name in TRANSLATED}
    record |= {name: whole_number(form, name) for name in NUMBERS}
    if record["year_from"] is None and record["year_to"] is None and record["date_text"]:
        record["year_from"], record["year_to"] = years_of(next(iter(record["date_text"].values())))
    record["quantity"] = whole_number(form, "quantity") or (0 if line(form, "quantity") == "0" else 1)
    record["acquisition_date"] = line(form, "acquisition_date") or None
    price = decimal_number(form, "acquisition_price")
    record["acquisition_price"] = None if price is None else f"{price:.2f}"
    for name in TERM_LISTS:
        record[name] = listed(form.get(name, ""))
    record["makers"] = [_maker(text) for text in form.get("makers", "").splitlines() if text.strip()]
    record["dimensions"] = _dimensions(form)
    value = decimal_number(form, "weight.value")
    record["weight"] = None if value is None else {"value": value, "unit": line(form, "weight.unit") or "g"}
    record["notes"] = {row["name"]: row["value"] for row in _rows(form, "note", ("name", "value")) if row["name"]}
    return record


def _texts(form: Mapping[str, str], name: str) -> dict[str, str]:
    known = languages()
    return {code: text for code, text in texts(form, name).items() if code in known}


def listed(text: str) -> list[str]:
    """Names one a line or parted by semicolons, each once."""
    parts = (part.strip() for row in text.splitlines() for part in row.split(";"))
    return list(dict.fromkeys(part for part in parts if part))


def _maker(text: str) -> dict[str, str]:
    name, _semicolon, role = text.partition(";")
    return {"name": name.strip(), "role": role.strip() or "maker"}


def _rows(form: MultiDict[str, str], prefix: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    columns = [form.getlist(f"{prefix}.{name}")[:MAX_ROWS] for name in names]
    rows = [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=False)]
    return [{name: text.strip() for name, text in row.items()} for row in rows if any(v.strip() for v in row.values())]


def _dimensions(form: MultiDict[str, str]) -> list[dict[str, Any]]:
    found = []
    for row in _rows(form, "dimension", ("type", "value", "unit", "part")):
        if not row["value"]:
            continue
        try:
            value = float(row["value"].replace(",", "."))
        except ValueError as error:
            raise Invalid(fields={"dimensions": _l("Write a number.")}) from error
        found.append(
            {"type": row["type"] or "height", "value": value, "unit": row["unit"] or "cm", "part": row["part"]}
        )
    return found
