"""What documents point to, kept as rows: so a page of an item, an asset or a hall finds the documents that show it.

Two sets are kept for each document: of its newest draft (what a curator would break by deleting something) and of
its published revision (what visitors see). Both are derived and rebuilt whenever one of the two changes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Float, ForeignKey, Index, Integer, String, and_, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from .db import Base, Identified, db
from .documents import Document, load_body


@dataclass(frozen=True)
class Link:
    """One thing a body points to: `kind` "item", "asset", "hall" or "tour", its `key`, and where in the body.

    `anchor` is the scene or section; yaw and pitch (degrees) say where in a panorama it is seen.
    """

    kind: str
    key: str
    anchor: str = ""
    yaw: float | None = None
    pitch: float | None = None


class DocumentLink(Identified, Base):
    """A `Link` of one document; `shown` tells the published revision's from the draft's."""

    __tablename__ = "document_link"
    __table_args__ = (
        Index("ix_document_link_target", "kind", "key", "shown"),
        Index("ix_document_link_document", "document_id", "shown"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    shown: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(120))
    anchor: Mapped[str] = mapped_column(String(60), default="")
    yaw: Mapped[float | None] = mapped_column(Float)
    pitch: Mapped[float | None] = mapped_column(Float)
    position: Mapped[int] = mapped_column(Integer)


_readers: dict[str, Callable[[Any], Iterable[Link]]] = {}


def register_links(kind: str, links_of: Callable[[Any], Iterable[Link]]) -> None:
    """Declare how to read the links out of a body of `kind`."""
    _readers[kind] = links_of


def relink(document: Document) -> None:
    """Rebuild both sets of the document's links."""
    read = _readers[document.kind]
    db.session.execute(delete(DocumentLink).where(DocumentLink.document_id == document.id))
    for shown, revision in ((False, document.draft), (True, document.published)):
        if revision is None:
            continue
        links = dict.fromkeys(read(load_body(document.kind, revision)))
        db.session.add_all(
            DocumentLink(document_id=document.id, shown=shown, position=position, **vars(link))
            for position, link in enumerate(links)
        )
    db.session.flush()


def linked_keys(document: Document, kind: str, shown: bool) -> list[str]:
    """Keys of the things of `kind` that the document points to, in order, each once."""
    found = db.session.scalars(
        select(DocumentLink.key)
        .where(DocumentLink.document_id == document.id, DocumentLink.kind == kind, DocumentLink.shown == shown)
        .order_by(DocumentLink.position)
    )
    return list(dict.fromkeys(found))


def points_to(kind: str | BindParameter[str], key: str | BindParameter[str], shown: bool) -> ColumnElement[bool]:
    """SQL: the link goes to this thing."""
    return and_(DocumentLink.kind == kind, DocumentLink.key == key, DocumentLink.shown.is_(shown))
