"""What a panorama says about itself: Google's Photo Sphere XMP (the GPano namespace), read by name only.

Source: https://developers.google.com/streetview/spherical-metadata. Values are written by many programs as
attributes or as elements, so both are searched; no XML parser touches the file.
"""

import re
from dataclasses import dataclass
from typing import Any

_ATTRIBUTE = re.compile(r"GPano:(\w+)\s*=\s*[\"']([^\"']{0,80})[\"']")
_ELEMENT = re.compile(r"<GPano:(\w+)>\s*([^<]{0,80}?)\s*</GPano:")

# Nobody sees a horizon that is off by less.
LEVEL_DEGREES = 0.02


@dataclass(frozen=True)
class Sphere:
    """Where the picture lies on the whole sphere, in pixels of the picture, and how to look at it first.

    `heading` is the compass direction of the picture's centre; `yaw` and `pitch` are degrees of the first view,
    `fov` its horizontal width. `pose_pitch` and `pose_roll` tell how the camera was tilted: degrees upwards, and
    clockwise seen from behind it. None where the file does not say.
    """

    full_width: int
    full_height: int
    left: int = 0
    top: int = 0
    heading: float | None = None
    yaw: float | None = None
    pitch: float | None = None
    fov: float | None = None
    pose_pitch: float | None = None
    pose_roll: float | None = None

    def pose(self) -> dict[str, float] | None:
        """How the camera was tilted; None when it stood level."""
        pitch = max(-90.0, min(90.0, self.pose_pitch or 0.0))
        roll = ((self.pose_roll or 0.0) + 180) % 360 - 180
        return {"pitch": round(pitch, 3), "roll": round(roll, 3)} if abs(pitch) + abs(roll) >= LEVEL_DEGREES else None

    def is_whole(self, width: int, height: int) -> bool:
        """Whether a picture of that size covers the whole sphere."""
        return self.full_width == width and self.full_height == height


def read_properties(xmp: str) -> dict[str, str]:
    """All GPano properties of an XMP packet as text."""
    return {**dict(_ATTRIBUTE.findall(xmp)), **dict(_ELEMENT.findall(xmp))}


def _number(properties: dict[str, str], name: str) -> float | None:
    try:
        value = float(properties[name])
    except (KeyError, ValueError):
        return None
    return value if abs(value) < 1e7 else None


def sphere_of(xmp: str, width: int, height: int) -> Sphere | None:
    """The sphere a picture of `width` × `height` says it lies on; None when it says nothing useful."""
    properties = read_properties(xmp)
    projection = properties.get("ProjectionType", "equirectangular").lower()
    if not properties or projection != "equirectangular":
        return None
    view: dict[str, Any] = {
        "heading": _number(properties, "PoseHeadingDegrees"),
        "yaw": _number(properties, "InitialViewHeadingDegrees"),
        "pitch": _number(properties, "InitialViewPitchDegrees"),
        "fov": _number(properties, "InitialHorizontalFOVDegrees"),
        "pose_pitch": _number(properties, "PosePitchDegrees"),
        "pose_roll": _number(properties, "PoseRollDegrees"),
    }
    full_width = _number(properties, "FullPanoWidthPixels")
    full_height = _number(properties, "FullPanoHeightPixels")
    if not full_width or not full_height:
        return Sphere(width, height, **view) if width == 2 * height else None
    # A picture that was scaled after stitching keeps the old numbers: scale them along.
    cropped_width = _number(properties, "CroppedAreaImageWidthPixels") or width
    scale = width / cropped_width if cropped_width > 0 else 1.0
    left = _number(properties, "CroppedAreaLeftPixels") or 0
    top = _number(properties, "CroppedAreaTopPixels") or 0
    return Sphere(
        max(width, round(full_width * scale)), max(height, round(full_height * scale)),
        max(0, round(left * scale)), max(0, round(top * scale)), **view,
    )  # fmt: skip
