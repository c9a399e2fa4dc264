"""Change sets after the fact: undo as a whole, and bulk edits that can be undone the same way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, exists, func, insert, literal, or_, select

from virtual_museum.catalogue.authorities import Authorities
from virtual_museum.catalogue.change_log import touch_items
from virtual_museum.catalogue.importing.applying import new_change_set
from virtual_museum.catalogue.importing.comparing import Present, present_items
from virtual_museum.catalogue.importing.updating import Update, update_items
from virtual_museum.catalogue.models import (
    Agent,
    ChangeEntry,
    ChangeSet,
    DeletedItem,
    Item,
    ItemMaker,
    ItemMedia,
    ItemTerm,
    Place,
    Term,
)
from virtual_museum.catalogue.services import apply_status
from virtual_museum.core.actors import current_actor
from virtual_museum.core.audit import declare_event
from virtual_museum.core.audit import record as audit
from virtual_museum.core.db import UTCDateTime, bump_content_revision, db, utcnow
from virtual_museum.core.errors import MuseumError, Refused

BATCH = 500
TOLD = 100
CHANGES_UNDONE = declare_event("changes.undone", _l("Change set undone"))
ITEMS_EDITED = declare_event("items.edited", _l("Records edited together"))


@dataclass(frozen=True)
class EditedSince:
    """An item somebody edited after the change set: its code and number."""

    code: str
    inventory_number: str


@dataclass(frozen=True)
class UndoReport:
    """What an undo did: items deleted, items restored, and those that had been edited since."""

    change_set: int
    deleted: int
    restored: int
    edited_since: int
    warnings: tuple[EditedSince, ...]


def edited_since(change_set: ChangeSet) -> tuple[int, tuple[EditedSince, ...]]:
    """How many items of the set somebody edited since, and the first hundred of them."""
    changed = (
        select(Item.code, Item.inventory_number)
        .join(ChangeEntry, ChangeEntry.item_id == Item.id)
        .where(
            ChangeEntry.change_set_id == change_set.id,
            ChangeEntry.action.in_(("create", "update")),
            ChangeEntry.version != Item.version,
        )
    )
    count = db.session.scalar(select(func.count()).select_from(changed.subquery())) or 0
    rows = db.session.execute(changed.order_by(Item.id).limit(TOLD))
    return count, tuple(EditedSince(*row) for row in rows)


def undo(change_set: ChangeSet) -> UndoReport:
    """Take a change set back as a whole. What was edited since is kept in the log of the undo itself.

    Raises Refused when the set is not applied.
    """
    if change_set.state != "applied":
        raise Refused(_("This change set is not applied, so there is nothing to undo."))
    count, warnings = edited_since(change_set)
    keep = new_change_set("undo", change_set.title, state="kept") if count else None
    deleted = restored = 0
    authorities = Authorities()
    for entries in _entries(change_set, "update"):
        restored += _restore(entries, keep, authorities)
    for entries in _entries(change_set, "create"):
        deleted += _delete(entries, keep, authorities)
    _drop_unused(change_set.counts.get("made", {}))
    change_set.state, change_set.undone_at, change_set.undone_by = "undone", utcnow(), current_actor().name
    db.session.flush()
    audit(CHANGES_UNDONE, ("change_set", change_set.id), deleted=deleted, restored=restored, edited_since=count)
    return UndoReport(change_set.id, deleted, restored, count, warnings)


def _entries(change_set: ChangeSet, action: str) -> Iterator[list[ChangeEntry]]:
    last = 0
    while True:
        query = (
            select(ChangeEntry)
            .where(ChangeEntry.change_set_id == change_set.id, ChangeEntry.action == action, ChangeEntry.id > last)
            .order_by(ChangeEntry.id)
            .limit(BATCH)
        )
        entries = list(db.session.scalars(query))
        if not entries:
            return
        last = entries[-1].id
        yield entries
        for entry in entries:
            db.session.expunge(entry)


def _restore(entries: Sequence[ChangeEntry], keep: ChangeSet | None, authorities: Authorities) -> int:
    ids = [entry.item_id for entry in entries if entry.item_id is not None]
    present = {item.item_id: item for item in present_items(ids, authorities, lock=True)}
    updates = []
    for entry in entries:
        item = present.get(entry.item_id or 0)
        if item is not None:
            before = dict(entry.before or {})
            status = before.pop("status", "")
            # Without a digest the next import compares afresh instead of trusting what the source said last.
            updates.append(Update(item.item_id, before, status if status != item.status else "", digest=""))
    _keep(keep, entries, present.values())
    update_items(updates, authorities)
    return len(updates)


def _delete(entries: Sequence[ChangeEntry], keep: ChangeSet | None, authorities: Authorities) -> int:
    ids = [entry.item_id for entry in entries if entry.item_id is not None]
    if keep is not None:
        edited = select(Item.id).where(Item.id.in_(ids), Item.version > 1)
        _keep(keep, entries, present_items(list(db.session.scalars(edited)), authorities))
    shown = select(ItemMedia.item_id).where(ItemMedia.item_id.in_(ids)).distinct()
    for item in db.session.scalars(select(Item).where(Item.id.in_(shown), Item.status == "published")):
        apply_status(item, "draft")
    touch_items(ids)
    _note_public(ids)
    gone = db.session.execute(delete(Item).where(Item.id.in_(ids)).execution_options(synchronize_session="fetch"))
    bump_content_revision(db.session())
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _note_public(ids: Sequence[int]) -> None:
    """Keep of the items that visitors have seen what harvesters must hear of their end."""
    seen = select(Item.id, Item.code, Item.fund, literal(utcnow(), UTCDateTime))
    seen = seen.where(Item.id.in_(ids), Item.published_at.is_not(None))
    columns = ("item_id", "code", "fund", "deleted_at")
    db.session.execute(insert(DeletedItem).from_select(columns, seen))


def _keep(keep: ChangeSet | None, entries: Sequence[ChangeEntry], items: Iterable[Present]) -> None:
    """Log the present state of items that somebody edited since."""
    if keep is None:
        return
    versions = {entry.item_id: entry.version for entry in entries}
    for item in items:
        if item.version != versions[item.item_id]:
            state = {"code": item.code, "status": item.status, **item.record}
            row = ChangeEntry(change_set_id=keep.id, item_id=item.item_id, action="update", before=state)
            row.version = item.version
            db.session.add(row)


def _drop_unused(made: dict[str, list[int]]) -> None:
    """Delete authorities the import had made, where nothing points to them any more."""
    used_term = or_(
        exists().where(ItemTerm.term_id == Term.id),
        *(
            exists().where(column == Term.id)
            for column in (Item.object_type_id, Item.department_id, Item.culture_id, Item.period_id)
        ),
    )
    used: dict[str, tuple[type[Term | Agent | Place], ColumnElement[bool]]] = {
        "term": (Term, used_term),
        "agent": (Agent, exists().where(ItemMaker.agent_id == Agent.id)),
        "place": (Place, exists().where(Item.place_id == Place.id)),
    }
    for kind, (model, condition) in used.items():
        ids = made.get(kind, [])
        for start in range(0, len(ids), BATCH):
            part = ids[start : start + BATCH]
            unused = delete(model).where(model.id.in_(part), ~condition)
            db.session.execute(unused.execution_options(synchronize_session=False))


def bulk_status(items: Iterable[Item], status: str) -> ChangeSet:
    """Publish or take back many items as one change set; items that cannot be published are listed as failed."""
    change_set = new_change_set("bulk", status, state="applied")
    counts = {"rows": 0, "updated": 0, "unchanged": 0, "failed": 0}
    for item in items:
        counts["rows"] += 1
        before: dict[str, Any] = {"status": item.status}
        entry = ChangeEntry(change_set_id=change_set.id, item_id=item.id, action="update", before=before)
        entry.after = {"status": status}
        try:
            changed = apply_status(item, status)
        except MuseumError as error:
            entry.action, entry.reason = "failed", str(error)
            counts["failed"] += 1
        else:
            if not changed:
                counts["unchanged"] += 1
                continue
            counts["updated"] += 1
        entry.version = item.version
        db.session.add(entry)
    change_set.counts = counts
    db.session.flush()
    audit(ITEMS_EDITED, ("change_set", change_set.id), status=status, **counts)
    return change_set
