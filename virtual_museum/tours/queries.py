"""Reads of tours: lists, where an item is seen, and the data of the walk in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import bindparam, select

from virtual_museum.catalogue.shown_items import items_in_documents
from virtual_museum.core.db import TranslatedText, db
from virtual_museum.core.document_links import DocumentLink, points_to
from virtual_museum.core.document_rows import row_by_slug, visible_row
from virtual_museum.core.documents import Document, Revision, load_body
from virtual_museum.core.i18n import current_language, languages
from virtual_museum.halls.exhibits import Exhibit, exhibits_by_code
from virtual_museum.halls.models import Hall
from virtual_museum.halls.queries import halls_by_slug
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import (
    Picture,
    assets_by_code,
    panorama_data,
    picture,
    picture_url,
    sound_data,
    still_data,
)
from virtual_museum.tours.models import Tour
from virtual_museum.tours.narration import Narration, narration_of
from virtual_museum.tours.schemas import KIND, Hotspot, Scene, Stop, TourBody


def tour_by_slug(slug: str) -> Tour:
    """The tour, published or not. Raises NotFound."""
    return row_by_slug(Tour, slug)


def visible_tour(slug: str) -> Tour:
    """The tour as visitors may see it. Raises Gone where it was shown and taken back, else NotFound."""
    return visible_row(Tour, slug)


def tours_in_order(visible_only: bool = True) -> list[Tour]:
    """All tours; a museum has a handful."""
    query = select(Tour).join(Document, Document.id == Tour.document_id)
    if visible_only:
        query = query.where(Document.visible())
    return list(db.session.scalars(query.order_by(Tour.position, Tour.id)))


def tours_by_slug(slugs: Sequence[str] | set[str]) -> dict[str, Tour]:
    """Several visible tours by slug; others are left out."""
    if not slugs:
        return {}
    query = select(Tour).join(Document, Document.id == Tour.document_id)
    found = db.session.scalars(query.where(Tour.slug.in_(sorted(slugs)), Document.visible()))
    return {tour.slug: tour for tour in found}


def tour_url(slug: str, scene: str = "", yaw: float | None = None, pitch: float | None = None) -> str:
    """The address of a tour, of a scene or of one view in it, in the request's language."""
    query = {"scene": scene or None, "yaw": _degrees(yaw), "pitch": _degrees(pitch)}
    given = urlencode({name: value for name, value in query.items() if value is not None})
    return f"/{current_language()}/tours/{slug}" + (f"?{given}" if given else "")


