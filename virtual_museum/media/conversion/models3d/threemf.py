"""3MF: printable models. Its XML is read by a plain parser that refuses document types, so nothing can expand."""

from typing import Any
from xml.parsers import expat

import numpy as np

from .. import limits
from ..archives import Archive
from ..refusals import Refusal
from .scene import Material, Scene, Surface, check_count, srgb_to_linear, z_up_to_y_up

_UNITS_MM = {"micron": 0.001, "millimeter": 1.0, "centimeter": 10.0, "inch": 25.4, "foot": 304.8, "meter": 1000.0}
MAX_DEPTH = 16


class _Reader:
    """Collects objects, components and build items of one model file."""

    def __init__(self) -> None:
        self.unit = 1.0
        self.vertices: dict[str, list[tuple[float, float, float]]] = {}
        self.triangles: dict[str, list[tuple[int, int, int]]] = {}
        self.components: dict[str, list[tuple[str, str]]] = {}
        self.items: list[tuple[str, str]] = []
        self.colors: dict[str, str] = {}
        self.object_color: dict[str, tuple[str, str]] = {}
        self.placed = 0
        self._object = self._group = ""
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "vertex":
            self.vertices[self._object].append((float(attributes["x"]), float(attributes["y"]), float(attributes["z"])))
        elif name == "triangle":
            self.triangles[self._object].append((int(attributes["v1"]), int(attributes["v2"]), int(attributes["v3"])))
            self._count += 1
            check_count(self._count)
        elif name == "object":
            self._object = attributes["id"]
            self.vertices[self._object], self.triangles[self._object] = [], []
            self.components[self._object] = []
            if "pid" in attributes:
                self.object_color[self._object] = (attributes["pid"], attributes.get("pindex", "0"))
        elif name == "component":
            self.components[self._object].append((attributes["objectid"], attributes.get("transform", "")))
        elif name == "item":
            self.items.append((attributes["objectid"], attributes.get("transform", "")))
        else:
            self._other(name, attributes)

    def _other(self, name: str, attributes: dict[str, str]) -> None:
        if name == "model":
            self.unit = _UNITS_MM.get(attributes.get("unit", "millimeter"), 1.0)
        elif name in ("basematerials", "colorgroup"):
            self._group = attributes.get("id", "")
        elif name in ("base", "color"):
            index = sum(1 for key in self.colors if key.startswith(f"{self._group}/"))
            self.colors[f"{self._group}/{index}"] = attributes.get("displaycolor") or attributes.get("color", "")


def load_3mf(archive: Archive) -> Scene:
    """The scene of a 3MF package. Raises Refusal."""
    name = next(
        (one for one in archive.names() if one.lower().startswith("3d/") and one.lower().endswith(".model")), None
    )
    if name is None:
        raise Refusal("archive-no-model")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(archive.read(name), True)
    except (expat.ExpatError, KeyError, ValueError, OverflowError) as error:
        raise Refusal("model-damaged") from error
    scene = Scene([], unit_mm=reader.unit)
    for identifier, transform in reader.items or [(key, "") for key in reader.vertices]:
        _place(reader, identifier, _matrix(transform), scene, 0)
    return scene


def _no_doctype(*_arguments: Any) -> None:
    raise Refusal("model-damaged")


def _matrix(text: str) -> np.ndarray:
    if not text:
        return np.eye(4)
    try:
        values = np.array([float(word) for word in text.split()])
    except ValueError as error:
        raise Refusal("model-damaged") from error
    if values.shape != (12,) or not np.isfinite(values).all():
        raise Refusal("model-damaged")
    matrix = np.eye(4)
    matrix[:, :3] = values.reshape(4, 3)
    return matrix


def _place(reader: _Reader, identifier: str, matrix: np.ndarray, scene: Scene, depth: int) -> None:
    # Objects may hold objects: a few lines can ask for billions, even when none of them has a triangle.
    reader.placed += 1
    if identifier not in reader.vertices or depth > MAX_DEPTH or reader.placed > limits.MAX_NODES:
        raise Refusal("model-damaged")
    if reader.triangles[identifier]:
        points = np.array(reader.vertices[identifier], np.float64).reshape(-1, 3)
        triangles = np.array(reader.triangles[identifier], np.int64)
        if triangles.min() < 0 or triangles.max() >= len(points):
            raise Refusal("model-bad-index")
        placed = (np.column_stack([points, np.ones(len(points))]) @ matrix)[:, :3].astype(np.float32)
        material = _material(reader, identifier, scene)
        scene.surfaces.append(Surface(z_up_to_y_up(placed), triangles.astype(np.uint32), material=material))
        check_count(scene.triangle_count)
    for child, transform in reader.components[identifier]:
        _place(reader, child, _matrix(transform) @ matrix, scene, depth + 1)


def _material(reader: _Reader, identifier: str, scene: Scene) -> int:
    group, index = reader.object_color.get(identifier, ("", ""))
    text = reader.colors.get(f"{group}/{index}", "").lstrip("#")
    try:
        rgb = np.array([int(text[place : place + 2], 16) / 255 for place in (0, 2, 4)], np.float32)
    except ValueError:
        return 0
    linear = srgb_to_linear(rgb)
    scene.materials.append(Material(color=(float(linear[0]), float(linear[1]), float(linear[2]), 1.0)))
    return len(scene.materials) - 1
