"""Tours of two linked scenes."""

from typing import Any

from tests.factories.halls import make_asset
from virtual_museum.core import documents
from virtual_museum.tours.models import Tour
from virtual_museum.tours.services import create_tour

TITLE = {"kk": "Музей туры", "ru": "Тур по музею", "en": "Tour of the museum"}


def tour_body(items: tuple[str, ...] = (), halls: tuple[str | None, ...] = (None, None)) -> dict[str, Any]:
    """Two scenes with panoramas, a way each to the other, and in the first a hotspot for every item."""
    scenes = []
    for number, (key, other) in enumerate((("entrance", "hall"), ("hall", "entrance"))):
        spots = [
            {"id": f"i{place}", "kind": "item", "yaw": 10.0 * place, "pitch": -3, "item": code}
            for place, code in enumerate(items)
            if number == 0
        ]
        way = {"id": "way", "kind": "scene", "yaw": 180, "pitch": 0, "scene": other}
        scenes.append({
            "id": key, "title": {"kk": f"{key} kk", "ru": f"{key} ru", "en": f"{key} en"},
            "hall": halls[number], "panorama": make_asset("panorama").code, "hotspots": [*spots, way],
        })  # fmt: skip
    return {"title": TITLE, "start_scene": "entrance", "scenes": scenes}


def make_tour(slug: str = "museum", publish: bool = True, **content: Any) -> Tour:
    """A tour as `tour_body` describes it."""
    tour = create_tour(slug, tour_body(**content))
    if publish:
        documents.publish(tour.document)
    return tour
