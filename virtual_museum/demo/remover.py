"""Removing the demo museum: every record and file that came with it, and nothing else."""

from dataclasses import dataclass

from sqlalchemy import delete, exists, or_, select

from virtual_museum.catalogue.change_log import touch_items
from virtual_museum.catalogue.models import Item, ItemTerm, MintedCode, Place, Term
from virtual_museum.catalogue.services import unpublish_item
from virtual_museum.core import documents
from virtual_museum.core.db import db
from virtual_museum.core.documents import Document
from virtual_museum.core.errors import Refused
from virtual_museum.demo import marks
from virtual_museum.demo.content import Content, read_content
from virtual_museum.demo.visits import remove_visits
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.halls.services import hide_hall
from virtual_museum.media.services import delete_asset
from virtual_museum.tours.models import Tour
from virtual_museum.visits.services import hide_event


@dataclass(frozen=True)
class Removed:
    """How many records are gone; `kept` are files that records of the museum itself still use."""

    items: int
    halls: int
    documents: int
    events: int
    files: int
    kept: int


def remove_demo() -> Removed:
    """Take the demo out in one transaction; the caller commits."""
    content = read_content()
    stories: list[Exhibition | Tour] = [*marks.demo_exhibitions(), *marks.demo_tours()]
    for story in stories:
        _remove_document(story)
    events = marks.demo_events([event["slug"] for event in content.events])
    for event in events:
        hide_event(event)
        db.session.delete(event)
    halls = marks.demo_halls([hall["slug"] for hall in content.halls])
    for hall in halls:
        hide_hall(hall)
        db.session.delete(hall)
    db.session.flush()
    items = marks.demo_items()
    _remove_items(items)
    files, kept = _remove_files()
    remove_visits()
    _remove_unused_names(content)
    return Removed(len(items), len(halls), len(stories), len(events), files, kept)


def _remove_document(story: Exhibition | Tour) -> None:
    document = story.document
    if document.published_id is not None:
        documents.unpublish(document)
    db.session.delete(story)
    db.session.flush()
    # Revisions are loaded by hand: the relationship refuses to load them by itself.
    loaded = db.session.get(Document, document.id)
    if loaded is not None:
        db.session.refresh(loaded, ["revisions"])
        db.session.delete(loaded)
    db.session.flush()


def _remove_items(items: list[Item]) -> None:
    ids, codes = [item.id for item in items], [item.code for item in items]
    for item in items:
        unpublish_item(item)
    touch_items(ids)
    for item in items:
        db.session.delete(item)
    db.session.flush()
    # The demo's codes are printed on no label of the museum, so the next load may use them again.
    db.session.execute(delete(MintedCode).where(MintedCode.code.in_(codes)))


def _remove_files() -> tuple[int, int]:
    gone = kept = 0
    for asset in marks.demo_assets():
        try:
            delete_asset(asset)
            gone += 1
        except Refused:
            kept += 1
    return gone, kept


def _remove_unused_names(content: Content) -> None:
    """Delete the demo's terms and places that no record names any more."""
    columns = (Item.object_type_id, Item.department_id, Item.culture_id, Item.period_id)
    used = or_(exists().where(ItemTerm.term_id == Term.id), *(exists().where(column == Term.id) for column in columns))
    for vocabulary, terms in content.vocabulary.items():
        if vocabulary != "place":
            unused = select(Term).where(Term.vocabulary == vocabulary, Term.slug.in_(terms), ~used)
            for term in db.session.scalars(unused):
                db.session.delete(term)
    names = content.vocabulary["place"]
    free = select(Place).where(Place.slug.in_(names), ~exists().where(Item.place_id == Place.id))
    for place in db.session.scalars(free):
        db.session.delete(place)
    db.session.flush()
