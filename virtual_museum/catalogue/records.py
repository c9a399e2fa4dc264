"""The record: an item as plain data, the one shape that forms, API, import, export and undo share.

Terms, agents and places stand in it by their slug or name, other items and media by their code.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from virtual_museum.catalogue.models import Item
from virtual_museum.core.config import KNOWN_LANGUAGES

YEAR_MIN, YEAR_MAX = -4_000_000, 9999


# A text says something where one of its characters can be seen: neither a blank of any width nor a mark that only
# joins, parts or turns others. Every blank is named, because \s means other characters in each language of patterns;
# this one reads alike in Python and in ECMAScript. Control characters count, as programs get a sign in their place.
VISIBLE_PATTERN = (
    r"[^\t\n\r \u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_VISIBLE = re.compile(VISIBLE_PATTERN)
# A name of a language as XML takes it: RFC 5646 without its registry.
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)


def _line(value: Any) -> Any:
    if isinstance(value, str):
        text = value.strip()
        return text if _VISIBLE.search(text) else ""
    return value


def _texts(value: Any) -> Any:
    if isinstance(value, Mapping):
        unknown = [str(key) for key in value if key not in KNOWN_LANGUAGES and not _LANGUAGE.fullmatch(str(key))]
        if unknown:
            raise ValueError(_l("There is no such language: %(codes)s.", codes=", ".join(unknown)))
        return {key: line for key, text in value.items() if isinstance(text, str) and (line := _line(text))}
    return value


Texts = Annotated[dict[str, Annotated[str, Field(max_length=200_000)]], BeforeValidator(_texts)]
# One line of text; "" where nothing of it can be seen.
Line = Annotated[str, BeforeValidator(_line)]
TRANSLATED = (
    "title",
    "label_text",
    "description",
    "inscriptions",
    "distinguishing_features",
    "date_text",
    "credit_line",
    "withdrawal_story",
)
TERM_FIELDS = {"object_type": "object_type", "department": "department", "culture": "culture", "period": "period"}
TERM_LISTS = {
    "materials": ("material", "material"),
    "techniques": ("technique", "technique"),
    "keywords": ("keyword", "keyword"),
}
PLAIN = (
    "inventory_number",
    "scientific_number",
    "fund",
    "year_from",
    "year_to",
    "dimensions",
    "weight",
    "quantity",
    "acquisition_method",
    "acquisition_source_category",
    "acquisition_source",
    "acquisition_date",
    "acquisition_document",
    "acquisition_price",
    "acquisition_currency",
    "condition",
    "condition_note",
    "rights_uri",
    "notes",
    "image_url",
)


# Those of the plain fields that are lists or tables.
JSON_FIELDS = ("dimensions", "weight", "notes")


class Part(BaseModel):
    """A piece of a record; unknown keys are mistakes, not silently dropped."""

    model_config = ConfigDict(extra="forbid")


class Dimension(Part):
    """One measurement, for example height 6.2 cm of the support."""

    type: str = Field(max_length=60)
    value: float = Field(ge=0, allow_inf_nan=False)
    unit: str = Field("cm", max_length=12)
    part: str = Field("", max_length=120)


class Weight(Part):
    """A weight with its unit."""

    value: float = Field(ge=0, allow_inf_nan=False)
    unit: str = Field("g", max_length=12)


class Maker(Part):
    """An agent by name and what he did."""

    name: Line = Field(min_length=1, max_length=300)
    role: Line = Field("maker", min_length=1, max_length=80)


def _maker(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class ItemRecord(Part):
    """An item as data. A partial record changes only the fields it names."""

    inventory_number: Line = Field("", max_length=120)
    scientific_number: Line = Field("", max_length=120)
    fund: Literal["main", "scientific-auxiliary", "temporary"] = "main"
    department: Line = Field("", max_length=300)
    object_type: Line = Field("", max_length=300)
    title: Texts = Field(default_factory=dict)
    label_text: Texts = Field(default_factory=dict)
    description: Texts = Field(default_factory=dict)
    inscriptions: Texts = Field(default_factory=dict)
    distinguishing_features: Texts = Field(default_factory=dict)
    makers: list[Annotated[Maker, BeforeValidator(_maker)]] = Field(default_factory=list, max_length=200)
    date_text: Texts = Field(default_factory=dict)
    year_from: int | None = Field(None, ge=YEAR_MIN, le=YEAR_MAX)
    year_to: int | None = Field(None, ge=YEAR_MIN, le=YEAR_MAX)
    culture: Line = Field("", max_length=300)
    period: Line = Field("", max_length=300)
    place: Line = Field("", max_length=300)
    materials: list[Line] = Field(default_factory=list, max_length=200)
    techniques: list[Line] = Field(default_factory=list, max_length=200)
    keywords: list[Line] = Field(default_factory=list, max_length=500)
    dimensions: list[Dimension] = Field(default_factory=list, max_length=100)
    weight: Weight | None = None
    quantity: int = Field(1, ge=0, le=10_000_000)
    acquisition_method: Line = Field("", max_length=40)
    acquisition_source_category: Literal["", "individual", "organisation", "archaeology", "purchase"] = ""
    acquisition_source: Line = Field("", max_length=300)
    acquisition_date: date | None = None
    acquisition_document: Line = Field("", max_length=200)
    acquisition_price: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2)
    acquisition_currency: Line = Field("", max_length=3)
    condition: Line = Field("", max_length=20)
    condition_note: Line = ""
    rights_uri: Line = Field("", max_length=300)
    credit_line: Texts = Field(default_factory=dict)
    notes: dict[str, str] = Field(default_factory=dict)
    image_url: Line = Field("", max_length=1000)
    withdrawal_story: Texts = Field(default_factory=dict)

    @field_validator("rights_uri", "image_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError(_l("An address begins with http:// or https://."))
        return value

    @model_validator(mode="after")
    def _years_in_order(self) -> "ItemRecord":
        if self.year_from is not None and self.year_to is not None and self.year_from > self.year_to:
            raise ValueError(_l("The earliest year is after the latest year."))
        return self

    def changes(self) -> dict[str, Any]:
        """The named fields as JSON values; their parts are whole, as the catalogue writes them."""
        return self.model_dump(mode="json", include=self.model_fields_set)


def snapshot(item: Item) -> dict[str, Any]:
    """All fields of `item` as a full record of JSON values."""
    record: dict[str, Any] = {name: dict(getattr(item, name) or {}) for name in TRANSLATED}
    for name in PLAIN:
        record[name] = getattr(item, name)
    record["weight"] = item.weight or None
    record["acquisition_date"] = item.acquisition_date.isoformat() if item.acquisition_date else None
    price = item.acquisition_price
    record["acquisition_price"] = None if price is None else f"{price:.2f}"
    for name in TERM_FIELDS:
        term = getattr(item, name)
        record[name] = term.slug if term else ""
    record["place"] = item.place.slug if item.place else ""
    record["makers"] = [{"name": made.agent.sort_name, "role": made.role} for made in item.makers]
    for name, (_vocabulary, relation) in TERM_LISTS.items():
        record[name] = [tie.term.slug for tie in item.terms if tie.relation == relation]
    return record


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Iterable[str]
) -> dict[str, tuple[Any, Any]]:
    """Fields among `names` whose values differ, with both values."""
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}
