"""360° panoramas of the halls and the exact directions of everything in them."""

import json
import math
from pathlib import Path

import bpy

from . import blender
from .rooms.furnish import YURT, furnish
from .rooms.inside import EYE as YURT_EYE
from .rooms.inside import furnish_yurt
from .rooms.plan import ROOMS, Room, door_place
from .twopass import render_sharp

EYE = 1.62
INSIDE, OUTSIDE = "yurt-inside", "heritage"  # the yurt's inside is a scene of the tour within the hall of heritage
SCENES = (*ROOMS, INSIDE)
WIDTHS, WIDTH = {"saka": 8192, "horde": 8192}, 6144  # pixels across: the two main halls, the others


def build(room: Room, samples: int, threads: int) -> tuple[bpy.types.Scene, dict]:
    """Build a hall's scene; return it with the directions of its exhibits and doors."""
    scene = _scene(samples, threads)
    places = furnish(room)
    _camera(scene, (*room.eye, EYE))
    scene.view_settings.look = "AgX - Base Contrast" if room.dim else "AgX - Medium High Contrast"
    scene.view_settings.exposure = room.exposure
    return scene, directions(room, places)


def build_inside(samples: int, threads: int) -> tuple[bpy.types.Scene, dict]:
    """Build the inside of the yurt; return its scene with the directions of its exhibits and of the way out."""
    scene = _scene(samples, threads)
    places = furnish_yurt()
    _camera(scene, YURT_EYE)
    scene.view_settings.look, scene.view_settings.exposure = "AgX - Medium High Contrast", 0.6
    items = {slug: _direction(YURT_EYE, place) for slug, place in places.items()}
    return scene, {
        "initial": {"yaw": 0.0, "pitch": 2.0, "fov": 95.0}, "items": items,
        "doors": {OUTSIDE: {"yaw": 180.0, "pitch": -12.0}},
    }


def _scene(samples: int, threads: int) -> bpy.types.Scene:
    scene = blender.fresh_scene(samples, threads, (0.004, 0.004, 0.005), bounces=3)
    blender.prepare_for_few_samples(scene.cycles)
    return scene


def _camera(scene: bpy.types.Scene, eye: tuple[float, float, float]) -> None:
    data = bpy.data.cameras.new("panorama")
    data.type, data.panorama_type = "PANO", "EQUIRECTANGULAR"
    camera = bpy.data.objects.new("panorama", data)
    camera.location, camera.rotation_euler = eye, (math.pi / 2, 0, 0)
    scene.collection.objects.link(camera)
    scene.camera = camera


def directions(room: Room, places: dict[str, tuple[float, float, float]]) -> dict:
    """Return yaw 0..360 clockwise from the picture's centre column (north) and pitch for all exhibits and doors."""
    eye = (*room.eye, EYE)
    items = {slug: _direction(eye, place) for slug, place in places.items()}
    doors = {}
    for door in room.doors:
        x, y, _ = door_place(door)
        doors[door.to] = _direction(eye, (x, y, 1.45))
    if room.slug == OUTSIDE:
        doors[INSIDE] = _direction(eye, (YURT[0] * 0.72, YURT[1] * 0.72, 0.95))
    return {"initial": {"yaw": room.start_yaw % 360, "pitch": -4.0, "fov": 85.0}, "items": items, "doors": doors}


def _direction(eye: tuple[float, float, float], place: tuple[float, float, float]) -> dict[str, float]:
    dx, dy, dz = (there - here for there, here in zip(place, eye, strict=True))
    pitch = math.degrees(math.atan2(dz, math.hypot(dx, dy)))
    return {"yaw": round(math.degrees(math.atan2(dx, dy)) % 360, 2), "pitch": round(pitch, 2)}


def render(slug: str, folder: Path, width: int, samples: int, threads: int) -> None:
    """Render one of SCENES to `folder/SLUG.jpg` and write `folder/SLUG.json` with its directions."""
    scene, found = build_inside(samples, threads) if slug == INSIDE else build(ROOMS[slug], samples, threads)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{slug}.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    render_sharp(scene, folder / f"{slug}.jpg", width, width // 2, 84)
