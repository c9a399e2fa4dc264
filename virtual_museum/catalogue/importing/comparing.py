"""What each row of a file means for the catalogue: compared in batches with plain statements, no objects are built."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import select

from virtual_museum.catalogue.authorities import Authorities
from virtual_museum.catalogue.importing.converting import Proposal
from virtual_museum.catalogue.models import Item, ItemMaker, ItemTerm
from virtual_museum.catalogue.records import PLAIN, TERM_FIELDS, TERM_LISTS, TRANSLATED, ItemRecord, differences
from virtual_museum.core.db import db

BATCH = 1_000
# SQLite's older builds take 999 bound values in a statement.
IN_STATEMENT = 900
_TABLE = Item.__table__
_COLUMNS = ("id", "code", "version", "status", "place_id", *TRANSLATED, *PLAIN, *(f"{name}_id" for name in TERM_FIELDS))


@dataclass(frozen=True)
class Decision:
    """What a proposal means for the catalogue: a new item, a change of an item, or nothing.

    `changes` holds (before, after) of every field that differs; `version` is the item's before the change.
    """

    action: str
    proposal: Proposal
    item_id: int | None = None
    version: int = 0
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Present:
    """An item as it stands: its full record as JSON values, as `records.snapshot` would give it."""

    item_id: int
    code: str
    version: int
    status: str
    record: dict[str, Any]


def decisions(
    proposals: Iterable[Proposal], source_name: str, authorities: Authorities, *, lock: bool = False
) -> Iterator[list[Decision]]:
    """What each proposal means, a list for every batch, in order. With `lock` nobody edits these items meanwhile."""
    remaining = iter(proposals)
    any_known = db.session.scalar(select(Item.id).where(Item.source_name == source_name).limit(1)) is not None
    while batch := list(islice(remaining, BATCH)):
        known = _known(batch, source_name if any_known else None)
        changed = [found[0] for p in batch if (found := known.get(id(p))) and found[1] != p.digest]
        items = {item.item_id: item for item in present_items(changed, authorities, lock=lock)}
        yield [_decided(proposal, known.get(id(proposal)), items, authorities) for proposal in batch]


def _decided(
    proposal: Proposal, found: tuple[int, str] | None, items: dict[int, Present], authorities: Authorities
) -> Decision:
    if found is None:
        return Decision("create", proposal)
    item = items.get(found[0])
    if item is None:
        return Decision("unchanged", proposal, found[0])
    authorities.teach(proposal.names)
    wanted = canonical(proposal.record, authorities)
    apart = differences(item.record, wanted, wanted)
    if proposal.status != item.status:
        apart["status"] = (item.status, proposal.status)
    return Decision("update" if apart else "unchanged", proposal, item.item_id, item.version, apart)


def _known(batch: list[Proposal], source_name: str | None) -> dict[int, tuple[int, str]]:
    """(item id, digest) of proposals whose item exists, by key of the source, else by short code."""
    by_key: dict[str, tuple[int, str]] = {}
    if source_name is not None:
        for part in parts([p.key for p in batch if p.key and not p.source]):
            same = select(_TABLE.c.source_key, _TABLE.c.id, _TABLE.c.source_digest).where(
                _TABLE.c.source_name == source_name, _TABLE.c.source_key.in_(part)
            )
            by_key |= {row[0]: (row[1], row[2]) for row in db.session.execute(same)}
    by_code: dict[str, tuple[int, str]] = {}
    for part in parts([p.code for p in batch if p.code]):
        coded = select(_TABLE.c.code, _TABLE.c.id, _TABLE.c.source_digest).where(_TABLE.c.code.in_(part))
        by_code |= {row[0]: (row[1], row[2]) for row in db.session.execute(coded)}
    found = {id(p): by_key.get(p.key) or by_code.get(p.code) for p in batch}
    return {mark: row for mark, row in found.items() if row is not None}


def parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """`values` in pieces that fit one statement."""
    for start in range(0, len(values), IN_STATEMENT):
        yield values[start : start + IN_STATEMENT]


def present_items(ids: Sequence[int], authorities: Authorities, *, lock: bool = False) -> Iterator[Present]:
    """The items of these ids that exist, three statements for every 900 of them."""
    columns = [_TABLE.c[name] for name in _COLUMNS]
    for part in parts(sorted(ids)):
        wanted = select(*columns).where(_TABLE.c.id.in_(part)).order_by(_TABLE.c.id)
        rows = list(db.session.execute(wanted.with_for_update() if lock else wanted))
        made = select(ItemMaker.item_id, ItemMaker.agent_id, ItemMaker.role).where(ItemMaker.item_id.in_(part))
        makers: dict[int, list[dict[str, str]]] = defaultdict(list)
        for item_id, agent_id, role in db.session.execute(made.order_by(ItemMaker.position)):
            makers[item_id].append({"name": authorities.filed_agent(agent_id), "role": role})
        tied = select(ItemTerm.item_id, ItemTerm.relation, ItemTerm.term_id).where(ItemTerm.item_id.in_(part))
        ties: dict[tuple[int, str], list[int]] = defaultdict(list)
        for item_id, relation, term_id in db.session.execute(tied.order_by(ItemTerm.position)):
            ties[item_id, relation].append(term_id)
        for row in rows:
            record = _record(row._mapping, authorities)
            record["makers"] = makers[row.id]
            for name, (vocabulary, relation) in TERM_LISTS.items():
                record[name] = [authorities.slug_of_term(vocabulary, tie) for tie in ties[row.id, relation]]
            yield Present(row.id, row.code, row.version, row.status, record)


def _record(row: Any, authorities: Authorities) -> dict[str, Any]:
    record: dict[str, Any] = {name: dict(row[name] or {}) for name in TRANSLATED}
    record.update({name: row[name] for name in PLAIN})
    record["weight"] = record["weight"] or None
    if record["acquisition_date"] is not None:
        record["acquisition_date"] = record["acquisition_date"].isoformat()
    if record["acquisition_price"] is not None:
        record["acquisition_price"] = f"{record['acquisition_price']:.2f}"
    for name, vocabulary in TERM_FIELDS.items():
        term_id = row[f"{name}_id"]
        record[name] = authorities.slug_of_term(vocabulary, term_id) if term_id is not None else ""
    record["place"] = authorities.slug_of_place(row["place_id"]) if row["place_id"] is not None else ""
    return record


def canonical(record: dict[str, Any], authorities: Authorities) -> dict[str, Any]:
    """A record with names as the catalogue writes them, comparable with what is present."""
    full = dict(record)
    if full.keys() & _COMPLETED:
        full |= ItemRecord.model_validate(record).model_dump(mode="json", include=set(_COMPLETED & record.keys()))
    for name, vocabulary in TERM_FIELDS.items():
        if full.get(name):
            full[name] = authorities.canonical_term(vocabulary, full[name])
    for name, (vocabulary, _relation) in TERM_LISTS.items():
        if name in full:
            words = [authorities.canonical_term(vocabulary, word) for word in full[name] if word]
            full[name] = list(dict.fromkeys(words))
    if full.get("place"):
        full["place"] = authorities.canonical_place(full["place"])
    if "makers" in full:
        made = [(authorities.canonical_agent(maker["name"]), maker["role"]) for maker in full["makers"]]
        full["makers"] = [{"name": name, "role": role} for name, role in dict.fromkeys(made)]
    if full.get("acquisition_price") is not None:
        full["acquisition_price"] = f"{float(full['acquisition_price']):.2f}"
    return full


# Parts whose own defaults the catalogue writes out.
_COMPLETED = frozenset({"makers", "dimensions", "weight"})
