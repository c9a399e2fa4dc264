"""What follows the publishing of any document: its files open to visitors, those of no use any more close again."""

from sqlalchemy import select

from virtual_museum.catalogue.change_log import touch_items
from virtual_museum.catalogue.models import Item
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.document_links import linked_keys, relink
from virtual_museum.core.documents import Document
from virtual_museum.core.jobs import enqueue
from virtual_museum.media.services import publish_assets, refresh_published


def show_what_is_published(document: Document) -> None:
    """After publishing: visitors may load the document's own pictures, those of no use any more are closed again."""
    before, items_before = _shown(document)
    relink(document)
    after, items_after = _shown(document)
    publish_assets(after)
    refresh_published(before - after)
    _tell_search(items_before | items_after)
    for moment in (document.publish_from, document.publish_until):
        if moment is not None and moment > utcnow():
            enqueue("documents.window", run_at=moment, document_id=document.id)


def hide_what_was_published(document: Document) -> None:
    """After taking back: pictures that nothing else shows are closed to visitors."""
    before, items = _shown(document)
    relink(document)
    refresh_published(before)
    _tell_search(items)


def window_passed(document: Document) -> None:
    """At the beginning or end of the document's time: search learns of it, and files of what is over are closed."""
    files, items = _shown(document)
    refresh_published(files)
    _tell_search(items)


def _shown(document: Document) -> tuple[set[str], set[str]]:
    return set(linked_keys(document, "asset", True)), set(linked_keys(document, "item", True))


def _tell_search(codes: set[str]) -> None:
    if codes:
        touch_items(db.session.scalars(select(Item.id).where(Item.code.in_(sorted(codes)))))
