"""What each row of a file means for the catalogue: compared in batches with plain statements, no objects are built."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, cast, select

from virtual_museum.catalogue.authorities import Authorities
from virtual_museum.catalogue.importing.converting import Proposal
from virtual_museum.catalogue.models import Item, ItemMaker, ItemTerm
from virtual_museum.catalogue.records import (
    JSON_FIELDS,
    PLAIN,
    TERM_FIELDS,
    TERM_LISTS,
    TRANSLATED,
    ItemRecord,
    differences,
)
from virtual_museum.core.db import db, read_json

BATCH = 1_000
# SQLite's older builds take 999 bound values in a statement.
IN_STATEMENT = 900
_TABLE, _MADE, _TIE = Item.__table__, ItemMaker.__table__, ItemTerm.__table__
_ALL = frozenset(ItemRecord.model_fields)
# Texts and tables come as the database keeps them: most are empty, and that is seen without reading them.
_WRITTEN = (*TRANSLATED, *JSON_FIELDS)
_EMPTY: Mapping[str, Any] = {"{}": {}, "[]": []}
_BY_ID = {"place": "place_id", **{name: f"{name}_id" for name in TERM_FIELDS}}
_NO_CHANGES: Mapping[str, tuple[Any, Any]] = MappingProxyType({})


class Decision(NamedTuple):
    """What a proposal means for the catalogue: a new item, a change of an item, or nothing.

    `changes` holds (before, after) of every field that differs; `version` is the item's before the change.
    """

    action: str
    proposal: Proposal
    item_id: int | None = None
    version: int = 0
    changes: Mapping[str, tuple[Any, Any]] = _NO_CHANGES


class Present(NamedTuple):
    """An item as it stands: its record as JSON values, as `records.snapshot` would give it."""

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
        changed = {found[0]: p for p in batch if (found := known.get(id(p))) and found[1] != p.digest}
        named = {name for p in changed.values() for name in p.record}
        items = {item.item_id: item for item in present_items([*changed], authorities, lock=lock, fields=named)}
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
            by_key |= {row[0]: (row[1], row[2]) for row in db.session.execute(same).all()}
    by_code: dict[str, tuple[int, str]] = {}
    for part in parts([p.code for p in batch if p.code]):
        coded = select(_TABLE.c.code, _TABLE.c.id, _TABLE.c.source_digest).where(_TABLE.c.code.in_(part))
        by_code |= {row[0]: (row[1], row[2]) for row in db.session.execute(coded).all()}
    found = {id(p): by_key.get(p.key) or by_code.get(p.code) for p in batch}
    return {mark: row for mark, row in found.items() if row is not None}


def parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """`values` in pieces that fit one statement."""
    for start in range(0, len(values), IN_STATEMENT):
        yield values[start : start + IN_STATEMENT]


def present_items(
    ids: Sequence[int], authorities: Authorities, *, lock: bool = False, fields: Collection[str] = _ALL
) -> Iterator[Present]:
    """The items of these ids that exist, with those `fields` of their records; three statements for every 900."""
    columns: list[ColumnElement[Any]] = [_TABLE.c[name] for name in ("id", "code", "version", "status")]
    columns += [_TABLE.c[name] for name in PLAIN if name in fields and name not in JSON_FIELDS]
    columns += [_TABLE.c[column] for name, column in _BY_ID.items() if name in fields]
    columns += [cast(_TABLE.c[name], Text).label(name) for name in _WRITTEN if name in fields]
    lists = [(name, *kind) for name, kind in TERM_LISTS.items() if name in fields]
    for part in parts(sorted(ids)):
        wanted = select(*columns).where(_TABLE.c.id.in_(part)).order_by(_TABLE.c.id)
        rows = db.session.execute(wanted.with_for_update() if lock else wanted).all()
        makers = _makers(part, authorities) if "makers" in fields else None
        ties = _ties(part) if lists else {}
        for row in rows:
            item_id, code, version, status = row[:4]
            record = _record(row._asdict(), authorities)
            if makers is not None:
                record["makers"] = makers.get(item_id, [])
            for name, vocabulary, relation in lists:
                tied = ties.get((item_id, relation), ())
                record[name] = [authorities.slug_of_term(vocabulary, term_id) for term_id in tied]
            yield Present(item_id, code, version, status, record)


def _makers(part: Sequence[int], authorities: Authorities) -> dict[int, list[dict[str, str]]]:
    made = select(_MADE.c.item_id, _MADE.c.agent_id, _MADE.c.role).where(_MADE.c.item_id.in_(part))
    makers: dict[int, list[dict[str, str]]] = defaultdict(list)
    for item_id, agent_id, role in db.session.execute(made.order_by(_MADE.c.position)).all():
        makers[item_id].append({"name": authorities.filed_agent(agent_id), "role": role})
    return makers


def _ties(part: Sequence[int]) -> dict[tuple[int, str], list[int]]:
    tied = select(_TIE.c.item_id, _TIE.c.relation, _TIE.c.term_id).where(_TIE.c.item_id.in_(part))
    ties: dict[tuple[int, str], list[int]] = defaultdict(list)
    for item_id, relation, term_id in db.session.execute(tied.order_by(_TIE.c.position)).all():
        ties[item_id, relation].append(term_id)
    return ties


def _record(row: dict[str, Any], authorities: Authorities) -> dict[str, Any]:
    """The columns that were asked for as a part of a record."""
    for name in ("id", "code", "version", "status"):
        del row[name]
    for name in _WRITTEN:
        if name in row:
            written = row[name]
            row[name] = read_json(written) if written not in _EMPTY else type(_EMPTY[written])()
    if "weight" in row:
        row["weight"] = row["weight"] or None
    if row.get("acquisition_date") is not None:
        row["acquisition_date"] = row["acquisition_date"].isoformat()
    if row.get("acquisition_price") is not None:
        row["acquisition_price"] = f"{row['acquisition_price']:.2f}"
    for name, vocabulary in TERM_FIELDS.items():
        column = _BY_ID[name]
        if column in row:
            term_id = row.pop(column)
            row[name] = authorities.slug_of_term(vocabulary, term_id) if term_id is not None else ""
    if "place_id" in row:
        place_id = row.pop("place_id")
        row["place"] = authorities.slug_of_place(place_id) if place_id is not None else ""
    return row


def canonical(record: dict[str, Any], authorities: Authorities) -> dict[str, Any]:
    """A record with names as the catalogue writes them, comparable with what is present."""
    full = dict(record)
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
