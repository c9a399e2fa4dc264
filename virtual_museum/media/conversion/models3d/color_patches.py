"""Colours of points as a texture, for viewers that know none: each triangle gets a patch of its own in one picture."""

from dataclasses import replace

import numpy as np
import pyvips
from numpy.typing import NDArray

from .scene import Floats, Scene, Surface

# Patches are halves of square cells; one row of pixels more than is drawn keeps neighbours from bleeding in.
LARGEST_CELL, SMALLEST_CELL = 16, 5
LARGEST_SIDE = 2048
QUALITY = 88
# Light in 65,536 steps as 8-bit sRGB: finer than what any step of the answer spans.
_LIGHT = np.linspace(0, 1, 1 << 16)
_DISPLAYED = np.rint(
    np.where(_LIGHT <= 0.0031308, _LIGHT * 12.92, 1.055 * np.maximum(_LIGHT, 1e-9) ** (1 / 2.4) - 0.055) * 255
).astype(np.uint8)


def painted(scene: Scene, textures: dict[int, bytes]) -> tuple[Scene, dict[int, bytes]]:
    """The scene with the colours of its points turned into textures; surfaces with a texture of their own keep it.

    The coordinates of painted surfaces belong to corners of triangles, not to points: three for each triangle.
    """
    surfaces, materials, made = [], list(scene.materials), dict(textures)
    for surface in scene.surfaces:
        material = scene.materials[surface.material]
        if surface.colors is None or material.color_texture is not None:
            surfaces.append(surface)
            continue
        number = len(scene.textures) + len(materials)
        patched, made[number] = _patched(surface)
        materials.append(replace(material, color_texture=number))
        surfaces.append(replace(patched, material=len(materials) - 1))
    return Scene(surfaces, materials, scene.textures, scene.unit_mm, scene.missing), made


def _patched(surface: Surface) -> tuple[Surface, bytes]:
    count = len(surface.triangles)
    across = int(np.ceil(np.sqrt((count + 1) // 2)))
    cell = max(SMALLEST_CELL, min(LARGEST_CELL, LARGEST_SIDE // across))
    side = across * cell
    number = np.arange(count)
    corner = np.stack([number // 2 % across, number // 2 // across], axis=1) * cell
    upper = number % 2 == 0
    assert surface.colors is not None
    colors = surface.colors[surface.triangles][..., :3]
    pixels = np.zeros((side, side, 3), np.uint8)
    for mask, flip in ((upper, False), (~upper, True)):
        _paint(pixels, corner[mask], colors[mask], cell, flip)
    image = pyvips.Image.new_from_array(pixels).copy(interpretation="srgb")
    picture = image.jpegsave_buffer(Q=QUALITY, keep="none", subsample_mode="off")
    uvs = (_corners(corner, upper, cell) / np.float32(side)).astype(np.float32)
    return replace(surface, uvs=uvs, colors=None), bytes(picture)


def _corners(corner: NDArray[np.int64], upper: NDArray[np.bool_], cell: int) -> Floats:
    """Pixel places of the corners of each triangle, n·3×2: within its half, half a pixel from the edge."""
    low, high = 0.5, cell - 2.5
    first = np.array([[low, low], [high, low], [low, high]])
    places = np.where(upper[:, None, None], first, cell - first) + corner[:, None, :]
    return places.reshape(-1, 2).astype(np.float32)


def _paint(pixels: NDArray[np.uint8], corner: NDArray[np.int64], colors: Floats, cell: int, flip: bool) -> None:
    """Fill the patches with the colours between their corners; beyond the long edge the plane goes on."""
    span = cell - 3.0
    for y in range(cell):
        for x in range(cell - y):
            along, down = np.float32(min(1.0, x / span)), np.float32(min(1.0, y / span))
            mixed = colors[:, 0] * (1 - along - down) + colors[:, 1] * along + colors[:, 2] * down
            column, row = (cell - 1 - x, cell - 1 - y) if flip else (x, y)
            if flip and x + y == cell - 1:
                continue
            place = np.rint(np.clip(mixed, 0, 1) * (len(_DISPLAYED) - 1)).astype(np.uint16)
            pixels[corner[:, 1] + row, corner[:, 0] + column] = _DISPLAYED[place]
