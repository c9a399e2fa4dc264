"""An exhibition: what the report counts (kind, level, dates, stage) and the document that tells its story."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from virtual_museum.core.db import Base
from virtual_museum.core.document_rows import HasDocument
from virtual_museum.halls.models import Hall

KINDS = ("permanent", "thematic", "personal", "jubilee", "travelling", "international")
# The six working stages of an exposition, then what follows its closing.
STAGES = ("theme", "plan", "selection", "design", "texts", "opening", "evaluation", "report")
LEVELS = ("national", "international")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


class Exhibition(HasDocument, Base):
    """An exhibition.

    `opens_on` and `closes_on` are the days of the exhibition itself (both inclusive, None: open-ended); when its
    page is shown is the document's own window.
    """

    __tablename__ = "exhibition"
    __table_args__ = (
        UniqueConstraint("slug"),
        UniqueConstraint("document_id"),
        CheckConstraint(_one_of("kind", KINDS), name="kind"),
        CheckConstraint(_one_of("stage", STAGES), name="stage"),
        CheckConstraint(_one_of("level", LEVELS), name="level"),
        CheckConstraint("opens_on IS NULL OR closes_on IS NULL OR opens_on <= closes_on", name="days"),
        Index("ix_exhibition_days", "opens_on", "closes_on"),
    )

    kind: Mapped[str] = mapped_column(String(16), default="thematic")
    stage: Mapped[str] = mapped_column(String(16), default="theme")
    level: Mapped[str] = mapped_column(String(16), default="national")
    opens_on: Mapped[date | None] = mapped_column(Date)
    closes_on: Mapped[date | None] = mapped_column(Date)
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("hall.id", ondelete="SET NULL"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    # What the team wrote after closing: the final report and its evaluation, for the museum itself.
    evaluation: Mapped[str] = mapped_column(Text, default="")
    final_report: Mapped[str] = mapped_column(Text, default="")

    hall: Mapped[Hall | None] = relationship()
