"""A rasteriser in numpy: which triangle is seen at which pixel.

A triangle is cut at its middle corner into two halves, a half into rows of pixels; each row runs from one edge to
another, so that no pixel outside is ever looked at. The nearest wins by one comparison of 64-bit keys (depth above,
triangle below).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

# Triangles, rows and pixels at once: their working arrays stay in the processor's cache, which halves the time.
BATCH = 1 << 13

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]


def visible_triangles(
    points: NDArray[np.float32], depth: NDArray[np.float32], triangles: NDArray[np.uint32], width: int, height: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The nearest triangle's index for every pixel (height×width), −1 where there is none; and its depth there.

    `points` n×2 are pixel coordinates, `depth` n grows towards the viewer and is linear on the picture, within 0..1.
    """
    buffer = np.zeros(width * height, np.uint64)
    columns = np.stack([points[:, 0], points[:, 1], depth]).astype(np.float64)
    for start in range(0, len(triangles), BATCH):
        number, first, rows, edges = _halves(columns, triangles[start : start + BATCH], height)
        for part in _batches(rows):
            _draw(buffer, number[part] + (start + 1), first[part], rows[part], edges[:, part], width)
    found = (buffer & np.uint64(0xFFFFFFFF)).astype(np.int64) - 1
    nearness = ((buffer >> np.uint64(32)).astype(np.float64) / 0xFFFFFFF0).astype(np.float32)
    return found.reshape(height, width), nearness.reshape(height, width)


def _halves(columns: Numbers, triangles: NDArray[np.uint32], height: int) -> tuple[Counts, Counts, Counts, Numbers]:
    """The halves that hold the middle of a row: triangle, first row, number of rows, and `edges`.

    The rows of `edges` are: x where the first row begins, and how it moves from row to row; the same where it ends;
    depth there at x = 0, and how it grows from row to row and from pixel to pixel.
    """
    a, b, c = _from_the_top(columns[1], triangles)
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = ([values.take(corner) for values in columns] for corner in (a, b, c))
    # A row or a pixel belongs to what its middle lies in, the first edge included, the last one not: of two triangles
    # that share an edge exactly one has it.
    top, middle, bottom = (np.clip(np.ceil(y - 0.5), 0, height).astype(np.int64) for y in (ay, by, cy))
    to_bx, to_by, to_bz, to_cx, to_cy, to_cz = bx - ax, by - ay, bz - az, cx - ax, cy - ay, cz - az
    twice_area = to_bx * to_cy - to_by * to_cx
    drawn = (bottom > top) & (np.abs(twice_area) > 1e-9)
    # What is not drawn is left out below; until then it may divide by zero.
    with np.errstate(divide="ignore", invalid="ignore"):
        across, down = (to_bz * to_cy - to_cz * to_by) / twice_area, (to_cz * to_bx - to_bz * to_cx) / twice_area
        long, upper, lower = to_cx / to_cy, to_bx / to_by, (cx - bx) / (cy - by)
    # Of a positive area the middle corner, and with it the short edges, lies to the right of the long one.
    right = twice_area > 0
    halves = []
    for first, end, x, y, short in ((top, middle, ax, ay, upper), (middle, bottom, bx, by, lower)):
        chosen = np.flatnonzero(drawn & (end > first))
        row = first[chosen] + 0.5
        below = row - ay[chosen]
        edge = long[chosen], short[chosen]
        start = ax[chosen] + edge[0] * below, x[chosen] + edge[1] * (row - y[chosen])
        turned = ~right[chosen]
        depth = az[chosen] + down[chosen] * below - across[chosen] * ax[chosen]
        halves.append((
            chosen, first[chosen], end[chosen] - first[chosen],
            np.where(turned, start[1], start[0]), np.where(turned, edge[1], edge[0]),
            np.where(turned, start[0], start[1]), np.where(turned, edge[0], edge[1]),
            depth, down[chosen], across[chosen],
        ))  # fmt: skip
    number, first, rows, *edges = (np.concatenate(parts) for parts in zip(*halves, strict=True))
    return number, first, rows, np.stack(edges)


def _from_the_top(y: Numbers, triangles: NDArray[np.uint32]) -> tuple[NDArray[np.intp], ...]:
    """The corners of each triangle, n each, by their height on the picture."""
    a, b, c = np.ascontiguousarray(triangles.T.astype(np.intp))
    a, b = _ordered(y, a, b)
    b, c = _ordered(y, b, c)
    a, b = _ordered(y, a, b)
    return a, b, c


def _ordered(y: Numbers, upper: NDArray[np.intp], lower: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    turned = y.take(lower) < y.take(upper)
    return np.where(turned, lower, upper), np.where(turned, upper, lower)


def _draw(buffer: NDArray[np.uint64], number: Counts, first: Counts, rows: Counts, edges: Numbers, width: int) -> None:
    """Draw the rows of some halves."""
    half, offset = _spread(rows)
    begin, to_begin, end, to_end, depth, down, across = (values.take(half) for values in edges)
    left = np.clip(np.ceil(begin + to_begin * offset - 0.5), 0, width)
    right = np.clip(np.ceil(end + to_end * offset - 0.5), 0, width)
    depth += down * offset + across * (left + 0.5)
    place = (first.take(half) + offset) * width + left.astype(np.int64)
    count = np.maximum(right - left, 0).astype(np.int64)
    for part in _batches(count):
        row, offset = _spread(count[part])
        value = depth[part].take(row) + across[part].take(row) * offset
        key = (np.clip(value, 0, 1) * 0xFFFFFFF0).astype(np.uint64) << np.uint64(32)
        key |= number.take(half[part]).take(row).astype(np.uint64)
        np.maximum.at(buffer, place[part].take(row) + offset, key)


def _spread(counts: Counts) -> tuple[Counts, Counts]:
    """Groups of those sizes laid out member by member: the group of each, and its number within, from 0."""
    group = np.repeat(np.arange(len(counts)), counts)
    begins = np.cumsum(counts) - counts
    return group, np.arange(len(group)) - begins.take(group)


def _batches(counts: Counts) -> Iterator[slice]:
    """Neighbours in groups whose counts add up to at most BATCH; what is larger by itself is a group of its own."""
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        before = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + BATCH, side="right")))
        yield slice(start, stop)
        start = stop
