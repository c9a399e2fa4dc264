"""Maps drawn as vectors: Kazakhstan and the lands around it from Natural Earth's outlines, rivers and lakes by hand."""

import json
import math
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .forms import smooth_path
from .lettering import Type

BORDERS = Path(__file__).with_name("borders.json")
RIVERS: dict[str, list[tuple[float, float]]] = {
    "irtysh": [(85.4, 47.9), (83.5, 48.9), (82.6, 49.9), (80.2, 50.4), (78.0, 51.6), (76.9, 52.3), (75.2, 53.6), (73.4, 55.0), (71.5, 57.0), (69.0, 58.4), (68.8, 61.0)],
    "esil": [(73.0, 50.6), (71.4, 51.2), (68.5, 51.5), (66.9, 52.4), (67.2, 53.6), (69.1, 54.9), (71.0, 57.4)],
    "syrdarya": [(73.0, 41.0), (70.5, 40.4), (69.2, 40.7), (68.2, 42.0), (68.1, 43.3), (66.3, 44.5), (64.0, 45.4), (62.0, 46.0)],
    "amudarya": [(71.0, 37.9), (67.8, 37.1), (65.5, 37.8), (63.0, 39.6), (61.0, 41.3), (59.6, 43.2)],
    "zhaiyq": [(59.2, 53.5), (58.8, 51.5), (56.0, 51.3), (53.3, 51.3), (51.4, 51.2), (51.7, 49.5), (51.9, 47.2)],
    "edil": [(44.0, 56.3), (47.3, 56.1), (49.2, 55.5), (49.6, 53.6), (48.4, 53.2), (46.0, 51.5), (45.3, 50.2), (44.5, 48.7), (46.0, 47.6), (48.0, 46.3)],
    "ile": [(81.5, 43.5), (79.5, 43.8), (77.2, 43.9), (76.0, 44.7), (74.8, 45.4)],
    "shu": [(75.2, 42.8), (73.5, 43.2), (71.5, 44.2), (69.0, 45.1)],
    "don": [(39.0, 53.2), (39.3, 51.0), (41.5, 49.6), (43.5, 48.7), (41.5, 47.5), (39.5, 47.2)],
}
LAKES: dict[str, list[tuple[float, float]]] = {
    "balqash": [(73.6, 45.4), (74.0, 46.2), (75.0, 46.7), (76.6, 46.7), (78.2, 46.7), (79.2, 46.8), (78.6, 46.4), (77.0, 46.5), (75.4, 46.3), (74.3, 45.7), (73.9, 45.1)],
    "aral": [(58.4, 44.3), (58.3, 45.6), (59.4, 46.4), (61.0, 46.7), (61.8, 46.4), (61.2, 45.3), (60.4, 44.2), (59.2, 43.8)],
    "zaisan": [(83.2, 48.4), (84.0, 48.3), (84.6, 47.9), (84.0, 47.7), (83.4, 48.0)],
    "alakol": [(81.5, 46.3), (82.0, 46.3), (82.1, 45.9), (81.6, 45.9)],
    "ysyqkol": [(76.3, 42.5), (77.5, 42.75), (78.2, 42.7), (77.4, 42.2), (76.6, 42.2)],
}


@cache
def outlines() -> dict:
    """Return Natural Earth's rings in degrees: `kazakhstan`, and `land` and `water` between 22–96° E, 32–64° N."""
    return json.loads(BORDERS.read_text(encoding="utf-8"))


