"""What can be measured on a scan: size, whether it is closed, and whether it can be printed."""

from typing import Any

import numpy as np
import trimesh

from .scene import Scene, welded

# Counting edges of larger scans costs more memory than the answer is worth.
MAX_MEASURED_TRIANGLES = 6_000_000


def measure(scene: Scene) -> dict[str, Any]:
    """`triangles`, `vertices`, `size` [x, y, z] in the file's unit (`size_mm` when the unit is known), `watertight`,
    `printable` and, when not, `not_printable` with the reasons "open", "inside-out", "non-manifold", "too-large"."""
    lowest, highest = scene.bounds()
    size = [round(float(value), 6) for value in highest - lowest]
    facts: dict[str, Any] = {
        "triangles": scene.triangle_count, "vertices": sum(len(one.positions) for one in scene.surfaces), "size": size,
        "textures": len(scene.textures), "has_colors": any(one.colors is not None for one in scene.surfaces),
    }  # fmt: skip
    if scene.unit_mm is not None:
        facts["size_mm"] = [round(value * scene.unit_mm, 3) for value in size]
    reasons = _print_problems(scene)
    facts["watertight"] = "open" not in reasons and "too-large" not in reasons
    facts["printable"] = not reasons
    if reasons:
        facts["not_printable"] = reasons
    if scene.missing:
        facts["missing_files"] = sorted(set(scene.missing))[:20]
    return facts


def _print_problems(scene: Scene) -> list[str]:
    if scene.triangle_count > MAX_MEASURED_TRIANGLES:
        return ["too-large"]
    positions = np.concatenate([one.positions for one in scene.surfaces])
    starts = np.cumsum([0, *(len(one.positions) for one in scene.surfaces[:-1])])
    triangles = np.concatenate(
        [one.triangles.astype(np.int64) + start for one, start in zip(scene.surfaces, starts, strict=True)]
    )
    first, point = welded(positions)
    triangles = point[triangles]
    real = (
        (triangles[:, 0] != triangles[:, 1])
        & (triangles[:, 1] != triangles[:, 2])
        & (triangles[:, 2] != triangles[:, 0])
    )
    triangles = triangles[real]
    # Points are joined already, and in single precision: trimesh must not join them a second time.
    mesh = trimesh.Trimesh(positions[first], triangles, process=False, validate=False)
    if not mesh.is_watertight:
        return ["open"]
    if not mesh.is_winding_consistent:
        return ["non-manifold"]
    return [] if mesh.volume > 0 else ["inside-out"]
