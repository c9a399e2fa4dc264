"""The document kind "tour", what follows its publishing, and what tours tell the features before them."""

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
from virtual_museum.core.i18n import current_language, translated_text
from virtual_museum.core.signals import document_published, document_unpublished
from virtual_museum.halls.extensions import HallScene, register_hall_scene
from virtual_museum.halls.models import Hall
from virtual_museum.media.models import Asset
from virtual_museum.media.usage import Usage, register_usage_provider
from virtual_museum.tours import queries
from virtual_museum.tours.models import Tour
from virtual_museum.tours.schemas import KIND, TourBody
from virtual_museum.tours.visibility import hide_what_was_published, show_what_is_published
from virtual_museum.tours.warnings import tour_warnings


def links_of(body: TourBody) -> Iterable[Link]:
    """Everything a tour points to, and where it is seen."""
    if body.plan.asset:
        yield Link("asset", body.plan.asset)
    for scene in body.scenes:
        if scene.panorama:
            yield Link("asset", scene.panorama, scene.id)
        if scene.hall:
            yield Link("hall", scene.hall, scene.id)
        for spot in scene.hotspots:
            if spot.kind == "item" and spot.item:
                yield Link("item", spot.item, scene.id, spot.yaw, spot.pitch)
    for stop in body.stops:
        for recording in sorted(stop.recordings()):
            yield Link("asset", recording, stop.scene)
        if stop.item:
            yield Link("item", stop.item, stop.scene, stop.view.yaw, stop.view.pitch)


def tour_published(_kind: str, document: Document, **_more: Any) -> None:
    """Open the tour's pictures to visitors."""
    show_what_is_published(document)
    remember(row_of(Tour, document))


def tour_unpublished(_kind: str, document: Document, **_more: Any) -> None:
    """Close the tour's pictures again."""
    hide_what_was_published(document)
    remember(row_of(Tour, document))


def tour_context(item: AnyItem) -> ItemContext:
    """The tours that show an item, and the view in which the first of them does."""
    links = tuple(
        ItemLink(
            translated_text(tour.title),
            queries.tour_url(tour.slug, link.anchor, link.yaw, link.pitch),
            _("Virtual tour"),
        )
        for tour, link in queries.visible_links("item", item.code)
    )
    return ItemContext(links=links, view_url=links[0].url if links else "")


def tour_facts(item_ids: Sequence[int]) -> Mapping[int, IndexFacts]:
    """For search: which items are in a tour."""
    return {item_id: IndexFacts(has=("tour",)) for item_id in queries.items_in_tours(item_ids)}


def scene_of_hall(hall: Hall) -> HallScene | None:
    """The scene of a visible tour that stands in the hall."""
    for tour, link in queries.visible_links("hall", hall.slug):
        data = f"/{current_language()}/tours/{tour.slug}/data.json"
        return HallScene(queries.tour_url(tour.slug, link.anchor), data, link.anchor)
    return None


def findable_tours() -> Iterable[Findable]:
    """For search: every tour that visitors see."""
    for card in queries.tour_cards():
        small = card.still.smallest if card.still else ""
        yield Findable(card.title, f"tours/{card.tour.slug}", (card.intro,), picture=small)


def tour_usages(asset: Asset) -> Iterable[Usage]:
    """Tours that show the asset, in their draft or to visitors."""
    for tour, is_public in rows_with_asset(Tour, asset.code):
        label = _("Tour “%(title)s”", title=translated_text(tour.title) or tour.slug)
        yield Usage(label, f"/studio/tours/{tour.slug}", is_public)


register_kind(DocumentKind(KIND, TourBody, warnings=tour_warnings))
register_links(KIND, links_of)
document_published.connect(tour_published, sender=KIND)
document_unpublished.connect(tour_unpublished, sender=KIND)
register_item_context(tour_context, of_documents=True)
register_index_facts(tour_facts)
register_hall_scene(scene_of_hall)
register_usage_provider("tours", tour_usages)
register_findable("tour", _l("Virtual tours"), findable_tours)
