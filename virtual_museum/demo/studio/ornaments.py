"""Steppe ornament drawn as vectors: «қошқар мүйіз», its borders and medallions, and the pictures made of them."""

import numpy as np
from PIL import Image, ImageDraw

from .forms import smooth_path
from .noise import noise_picture
from .relief import spiral

Points = list[tuple[float, float]]


class Board:
    """A drawing in units: the square −1..1 (or wider) on a picture, drawn twice as large and then reduced."""

    def __init__(self, width: int, height: int, ground: str, span: float = 2.0) -> None:
        self.size = (width, height)
        self.unit = 2 * width / span
        self.image = Image.new("RGB", (width * 2, height * 2), ground)
        self.draw = ImageDraw.Draw(self.image)

    def place(self, points) -> Points:
        """Return pixel places of points in units, y up, the origin in the middle."""
        w, h = self.image.size
        return [(w / 2 + x * self.unit, h / 2 - y * self.unit) for x, y in points]

    def fill(self, points, colour: str) -> None:
        """Fill a polygon."""
        self.draw.polygon(self.place(points), fill=colour)

    def line(self, points, width: float, colour: str) -> None:
        """Draw a round-ended line; width in units."""
        placed, pixels = self.place(points), max(1, round(width * self.unit))
        self.draw.line(placed, fill=colour, width=pixels)
        for x, y in placed:  # round joints; the library's own leave slits where a wide line bends
            self.draw.ellipse([x - pixels / 2, y - pixels / 2, x + pixels / 2, y + pixels / 2], fill=colour)

    def brush(self, points, widths, colour: str) -> None:
        """Draw a line that swells: a curve through the points with a width at each."""
        drawn = np.asarray(self.place(points))
        length = np.linalg.norm(np.diff(drawn, axis=0), axis=1).sum()
        path = smooth_path(points, max(len(points) * 30, int(length / 1.5)))
        radii = smooth_path(np.asarray(widths)[:, None], len(path))[:, 0] * self.unit / 2
        for (x, y), r in zip(self.place(path), radii, strict=True):
            self.draw.ellipse([x - r, y - r, x + r, y + r], fill=colour)

    def disc(self, centre, radius: float, colour: str) -> None:
        """Fill a circle."""
        (x, y), r = self.place([centre])[0], radius * self.unit
        self.draw.ellipse([x - r, y - r, x + r, y + r], fill=colour)

    def picture(self) -> Image.Image:
        """Return the finished picture at its own size."""
        return self.image.resize(self.size, Image.Resampling.LANCZOS)


def turned(points, degrees: float, centre=(0.0, 0.0), scale: float = 1.0) -> Points:
    """Return points scaled, turned and then moved to a centre."""
    c, s = np.cos(np.radians(degrees)) * scale, np.sin(np.radians(degrees)) * scale
    return [(centre[0] + x * c - y * s, centre[1] + x * s + y * c) for x, y in points]


def horns(size: float = 1.0) -> list[Points]:
    """Return the strokes of one «қошқар мүйіз» (ram's horn): a stem that opens into two volutes, about 1 unit high."""
    strokes = []
    for side in (-1, 1):
        stem = [(0, -0.5), (side * 0.03, -0.2), (side * 0.08, 0.05), (side * 0.2, 0.28)]
        curl = spiral((side * 0.34, 0.18), 0.24, 1.25, 120 if side > 0 else 60, -side, 0.2)
        strokes.append([(x * size, y * size) for x, y in stem + curl[1:]])
    strokes.append([(-0.22 * size, -0.22 * size), (0, -0.32 * size), (0.22 * size, -0.22 * size)])
    return strokes


def draw_horns(board: Board, centre, scale: float, degrees: float, width: float, colour: str) -> None:
    """Draw one ram's horn at a centre, pointing up and turned by degrees."""
    for stroke in horns():
        placed = turned(stroke, degrees, centre, scale)
        board.line([tuple(p) for p in smooth_path(placed, len(placed) * 6)], 0.62 * width * scale, colour)


def medallion(board: Board, centre, scale: float, colour: str, width: float = 0.12) -> None:
    """Draw four ram's horns about a diamond, the commonest medallion of felt rugs."""
    for degrees in (0, 90, 180, 270):
        offset = turned([(0, 0.62)], degrees, (0, 0), scale)[0]
        draw_horns(board, (centre[0] + offset[0], centre[1] + offset[1]), scale, degrees, width, colour)
    diamond = [(0, 0.17), (0.17, 0), (0, -0.17), (-0.17, 0)]
    board.fill(turned(diamond, 0, centre, scale), colour)


def border(board: Board, start, end, count: int, scale: float, colour: str, width: float = 0.14) -> None:
    """Draw a row of ram's horns along a line, each standing to the left of the line's direction."""
    (x1, y1), (x2, y2) = start, end
    degrees = np.degrees(np.arctan2(y2 - y1, x2 - x1))
    for i in range(count):
        t = (i + 0.5) / count
        draw_horns(board, (x1 + (x2 - x1) * t, y1 + (y2 - y1) * t), scale, degrees, width, colour)


def woolly(image: Image.Image, depth: float = 0.16, seed: int = 3, scale: float = 1.0) -> Image.Image:
    """Return a picture with the mottling of felt or cloth; `scale` enlarges it and adds the fibres one sees close by."""
    pixels = np.asarray(image).astype(np.float64)
    h, w = pixels.shape[:2]
    small = noise_picture(h // 2, w // 2, 5 * scale, 3 if scale == 1 else 6, seed)
    large = noise_picture(h // 8, w // 8, 12 * scale, 3, seed + 5)
    fine = np.asarray(Image.fromarray(small.astype(np.float32)).resize((w, h)))
    wide = np.asarray(Image.fromarray(large.astype(np.float32)).resize((w, h)))
    shade = 1 + depth * (0.6 * fine + 0.6 * wide)
    return Image.fromarray(np.clip(pixels * shade[..., None], 0, 255).astype(np.uint8))
