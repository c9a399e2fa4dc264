"""Which items documents show: tours, exhibitions and later kinds point to items by code."""

from collections.abc import Sequence

from sqlalchemy import select

from virtual_museum.catalogue.models import Item
from virtual_museum.core.db import db
from virtual_museum.core.document_links import DocumentLink
from virtual_museum.core.documents import Document


def items_in_documents(kind: str, item_ids: Sequence[int]) -> set[int]:
    """Those of `item_ids` that some visible document of `kind` shows to visitors."""
    rows = db.session.scalars(
        select(Item.id)
        .join(DocumentLink, DocumentLink.key == Item.code)
        .join(Document, Document.id == DocumentLink.document_id)
        .where(
            Item.id.in_(list(item_ids)),
            DocumentLink.kind == "item",
            DocumentLink.shown.is_(True),
            Document.kind == kind,
            Document.visible(),
        )
    )
    return set(rows)
