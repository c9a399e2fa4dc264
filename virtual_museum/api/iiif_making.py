"""Making IIIF pictures out of pyramids: the stored tile itself where it is what was asked for, else encoded anew."""

import pyvips

from virtual_museum.api.iiif_request import ImageRequest
from virtual_museum.core.storage import get_storage
from virtual_museum.media.pyramids import Level, pyramid_levels, tile_jpeg

JPEG_QUALITY, WEBP_QUALITY = 82, 80
# A level a thousandth too small is still the right one: the sides of levels are rounded.
ROUNDING = 1.001

Box = tuple[int, int, int, int]


def stored_tile(key: str, wanted: ImageRequest) -> bytes | None:
    """The tile of the pyramid that is just what is wanted, untouched and so without loss; None where there is none."""
    if wanted.format != "jpg" or wanted.quality not in ("default", "color") or wanted.rotation or wanted.mirrored:
        return None
    levels = pyramid_levels(key)
    number, box = _place(levels, wanted)
    level = levels[number]
    column, row = box[0] // level.edge, box[1] // level.edge
    whole = (column * level.edge, row * level.edge, level.edge, level.edge)
    same_region = wanted.region == tuple(side << number for side in whole)
    if not (level.handed_out and same_region and box == whole and (wanted.width, wanted.height) == whole[2:]):
        return None
    return tile_jpeg(key, level, column, row)


def make_picture(key: str, wanted: ImageRequest) -> bytes:
    """The encoded picture, in its quality and format."""
    number, box = _place(pyramid_levels(key), wanted)
    with get_storage().local_path(key) as path:
        # Only the tiles that the region touches are decoded. What stays open is left to libvips' own cache, which knows
        # bounds (100 operations, files and megabytes); a file of that name never changes, so it cannot be out of date.
        image = pyvips.Image.tiffload(str(path), page=number, access="random").extract_area(*box)
        if box[2:] != (wanted.width, wanted.height):
            image = image.thumbnail_image(wanted.width, height=wanted.height, size="force")
        if wanted.mirrored:
            image = image.fliphor()
        if wanted.rotation:
            image = image.rot(f"d{wanted.rotation}")
        return _encoded(_in_quality(image, wanted.quality), wanted.format)


def _place(levels: tuple[Level, ...], wanted: ImageRequest) -> tuple[int, Box]:
    """The smallest level that still has enough pixels, by its number, and the region's place in it.

    Each level is half the size of the one before, exactly: what an odd side has left over is dropped, not squeezed in.
    """
    left, top, across, down = wanted.region
    scale = max(wanted.width / across, wanted.height / down)
    number = max(number for number in range(len(levels)) if number == 0 or scale * (1 << number) <= ROUNDING)
    level, factor = levels[number], 1 << number
    x, y = min(left // factor, level.width - 1), min(top // factor, level.height - 1)
    right, lower = min(level.width, round((left + across) / factor)), min(level.height, round((top + down) / factor))
    return number, (x, y, max(1, right - x), max(1, lower - y))


def _in_quality(image: pyvips.Image, quality: str) -> pyvips.Image:
    if quality == "gray":
        return image.colourspace("b-w")
    if quality == "bitonal":
        return (image.colourspace("b-w") > 127).copy(interpretation="b-w")
    return image


def _encoded(image: pyvips.Image, form: str) -> bytes:
    if form == "jpg":
        return bytes(image.jpegsave_buffer(Q=JPEG_QUALITY, keep="none"))
    if form == "webp":
        return bytes(image.webpsave_buffer(Q=WEBP_QUALITY, effort=2, keep="none"))
    return bytes(image.pngsave_buffer(compression=6, keep="none"))
