"""The item: one object of the museum, and the rows that tie it to makers, terms, media and other items."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from virtual_museum.catalogue.models.authorities import Agent, Place, Term
from virtual_museum.core.db import (
    Base,
    Identified,
    JSONValue,
    Timestamped,
    Translated,
    TranslatedText,
    UTCDateTime,
)
from virtual_museum.media.models import Asset

FUNDS = ("main", "scientific-auxiliary", "temporary")
ITEM_STATUSES = ("draft", "published", "withdrawn")
SOURCE_CATEGORIES = ("individual", "organisation", "archaeology", "purchase")
ACQUISITION_METHODS = (
    "gift",
    "purchase",
    "excavation",
    "transfer",
    "bequest",
    "exchange",
    "collected",
    "loan",
    "found",
)
CONDITIONS = ("excellent", "good", "fair", "poor", "fragment")
TERM_RELATIONS = ("material", "technique", "keyword")
RELATION_KINDS = ("related", "part_of", "pair", "copy_of")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


class Item(Identified, Timestamped, Base):
    """A museum object.

    `code` is on its label for ever. `inventory_number` keeps the museum's own spelling; `inventory_key` is the
    same number folded for exact search. Years are astronomical only in sign: -450 is 450 BCE, there is no 0.
    `version` grows with every saved change and lets two curators notice each other.
    """

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("source_name", "source_key"),
        CheckConstraint(_one_of("status", ITEM_STATUSES), name="status"),
        CheckConstraint(_one_of("fund", FUNDS), name="fund"),
        CheckConstraint("year_from IS NULL OR year_to IS NULL OR year_from <= year_to", name="years"),
        CheckConstraint("quantity >= 0", name="quantity"),
        Index("ix_item_inventory_key", "inventory_key"),
        Index("ix_item_status_updated", "status", "updated_at", "id"),
        Index("ix_item_status_published", "status", "published_at", "id"),
        Index("ix_item_status_id", "status", "id"),
        Index("ix_item_fund_acquired", "fund", "acquisition_date"),
        Index("ix_item_years", "year_from", "year_to"),
        # Ids are not given out twice, so that logs and change sets never point to another item.
        {"sqlite_autoincrement": True},
    )

    code: Mapped[str] = mapped_column(String(6))
    version: Mapped[int] = mapped_column(Integer, default=1)
    status: Mapped[str] = mapped_column(String(12), default="draft")

    inventory_number: Mapped[str] = mapped_column(String(120), default="")
    inventory_key: Mapped[str] = mapped_column(String(120), default="")
    scientific_number: Mapped[str] = mapped_column(String(120), default="")
    fund: Mapped[str] = mapped_column(String(20), default="main")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("term.id", ondelete="SET NULL"), index=True)

    object_type_id: Mapped[int | None] = mapped_column(ForeignKey("term.id", ondelete="SET NULL"), index=True)
    title: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    label_text: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    description: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    inscriptions: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    distinguishing_features: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)

    date_text: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    year_from: Mapped[int | None] = mapped_column(Integer)
    year_to: Mapped[int | None] = mapped_column(Integer)
    culture_id: Mapped[int | None] = mapped_column(ForeignKey("term.id", ondelete="SET NULL"), index=True)
    period_id: Mapped[int | None] = mapped_column(ForeignKey("term.id", ondelete="SET NULL"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id", ondelete="SET NULL"), index=True)

    # A list of {"type": "height", "value": 6.2, "unit": "cm", "part": ""}; weight is {"value": 12.5, "unit": "g"}.
    dimensions: Mapped[list[dict[str, Any]]] = mapped_column(JSONValue, default=list)
    weight: Mapped[dict[str, Any]] = mapped_column(JSONValue, default=dict)
    quantity: Mapped[int] = mapped_column(Integer, default=1)

    acquisition_method: Mapped[str] = mapped_column(String(40), default="")
    acquisition_source_category: Mapped[str] = mapped_column(String(20), default="")
    acquisition_source: Mapped[str] = mapped_column(String(300), default="")
    acquisition_date: Mapped[date | None] = mapped_column(Date)
    acquisition_document: Mapped[str] = mapped_column(String(200), default="")
    acquisition_price: Mapped[Any | None] = mapped_column(Numeric(14, 2))
    acquisition_currency: Mapped[str] = mapped_column(String(3), default="")

    condition: Mapped[str] = mapped_column(String(20), default="")
    condition_note: Mapped[str] = mapped_column(Text, default="")
    rights_uri: Mapped[str] = mapped_column(String(300), default="")
    credit_line: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    # Unmapped columns of an import: {"column name": "value"}; nothing a museum wrote is dropped.
    notes: Mapped[dict[str, str]] = mapped_column(JSONValue, default=dict)
    image_url: Mapped[str] = mapped_column(String(1000), default="")

    # Where an import recognises the record again: the source's name and its own key.
    source_name: Mapped[str | None] = mapped_column(String(80))
    source_key: Mapped[str | None] = mapped_column(String(200))

    # What the source said last; as long as it says the same, an import leaves curators' later edits alone.
    source_digest: Mapped[str] = mapped_column(String(32), default="")

    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawal_story: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)

    object_type: Mapped[Term | None] = relationship(foreign_keys=[object_type_id])
    department: Mapped[Term | None] = relationship(foreign_keys=[department_id])
    culture: Mapped[Term | None] = relationship(foreign_keys=[culture_id])
    period: Mapped[Term | None] = relationship(foreign_keys=[period_id])
    place: Mapped[Place | None] = relationship()
    makers: Mapped[list["ItemMaker"]] = relationship(
        order_by="ItemMaker.position", cascade="all, delete-orphan", passive_deletes=True
    )
    terms: Mapped[list["ItemTerm"]] = relationship(
        order_by="ItemTerm.position", cascade="all, delete-orphan", passive_deletes=True
    )
    media: Mapped[list["ItemMedia"]] = relationship(
        order_by="ItemMedia.position", cascade="all, delete-orphan", passive_deletes=True
    )
    relations: Mapped[list["ItemRelation"]] = relationship(
        foreign_keys="ItemRelation.item_id", cascade="all, delete-orphan", passive_deletes=True
    )


class ItemMaker(Base):
    """Who made the item, in which role ("artist", "after", "workshop"), in the order they are named."""

    __tablename__ = "item_maker"
    __table_args__ = (Index("ix_item_maker_agent_id", "agent_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id", ondelete="RESTRICT"), primary_key=True)
    role: Mapped[str] = mapped_column(String(80), primary_key=True, default="maker")
    position: Mapped[int] = mapped_column(Integer, default=0)

    agent: Mapped[Agent] = relationship()


class ItemTerm(Base):
    """A material, a technique or a keyword of an item."""

    __tablename__ = "item_term"
    __table_args__ = (
        CheckConstraint(_one_of("relation", TERM_RELATIONS), name="relation"),
        Index("ix_item_term_term_id", "term_id"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id", ondelete="CASCADE"), primary_key=True)
    relation: Mapped[str] = mapped_column(String(12), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, default=0)

    term: Mapped[Term] = relationship()


class ItemRelation(Base):
    """A link from one item to another; `kind` is read from the first to the second."""

    __tablename__ = "item_relation"
    __table_args__ = (
        CheckConstraint("item_id <> related_id", name="not_itself"),
        CheckConstraint(_one_of("kind", RELATION_KINDS), name="kind"),
        Index("ix_item_relation_related_id", "related_id"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    related_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), default="related")

    related: Mapped[Item] = relationship(foreign_keys=[related_id])


class ItemMedia(Identified, Base):
    """An asset of an item with its caption; the first picture in order is the main one."""

    __tablename__ = "item_media"
    __table_args__ = (
        UniqueConstraint("item_id", "asset_id"),
        Index("ix_item_media_asset_id", "asset_id"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    caption: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)

    asset: Mapped[Asset] = relationship()
