"""Building a tour: pure steps on a body, each of which returns the new body and leaves the old one alone.

A step that names a scene or stop that is not there raises NotFound.
"""

from virtual_museum.core.document_fields import fresh_identifier, identifier_from, moved, part_of
from virtual_museum.core.errors import NotFound
from virtual_museum.tours.schemas import Hotspot, Scene, Stop, TourBody


def scene_of(body: TourBody, identifier: str) -> Scene:
    """The scene of that identifier."""
    found = body.scene(identifier)
    if found is None:
        raise NotFound()
    return found


def stop_of(body: TourBody, identifier: str) -> Stop:
    """The stop of that identifier."""
    return part_of(body.stops, identifier)


def add_scene(body: TourBody, title: dict[str, str]) -> tuple[TourBody, str]:
    """A new scene at the end; returns its identifier too. It is part of links, so it is readable where it can be."""
    copy = body.model_copy(deep=True)
    taken = {scene.id for scene in copy.scenes}
    scene = Scene.model_validate({"id": identifier_from(title.get("en", ""), taken), "title": title})
    copy.scenes.append(scene)
    copy.start_scene = copy.start_scene or scene.id
    return copy, scene.id


def replace_scene(body: TourBody, scene: Scene) -> TourBody:
    """Put `scene` in the place of the one with its identifier."""
    copy = body.model_copy(deep=True)
    scene_of(copy, scene.id)
    copy.scenes = [scene if other.id == scene.id else other for other in copy.scenes]
    return copy


def remove_scene(body: TourBody, identifier: str) -> TourBody:
    """Remove a scene, the ways that led to it and the stops in it; the history keeps them."""
    copy = body.model_copy(deep=True)
    copy.scenes.remove(scene_of(copy, identifier))
    for scene in copy.scenes:
        scene.hotspots = [spot for spot in scene.hotspots if spot.scene != identifier]
    copy.stops = [stop for stop in copy.stops if stop.scene != identifier]
    if copy.start_scene == identifier:
        copy.start_scene = copy.scenes[0].id if copy.scenes else None
    return copy


def move_scene(body: TourBody, identifier: str, steps: int) -> TourBody:
    """Move a scene `steps` places down (negative: up)."""
    copy = body.model_copy(deep=True)
    copy.scenes = moved(copy.scenes, scene_of(copy, identifier), steps)
    return copy


def set_hotspots(body: TourBody, identifier: str, hotspots: list[Hotspot]) -> TourBody:
    """Give a scene these hotspots."""
    copy = body.model_copy(deep=True)
    scene_of(copy, identifier).hotspots = hotspots
    return copy


def add_stop(body: TourBody, scene: str) -> tuple[TourBody, str]:
    """A new stop at the end of the guided route, looking as its scene begins; returns its identifier too."""
    copy = body.model_copy(deep=True)
    fresh = fresh_identifier(other.id for other in copy.stops)
    view = scene_of(copy, scene).initial.model_dump()
    stop = Stop.model_validate({"id": fresh, "scene": scene, "view": view})
    copy.stops.append(stop)
    return copy, stop.id


def replace_stop(body: TourBody, stop: Stop) -> TourBody:
    """Put `stop` in the place of the one with its identifier."""
    copy = body.model_copy(deep=True)
    stop_of(copy, stop.id)
    copy.stops = [stop if other.id == stop.id else other for other in copy.stops]
    return copy


def remove_stop(body: TourBody, identifier: str) -> TourBody:
    """Remove a stop."""
    copy = body.model_copy(deep=True)
    copy.stops.remove(stop_of(copy, identifier))
    return copy


def move_stop(body: TourBody, identifier: str, steps: int) -> TourBody:
    """Move a stop `steps` places down (negative: up)."""
    copy = body.model_copy(deep=True)
    copy.stops = moved(copy.stops, stop_of(copy, identifier), steps)
    return copy
