"""Light of the poster's studio: a key with soft shadows, a sky, a rim, reflections, and shade in the folds."""

from dataclasses import dataclass

import numpy as np
import pyvips
from numpy.typing import NDArray

from .raster import visible_triangles
from .scene import Floats

KEY_COLOR = np.array([2.75, 2.48, 2.12], np.float32)
SKY_COLOR = np.array([0.27, 0.31, 0.38], np.float32)
FLOOR_COLOR = np.array([0.125, 0.10, 0.08], np.float32)
RIM_COLOR = np.array([0.85, 0.92, 1.05], np.float32)
_TAPS = (
    (-0.94, -0.33), (0.94, 0.27), (-0.29, 0.93), (0.34, -0.92), (-0.5, 0.3), (0.4, 0.35), (0.1, -0.3), (-0.25, -0.55),
    (0.62, -0.48), (-0.72, 0.62), (0.02, 0.52), (-0.62, -0.05), (0.55, 0.02), (0.66, 0.7), (-0.1, 0.05), (0.05, -0.7),
)  # fmt: skip
# Shade in folds is soft by nature; a quarter of the picture's resolution holds all of it.
FOLD_STEP = 4


@dataclass
class Studio:
    """Directions of the lights: `key` in the world; `axes` are the camera's right, up and back."""

    key: Floats
    axes: Floats

    @property
    def rim(self) -> Floats:
        """From behind and above, opposite the key."""
        direction = self.axes[0] * 0.75 + self.axes[1] * 0.55 - self.axes[2] * 0.65
        return direction / np.float32(np.linalg.norm(direction))

    def backdrop(self, x: Floats, y: Floats) -> Floats:
        """The wall behind: a soft glow left of the middle on dark stone; x and y are fractions of the picture."""
        glow = np.exp(-(((x - 0.46) / 0.55) ** 2 + ((y - 0.42) / 0.5) ** 2))
        dark, bright = np.array([0.008, 0.0076, 0.0074], np.float32), np.array([0.038, 0.0355, 0.033], np.float32)
        return (dark + (bright - dark) * glow[..., None]).astype(np.float32)

    def surroundings(self, direction: Floats, roughness: Floats) -> Floats:
        """What a surface mirrors: a dark room, a broad soft box at the key's side, a narrow one behind."""
        up = direction[:, 1]
        sky = np.clip(up * 0.5 + 0.5, 0, 1)[:, None] ** 1.5
        room = FLOOR_COLOR * 0.35 * (1 - sky) + SKY_COLOR * 0.75 * sky
        spread = (0.08 + 0.8 * roughness)[:, None]
        key_box = np.exp(-np.clip(1 - direction @ self.key, 0, None)[:, None] / spread) * (0.55 / (0.3 + spread))
        rim_box = np.exp(-np.clip(1 - direction @ self.rim, 0, None)[:, None] / spread) * (0.35 / (0.3 + spread))
        return (room + KEY_COLOR * key_box * 0.85 + RIM_COLOR * rim_box).astype(np.float32)


class Light:
    """The key light's map of what it sees first, for shadows."""

    def __init__(
        self, positions: NDArray[np.float64], triangles: NDArray[np.uint32], towards: NDArray[np.float64], side: int
    ) -> None:
        helper = np.array([0.0, 1.0, 0.0]) if abs(towards[1]) < 0.95 else np.array([1.0, 0.0, 0.0])
        right = np.cross(helper, towards)
        right /= np.linalg.norm(right)
        self._axes = np.stack([right, np.cross(towards, right), towards])
        self._side = side
        self._scale = side / 2 / 1.04
        pixels, height = self._project(positions)
        found, nearness = visible_triangles(pixels, (height * 0.45 + 0.5).astype(np.float32), triangles, side, side)
        heights = np.where(found >= 0, (nearness - 0.5) / 0.45, -np.inf).astype(np.float32)
        # A border that shades nothing stands for all that lies outside.
        self._map = np.pad(heights, 1, constant_values=-np.inf).ravel()

    def _project(self, points: NDArray[np.float64]) -> tuple[Floats, Floats]:
        local = points.astype(np.float32) @ self._axes.T.astype(np.float32)
        pixels: Floats = (local[:, :2] * self._scale + self._side / 2).astype(np.float32)
        return pixels, local[:, 2]

    def reaches(self, points: NDArray[np.float64], soft: float = 2.6) -> Floats:
        """How much of the key light reaches each point, 0 to 1; `soft` is the blur in pixels of the map."""
        pixels, height = self._project(points)
        total = np.zeros(len(points), np.float32)
        # The pattern of samples turns from pixel to pixel; between neighbours the grain evens out.
        angle = (np.arange(len(points)) * 2.399963).astype(np.float32) % np.float32(2 * np.pi)
        cosine, sine = np.cos(angle) * np.float32(soft), np.sin(angle) * np.float32(soft)
        across, down = pixels[:, 0] + np.float32(0.5), pixels[:, 1] + np.float32(0.5)
        lowest = height + np.float32(0.006 + 0.0022 * soft)
        for x, y in np.array(_TAPS, np.float32):
            column = np.clip(np.rint(across + x * cosine - y * sine), 0, self._side + 1).astype(np.int32)
            row = np.clip(np.rint(down + x * sine + y * cosine), 0, self._side + 1).astype(np.int32)
            total += lowest > self._map.take(row * (self._side + 2) + column)
        return total / np.float32(len(_TAPS))


