"""Flat pictures out of equirectangular ones."""

import math

import numpy as np
import pyvips
from numpy.typing import NDArray

Angles = NDArray[np.float32]
# Degrees: `pitch` upwards, `roll` clockwise.
Pose = dict[str, float]
# Interpolating at an edge looks this many pixels beyond it.
_MARGIN = 4


def perspective(
    sphere: pyvips.Image, yaw: float, pitch: float, fov: float, size: tuple[int, int], pose: Pose | None = None
) -> pyvips.Image:
    """A flat picture out of an equirectangular one: degrees, yaw clockwise from the centre, `fov` horizontal.

    `pose` (pitch and roll) tells how the camera was tilted; the flat picture is level.
    """
    width, height = size
    half = math.tan(math.radians(fov) / 2)
    x = np.linspace(-half, half, width, dtype=np.float32)[None, :]
    y = np.linspace(half, -half, height, dtype=np.float32)[:, None] * (height / width)
    length = np.sqrt(x * x + y * y + 1)
    tilt = math.radians(pitch)
    up = (y * math.cos(tilt) + math.sin(tilt)) / length
    ahead = (math.cos(tilt) - y * math.sin(tilt)) / length
    longitude = np.arctan2(x / length, ahead) + math.radians(yaw)
    latitude = np.arcsin(np.clip(up, -1, 1))
    if pose:
        longitude, latitude = _as_taken(longitude, latitude, pose)
    column = (longitude / (2 * math.pi) + 0.5) % 1.0 * sphere.width + _MARGIN - 0.5
    row = (0.5 - latitude / math.pi) * sphere.height - 0.5 + _MARGIN
    places = np.dstack([np.broadcast_to(column, row.shape), row]).astype(np.float32)
    index = pyvips.Image.new_from_array(places)
    interpolate = pyvips.Interpolate.new("bicubic")
    return _wrapped(sphere).mapim(index, interpolate=interpolate).copy(interpretation="srgb")


def _as_taken(longitude: Angles, latitude: Angles, pose: Pose) -> tuple[Angles, Angles]:
    """Where a direction of the level world lies in the picture of a tilted camera.

    As the Photo Sphere metadata counts: the camera is turned up by its pitch, then round its own axis by its roll.
    """
    right, up, ahead = (
        np.cos(latitude) * np.sin(longitude), np.sin(latitude), np.cos(latitude) * np.cos(longitude)
    )  # fmt: skip
    pitch, roll = math.radians(pose["pitch"]), math.radians(pose["roll"])
    up, ahead = up * math.cos(pitch) - ahead * math.sin(pitch), up * math.sin(pitch) + ahead * math.cos(pitch)
    right, up = right * math.cos(roll) - up * math.sin(roll), right * math.sin(roll) + up * math.cos(roll)
    return np.arctan2(right, ahead), np.arcsin(np.clip(up, -1, 1))


def _wrapped(sphere: pyvips.Image) -> pyvips.Image:
    """The sphere with a margin: round the back it goes on with the other side, at the poles with the last row."""
    before = sphere.extract_area(sphere.width - _MARGIN, 0, _MARGIN, sphere.height)
    after = sphere.extract_area(0, 0, _MARGIN, sphere.height)
    wide = before.join(sphere, "horizontal").join(after, "horizontal")
    return wide.embed(0, _MARGIN, wide.width, wide.height + 2 * _MARGIN, extend="copy")
