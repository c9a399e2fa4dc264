"""What a story still lacks, in sentences for the curator. They never hinder publishing."""

from collections.abc import Iterator

from flask_babel import gettext as _

from virtual_museum.core.i18n import language_name, languages, translated_text
from virtual_museum.exhibitions.block_types import BLOCK_TYPES
from virtual_museum.exhibitions.schemas import Block, ExhibitionBody, GalleryBlock
from virtual_museum.exhibitions.story import ShownBlock, Story, read_story
from virtual_museum.media.models import Asset
from virtual_museum.tours.warnings import missing_alt, missing_languages


def story_warnings(body: ExhibitionBody) -> list[str]:
    """All that is missing, block by block."""
    return list(_warnings(body, read_story(body, for_visitors=False)))


def _warnings(body: ExhibitionBody, story: Story) -> Iterator[str]:
    if not body.title:
        yield _("The exhibition has no title.")
    for texts, name in ((body.title, _("Title")), (body.subtitle, _("Subtitle")), (body.lead, _("Introduction"))):
        if lacking := missing_languages(texts):
            yield _("“%(name)s” is missing in: %(languages)s.", name=name, languages=lacking)
    if body.cover is None:
        yield _("The exhibition has no cover picture.")
    elif story.cover is None:
        yield _("The cover picture is not ready yet.")
    if not body.blocks():
        yield _("The story has no blocks yet.")
    for shown in story.sections:
        section = translated_text(shown.section.title) or _("Section without a title")
        if lacking := missing_languages(shown.section.title):
            yield _(
                "The title of section “%(section)s” is missing in: %(languages)s.", section=section, languages=lacking
            )
        for number, one in enumerate(shown.blocks, start=1):
            where = _("Section “%(section)s”, block %(number)s (%(type)s)", section=section, number=number,
                      type=str(BLOCK_TYPES[one.type].label))  # fmt: skip
            yield from (f"{where}: {what}" for what in _block_warnings(one))


def _block_warnings(shown: ShownBlock) -> Iterator[str]:
    if shown.exhibit is not None and not shown.exhibit.is_published:
        title = translated_text(shown.exhibit.item.title)
        yield _("the exhibit “%(title)s” is not published; visitors see nothing in its place.", title=title)
    elif shown.gap:
        yield _("nothing to show yet; visitors see nothing in its place.")
    for texts in _texts_of(shown.block):
        if lacking := missing_languages(texts):
            yield _("text is missing in: %(languages)s.", languages=lacking)
    for asset in _assets_of(shown):
        if lacking := missing_alt(asset):
            yield _("“%(file)s” has no alternative text in: %(languages)s.", file=asset.filename, languages=lacking)
    if shown.type in ("audio", "video") and shown.asset is not None and not shown.asset.transcript:
        yield _("“%(file)s” has no transcript.", file=shown.asset.filename)


def _texts_of(block: Block) -> Iterator[dict[str, str]]:
    for name in ("title", "text", "caption", "source", "before_label", "after_label"):
        texts = getattr(block, name, None)
        if texts:
            yield texts
    if isinstance(block, GalleryBlock):
        yield from (picture.caption for picture in block.pictures if picture.caption)


def _assets_of(shown: ShownBlock) -> Iterator[Asset]:
    """Files that need an alternative text here; pictures of items are looked after with their items."""
    if shown.type == "model" and shown.asset is not None and shown.exhibit is None:
        yield shown.asset
    yield from (one.asset for one in shown.pictures if one.asset is not None)


def completeness(body: ExhibitionBody) -> dict[str, int]:
    """How many percent of the begun texts each language of the museum has, by language name."""
    texts = [texts for texts in (body.title, body.subtitle, body.lead) if texts]
    texts += [section.title for section in body.sections if section.title]
    texts += [found for block in body.blocks() for found in _texts_of(block)]
    total = len(texts) or 1
    return {language_name(code): round(100 * sum(bool(t.get(code)) for t in texts) / total) for code in languages()}
