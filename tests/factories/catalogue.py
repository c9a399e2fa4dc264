"""Items for tests, made through the real services."""

from typing import Any

from virtual_museum.catalogue.models import Item, ItemMedia
from virtual_museum.catalogue.services import create_item
from virtual_museum.core.db import db
from virtual_museum.media.models import Asset

TEXTS = {"kk": "Тау теке басы", "ru": "Голова горного козла", "en": "Head of an ibex"}


def make_item(*, publish: bool = True, code: str | None = None, **record: Any) -> Item:
    """An item with a title in three languages, published unless told otherwise."""
    return create_item({"title": TEXTS, "inventory_number": "КП-0000/14", **record}, code=code, publish=publish)


def make_ready_picture(item: Item, code: str = "abcdefgh1234") -> Asset:
    """A ready picture with sizes, tied to `item`; its files do not exist."""
    asset = Asset(
        code=code, sha256=code * 5 + "0000", kind="image", media_type="image/jpeg", filename="goat.jpg", byte_size=9,
        state="ready", facts={"width": 800, "height": 1000}, published=item.status == "published",
    )  # fmt: skip
    db.session.add(asset)
    db.session.flush()
    db.session.add(ItemMedia(item_id=item.id, asset_id=asset.id, position=0))
    db.session.flush()
    db.session.expire(item, ["media"])
    return asset
