"""The story as it is shown: each block together with the exhibit, files or tour it points to.

Everything is read at once, so the number of statements does not grow with the number of blocks. For visitors only
published items and ready files take part, and a block of which nothing is left is left out; in the studio it stays
as a marked gap.
"""

from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from sqlalchemy import select

from virtual_museum.core.db import db
from virtual_museum.core.documents import Revision, load_body
from virtual_museum.core.i18n import current_language, translated_text
from virtual_museum.core.rich_text import to_html
from virtual_museum.exhibitions.schemas import (
    AudioBlock,
    Block,
    ComparisonBlock,
    ExhibitionBody,
    GalleryBlock,
    ItemBlock,
    ModelBlock,
    Partner,
    QuoteBlock,
    Section,
    TextBlock,
    TourBlock,
    VideoBlock,
)
from virtual_museum.halls.exhibits import Exhibit, exhibits_by_code
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import Picture, assets_by_code, model_data, picture, sound_data, video_data
from virtual_museum.tours.models import Tour
from virtual_museum.tours.queries import tour_url, tours_by_slug
from virtual_museum.tours.schemas import KIND as TOUR
from virtual_museum.tours.schemas import TourBody


@dataclass(frozen=True)
class ShownPicture:
    """A picture of a gallery or comparison with its words; `exhibit` where it is an item's."""

    picture: Picture
    caption: dict[str, str]
    asset: Asset | None = None
    exhibit: Exhibit | None = None


@dataclass(frozen=True)
class ShownBlock:
    """A block and what was found for it; `gap` says that something it points to cannot be shown."""

    block: Block
    gap: bool = False
    exhibit: Exhibit | None = None
    asset: Asset | None = None
    picture: Picture | None = None
    pictures: tuple[ShownPicture, ...] = ()
    player: dict[str, Any] | None = None
    tour: Tour | None = None
    url: str = ""
    data_url: str = ""

    @property
    def type(self) -> str:
        """The block's type."""
        return self.block.type

    @property
    def name(self) -> str:
        """What a curator recognises the block by: its exhibit or tour, else its first words, else its file."""
        if self.exhibit is not None:
            return translated_text(self.exhibit.item.title) or self.exhibit.code
        if self.tour is not None:
            return translated_text(self.tour.title) or self.tour.slug
        fields = ("title", "text", "caption", "before_label")
        words = next((text for field in fields if (text := translated_text(getattr(self.block, field, None)))), "")
        return Markup(to_html(words)).striptags() or (self.asset.filename if self.asset else "")


@dataclass(frozen=True)
class ShownSection:
    """A chapter with its shown blocks."""

    section: Section
    blocks: tuple[ShownBlock, ...]


@dataclass
class Story:
    """A whole exhibition ready for a template."""

    body: ExhibitionBody
    cover: Picture | None
    sections: list[ShownSection]
    partners: list[tuple[Partner, Picture | None]]
    exhibits: dict[str, Exhibit] = field(default_factory=dict)


def read_story(body: ExhibitionBody, for_visitors: bool = True) -> Story:
    """Read all that `body` points to; see the module for what visitors are shown."""
    reader = _Reader(body, for_visitors)
    sections = []
    for section in body.sections:
        shown = (reader.show(block) for block in section.blocks)
        sections.append(ShownSection(section, tuple(one for one in shown if not (for_visitors and one.gap))))
    if for_visitors:
        sections = [one for one in sections if one.blocks or one.section.title]
    return Story(
        body=body,
        cover=picture(reader.assets.get(body.cover or "")),
        sections=sections,
        partners=[(partner, picture(reader.assets.get(partner.logo or ""))) for partner in body.partners],
        exhibits=reader.exhibits,
    )


class _Reader:
    def __init__(self, body: ExhibitionBody, for_visitors: bool) -> None:
        self.assets = assets_by_code(body.asset_codes())
        self.exhibits = exhibits_by_code(body.item_codes(), published_only=for_visitors)
        self.tours = tours_by_slug(body.tour_slugs())
        self.walks = self._walks()
        codes = (walk.asset_codes() for walk in self.walks.values())
        self.panoramas = assets_by_code({code for found in codes for code in found})

    def _walks(self) -> dict[str, TourBody]:
        """What visitors see of each tour, by slug."""
        if not self.tours:
            return {}
        published = {tour.document.published_id: tour.slug for tour in self.tours.values()}
        rows = db.session.scalars(select(Revision).where(Revision.id.in_(published)))
        return {published[row.id]: load_body(TOUR, row) for row in rows}

    def show(self, block: Block) -> ShownBlock:
        """The block with what it points to."""
        if isinstance(block, TextBlock | QuoteBlock):
            return ShownBlock(block, gap=not block.text)
        if isinstance(block, ItemBlock):
            exhibit = self.exhibits.get(block.item or "")
            gap = exhibit is None or not exhibit.is_published
            return ShownBlock(block, gap, exhibit, picture=exhibit.picture if exhibit else None)
        if isinstance(block, GalleryBlock):
            return self._gallery(block)
        if isinstance(block, TourBlock):
            return self._tour(block)
        if isinstance(block, ModelBlock):
            return self._model(block)
        if isinstance(block, AudioBlock | VideoBlock):
            asset = self.assets.get(block.asset or "")
            player = sound_data(asset) if isinstance(block, AudioBlock) else video_data(asset)
            return ShownBlock(block, player is None, asset=asset, picture=picture(asset), player=player)
        return self._comparison(block)

    def _gallery(self, block: GalleryBlock) -> ShownBlock:
        found = []
        for entry in block.pictures:
            exhibit, asset = self.exhibits.get(entry.item or ""), self.assets.get(entry.asset or "")
            if exhibit is not None and not exhibit.is_published:
                continue
            shown = picture(asset) or (exhibit.picture if exhibit else None)
            if shown is not None:
                found.append(ShownPicture(shown, entry.caption, asset, exhibit))
        return ShownBlock(block, gap=not found, pictures=tuple(found))

    def _tour(self, block: TourBlock) -> ShownBlock:
        tour, walk = self.tours.get(block.tour or ""), self.walks.get(block.tour or "")
        if tour is None or walk is None:
            return ShownBlock(block, gap=True)
        scene = walk.scene(block.scene) or walk.start
        still = picture(self.panoramas.get(scene.panorama or "")) if scene else None
        view = block.view
        url = tour_url(tour.slug, scene.id if scene else "", view.yaw if view else None, view.pitch if view else None)
        data_url = f"/{current_language()}/tours/{tour.slug}/data.json"
        return ShownBlock(block, tour=tour, picture=still, url=url, data_url=data_url)

    def _model(self, block: ModelBlock) -> ShownBlock:
        exhibit = self.exhibits.get(block.item or "")
        asset = self.assets.get(block.asset or "") or (exhibit.model if exhibit else None)
        hidden = exhibit is not None and not exhibit.is_published
        gap = hidden or model_data(asset, current_language()) is None
        return ShownBlock(
            block, gap, exhibit, asset, picture(asset),
            data_url=f"/media-data/models/{asset.code}.json?lang={current_language()}" if asset else "",
        )  # fmt: skip

    def _comparison(self, block: ComparisonBlock) -> ShownBlock:
        sides = []
        for code, label in ((block.before, block.before_label), (block.after, block.after_label)):
            asset = self.assets.get(code or "")
            shown = picture(asset)
            if shown is not None:
                sides.append(ShownPicture(shown, label, asset))
        return ShownBlock(block, gap=len(sides) < 2, pictures=tuple(sides))
