"""Thousands of new items in one go: plain statements instead of objects, in the caller's one transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select, text

from virtual_museum.catalogue.authorities import Authorities
from virtual_museum.catalogue.change_log import touch_new_items
from virtual_museum.catalogue.codes import mint_codes, record_codes
from virtual_museum.catalogue.importing.bulk import BulkInsert, as_json, stored
from virtual_museum.catalogue.importing.converting import Proposal
from virtual_museum.catalogue.models import Item, ItemMaker, ItemTerm
from virtual_museum.catalogue.naming import inventory_key
from virtual_museum.catalogue.records import JSON_FIELDS, PLAIN, TERM_FIELDS, TERM_LISTS, TRANSLATED, ItemRecord
from virtual_museum.core.db import bump_content_revision, db, utcnow

_DEFAULTS = {name: ItemRecord.model_fields[name].get_default(call_default_factory=True) for name in PLAIN}
_DEFAULTS |= {name: {} for name in (*TRANSLATED, "weight")}
_SIMPLE = tuple(name for name in PLAIN if name not in JSON_FIELDS)
_HEAD = (
    "id", "code", "status", "source_name", "source_key", "source_digest", "published_at", "withdrawn_at",
    "inventory_key", "place_id",
)  # fmt: skip
MAKER_COLUMNS = ("item_id", "agent_id", "role", "position")
TIE_COLUMNS = ("item_id", "term_id", "relation", "position")


def insert_items(proposals: Sequence[Proposal], source_name: str | None, authorities: Authorities) -> list[int]:
    """Insert new items with their makers and terms; returns their ids in order. Search is told.

    The records are trusted to have been checked, as `ItemRecord.changes()` hands them over.
    """
    ids = _next_ids(len(proposals))
    given = [proposal.code for proposal in proposals if proposal.code]
    record_codes(given)
    minted = iter(mint_codes(len(proposals) - len(given)))
    moment = utcnow()
    now = stored(Item.__table__, "updated_at", moment)
    filled = _Filled({name for proposal in proposals for name in proposal.record})
    items, makers, ties = [], [], []
    for item_id, proposal in zip(ids, proposals, strict=True):
        named_by = (proposal.source or source_name) if proposal.key else None
        status = proposal.status
        head = (
            item_id, proposal.code or next(minted), status, named_by, proposal.key or None, proposal.digest,
            now if status == "published" else None, now if status == "withdrawn" else None,
        )  # fmt: skip
        authorities.teach(proposal.names)
        items.append(head + filled.facts(proposal.record, authorities))
        makers += maker_rows(item_id, proposal.record.get("makers") or (), authorities)
        for name in filled.lists:
            words = proposal.record.get(name)
            if words:
                ties += term_rows(item_id, name, words, authorities)
    constants = {"version": 1, "created_at": moment, "updated_at": moment, **filled.constants}
    BulkInsert(Item.__table__, filled.columns, constants).write(items)
    BulkInsert(ItemMaker.__table__, MAKER_COLUMNS).write(makers)
    BulkInsert(ItemTerm.__table__, TIE_COLUMNS).write(ties)
    bump_content_revision(db.session())
    touch_new_items(ids)
    return ids


class _Filled:
    """The columns that some record of a batch fills; the others are alike in every row and are written as constants."""

    def __init__(self, fields: set[str]) -> None:
        self._simple = [(name, _DEFAULTS[name]) for name in _SIMPLE if name in fields]
        self._json = [(name, _DEFAULTS[name]) for name in (*TRANSLATED, *JSON_FIELDS) if name in fields]
        self._terms = [(name, vocabulary) for name, vocabulary in TERM_FIELDS.items() if name in fields]
        self.lists = [name for name in TERM_LISTS if name in fields]
        own = [name for name, _ in (*self._simple, *self._json)]
        self.columns = (*_HEAD, *own, *(f"{name}_id" for name, _ in self._terms))
        self.constants = {name: value for name, value in _DEFAULTS.items() if name not in own}

    def facts(self, record: dict[str, Any], authorities: Authorities) -> tuple[Any, ...]:
        """What the record says, in the order of the columns, from the key of its number on."""
        get = record.get
        number, place = get("inventory_number"), get("place")
        return (
            inventory_key(number) if number else "",
            authorities.place(place) if place else None,
            *[get(name, default) for name, default in self._simple],
            *[as_json(get(name) or default) for name, default in self._json],
            *[authorities.term(vocabulary, word) if (word := get(name)) else None for name, vocabulary in self._terms],
        )


def maker_rows(item_id: int, makers: Iterable[Any], authorities: Authorities) -> list[tuple[Any, ...]]:
    """The rows of `item_maker`; a maker is a name, or a table with name and role. Nobody stands twice in one role."""
    named: dict[tuple[int, str], None] = {}
    for made in makers:
        name, role = (made, "maker") if isinstance(made, str) else (made["name"], made["role"])
        named[authorities.agent(name), role] = None
    return [(item_id, agent_id, role, position) for position, (agent_id, role) in enumerate(named)]


def term_rows(item_id: int, field: str, words: Iterable[str], authorities: Authorities) -> list[tuple[Any, ...]]:
    """The rows of `item_term` for one list of a record ("materials"); no term stands twice."""
    vocabulary, relation = TERM_LISTS[field]
    terms = dict.fromkeys(authorities.term(vocabulary, word) for word in words if word)
    return [(item_id, term_id, relation, position) for position, term_id in enumerate(terms)]


def _next_ids(count: int) -> list[int]:
    """Ids nobody has had. On SQLite the caller holds the write lock, so counting on is safe."""
    session = db.session
    if session.get_bind().dialect.name == "postgresql":
        sequence = session.scalar(select(func.pg_get_serial_sequence("item", "id")))
        drawn = text("SELECT nextval(CAST(:sequence AS regclass)) FROM generate_series(1, :count)")
        return [row[0] for row in session.execute(drawn, {"sequence": sequence, "count": count})]
    known = session.execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'item'")).scalar() or 0
    return list(range(known + 1, known + 1 + count))
