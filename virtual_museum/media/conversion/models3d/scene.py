"""A scan in memory: surfaces in world space, Y up, with their materials and textures."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .. import limits
from ..refusals import Refusal

Floats = NDArray[np.float32]
Indices = NDArray[np.uint32]

# Untextured scans look like fired clay rather than like plastic.
CLAY = (0.46, 0.42, 0.37, 1.0)


@dataclass
class Texture:
    """An encoded picture (JPEG, PNG or WebP) as the file carried it."""

    name: str
    data: bytes


@dataclass
class Material:
    """glTF's metallic-roughness material; colours are linear, textures are indices into `Scene.textures`."""

    color: tuple[float, float, float, float] = CLAY
    color_texture: int | None = None
    metallic: float = 0.0
    roughness: float = 0.85
    metallic_roughness_texture: int | None = None
    normal_texture: int | None = None
    normal_scale: float = 1.0
    occlusion_texture: int | None = None
    emissive: tuple[float, float, float] = (0.0, 0.0, 0.0)
    emissive_texture: int | None = None
    alpha_mode: str = "OPAQUE"
    alpha_cutoff: float = 0.5
    double_sided: bool = True
    unlit: bool = False

    def texture_slots(self) -> list[int]:
        """The textures in use."""
        slots = (
            self.color_texture, self.metallic_roughness_texture, self.normal_texture,
            self.occlusion_texture, self.emissive_texture,
        )  # fmt: skip
        return [slot for slot in slots if slot is not None]


@dataclass
class Surface:
    """Triangles of one material. `positions` n×3, `triangles` m×3 indices; normals n×3, uvs n×2 (v down), linear
    `colors` n×4 in 0..1 where the file has them."""

    positions: Floats
    triangles: Indices
    normals: Floats | None = None
    uvs: Floats | None = None
    colors: Floats | None = None
    material: int = 0

    def drawn_points(self) -> Floats:
        """The points that some triangle uses."""
        used = np.zeros(len(self.positions), bool)
        used[self.triangles] = True
        return self.positions[used]

    def check(self) -> None:
        """Raise Refusal when an index or a value cannot be drawn."""
        count = len(self.positions)
        if len(self.triangles) and int(self.triangles.max()) >= count:
            raise Refusal("model-bad-index")
        for values in (self.positions, self.normals, self.uvs):
            if values is not None and not np.isfinite(values).all():
                raise Refusal("model-not-finite")
        if len(self.positions) and float(np.abs(self.positions).max()) > 1e12:
            raise Refusal("model-not-finite")


@dataclass
class Scene:
    """All surfaces of a scan. `unit_mm` is the length of one unit in millimetres, None when the file does not say."""

    surfaces: list[Surface]
    materials: list[Material] = field(default_factory=lambda: [Material()])
    textures: list[Texture] = field(default_factory=list)
    unit_mm: float | None = None
    missing: list[str] = field(default_factory=list)

    @property
    def triangle_count(self) -> int:
        """Triangles of all surfaces."""
        return sum(len(surface.triangles) for surface in self.surfaces)

    def check(self) -> None:
        """Raise Refusal when there is nothing to draw, too much, or something broken."""
        self.surfaces = [surface for surface in self.surfaces if len(surface.triangles)]
        if not self.surfaces:
            raise Refusal("model-no-triangles")
        check_count(self.triangle_count)
        for surface in self.surfaces:
            surface.check()
        lowest, highest = self.bounds()
        if not float((highest - lowest).max()) > 0:
            raise Refusal("model-no-triangles")

    def bounds(self) -> tuple[Floats, Floats]:
        """The lowest and highest corner of the box around the drawn points."""
        drawn = np.concatenate([surface.drawn_points() for surface in self.surfaces])
        return drawn.min(axis=0), drawn.max(axis=0)


def check_count(triangles: int) -> None:
    """Raise Refusal for more triangles than are taken."""
    if triangles > limits.MAX_TRIANGLES:
        raise Refusal("model-too-many-triangles", count=triangles, limit=limits.MAX_TRIANGLES)


def z_up_to_y_up(values: Floats) -> Floats:
    """Turn points or directions from Z up (scanners, 3D printing) to glTF's Y up."""
    return np.ascontiguousarray(np.stack([values[:, 0], values[:, 2], -values[:, 1]], axis=1))


def srgb_to_linear(values: Floats) -> Floats:
    """Colour values 0..1 from sRGB to linear light."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4).astype(np.float32)


def fan(polygons: Indices) -> Indices:
    """Polygons of equal size (n×k corners) as triangles around their first corner."""
    size = polygons.shape[1]
    parts = [polygons[:, [0, step, step + 1]] for step in range(1, size - 1)]
    return np.concatenate(parts) if parts else np.empty((0, 3), polygons.dtype)


def welded(positions: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Equal points made one: the index of each first point, and for every point the number of its first."""
    bits = np.ascontiguousarray(positions + 0.0, dtype=np.float32).view(np.uint32).astype(np.uint64)
    # A 64-bit mix of three coordinates: for thirty million points a clash is less likely than a disk error.
    with np.errstate(over="ignore"):
        key = bits[:, 0] * np.uint64(0x9E3779B97F4A7C15)
        key = (key ^ (key >> np.uint64(29)) ^ bits[:, 1]) * np.uint64(0xBF58476D1CE4E5B9)
        key = (key ^ (key >> np.uint64(32)) ^ bits[:, 2]) * np.uint64(0x94D049BB133111EB)
        key ^= key >> np.uint64(31)
    _unique, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return first, inverse


def weld_surface(positions: Floats, triangles: Indices) -> tuple[Floats, Indices]:
    """The surface with equal points made one and triangles of no area left out."""
    first, inverse = welded(positions)
    joined = inverse[triangles].astype(np.uint32)
    real = (joined[:, 0] != joined[:, 1]) & (joined[:, 1] != joined[:, 2]) & (joined[:, 2] != joined[:, 0])
    return positions[first], joined[real]
