"""The body of an exhibition, version 1: title, sections and story blocks, partners.

Blocks point to items and assets by code and to tours by slug, and may carry a caption of their own. A draft may
be incomplete; gaps are named before publishing and leave nothing on the public page.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from virtual_museum.core.document_fields import (
    Identifier,
    MaybeAsset,
    MaybeIdentifier,
    MaybeItem,
    MaybeSlug,
    Part,
    Texts,
    WebAddress,
    require_unique,
)
from virtual_museum.tours.schemas import View

KIND = "exhibition"
MAXIMUM_SECTIONS = 60
MAXIMUM_BLOCKS = 200
MAXIMUM_PICTURES = 60


class TextBlock(Part):
    """Running text in Markdown."""

    id: Identifier
    type: Literal["text"] = "text"
    text: Texts


class ItemBlock(Part):
    """One exhibit, large, with its name and a caption for this story."""

    id: Identifier
    type: Literal["item"] = "item"
    item: MaybeItem
    caption: Texts


class Picture(Part):
    """One picture of a gallery: an asset, or an item's main picture."""

    id: Identifier
    asset: MaybeAsset
    item: MaybeItem
    caption: Texts


class GalleryBlock(Part):
    """Several pictures side by side."""

    id: Identifier
    type: Literal["gallery"] = "gallery"
    title: Texts
    pictures: Annotated[list[Picture], Field(max_length=MAXIMUM_PICTURES)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _pictures_unique(self) -> "GalleryBlock":
        require_unique(picture.id for picture in self.pictures)
        return self


class TourBlock(Part):
    """A tour to step into, at a chosen scene and view."""

    id: Identifier
    type: Literal["tour"] = "tour"
    tour: MaybeSlug
    scene: MaybeIdentifier
    view: View | None = None
    caption: Texts


class ModelBlock(Part):
    """A 3D model to turn: an item's, or an asset."""

    id: Identifier
    type: Literal["model"] = "model"
    asset: MaybeAsset
    item: MaybeItem
    caption: Texts


class AudioBlock(Part):
    """A sound recording with its transcript."""

    id: Identifier
    type: Literal["audio"] = "audio"
    asset: MaybeAsset
    title: Texts
    caption: Texts


class VideoBlock(Part):
    """A film with its transcript."""

    id: Identifier
    type: Literal["video"] = "video"
    asset: MaybeAsset
    title: Texts
    caption: Texts


class QuoteBlock(Part):
    """Words of a person or a source."""

    id: Identifier
    type: Literal["quote"] = "quote"
    text: Texts
    source: Texts


class ComparisonBlock(Part):
    """Two pictures of one thing laid over each other, such as before and after restoration."""

    id: Identifier
    type: Literal["comparison"] = "comparison"
    before: MaybeAsset
    after: MaybeAsset
    before_label: Texts
    after_label: Texts
    caption: Texts


Block = Annotated[
    TextBlock
    | ItemBlock
    | GalleryBlock
    | TourBlock
    | ModelBlock
    | AudioBlock
    | VideoBlock
    | QuoteBlock
    | ComparisonBlock,
    Field(discriminator="type"),
]


class Section(Part):
    """A chapter of the story."""

    id: Identifier
    title: Texts
    blocks: Annotated[list[Block], Field(max_length=MAXIMUM_BLOCKS)] = Field(default_factory=list)


class Partner(Part):
    """Who helped: a partner or a sponsor, with a link and a mark."""

    id: Identifier
    name: Texts
    role: Literal["partner", "sponsor"] = "partner"
    url: WebAddress = ""
    logo: MaybeAsset


class ExhibitionBody(Part):
    """A whole exhibition."""

    schema_version: Literal[1] = 1
    title: Texts
    subtitle: Texts
    lead: Texts
    cover: MaybeAsset
    sections: Annotated[list[Section], Field(max_length=MAXIMUM_SECTIONS)] = Field(default_factory=list)
    partners: Annotated[list[Partner], Field(max_length=MAXIMUM_SECTIONS)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _identifiers_unique(self) -> "ExhibitionBody":
        require_unique(section.id for section in self.sections)
        require_unique(block.id for block in self.blocks())
        require_unique(partner.id for partner in self.partners)
        return self

    def blocks(self) -> list[Block]:
        """All blocks in reading order."""
        return [block for section in self.sections for block in section.blocks]

    def item_codes(self) -> list[str]:
        """All items the story names, in reading order, each once."""
        return list(dict.fromkeys(code for block in self.blocks() for code in _items_of(block)))

    def asset_codes(self) -> set[str]:
        """All assets the story shows itself; pictures of its items are the items' own."""
        codes = {self.cover} | {partner.logo for partner in self.partners}
        codes |= {code for block in self.blocks() for code in _assets_of(block)}
        return {code for code in codes if code}

    def tour_slugs(self) -> set[str]:
        """All tours one can step into."""
        return {block.tour for block in self.blocks() if isinstance(block, TourBlock) and block.tour}


def _items_of(block: Block) -> list[str]:
    if isinstance(block, GalleryBlock):
        return [picture.item for picture in block.pictures if picture.item]
    if isinstance(block, ItemBlock | ModelBlock) and block.item:
        return [block.item]
    return []


def _assets_of(block: Block) -> list[str]:
    if isinstance(block, GalleryBlock):
        return [picture.asset for picture in block.pictures if picture.asset]
    if isinstance(block, ComparisonBlock):
        return [code for code in (block.before, block.after) if code]
    if isinstance(block, ModelBlock | AudioBlock | VideoBlock) and block.asset:
        return [block.asset]
    return []
