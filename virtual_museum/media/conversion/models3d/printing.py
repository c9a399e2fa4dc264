"""Files for 3D printers: binary STL, which every program takes, and 3MF, which knows its unit."""

import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .scene import Floats, Scene, welded

_RECORD = np.dtype([("normal", "<f4", 3), ("points", "<f4", (3, 3)), ("rest", "<u2")])
# 3MF is text: beyond this many triangles the file would only be slow to open, and STL says the same.
MAX_3MF_TRIANGLES = 2_000_000
ROWS_AT_ONCE = 100_000
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Target="/3D/3dmodel.model" Id="rel0" '
    'Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>'
)


def write_prints(scene: Scene, folder: Path) -> dict[str, Any]:
    """Write `print.stl` and `print.3mf` with all triangles, Z up, in millimetres where the unit is known; the meta."""
    points, triangles = _one_mesh(scene)
    made = {"stl": _write_stl(points[triangles], folder / "print.stl")}
    if len(triangles) <= MAX_3MF_TRIANGLES:
        made["3mf"] = _write_3mf(points, triangles, folder / "print.3mf")
    return made


def _one_mesh(scene: Scene) -> tuple[Floats, NDArray[np.int64]]:
    scale = np.float32(scene.unit_mm or 1.0)
    positions = np.concatenate([one.positions for one in scene.surfaces]) * scale
    starts = np.cumsum([0, *(len(one.positions) for one in scene.surfaces[:-1])])
    triangles = np.concatenate(
        [one.triangles.astype(np.int64) + start for one, start in zip(scene.surfaces, starts, strict=True)]
    )
    first, number = welded(positions)
    points = positions[first]
    return np.stack([points[:, 0], -points[:, 2], points[:, 1]], axis=1), number[triangles]


def _write_stl(corners: Floats, path: Path) -> dict[str, Any]:
    record = np.zeros(len(corners), _RECORD)
    record["points"] = corners
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    record["normal"] = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-20)
    with path.open("wb") as file:
        file.write(b"Printable copy of a scan".ljust(80, b" ") + struct.pack("<I", len(corners)))
        file.write(record.tobytes())
    return {"file": path.name, "bytes": path.stat().st_size}


def _write_3mf(points: Floats, triangles: NDArray[np.int64], path: Path) -> dict[str, Any]:
    # Printers stand things on the plate: the lowest point is at zero.
    placed = points.astype(np.float64) - [0.0, 0.0, float(points[:, 2].min())]
    real = (triangles[:, 0] != triangles[:, 1]) & (triangles[:, 1] != triangles[:, 2]) & (
        triangles[:, 2] != triangles[:, 0]
    )  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
        package.writestr("[Content_Types].xml", _CONTENT_TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        with package.open("3D/3dmodel.model", "w", force_zip64=True) as model:
            model.write(
                b'<?xml version="1.0" encoding="UTF-8"?><model unit="millimeter" xml:lang="en-US" '
                b'xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">'
                b'<resources><object id="1" type="model"><mesh><vertices>'
            )
            for start in range(0, len(placed), ROWS_AT_ONCE):
                rows = placed[start : start + ROWS_AT_ONCE].tolist()
                model.write("".join(f'<vertex x="{x:.7g}" y="{y:.7g}" z="{z:.7g}"/>' for x, y, z in rows).encode())
            model.write(b"</vertices><triangles>")
            kept = triangles[real]
            for start in range(0, len(kept), ROWS_AT_ONCE):
                rows = kept[start : start + ROWS_AT_ONCE].tolist()
                model.write("".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in rows).encode())
            model.write(b'</triangles></mesh></object></resources><build><item objectid="1"/></build></model>')
    return {"file": path.name, "bytes": path.stat().st_size}