class Projection:
    """A conic map with its middle on 48° N; degrees become units of a picture `width` pixels wide."""

    def __init__(self, west: float, east: float, south: float, north: float, width: int) -> None:
        self.middle, self.north = (west + east) / 2, north
        left, right = self._flat(west, (south + north) / 2)[0], self._flat(east, (south + north) / 2)[0]
        top, bottom = self._flat(self.middle, north)[1], self._flat(self.middle, south)[1]
        self.unit = width / (right - left)
        self.left, self.top = left, top
        self.size = (width, round((top - bottom) * self.unit))

    def _flat(self, longitude: float, latitude: float) -> tuple[float, float]:
        sine = math.sin(math.radians(48))
        radius = 1 / math.tan(math.radians(48)) + math.radians(48 - latitude)
        angle = math.radians(longitude - self.middle) * sine
        return radius * math.sin(angle), -radius * math.cos(angle)

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the pixel of a place in degrees."""
        x, y = self._flat(longitude, latitude)
        return (x - self.left) * self.unit, (self.top - y) * self.unit

    def line(self, points) -> list[tuple[float, float]]:
        """Return the pixels of a line in degrees; long straight pieces are divided, so that parallels bend."""
        placed = []
        for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[-1]], strict=True):
            steps = max(1, int(max(abs(x2 - x1), abs(y2 - y1))))
            placed += [self.place(x1 + (x2 - x1) * k / steps, y1 + (y2 - y1) * k / steps) for k in range(steps)]
        return placed


def wall_map(width: int, window: tuple[float, float, float, float], inks: dict[str, str], places: list[tuple[str, float, float, str]],
             realm: list[tuple[float, float]] | None = None, country: bool = True) -> Image.Image:
    """Return a wall map in the colours land, water, line, accent, realm, ink; `places` carry a name, degrees and the side
    (l, r) its name stands on; `realm` is the rough outline of a state, shaded."""
    view = Projection(*window, width)
    image = Image.new("RGB", view.size, inks["water"])
    pen = ImageDraw.Draw(image)
    for ring in outlines()["land"]:
        pen.polygon(view.line(ring), fill=inks["land"], outline=inks["line"])
    if realm is not None:
        image = _shaded(image, view.line(smooth_path(realm, 240, closed=True)), inks["realm"])
        pen = ImageDraw.Draw(image)
    for ring in outlines()["water"] + list(LAKES.values()):
        pen.polygon(view.line(smooth_path(ring, len(ring) * 4, closed=True)), fill=inks["water"], outline=inks["line"])
    for river in RIVERS.values():
        pen.line(view.line(smooth_path(river, len(river) * 10)), fill=inks["water"], width=max(2, width // 450), joint="curve")
    if country:
        ring = view.line(outlines()["kazakhstan"])
        pen.line([*ring, ring[0]], fill=inks["accent"], width=max(2, width // 400), joint="curve")
    face = Type(width / 52, "sans", 600)
    for name, longitude, latitude, side in places:
        _town(pen, view.place(longitude, latitude), name, side, face, inks, width)
    return image


def _shaded(image: Image.Image, outline: list[tuple[float, float]], colour: str) -> Image.Image:
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).polygon(outline, fill=150)
    mask = mask.filter(ImageFilter.GaussianBlur(image.width / 160))
    return Image.composite(Image.new("RGB", image.size, colour), image, mask)


def _town(pen: ImageDraw.ImageDraw, place, name: str, side: str, face: Type, inks: dict[str, str], width: int) -> None:
    x, y = place
    r = width / 170
    pen.ellipse([x - 1.9 * r, y - 1.9 * r, x + 1.9 * r, y + 1.9 * r], outline=inks["accent"], width=max(2, width // 700))
    pen.ellipse([x - r, y - r, x + r, y + r], fill=inks["accent"])
    shift = 3.2 * r
    face.draw(pen, (x + shift if side == "r" else x - shift, y + face.size * 0.34), name, inks["ink"], "l" if side == "r" else "r")


def country_mask(width: int, margin: float = 0.04) -> Image.Image:
    """Return Kazakhstan in white on black, `width` pixels wide, with its lakes and the Caspian left out."""
    view = Projection(46.0, 87.8, 40.0, 56.0, width)
    image = Image.new("L", view.size, 0)
    pen = ImageDraw.Draw(image)
    pen.polygon(view.line(outlines()["kazakhstan"]), fill=255)
    for name in ("balqash", "aral", "zaisan", "alakol"):
        pen.polygon(view.line(smooth_path(LAKES[name], 80, closed=True)), fill=0)
    edge = round(width * margin)
    whole = Image.new("L", (width + 2 * edge, image.height + 2 * edge), 0)
    whole.paste(image, (edge, edge))
    return whole


def relief_shade(mask: Image.Image, seed: int = 6) -> np.ndarray:
    """Return a soft shading (rows, columns) about 1, brighter to the north-west edge of the mask, as of a raised map."""
    field = np.asarray(mask.filter(ImageFilter.GaussianBlur(mask.width / 300))).astype(np.float32) / 255
    down, across = np.gradient(field)
    grain = np.random.default_rng(seed).normal(0, 0.012, field.shape)
    return 1 - (across + down) * mask.width / 90 + grain
