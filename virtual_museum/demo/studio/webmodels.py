"""The exhibits' scans: the same forms as in the halls with their tool marks, thinned to a web model, colours in the vertices."""

from dataclasses import replace
from pathlib import Path

import fast_simplification
import numpy as np
from scipy.spatial import cKDTree

from .exhibits import EXHIBITS, parts_of
from .finishes import Part
from .forms import Form, welded
from .glb import write_glb
from .marks import marked


def export(folder: Path, names: list[str] | None = None) -> None:
    """Write `folder/SLUG.glb` for every exhibit that has a web model, or for the named ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for slug, exhibit in EXHIBITS.items():
        if exhibit.triangles and (not names or slug in names):
            path = folder / f"{slug}.glb"
            triangles = write_glb(path, slug, web_parts(parts_of(slug), exhibit.triangles))
            print(f"{slug}: {triangles} triangles, {path.stat().st_size / 1e6:.2f} MB")


def web_parts(parts: list[Part], triangles: int) -> list[Part]:
    """Return the parts of the web model. What is made of hundreds of small pieces cannot be thinned far; there the pieces
    are the detail, and tool marks on each would only make the file heavy."""
    fine = thinned(marked(parts, triangles), triangles)
    return fine if sum(len(part.form.faces) for part in fine) < 1.2 * triangles else thinned(parts, triangles)


def thinned(parts: list[Part], triangles: int) -> list[Part]:
    """Return the parts with about `triangles` triangles in all; each keeps its share."""
    total = sum(len(part.form.faces) for part in parts)
    if total <= triangles:
        return parts
    return [replace(part, form=_simplified(part.form, triangles / total)) for part in parts]


def _simplified(form: Form, share: float) -> Form:
    """Collapse edges until `share` of the triangles is left; colours and coordinates come from the nearest old vertex."""
    form = welded(form, 1e-7)
    low, high = form.bounds
    size = float((high - low).max())
    points, faces = fast_simplification.simplify(
        ((form.vertices - low) / size).astype(np.float32), form.faces.astype(np.int32), target_reduction=1 - share)
    vertices = points.astype(np.float64) * size + low
    nearest = cKDTree(form.vertices).query(vertices)[1]
    colours = None if form.colours is None else form.colours[nearest]
    uv = None if form.uv is None else form.uv[nearest]
    return Form(vertices, faces.astype(np.int64), colours, uv)
