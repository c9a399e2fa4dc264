"""Normals for scans that come without: smooth where the surface is, sharp where it folds."""

import numpy as np
from numpy.typing import NDArray

from .scene import Floats, Indices, Surface

CREASE_DEGREES = 50.0
# Large scans are of natural surfaces; looking for folds in them costs time and gains nothing.
MAX_CREASED_TRIANGLES = 400_000


def face_vectors(positions: Floats, triangles: Indices) -> NDArray[np.float64]:
    """For each triangle a vector along its normal, twice as long as its area."""
    a, b, c = (positions[triangles[:, corner]].astype(np.float64) for corner in range(3))
    return np.cross(b - a, c - a)


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, length, out=np.tile([0.0, 1.0, 0.0], (len(vectors), 1)), where=length > 1e-30)


def smooth_normals(positions: Floats, triangles: Indices) -> Floats:
    """The mean of the normals around each point, larger triangles counting more."""
    faces = face_vectors(positions, triangles)
    corners = triangles.ravel()
    spread = np.repeat(faces, 3, axis=0)
    sums = [np.bincount(corners, spread[:, axis], minlength=len(positions)) for axis in range(3)]
    return _unit(np.stack(sums, axis=1)).astype(np.float32)


def with_normals(surface: Surface) -> Surface:
    """The surface with normals; points on sharp folds are doubled so that both sides keep their own."""
    if surface.normals is not None:
        return surface
    smooth = smooth_normals(surface.positions, surface.triangles)
    if len(surface.triangles) > MAX_CREASED_TRIANGLES:
        surface.normals = smooth
        return surface
    flat = _unit(face_vectors(surface.positions, surface.triangles)).astype(np.float32)
    corner_normals = smooth[surface.triangles]
    folded = np.einsum("ijk,ik->ij", corner_normals, flat) < np.cos(np.radians(CREASE_DEGREES))
    if not folded.any():
        surface.normals = smooth
        return surface
    return _split(surface, smooth, flat, folded)


def _split(surface: Surface, smooth: Floats, flat: Floats, folded: NDArray[np.bool_]) -> Surface:
    """Give the folded corners points of their own, one for each point and direction."""
    face_of, corner_of = np.nonzero(folded)
    points = surface.triangles[face_of, corner_of].astype(np.int64)
    direction = np.rint(flat[face_of] * 4).astype(np.int64) + 4
    key = points * 729 + direction[:, 0] * 81 + direction[:, 1] * 9 + direction[:, 2]
    _unique, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    base = len(surface.positions)
    triangles = surface.triangles.copy()
    triangles[face_of, corner_of] = (base + inverse).astype(np.uint32)
    own = flat[face_of].astype(np.float64)
    columns = [np.bincount(inverse, own[:, axis], minlength=len(first)) for axis in range(3)]
    sums: NDArray[np.float64] = np.stack(columns, axis=1)
    origin = points[first]

    def grown(values: Floats | None) -> Floats | None:
        return None if values is None else np.concatenate([values, values[origin]])

    return Surface(
        np.concatenate([surface.positions, surface.positions[origin]]), triangles,
        np.concatenate([smooth, _unit(sums).astype(np.float32)]),
        grown(surface.uvs), grown(surface.colors), surface.material,
    )  # fmt: skip
