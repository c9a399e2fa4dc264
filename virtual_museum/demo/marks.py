"""How demo records are known from the museum's own, so that they can be found again and removed."""

from sqlalchemy import select

from virtual_museum.catalogue.models import Item
from virtual_museum.core.db import db
from virtual_museum.core.documents import Document, Revision
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.halls.models import Hall
from virtual_museum.media.models import Asset
from virtual_museum.tours.models import Tour
from virtual_museum.visits.models import Event

SOURCE = "demo"
FILE_PREFIX = "demo-"
COMMENT = "demo:"


def item_key(slug: str) -> str:
    """The source key of a demo item."""
    return f"{SOURCE}:{slug}"


def find_item(slug: str) -> Item | None:
    """The demo's item of that name."""
    return db.session.scalar(select(Item).where(Item.source_name == SOURCE, Item.source_key == item_key(slug)))


def demo_items() -> list[Item]:
    """All items of the demo."""
    return list(db.session.scalars(select(Item).where(Item.source_name == SOURCE).order_by(Item.id)))


def _made_by_demo(document: Document) -> bool:
    first = select(Revision.comment).where(Revision.document_id == document.id, Revision.number == 1)
    return (db.session.scalar(first) or "").startswith(COMMENT)


def demo_exhibitions() -> list[Exhibition]:
    """Exhibitions whose first version came from the demo."""
    return [shown for shown in db.session.scalars(select(Exhibition)) if _made_by_demo(shown.document)]


def demo_tours() -> list[Tour]:
    """Tours whose first version came from the demo."""
    return [tour for tour in db.session.scalars(select(Tour)) if _made_by_demo(tour.document)]


def demo_halls(slugs: list[str]) -> list[Hall]:
    """Halls of these addresses that still open with the demo's panorama or show its plan."""
    halls = db.session.scalars(select(Hall).where(Hall.slug.in_(slugs)))
    return [hall for hall in halls if _is_demo_file(hall.panorama) or _is_demo_file(hall.plan_asset)]


def demo_events(slugs: list[str]) -> list[Event]:
    """Events of these addresses that still show the demo's picture."""
    events = db.session.scalars(select(Event).where(Event.slug.in_(slugs)))
    return [event for event in events if _is_demo_file(event.picture)]


def _is_demo_file(asset: Asset | None) -> bool:
    return asset is not None and asset.filename.startswith(FILE_PREFIX)


def demo_assets() -> list[Asset]:
    """All files that came with the demo."""
    return list(db.session.scalars(select(Asset).where(Asset.filename.startswith(FILE_PREFIX)).order_by(Asset.id)))


def mark_first_revision(document: Document) -> None:
    """Write the mark into the comment of a document's first version."""
    first = db.session.scalar(select(Revision).where(Revision.document_id == document.id, Revision.number == 1))
    if first is not None:
        first.comment = f"{COMMENT} {SOURCE}"
        db.session.flush()
