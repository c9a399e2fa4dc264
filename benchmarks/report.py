"""How a figure is printed: `{"name", "value", "unit", "against", "ratio"}`."""

import json


def report(name: str, value: float, unit: str, against: tuple[str, float] | None = None) -> None:
    """Print one figure. `against` names what it is compared with and that one's value from the same run."""
    line: dict[str, object] = {"name": name, "value": round(value, 3), "unit": unit, "against": None, "ratio": None}
    if against is not None and against[1]:
        line["against"] = {"name": against[0], "value": round(against[1], 3)}
        line["ratio"] = round(value / against[1], 3)
    print(json.dumps(line), flush=True)
