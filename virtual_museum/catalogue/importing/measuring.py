"""Numbers with units out of the sentences in which museums write sizes."""

import re
from typing import Any

_MEASURE = re.compile(
    r"(?:(?P<part>[^\W\d][^:;\d]{0,60}):\s*)?(?P<values>\d+(?:[.,]\d+)?(?:\s*[x×х*]\s*\d+(?:[.,]\d+)?){0,2})\s*"
    r"(?P<unit>mm|cm|m|in|мм|см|м|kg|g|кг|г)\b\.?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_UNITS = {"мм": "mm", "см": "cm", "м": "m", "кг": "kg", "г": "g"}


def measurements(text: str) -> list[dict[str, Any]]:
    """Numbers with units out of a sentence: «support: 394 x 419 mm» → height 394 mm and width 419 mm."""
    found: list[dict[str, Any]] = []
    for match in _MEASURE.finditer(text):
        unit = match["unit"].casefold()
        unit = _UNITS.get(unit, unit)
        if unit in ("kg", "g"):
            continue
        values = [float(v.replace(",", ".")) for v in _NUMBER.findall(match["values"])]
        part = (match["part"] or "").strip()[:120]
        for kind, value in zip(("height", "width", "depth"), values, strict=False):
            found.append({"type": kind, "value": value, "unit": unit, "part": part})
    return found[:100]
