"""Real files that lie beside a developer's checkout; tests that want one are skipped where there are none."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data(name: str) -> Path:
    """The file of that name; skips the test that asks when it is not there."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"no {name} beside this checkout")
    return path
