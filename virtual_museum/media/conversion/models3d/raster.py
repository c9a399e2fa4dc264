"""A rasteriser in numpy: which triangle is seen at which pixel.

Triangles are sorted by the width and height of their box on the picture and tested in batches against all pixels of
such a box; the nearest wins by one comparison of 64-bit keys (depth above, triangle below).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

# Pixels tested at once: about a hundred megabytes of working arrays.
BATCH_PIXELS = 1_500_000
BOX_SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384)
NOTHING = np.uint64(0)


def visible_triangles(
    points: NDArray[np.float32], depth: NDArray[np.float32], triangles: NDArray[np.uint32], width: int, height: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The nearest triangle's index for every pixel (height×width), −1 where there is none; and its depth there.

    `points` n×2 are pixel coordinates, `depth` n grows towards the viewer and is linear on the picture, within 0..1.
    """
    buffer = np.zeros(width * height, np.uint64)
    corners = points[triangles]
    lowest = np.ceil(corners.min(axis=1) - 0.5).astype(np.int32)
    highest = np.floor(corners.max(axis=1) - 0.5).astype(np.int32)
    np.clip(lowest, 0, [width, height], out=lowest)
    np.clip(highest, -1, [width - 1, height - 1], out=highest)
    box = highest - lowest + 1
    twice_area = _cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    drawn = np.flatnonzero((box.min(axis=1) > 0) & (np.abs(twice_area) > 1e-9))
    for chosen, across, down in _classes(drawn, box):
        step = max(1, BATCH_PIXELS // (across * down))
        for start in range(0, len(chosen), step):
            part = chosen[start : start + step]
            _draw(buffer, corners, depth, triangles, lowest, part, across, down, width, height)
    for one in drawn[box[drawn].max(axis=1) > BOX_SIZES[-1]]:
        _draw_large(buffer, corners, depth, triangles, lowest, box, one, width, height)
    found = (buffer & np.uint64(0xFFFFFFFF)).astype(np.int64) - 1
    nearness = ((buffer >> np.uint64(32)).astype(np.float64) / 0xFFFFFFF0).astype(np.float32)
    return found.reshape(height, width), nearness.reshape(height, width)


def _classes(drawn: NDArray[np.int64], box: NDArray[np.int32]) -> Iterator[tuple[NDArray[np.int64], int, int]]:
    """The triangles by the size of their boxes: indices, and the width and height that hold each of them.

    Width and height are sorted apart, for the long thin triangles of turned and drawn-out surfaces.
    """
    sizes = np.array(BOX_SIZES)
    small = drawn[box[drawn].max(axis=1) <= BOX_SIZES[-1]]
    if not len(small):
        return
    across, down = (np.searchsorted(sizes, box[small, axis]) for axis in (0, 1))
    code = across * len(sizes) + down
    order = np.argsort(code, kind="stable")
    found, first = np.unique(code[order], return_index=True)
    for number, members in zip(found, np.split(small[order], first[1:]), strict=True):
        yield members, BOX_SIZES[number // len(sizes)], BOX_SIZES[number % len(sizes)]


def _cross(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def _draw_large(buffer, corners, depth, triangles, lowest, box, one, width, height) -> None:
    """Draw a triangle of the foreground in strips, so that its box never becomes one huge batch."""
    rows = max(1, BATCH_PIXELS // int(box[one, 0]))
    for top in range(0, int(box[one, 1]), rows):
        start = lowest[one] + [0, top]
        count = min(rows, int(box[one, 1]) - top)
        _draw(
            buffer,
            corners,
            depth,
            triangles,
            {int(one): start},
            np.array([one]),
            int(box[one, 0]),
            count,
            width,
            height,
        )


def _draw(buffer, corners, depth, triangles, lowest, chosen, across, down, width, height) -> None:
    first = np.stack([lowest[int(chosen[0])]]) if isinstance(lowest, dict) else lowest[chosen]
    x = first[:, 0, None, None] + np.arange(across, dtype=np.int32)[None, None, :]
    y = first[:, 1, None, None] + np.arange(down, dtype=np.int32)[None, :, None]
    a, b, c = (corners[chosen, number][:, None, None, :] for number in range(3))
    px, py = x + np.float32(0.5), y + np.float32(0.5)
    area = _cross(b - a, c - a)
    weight_b = ((px - a[..., 0]) * (c[..., 1] - a[..., 1]) - (py - a[..., 1]) * (c[..., 0] - a[..., 0])) / area
    weight_c = ((b[..., 0] - a[..., 0]) * (py - a[..., 1]) - (b[..., 1] - a[..., 1]) * (px - a[..., 0])) / area
    inside = (weight_b >= -1e-6) & (weight_c >= -1e-6) & (weight_b + weight_c <= 1 + 1e-6)
    inside &= (x < width) & (y < height)
    which, row, column = np.nonzero(inside)
    if not len(which):
        return
    near = depth[triangles[chosen]]
    wb, wc = weight_b[which, row, column], weight_c[which, row, column]
    value = near[which, 0] * (1 - wb - wc) + near[which, 1] * wb + near[which, 2] * wc
    place = (first[which, 1] + row) * width + first[which, 0] + column
    key = (np.clip(value, 0, 1).astype(np.float64) * 0xFFFFFFF0).astype(np.uint64) << np.uint64(32)
    np.maximum.at(buffer, place, key | (chosen[which] + 1).astype(np.uint64))
