"""STL, ASCII and binary: triangles and nothing else, Z up."""

import re
import struct

import numpy as np

from ..refusals import Refusal
from .obj import parsed_numbers
from .scene import Scene, Surface, check_count, weld_surface, z_up_to_y_up

_VERTEX = re.compile(rb"vertex\s+(\S+)\s+(\S+)\s+(\S+)", re.I)
_RECORD = np.dtype([("normal", "<f4", 3), ("points", "<f4", (3, 3)), ("attribute", "<u2")])


def load_stl(data: bytes) -> Scene:
    """The scene of an STL; points that coincide are joined. Raises Refusal."""
    points = _binary(data) if _is_binary(data) else _ascii(data)
    if not np.isfinite(points).all():
        raise Refusal("model-not-finite")
    flat = z_up_to_y_up(points.reshape(-1, 3).astype(np.float32))
    triangles = np.arange(len(flat), dtype=np.uint32).reshape(-1, 3)
    return Scene([Surface(*weld_surface(flat, triangles))])


def _is_binary(data: bytes) -> bool:
    if len(data) >= 84:
        count = struct.unpack_from("<I", data, 80)[0]
        if 84 + 50 * count == len(data):
            return True
    return not (data.lstrip()[:5].lower() == b"solid" and (b"facet" in data[:4096] or b"endsolid" in data))


def _binary(data: bytes) -> np.ndarray:
    if len(data) < 84:
        raise Refusal("model-truncated")
    count = struct.unpack_from("<I", data, 80)[0]
    if count == 0:
        raise Refusal("model-no-triangles")
    if 84 + 50 * count > len(data):
        raise Refusal("model-truncated")
    check_count(count)
    return np.frombuffer(data, _RECORD, count, 84)["points"]


def _ascii(data: bytes) -> np.ndarray:
    rows = _VERTEX.findall(data)
    if not rows:
        raise Refusal("model-no-triangles")
    if len(rows) % 3 or b"endsolid" not in data[-4096:].lower():
        raise Refusal("model-truncated")
    check_count(len(rows) // 3)
    values = parsed_numbers(b" ".join(b" ".join(row) for row in rows), float)
    if values is None or len(values) != 3 * len(rows):
        raise Refusal("model-damaged")
    return values.reshape(-1, 3, 3)
