"""Reliefs in metal and stone: strokes and outlines drawn as vectors become heights, heights become meshes."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from .forms import Form, grid_faces, smooth_path

Array = np.ndarray


@dataclass(frozen=True)
class Stroke:
    """A swelling line of an animal's body: centre line points, radii along it, how high it rises and its section."""

    points: tuple
    radii: tuple
    rise: float = 1.0
    section: str = "round"  # "round" like a limb, "ridge" with two planes; "groove" cuts into and "added" lies upon the rest


@dataclass(frozen=True)
class Sheet:
    """Heights over a rectangle: `heights` (rows, columns) from the top row down, `outside` distance beyond the outline
    (negative within), both in the drawing's unit; the drawing spans width × height units about its centre."""

    heights: Array
    outside: Array
    width: float
    height: float


def sheet_of_strokes(strokes: list[Stroke], width: float, height: float, pixels: int = 640) -> Sheet:
    """Raise a sheet from strokes drawn in a rectangle of width × height units centred on the origin, y up."""
    columns, rows = pixels, round(pixels * height / width)
    heights = np.zeros((rows, columns))
    covered = np.zeros((rows, columns), dtype=bool)
    for stroke in strokes:
        _raise_stroke(stroke, heights, covered, width, height)
    return Sheet(heights, _signed_distance(covered) * width / columns, width, height)


def _raise_stroke(stroke: Stroke, heights: Array, covered: Array, width: float, height: float) -> None:
    rows, columns = heights.shape
    count = max(24, len(stroke.points) * 28)
    path = smooth_path(stroke.points, count)
    radii = np.maximum(smooth_path(np.array(stroke.radii)[:, None], count)[:, 0], width / columns)
    layer = np.full((rows, columns), -1.0)
    for (x, y), radius in zip(path, radii, strict=True):
        column, row, r = (x / width + 0.5) * columns, (0.5 - y / height) * rows, radius / width * columns
        top, bottom = max(0, int(row - r - 1)), min(rows, int(row + r + 2))
        left, right = max(0, int(column - r - 1)), min(columns, int(column + r + 2))
        if top >= bottom or left >= right:
            continue
        yy, xx = np.mgrid[top:bottom, left:right]
        ratio = np.hypot(xx - column, yy - row) / r
        section = np.sqrt(np.maximum(1 - ratio**2, 0)) if stroke.section == "round" else np.maximum(1 - ratio, 0)
        value = np.where(ratio <= 1, section * radius * abs(stroke.rise), -1.0)
        layer[top:bottom, left:right] = np.maximum(layer[top:bottom, left:right], value)
    inside = layer >= 0
    if stroke.section == "groove":
        heights[inside] -= layer[inside]
        return
    if stroke.section == "added":
        layer[inside] += heights[inside]
    np.maximum(heights, np.where(inside, layer, heights), out=heights)
    covered |= inside


def _signed_distance(covered: Array) -> Array:
    outside = ndimage.distance_transform_edt(~covered) - 0.5
    inside = ndimage.distance_transform_edt(covered) - 0.5
    return ndimage.gaussian_filter(np.where(covered, -inside, outside), 1.0)


def polygon_mask(polygons: list, width: float, height: float, pixels: int, holes: list | None = None) -> Array:
    """Return a soft mask 0..1 of polygons given in units about the centre, y up; drawn at four times the size."""
    columns, rows = pixels, round(pixels * height / width)
    image = Image.new("L", (columns * 3, rows * 3), 0)
    draw = ImageDraw.Draw(image)

    def placed(points) -> list[tuple[float, float]]:
        return [((x / width + 0.5) * columns * 3, (0.5 - y / height) * rows * 3) for x, y in points]

    for polygon in polygons:
        draw.polygon(placed(polygon), fill=255)
    for hole in holes or []:
        draw.polygon(placed(hole), fill=0)
    return np.asarray(image.resize((columns, rows), Image.Resampling.BOX)) / 255.0


def sheet_of_mask(mask: Array, width: float, height: float, rise: float, shoulder: float) -> Sheet:
    """Raise a mask to `rise` with a rounded shoulder of the given width, both in the drawing's unit."""
    distance = _signed_distance(mask > 0.5) * width / mask.shape[1]
    t = np.clip(-distance / shoulder, 0, 1)
    return Sheet(rise * np.sqrt(1 - (1 - t) ** 2), distance, width, height)


def plate(sheet: Sheet, size: float, thickness: float = 0.08, soften: float = 0.8) -> Form:
    """Return the sheet as a solid standing upright, facing −y, `size` metres wide, its lower edge on z = 0."""
    heights = ndimage.gaussian_filter(sheet.heights, soften)
    rows, columns = heights.shape
    xs = (np.arange(columns) + 0.5) / columns - 0.5
    ys = 0.5 - (np.arange(rows) + 0.5) / rows
    x, y = np.meshgrid(xs * sheet.width, ys * sheet.height)
    pull = np.clip(sheet.outside, 0, 1.6 * sheet.width / columns)
    slope_y, slope_x = np.gradient(sheet.outside)
    length = np.hypot(slope_x, slope_y) + 1e-9
    x, y = x - pull * slope_x / length, y + pull * slope_y / length
    keep = sheet.outside < 1.2 * sheet.width / columns
    edge = np.clip(-sheet.outside / (thickness * 0.5), 0, 1)
    front = heights + thickness * 0.5 * np.sqrt(np.clip(1 - (1 - edge) ** 2, 0, 1))
    back = -thickness * 0.5 * np.sqrt(np.clip(1 - (1 - edge) ** 2, 0, 1))
    form = _both_sides(x, y, front, back, keep)
    scale = size / (form.vertices[:, 0].max() - form.vertices[:, 0].min())
    form = form.scaled(scale)
    return form.moved(z=-form.bounds[0][2])


def _both_sides(x: Array, y: Array, front: Array, back: Array, keep: Array) -> Form:
    rows, columns = x.shape
    faces = grid_faces(rows, columns)
    faces = faces[keep.ravel()[faces].all(axis=1)]
    used = np.unique(faces)
    index = np.full(rows * columns, -1)
    index[used] = np.arange(len(used))
    flat = [value.ravel()[used] for value in (x, y, front, back)]
    near = np.stack([flat[0], -flat[2], flat[1]], 1)
    far = np.stack([flat[0], -flat[3], flat[1]], 1)
    faces = index[faces]
    return Form(np.concatenate([near, far]), np.concatenate([faces[:, ::-1], faces + len(used)]))


def spiral(centre, radius: float, turns: float, start: float = 0.0, hand: int = 1, inner: float = 0.15) -> list:
    """Return points of a spiral that begins on its outer radius at `start` degrees and winds inwards."""
    t = np.linspace(0, 1, max(8, int(turns * 14)))
    angle = np.radians(start) + hand * t * turns * 2 * np.pi
    r = radius * (1 - t * (1 - inner))
    return [(centre[0] + a * np.cos(b), centre[1] + a * np.sin(b)) for a, b in zip(r, angle, strict=True)]


def heightfield(heights: Array, width: float, height: float) -> Form:
    """Return an open upright surface facing −y from heights (rows, columns) in metres, standing on z = 0, with uv."""
    rows, columns = heights.shape
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(1, 0, rows))
    vertices = np.stack([((u - 0.5) * width).ravel(), -heights.ravel(), (v * height).ravel()], 1)
    return Form(vertices, grid_faces(rows, columns)[:, ::-1], uv=np.stack([u.ravel(), v.ravel()], 1))
