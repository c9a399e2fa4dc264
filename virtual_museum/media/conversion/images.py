"""Photographs: one upright sRGB picture from whatever the camera or the restorer's scanner wrote.

`sizes@1`: WebP and JPEG in several widths and a tiny placeholder. `pyramid@1`: a tiled pyramidal TIFF that the
IIIF Image API reads regions from. Neither carries EXIF, GPS or XMP of the original.
"""

import base64
from pathlib import Path
from typing import Any

import pyvips

from . import limits
from .refusals import Refusal
from .results import Conversion, Made, Source
from .sniff import Sniffed

WIDTHS = (320, 640, 1024, 1600, 2400)
WEBP_QUALITY = 80
JPEG_QUALITY = 82
# What viewers ask for most is a tile as it lies in the pyramid; so it has their size, and a quality fit to be sent.
PYRAMID_QUALITY = 85
PYRAMID_TILE = 512
PLACEHOLDER_WIDTH = 24

_LOADERS = ("Jpeg", "Png", "Webp", "Tiff", "Nsgif", "Heif")


def guard_libvips() -> None:
    """Leave libvips only the loaders of the formats we take, and no cache of operations."""
    pyvips.block_untrusted_set(True)
    pyvips.operation_block_set("VipsForeignLoad", True)
    for loader in _LOADERS:
        pyvips.operation_block_set(f"VipsForeignLoad{loader}", False)
    pyvips.cache_set_max(0)


def check_header(path: Path) -> pyvips.Image:
    """The picture opened lazily, its size checked. Raises Refusal."""
    try:
        image = pyvips.Image.new_from_file(str(path), access="sequential", fail_on="truncated")
    except pyvips.Error as error:
        raise Refusal("image-damaged") from error
    check_pixels(image, limits.MAX_PIXELS)
    if image.width < 2 or image.height < 2:
        raise Refusal("image-damaged")
    return image


def check_pixels(image: pyvips.Image, limit: int) -> None:
    """Raise Refusal for a picture of more than `limit` pixels, or of a side that no writer of pictures takes."""
    width, height = image.width, image.height
    if width * height > limit or max(width, height) > limits.MAX_SIDE:
        millions = round(limit / 1_000_000)
        raise Refusal("image-too-many-pixels", width=width, height=height, limit=millions, side=limits.MAX_SIDE)


def open_upright(path: Path) -> pyvips.Image:
    """The whole picture, upright, in 8-bit sRGB with three bands and no metadata but its size."""
    image = check_header(path)
    if _orientation(image) > 1:
        # Turning by 90° reads columns, which a sequential reader cannot give.
        image = pyvips.Image.new_from_file(str(path), access="random", fail_on="truncated").autorot()
    return to_srgb(image)


def _orientation(image: pyvips.Image) -> int:
    return int(image.get("orientation")) if image.get_typeof("orientation") else 1


def to_srgb(image: pyvips.Image) -> pyvips.Image:
    """The same picture in 8-bit sRGB: ICC profiles applied, CMYK and 16 bit brought down, alpha laid on white."""
    if image.hasalpha():
        top = 65535 if image.interpretation in ("rgb16", "grey16") else 255
        image = image.flatten(background=[top])
    image = _through_profile(image)
    if image.interpretation != "srgb" or image.bands != 3:
        image = _plain_srgb(image)
    return image.cast("uchar") if image.format != "uchar" else image


def _through_profile(image: pyvips.Image) -> pyvips.Image:
    try:
        if image.get_typeof("icc-profile-data"):
            return image.icc_transform("srgb", embedded=True, depth=8, intent="relative", black_point_compensation=True)
        if image.interpretation == "cmyk":
            return image.icc_transform("srgb", input_profile="cmyk", depth=8, intent="relative")
    except pyvips.Error:
        # A profile that does not fit its picture is ignored, as every viewer does.
        return image
    return image


def _plain_srgb(image: pyvips.Image) -> pyvips.Image:
    if image.format in ("float", "double", "complex", "int", "uint", "short", "char") and image.bands not in (3, 4):
        # Measured values without a colour meaning (an X-ray, a height map): stretch what is there.
        image = image.extract_band(0).scaleimage()
    if image.interpretation in ("multiband", "histogram", "matrix"):
        image = image.extract_band(0, n=3 if image.bands >= 3 else 1)
        name = {"ushort": ("grey16", "rgb16")}.get(image.format, ("b-w", "srgb"))[image.bands == 3]
        image = image.copy(interpretation=name)
    try:
        image = image.colourspace("srgb")
    except pyvips.Error as error:
        raise Refusal("unsupported-format", format=str(image.interpretation)) from error
    if image.bands == 1:
        image = pyvips.Image.bandjoin([image, image, image]).copy(interpretation="srgb")
    return image.extract_band(0, n=3) if image.bands > 3 else image


