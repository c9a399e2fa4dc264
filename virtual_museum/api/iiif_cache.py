"""IIIF pictures that had to be computed are kept on disk, within a bound; stored tiles are there already."""

import hashlib
import os
import threading
from pathlib import Path

from virtual_museum.api.iiif_making import make_picture, stored_tile
from virtual_museum.api.iiif_request import ImageRequest
from virtual_museum.core.config import settings

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
    """The encoded picture: a tile of the pyramid stored under `key`, or from the cache, or made anew."""
    tile = stored_tile(key, wanted)
    if tile is not None:
        return tile
    bound = settings().iiif_cache_bytes
    name = hashlib.sha256(f"{key} {wanted.canonical}".encode()).hexdigest()
    folder = settings().data_folder / "iiif-cache"
    path = folder / name[:2] / f"{name}.{wanted.format}"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = make_picture(key, wanted)
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
