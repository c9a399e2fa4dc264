"""The scan turning once around in still pictures, for screens that cannot draw it: one WebP with all frames."""

from pathlib import Path
from typing import Any

import pyvips

from .poster import SPIN_FRAMES, render_spin
from .scene import Scene
from .textures import Picture

COLUMNS = 6
QUALITY = 74


def write_spin(scene: Scene, pictures: dict[int, Picture], folder: Path) -> dict[str, Any]:
    """Write `spin.webp`, frames from left to right and down; the meta gives their number, columns and pixels."""
    frames = list(render_spin(scene, pictures))
    sheet = pyvips.Image.arrayjoin(frames, across=COLUMNS)
    sheet.webpsave(str(folder / "spin.webp"), Q=QUALITY, effort=4, keep="none")
    return {
        "file": "spin.webp", "frames": SPIN_FRAMES, "columns": COLUMNS, "width": frames[0].width,
        "height": frames[0].height, "bytes": (folder / "spin.webp").stat().st_size,
    }  # fmt: skip
