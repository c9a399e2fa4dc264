"""The one table of the audience: a number for each hour, kind of page, subject and language."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from virtual_museum.core.db import Base

KINDS = (
    "home", "exhibitions", "exhibition", "tour", "hall", "events", "event", "collection", "item", "enter", "scan",
    "page",
)  # fmt: skip


class ViewCount(Base):
    """How often pages were served. Day and hour are the museum's own time; nothing else about the visit is kept.

    `invented` says how many of the views were made up for a demonstration; they are part of `views`.
    """

    __tablename__ = "view_count"
    __affects_pages__ = False
    __table_args__ = (
        CheckConstraint("hour >= 0 AND hour < 24", name="hour"),
        Index("ix_view_count_kind_subject", "kind", "subject"),
    )

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    hour: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    views: Mapped[int] = mapped_column(Integer, default=0)
    invented: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
