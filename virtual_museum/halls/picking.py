"""Choosing exhibits and files with pictures: the pages behind every "Choose…" button of halls, tours and stories."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from virtual_museum.catalogue.codes import parse_code
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.search.searching import SearchRequest, search
from virtual_museum.core.db import db
from virtual_museum.core.i18n import current_language, translated_text
from virtual_museum.halls.exhibits import Exhibit, exhibits_by_code, exhibits_of
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import AssetFilter, asset_page, picture_url

PAGE = 24
THUMBNAIL = 320


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its code, what it is called, a line of facts, a small picture ("" without one)."""

    code: str
    title: str
    detail: str
    image: str


@dataclass(frozen=True)
class Choices:
    """One page of choices; pages count from 1."""

    choices: list[Choice]
    page: int
    pages: int


def item_choice(exhibit: Exhibit) -> Choice:
    """An exhibit as a choice."""
    item = exhibit.item
    detail = " · ".join(filter(None, (item.inventory_number, translated_text(item.date_text))))
    title = translated_text(item.title) or item.inventory_number or item.code
    return Choice(item.code, title, detail, picture_url(exhibit.main, THUMBNAIL))


def asset_choice(asset: Asset) -> Choice:
    """A file as a choice."""
    title = translated_text(asset.caption) or translated_text(asset.alt) or asset.filename
    return Choice(asset.code, title, asset.filename, picture_url(asset, THUMBNAIL))


def item_choices(text: str, page: int = 1, typing: bool = False) -> Choices:
    """Exhibits that are not withdrawn and fit `text` (words, inventory number or code)."""
    code = parse_code(text)
    if code is not None and (found := exhibits_by_code([code], published_only=False)):
        return Choices([item_choice(exhibit) for exhibit in found.values()], 1, 1)
    asked = SearchRequest(
        text=text, statuses=("published", "draft"), language=current_language(), page=max(1, page), size=PAGE,
        facets=False, typing=typing,
    )  # fmt: skip
    result = search(asked)
    rows = {item.id: item for item in db.session.scalars(select(Item).where(Item.id.in_(result.ids)))}
    items = [rows[number] for number in result.ids if number in rows]
    pages = max(1, -(-result.total // PAGE))
    return Choices([item_choice(exhibit) for exhibit in exhibits_of(items)], max(1, page), pages)


def asset_choices(kinds: Sequence[str], text: str, page: int = 1) -> Choices:
    """Files of one of `kinds` that are ready, newest first, whose name or code fits `text`."""
    listing = asset_page(AssetFilter(text=text, kind=kinds[0], state="ready"), page, per_page=PAGE)
    return Choices([asset_choice(asset) for asset in listing.assets], listing.page, listing.pages)
