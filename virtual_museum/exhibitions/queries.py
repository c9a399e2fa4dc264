"""Reads of exhibitions: lists by time and kind, what an item is shown in, and the story with all it points to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from virtual_museum.catalogue.shown_items import items_in_documents
from virtual_museum.core.db import TranslatedText, db, utcnow
from virtual_museum.core.document_links import DocumentLink, linked_keys, points_to
from virtual_museum.core.document_rows import row_by_slug, visible_row
from virtual_museum.core.documents import Document, Revision
from virtual_museum.core.i18n import current_language
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.exhibitions.schemas import KIND
from virtual_museum.halls.exhibits import exhibits_by_code
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import assets_by_code

MUSEUM_TIME = ZoneInfo("Asia/Almaty")
PAST_PAGE = 24
# How far into a story without a cover a list looks for a picture.
LOOKED_THROUGH = 40
WITH_HALL = (joinedload(Exhibition.hall),)


def today() -> date:
    """The calendar day in the museum's own time zone."""
    return utcnow().astimezone(MUSEUM_TIME).date()


def exhibition_by_slug(slug: str) -> Exhibition:
    """The exhibition, published or not. Raises NotFound."""
    return row_by_slug(Exhibition, slug, WITH_HALL)


def visible_exhibition(slug: str) -> Exhibition:
    """The exhibition as visitors may see it. Raises Gone where it was shown and taken back, else NotFound."""
    return visible_row(Exhibition, slug, WITH_HALL)


def when(period: str, day: date) -> ColumnElement[bool]:
    """SQL: the exhibition is "current", "upcoming" or "past" on `day`."""
    begun = or_(Exhibition.opens_on.is_(None), Exhibition.opens_on <= day)
    over = and_(Exhibition.closes_on.is_not(None), Exhibition.closes_on < day)
    conditions: dict[str, ColumnElement[bool]] = {
        "current": and_(begun, ~over),
        "upcoming": Exhibition.opens_on > day,
        "past": over,
    }
    return conditions[period]


@dataclass(frozen=True)
class ExhibitionCard:
    """An exhibition in a list, with the texts and the cover of what visitors see."""

    exhibition: Exhibition
    subtitle: dict[str, str]
    lead: dict[str, str]
    cover: Asset | None

    @property
    def url(self) -> str:
        """Its page in the request's language."""
        return exhibition_url(self.exhibition.slug)


def exhibition_url(slug: str) -> str:
    """The address of an exhibition in the request's language."""
    return f"/{current_language()}/exhibitions/{slug}"


def visible_cards(period: str, kind: str = "", limit: int = PAST_PAGE, offset: int = 0) -> list[ExhibitionCard]:
    """Visible exhibitions of a period, in a constant number of statements; current ones in the museum's order."""
    order = {
        "current": (Exhibition.position, Exhibition.id),
        "upcoming": (Exhibition.opens_on, Exhibition.id),
        "past": (Exhibition.closes_on.desc(), Exhibition.id.desc()),
    }[period]
    query = (
        select(Exhibition)
        .join(Document, Document.id == Exhibition.document_id)
        .where(Document.visible(), when(period, today()))
        .options(joinedload(Exhibition.hall))
    )
    if kind:
        query = query.where(Exhibition.kind == kind)
    return cards_of(db.session.scalars(query.order_by(*order).limit(limit).offset(offset)))


def visible_with_titles() -> list[tuple[ExhibitionCard, TranslatedText]]:
    """All visible exhibitions, the newest first, with their published titles: the row's own is the draft's."""
    query = (
        select(Exhibition, Revision.body["title"])
        .join(Document, Document.id == Exhibition.document_id)
        .join(Revision, Revision.id == Document.published_id)
        .where(Document.visible())
        .order_by(Exhibition.opens_on.desc(), Exhibition.id.desc())
    )
    rows = db.session.execute(query).all()
    cards = cards_of(row[0] for row in rows)
    return [(card, TranslatedText(row[1] or {})) for card, row in zip(cards, rows, strict=True)]


