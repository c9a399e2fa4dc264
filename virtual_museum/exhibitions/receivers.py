"""The document kind "exhibition", what follows its publishing, and what exhibitions tell the features before them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from virtual_museum.catalogue.extensions import (
    AnyItem,
    IndexFacts,
    ItemContext,
    register_index_facts,
    register_item_context,
)
from virtual_museum.catalogue.extensions import (
    Link as ItemLink,
)
from virtual_museum.catalogue.search.others import Findable, register_findable
from virtual_museum.core.document_links import Link, register_links
from virtual_museum.core.document_rows import remember, row_of, rows_with_asset
from virtual_museum.core.documents import Document, DocumentKind, register_kind
from virtual_museum.core.i18n import translated_text
from virtual_museum.core.signals import document_published, document_unpublished
from virtual_museum.exhibitions import queries
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.exhibitions.schemas import KIND, ExhibitionBody
from virtual_museum.exhibitions.warnings import story_warnings
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import picture_url
from virtual_museum.media.usage import Usage, register_usage_provider
from virtual_museum.tours.visibility import hide_what_was_published, show_what_is_published


def links_of(body: ExhibitionBody) -> Iterable[Link]:
    """Everything a story points to."""
    yield from (Link("asset", code) for code in sorted(body.asset_codes()))
    yield from (Link("item", code) for code in body.item_codes())
    yield from (Link("tour", slug) for slug in sorted(body.tour_slugs()))


def exhibition_published(_kind: str, document: Document, **_more: Any) -> None:
    """Open the story's files to visitors."""
    show_what_is_published(document)
    remember(row_of(Exhibition, document))


def exhibition_unpublished(_kind: str, document: Document, **_more: Any) -> None:
    """Close the story's files again."""
    hide_what_was_published(document)
    remember(row_of(Exhibition, document))


def exhibition_context(item: AnyItem) -> ItemContext:
    """The exhibitions that show an item."""
    return ItemContext(
        links=tuple(
            ItemLink(translated_text(shown.title), queries.exhibition_url(shown.slug), _("Exhibition"))
            for shown in queries.exhibitions_showing(item.code)
        )
    )


def exhibition_facts(item_ids: Sequence[int]) -> Mapping[int, IndexFacts]:
    """For search: which items are in an exhibition."""
    found = queries.items_in_exhibitions(item_ids)
    return {item_id: IndexFacts(has=("exhibition",)) for item_id in found}


def findable_exhibitions() -> Iterable[Findable]:
    """For search: every exhibition that visitors see, under its published title."""
    for card, title in queries.visible_with_titles():
        texts = (card.subtitle, card.lead)
        yield Findable(title, f"exhibitions/{card.exhibition.slug}", texts, picture=picture_url(card.cover, 160))


def exhibition_usages(asset: Asset) -> Iterable[Usage]:
    """Exhibitions that show the asset, in their draft or to visitors."""
    for exhibition, is_public in rows_with_asset(Exhibition, asset.code):
        label = _("Exhibition “%(title)s”", title=translated_text(exhibition.title) or exhibition.slug)
        yield Usage(label, f"/studio/exhibitions/{exhibition.slug}", is_public)


register_kind(DocumentKind(KIND, ExhibitionBody, warnings=story_warnings))
register_links(KIND, links_of)
document_published.connect(exhibition_published, sender=KIND)
document_unpublished.connect(exhibition_unpublished, sender=KIND)
register_item_context(exhibition_context, of_documents=True)
register_index_facts(exhibition_facts)
register_usage_provider("exhibitions", exhibition_usages)
register_findable("exhibition", _l("Exhibitions"), findable_exhibitions)
