"""What happened to the catalogue: change sets that can be undone, and the log that search follows."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from virtual_museum.core.db import Base, Identified, JSONValue, Timestamped, UTCDateTime, utcnow


class MintedCode(Base):
    """Every short code ever given out. Rows are never deleted, so that no printed label changes its meaning."""

    __tablename__ = "minted_code"
    __affects_pages__ = False

    code: Mapped[str] = mapped_column(String(6), primary_key=True)


class DeletedItem(Base):
    """An item that was public and went with the import that had made it: those who harvested it are told."""

    __tablename__ = "deleted_item"
    __table_args__ = (Index("ix_deleted_item_deleted_at", "deleted_at"),)
    __affects_pages__ = False

    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    fund: Mapped[str] = mapped_column(String(20))
    deleted_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CatalogueRevision(Base):
    """One row: the number of the last change. Raising it locks the row, so numbers follow commit order."""

    __tablename__ = "catalogue_revision"
    __affects_pages__ = False

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, default=0)
    # Which life of the database this is: a restored or emptied database makes search copies rebuild.
    lineage: Mapped[str] = mapped_column(String(32), default="")
    # Events at or below this number have been pruned; a search copy older than it must be rebuilt.
    pruned: Mapped[int] = mapped_column(BigInteger, default=0)


class ItemEvent(Base):
    """An item that search has to look at again, in the order of commits."""

    __tablename__ = "item_event"
    __affects_pages__ = False

    revision: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class ChangeSet(Identified, Timestamped, Base):
    """An import, a bulk edit or an undo: seen before it happens, taken back as a whole.

    States: preview → applied → undone; a preview may also be discarded. An import that runs in the background is
    "staging" while its rows are being read.
    """

    __tablename__ = "change_set"

    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12), default="preview")
    title: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[int | None] = mapped_column(Integer)
    author: Mapped[str] = mapped_column(String(320), default="")
    mapping: Mapped[str] = mapped_column(Text, default="")
    file_key: Mapped[str] = mapped_column(String(300), default="")
    counts: Mapped[dict[str, Any]] = mapped_column(JSONValue, default=dict)
    message: Mapped[str] = mapped_column(Text, default="")
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    undone_by: Mapped[str] = mapped_column(String(320), default="")


class ChangeEntry(Identified, Base):
    """One row of a change set.

    `action` is create, update, unchanged or failed. `before` holds the fields as they were (updates only), `after`
    the proposal (previews) or the fields as they became (updates). `version` is the item's version afterwards:
    when it differs at undo, someone has edited since.
    """

    __tablename__ = "change_entry"
    __affects_pages__ = False
    __table_args__ = (
        Index("ix_change_entry_set_action", "change_set_id", "action", "id"),
        Index("ix_change_entry_item_id", "item_id"),
    )

    change_set_id: Mapped[int] = mapped_column(ForeignKey("change_set.id", ondelete="CASCADE"))
    line: Mapped[int | None] = mapped_column(Integer)
    item_id: Mapped[int | None] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(String(10))
    accepted: Mapped[bool] = mapped_column(Boolean, default=True)
    version: Mapped[int | None] = mapped_column(Integer)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONValue)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONValue)
    column: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
