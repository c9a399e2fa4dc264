"""360° panoramas: from an equirectangular picture to tiles a phone can walk through.

`pano@1`: 512-pixel JPEG tiles in levels whose columns are powers of two (all in one file, `tiles.zip`, stored
without compression and read by range), a 1024-pixel base in WebP and JPEG and a tiny placeholder.
`still@1`: a flat perspective picture of the first view, for pages without a viewer.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyvips

from . import limits
from .gpano import Sphere, sphere_of
from .images import JPEG_QUALITY, WEBP_QUALITY, check_header, open_upright, placeholder
from .perspective import Pose, perspective
from .refusals import Refusal
from .results import Conversion, Made, Source
from .sniff import Sniffed
from .tile_pack import FIRST_LEVEL_COLUMNS, TILE, whole_level, write_tiles

BASE_WIDTH = 1024
STILL_SIZE = (1600, 900)
# At the usual angle of view a level this wide has a pixel for each of the still picture's.
STILL_SOURCE_WIDTH = 8192
DEFAULT_FOV = 75.0
# A picture up to a tenth wider than a grid is brought down to it; a wider one goes up to the next.
ROUND_DOWN_SLACK = 1.1
# Stitchers round; a picture this near to 2 : 1 is a whole sphere.
SHAPE_TOLERANCE = 0.01
BEYOND_CROP = [24, 24, 26]


@dataclass(frozen=True)
class Frame:
    """How the picture becomes the whole sphere: `width` × `width / 2` pixels, the picture scaled and placed."""

    width: int
    left: int
    top: int
    picture_width: int
    picture_height: int

    @property
    def height(self) -> int:
        """Pixels from pole to pole."""
        return self.width // 2

    @property
    def is_whole(self) -> bool:
        """Whether the picture covers the sphere."""
        return self.picture_width == self.width and self.picture_height == self.height

    def crop(self) -> dict[str, float] | None:
        """The covered part of the sphere as fractions of its width and height; None for a whole one."""
        if self.is_whole:
            return None
        return {
            "x": round(self.left / self.width, 5), "y": round(self.top / self.height, 5),
            "width": round(self.picture_width / self.width, 5), "height": round(self.picture_height / self.height, 5),
        }  # fmt: skip


def _xmp(image: pyvips.Image) -> str:
    data = image.get("xmp-data") if image.get_typeof("xmp-data") else b""
    return bytes(data)[: 1 << 20].decode("utf-8", "replace")


def grid_columns(width: float) -> int:
    """Columns of the finest level for a sphere `width` pixels around: a power of two between 4 and 64."""
    exact = max(FIRST_LEVEL_COLUMNS, width / TILE / ROUND_DOWN_SLACK)
    return min(64, 2 ** math.ceil(math.log2(exact) - 1e-9))


def frame_of(width: int, height: int, sphere: Sphere | None) -> Frame:
    """Place a picture on the sphere. Raises Refusal for a shape that is no panorama."""
    if sphere is None or (sphere.is_whole(width, height) and abs(width - 2 * height) > width * SHAPE_TOLERANCE):
        if abs(width - 2 * height) > width * SHAPE_TOLERANCE:
            raise Refusal("panorama-shape", width=width, height=height)
        sphere = Sphere(width, height)
    if abs(sphere.full_width - 2 * sphere.full_height) > sphere.full_width * SHAPE_TOLERANCE:
        raise Refusal("panorama-shape", width=sphere.full_width, height=sphere.full_height)
    if sphere.full_width > 8 * width or sphere.full_width > limits.MAX_SIDE:
        raise Refusal("panorama-shape", width=sphere.full_width, height=sphere.full_height)
    if sphere.full_width < limits.MIN_PANORAMA_WIDTH:
        raise Refusal("panorama-too-small", width=sphere.full_width, minimum=limits.MIN_PANORAMA_WIDTH)
    # Any other width is scaled, once and while it is decoded: the viewer wants columns in powers of two, and tiles of
    # 512 pixels hold whole blocks of JPEG, where 6000 pixels in 16 columns would cut blocks at every seam.
    target = grid_columns(sphere.full_width) * TILE
    across, down = target / sphere.full_width, target / 2 / sphere.full_height
    picture_width = min(target, max(1, round(width * across)))
    picture_height = min(target // 2, max(1, round(height * down)))
    left = min(round(sphere.left * across), target - picture_width)
    top = min(round(sphere.top * down), target // 2 - picture_height)
    return Frame(target, left, top, picture_width, picture_height)


def _placed(image: pyvips.Image, frame: Frame) -> pyvips.Image:
    if (image.width, image.height) != (frame.picture_width, frame.picture_height):
        image = image.resize(frame.picture_width / image.width, vscale=frame.picture_height / image.height)
        image = image.extract_area(0, 0, min(image.width, frame.picture_width), min(image.height, frame.picture_height))
        image = image.embed(0, 0, frame.picture_width, frame.picture_height, extend="copy")
    if frame.is_whole:
        return image
    return image.embed(frame.left, frame.top, frame.width, frame.height, extend="background", background=BEYOND_CROP)


def initial_view(sphere: Sphere | None, frame: Frame) -> dict[str, float]:
    """The first view in degrees: what the file asks for, else ahead; inside the covered part."""
    yaw = (sphere.yaw if sphere and sphere.yaw is not None else 0.0) % 360
    pitch = max(-90.0, min(90.0, sphere.pitch if sphere and sphere.pitch is not None else 0.0))
    fov = max(10.0, min(120.0, sphere.fov if sphere and sphere.fov is not None else DEFAULT_FOV))
    crop = frame.crop()
    if crop and (sphere is None or sphere.yaw is None):
        yaw = ((crop["x"] + crop["width"] / 2 - 0.5) * 360) % 360
    if crop and (sphere is None or sphere.pitch is None):
        pitch = (0.5 - crop["y"] - crop["height"] / 2) * 180
    return {"yaw": round(yaw, 2), "pitch": round(pitch, 2), "fov": round(fov, 2)}


def _write_base(small: pyvips.Image, folder: Path) -> str:
    small.webpsave(str(folder / "base.webp"), Q=WEBP_QUALITY, effort=4, keep="none")
    small.jpegsave(str(folder / "base.jpg"), Q=JPEG_QUALITY, interlace=True, keep="none")
    return placeholder(small, 32)


def _still_fov(fov: float) -> float:
    """A flat picture wider than 95° looks stretched, one narrower than the usual view hides the hall."""
    return max(DEFAULT_FOV, min(95.0, fov))


def _write_still(middle: pyvips.Image, view: dict[str, float], pose: Pose | None, folder: Path) -> dict[str, Any]:
    fov = _still_fov(view["fov"])
    flat = perspective(middle, view["yaw"], view["pitch"], fov, STILL_SIZE, pose).copy_memory()
    sizes = []
    for width in (800, STILL_SIZE[0]):
        scaled = flat if width == flat.width else flat.thumbnail_image(width)
        scaled.webpsave(str(folder / f"{width}.webp"), Q=WEBP_QUALITY, effort=3, keep="none")
        scaled.jpegsave(str(folder / f"{width}.jpg"), Q=JPEG_QUALITY, interlace=True, keep="none")
        sizes.append({"width": scaled.width, "height": scaled.height, "webp": f"{width}.webp", "jpeg": f"{width}.jpg"})
    return {"width": flat.width, "height": flat.height, "sizes": sizes, "placeholder": placeholder(flat), "view": view}


def convert_panorama(source: Source, sniffed: Sniffed) -> Conversion:
    """`pano@1` and `still@1` of an equirectangular picture, whole or cropped. Raises Refusal."""
    header = check_header(source.path)
    sphere = sphere_of(_xmp(header), header.width, header.height)
    frame = frame_of(header.width, header.height, sphere)
    try:
        folder = source.folder("pano@1")
        # Decoding the original costs most, so it is read once; everything smaller is made from the tiles.
        levels, index = write_tiles(_placed(open_upright(source.path), frame), folder)
        tiny = _write_base(whole_level(folder, index, levels[0]).resize(BASE_WIDTH / levels[0]["width"]), folder)
        view = initial_view(sphere, frame)
        middle = [level for level in levels if level["width"] <= STILL_SOURCE_WIDTH][-1]
        pose = sphere.pose() if sphere else None
        still = _write_still(whole_level(folder, index, middle), view, pose, source.folder("still@1"))
    except pyvips.Error as error:
        raise Refusal("image-damaged") from error
    meta = {
        "width": frame.width, "height": frame.height, "levels": levels, "tiles": len(index), "placeholder": tiny,
        "crop": frame.crop(), "initial": view, "heading": sphere.heading if sphere else None, "pose": pose,
    }  # fmt: skip
    facts = {"width": header.width, "height": header.height, "format": sniffed.format}
    return Conversion("panorama", sniffed.media_type, facts, [Made("pano@1", meta), Made("still@1", still)])
