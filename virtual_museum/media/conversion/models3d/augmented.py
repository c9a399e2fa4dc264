"""The scan for a visitor's own room: `ar@1` holds one model for Android and one for iPhones and iPads.

Both are small, in metres, upright, with their middle over the origin and standing on the floor. Phones' own viewers
know neither meshopt nor WebP, so this is plain glTF and USDZ with JPEG textures.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from .color_patches import painted
from .glb import write_glb
from .scene import Scene
from .textures import Picture
from .usd import write_usdz

TRIANGLES = 50_000
COLOR_SIDE, OTHER_SIDE, QUALITY = 2048, 1024, 78
# A thing of unknown size is shown as large as a vase; so is one whose unit is plainly wrong.
USUAL_METRES = 0.4
SMALLEST_METRES, LARGEST_METRES = 0.003, 30.0


def write_augmented(scene: Scene, pictures: dict[int, Picture], folder: Path) -> dict[str, Any]:
    """Write `model.glb` and `model.usdz` from a scan of few triangles; the meta says whether the size is true."""
    placed, is_true = standing(scene)
    textures = {
        slot: one.plain(COLOR_SIDE if one.is_color else OTHER_SIDE, QUALITY) for slot, one in pictures.items()
    }  # fmt: skip
    meta: dict[str, Any] = {"true_size": is_true, "triangles": placed.triangle_count}
    (folder / "model.glb").write_bytes(write_glb(placed, textures, "image/jpeg"))
    described, painted_textures = painted(placed, textures)
    (folder / "model.usdz").write_bytes(write_usdz(described, painted_textures))
    for form in ("glb", "usdz"):
        meta[form] = {"file": f"model.{form}", "bytes": (folder / f"model.{form}").stat().st_size}
    return meta


def standing(scene: Scene) -> tuple[Scene, bool]:
    """The scan in metres, its foot in the origin; and whether it has its true size."""
    lowest, highest = (corner.astype(np.float64) for corner in scene.bounds())
    largest = float((highest - lowest).max())
    metres = (scene.unit_mm or 0.0) / 1000
    is_true = SMALLEST_METRES <= largest * metres <= LARGEST_METRES
    scale = metres if is_true else USUAL_METRES / largest
    foot = np.array([(lowest[0] + highest[0]) / 2, lowest[1], (lowest[2] + highest[2]) / 2])
    surfaces = [
        replace(surface, positions=((surface.positions - foot) * scale).astype(np.float32))
        for surface in scene.surfaces
    ]  # fmt: skip
    return Scene(surfaces, scene.materials, scene.textures, 1000.0), is_true
