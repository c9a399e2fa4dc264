"""An item as its page shows it, read as plain rows in three statements: objects would cost five times as much.

The attributes have the names of `models.Item`, so what writes an item for visitors takes either. Nothing here can be
changed or saved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.orm import joinedload

from virtual_museum.catalogue.models import Agent, Item, ItemMaker, ItemMedia, ItemRelation, ItemTerm, Place, Term
from virtual_museum.core.db import TranslatedText, db
from virtual_museum.core.document_links import DocumentLink
from virtual_museum.media.models import Asset


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term of a vocabulary."""

    slug: str
    label: TranslatedText


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of origin."""

    slug: str
    name: TranslatedText
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class AgentRow:
    """Who made the item."""

    name: TranslatedText
    sort_name: str
    kind: str
    external_uri: str


@dataclass(frozen=True, slots=True)
class MakerRow:
    """A maker of the item, in the order they are named."""

    agent_id: int
    agent: AgentRow


@dataclass(frozen=True, slots=True)
class TieRow:
    """A material, a technique or a keyword of the item."""

    relation: str
    term: TermRow


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with its parts. `tied`: it is tied to other items; `in_documents`: published documents point to it."""

    id: int
    code: str
    status: str
    inventory_number: str
    fund: str
    title: TranslatedText
    label_text: TranslatedText
    description: TranslatedText
    inscriptions: TranslatedText
    date_text: TranslatedText
    year_from: int | None
    year_to: int | None
    dimensions: list[dict[str, Any]]
    weight: Mapping[str, Any]
    quantity: int
    rights_uri: str
    credit_line: TranslatedText
    withdrawal_story: TranslatedText
    tied: bool
    in_documents: bool
    object_type: TermRow | None
    culture: TermRow | None
    period: TermRow | None
    place: PlaceRow | None
    makers: Sequence[MakerRow]
    terms: Sequence[TieRow]
    media: Sequence[ItemMedia]


# Tables and their columns, not classes: so nothing looks for objects to fill.
_item, _type, _culture, _period, _place = (
    Item.__table__, Term.__table__.alias("type"), Term.__table__.alias("culture"), Term.__table__.alias("period"),
    Place.__table__,
)  # fmt: skip
_PLAIN = (
    "id", "code", "status", "inventory_number", "fund", "title", "label_text", "description", "inscriptions",
    "date_text", "year_from", "year_to", "dimensions", "weight", "quantity", "rights_uri", "credit_line",
    "withdrawal_story",
)  # fmt: skip
_media, _tie, _link = ItemMedia.__table__, ItemRelation.__table__, DocumentLink.__table__
_BY_CODE = (
    select(
        *(_item.c[name] for name in _PLAIN),
        exists().where(or_(_tie.c.item_id == _item.c.id, _tie.c.related_id == _item.c.id)),
        exists().where(_link.c.kind == "item", _link.c.key == _item.c.code, _link.c.shown.is_(True)),
        exists().where(_media.c.item_id == _item.c.id),
        *(column for term in (_type, _culture, _period) for column in (term.c.slug, term.c.label)),
        _place.c.slug, _place.c.name, _place.c.latitude, _place.c.longitude,
    )
    .select_from(
        _item.outerjoin(_type, _type.c.id == _item.c.object_type_id)
        .outerjoin(_culture, _culture.c.id == _item.c.culture_id)
        .outerjoin(_period, _period.c.id == _item.c.period_id)
        .outerjoin(_place, _place.c.id == _item.c.place_id)
    )
    .where(_item.c.code == bindparam("code"))
)  # fmt: skip
_made, _agent, _tied, _term = ItemMaker.__table__, Agent.__table__, ItemTerm.__table__, Term.__table__
_MAKERS = (
    select(_made.c.agent_id, _agent.c.name, _agent.c.sort_name, _agent.c.kind, _agent.c.external_uri)
    .join_from(_made, _agent, _agent.c.id == _made.c.agent_id)
    .where(_made.c.item_id == bindparam("item"))
    .order_by(_made.c.position)
)
_TERMS = (
    select(_tied.c.relation, _term.c.slug, _term.c.label)
    .join_from(_tied, _term, _term.c.id == _tied.c.term_id)
    .where(_tied.c.item_id == bindparam("item"))
    .order_by(_tied.c.position)
)
# Files are objects: their pictures and captions are made by what media offers.
_MEDIA = (
    select(ItemMedia)
    .options(joinedload(ItemMedia.asset).selectinload(Asset.renditions))
    .where(ItemMedia.item_id == bindparam("item"))
    .order_by(ItemMedia.position)
)


def item_row(code: str) -> ItemRow | None:
    """The item of a well-formed code, whatever its status, with all that its page shows."""
    row = db.session.execute(_BY_CODE, {"code": code}).first()
    if row is None:
        return None
    tied, in_documents, has_media, *names = row[len(_PLAIN) :]
    asked = {"item": row[0]}
    return ItemRow(
        **dict(zip(_PLAIN, row, strict=False)),
        tied=bool(tied),
        in_documents=bool(in_documents),
        object_type=_term_row(names[0:2]),
        culture=_term_row(names[2:4]),
        period=_term_row(names[4:6]),
        place=PlaceRow(*names[6:]) if names[6] is not None else None,
        makers=[MakerRow(agent_id, AgentRow(*facts)) for agent_id, *facts in db.session.execute(_MAKERS, asked)],
        terms=[TieRow(relation, TermRow(*term)) for relation, *term in db.session.execute(_TERMS, asked)],
        media=db.session.scalars(_MEDIA, asked).all() if has_media else (),
    )


def _term_row(values: Sequence[Any]) -> TermRow | None:
    return TermRow(*values) if values[0] is not None else None
