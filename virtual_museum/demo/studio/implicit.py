"""Organic bodies as blended distance fields, cut into meshes by marching cubes."""

from collections.abc import Callable

import numpy as np
from skimage.measure import marching_cubes

from .forms import Form, rotation

Field = Callable[[np.ndarray], np.ndarray]


def ellipsoid(centre, radii, axis: str = "z", degrees: float = 0.0) -> Field:
    """Return the (approximate) distance to an ellipsoid, turned about one axis."""
    centre, radii, turn = np.asarray(centre), np.asarray(radii), rotation(axis, degrees)

    def distance(points: np.ndarray) -> np.ndarray:
        local = (points - centre) @ turn
        k = np.linalg.norm(local / radii, axis=1)
        return k * (k - 1.0) / (np.linalg.norm(local / radii**2, axis=1) + 1e-9)

    return distance


def limb(start, end, first: float, last: float | None = None) -> Field:
    """Return the distance to a rounded limb whose radius changes from `first` to `last`."""
    start, end = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    last = first if last is None else last
    along = end - start

    def distance(points: np.ndarray) -> np.ndarray:
        t = np.clip((points - start) @ along / (along @ along), 0, 1)
        return np.linalg.norm(points - start - t[:, None] * along, axis=1) - (first + (last - first) * t)

    return distance


def block(centre, half, rounding: float, axis: str = "z", degrees: float = 0.0) -> Field:
    """Return the distance to a rounded box."""
    centre, half, turn = np.asarray(centre), np.asarray(half), rotation(axis, degrees)

    def distance(points: np.ndarray) -> np.ndarray:
        q = np.abs((points - centre) @ turn) - (half - rounding)
        return np.linalg.norm(np.maximum(q, 0), axis=1) + np.minimum(q.max(axis=1), 0) - rounding

    return distance


def chain(points, radii) -> list[Field]:
    """Return limbs that follow a line of points, each with its own radius."""
    return [limb(points[i], points[i + 1], radii[i], radii[i + 1]) for i in range(len(points) - 1)]


def united(fields: list[Field], blend: float) -> Field:
    """Return the smooth union; `blend` is the width of the fillet in metres."""

    def distance(points: np.ndarray) -> np.ndarray:
        result = fields[0](points)
        for one in fields[1:]:
            other = one(points)
            h = np.clip(0.5 + 0.5 * (other - result) / blend, 0, 1)
            result = other * (1 - h) + result * h - blend * h * (1 - h)
        return result

    return distance


def carved(body: Field, tools: list[Field], blend: float) -> Field:
    """Return the body with tools cut out of it, edges softened over `blend` metres."""

    def distance(points: np.ndarray) -> np.ndarray:
        result = body(points)
        for one in tools:
            other = -one(points)
            h = np.clip(0.5 - 0.5 * (other - result) / blend, 0, 1)
            result = other * (1 - h) + result * h + blend * h * (1 - h)
        return result

    return distance


def meshed(body: Field, low, high, step: float) -> Form:
    """Cut a field into a mesh inside the box low..high with cells of `step` metres."""
    axes = [np.arange(low[i] - 2 * step, high[i] + 2 * step, step) for i in range(3)]
    shape = tuple(len(axis) for axis in axes)
    values = np.empty(shape, dtype=np.float32)
    plane = np.stack(np.meshgrid(axes[1], axes[2], indexing="ij"), axis=-1).reshape(-1, 2)
    for index, x in enumerate(axes[0]):
        points = np.column_stack([np.full(len(plane), x), plane])
        values[index] = body(points).reshape(shape[1:])
    vertices, faces, _, _ = marching_cubes(values, 0.0, spacing=(step, step, step))
    return Form(vertices + np.array([axis[0] for axis in axes]), faces.astype(np.int64))
