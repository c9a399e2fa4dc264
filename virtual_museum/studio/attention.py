"""What needs a curator's attention: gaps and failures, counted in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from virtual_museum.catalogue.models import Item
from virtual_museum.core.audit import AuditRecord
from virtual_museum.core.config import settings
from virtual_museum.core.db import JSONValue, TranslatedText, db, utcnow
from virtual_museum.core.documents import Document
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.media.models import Asset
from virtual_museum.tours.models import Tour

# Nobody works through more than this from a dashboard, and counting on would read the whole table.
COUNT_LIMIT = 1000
LIST_LENGTH = 6
PAGE = 50


@dataclass(frozen=True)
class Gaps:
    """How many things lack something; COUNT_LIMIT means "that many or more"."""

    failed_media: int
    untranslated_items: int
    media_without_alt: int
    draft_items: int


@dataclass(frozen=True)
class Composed:
    """An exhibition or tour as the dashboard lists it."""

    kind: str
    slug: str
    title: TranslatedText
    moment: datetime
    published: bool


def gaps() -> Gaps:
    """All counts in one query."""
    conditions = (
        select(Asset.id).where(Asset.state == "failed"),
        select(Item.id).where(Item.status == "published", _lacks_language(Item.title)),
        select(Asset.id).where(Asset.published, Asset.kind != "document", _lacks_language(Asset.alt)),
        select(Item.id).where(Item.status == "draft"),
    )
    counts = [
        select(func.count()).select_from(query.limit(COUNT_LIMIT).subquery()).scalar_subquery()
        for query in conditions
    ]
    return Gaps(*(int(value) for value in db.session.execute(select(*counts)).one()))


def _lacks_language(column: InstrumentedAttribute[TranslatedText]) -> ColumnElement[bool]:
    texts = type_coerce(column, JSONValue)
    return or_(*(texts[language].as_string().is_(None) for language in settings().languages))


def untranslated_items(after: int = 0) -> tuple[list[Item], int | None]:
    """Published items whose name is missing in some language, and the number that leads to the next page."""
    query = select(Item).where(Item.status == "published", Item.id > after, _lacks_language(Item.title))
    found = list(db.session.scalars(query.order_by(Item.id).limit(PAGE + 1)))
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def newest_drafts() -> list[Item]:
    """The items somebody began and has not published, last touched first."""
    query = select(Item).where(Item.status == "draft").order_by(Item.updated_at.desc(), Item.id.desc())
    return list(db.session.scalars(query.limit(LIST_LENGTH)))


def unpublished_changes() -> list[Composed]:
    """Exhibitions and tours whose draft is newer than what visitors see, last touched first."""
    newer = or_(Document.published_number.is_(None), Document.published_number != Document.draft_number)
    return _composed(newer, Document.updated_at, newest_first=True)


def scheduled_openings() -> list[Composed]:
    """What will open by itself, the next first."""
    coming = (Document.published_id.is_not(None)) & (Document.publish_from > utcnow())
    return _composed(coming, Document.publish_from, newest_first=False)


def _composed(
    condition: ColumnElement[bool], moment: InstrumentedAttribute[Any], newest_first: bool
) -> list[Composed]:
    found = []
    for model, kind in ((Exhibition, "exhibitions"), (Tour, "tours")):
        rows = db.session.execute(
            select(model.slug, model.title, moment, Document.published_id)
            .join(Document, model.document_id == Document.id)
            .where(condition)
            .order_by(moment.desc() if newest_first else moment)
            .limit(LIST_LENGTH)
        )
        found += [Composed(kind, slug, title, at, shown is not None) for slug, title, at, shown in rows]
    return sorted(found, key=lambda each: each.moment, reverse=newest_first)[:LIST_LENGTH]


def recent_changes(limit: int = 10) -> list[AuditRecord]:
    """What happened last, signing in and out left out."""
    query = select(AuditRecord).where(AuditRecord.event.not_like("sign-in.%")).order_by(AuditRecord.id.desc())
    return list(db.session.scalars(query.limit(limit)))
