"""Laying light, traced at half the size, on surfaces seen at full size; plain arrays, no renderer."""

import numpy as np

Array = np.ndarray
FLOOR = 0.02  # what is added to a colour before light is divided by it, so that lamps and black cloth keep theirs
BAND = 256  # rows joined at a time


def joined_light(light: Array, guide: Array, full_guide: Array) -> Array:
    """Return the lit picture (2h, 2w, 3): `light` (h, w, 3) is a picture at half size, the guides (…, 6) hold colour and
    direction of the surfaces at half and at full size."""
    ratio = light / (guide[..., :3] + FLOOR)
    height, width = light.shape[:2]
    picture = np.empty((2 * height, 2 * width, 3), dtype=np.float32)
    columns = _neighbours(width, wrap=True)
    rows = _neighbours(height, wrap=False)
    for top in range(0, 2 * height, BAND):
        band = slice(top, min(top + BAND, 2 * height))
        picture[band] = _lit_band(ratio, guide, full_guide[band], [(near[band], share[band]) for near, share in rows], columns)
    return picture


def _lit_band(ratio: Array, guide: Array, full: Array, rows: list, columns: list) -> Array:
    total = np.zeros((*full.shape[:2], 3), dtype=np.float32)
    weights = np.full((*full.shape[:2], 1), 1e-9, dtype=np.float32)
    for row, down in rows:
        for column, across in columns:
            place = np.ix_(row, column)
            apart = guide[place] - full
            apart[..., :3] *= 3.0
            weight = np.exp(-6.0 * np.einsum("ijk,ijk->ij", apart, apart)) + 1e-4
            weight *= down[:, None] * across[None, :]
            total += ratio[place] * weight[..., None]
            weights += weight[..., None]
    return total / weights * (full[..., :3] + FLOOR)


def _neighbours(count: int, wrap: bool) -> list[tuple[Array, Array]]:
    """Return for 2 × count fine places the two coarse places beside each and their shares."""
    place = (np.arange(2 * count) + 0.5) / 2 - 0.5
    low = np.floor(place).astype(int)
    share = (place - low).astype(np.float32)
    bound = (lambda k: k % count) if wrap else (lambda k: np.clip(k, 0, count - 1))
    return [(bound(low), 1 - share), (bound(low + 1), share)]
