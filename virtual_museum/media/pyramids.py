"""The tiles of a `pyramid@1`: where each lies in the TIFF, and each as a JPEG of its own.

Only the wanted tile is read, by range, so that a picture in a distant store is not fetched whole for it. The tiles
of a level share their tables, which the TIFF keeps once (`JPEGTables`); put before a tile's own bytes they make a whole
JPEG. Source: https://www.awaresystems.be/imaging/tiff/tifftags/jpegtables.html
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from PIL import TiffImagePlugin

from virtual_museum.core.storage import get_storage

# Numbers of TIFF's fields.
_WIDTH, _HEIGHT, _PHOTOMETRIC, _TILE_EDGE, _STARTS, _LENGTHS, _TABLES = 256, 257, 262, 322, 324, 325, 347
_RGB = 2
_BIG_TIFF = 43
_START = b"\xff\xd8"
# TIFF says of all its tiles how their colours are written; a JPEG on its own says it by this mark.
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"


@dataclass(frozen=True)
class Level:
    """One size of the picture: `width` × `height` pixels, in square tiles of `edge` pixels, row by row.

    `handed_out` says whether a tile is fit to be sent as it is. In pyramids of earlier versions each tile weighs three
    times what the museum sends, with its colours as red, green and blue.
    """

    width: int
    height: int
    edge: int
    handed_out: bool
    head: bytes
    starts: "array[int]"
    lengths: "array[int]"


@lru_cache(maxsize=64)
def pyramid_levels(key: str) -> tuple[Level, ...]:
    """The sizes of the pyramid stored under `key`, largest first, each half of the one before. Raises ObjectMissing.

    A conversion writes to a folder of its own and nothing is written there again, so what was read once stays true.
    """
    with get_storage().open(key) as file:
        return tuple(_level(fields) for fields in _directories(file))


def _directories(file: BinaryIO) -> Iterator[TiffImagePlugin.ImageFileDirectory_v2]:
    header = file.read(8)
    header += file.read(8) if _BIG_TIFF in (header[2], header[3]) else b""
    directory = TiffImagePlugin.ImageFileDirectory_v2(header)
    while directory.next:
        file.seek(directory.next)
        directory.load(file)
        yield directory


def _level(fields: TiffImagePlugin.ImageFileDirectory_v2) -> Level:
    head = _START + _JFIF + fields[_TABLES][len(_START) : -len(_START)]
    starts, lengths = _packed(fields[_STARTS]), _packed(fields[_LENGTHS])
    handed_out = fields[_PHOTOMETRIC] != _RGB
    return Level(fields[_WIDTH], fields[_HEIGHT], fields[_TILE_EDGE], handed_out, head, starts, lengths)


def _packed(value: int | tuple[int, ...]) -> "array[int]":
    """A big picture has thousands of tiles; packed, their places take a quarter of the memory."""
    return array("Q", value if isinstance(value, tuple) else (value,))


def tile_jpeg(key: str, level: Level, column: int, row: int) -> bytes:
    """One tile as a JPEG, for a level whose tiles may be handed out. Raises ObjectMissing."""
    number = row * -(-level.width // level.edge) + column
    own = get_storage().read_range(key, level.starts[number], level.lengths[number])
    return level.head + own[len(_START) :]
