"""What the catalogue tells others: the change log hears every flush, and media learns which items show a file."""

from collections.abc import Iterable

from sqlalchemy import select

from virtual_museum.catalogue import change_log
from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.models import Item, ItemMedia
from virtual_museum.catalogue.services import attach_media
from virtual_museum.core.config import settings
from virtual_museum.core.db import db
from virtual_museum.core.i18n import current_language
from virtual_museum.core.signals import file_received
from virtual_museum.media.models import Asset
from virtual_museum.media.usage import Usage, register_usage_provider

__all__ = ["change_log", "item_usages"]


def item_usages(asset: Asset) -> Iterable[Usage]:
    """The items that show the asset."""
    tied = select(Item).join(ItemMedia, ItemMedia.item_id == Item.id).where(ItemMedia.asset_id == asset.id)
    for item in db.session.scalars(tied.order_by(Item.id)):
        title, _ = item.title.best(current_language(), settings().languages)
        name = title or item.inventory_number or item.code
        yield Usage(name, f"/studio/items/{item.code}", item.status == "published")


def attach_received(asset: Asset, item_code: str) -> None:
    """A file that was uploaded for an item becomes part of its record; a code that no item has changes nothing."""
    code = parse_code(item_code)
    item = db.session.scalar(select(Item).where(Item.code == code)) if code else None
    if item is not None:
        attach_media(item, asset)


register_usage_provider("catalogue", item_usages)
file_received.connect(attach_received)
