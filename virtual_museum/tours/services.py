"""Changes to tours that are their own: how one begins. Its body is changed as that of every document."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from virtual_museum.core import documents
from virtual_museum.core.db import db
from virtual_museum.core.document_rows import free_slug, remember
from virtual_museum.tours.models import Tour
from virtual_museum.tours.schemas import KIND


def create_tour(slug: str, body: Mapping[str, Any], position: int | None = None) -> Tour:
    """A new tour at the permanent address `slug`, seen by nobody until published. Raises Invalid."""
    checked = free_slug(Tour, slug, _l("Another tour has this address already."))
    document = documents.create(KIND, dict(body))
    if position is None:
        position = (db.session.scalar(select(func.max(Tour.position))) or 0) + 1
    tour = Tour(slug=checked, document=document, position=position)
    db.session.add(tour)
    db.session.flush()
    remember(tour)
    return tour
