"""The names of what was counted."""

from collections.abc import Iterable

from sqlalchemy import select

from virtual_museum.catalogue.models import Item
from virtual_museum.core.db import TranslatedText, db
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.tours.models import Tour


def titles_of_pages(model: type[Exhibition] | type[Tour], slugs: Iterable[str]) -> dict[str, TranslatedText]:
    """The titles of exhibitions or tours by their slugs, in one query."""
    wanted = set(slugs)
    if not wanted:
        return {}
    rows = db.session.execute(select(model.slug, model.title).where(model.slug.in_(wanted)))
    return {slug: title for slug, title in rows}


def titles_of_items(codes: Iterable[str]) -> dict[str, TranslatedText]:
    """The titles of items by their codes, in one query."""
    wanted = set(codes)
    if not wanted:
        return {}
    rows = db.session.execute(select(Item.code, Item.title).where(Item.code.in_(wanted)))
    return {code: title for code, title in rows}
