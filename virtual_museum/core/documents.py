"""Revisioned JSON documents: draft, preview, publish, schedule, history. One mechanism for exhibitions, tours, lessons.

A document is a row that points at append-only revisions. Saving names the revision it started from; when
somebody saved in between, both versions are kept as revisions and the curator is shown the difference.
Visitors see the published revision only, inside its window of time.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ValidationError
from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from . import audit
from .actors import current_actor
from .db import Base, Identified, JSONValue, Timestamped, UTCDateTime, db, utcnow
from .errors import Invalid, NotFound, Refused
from .field_words import field_errors
from .signals import document_published, document_unpublished

CREATED = audit.declare_event("document.created", _l("Document created"))
SAVED = audit.declare_event("document.saved", _l("Draft saved"))
PUBLISHED = audit.declare_event("document.published", _l("Published"))
UNPUBLISHED = audit.declare_event("document.unpublished", _l("Taken back from visitors"))
ROLLED_BACK = audit.declare_event("document.rolled-back", _l("Earlier version restored"))


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document: its schema, and what publishing it warns about.

    `upgrade` turns the body of an older schema version into today's; `warnings` returns sentences for the
    curator about what is missing (a translation, an alternative text); they never hinder publishing.
    """

    name: str
    schema: type[BaseModel]
    upgrade: Callable[[dict[str, Any]], dict[str, Any]] = field(default=lambda body: body)
    warnings: Callable[[Any], list[str]] = field(default=lambda body: [])


KINDS: dict[str, DocumentKind] = {}


def register_kind(kind: DocumentKind) -> DocumentKind:
    """Make `kind` known; each name once."""
    if kind.name in KINDS:
        raise ValueError(f"document kind {kind.name} is registered twice")
    KINDS[kind.name] = kind
    return kind


class Revision(Identified, Base):
    """One version of a document; never changed once written."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("document_id", "number"),)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    number: Mapped[int]
    based_on: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSONValue)
    author_id: Mapped[int | None]
    author_name: Mapped[str] = mapped_column(String(255), default="")
    comment: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)


class Document(Identified, Timestamped, Base):
    """What curators edit and visitors read; `draft_number` is the newest revision's number."""

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_visible", "kind", "published_id", "publish_from", "publish_until"),
    )
    kind: Mapped[str] = mapped_column(String(32))
    draft_number: Mapped[int] = mapped_column(default=0)
    # No database constraint here: a revision already points at its document, and a circle of the two
    # cannot be inserted or dumped in order. Revisions are never deleted but with their document.
    published_id: Mapped[int | None] = mapped_column(default=None)
    published_number: Mapped[int | None] = mapped_column(default=None)
    publish_from: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    publish_until: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    # When visitors who had seen it lost it; their bookmarks are answered with "gone" instead of "not found".
    taken_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    preview_token: Mapped[str] = mapped_column(
        String(43), default=lambda: secrets.token_urlsafe(24), unique=True
    )
    revisions: Mapped[list[Revision]] = relationship(
        order_by=Revision.number, cascade="all, delete-orphan", lazy="raise"
    )

    @property
    def draft(self) -> Revision:
        """The newest revision."""
        return revision(self, self.draft_number)

    @property
    def published(self) -> Revision | None:
        """The revision visitors see, whatever the window of time says."""
        return db.session.get(Revision, self.published_id) if self.published_id else None

    @classmethod
    def visible(cls, at: datetime | None = None) -> ColumnElement[bool]:
        """SQL: published, and `at` lies in the window; without `at`, the moment at which the statement is run."""
        moment = at or bindparam("now", callable_=lambda: utcnow(), type_=UTCDateTime(), unique=True)
        return and_(
            cls.published_id.is_not(None),
            or_(cls.publish_from.is_(None), cls.publish_from <= moment),
            or_(cls.publish_until.is_(None), cls.publish_until > moment),
        )

    def is_visible(self, at: datetime | None = None) -> bool:
        """The same for one loaded document."""
        moment = at or utcnow()
        return (
            self.published_id is not None
            and (self.publish_from is None or self.publish_from <= moment)
            and (self.publish_until is None or self.publish_until > moment)
        )

    def was_shown(self) -> bool:
        """True where visitors have seen it and no longer do: taken back, or its time is over."""
        over = self.published_id is not None and self.publish_until is not None and self.publish_until <= utcnow()
        return not self.is_visible() and (over or self.taken_back_at is not None)


@dataclass(frozen=True)
class Saved:
    """What a save did. `conflict` is the revision somebody else had saved in between, or None."""

    revision: Revision
    conflict: Revision | None


