"""The tiles of a panorama in one file: `tiles.zip`, stored without compression and read by range, with `index.json`."""

import json
import math
import struct
import zipfile
from pathlib import Path

import pyvips

from .refusals import Refusal

TILE = 512
FIRST_LEVEL_COLUMNS = 4
TILE_QUALITY = 80

TileIndex = dict[str, list[int]]


def write_tiles(image: pyvips.Image, folder: Path) -> tuple[list[dict[str, int]], TileIndex]:
    """Cut a sphere of 512·2ⁿ pixels around into tiles; returns the levels, coarsest first, and where each tile lies.

    The picture is read once from top to bottom. Raises Refusal when a tile could not be made.
    """
    pack = folder / "tiles.zip"
    image.dzsave(
        str(pack), layout="dz", suffix=f".jpg[Q={TILE_QUALITY},keep=none]", tile_size=TILE, overlap=0,
        depth="onetile", skip_blanks=-1, container="zip", compression=0,
    )  # fmt: skip
    first = TILE * FIRST_LEVEL_COLUMNS
    levels = [
        {"level": number, "width": first << number, "columns": FIRST_LEVEL_COLUMNS << number,
         "rows": FIRST_LEVEL_COLUMNS << number >> 1}
        for number in range(int(math.log2(image.width // first)) + 1)
    ]  # fmt: skip
    index = pack_index(pack)
    if any(name not in index for level in levels for name in _tile_names(level)):
        raise Refusal("image-damaged")
    (folder / "index.json").write_text(json.dumps(index, separators=(",", ":")), encoding="ascii")
    return levels, index


def _tile_names(level: dict[str, int]) -> list[str]:
    """The tiles of a level, row by row."""
    return [
        f"{level['level']}/{column}_{row}.jpg" for row in range(level["rows"]) for column in range(level["columns"])
    ]


def pack_index(pack: Path) -> TileIndex:
    """Where each tile lies in the pack: `level/column_row.jpg` → [first byte, length].

    dzsave counts its levels from a single pixel-sized tile; ours begin at 2048 pixels, two steps above its first.
    """
    index = {}
    with zipfile.ZipFile(pack) as archive, pack.open("rb") as file:
        for entry in archive.infolist():
            folder, _, name = entry.filename.rpartition("/")
            level = folder.rpartition("/")[2]
            if not level.isdigit() or int(level) < 2 or not name.endswith(".jpg"):
                continue
            file.seek(entry.header_offset + 26)
            name_length, extra_length = struct.unpack("<HH", file.read(4))
            start = entry.header_offset + 30 + name_length + extra_length
            index[f"{int(level) - 2}/{name}"] = [start, entry.file_size]
    return index


def whole_level(folder: Path, index: TileIndex, level: dict[str, int]) -> pyvips.Image:
    """A level put together again; each tile is decoded only when something asks for its pixels."""
    tiles = []
    with (folder / "tiles.zip").open("rb") as file:
        for name in _tile_names(level):
            start, length = index[name]
            file.seek(start)
            tiles.append(pyvips.Image.new_from_buffer(file.read(length), "", access="random"))
    return pyvips.Image.arrayjoin(tiles, across=level["columns"])
