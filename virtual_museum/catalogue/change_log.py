"""The log that search follows: which items to look at again, numbered in the order of commits.

Whatever changes an item, its parts or an authority it points to is noticed when the session flushes, so that no
service can forget it. Bulk statements that go past the session call `touch_items` themselves.
"""

import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, event, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from virtual_museum.catalogue.models import (
    Agent,
    CatalogueRevision,
    Item,
    ItemEvent,
    ItemMaker,
    ItemMedia,
    ItemTerm,
    Place,
    Term,
)
from virtual_museum.core.db import bump_content_revision, db, utcnow
from virtual_museum.media.models import Asset

BATCH = 5000


@dataclass(frozen=True)
class Revision:
    """Where the catalogue stands. `lineage` tells one database from another, also after a restore."""

    lineage: str = ""
    number: int = 0
    pruned: int = 0


# Made once, because every search asks it.
_REVISION = select(CatalogueRevision.lineage, CatalogueRevision.number, CatalogueRevision.pruned).where(
    CatalogueRevision.id == 1
)


def committed_revision(session: Session | Connection) -> Revision:
    """The revision that `session` sees; zero before the first change."""
    row = session.execute(_REVISION).first()
    return Revision(*row) if row else Revision()


def next_revision(connection: Connection | Session) -> int:
    """Raise the revision in the caller's transaction; other writers wait until it commits."""
    raised = connection.execute(
        update(CatalogueRevision)
        .where(CatalogueRevision.id == 1)
        .values(number=CatalogueRevision.number + 1)
        .returning(CatalogueRevision.number)
        .execution_options(synchronize_session=False)
    ).scalar()
    if raised is None:
        first = {"id": 1, "number": 1, "lineage": secrets.token_hex(8), "pruned": 0}
        connection.execute(insert(CatalogueRevision).values(**first))
        return 1
    return int(raised)


def begin_lineage() -> None:
    """Give the database a life of its own, so that search copies of what it was before are made anew."""
    db.session.execute(update(CatalogueRevision).values(lineage=secrets.token_hex(8)))
    bump_content_revision(db.session())
    db.session.flush()


def touch_items(item_ids: Iterable[int]) -> None:
    """Tell search to look at these items again: their own rows or what is shown with them has changed."""
    ids = sorted(set(item_ids))
    if ids:
        db.session.flush()
        _log(db.session.connection(), ids)


def touch_new_items(item_ids: Collection[int]) -> None:
    """The same for rows inserted by plain statements in this transaction, under ids that follow each other."""
    if item_ids:
        _log_selected(db.session.connection(), select(Item.id).where(Item.id.between(min(item_ids), max(item_ids))))


def touch_items_of(which: Select[int]) -> None:
    """The same for all items whose ids `which` selects, however many."""
    db.session.flush()
    connection = db.session.connection()
    _log_selected(connection, which)


def _log(connection: Connection, ids: list[int]) -> None:
    revision = next_revision(connection)
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        connection.execute(insert(ItemEvent), [{"revision": revision, "item_id": item_id} for item_id in part])


def _log_selected(connection: Connection, which: Select[int]) -> None:
    revision = next_revision(connection)
    ids = which.distinct().subquery()
    rows = select(literal(revision), ids.c[0])
    connection.execute(insert(ItemEvent).from_select(["revision", "item_id"], rows))


def events_after(session: Session, revision: int, item_id: int, limit: int) -> list[tuple[int, int]]:
    """(revision, item id) of what was logged after that event, oldest first; at most `limit`."""
    query = (
        select(ItemEvent.revision, ItemEvent.item_id)
        .where(
            or_(
                ItemEvent.revision > revision,
                and_(ItemEvent.revision == revision, ItemEvent.item_id > item_id),
            )
        )
        .order_by(ItemEvent.revision, ItemEvent.item_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def prune_events(keep: int) -> int:
    """Forget events older than the last `keep` revisions; search copies older than that rebuild themselves."""
    oldest = committed_revision(db.session()).number - keep
    if oldest <= 0:
        return 0
    db.session.execute(update(CatalogueRevision).where(CatalogueRevision.id == 1).values(pruned=oldest))
    gone = db.session.execute(delete(ItemEvent).where(ItemEvent.revision <= oldest))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _with_narrower(term_id: int) -> Select[int]:
    """Ids of a term and of all below it: who asks for the wider term finds the items of the narrower ones."""
    tree = select(Term.id).where(Term.id == term_id).cte("narrower", recursive=True)
    tree = tree.union(select(Term.id).join(tree, Term.parent_id == tree.c.id))
    return select(tree.c.id)


def items_with_term(term_id: int) -> Select[int]:
    """Ids of all items that name a term, or one below it, in any way."""
    terms = _with_narrower(term_id)
    columns = (Item.object_type_id, Item.department_id, Item.culture_id, Item.period_id)
    tied = select(ItemTerm.item_id).where(ItemTerm.term_id.in_(terms))
    return select(Item.id).where(or_(*(column.in_(terms) for column in columns), Item.id.in_(tied)))


def _touched(session: Session) -> Iterator[int | None]:
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Item):
            yield row.id
        elif isinstance(row, ItemMaker | ItemTerm | ItemMedia):
            yield row.item_id


def _authorities(session: Session) -> Iterator[Select[int]]:
    changed = (row for row in session.dirty if session.is_modified(row, include_collections=False))
    for row in (*changed, *session.deleted):
        if isinstance(row, Term):
            yield items_with_term(row.id)
        elif isinstance(row, Agent):
            yield select(ItemMaker.item_id).where(ItemMaker.agent_id == row.id)
        elif isinstance(row, Place):
            yield select(Item.id).where(Item.place_id == row.id)
        elif isinstance(row, Asset):
            yield select(ItemMedia.item_id).where(ItemMedia.asset_id == row.id)


@event.listens_for(Session, "before_flush")
def _collect_deleted_authorities(session: Session, _context: Any, _instances: Any) -> None:
    # Before the rows go, because afterwards nobody knows which items pointed to them.
    gone = [row for row in session.deleted if isinstance(row, Term | Agent | Place)]
    if gone:
        with session.no_autoflush:
            for which in _authorities(session):
                _log_selected(session.connection(), which)


@event.listens_for(Session, "after_flush")
def _log_changes(session: Session, _context: Any) -> None:
    ids = sorted({item_id for item_id in _touched(session) if item_id is not None})
    if ids:
        _log(session.connection(), ids)
    for which in _authorities(session):
        _log_selected(session.connection(), which)
        # The record says the name of a term and shows a file: who harvests what has changed must hear of both.
        session.connection().execute(update(Item.__table__).where(Item.id.in_(which)).values(updated_at=utcnow()))
