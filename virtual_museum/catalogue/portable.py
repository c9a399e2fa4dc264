"""A record with names for people instead of our slugs, as another museum's empty database can read it."""

from typing import Any

from virtual_museum.catalogue.importing.names import names_of, term_name, written_terms
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.records import TERM_FIELDS, TRANSLATED, snapshot


def portable(item: Item) -> dict[str, Any]:
    """The whole record of an item whose parts are loaded; `authorities` tells what its names mean."""
    record = {"code": item.code, "status": item.status, **snapshot(item)}
    record |= {"source_name": item.source_name or "", "source_key": item.source_key or ""}
    for name in TRANSLATED:
        # The order in which a database hands out languages is its own.
        record[name] = dict(sorted(record[name].items()))
    for name in TERM_FIELDS:
        term = getattr(item, name)
        record[name] = term_name(term) if term else ""
    record["place"] = term_name(item.place) if item.place else ""
    return record | written_terms(item) | {"authorities": names_of(item)}


def filled(record: dict[str, Any]) -> dict[str, Any]:
    """The record without its empty fields."""
    return {name: value for name, value in record.items() if value not in (None, "", [], {})}
