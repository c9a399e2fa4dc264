"""Catalogue photographs: one exhibit in a soft box on a dark ground, after the standard of the museum's look."""

import math
from dataclasses import dataclass
from pathlib import Path

import bpy
import mathutils
import numpy as np
from PIL import Image, ImageFilter, ImageOps

from . import blender
from .finishes import Finish, Part, aged
from .forms import Form, grid_faces
from .twopass import render_sharp


@dataclass(frozen=True)
class Pose:
    """How an exhibit is photographed: turned by degrees about x and z, the camera's elevation, how much of the frame it
    fills, and whether it lies on a dark cloth (True) or floats before the dark; `aside` moves it to the right by parts of the
    frame, so that words have room."""

    tilt: float = 0.0
    turn: float = 0.0
    elevation: float = 8.0
    fill: float = 0.80
    grounded: bool = True
    exposure: float = 0.0
    roll: float = 0.0
    aside: float = 0.0


BACKDROP = Finish("backdrop", roughness=0.9, grain=0.0)


def photograph(name: str, parts: list[Part], pose: Pose, path: Path, width: int, height: int, samples: int, threads: int) -> None:
    """Render one exhibit into a JPEG of width × height pixels."""
    scene = blender.fresh_scene(samples, threads, (0.010, 0.010, 0.011), bounces=4)
    blender.prepare_for_few_samples(scene.cycles)
    root = blender.add_parts(name, parts)
    low, high = _fit(root, pose)
    if pose.grounded:
        blender.add_form("ground", _sweep().moved(z=low[2]), blender.surface(BACKDROP, True))
    _lights()
    _camera(scene, pose, low, high, width / height)
    scene.view_settings.exposure = 0.55 + pose.exposure
    scene.cycles.denoising_quality = "BALANCED"  # a third of the time; the background is even, the rest has the colours
    render_sharp(scene, path, width, height, 80, colour_samples=2)


def _fit(root: bpy.types.Object, pose: Pose) -> tuple[mathutils.Vector, mathutils.Vector]:
    """Turn the exhibit, scale its longest side to 1 unit and centre it; return its corners."""
    root.rotation_euler = mathutils.Euler((math.radians(pose.tilt), math.radians(pose.roll), math.radians(pose.turn)), "XYZ")
    low, high = blender.corners(root)
    scale = 1.0 / max(high - low)
    root.scale = (scale,) * 3
    low, high = blender.corners(root)
    root.location = -(low + high) / 2
    return blender.corners(root)


def _sweep() -> Form:
    """A dark paper sweep: floor that bends up into the background."""
    stations = [(-4.0, 0.0), (0.8, 0.0), (1.6, 0.06), (2.2, 0.3), (2.6, 0.9), (2.7, 2.0), (2.7, 5.0)]
    vertices = [(x, y, z) for y, z in stations for x in (-6.0, -2.0, 2.0, 6.0)]
    form = Form(np.array(vertices), grid_faces(len(stations), 4))
    return aged(form, "#26241f", "#1b1916", 3.0, 0.0)


def _lights() -> None:
    blender.area_light((-1.7, -1.7, 2.0), (0, 0, 0), 62, 1.4)
    blender.area_light((2.3, -0.3, 0.9), (0, 0, 0), 26, 0.8, (0.8, 0.88, 1.0))
    blender.area_light((0.3, 1.9, 1.7), (0, 0, 0), 44, 1.2, (1.0, 0.9, 0.75))
    blender.area_light((0.2, -2.8, 0.2), (0, 0, 0), 7, 2.2)


def _camera(scene: bpy.types.Scene, pose: Pose, low, high, aspect: float) -> None:
    size = high - low
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_fit = 85, "VERTICAL"
    data.sensor_height, data.shift_x = 36, -pose.aside
    camera = bpy.data.objects.new("camera", data)
    scene.collection.objects.link(camera)
    angle = math.radians(pose.elevation)
    apparent = abs(size.z * math.cos(angle)) + abs(size.y * math.sin(angle))
    needed = max(apparent, size.x / aspect) / pose.fill
    distance = needed / 2 / math.tan(math.atan(18 / 85)) + size.y / 2
    camera.location = (0, -distance * math.cos(angle), distance * math.sin(angle))
    blender.aim(camera, (0, 0, -0.01))
    scene.camera = camera


def reproduce(picture: Image.Image, path: Path, width: int, margin: float = 0.07) -> None:
    """Write a flat reproduction of a sheet or a rug on the dark ground, its edges slightly shaded, `width` pixels across."""
    height = width * 5 // 4
    room = (round(width * (1 - 2 * margin)), round(height * (1 - 2 * margin)))
    sheet = ImageOps.contain(picture.convert("RGB"), room, Image.Resampling.LANCZOS)
    ground = Image.new("RGB", (width, height), "#1b1916")
    left, top = (width - sheet.width) // 2, (height - sheet.height) // 2
    shadow = Image.new("L", (width, height), 0)
    shadow.paste(190, (left + width // 200, top + width // 120, left + sheet.width + width // 200, top + sheet.height + width // 120))
    ground.paste("#070606", mask=shadow.filter(ImageFilter.GaussianBlur(width / 86)))
    ground.paste(sheet, (left, top))
    ground.save(path, quality=78, progressive=True, optimize=True)
