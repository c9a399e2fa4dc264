"""Where the photographer stands: a long lens from slightly above, near enough that the scan fills the frame."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .scene import Floats

FIELD_OF_VIEW = 24.0
YAW, PITCH = 32.0, 13.0
# Things that lie flat are looked at from higher up.
STEEP_PITCH = 28.0
FILLED = 0.80


@dataclass
class Camera:
    """A perspective camera: rows of `axes` are right, up and towards the viewer; `place` is in the world."""

    axes: NDArray[np.float64]
    place: NDArray[np.float64]
    focal: float
    shift: NDArray[np.float64]
    size: tuple[int, int]

    def view(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points in the camera's own axes; z is negative in front."""
        return (points - self.place) @ self.axes.T

    def project(self, points: NDArray[np.float64]) -> tuple[Floats, Floats]:
        """Pixel coordinates n×2 and 1/distance n."""
        seen = self.view(points)
        inverse = -1.0 / seen[:, 2]
        x = seen[:, 0] * inverse * self.focal + self.size[0] / 2 + self.shift[0]
        y = -seen[:, 1] * inverse * self.focal + self.size[1] / 2 + self.shift[1]
        return np.stack([x, y], axis=1).astype(np.float32), inverse.astype(np.float32)

    def rays(self, x: Floats, y: Floats) -> Floats:
        """Directions in the world through the given pixel centres."""
        across = (x - self.size[0] / 2 - self.shift[0]) / self.focal
        up = -(y - self.size[1] / 2 - self.shift[1]) / self.focal
        local = np.stack([across, up, -np.ones_like(across)], axis=-1)
        return (local @ self.axes).astype(np.float32)


def three_quarters(points: NDArray[np.float64], extent: NDArray[np.float64], size: tuple[int, int]) -> Camera:
    """A camera that shows the scan at three quarters and fills the frame; a flat thing shows its broad side."""
    yaw = np.radians(YAW)
    if extent[2] > 2.2 * extent[0]:
        yaw = np.radians(90 - YAW * 0.8)
    elif extent[0] > 2.2 * extent[2]:
        yaw = np.radians(YAW * 0.8)
    return _fitted(standing_at(float(yaw), extent, size), points[:: max(1, len(points) // 200_000)])


def standing_at(yaw: float, extent: NDArray[np.float64], size: tuple[int, int]) -> Camera:
    """A camera that looks at the middle of the scan from the side at `yaw` radians, not yet at the right distance."""
    pitch = np.radians(PITCH if extent[1] > 0.35 * max(extent[0], extent[2]) else STEEP_PITCH)
    back = np.array([np.sin(yaw) * np.cos(pitch), np.sin(pitch), np.cos(yaw) * np.cos(pitch)])
    right = np.array([np.cos(yaw), 0.0, -np.sin(yaw)])
    axes = np.stack([right, np.cross(back, right), back])
    focal = size[1] / 2 / np.tan(np.radians(FIELD_OF_VIEW) / 2)
    return Camera(axes, back / np.sin(np.radians(FIELD_OF_VIEW) / 2), float(focal), np.zeros(2), size)


def turntable(
    points: NDArray[np.float64], extent: NDArray[np.float64], size: tuple[int, int], count: int
) -> list[Camera]:
    """Cameras all around the scan at one distance, so that it seems to turn in its place; the first is the front."""
    reach, height = _outline(np.hypot(points[:, 0], points[:, 2]), points[:, 1])
    # Whatever the turn, no point comes further out than its circle.
    around = np.concatenate([
        np.stack([reach * np.sin(angle), height, reach * np.cos(angle)], axis=1)
        for angle in np.linspace(0, 2 * np.pi, 8, endpoint=False)
    ])  # fmt: skip
    fitted = _fitted(standing_at(0.0, extent, size), around)
    distance = float(np.linalg.norm(fitted.place))
    cameras = [standing_at(2 * np.pi * number / count, extent, size) for number in range(count)]
    return [Camera(one.axes, one.axes[2] * distance, one.focal, fitted.shift, size) for one in cameras]


def _outline(
    reach: NDArray[np.float64], height: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of points at those distances from the axis those that stand out: furthest in one of 64 directions up or down.

    No picture of the turning scan reaches beyond theirs by more than a thousandth.
    """
    far = {int(np.argmax(reach * np.cos(angle) + height * np.sin(angle)))
           for angle in np.linspace(-np.pi / 2, np.pi / 2, 64)}  # fmt: skip
    chosen = sorted(far)
    return reach[chosen], height[chosen]


def _fitted(camera: Camera, points: NDArray[np.float64]) -> Camera:
    """The camera moved so that the points fill the frame, with the picture's middle in theirs."""
    size, back = np.array(camera.size), camera.axes[2]
    distance = float(np.linalg.norm(camera.place))
    for _step in range(4):
        pixels, _depth = camera.project(points)
        low, high = pixels.min(axis=0), pixels.max(axis=0)
        share = float(((high - low) / (size * FILLED)).max())
        distance = max(1.15, distance * share)
        camera.place = back * distance
    pixels, _depth = camera.project(points)
    low, high = pixels.min(axis=0), pixels.max(axis=0)
    camera.shift = size / 2 - (low + high) / 2 + np.array([0, size[1] * 0.005])
    return camera
