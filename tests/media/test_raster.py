"""The rasteriser of posters and spins: every pixel shows the nearest triangle over its middle, none is left open."""

import numpy as np
import pytest

from virtual_museum.media.conversion.models3d import raster
from virtual_museum.media.conversion.models3d.raster import visible_triangles

WIDTH, HEIGHT = 61, 47


def plainly(points, depth, triangles) -> tuple[np.ndarray, np.ndarray]:
    """The same by asking every triangle for every pixel; and how far each pixel is from the nearest edge."""
    x, y = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)
    found, nearest = np.full(x.shape, -1), np.full(x.shape, -np.inf)
    clearance = np.full(x.shape, np.inf)
    for number, corners in enumerate(triangles):
        (ax, ay), (bx, by), (cx, cy) = points[corners].astype(np.float64)
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) <= 1e-9:
            continue
        b = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area
        c = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area
        shares = np.stack([1 - b - c, b, c])
        clearance = np.minimum(clearance, np.abs(shares).min(axis=0))
        value = np.tensordot(depth[corners].astype(np.float64), shares, 1)
        shown = (shares.min(axis=0) > 0) & (value > nearest)
        found[shown], nearest[shown] = number, value[shown]
    return np.where(clearance > 1e-7, found, -2), nearest


@pytest.mark.parametrize("batch", [7, 1 << 13])
@pytest.mark.parametrize("spread", [3, 30, 400], ids=["small", "as-the-picture", "far-beyond"])
def test_each_pixel_shows_the_nearest_triangle(batch: int, spread: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(raster, "BATCH", batch)
    chance = np.random.default_rng(spread)
    middle = chance.uniform([-5, -5], [WIDTH + 5, HEIGHT + 5], (120, 1, 2))
    corners = middle + chance.normal(0, spread, (120, 3, 2))
    # Some have an edge along a row, some are a line, some a point.
    corners[:20, 1, 1] = corners[:20, 0, 1]
    corners[20:30, 2] = corners[20:30, 0] * 0.25 + corners[20:30, 1] * 0.75
    corners[30:35] = corners[30:35, :1]
    points = corners.reshape(-1, 2).astype(np.float32)
    depth = chance.uniform(0.01, 0.99, len(points)).astype(np.float32)
    triangles = np.arange(len(points), dtype=np.uint32).reshape(-1, 3)
    wanted, nearest = plainly(points, depth, triangles)
    found, nearness = visible_triangles(points, depth, triangles, WIDTH, HEIGHT)
    clear = wanted != -2
    assert clear.mean() > 0.99 and (wanted >= 0).mean() > 0.1
    assert np.array_equal(found[clear], wanted[clear])
    seen = clear & (wanted >= 0)
    assert np.abs(nearness[seen] - nearest[seen]).max() < 1e-6


def test_neighbours_leave_no_gap_and_share_no_pixel():
    """A net whose knots lie on the middles of pixels, the worst place: each pixel has exactly one owner."""
    row, column = np.mgrid[0:8, 0:10]
    points = np.stack([column.ravel() * 6 + 0.5, row.ravel() * 6 + 0.5], axis=1).astype(np.float32)
    first = (row[:-1, :-1] * 10 + column[:-1, :-1]).ravel()
    upper, lower = (np.stack([first, first + step, first + 11], axis=1) for step in (1, 10))
    triangles = np.concatenate([upper, lower[:, ::-1]]).astype(np.uint32)
    depth = np.full(len(points), 0.5, np.float32)
    drawn: list[np.ndarray] = []
    for one in triangles:
        alone, _depth = visible_triangles(points, depth, one[None], WIDTH, HEIGHT)
        drawn.append(alone == 0)
    owners = np.sum(drawn, axis=0)
    assert (owners[:42, :54] == 1).all() and owners.sum() == 42 * 54


def test_nothing_at_all_is_drawn_of_nothing():
    found, _nearness = visible_triangles(
        np.zeros((3, 2), np.float32), np.zeros(3, np.float32), np.empty((0, 3), np.uint32), 5, 4
    )
    assert found.shape == (4, 5) and (found == -1).all()
