"""Reads of the catalogue for pages: items with their parts, cards of many items, names of facets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, inspect, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from virtual_museum.catalogue.extensions import facet_labels
from virtual_museum.catalogue.models import (
    Agent,
    ChangeSet,
    Item,
    ItemMaker,
    ItemMedia,
    ItemRelation,
    ItemTerm,
    Place,
    Term,
)
from virtual_museum.core.db import TranslatedText, db
from virtual_museum.core.i18n import translated_text
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import Picture, picture, picture_url

# Facets whose values are slugs of a vocabulary.
VOCABULARY_OF_FACET = {
    "type": "object_type",
    "material": "material",
    "technique": "technique",
    "culture": "culture",
    "period": "period",
    "department": "department",
}
_PICTURE_ORDER = {"image": 0, "model": 1, "panorama": 2, "video": 3}


@dataclass(frozen=True)
class Card:
    """An item in a list: what stands under its picture."""

    code: str
    title: TranslatedText
    inventory_number: str
    line: str
    status: str
    asset: Asset | None
    updated_at: object
    version: int
    texts: tuple[TranslatedText, ...] = ()

    @property
    def picture(self) -> Picture | None:
        """The main picture."""
        return picture(self.asset)

    def picture_address(self, width: int = 320) -> str:
        """A small JPEG of it."""
        return picture_url(self.asset, width)


_NAMED = (
    joinedload(Item.object_type),
    joinedload(Item.culture),
    joinedload(Item.period),
    joinedload(Item.department),
    joinedload(Item.place),
)


def with_parts(query: Select[Item]) -> Select[Item]:
    """`query` with all that an item's page shows, in a fixed number of statements."""
    return query.options(
        *_NAMED,
        selectinload(Item.makers).joinedload(ItemMaker.agent),
        selectinload(Item.terms).joinedload(ItemTerm.term),
        selectinload(Item.media).joinedload(ItemMedia.asset).selectinload(Asset.renditions),
    )


# What every item page and every page of a list asks is put together once: that takes longer than the answer.
_BY_CODE = select(Item).options(*_NAMED).where(Item.code == bindparam("code"))
_PARTS_OF_ONE: dict[str, Select[Any]] = {
    "makers": select(ItemMaker)
    .options(joinedload(ItemMaker.agent))
    .where(ItemMaker.item_id == bindparam("item"))
    .order_by(ItemMaker.position),
    "terms": select(ItemTerm)
    .options(joinedload(ItemTerm.term))
    .where(ItemTerm.item_id == bindparam("item"))
    .order_by(ItemTerm.position),
    "media": select(ItemMedia)
    .options(joinedload(ItemMedia.asset).selectinload(Asset.renditions))
    .where(ItemMedia.item_id == bindparam("item"))
    .order_by(ItemMedia.position),
}


def item_by_code(code: str) -> Item | None:
    """The item of a well-formed code, whatever its status, with its parts as `with_parts` loads them."""
    item = db.session.scalar(_BY_CODE, {"code": code})
    if item is not None:
        loaded = inspect(item).dict
        for name, parts in _PARTS_OF_ONE.items():
            if name not in loaded:
                set_committed_value(item, name, db.session.scalars(parts, {"item": item.id}).all())
    return item


_TIED = (
    select(Item.id)
    .join(ItemRelation, or_(ItemRelation.related_id == Item.id, ItemRelation.item_id == Item.id))
    .where(or_(ItemRelation.item_id == bindparam("item"), ItemRelation.related_id == bindparam("item")))
    .where(Item.id != bindparam("item"), Item.status == "published")
    .distinct()
    .order_by(Item.id)
    .limit(bindparam("most"))
)


def tied_ids(item_id: int, most: int) -> list[int]:
    """Published items that curators have tied to this one, in either direction."""
    return list(db.session.scalars(_TIED, {"item": item_id, "most": most}))


_ITEMS: BindParameter[Any] = bindparam("items", expanding=True)
# Of tables, not of classes: so nothing looks for objects to fill.
_item, _tied, _term, _media = Item.__table__, ItemTerm.__table__, Term.__table__, ItemMedia.__table__
_FIRST_MATERIAL = (
    select(_term.c.label)
    .join_from(_tied, _term, _term.c.id == _tied.c.term_id)
    .where(_tied.c.item_id == _item.c.id, _tied.c.relation == "material")
    .order_by(_tied.c.position)
    .limit(1)
    .scalar_subquery()
)
_CARD_COLUMNS = (
    *(_item.c[name] for name in ("id", "code", "title", "inventory_number", "date_text", "status", "updated_at")),
    _item.c.version, _FIRST_MATERIAL.label("material"),
    select(_media.c.id).where(_media.c.item_id == _item.c.id).exists().label("has_media"),
)  # fmt: skip
_TEXTS = (_item.c.label_text, _item.c.description, _item.c.inscriptions)
_CARDS = select(*_CARD_COLUMNS).where(_item.c.id.in_(_ITEMS))
_CARDS_WITH_TEXTS = select(*_CARD_COLUMNS, *_TEXTS).where(_item.c.id.in_(_ITEMS))
_PICTURES = (
    select(ItemMedia.item_id, Asset)
    .join(Asset, Asset.id == ItemMedia.asset_id)
    .where(ItemMedia.item_id.in_(_ITEMS), Asset.state == "ready", Asset.kind.in_(_PICTURE_ORDER))
    .order_by(ItemMedia.item_id, ItemMedia.position)
    .options(selectinload(Asset.renditions))
)


