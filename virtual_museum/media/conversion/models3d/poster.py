"""The poster: a portrait of the scan as a photographer would light it, computed with numpy alone.

A warm key light with soft shadows, a cool fill from the sky, a rim light; a dark stone floor that fades into the
background. The same studio makes the frames of a spin, for screens without WebGL.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pyvips
from numpy.typing import NDArray

from .camera import Camera, three_quarters, turntable
from .raster import visible_triangles
from .scene import Floats, Material, Scene, Surface
from .shading import Floor, Light, Studio, fold_shadow, light_pixels, to_display
from .textures import Picture

PORTRAIT, LANDSCAPE = (960, 1200), (1200, 900)
OVERSAMPLING = 2
SPIN_PORTRAIT, SPIN_LANDSCAPE = (400, 500), (480, 360)
SPIN_FRAMES = 24
TEXTURE_SIDE = 1536
# Towards the key light: from the viewer's left, above and in front, in the camera's axes.
KEY_DIRECTION = (-0.52, 0.74, 0.62)
# A blade or a plate is lit more from the front, or its broad side would lie in the dark.
FLAT_KEY_DIRECTION = (-0.30, 0.55, 0.95)
GROUND_STEP = 4
# Samples of one pixel further apart than this, in radii of the scan, lie on two sides of an edge.
EDGE_DEPTH = 0.02


@dataclass(frozen=True)
class Care:
    """What is spent on a picture: samples a pixel along each side, and the side of the shadow map."""

    oversampling: int
    shadow_side: int


FINE, QUICK = Care(OVERSAMPLING, 1024), Care(1, 512)


@dataclass
class Joined:
    """All surfaces as one list of triangles, and what is the same from wherever one looks at them."""

    positions: NDArray[np.float64]
    triangles: NDArray[np.uint32]
    surface_of: NDArray[np.int32]
    is_flat: bool
    floor: Floor


def render_poster(scene: Scene, pictures: dict[int, Picture]) -> pyvips.Image:
    """The poster of a scan whose surfaces all have normals, as an sRGB picture."""
    joined, extent = _joined(scene)
    width, height = LANDSCAPE if _is_wide(extent) else PORTRAIT
    camera = three_quarters(joined.positions, extent, (width * OVERSAMPLING, height * OVERSAMPLING))
    pixels = _picture(scene, pictures, joined, camera, FINE)
    small = reduce(np.add, _in_step(pixels, OVERSAMPLING)) / OVERSAMPLING**2
    return _shown(small.astype(np.float32))


def render_spin(
    scene: Scene, pictures: dict[int, Picture], frames: int = SPIN_FRAMES, pixels: tuple[int, int] | None = None
) -> Iterator[pyvips.Image]:
    """Pictures of the scan turning once around, the first from the front; small ones unless `pixels` says how large."""
    joined, extent = _joined(scene)
    size = pixels or (SPIN_LANDSCAPE if _is_wide(extent) else SPIN_PORTRAIT)
    for camera in turntable(joined.positions, extent, size, frames):
        yield _shown(_picture(scene, pictures, joined, camera, QUICK))


def _is_wide(extent: NDArray[np.float64]) -> bool:
    return bool(max(extent[0], extent[2]) > 1.35 * extent[1])


def _shown(linear: Floats) -> pyvips.Image:
    return pyvips.Image.new_from_array(to_display(linear)).copy(interpretation="srgb")


def _joined(scene: Scene) -> tuple[Joined, NDArray[np.float64]]:
    """The scan around the origin within a sphere of radius 1, and the sides of its box."""
    surfaces = scene.surfaces
    starts = np.cumsum([0, *(len(one.positions) for one in surfaces[:-1])]).astype(np.uint32)
    lowest, highest = (corner.astype(np.float64) for corner in scene.bounds())
    radius = float(np.linalg.norm(highest - lowest)) / 2
    positions = np.concatenate([one.positions for one in surfaces]).astype(np.float64)
    positions = (positions - (lowest + highest) / 2) / radius
    triangles = np.concatenate([one.triangles + start for one, start in zip(surfaces, starts, strict=True)])
    triangles = triangles.astype(np.uint32)
    surface_of = np.repeat(np.arange(len(surfaces), dtype=np.int32), [len(one.triangles) for one in surfaces])
    extent = np.ptp(positions, axis=0)
    is_flat = bool(max(extent[0], extent[2]) > 2.2 * min(extent[0], extent[2]))
    joined = Joined(positions, triangles, surface_of, is_flat, Floor(positions, triangles))
    return joined, (highest - lowest) / radius


def _picture(scene: Scene, pictures: dict[int, Picture], joined: Joined, camera: Camera, care: Care) -> Floats:
    key = np.array(KEY_DIRECTION if not joined.is_flat else FLAT_KEY_DIRECTION) @ camera.axes
    key /= np.linalg.norm(key)
    key[1] = max(key[1], 0.35)
    key /= np.linalg.norm(key)
    studio = Studio(key.astype(np.float32), camera.axes.astype(np.float32))
    light = Light(joined.positions, joined.triangles, key, care.shadow_side)
    seen, depth = _seen(scene, joined, camera)
    canvas = _ground(camera, studio, light, joined)
    blocks, rows, columns = _samples(joined, seen, depth, care.oversampling)
    triangles = seen[rows, columns]
    weights, points = _interpolation(joined, camera, triangles, rows, columns)
    shade = fold_shadow(depth, rows, columns)
    towards = (camera.place - points).astype(np.float32)
    towards /= np.linalg.norm(towards, axis=1, keepdims=True)
    lit = light.reaches(points)
    result = np.empty((len(rows), 3), np.float32)
    for number, surface in enumerate(scene.surfaces):
        mine = np.flatnonzero(joined.surface_of[triangles] == number)
        if len(mine):
            start = int(np.searchsorted(joined.surface_of, number))
            corners = surface.triangles[triangles[mine] - start]
            material = scene.materials[surface.material]
            color, normals, rough, metal = _attributes(surface, material, pictures, corners, weights[mine])
            if material.unlit:
                result[mine] = color * 0.85
                continue
            facing = np.einsum("ij,ij->i", normals, towards[mine])
            normals = np.where(facing[:, None] < 0, -normals, normals)
            result[mine] = light_pixels(studio, color, normals, towards[mine], rough, metal, lit[mine], shade[mine])
    canvas[rows[blocks:], columns[blocks:]] = result[blocks:]
    for down in range(care.oversampling):
        for across in range(care.oversampling):
            canvas[rows[:blocks] + down, columns[:blocks] + across] = result[:blocks]
    return canvas


def _in_step(samples: NDArray[Any], step: int) -> list[NDArray[Any]]:
    """The samples of each pixel in pictures of their own: all upper left ones, and so on."""
    return [samples[down::step, across::step] for down in range(step) for across in range(step)]


def _samples(
    joined: Joined, seen: NDArray[np.int64], depth: Floats, step: int
) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """Which samples to light: one for each pixel that lies inside of a surface, all where an edge runs through it.

    Returns the number of whole pixels, then rows and columns with those (their first sample) in front.
    """
    owner = np.where(seen >= 0, joined.surface_of[np.maximum(seen, 0)], -1)
    first, *others = _in_step(owner, step)
    near = _in_step(depth, step)
    even = reduce(np.maximum, near) - reduce(np.minimum, near) < EDGE_DEPTH
    whole = reduce(np.logical_and, [other == first for other in others], even & (first >= 0))
    whole_rows, whole_columns = np.nonzero(whole)
    edge = (seen >= 0) & ~np.repeat(np.repeat(whole, step, axis=0), step, axis=1)
    rows, columns = np.nonzero(edge)
    return (
        len(whole_rows),
        np.concatenate([whole_rows * step, rows]),
        np.concatenate([whole_columns * step, columns]),
    )


def _seen(scene: Scene, joined: Joined, camera: Camera) -> tuple[NDArray[np.int64], Floats]:
    """The triangle seen at each sample and its distance from the camera (not a number where there is none)."""
    pixels, inverse = camera.project(joined.positions)
    near, far = float(inverse.max()), float(inverse.min())
    depth = ((inverse - far) / max(near - far, 1e-9) * 0.98 + 0.01).astype(np.float32)
    shown = joined.triangles
    one_sided = np.array([not scene.materials[one.material].double_sided for one in scene.surfaces])
    if one_sided.any():
        a, b, c = (pixels[shown[:, corner]] for corner in range(3))
        turn = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
        hidden = one_sided[joined.surface_of] & (turn > 0)
        shown = np.where(hidden[:, None], shown[:, :1], shown)
    seen, nearness = visible_triangles(pixels, depth, shown, *camera.size)
    distance = 1.0 / ((nearness - 0.01) / 0.98 * (near - far) + far)
    return seen, np.where(seen >= 0, distance, np.nan).astype(np.float32)


def _interpolation(
    joined: Joined, camera: Camera, triangles: NDArray[np.int64], rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> tuple[Floats, NDArray[np.float64]]:
    """Where the ray of each pixel meets its triangle: weights of the corners n×3, and the point n×3."""
    # The plane of each triangle is worked out once, then looked up by the pixels that show it.
    place = np.zeros(len(joined.triangles), np.int64)
    place[triangles] = 1
    shown = np.flatnonzero(place)
    place[shown] = np.arange(len(shown))
    place = place[triangles]
    a, b, c = (joined.positions[joined.triangles[shown, corner]] for corner in range(3))
    edge_b, edge_c = b - a, c - a
    normal = np.cross(edge_b, edge_c)
    size = np.einsum("ij,ij->i", normal, normal)
    size = np.where(size < 1e-30, 1e-30, size)[:, None]
    to_b, to_c = np.cross(edge_c, normal) / size, np.cross(normal, edge_b) / size
    height = np.einsum("ij,ij->i", normal, a - camera.place)
    rays = camera.rays(columns.astype(np.float32) + 0.5, rows.astype(np.float32) + 0.5).astype(np.float64)
    slope = np.einsum("ij,ij->i", rays, normal[place])
    slope = np.where(np.abs(slope) < 1e-18, 1e-18, slope)
    local = camera.place - a[place] + rays * (height[place] / slope)[:, None]
    weight_b = np.einsum("ij,ij->i", local, to_b[place])
    weight_c = np.einsum("ij,ij->i", local, to_c[place])
    weights = np.clip(np.stack([1 - weight_b - weight_c, weight_b, weight_c], axis=1), 0, 1)
    weights /= weights.sum(axis=1, keepdims=True)
    points = a[place] + edge_b[place] * weights[:, 1:2] + edge_c[place] * weights[:, 2:]
    return weights.astype(np.float32), points


def _attributes(
    surface: Surface, material: Material, pictures: dict[int, Picture], corners: NDArray[np.uint32], weights: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Linear colour n×3, unit normal n×3, roughness n and metalness n at each pixel."""
    assert surface.normals is not None
    mixed = np.einsum("ijk,ij->ik", surface.normals[corners], weights)
    length = np.linalg.norm(mixed, axis=1, keepdims=True)
    normals = (mixed / np.maximum(length, 1e-9)).astype(np.float32)
    color = np.tile(np.array(material.color[:3], np.float32), (len(corners), 1))
    rough = np.full(len(corners), material.roughness, np.float32)
    metal = np.full(len(corners), material.metallic, np.float32)
    if surface.colors is not None:
        color = color * np.einsum("ijk,ij->ik", surface.colors[corners][..., :3], weights)
    if surface.uvs is not None:
        uvs = np.einsum("ijk,ij->ik", surface.uvs[corners], weights)
        if material.color_texture in pictures:
            color = color * pictures[material.color_texture].sampled(TEXTURE_SIDE, uvs)
        if material.metallic_roughness_texture in pictures:
            found = pictures[material.metallic_roughness_texture].sampled(1024, uvs)
            rough, metal = rough * found[:, 1], metal * found[:, 2]
    return color.astype(np.float32), normals, rough, metal


