"""Levels of detail: the same scan for a phone's first view, for a sharp one, and whole.

`web-model@1` is one GLB a level: geometry simplified and compressed by gltfpack (EXT_meshopt_compression), textures
as WebP. Texture coordinates and vertex colours survive the simplification.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .glb import write_glb
from .gltf import load_glb
from .gltf_document import open_glb
from .gltfpack import Gltfpack
from .scene import Scene
from .textures import Picture

WEBP = "image/webp"

Pictures = dict[int, Picture]
Scan = tuple[Scene, Pictures]


@dataclass(frozen=True)
class Level:
    """Caps of a level: triangles, texture side in pixels, WebP quality, and the bytes it should stay below."""

    name: str
    triangles: int
    texture_side: int
    quality: int
    max_bytes: int


LEVELS = (
    Level("50k", 50_000, 512, 70, 300_000),
    Level("100k", 100_000, 2048, 78, 900_000),
    Level("full", 800_000, 4096, 82, 4_000_000),
)
# A level this near to the one before would only be a second download.
WORTH_A_LEVEL = 1.2
MAX_ATTEMPTS = 4
# What a triangle of a smooth scan costs at best, compressed; a first guess that saves an attempt.
BYTES_PER_TRIANGLE = 4.4
# From here on simplifying each level from the whole scan would cost seconds a level.
HEAVY_TRIANGLES = 400_000


def write_levels(
    scene: Scene, pictures: Pictures, packer: Gltfpack, folder: Path, lighter: Scan | None = None
) -> list[dict[str, Any]]:
    """Write the levels that the scan is worth and return their meta, smallest first. Raises Refusal.

    The finest is made from the scan itself, the others from `lighter`: what `without_excess` leaves of it.
    """
    lighter = lighter or without_excess(scene, pictures, packer)
    total = scene.triangle_count
    side = max((max(one.full.width, one.full.height) for one in pictures.values()), default=0)
    chosen = [LEVELS[0]]
    for level, below in zip(LEVELS[1:], LEVELS, strict=False):
        if total > below.triangles * WORTH_A_LEVEL or side > below.texture_side:
            chosen.append(level)
    made = []
    for level in chosen:
        data = _fitted(*((scene, pictures) if level is LEVELS[-1] else lighter), packer, level)
        name = f"model-{level.name}.glb"
        (folder / name).write_bytes(data)
        made.append(
            {
                "name": level.name,
                "file": name,
                "bytes": len(data),
                "triangles": _drawn(data),
                "texture": min(side, level.texture_side),
            }
        )
    return made


def without_excess(scene: Scene, pictures: Pictures, packer: Gltfpack) -> Scan:
    """The scan thinned out once, so that the smaller levels need not begin with millions of triangles."""
    if scene.triangle_count <= HEAVY_TRIANGLES:
        return scene, pictures
    return thinned(scene, pictures, packer, round(2.2 * LEVELS[-2].triangles))


def thinned(scene: Scene, pictures: Pictures, packer: Gltfpack, triangles: int) -> Scan:
    """The scan with about that many triangles and its textures as they are; itself when it has no more."""
    if scene.triangle_count <= triangles:
        return scene, pictures
    marks = _encoded(pictures, 64, 60)
    arguments = ["-noq", "-si", f"{triangles / scene.triangle_count:.6f}", "-se", "0.05", "-sp"]
    result = load_glb(packer.run(write_glb(scene, marks, WEBP), arguments))
    result.unit_mm = scene.unit_mm
    # gltfpack may put the textures into another order; their bytes tell which is which.
    slots = {data: slot for slot, data in marks.items()}
    return result, {number: pictures[slots[one.data]] for number, one in enumerate(result.textures)}


def _drawn(glb: bytes) -> int:
    """Triangles of a finished GLB, by its own account."""
    document = open_glb(glb).json
    indices = [one["indices"] for mesh in document["meshes"] for one in mesh["primitives"] if "indices" in one]
    return sum(document["accessors"][index]["count"] for index in indices) // 3


def _fitted(scene: Scene, pictures: dict[int, Picture], packer: Gltfpack, level: Level) -> bytes:
    """The level's GLB; textures and triangles give way until it fits, a few times at most."""
    side, quality = level.texture_side, level.quality
    textures = _encoded(pictures, side, quality)
    while sum(map(len, textures.values())) > level.max_bytes * 0.55 and side > 256:
        side, quality = side // 2, max(60, quality - 4)
        textures = _encoded(pictures, side, quality)
    plain = write_glb(scene, textures, WEBP)
    room = level.max_bytes - sum(map(len, textures.values()))
    triangles = min(float(level.triangles), max(2000.0, room / BYTES_PER_TRIANGLE))
    for attempt in range(MAX_ATTEMPTS):
        ratio = min(1.0, triangles / scene.triangle_count)
        data = packer.run(plain, _arguments(scene, ratio, level))
        geometry = len(data) - sum(map(len, textures.values()))
        if geometry <= room or attempt == MAX_ATTEMPTS - 1 or triangles < 2000:
            break
        triangles = min(triangles, scene.triangle_count) * max(0.3, min(0.9, 0.95 * room / geometry))
    return data


def _arguments(scene: Scene, ratio: float, level: Level) -> list[str]:
    arguments = ["-cc", "-vt", "12" if level.texture_side <= 2048 else "14"]
    if any(surface.colors is not None for surface in scene.surfaces):
        arguments += ["-vc", "8"]
    if ratio < 0.995:
        # Attribute seams of scans are everywhere; without -sp simplification stalls at them.
        arguments += ["-si", f"{ratio:.6f}", "-se", "0.05"]
        if ratio < 0.5:
            arguments.append("-sp")
    return arguments


def _encoded(pictures: dict[int, Picture], side: int, quality: int) -> dict[int, bytes]:
    return {
        slot: picture.webp(side if picture.is_color else max(256, side // 2), quality)
        for slot, picture in pictures.items()
    }
