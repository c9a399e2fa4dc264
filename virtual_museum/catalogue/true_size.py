"""How large what a picture shows is: the width of a flat work, told by its dimensions and checked by its shape."""

from collections.abc import Iterable, Mapping
from typing import Any

MILLIMETRES = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
# A frame or a margin in the picture changes its shape; beyond this share the scale would mislead.
SHAPE_TOLERANCE = 0.04


def picture_millimetres(dimensions: Iterable[Mapping[str, Any]] | None, width: int, height: int) -> float | None:
    """The true width, in millimetres, of what a picture of `width` × `height` pixels shows.

    None unless the object has a height and a width of the whole, no depth to speak of, and just the picture's shape: a
    photograph of a solid thing, or of a part, has no scale.
    """
    whole = {one["type"]: one for one in dimensions or () if not one.get("part")}
    if "height" not in whole or "width" not in whole or {"diameter", "length"} & set(whole) or not width or not height:
        return None
    across, down, deep = (_millimetres(whole.get(name)) for name in ("width", "height", "depth"))
    if not across or not down or (deep or 0) > 0.1 * min(across, down):
        return None
    if abs(across / down / (width / height) - 1) > SHAPE_TOLERANCE:
        return None
    return round(across, 2)


def _millimetres(dimension: Mapping[str, Any] | None) -> float | None:
    if dimension is None:
        return None
    factor = MILLIMETRES.get(dimension.get("unit", ""))
    return float(dimension["value"]) * factor if factor and dimension.get("value") else None
