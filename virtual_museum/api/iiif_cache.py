"""Making IIIF pictures out of pyramids, and keeping what was made, within a bound on disk."""

import hashlib
import os
import threading
from functools import lru_cache
from pathlib import Path

import pyvips

from virtual_museum.api.iiif_request import ImageRequest
from virtual_museum.core.config import settings
from virtual_museum.core.storage import get_storage

JPEG_QUALITY, WEBP_QUALITY = 82, 80
# When the bound is reached the oldest files go until this share of it is left.
KEEP_SHARE = 0.8
# How much may be written before the folder is counted again; several processes write to it.
COUNT_EVERY_BYTES = 20_000_000


class _Written:
    """Bytes this process has added since it last counted the folder."""

    def __init__(self) -> None:
        self.bytes = COUNT_EVERY_BYTES
        self.lock = threading.Lock()


_written = _Written()


def cached_picture(key: str, wanted: ImageRequest) -> bytes:
    """The encoded picture, from the cache or made from the pyramid stored under `key`."""
    bound = settings().iiif_cache_bytes
    name = hashlib.sha256(f"{key} {wanted.canonical}".encode()).hexdigest()
    folder = settings().data_folder / "iiif-cache"
    path = folder / name[:2] / f"{name}.{wanted.format}"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = _made(key, wanted)
        if bound:
            _keep(path, data, folder, bound)
        return data
    os.utime(path)
    return data


def _keep(path: Path, data: bytes, folder: Path, bound: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    partial.write_bytes(data)
    partial.replace(path)
    with _written.lock:
        _written.bytes += len(data)
        if _written.bytes < min(COUNT_EVERY_BYTES, bound // 10 + 1):
            return
        _written.bytes = 0
    shrink(folder, bound)


def shrink(folder: Path, bound: int) -> int:
    """Remove the pictures used longest ago while the folder holds more than `bound` bytes; returns what is left."""
    found = []
    for path in folder.glob("*/*"):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        found.append((status.st_mtime, status.st_size, path))
    total = sum(size for _moment, size, _path in found)
    if total <= bound:
        return total
    for _moment, size, path in sorted(found):
        path.unlink(missing_ok=True)
        total -= size
        if total <= bound * KEEP_SHARE:
            break
    return total


@lru_cache(maxsize=64)
def _levels(path: str) -> tuple[pyvips.Image, ...]:
    """The pyramid's pages, whole picture first, opened for reading anywhere."""
    first = pyvips.Image.tiffload(path, access="random")
    count = first.get("n-pages") if first.get_typeof("n-pages") else 1
    return (first, *(pyvips.Image.tiffload(path, page=page, access="random") for page in range(1, count)))


def _made(key: str, wanted: ImageRequest) -> bytes:
    with get_storage().local_path(key) as path:
        image = _scaled(_levels(str(path)), wanted)
        if wanted.mirrored:
            image = image.fliphor()
        if wanted.rotation:
            image = image.rot(f"d{wanted.rotation}")
        return _encoded(_in_quality(image, wanted.quality), wanted.format)


def _scaled(levels: tuple[pyvips.Image, ...], wanted: ImageRequest) -> pyvips.Image:
    """The region in its size, read from the smallest level that still has enough pixels."""
    left, top, across, down = wanted.region
    scale = max(wanted.width / across, wanted.height / down)
    chosen = levels[0]
    for level in levels:
        if level.width / wanted.full_width >= scale * 0.999:
            chosen = level
    horizontal, vertical = chosen.width / wanted.full_width, chosen.height / wanted.full_height
    x, y = min(int(left * horizontal), chosen.width - 1), min(int(top * vertical), chosen.height - 1)
    width = max(1, min(chosen.width - x, round((left + across) * horizontal) - x))
    height = max(1, min(chosen.height - y, round((top + down) * vertical) - y))
    image = chosen.extract_area(x, y, width, height)
    if (width, height) == (wanted.width, wanted.height):
        return image
    return image.thumbnail_image(wanted.width, height=wanted.height, size="force")


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
