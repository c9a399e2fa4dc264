"""Whether a TIFF is whole: libtiff fills what is missing with black and only warns."""

import struct
from pathlib import Path

from PIL import TiffImagePlugin

from .refusals import Refusal

# Offsets and byte counts of strips (273, 279) and of tiles (324, 325).
_PARTS = ((273, 279), (324, 325))
_BIG_TIFF = 43


def check_whole(path: Path) -> None:
    """Raise Refusal `image-damaged` when the first picture's parts do not all lie inside of the file."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            header = file.read(8)
            header += file.read(8) if _BIG_TIFF in (header[2], header[3]) else b""
            directory = TiffImagePlugin.ImageFileDirectory_v2(header)
            file.seek(directory.next)
            directory.load(file)
            parts = [_parts(directory, *tags) for tags in _PARTS]
    except (OSError, SyntaxError, ValueError, IndexError, KeyError, TypeError, struct.error) as error:
        raise Refusal("image-damaged") from error
    ends = [offset + count for listed in parts for offset, count in listed]
    if not ends or max(ends) > size:
        raise Refusal("image-damaged")


def _parts(directory: TiffImagePlugin.ImageFileDirectory_v2, offsets: int, counts: int) -> list[tuple[int, int]]:
    found, lengths = directory.get(offsets), directory.get(counts)
    if found is None:
        return []
    starts = found if isinstance(found, tuple) else (found,)
    # Byte counts may be left out of old uncompressed files; their places are checked all the same.
    sizes = lengths if isinstance(lengths, tuple) else (lengths or 0,) * len(starts)
    return [(int(start), int(length)) for start, length in zip(starts, sizes, strict=False)]
