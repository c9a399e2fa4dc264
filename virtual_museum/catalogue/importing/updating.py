"""Thousands of changed items in one go, for imports and their undo: plain statements grouped by what changes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import delete, select

from virtual_museum.catalogue.authorities import Authorities
from virtual_museum.catalogue.change_log import touch_items
from virtual_museum.catalogue.importing.bulk import BulkInsert, BulkUpdate, as_json, stored
from virtual_museum.catalogue.importing.comparing import parts
from virtual_museum.catalogue.importing.writing import MAKER_COLUMNS, TIE_COLUMNS, maker_rows, term_rows
from virtual_museum.catalogue.models import Item, ItemMaker, ItemTerm
from virtual_museum.catalogue.naming import inventory_key
from virtual_museum.catalogue.records import JSON_FIELDS, PLAIN, TERM_FIELDS, TERM_LISTS, TRANSLATED
from virtual_museum.catalogue.services import apply_status
from virtual_museum.core.db import bump_content_revision, db, utcnow

_ITEMS = Item.__table__
# Columns that are filled as a record has them, without a second look.
_AS_THEY_ARE = frozenset(PLAIN) - {*JSON_FIELDS, "acquisition_date"}
_WRITTEN = frozenset((*TRANSLATED, *JSON_FIELDS))


class Update(NamedTuple):
    """New values of some fields of an item, as a record that was checked has them.

    `status` "" leaves the status as it is.
    """

    item_id: int
    record: Mapping[str, Any]
    status: str = ""
    digest: str = ""
    names: Mapping[str, Any] | None = None


def update_items(updates: Sequence[Update], authorities: Authorities) -> dict[int, int]:
    """Write the updates and tell search; returns the version of every item afterwards.

    Raises IntegrityError where a record is impossible; the caller compared first, so every update changes something.
    """
    versions = _locked(updates)
    found = [one for one in updates if one.item_id in versions]
    _write_columns(found, authorities)
    _write_parts(found, authorities)
    touch_items(one.item_id for one in found)
    bump_content_revision(db.session())
    # Objects that somebody loaded before know nothing of plain statements.
    db.session.expire_all()
    for one in found:
        versions[one.item_id] += bool(one.record)
        if one.status:
            versions[one.item_id] = _set_status(one)
    return versions


def _locked(updates: Sequence[Update]) -> dict[int, int]:
    """The present versions; the rows stay locked until the caller commits."""
    versions: dict[int, int] = {}
    for part in parts(sorted(one.item_id for one in updates)):
        rows = db.session.execute(
            select(_ITEMS.c.id, _ITEMS.c.version).where(_ITEMS.c.id.in_(part)).order_by(_ITEMS.c.id).with_for_update()
        )
        versions.update((row[0], row[1]) for row in rows.all())
    return versions


def _write_columns(updates: Sequence[Update], authorities: Authorities) -> None:
    """One statement for all items in which the same fields change."""
    groups: dict[tuple[bool, tuple[str, ...]], list[tuple[int, tuple[Any, ...]]]] = defaultdict(list)
    for one in updates:
        authorities.teach(one.names)
        values = _values(one.record, authorities)
        values["source_digest"] = one.digest
        groups[bool(one.record), tuple(values)].append((one.item_id, tuple(values.values())))
    moment = utcnow()
    for (saved, columns), rows in groups.items():
        # A new digest alone is no new version of the record.
        constants, counted = ({"updated_at": moment}, "version") if saved else ({}, "")
        BulkUpdate(_ITEMS, columns, constants, counted).write(rows)


def _values(record: Mapping[str, Any], authorities: Authorities) -> dict[str, Any]:
    """The columns that a partial record fills, as the database stores them."""
    values: dict[str, Any] = {}
    for name, value in record.items():
        if name in _WRITTEN:
            values[name] = as_json(value)
        elif name in _AS_THEY_ARE:
            values[name] = value
        elif name == "acquisition_date":
            values[name] = stored(_ITEMS, name, date.fromisoformat(value) if value else None)
        elif name == "place":
            values["place_id"] = authorities.place(value) if value else None
        elif name in TERM_FIELDS:
            values[f"{name}_id"] = authorities.term(TERM_FIELDS[name], value) if value else None
    if "inventory_number" in record:
        values["inventory_key"] = inventory_key(record["inventory_number"])
    return values


def _write_parts(updates: Sequence[Update], authorities: Authorities) -> None:
    """Makers and lists of terms are few and short: those that change are written anew."""
    made = [one for one in updates if "makers" in one.record]
    for part in parts([one.item_id for one in made]):
        _execute(delete(ItemMaker).where(ItemMaker.item_id.in_(part)))
    makers: list[tuple[Any, ...]] = []
    for one in made:
        authorities.teach(one.names)
        makers += maker_rows(one.item_id, one.record["makers"], authorities)
    BulkInsert(ItemMaker.__table__, MAKER_COLUMNS).write(makers)
    ties: list[tuple[Any, ...]] = []
    for name, (_vocabulary, relation) in TERM_LISTS.items():
        changed = [one for one in updates if name in one.record]
        for part in parts([one.item_id for one in changed]):
            _execute(delete(ItemTerm).where(ItemTerm.item_id.in_(part), ItemTerm.relation == relation))
        for one in changed:
            authorities.teach(one.names)
            ties += term_rows(one.item_id, name, one.record[name], authorities)
    BulkInsert(ItemTerm.__table__, TIE_COLUMNS).write(ties)


def _execute(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))


def _set_status(one: Update) -> int:
    """Publishing and withdrawing have consequences beyond the record, so each goes the way a curator's would."""
    item = db.session.get_one(Item, one.item_id, populate_existing=True)
    apply_status(item, one.status)
    db.session.flush()
    version = item.version
    db.session.expunge(item)
    return version
