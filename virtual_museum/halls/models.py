"""Halls, their showcases, and placements: which item stands where, since when, until when."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, Float, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from virtual_museum.catalogue.models import Item
from virtual_museum.core.db import Base, Identified, Timestamped, Translated, TranslatedText
from virtual_museum.media.models import Asset

HALL_STATUSES = ("draft", "published")
PLACEMENT_REASONS = ("display", "loan", "restoration")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


class Hall(Identified, Timestamped, Base):
    """A room of the museum.

    `plan_x`, `plan_y` are fractions 0..1 of the floor plan picture; `panorama_id` is the picture the hall's own
    page opens with. Visitors see halls whose status is "published".
    """

    __tablename__ = "hall"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint(_one_of("status", HALL_STATUSES), name="status"),
        CheckConstraint("plan_x IS NULL OR (plan_x >= 0 AND plan_x <= 1)", name="plan_x"),
        CheckConstraint("plan_y IS NULL OR (plan_y >= 0 AND plan_y <= 1)", name="plan_y"),
        Index("ix_hall_status_position", "status", "position", "id"),
    )

    slug: Mapped[str] = mapped_column(String(120))
    status: Mapped[str] = mapped_column(String(12), default="draft")
    title: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    lead: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    description: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    floor: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(12), default="")
    position: Mapped[int] = mapped_column(Integer, default=0)
    opened_on: Mapped[date | None] = mapped_column(Date)
    panorama_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="SET NULL"), index=True)
    plan_asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="SET NULL"), index=True)
    plan_x: Mapped[float | None] = mapped_column(Float)
    plan_y: Mapped[float | None] = mapped_column(Float)

    panorama: Mapped[Asset | None] = relationship(foreign_keys=[panorama_id])
    plan_asset: Mapped[Asset | None] = relationship(foreign_keys=[plan_asset_id])
    cases: Mapped[list["Case"]] = relationship(
        order_by="Case.position", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def is_published(self) -> bool:
        """True where visitors may see the hall."""
        return self.status == "published"


class Case(Identified, Base):
    """A showcase of a hall, with the number that stands on it."""

    __tablename__ = "hall_case"
    __table_args__ = (UniqueConstraint("hall_id", "number"),)

    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(12))
    title: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)
    position: Mapped[int] = mapped_column(Integer, default=0)


class Placement(Identified, Timestamped, Base):
    """An item's stay somewhere, from `since` (None: always) to `until` (None: still there), both dates inclusive.

    A stay in a hall has `hall_id`; a loan or a restoration has none and says in `whereabouts` where the item is.
    An item has at most one open stay; ended stays remain as its history.
    """

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint(_one_of("reason", PLACEMENT_REASONS), name="reason"),
        CheckConstraint("since IS NULL OR until IS NULL OR since <= until", name="span"),
        CheckConstraint("reason <> 'display' OR hall_id IS NOT NULL", name="display_in_hall"),
        Index("ix_placement_hall_position", "hall_id", "position", "id"),
        Index("ix_placement_item_until", "item_id", "until"),
        Index(
            "uq_placement_open",
            "item_id",
            unique=True,
            sqlite_where=text("ended = 0"),
            postgresql_where=text("ended = false"),
        ),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("hall.id", ondelete="CASCADE"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("hall_case.id", ondelete="SET NULL"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    reason: Mapped[str] = mapped_column(String(12), default="display")
    whereabouts: Mapped[str] = mapped_column(String(300), default="")
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    # True once the stay was closed by hand or by the next one; a planned end alone does not close it.
    ended: Mapped[bool] = mapped_column(default=False)

    item: Mapped[Item] = relationship()
    hall: Mapped[Hall | None] = relationship()
    case: Mapped[Case | None] = relationship()
