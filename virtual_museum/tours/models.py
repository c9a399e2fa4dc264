"""A tour: its permanent address and the document that holds its scenes."""

from sqlalchemy import Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from virtual_museum.core.db import Base
from virtual_museum.core.document_rows import HasDocument


class Tour(HasDocument, Base):
    """A walk through scenes; `position` is its place among the museum's tours."""

    __tablename__ = "tour"
    __table_args__ = (UniqueConstraint("slug"), UniqueConstraint("document_id"))

    position: Mapped[int] = mapped_column(Integer, default=0)
