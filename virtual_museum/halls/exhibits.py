"""Items as halls, tours and exhibitions show them: name, picture, 3D model and sound, read in whole batches."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from virtual_museum.catalogue.models import Item, ItemMedia
from virtual_museum.core.db import db
from virtual_museum.core.i18n import translated_text
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import Picture, picture


@dataclass(frozen=True)
class Exhibit:
    """One item with its media in order. Only media that are ready take part."""

    item: Item
    assets: tuple[Asset, ...]

    @property
    def code(self) -> str:
        """The item's short code."""
        return self.item.code

    @property
    def is_published(self) -> bool:
        """True where visitors may see the item."""
        return self.item.status == "published"

    @property
    def main(self) -> Asset | None:
        """The main picture: the first photograph, else the model's poster, else whatever has a picture."""
        for kinds in (("image",), ("model",), ("video", "panorama")):
            for asset in self.assets:
                if asset.kind in kinds:
                    return asset
        return None

    @property
    def picture(self) -> Picture | None:
        """The main picture for a page."""
        return picture(self.main)

    @property
    def model(self) -> Asset | None:
        """The first 3D model."""
        return next((asset for asset in self.assets if asset.kind == "model"), None)

    def sound(self, language: str) -> Asset | None:
        """The recording in `language` (known by its transcript), else one of no single language, else the first."""
        recordings = [asset for asset in self.assets if asset.kind == "audio"]
        spoken = [asset for asset in recordings if list(asset.transcript) == [language]]
        shared = [asset for asset in recordings if len(asset.transcript) != 1]
        return next(iter(spoken or shared or recordings), None)

    def url(self, language: str) -> str:
        """The item's page."""
        return item_url(self.item.code, language)

    @property
    def alt(self) -> str:
        """The main picture's alternative text in the request's language; the item's title where it has none."""
        main = self.main
        return (translated_text(main.alt) if main else "") or translated_text(self.item.title)


def item_url(code: str, language: str) -> str:
    """The address of an item's page."""
    return f"/{language}/items/{code}"


def exhibits_of(items: Iterable[Item]) -> list[Exhibit]:
    """The items with their media, in two statements whatever their number, in the given order."""
    listed = list(items)
    ties = db.session.execute(
        select(ItemMedia.item_id, Asset)
        .join(Asset, Asset.id == ItemMedia.asset_id)
        .where(ItemMedia.item_id.in_([item.id for item in listed]), Asset.state == "ready")
        .order_by(ItemMedia.item_id, ItemMedia.position, ItemMedia.id)
        .options(selectinload(Asset.renditions))
    )
    media: dict[int, list[Asset]] = defaultdict(list)
    for item_id, asset in ties:
        media[item_id].append(asset)
    return [Exhibit(item, tuple(media[item.id])) for item in listed]


def exhibits_by_code(codes: Iterable[str], published_only: bool = True) -> dict[str, Exhibit]:
    """Several items by code; unknown ones, and unless told otherwise unpublished ones, are left out."""
    wanted = sorted({code for code in codes if code})
    if not wanted:
        return {}
    query = select(Item).where(Item.code.in_(wanted))
    if published_only:
        query = query.where(Item.status == "published")
    return {exhibit.code: exhibit for exhibit in exhibits_of(db.session.scalars(query))}