class Floor:
    """The floor under a scan, and the shade right under it: the same from wherever one looks."""

    SIDE, REACH = 320, 2.2

    def __init__(self, positions: NDArray[np.float64], triangles: NDArray[np.uint32]) -> None:
        self.height = float(positions[:, 1].min())
        pixels = (positions[:, [0, 2]] / self.REACH + 0.5) * self.SIDE
        above = np.clip(positions[:, 1] - self.height, 0, 2)
        found, nearness = visible_triangles(
            pixels.astype(np.float32), (0.99 - above * 0.49).astype(np.float32), triangles, self.SIDE, self.SIDE
        )
        height = np.where(found >= 0, (0.99 - nearness) / 0.49, np.inf).astype(np.float32)
        shade = np.exp(-height * 5.5).astype(np.float32)
        self._shade = _blurred(shade, 4.5) * 0.55 + _blurred(shade, 15) * 0.6

    def contact(self, hits: NDArray[np.float64]) -> Floats:
        """The shade at points of the floor, 0 (dark) to 1, by how near above them something is."""
        places = (hits[:, [0, 2]] / self.REACH + 0.5) * self.SIDE
        column, row = np.rint(places[:, 0]).astype(np.int64), np.rint(places[:, 1]).astype(np.int64)
        inside = (column >= 0) & (row >= 0) & (column < self.SIDE) & (row < self.SIDE)
        value = self._shade[np.clip(row, 0, self.SIDE - 1), np.clip(column, 0, self.SIDE - 1)]
        return np.where(inside, 1 - np.clip(value, 0, 0.93), 1.0).astype(np.float32)


def _blurred(values: Floats, sigma: float) -> Floats:
    image = pyvips.Image.new_from_array(np.ascontiguousarray(values, dtype=np.float32))
    return np.asarray(image.gaussblur(sigma, precision="float").numpy(), np.float32).reshape(values.shape)


def fold_shadow(depth: Floats, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
    """Shade in folds and hollows: how far each pixel lies behind the mean of its neighbours, near and wide.

    After Luft, Colditz and Deussen, "Image Enhancement by Unsharp Masking the Depth Buffer" (2006). 1 is unshaded.
    """
    height, width = (side // FOLD_STEP * FOLD_STEP for side in depth.shape)
    cells = depth[:height, :width].reshape(height // FOLD_STEP, FOLD_STEP, width // FOLD_STEP, FOLD_STEP)
    known = np.isfinite(cells)
    solid = known.mean(axis=(1, 3), dtype=np.float32)
    filled = np.where(known, cells, 0).mean(axis=(1, 3), dtype=np.float32)
    shade = np.ones(len(rows), np.float32)
    own = depth[rows, columns]
    row = np.minimum(rows // FOLD_STEP, solid.shape[0] - 1)
    column = np.minimum(columns // FOLD_STEP, solid.shape[1] - 1)
    for sigma, strength, scale in ((7.0, 0.50, 0.016), (28.0, 0.50, 0.07)):
        blurred = _blurred(np.dstack([filled, solid]), sigma / FOLD_STEP)
        mean = blurred[..., 0] / np.maximum(blurred[..., 1], 1e-3)
        behind = (own - mean[row, column]) / scale
        shade *= 1 - strength * np.clip(np.tanh(behind), 0, 1)
    return shade


def light_pixels(
    studio: Studio,
    color: Floats,
    normals: Floats,
    towards: Floats,
    rough: Floats,
    metal: Floats,
    lit: Floats,
    shade: Floats,
) -> Floats:
    """Linear light of each pixel, by a diffuse and a mirroring part (Schlick's Fresnel term)."""
    rough = np.clip(rough, 0.08, 1)
    key = np.clip(normals @ studio.key, 0, 1)
    wrapped = np.clip((normals @ studio.key + 0.18) / 1.18, 0, 1) * 0.25 + key * 0.75
    sky = (normals[:, 1] * 0.5 + 0.5)[:, None]
    ambient = SKY_COLOR * sky + FLOOR_COLOR * (1 - sky)
    rim = np.clip(normals @ studio.rim, 0, 1) ** 1.2
    diffuse = ambient * shade[:, None] + KEY_COLOR * (wrapped * lit)[:, None] * (0.35 + 0.65 * shade)[:, None]
    diffuse = diffuse + RIM_COLOR * (rim * 0.5 * shade)[:, None]
    facing = np.clip(np.einsum("ij,ij->i", normals, towards), 0, 1)
    mirrored = 2 * facing[:, None] * normals - towards
    base = 0.04 * (1 - metal[:, None]) + color * metal[:, None]
    fresnel = base + (np.maximum(1 - rough[:, None], base) - base) * ((1 - facing) ** 5)[:, None]
    specular = studio.surroundings(mirrored, rough) * fresnel * (0.45 + 0.55 * shade * (0.5 + 0.5 * lit))[:, None]
    return (color * (1 - metal[:, None]) * diffuse * 0.62 + specular).astype(np.float32)


def to_display(linear: Floats) -> NDArray[np.uint8]:
    """Linear light to 8-bit sRGB through a soft shoulder, so that highlights keep their colour."""
    x = np.maximum(linear, 0)
    # Straight up to a half, then an ever flatter curve towards white.
    toned = np.where(x < 0.5, x, 0.5 + 0.5 * (1 - np.exp(-(x - 0.5) / 0.5)))
    toned = np.clip(toned, 0, 1)
    encoded = np.where(toned <= 0.0031308, toned * 12.92, 1.055 * toned ** (1 / 2.4) - 0.055)
    return np.rint(encoded * 255).astype(np.uint8)