def cards(item_ids: Sequence[int], *, texts: bool = False) -> list[Card]:
    """Items in the order of `item_ids`, in three statements at most, whatever their number.

    With `texts` they bring what they are described by, for extracts; it is most of an item.
    """
    if not item_ids:
        return []
    found = cards_by_id(item_ids, texts=texts)
    return [found[item_id] for item_id in item_ids if item_id in found]


def cards_by_id(item_ids: Sequence[int], *, texts: bool = False) -> dict[int, Card]:
    """The cards of those items that exist, in three statements at most, however many they are."""
    wanted = _CARDS_WITH_TEXTS if texts else _CARDS
    items = {row.id: row for row in db.session.execute(wanted, {"items": list(item_ids)})}
    shown = [item_id for item_id, item in items.items() if item.has_media]
    pictures = main_assets(shown) if shown else {}
    return {item_id: _card(item, pictures.get(item_id)) for item_id, item in items.items()}


def _card(item: Any, asset: Asset | None) -> Card:
    parts = (translated_text(item.material), translated_text(item.date_text))
    line = " · ".join(part for part in parts if part)
    return Card(
        item.code, item.title, item.inventory_number, line, item.status, asset, item.updated_at, item.version,
        tuple(item[len(_CARD_COLUMNS) :]),
    )  # fmt: skip


def main_assets(item_ids: Sequence[int]) -> dict[int, Asset]:
    """The asset that pictures each item: its first photograph, else a model's poster, else a panorama or film."""
    found: dict[int, list[Asset]] = defaultdict(list)
    for item_id, asset in db.session.execute(_PICTURES, {"items": item_ids}):
        found[item_id].append(asset)
    return {item_id: min(assets, key=lambda a: _PICTURE_ORDER[a.kind]) for item_id, assets in found.items()}


def cards_of_codes(codes: Iterable[str], *, published_only: bool = True) -> list[Card]:
    """Cards of items by code, in the given order; unknown and, unless told otherwise, unpublished ones left out."""
    wanted = list(dict.fromkeys(codes))
    query = select(Item.code, Item.id).where(Item.code.in_(wanted))
    if published_only:
        query = query.where(Item.status == "published")
    ids = {code: item_id for code, item_id in db.session.execute(query)}
    return cards([ids[code] for code in wanted if code in ids])


_LABELS = select(Term.vocabulary, Term.slug, Term.label).where(Term.slug.in_(bindparam("slugs", expanding=True)))


def all_facet_names(values: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """Names for the values of all facets, the vocabularies' in one statement."""
    asked = {slug for facet in VOCABULARY_OF_FACET for slug in values.get(facet, ())}
    names: dict[str, dict[str, str]] = {facet: {} for facet in values}
    if asked:
        facet_of = {vocabulary: facet for facet, vocabulary in VOCABULARY_OF_FACET.items()}
        for vocabulary, slug, label in db.session.execute(_LABELS, {"slugs": sorted(asked)}):
            facet = facet_of.get(vocabulary)
            if facet in names:
                names[facet][slug] = translated_text(label) or slug
    for facet in values:
        if facet not in VOCABULARY_OF_FACET and values[facet]:
            names[facet] = dict(facet_labels(facet, values[facet]))
    return names


def change_sets(page: int, size: int) -> tuple[list[ChangeSet], int]:
    """Change sets, newest first, and how many there are."""
    total = db.session.scalar(select(func.count(ChangeSet.id))) or 0
    query = select(ChangeSet).order_by(ChangeSet.id.desc()).limit(size).offset((page - 1) * size)
    return list(db.session.scalars(query)), total


def terms_of(vocabulary: str, text: str, page: int, size: int) -> tuple[list[Term], int]:
    """Terms of a vocabulary by slug, those with `text` in slug or label."""
    query = select(Term).where(Term.vocabulary == vocabulary)
    if text:
        query = query.where(Term.slug.contains(text, autoescape=True) | _label_contains(Term.label, text))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(query.order_by(Term.slug).limit(size).offset((page - 1) * size))
    return list(rows), total


def agents(text: str, page: int, size: int) -> tuple[list[Agent], int]:
    """Agents in filing order, those with `text` in a name."""
    query = select(Agent)
    if text:
        query = query.where(Agent.sort_name.icontains(text, autoescape=True) | _label_contains(Agent.name, text))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return list(db.session.scalars(query.order_by(Agent.sort_name).limit(size).offset((page - 1) * size))), total


def places(text: str, page: int, size: int) -> tuple[list[Place], int]:
    """Places by slug, those with `text` in slug or name."""
    query = select(Place)
    if text:
        query = query.where(Place.slug.contains(text, autoescape=True) | _label_contains(Place.name, text))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return list(db.session.scalars(query.order_by(Place.slug).limit(size).offset((page - 1) * size))), total


def _label_contains(column: object, text: str) -> object:
    languages = ("kk", "ru", "en")
    conditions = [column[language].as_string().icontains(text, autoescape=True) for language in languages]  # type: ignore[index]
    return conditions[0] | conditions[1] | conditions[2]
