"""Reads of halls: what hangs where now, in which order, and what is near."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from virtual_museum.catalogue.models import Item
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.errors import NotFound
from virtual_museum.core.i18n import current_language, translated_text
from virtual_museum.halls.exhibits import Exhibit, exhibits_of
from virtual_museum.halls.models import Case, Hall, Placement
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import panorama_data, panorama_initial, still_data

PAGE = 48


def standing(on: date | None = None) -> ColumnElement[bool]:
    """SQL: the stay is under way on that day; without one, on the day on which the statement is run."""
    day = on or bindparam("today", callable_=lambda: utcnow().date(), type_=Date(), unique=True)
    return and_(
        Placement.ended.is_(False),
        or_(Placement.since.is_(None), Placement.since <= day),
        or_(Placement.until.is_(None), Placement.until >= day),
    )


def hall_by_slug(slug: str) -> Hall:
    """The hall with its pictures and showcases, whatever its status. Raises NotFound."""
    hall = db.session.scalar(
        select(Hall)
        .where(Hall.slug == slug)
        .options(
            joinedload(Hall.panorama).selectinload(Asset.renditions),
            joinedload(Hall.plan_asset).selectinload(Asset.renditions),
            selectinload(Hall.cases),
        )
    )
    if hall is None:
        raise NotFound()
    return hall


def visible_hall(slug: str) -> Hall:
    """The hall as visitors may see it. Raises NotFound."""
    hall = hall_by_slug(slug)
    if not hall.is_published:
        raise NotFound()
    return hall


def halls_in_order(published_only: bool = True) -> list[Hall]:
    """All halls by floor and position; a museum has dozens at most."""
    query = select(Hall).options(joinedload(Hall.panorama).selectinload(Asset.renditions))
    if published_only:
        query = query.where(Hall.status == "published")
    return list(db.session.scalars(query.order_by(Hall.position, Hall.floor, Hall.number, Hall.id)))


def halls_by_slug(slugs: Iterable[str], published_only: bool = True) -> dict[str, Hall]:
    """Several halls by slug; unknown ones are left out."""
    query = select(Hall).where(Hall.slug.in_(sorted(set(slugs))))
    if published_only:
        query = query.where(Hall.status == "published")
    return {hall.slug: hall for hall in db.session.scalars(query)}


def exhibit_counts() -> dict[int, int]:
    """How many published items stand in each hall now."""
    rows = db.session.execute(
        select(Placement.hall_id, func.count())
        .join(Item, Item.id == Placement.item_id)
        .where(standing(), Placement.hall_id.is_not(None), Item.status == "published")
        .group_by(Placement.hall_id)
    )
    return {hall_id: count for hall_id, count in rows if hall_id is not None}


@dataclass(frozen=True)
class HungExhibit:
    """An item with its stay in the hall."""

    placement: Placement
    exhibit: Exhibit


@dataclass(frozen=True)
class HallPage:
    """One page of a hall's items."""

    exhibits: list[HungExhibit]
    total: int
    page: int
    pages: int


def _in_hall(hall: Hall, published_only: bool) -> Select[Any]:
    query = select(Placement).join(Item, Item.id == Placement.item_id).where(Placement.hall_id == hall.id)
    if published_only:
        return query.where(standing(), Item.status == "published")
    return query.where(Placement.ended.is_(False))


def hall_page(hall: Hall, page: int = 1, published_only: bool = True, per_page: int = PAGE) -> HallPage:
    """A page of the hall's items in their order; pages count from 1."""
    query = _in_hall(hall, published_only)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // per_page))
    page = min(max(1, page), pages)
    stays: list[Placement] = list(
        db.session.scalars(
            query.options(joinedload(Placement.item), joinedload(Placement.case))
            .order_by(Placement.position, Placement.id)
            .limit(per_page)
            .offset((page - 1) * per_page)
        )
    )
    shown = exhibits_of([stay.item for stay in stays])
    return HallPage([HungExhibit(*pair) for pair in zip(stays, shown, strict=True)], total, page, pages)


# Every item's page asks it, so it is put together once.
_PLACEMENT_OF = (
    select(Placement)
    .where(Placement.item_id == bindparam("item"), standing())
    .options(joinedload(Placement.hall), joinedload(Placement.case))
)


def placement_of(item_id: int) -> Placement | None:
    """The stay of the item that is under way today."""
    return db.session.scalar(_PLACEMENT_OF, {"item": item_id})


def next_in_hall(placement: Placement) -> Placement | None:
    """The published item that stands after this one in its hall; after the last one comes the first."""
    around = (
        select(Placement)
        .join(Item, Item.id == Placement.item_id)
        .where(
            Placement.hall_id == placement.hall_id,
            standing(),
            Item.status == "published",
            Placement.id != placement.id,
        )
        .options(joinedload(Placement.item), joinedload(Placement.case))
        .order_by(Placement.position, Placement.id)
        .limit(1)
    )
    after = or_(
        Placement.position > placement.position,
        and_(Placement.position == placement.position, Placement.id > placement.id),
    )
    return db.session.scalar(around.where(after)) or db.session.scalar(around)


def item_history(item_id: int) -> list[Placement]:
    """All stays of the item, newest first."""
    return list(
        db.session.scalars(
            select(Placement)
            .where(Placement.item_id == item_id)
            .options(joinedload(Placement.hall), joinedload(Placement.case))
            .order_by(Placement.ended, Placement.since.desc(), Placement.id.desc())
            .limit(100)
        )
    )


def placement(hall: Hall, number: int) -> Placement:
    """A stay in this hall by its key. Raises NotFound."""
    found = db.session.get(Placement, number)
    if found is None or found.hall_id != hall.id:
        raise NotFound()
    return found


def case(hall: Hall, number: int | None) -> Case | None:
    """A showcase of this hall by its key; None for None. Raises NotFound."""
    if number is None:
        return None
    found = db.session.get(Case, number)
    if found is None or found.hall_id != hall.id:
        raise NotFound()
    return found


def hall_slugs_of(item_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """In which published hall each item stands now."""
    rows = db.session.execute(
        select(Placement.item_id, Hall.slug)
        .join(Hall, Hall.id == Placement.hall_id)
        .where(Placement.item_id.in_(list(item_ids)), Placement.ended.is_(False), Hall.status == "published")
    )
    return {item_id: (slug,) for item_id, slug in rows}


def hall_tour(hall: Hall, language: str) -> dict[str, Any] | None:
    """The hall's panorama as a tour of one scene, for the viewer; None without a ready panorama."""
    panorama = panorama_data(hall.panorama)
    if panorama is None:
        return None
    title = hall.title.best(language)[0]
    scene: dict[str, Any] = {
        "id": hall.slug, "title": title, "hall": None, "panorama": panorama,
        "still": still_data(hall.panorama, language), "initial": panorama_initial(hall.panorama),
        "plan": None, "hotspots": [],
    }  # fmt: skip
    return {"title": title, "start": hall.slug, "plan": None, "scenes": [scene], "stops": []}


def hall_url(hall: Hall) -> str:
    """The hall's page in the request's language."""
    return f"/{current_language()}/halls/{hall.slug}"


def hall_titles(slugs: Iterable[str]) -> dict[str, str]:
    """Titles of halls in the request's language, by slug."""
    return {slug: translated_text(hall.title) for slug, hall in halls_by_slug(slugs).items()}
