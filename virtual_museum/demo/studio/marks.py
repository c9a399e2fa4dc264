"""What tools and years leave on a surface. A render shows it by bumps; a web model carries it in its triangles."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from .finishes import Part
from .forms import Form, normals, welded, with_edges_split
from .noise import noise

Array = np.ndarray
SMALLEST = 1 / 45  # of the exhibit's longest side: a coin's marks are finer than a cauldron's
DIRT = 0.20  # how much darker the bottom of a mark is
FINENESS = 1.6  # triangles before thinning, as parts of those that remain; flat places give theirs up to the marks


def marked(parts: list[Part], triangles: int) -> list[Part]:
    """Return the parts with the marks of their finishes pressed in, divided finely enough for `triangles` to show them."""
    sides = np.ptp(np.concatenate([part.form.vertices for part in parts]), axis=0)
    edge = 1.5 * np.sqrt(sum(_area(part.form) for part in parts) / triangles / FINENESS)
    return [_marked(part, edge, float(sides.max()) * SMALLEST) for part in parts]


def _marked(part: Part, edge: float, largest: float) -> Part:
    finish, form = part.finish, part.form
    if finish.grain == 0:
        return part
    uv = None if finish.picture is None else form.uv  # without a picture coordinates would only keep neighbours apart
    form = with_edges_split(welded(replace(form, uv=uv), 1e-7), edge)
    size = max(min(finish.grain_size * 1.6, largest), 2.0 * edge)
    height = MARKS[finish.marks](form.vertices, size)
    depth = finish.grain * min(finish.grain_size, largest) * 0.30
    form = form.bent(lambda v: v + (depth * height)[:, None] * normals(form))
    if form.colours is not None:
        form = form.painted(form.colours * (1 + DIRT * np.clip(height, -1.2, 0.6))[:, None])
    return replace(part, form=form)


def _area(form: Form) -> float:
    a, b, c = (form.vertices[form.faces[:, corner]] for corner in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def _struck(points: Array, size: float) -> tuple[Array, Array]:
    """Return the distances, in parts of `size`, to the nearest two of blows that fell about `size` apart."""
    rng = np.random.default_rng(8)
    shuffled = points[rng.permutation(len(points))]
    _, first = np.unique(np.floor(shuffled / size).astype(np.int64), axis=0, return_index=True)
    blows = shuffled[first]
    if len(blows) < 2:
        return np.ones(len(points)), np.ones(len(points))
    near = cKDTree(blows).query(points, k=2)[0] / size
    return near[:, 0], near[:, 1]


def _hammered(points: Array, size: float) -> Array:
    """Shallow bowls that meet in low ridges, as a round hammer leaves them on sheet metal."""
    first, _ = _struck(points, size * 1.4)
    return np.clip(first, 0, 1) ** 2 * 1.7 - 0.6 + 0.35 * noise(points, size * 3, 4, 3)


def _cast(points: Array, size: float) -> Array:
    """The skin of a casting: slow waves, grains of sand, a pore here and there."""
    first, _ = _struck(points, size * 1.3)
    return 0.7 * noise(points, size * 3, 6, 5) - 0.9 * np.clip(1 - 3.2 * first, 0, 1)


def _pecked(points: Array, size: float) -> Array:
    """Pits of a stone tool over the breaks of the stone itself."""
    first, _ = _struck(points, size)
    return 0.8 * noise(points, size * 4, 6, 7) - 1.1 * np.clip(1 - 1.8 * first, 0, 1) ** 1.5


def _fibrous(points: Array, size: float) -> Array:
    """Wood worked with the grain: long fibres along its longest side and the flats of a knife."""
    stretch = np.where(np.arange(3) == np.argmax(np.ptp(points, axis=0)), 1 / 14, 1.0)
    first, _ = _struck(points * np.where(stretch < 1, 0.3, 1.0), size * 3)
    return 0.9 * noise(points * stretch, size * 1.2, 4, 9) + 0.5 * np.clip(first, 0, 1) ** 2


def _creased(points: Array, size: float) -> Array:
    """Leather: small cushions with creases between them."""
    first, second = _struck(points, size * 1.2)
    return 0.7 - 1.5 * np.exp(-((second - first) / 0.16) ** 2) + 0.3 * noise(points, size * 6, 3, 11)


def _matted(points: Array, size: float) -> Array:
    """Felt, fur and cloth: soft lumps and strands that cross."""
    strands = np.abs(noise(points * np.array([1.0, 0.25, 0.4]), size, 3, 13)) + np.abs(noise(points * np.array([0.25, 1.0, 0.6]), size, 3, 14))
    return 0.6 * noise(points, size * 4, 3, 15) + 1.0 - 1.6 * strands


def _smoothed(points: Array, size: float) -> Array:
    """What polish leaves: hardly more than the waves of the last abrasive."""
    return 0.6 * noise(points, size * 4, 4, 17)


MARKS: dict[str, Callable[[Array, float], Array]] = {
    "hammered": _hammered, "cast": _cast, "pecked": _pecked, "fibrous": _fibrous, "creased": _creased, "matted": _matted,
    "smoothed": _smoothed,
}