def _ground(camera: Camera, studio: Studio, light: Light, joined: Joined) -> Floats:
    """The backdrop with a floor under the scan, computed coarsely: it is all soft."""
    width, height = camera.size
    x, y = np.meshgrid(
        np.arange(0, width, GROUND_STEP, dtype=np.float32) + GROUND_STEP / 2,
        np.arange(0, height, GROUND_STEP, dtype=np.float32) + GROUND_STEP / 2,
    )
    rays = camera.rays(x, y).astype(np.float64)
    down = np.minimum(rays[..., 1], -1e-4)
    hits = camera.place + rays * ((joined.floor.height - camera.place[1]) / down)[..., None]
    away = np.hypot(hits[..., 0], hits[..., 2])
    presence = np.exp(-((away / 1.9) ** 2)) * (rays[..., 1] < -1e-4)
    near = away < 6
    lit = np.ones(away.shape, np.float32)
    lit[near] = light.reaches(hits[near], soft=7)
    contact = np.ones(away.shape, np.float32)
    contact[near] = joined.floor.contact(hits[near])
    backdrop = studio.backdrop((x / width).astype(np.float32), (y / height).astype(np.float32))
    stone = np.array([0.040, 0.0375, 0.0345], np.float32)
    ground = stone * ((0.28 + 0.92 * lit) * contact)[..., None]
    blended = backdrop * (1 - presence[..., None]) + ground * presence[..., None]
    coarse = pyvips.Image.new_from_array(np.ascontiguousarray(blended, dtype=np.float32))
    full = coarse.resize(GROUND_STEP, kernel="linear").numpy()[:height, :width]
    return np.array(full, dtype=np.float32)