def _degrees(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"


# Every item's page asks it, so it is put together once.
_VISIBLE_LINKS = (
    select(Tour, DocumentLink)
    .join(Document, Document.id == Tour.document_id)
    .join(DocumentLink, DocumentLink.document_id == Document.id)
    .where(points_to(bindparam("kind"), bindparam("key"), shown=True), Document.visible())
    .order_by(Tour.position, Tour.id, DocumentLink.position)
)


def visible_links(kind: str, key: str) -> list[tuple[Tour, DocumentLink]]:
    """In which visible tours, and where in them, something is shown; each tour once, in order."""
    rows = db.session.execute(_VISIBLE_LINKS, {"kind": kind, "key": key})
    first: dict[int, tuple[Tour, DocumentLink]] = {}
    for tour, link in rows:
        first.setdefault(tour.id, (tour, link))
    return list(first.values())


def items_in_tours(item_ids: Sequence[int]) -> set[int]:
    """Which of the items are shown in some visible tour."""
    return items_in_documents(KIND, item_ids)


class TourReader:
    """Everything a tour's body points to, read at once; makes the JSON of the walk and the page beside it.

    Only what visitors may see takes part: published items and halls, panoramas that are ready. `language` is that
    of the texts, with the museum's order of fallbacks.
    """

    def __init__(self, tour: Tour, body: TourBody, language: str) -> None:
        self.tour, self.body, self.language = tour, body, language
        self.assets: dict[str, Asset] = assets_by_code(body.asset_codes())
        self.exhibits: dict[str, Exhibit] = exhibits_by_code(body.item_codes())
        self.halls: dict[str, Hall] = halls_by_slug(body.hall_slugs())
        self.scenes = [scene for scene in body.scenes if self.panorama(scene) is not None]
        self._known = {scene.id for scene in self.scenes}

    @property
    def stops(self) -> list[Stop]:
        """The guided route, without stops in scenes that visitors cannot see."""
        return [stop for stop in self.body.stops if stop.scene in self._known]

    def narration(self, stop: Stop) -> Narration:
        """What is heard at a stop."""
        return narration_of(stop, self.assets, self.exhibit(stop), self.language)

    def stop_title(self, stop: Stop) -> str:
        """The stop's own title, else its exhibit's, else its scene's."""
        exhibit, scene = self.exhibit(stop), self.body.scene(stop.scene)
        own = self.text(stop.title) or (self.text(exhibit.item.title) if exhibit else "")
        return own or (self.title(scene) if scene else "")

    def page_url(self, stop: Stop) -> str:
        """The page of this museum that the stop announces; "" where it announces none."""
        return f"/{self.language}/{stop.page}" if stop.page else ""

    def scenes_from(self, identifier: str) -> list[Scene]:
        """The scenes in their order, but the one asked for (else where the tour begins) first."""
        asked = self.body.scene(identifier) or self.body.start
        return sorted(self.scenes, key=lambda scene: scene is not asked)

    def still(self, scene: Scene) -> Picture | None:
        """A flat picture of the scene."""
        return picture(self.assets.get(scene.panorama or ""))

    def panorama(self, scene: Scene) -> dict[str, Any] | None:
        """The scene's tiles; None where they are not ready."""
        return panorama_data(self.assets.get(scene.panorama or ""))

    def hall(self, scene: Scene) -> Hall | None:
        """The published hall the scene stands in."""
        return self.halls.get(scene.hall or "")

    def exhibit(self, spot: Hotspot | Stop) -> Exhibit | None:
        """The published exhibit a hotspot or stop points to."""
        return self.exhibits.get(spot.item or "")

    def hotspots(self, scene: Scene) -> list[Hotspot]:
        """The hotspots whose target visitors may see."""
        return [spot for spot in scene.hotspots if self._leads_somewhere(spot)]

    def _leads_somewhere(self, spot: Hotspot) -> bool:
        if spot.kind == "item":
            return spot.item in self.exhibits
        if spot.kind == "scene":
            return spot.scene in self._known
        return bool(spot.label or spot.text)

    def title(self, scene: Scene) -> str:
        """The scene's title, else its hall's, else the tour's."""
        hall = self.hall(scene)
        return self.text(scene.title) or (self.text(hall.title) if hall else "") or self.text(self.body.title)

    def text(self, value: dict[str, str]) -> str:
        """A text in this reader's language, else in the next that has one."""
        return TranslatedText(value).best(self.language, languages())[0]

    def label(self, spot: Hotspot) -> str:
        """The words on a hotspot: its own, else its target's title."""
        own = self.text(spot.label)
        if own:
            return own
        exhibit, scene = self.exhibit(spot), self.body.scene(spot.scene)
        if spot.kind == "item" and exhibit is not None:
            return self.text(exhibit.item.title)
        return self.title(scene) if spot.kind == "scene" and scene is not None else self.text(spot.text)[:60]

    def data(self) -> dict[str, Any]:
        """The JSON that the viewer fetches."""
        start = self.body.start
        first = start.id if start is not None and start.id in self._known else next(iter(self._known), "")
        return {
            "title": self.text(self.body.title),
            "start": first,
            "plan": self._plan(),
            "scenes": [self._scene(scene) for scene in self.scenes],
            "stops": [self._stop(stop) for stop in self.stops],
        }

    def _plan(self) -> dict[str, Any] | None:
        shown = picture(self.assets.get(self.body.plan.asset or ""))
        return {"url": shown.largest, "width": shown.width, "height": shown.height} if shown else None

    def _scene(self, scene: Scene) -> dict[str, Any]:
        hall = self.hall(scene)
        place = None
        if hall is not None:
            url = f"/{self.language}/halls/{hall.slug}"
            place = {"slug": hall.slug, "title": self.text(hall.title), "url": url}
        return {
            "id": scene.id,
            "title": self.title(scene),
            "hall": place,
            "panorama": self.panorama(scene),
            "still": still_data(self.assets.get(scene.panorama or ""), self.language),
            "initial": scene.initial.model_dump(),
            "plan": scene.plan.model_dump() if scene.plan else None,
            "hotspots": [self._hotspot(spot) for spot in self.hotspots(scene)],
        }

    def _hotspot(self, spot: Hotspot) -> dict[str, Any]:
        common = {"id": spot.id, "kind": spot.kind, "yaw": spot.yaw, "pitch": spot.pitch, "label": self.label(spot)}
        exhibit = self.exhibit(spot)
        if spot.kind == "item" and exhibit is not None:
            return {**common, "item": self._exhibit(exhibit)}
        if spot.kind == "scene":
            return {**common, "scene": spot.scene}
        return {**common, "text": self.text(spot.text)}

    def _exhibit(self, exhibit: Exhibit) -> dict[str, Any]:
        sound = sound_data(exhibit.sound(self.language))
        image = picture_url(exhibit.main, 640)
        main, model = exhibit.main, exhibit.model
        return {
            "code": exhibit.code,
            "url": exhibit.url(self.language),
            "title": self.text(exhibit.item.title),
            "lead": self.text(exhibit.item.label_text),
            "image": {"url": image, "alt": exhibit.alt} if image else None,
            "has_model": model is not None,
            "model": f"/media-data/models/{model.code}.json?lang={self.language}" if model is not None else None,
            "zoom": f"/iiif/image/3/{main.code}/info.json" if main is not None and main.kind == "image" else None,
            "audio": sound["url"] if sound else None,
            "captions": sound["captions"].get(self.language) if sound else None,
        }

    def _stop(self, stop: Stop) -> dict[str, Any]:
        exhibit, told, url = self.exhibit(stop), self.narration(stop), self.page_url(stop)
        return {
            "id": stop.id, "kind": stop.kind, "scene": stop.scene, "view": stop.view.model_dump(),
            "moves": [move.model_dump() for move in stop.moves], "title": self.stop_title(stop),
            "text": self.text(stop.text), "seconds": stop.seconds, "audio": told.url, "captions": told.captions,
            "transcript": told.transcript, "item": self._exhibit(exhibit) if exhibit else None,
            "page": {"url": url} if url else None,
        }  # fmt: skip


@dataclass(frozen=True)
class TourCard:
    """A tour in a list, with the picture of the scene it begins in."""

    tour: Tour
    intro: dict[str, str]
    still: Picture | None
    scenes: int
    # What visitors see; the row's own title is the draft's.
    title: TranslatedText


def tour_cards() -> list[TourCard]:
    """All visible tours, in a constant number of statements."""
    tours = tours_in_order()
    published = {tour.document.published_id: tour for tour in tours}
    rows = db.session.scalars(select(Revision).where(Revision.id.in_(published)))
    bodies = {published[row.id].id: load_body(KIND, row) for row in rows}
    starts = {key: body.start for key, body in bodies.items()}
    assets = assets_by_code(scene.panorama for scene in starts.values() if scene and scene.panorama)
    cards = []
    for tour in tours:
        body, start = bodies[tour.id], starts[tour.id]
        still = picture(assets.get(start.panorama or "")) if start else None
        cards.append(TourCard(tour, body.intro, still, len(body.scenes), TranslatedText(body.title)))
    return cards


def tours_with_scenes() -> list[tuple[Tour, TourBody]]:
    """All tours with their newest drafts, for choosing a scene in the studio."""
    rows = db.session.execute(
        select(Tour, Revision)
        .join(Revision, Revision.document_id == Tour.document_id)
        .join(Document, Document.id == Tour.document_id)
        .where(Revision.number == Document.draft_number)
        .order_by(Tour.position, Tour.id)
    )
    return [(tour, load_body(KIND, revision)) for tour, revision in rows]
