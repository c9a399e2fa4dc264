"""Scans lie as the scanner held them: three angles say how to turn one so that it stands upright.

`upright` is [x, y, z] in degrees: turned about z first, then y, then x (Euler angles XYZ as three.js names them).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .scene import Scene

Matrix = NDArray[np.float64]


def turning_matrix(upright: Sequence[float] | None) -> Matrix:
    """The 3×3 matrix that turns points of the file to their upright places; none or zeros turn nothing."""
    if not upright or not any(upright):
        return np.eye(3)
    cosine, sine = np.cos(np.radians(upright)), np.sin(np.radians(upright))
    about_x = np.array([[1, 0, 0], [0, cosine[0], -sine[0]], [0, sine[0], cosine[0]]])
    about_y = np.array([[cosine[1], 0, sine[1]], [0, 1, 0], [-sine[1], 0, cosine[1]]])
    about_z = np.array([[cosine[2], -sine[2], 0], [sine[2], cosine[2], 0], [0, 0, 1]])
    # Quarter turns are exact: no trace of 6e-17 may reach a file or a fact.
    return np.round(about_x @ about_y @ about_z, 12) + 0.0


def turn_scene(scene: Scene, upright: Sequence[float] | None) -> None:
    """Turn the scan in place; indices, texture coordinates and colours stay as they are."""
    if not upright or not any(upright):
        return
    turned = turning_matrix(upright).T.astype(np.float32)
    for surface in scene.surfaces:
        surface.positions = np.ascontiguousarray(surface.positions @ turned)
        if surface.normals is not None:
            surface.normals = np.ascontiguousarray(surface.normals @ turned)