def checked(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """`body` in today's schema, as plain JSON. Raises Invalid naming each wrong field."""
    declared = KINDS[kind]
    try:
        return declared.schema.model_validate(declared.upgrade(body)).model_dump(mode="json")
    except ValidationError as error:
        raise Invalid(fields=field_errors(error)) from error


def load_body(kind: str, found: Revision) -> Any:
    """The revision's body as an object of today's schema."""
    declared = KINDS[kind]
    return declared.schema.model_validate(declared.upgrade(found.body))


def create(kind: str, body: dict[str, Any], comment: str = "") -> Document:
    """A new document whose first revision is `body`; seen by nobody until published."""
    document = Document(kind=kind)
    db.session.add(document)
    db.session.flush()
    _append(document, checked(kind, body), based_on=0, comment=comment)
    audit.record(CREATED, (kind, document.id))
    return document


def save(document: Document, body: dict[str, Any], based_on: int, comment: str = "") -> Saved:
    """Keep `body` as the newest revision. `based_on` is the revision number the author had before his eyes.

    An equal body adds nothing. When another revision came in between, this one is kept after it all the
    same and `Saved.conflict` names the other, so that the curator can compare and choose.
    """
    db.session.refresh(document, with_for_update=True)
    newest = document.draft
    ready = checked(document.kind, body)
    if ready == newest.body:
        return Saved(newest, None)
    conflict = newest if newest.number != based_on else None
    fresh = _append(document, ready, based_on=based_on, comment=comment)
    audit.record(SAVED, (document.kind, document.id), revision=fresh.number, conflict=conflict is not None)
    return Saved(fresh, conflict)


def _append(document: Document, body: dict[str, Any], based_on: int, comment: str) -> Revision:
    actor = current_actor()
    fresh = Revision(
        document_id=document.id,
        number=document.draft_number + 1,
        based_on=based_on,
        body=body,
        author_id=actor.user_id,
        author_name=actor.name,
        comment=comment,
    )
    document.draft_number = fresh.number
    db.session.add(fresh)
    db.session.flush()
    return fresh


def revision(document: Document, number: int) -> Revision:
    """The revision of that number. Raises NotFound."""
    found = db.session.scalar(
        select(Revision).where(Revision.document_id == document.id, Revision.number == number)
    )
    if found is None:
        raise NotFound()
    return found


def history(document: Document, limit: int = 50, before: int | None = None) -> list[Revision]:
    """Revisions, newest first, at most `limit`, older than number `before`."""
    query = select(Revision).where(Revision.document_id == document.id)
    if before is not None:
        query = query.where(Revision.number < before)
    return list(db.session.scalars(query.order_by(Revision.number.desc()).limit(limit)))


def publish(
    document: Document,
    number: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Revision:
    """Show visitors revision `number` (default: the draft) from `starts_at` until `ends_at`."""
    if starts_at and ends_at and ends_at <= starts_at:
        raise Invalid(fields={"ends_at": _l("The end must lie after the beginning.")})
    chosen = revision(document, number or document.draft_number)
    document.published_id, document.published_number = chosen.id, chosen.number
    document.publish_from, document.publish_until = starts_at, ends_at
    db.session.flush()
    audit.record(PUBLISHED, (document.kind, document.id), revision=chosen.number)
    document_published.send(document.kind, document=document)
    return chosen


def unpublish(document: Document) -> None:
    """Take the document from visitors; drafts and history stay."""
    if document.published_id is None:
        raise Refused(_l("It is not published."))
    if document.publish_from is None or document.publish_from <= utcnow():
        document.taken_back_at = utcnow()
    document.published_id = document.published_number = None
    document.publish_from = document.publish_until = None
    db.session.flush()
    audit.record(UNPUBLISHED, (document.kind, document.id))
    document_unpublished.send(document.kind, document=document)


def rollback(document: Document, number: int) -> Revision:
    """Make the text of revision `number` the newest draft; the versions between stay in the history."""
    old = revision(document, number)
    fresh = _append(document, old.body, based_on=old.number, comment="")
    audit.record(ROLLED_BACK, (document.kind, document.id), to=number, revision=fresh.number)
    return fresh


def renew_preview_token(document: Document) -> str:
    """A new secret preview link; the old one stops working."""
    document.preview_token = secrets.token_urlsafe(24)
    db.session.flush()
    return document.preview_token


def by_preview_token(kind: str, token: str) -> Document:
    """The document of a secret preview link. Raises NotFound."""
    found = db.session.scalar(select(Document).where(Document.preview_token == token, Document.kind == kind))
    if found is None:
        raise NotFound()
    return found


def warnings(document: Document) -> list[str]:
    """Sentences about what the draft still lacks."""
    return KINDS[document.kind].warnings(load_body(document.kind, document.draft))


def count_visible(kind: str) -> int:
    """How many documents of `kind` visitors can see now."""
    return db.session.scalar(
        select(func.count()).select_from(Document).where(Document.kind == kind, Document.visible())
    ) or 0


@dataclass(frozen=True)
class Difference:
    """One place where two bodies differ; `path` in dotted form, None where a side has nothing."""

    path: str
    before: object
    after: object


def difference(before: Any, after: Any, path: str = "") -> Iterator[Difference]:
    """All places where two JSON bodies differ; list members that carry an `id` are matched by it."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from difference(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list):
        left, right = _keyed(before), _keyed(after)
        for key in dict.fromkeys((*left, *right)):
            yield from difference(left.get(key), right.get(key), f"{path}[{key}]")
    elif before != after:
        yield Difference(path, before, after)


def _keyed(members: list[Any]) -> dict[object, Any]:
    return {
        member["id"] if isinstance(member, dict) and "id" in member else position: member
        for position, member in enumerate(members)
    }
