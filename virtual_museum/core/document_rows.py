"""The row beside a document: its permanent address, the document's title, and what every kind does with them.

A feature's table takes `HasDocument`; its queries and services then say only what is its own.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from . import documents
from .db import Identified, Timestamped, Translated, TranslatedText, db
from .document_fields import Slug
from .document_links import DocumentLink, relink
from .documents import Document, Saved, load_body
from .errors import Gone, Invalid, NotFound

_slug = TypeAdapter(Slug)


class HasDocument(Identified, Timestamped):
    """A row with a document. `title` repeats the document's, so that lists need no bodies.

    It is the title visitors see; only while nothing is published, that of the newest draft.
    """

    slug: Mapped[str] = mapped_column(String(120))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="RESTRICT"))
    title: Mapped[TranslatedText] = mapped_column(Translated, default=TranslatedText)

    @declared_attr
    @classmethod
    def document(cls) -> Mapped[Document]:
        """The document itself, read together with the row."""
        return relationship(lazy="joined", innerjoin=True)


Row = TypeVar("Row", bound=HasDocument)


def row_by_slug(model: type[Row], slug: str, options: Sequence[ExecutableOption] = ()) -> Row:
    """The row at that address, published or not. Raises NotFound."""
    found = db.session.scalar(select(model).where(model.slug == slug).options(*options))
    if found is None:
        raise NotFound()
    return found


def visible_row(model: type[Row], slug: str, options: Sequence[ExecutableOption] = ()) -> Row:
    """The row as visitors may see it. Raises Gone where it was shown and taken back, else NotFound."""
    row = row_by_slug(model, slug, options)
    if row.document.is_visible():
        return row
    raise Gone() if row.document.was_shown() else NotFound()


def row_of(model: type[Row], document: Document) -> Row:
    """The row whose document this is. Raises NotFound."""
    found = db.session.scalar(select(model).where(model.document_id == document.id))
    if found is None:
        raise NotFound()
    return found


def published_body(row: HasDocument) -> Any:
    """What visitors see, in today's schema. Raises NotFound where nothing is published."""
    revision = row.document.published
    if revision is None:
        raise NotFound()
    return load_body(row.document.kind, revision)


def draft_body(row: HasDocument) -> Any:
    """The newest draft, in today's schema."""
    return load_body(row.document.kind, row.document.draft)


def free_slug(model: type[HasDocument], slug: str, taken: object) -> str:
    """`slug` as it may be used. Raises Invalid for a wrong shape, and with the words `taken` where it is in use."""
    try:
        checked = _slug.validate_python(slug.strip().lower())
    except ValidationError as error:
        wanted = _l("Use small Latin letters, digits and hyphens, for example “steppe-gold”.")
        raise Invalid(fields={"slug": wanted}) from error
    if db.session.scalar(select(model.id).where(model.slug == checked)) is not None:
        raise Invalid(fields={"slug": taken})
    return checked


def save_draft(row: HasDocument, body: Mapping[str, Any], based_on: int, comment: str = "") -> Saved:
    """Keep `body` as the newest draft; `Saved.conflict` names what somebody else saved in between."""
    saved = documents.save(row.document, dict(body), based_on, comment)
    remember(row)
    return saved


def remember(row: HasDocument) -> None:
    """Repeat the document's title in the row, and what the document points to in the links."""
    shown = row.document.published or row.document.draft
    row.title = TranslatedText(shown.body.get("title") or {})
    relink(row.document)


def rows_with_asset(model: type[Row], code: str) -> list[tuple[Row, bool]]:
    """The rows whose documents show the asset, in the draft or to visitors, each with whether visitors see it."""
    found = db.session.execute(
        select(model, DocumentLink.shown)
        .join(DocumentLink, DocumentLink.document_id == model.document_id)
        .where(DocumentLink.kind == "asset", DocumentLink.key == code)
        .order_by(model.id, DocumentLink.shown)
    )
    last = {row.id: (row, shown) for row, shown in found}
    return [(row, shown and not row.document.was_shown()) for row, shown in last.values()]