def reduced(path: Path, width: int) -> pyvips.Image:
    """The upright picture at most `width` pixels wide, in memory; reads JPEG at reduced size, so it is quick."""
    try:
        header = check_header(path)
        across = header.height if _orientation(header) >= 5 else header.width
        down = header.width if _orientation(header) >= 5 else header.height
        scale = min(1.0, width / across)
        if header.interpretation in ("multiband", "histogram") or header.format not in ("uchar", "ushort"):
            return open_upright(path).resize(scale).copy_memory() if scale < 1 else open_upright(path).copy_memory()
        # Of what is plain sRGB already libvips would make sRGB all the same, pixel by pixel, for half of all the time.
        is_plain = header.interpretation == "srgb" and header.format == "uchar"
        profile = {} if is_plain and not header.get_typeof("icc-profile-data") else {"output_profile": "srgb"}
        image = pyvips.Image.thumbnail(
            str(path), max(1, round(across * scale)), height=max(1, round(down * scale)), size="force",
            fail_on="truncated", **profile,
        )  # fmt: skip
        return to_srgb(image).copy_memory()
    except pyvips.Error as error:
        raise Refusal("image-damaged") from error


def placeholder(image: pyvips.Image, width: int = PLACEHOLDER_WIDTH) -> str:
    """A tiny WebP of the picture as a data address, some 150 bytes."""
    tiny = image.thumbnail_image(width)
    data = tiny.write_to_buffer(".webp", Q=40, effort=4, keep="none")
    return "data:image/webp;base64," + base64.b64encode(data).decode("ascii")


def write_sizes(image: pyvips.Image, width: int, height: int, folder: Path, widths: tuple[int, ...]) -> dict[str, Any]:
    """Write the picture in the given widths and return the meta of a `sizes@1` rendition.

    `image` is the largest size in memory, `width` and `height` are those of the upright original.
    """
    steps = [step for step in widths if step < 0.9 * image.width] + [image.width]
    sizes = []
    for step in steps:
        scaled = image if step == image.width else image.thumbnail_image(step)
        webp, jpeg = f"{step}.webp", f"{step}.jpg"
        scaled.webpsave(str(folder / webp), Q=WEBP_QUALITY, effort=3, keep="none")
        scaled.jpegsave(str(folder / jpeg), Q=JPEG_QUALITY, interlace=True, optimize_coding=True, keep="none")
        sizes.append({"width": scaled.width, "height": scaled.height, "webp": webp, "jpeg": jpeg})
    return {"width": width, "height": height, "sizes": sizes, "placeholder": placeholder(image)}


def write_pyramid(image: pyvips.Image, path: Path) -> dict[str, Any]:
    """Write the tiled pyramidal TIFF and return the meta of a `pyramid@1` rendition."""
    image.tiffsave(
        str(path), tile=True, tile_width=PYRAMID_TILE, tile_height=PYRAMID_TILE, pyramid=True, depth="onetile",
        compression="jpeg", Q=PYRAMID_QUALITY, keep="none", bigtiff=image.width * image.height > 300_000_000,
    )  # fmt: skip
    return {"width": image.width, "height": image.height, "file": path.name, "tile": PYRAMID_TILE}


def convert_image(source: Source, sniffed: Sniffed) -> Conversion:
    """`sizes@1` and `pyramid@1` of a photograph. Raises Refusal."""
    largest = reduced(source.path, WIDTHS[-1])
    try:
        full = open_upright(source.path)
        width, height = full.width, full.height
        pyramid = write_pyramid(full, source.folder("pyramid@1") / "pyramid.tif")
        sizes = write_sizes(largest, width, height, source.folder("sizes@1"), WIDTHS)
    except pyvips.Error as error:
        raise Refusal("image-damaged") from error
    facts = {"width": width, "height": height, "format": sniffed.format}
    return Conversion("image", sniffed.media_type, facts, [Made("sizes@1", sizes), Made("pyramid@1", pyramid)])