def cards_of(exhibitions: Iterable[Exhibition]) -> list[ExhibitionCard]:
    """Cards of visible exhibitions, in a constant number of statements."""
    listed = list(exhibitions)
    ids = [exhibition.document.published_id for exhibition in listed]
    rows = db.session.execute(
        select(Revision.id, Revision.body["subtitle"], Revision.body["lead"], Revision.body["cover"]).where(
            Revision.id.in_([number for number in ids if number])
        )
    )
    heads = {row[0]: row for row in rows}
    assets = assets_by_code(row[3] for row in heads.values() if row[3])
    cards = []
    bare = [one for one in listed if (head := heads.get(one.document.published_id)) is None or head[3] not in assets]
    first = _first_pictures(bare)
    for exhibition in listed:
        _id, subtitle, lead, cover = heads.get(exhibition.document.published_id, (0, {}, {}, None))
        shown = assets.get(cover or "") or first.get(exhibition.document_id)
        cards.append(ExhibitionCard(exhibition, subtitle or {}, lead or {}, shown))
    return cards


def _first_pictures(exhibitions: Sequence[Exhibition]) -> dict[int, Asset]:
    """In place of a cover: the picture of the first published item that each exhibition shows, by document."""
    rows = db.session.execute(
        select(DocumentLink.document_id, DocumentLink.key)
        .where(
            DocumentLink.document_id.in_([one.document_id for one in exhibitions]),
            DocumentLink.kind == "item",
            DocumentLink.shown.is_(True),
            DocumentLink.position < LOOKED_THROUGH,
        )
        .order_by(DocumentLink.document_id, DocumentLink.position)
    ).all()
    exhibits = exhibits_by_code(code for _document, code in rows)
    found: dict[int, Asset] = {}
    for document_id, code in rows:
        main = exhibits[code].main if code in exhibits else None
        if main is not None:
            found.setdefault(document_id, main)
    return found


def studio_list(kind: str = "", stage: str = "", page: int = 1, per_page: int = 50) -> Sequence[Exhibition]:
    """A page of all exhibitions for the studio, newest first; one more than `per_page` says there are further."""
    query = select(Exhibition).options(joinedload(Exhibition.hall))
    if kind:
        query = query.where(Exhibition.kind == kind)
    if stage:
        query = query.where(Exhibition.stage == stage)
    order = (Exhibition.opens_on.is_(None).desc(), Exhibition.opens_on.desc(), Exhibition.id.desc())
    return db.session.scalars(query.order_by(*order).limit(per_page + 1).offset((page - 1) * per_page)).all()


# Every item's page asks it, so it is put together once.
_SHOWING = (
    select(Exhibition)
    .join(Document, Document.id == Exhibition.document_id)
    .join(DocumentLink, DocumentLink.document_id == Document.id)
    .where(points_to("item", bindparam("item"), shown=True), Document.visible())
    .order_by(Exhibition.position, Exhibition.id)
    .distinct()
    .limit(12)
)


def exhibitions_showing(item_code: str) -> list[Exhibition]:
    """Visible exhibitions that show the item."""
    return list(db.session.scalars(_SHOWING, {"item": item_code}))


def items_in_exhibitions(item_ids: Sequence[int]) -> set[int]:
    """Which of the items are shown in some visible exhibition."""
    return items_in_documents(KIND, item_ids)


def item_codes(exhibition: Exhibition, published: bool = True) -> list[str]:
    """Codes of the items the exhibition shows, in the order of the story; of the draft when `published` is False."""
    return linked_keys(exhibition.document, "item", shown=published)


def counts_by(column: Any) -> dict[str, int]:
    """How many exhibitions there are by kind, stage or level."""
    return {value: number for value, number in db.session.execute(
        select(column, func.count()).group_by(column)
    )}  # fmt: skip
